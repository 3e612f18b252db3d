"""Decide whether data may meet an engine: pure, total, and closed where anything is missing.

`decide` reads the facts of one request, where the engine stands and the policy, and nothing else:
no clock, no file, no log. Replayed from the log it gives the logged outcome. It never softens when
a class is added, a zone is farther or a proof is gone. It does not find the class of a text, and
does not carry out what it asks for: the caller replaces, has approved, and decides again on the
bytes that are to leave.
Source of the rules: `specs/sovereignty.md`, sections 3.1 to 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from volant.sovereignty.policy import UNKNOWN_CLASS, Cell, Policy
from volant.sovereignty.standing import Standing

OUTCOMES = ("ALLOWED", "PSEUDONYMISED", "APPROVED_BY_HUMAN", "PENDING", "DENIED")
"""From the softest; `PENDING` until what must come before sending is done. The rest are the
receipt's words."""

BEFORE = ("pseudonymise", "approve")
"""Obligations that come before sending; the others accompany the answer."""

OBLIGATIONS = (*BEFORE, "record-basis", "redact", "draft")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Be what is known of one request.

    `classes` are all the classes found in the data, not the highest alone; none is D3. `tag` is
    the language of the answer, `weights` the SHA-256 (hex) of what runs now. `pseudonymised` says
    that identifiers were replaced, `replaced` how many, `residue` how many were found after (None:
    nobody looked). `approved_by`, `human` and the references are empty where there are none.
    `faults` are codes of checks that could not be completed.
    """

    day: date
    classes: frozenset[str] = frozenset((UNKNOWN_CLASS,))
    tag: str = ""
    weights: str = ""
    purpose: str = "answer"
    public: bool = False
    legal_effect: bool = False
    exempt: bool = False
    human: str = ""
    pseudonymised: bool = False
    replaced: int = 0
    residue: int | None = None
    approved_by: str = ""
    cndp: str = ""
    basis: str = ""
    authorisation: str = ""
    affordable: bool = True
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Be the answer: one of `OUTCOMES`, the codes that led to it, what is still to be done.

    A code has its text in `reasons.toml`. `obligations` are in the order of `OBLIGATIONS`.
    """

    outcome: str
    rules: tuple[str, ...]
    obligations: tuple[str, ...] = ()

    @property
    def may_send(self) -> bool:
        """Say whether the bytes may leave now."""
        return self.outcome not in {"PENDING", "DENIED"}


CLOSED = Decision(outcome="DENIED", rules=("FAIL-CLOSED",))
"""What anything unforeseen gives."""

EXPIRED = Decision(outcome="DENIED", rules=("POLICY-EXPIRED",))
"""What everything gives after the last day of the table, until somebody has read it again."""


def decide(facts: Facts, profile: Standing, policy: Policy) -> Decision:
    """Decide about one request; never raises.

    >>> from volant.sovereignty.policy import load_policy
    >>> policy, day = load_policy(), date(2026, 11, 22)
    >>> abroad = Standing(engine="api", profile="", policy=policy.digest, day=day, zone="Z4",
    ...     country="US", gate=2, egress="E0")
    >>> decide(Facts(day=day, classes=frozenset(("D4",))), abroad, policy).rules
    ('L0520-11',)
    """
    try:
        return _decide(facts, profile, policy)
    except Exception:  # noqa: BLE001 - an auditor must find a refusal where a rule broke
        return CLOSED


def _decide(facts: Facts, standing: Standing, policy: Policy) -> Decision:
    if not _agree(facts, standing, policy):
        return CLOSED
    if facts.day > policy.expires:
        return EXPIRED
    cell = policy.cells[facts.classes, standing.zone]
    denied = [*_refuse(facts, standing, policy, cell.highest), *_lack(cell, facts, standing)]
    if denied:
        notes = () if standing.country else ("ZONE-UNKNOWN",)
        return Decision(outcome="DENIED", rules=(*dict.fromkeys(denied), *notes))
    return _allow(cell, facts, standing)


def _agree(facts: Facts, standing: Standing, policy: Policy) -> bool:
    """Say whether all three speak of the same day and the same table, and every check was made."""
    return (
        not facts.faults
        and facts.day == standing.day
        and policy.published <= facts.day
        and standing.policy == policy.digest
    )


def _refuse(facts: Facts, standing: Standing, policy: Policy, highest: str) -> list[str]:
    """List the rules beside the table that refuse."""
    denied = []
    if standing.weights and standing.weights != facts.weights and highest >= policy.weights_from:
        denied.append("MODEL-CHANGED")
    if standing.proof == "old" and highest >= policy.proof_from:
        denied.append("PROOF-OLD")
    if standing.gate < policy.gate[highest]:
        denied.append("GATE-MIN")
    if facts.public and facts.tag not in standing.tested:
        denied.append("EVAL-LANG")
    if not facts.affordable:
        denied.append("BUDGET")
    return denied


def _lack(cell: Cell, facts: Facts, standing: Standing) -> list[str]:
    """List the codes of what the table asks and waiting will not bring."""
    asked, denied = cell.asked, []
    if not asked:
        return list(cell.refusals)
    if "basis" in asked and not (facts.basis or standing.basis):
        denied.append("L0908-43")
    if "cndp" in asked and not (facts.cndp or standing.cndp):
        denied.append("L0908-12")
    if "authorisation" in asked and not (facts.authorisation or standing.authorisation):
        denied.append("L0908-12")
    if "risk-study" in asked and not standing.risk_study:
        denied.append("D224921-2")
    if "no-residue" in asked and facts.pseudonymised and facts.residue != 0:
        denied.append("RESIDUE")
    return denied + list(cell.refusals)


def _allow(cell: Cell, facts: Facts, standing: Standing) -> Decision:
    """Say under which conditions the data may go."""
    outcome, rules = "ALLOWED", _place(standing, cell.highest, facts.purpose)
    obligations: list[str] = []
    if cell.asked:
        outcome = _condition(cell.asked, facts, rules, obligations)
    if facts.exempt and facts.public:
        rules.append("L3113-7")
        obligations.append("redact")
    if facts.legal_effect:
        rules.append("L0908-11")
        if not facts.human:
            obligations.append("draft")
    return Decision(outcome=outcome, rules=tuple(rules), obligations=tuple(obligations))


def _condition(
    asked: frozenset[str], facts: Facts, rules: list[str], obligations: list[str]
) -> str:
    """Add what must be done, and return the outcome it leads to."""
    outcome = "ALLOWED"
    if "pseudonymise" in asked:
        outcome = "PSEUDONYMISED"
        rules.append("PSEUDO-n")
        if not facts.pseudonymised:
            obligations.append("pseudonymise")
    if "approve" in asked:
        outcome = "APPROVED_BY_HUMAN"
        rules.append("APPROVAL")
        if not facts.approved_by:
            obligations.append("approve")
    if obligations:
        outcome = "PENDING"
    if "basis" in asked:
        rules.append("BASIS")
        obligations.append("record-basis")
    return outcome


def _place(standing: Standing, highest: str, purpose: str) -> list[str]:
    """List what a reader is told of where it goes."""
    rules = []
    if standing.zone == "Z0":
        rules.append("OK-LOCAL")
    elif highest == "D0":
        rules.append("OK-PUBLIC")
    elif standing.zone in {"Z1", "Z2"}:
        rules.append("OK-NATIONAL")
    if not standing.country:
        rules.append("ZONE-UNKNOWN")
    if purpose != "answer" and standing.zone != "Z0":
        rules.append("TOOL-ZONE")
    return rules
