"""Say where an engine stands on a day: its zone, its gate, its proofs.

A profile is long and read once; a standing is short and decided with ten thousand times. It is
whole in itself and small enough for a log, so an auditor replays a decision without the profile.
Trade-off: it holds for one day only, since proofs, drills and evaluations age by the day; whoever
keeps it makes it anew each morning, for about a millisecond.
Source of the zones: `specs/sovereignty.md`, section 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from volant.sovereignty.fingerprint import fingerprint_of
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.policy import Policy
from volant.sovereignty.profile import HOME, INSTITUTION, Profile
from volant.sovereignty.score import measure

ISOLATED = ("E4", "E5")
PROBE_DAYS = 90

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Be what a decision needs of an engine, true on `day` alone.

    `profile` and `policy` are fingerprints. `country` is empty where nothing binding says it.
    `proof` is `fresh`, `old` (isolation is claimed, the proof is missing or expired) or empty.
    `weights` is the approved SHA-256, hex, or empty. `tested` are the tags that passed. The last
    four say whether a reference is recorded.
    """

    engine: str
    profile: str
    policy: str
    day: date
    zone: str
    country: str
    gate: int
    egress: str
    proof: str = ""
    weights: str = ""
    tested: tuple[str, ...] = ()
    cndp: bool = False
    basis: bool = False
    authorisation: bool = False
    risk_study: bool = False


def assess(profile: Profile, policy: Policy, day: date) -> Standing:
    """Return the standing of a profile under a policy on a day.

    >>> from volant.sovereignty.catalogue import load_profiles
    >>> from volant.sovereignty.policy import load_policy
    >>> assess(load_profiles()["claude-api"], load_policy(), date(2026, 11, 22)).zone
    'Z4'
    """
    knowledge = Knowledge(profile, day)
    country = knowledge.rely("/inference/country") or ""
    egress = knowledge.rely("/inference/egress_tier") or "E0"
    return Standing(
        engine=profile.id,
        profile=fingerprint_of(profile),
        policy=policy.digest,
        day=day,
        zone=find_zone(knowledge, policy.adequate),
        country=country,
        gate=measure(knowledge, policy.adequate).gate,
        egress=egress,
        proof=_find_proof(knowledge),
        weights=_find_digest(knowledge.look("/evolution/pinned")),
        tested=_find_tested(knowledge),
        cndp=knowledge.rely("/rules/cndp_ref") is not None,
        basis=country in policy.adequate or knowledge.rely("/rules/transfer_ref") is not None,
        authorisation=knowledge.rely("/rules/authorisation_ref") is not None,
        risk_study=knowledge.rely("/inference/risk_study_ref") is not None,
    )


def find_zone(knowledge: Knowledge, adequate: Collection[str]) -> str:
    """Return Z0 to Z4; whatever is missing or out of its dates counts as far away."""
    country = knowledge.rely("/inference/country")
    if country is None or not _is_valid(knowledge.profile, knowledge.day):
        return "Z4"
    if country != HOME:
        listed = country in adequate or knowledge.rely("/rules/transfer_ref") is not None
        return "Z3" if listed else "Z4"
    operated = knowledge.rely("/inference/operator") == INSTITUTION
    if operated and _find_proof(knowledge) == "fresh":
        return "Z0"
    own = knowledge.rely("/inference/premises") == "own"
    return "Z1" if own or knowledge.rely("/inference/dgssi_level") == "2" else "Z2"


def _is_valid(profile: Profile, day: date) -> bool:
    return (profile.valid_from or day) <= day <= (profile.valid_until or day)


def _find_proof(knowledge: Knowledge) -> str:
    if knowledge.look("/inference/egress_tier") not in ISOLATED:
        return ""
    probed = knowledge.rely("/inference/last_probe")
    proved = knowledge.rely("/inference/egress_tier") and probed
    return "fresh" if proved and 0 <= (knowledge.day - probed).days <= PROBE_DAYS else "old"


def _find_digest(pinned: str | None) -> str:
    match = _DIGEST.fullmatch(pinned or "")
    return match[1] if match else ""


def _find_tested(knowledge: Knowledge) -> tuple[str, ...]:
    results = knowledge.profile.languages.results
    pointer = "/languages/results/"
    return tuple(tag for tag in sorted(results) if _passes(knowledge.rely(pointer + tag)))


def _passes(result: object) -> bool:
    return result is not None and bool(getattr(result, "passed", False))
