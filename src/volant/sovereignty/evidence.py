"""Say how a fact about an engine is known, for how long, and how far it may be believed.

A claim is a JSON pointer into a profile (RFC 6901). What the fact is worth depends on its evidence
alone: this file never looks at the value. Trade-off: evidence has dates, no clock; the day is
always given, so that an auditor gets tomorrow what was decided today.
Source: `specs/sovereignty.md`, section 1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

STATUSES = ("unverified", "declared", "documented", "verified", "attested")
"""From nothing behind it to a named third party's signature."""

MARKS = {
    "unverified": "unknown",
    "declared": "said",
    "documented": "written",
    "verified": "checked",
    "attested": "checked",
}
"""What a reader is shown: said · written · checked."""

_CAPS = {"unverified": 0, "declared": 1, "documented": 2, "verified": 4, "attested": 4}

LEGAL = (
    "/engine",
    "/weights/control",
    "/weights/licence",
    "/weights/licence_limits",
    "/weights/contract_months",
    "/weights/redistributable",
    "/evolution/who_can_change",
    "/evolution/notice_days",
    "/evolution/can_refuse_update",
    "/evolution/roadmap_vote",
    "/inference/country",
    "/inference/premises",
    "/inference/operator",
    "/inference/operator_law",
    "/inference/operator_capital_ma_pct",
    "/inference/hardware_owner",
    "/inference/keys_held_by",
    "/inference/foreign_access_excluded",
    "/inference/risk_study_ref",
    "/rules/cndp_ref",
    "/rules/legal_basis",
    "/rules/transfer_ref",
    "/rules/authorisation_ref",
    "/value",
    "/staff",
)
"""What no program can check and a binding text settles: licence, contract, company register,
accounts, a registration number. Documents carry these to level 3 and through a gate."""

_TERMS = (
    ("/inference/egress_tier", 90),
    ("/inference/last_probe", 90),
    ("/languages", 180),
    ("/safety", 180),
)
"""Days a proof lasts: the probe, evaluations; else a year, or the date the document ends on."""

YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Say how one claim is known.

    `source` names the law, licence, contract or page with its date; `digest` is the SHA-256 of
    the document kept, hex; `log_index` is where the log says so.
    """

    claim: str
    status: str
    method: str = ""
    by: str = ""
    at: date | None = None
    expires: date | None = None
    digest: str = ""
    source: str = ""
    log_index: int | None = None


def covers(claim: str, pointer: str) -> bool:
    """Say whether evidence of a claim speaks of a pointer: the same place, or one under it."""
    return pointer == claim or pointer.startswith(claim + "/")


def find_end(evidence: Evidence) -> date | None:
    """Return the last day this evidence holds; None where it is not dated, and never holds.

    A probe or an evaluation cannot be made to last longer by writing a later date.

    >>> probe = Evidence(claim="/inference/egress_tier", status="verified", at=date(2026, 11, 22))
    >>> find_end(probe)
    datetime.date(2027, 2, 20)
    """
    if evidence.at is None:
        return None
    for claim, days in _TERMS:
        if covers(claim, evidence.claim):
            limit = evidence.at + timedelta(days)
            return min(limit, evidence.expires or limit)
    return evidence.expires or evidence.at + timedelta(YEAR)


def grade(evidence: Evidence, day: date) -> str:
    """Return the status on a day: what is expired, undated or of the future falls to `declared`.

    >>> letter = Evidence(claim="/rules/cndp_ref", status="documented", at=date(2025, 1, 2))
    >>> grade(letter, date(2026, 11, 22))
    'declared'
    """
    if evidence.status in {"unverified", "declared"}:
        return evidence.status
    end = find_end(evidence)
    holds = end is not None and evidence.at is not None and evidence.at <= day <= end
    return evidence.status if holds else "declared"


def cap(pointer: str, status: str) -> int:
    """Return the highest level, 0 to 4, that a fact known in this way can support."""
    if status == "documented" and is_legal(pointer):
        return 3
    return _CAPS[status]


def passes_gate(pointer: str, status: str) -> bool:
    """Say whether a decision may rest on it: never on what somebody merely says.

    >>> passes_gate("/inference/country", "declared"), passes_gate("/inference/country", "attested")
    (False, True)
    """
    if status in {"verified", "attested"}:
        return True
    return status == "documented" and is_legal(pointer)


def is_legal(pointer: str) -> bool:
    """Say whether a binding text settles this fact, and no program can."""
    return any(covers(claim, pointer) for claim in LEGAL)
