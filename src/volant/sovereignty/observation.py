"""Add to a profile what this program has just seen of a running engine.

What is seen is checked, and dated; it says nothing of countries, contracts or owners. A claim of
isolation that the probe did not find again is taken back, so that a stale proof cannot outlive it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from volant.records import TIERS, Place
from volant.sovereignty.evidence import Evidence, covers
from volant.sovereignty.profile import Profile

_PROBE = ("/inference/egress_tier", "/inference/last_probe")
_WEIGHTS = ("/evolution/pinned", "/weights/manifest")


def observe(profile: Profile, place: Place, day: date, log_index: int | None = None) -> Profile:
    """Return the profile with the tier that was reached and, where they match, the weights.

    Weights other than those that are pinned add nothing: `decide` compares and refuses.

    >>> from volant.sovereignty.catalogue import load_profiles
    >>> seen = observe(load_profiles()["embedded"], Place(egress="E4"), date(2026, 11, 22))
    >>> seen.inference.egress_tier, seen.evidence[-1].status
    ('E4', 'verified')
    """
    claims: list[str] = []
    if place.egress in TIERS:
        inference = replace(profile.inference, egress_tier=place.egress, last_probe=day)  # type: ignore[arg-type]
        profile = replace(profile, inference=inference)
        claims += _PROBE
    if place.weights and (profile.evolution.pinned or "").endswith(place.weights):
        claims += _WEIGHTS
    kept = tuple(
        one for one in profile.evidence if not any(covers(claim, one.claim) for claim in claims)
    )
    added = tuple(_vouch(claim, day, log_index) for claim in claims)
    return replace(profile, evidence=kept + added)


def _vouch(claim: str, day: date, log_index: int | None) -> Evidence:
    method = "egress-probe" if claim in _PROBE else "sha256-manifest"
    return Evidence(
        claim=claim, status="verified", method=method, by="volant", at=day, log_index=log_index
    )
