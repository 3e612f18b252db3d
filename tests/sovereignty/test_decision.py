"""Which data may meet which engine: the whole table, the laws, and what is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sovereignty.table import DAY, STATES, facts, lines, standing

from volant.records import CLASSES
from volant.sovereignty import Decision, Facts, Policy, Standing, decide, load_policy
from volant.sovereignty.decision import BEFORE, CLOSED, OBLIGATIONS, OUTCOMES
from volant.sovereignty.policy import ZONES, Cell
from volant.sovereignty.reasons import load_reasons

GOLDEN = Path(__file__).with_name("decisions.tsv")
POLICY = load_policy()


def test_the_whole_table_is_as_reviewed() -> None:
    assert list(lines()) == GOLDEN.read_text("utf-8").splitlines()


def test_the_table_of_the_specification() -> None:
    """Ask the 25 cells as section 3.3 states them, each with what it asks for recorded."""
    asked, known = STATES["everything"]
    said = {
        (row, zone): decide(
            facts(classes=frozenset((row,)), **asked), standing(zone, **known), POLICY
        ).outcome
        for row in CLASSES
        for zone in ZONES
    }
    spelled = {
        "D0": "ALLOWED ALLOWED ALLOWED ALLOWED ALLOWED",
        "D1": "ALLOWED ALLOWED ALLOWED PSEUDONYMISED APPROVED_BY_HUMAN",
        "D2": "ALLOWED ALLOWED ALLOWED PSEUDONYMISED APPROVED_BY_HUMAN",
        "D3": "ALLOWED ALLOWED APPROVED_BY_HUMAN APPROVED_BY_HUMAN DENIED",
        "D4": "ALLOWED ALLOWED APPROVED_BY_HUMAN DENIED DENIED",
    }
    assert said == {
        (row, zone): outcome
        for row, outcomes in spelled.items()
        for zone, outcome in zip(ZONES, outcomes.split(), strict=True)
    }


# --- laws --------------------------------------------------------------------------------------

CLASS_SETS = st.frozensets(st.sampled_from(CLASSES), min_size=1)
TEXTS = st.sampled_from(["", "recorded"])
FACTS = st.builds(
    Facts,
    day=st.just(DAY),
    classes=CLASS_SETS,
    tag=st.sampled_from(["fr", "ary-Latn", ""]),
    weights=st.sampled_from(["", "a" * 64, "b" * 64]),
    purpose=st.sampled_from(["answer", "tool", "search"]),
    public=st.booleans(),
    legal_effect=st.booleans(),
    exempt=st.booleans(),
    human=TEXTS,
    pseudonymised=st.booleans(),
    replaced=st.integers(0, 9),
    residue=st.none() | st.integers(0, 2),
    approved_by=TEXTS,
    cndp=TEXTS,
    basis=TEXTS,
    authorisation=TEXTS,
    affordable=st.booleans(),
)
STANDINGS = st.builds(
    standing,
    zone=st.sampled_from(ZONES),
    gate=st.integers(0, 4),
    proof=st.sampled_from(["", "fresh", "old"]),
    weights=st.sampled_from(["", "a" * 64]),
    cndp=st.booleans(),
    basis=st.booleans(),
    authorisation=st.booleans(),
    risk_study=st.booleans(),
)


def is_as_strict(harder: Decision, softer: Decision) -> bool:
    """Say that nothing was given away: no better outcome, no duty before sending dropped."""
    if harder.outcome == "DENIED":
        return True
    before = [
        {duty for duty in one.obligations if duty in {*BEFORE, "record-basis"}}
        for one in (softer, harder)
    ]
    return (
        OUTCOMES.index(harder.outcome) >= OUTCOMES.index(softer.outcome) and before[0] <= before[1]
    )


@given(FACTS, STANDINGS, st.sampled_from(CLASSES))
def test_a_decision_never_softens_when_a_class_is_added(
    asked: Facts, stands: Standing, more: str
) -> None:
    raised = replace(asked, classes=asked.classes | {more})
    assert is_as_strict(decide(raised, stands, POLICY), decide(asked, stands, POLICY))


@given(FACTS, STANDINGS, st.sampled_from(ZONES))
def test_a_decision_never_softens_when_the_zone_is_farther(
    asked: Facts, stands: Standing, zone: str
) -> None:
    near, far = sorted((stands.zone, zone))
    assert is_as_strict(
        decide(asked, replace(stands, zone=far), POLICY),
        decide(asked, replace(stands, zone=near), POLICY),
    )


@given(FACTS, STANDINGS, st.sampled_from(["cndp", "basis", "authorisation", "risk_study"]))
def test_a_decision_never_softens_when_a_proof_is_gone(
    asked: Facts, stands: Standing, lost: str
) -> None:
    assert is_as_strict(
        decide(asked, replace(stands, **cast("Any", {lost: False})), POLICY),
        decide(asked, stands, POLICY),
    )


@given(FACTS, STANDINGS, st.integers(0, 4))
def test_a_decision_never_softens_when_the_gate_falls(
    asked: Facts, stands: Standing, gate: int
) -> None:
    low, high = sorted((stands.gate, gate))
    assert is_as_strict(
        decide(asked, replace(stands, gate=low), POLICY),
        decide(asked, replace(stands, gate=high), POLICY),
    )


@given(FACTS, STANDINGS, TEXTS, st.booleans(), st.sampled_from(["answer", "tool", "search"]))
def test_what_only_marks_the_answer_never_decides(
    asked: Facts, stands: Standing, human: str, flag: bool, purpose: str
) -> None:
    other = replace(asked, human=human, exempt=flag, legal_effect=flag, purpose=purpose, replaced=5)
    one, two = decide(asked, stands, POLICY), decide(other, stands, POLICY)
    assert one.outcome == two.outcome
    if one.outcome == "DENIED":
        assert one == two


@given(FACTS, STANDINGS)
def test_a_decision_is_whole_and_repeats(asked: Facts, stands: Standing) -> None:
    made = decide(asked, stands, POLICY)
    assert made == decide(asked, stands, POLICY)
    assert made.outcome in OUTCOMES
    assert made.rules
    assert set(made.rules) <= set(load_reasons())
    assert made.obligations == tuple(d for d in OBLIGATIONS if d in made.obligations)
    assert (made.outcome == "PENDING") is any(duty in BEFORE for duty in made.obligations)
    assert made.may_send is (made.outcome not in {"PENDING", "DENIED"})
    if made.outcome == "DENIED":
        assert not made.obligations


@given(FACTS, STANDINGS)
def test_what_is_asked_for_is_enough(asked: Facts, stands: Standing) -> None:
    """Whoever does what a pending decision asks for gets one that lets the bytes go."""
    made = decide(asked, stands, POLICY)
    if made.outcome == "PENDING":
        done = replace(asked, pseudonymised=True, residue=0, approved_by="role:chef")
        assert decide(done, stands, POLICY).may_send


@given(FACTS, STANDINGS)
def test_sensitive_data_never_leaves_the_country(asked: Facts, stands: Standing) -> None:
    if "D4" in asked.classes and stands.zone in {"Z3", "Z4"}:
        made = decide(asked, stands, POLICY)
        assert made.outcome == "DENIED"
        assert "L0520-11" in made.rules


def test_unknown_data_counts_as_sensitive() -> None:
    for zone in ZONES:
        unknown = decide(facts(classes=frozenset()), standing(zone), POLICY)
        assert unknown == decide(facts(classes=frozenset(("D3",))), standing(zone), POLICY)
        assert unknown == decide(facts(), standing(zone), POLICY)


def test_data_that_is_both_needs_both_rows() -> None:
    assert decide(facts(classes=frozenset(("D4",))), standing("Z0"), POLICY).may_send
    both = decide(facts(classes=frozenset(("D3", "D4"))), standing("Z0"), POLICY)
    assert both.rules == ("L0908-12",)


# --- rules beside the table --------------------------------------------------------------------


def test_weights_that_were_swapped_are_refused_even_for_public_data() -> None:
    approved = standing("Z0", weights="a" * 64)
    for running in ("b" * 64, ""):
        made = decide(facts(classes=frozenset(("D0",)), weights=running), approved, POLICY)
        assert made == Decision(outcome="DENIED", rules=("MODEL-CHANGED",))
    assert decide(facts(classes=frozenset(("D0",)), weights="a" * 64), approved, POLICY).may_send


def test_a_proof_that_is_old_is_refused_for_all_that_is_not_public() -> None:
    for name in CLASSES:
        made = decide(
            facts(classes=frozenset((name,))), standing("Z1", proof="old", cndp=True), POLICY
        )
        assert ("PROOF-OLD" in made.rules) is (name != "D0")
        assert (made.outcome == "DENIED") is (name != "D0")


def test_public_answers_need_an_engine_tried_in_their_language() -> None:
    asked = facts(classes=frozenset(("D0",)), public=True)
    assert decide(asked, standing("Z0"), POLICY).rules == ("EVAL-LANG",)
    assert decide(replace(asked, tag="fr"), standing("Z0"), POLICY).may_send


def test_a_decision_with_legal_effect_is_a_draft_until_a_person_is_named() -> None:
    asked = facts(classes=frozenset(("D1",)), legal_effect=True)
    made = decide(asked, standing("Z0"), POLICY)
    assert (made.outcome, made.rules, made.obligations) == (
        "ALLOWED",
        ("OK-LOCAL", "L0908-11"),
        ("draft",),
    )
    named = decide(replace(asked, human="role:chef"), standing("Z0"), POLICY)
    assert (named.rules, named.obligations) == (("OK-LOCAL", "L0908-11"), ())


def test_passages_exempt_from_access_are_redacted_for_the_public() -> None:
    asked = facts(classes=frozenset(("D1",)), exempt=True, public=True, tag="ar")
    made = decide(asked, standing("Z0"), POLICY)
    assert (made.rules, made.obligations) == (("OK-LOCAL", "L3113-7"), ("redact",))


def test_an_empty_purse_refuses() -> None:
    assert decide(facts(affordable=False), standing("Z0", cndp=True), POLICY).rules == ("BUDGET",)


def test_a_tool_is_a_transfer_to_its_own_place() -> None:
    asked = facts(classes=frozenset(("D0",)), purpose="search")
    assert "TOOL-ZONE" in decide(asked, standing("Z4"), POLICY).rules
    assert "TOOL-ZONE" not in decide(asked, standing("Z0"), POLICY).rules


def test_personal_data_abroad_bears_its_basis_on_the_receipt() -> None:
    asked = facts(classes=frozenset(("D2",)), pseudonymised=True, replaced=3, residue=0)
    made = decide(asked, standing("Z3", basis=True), POLICY)
    assert (made.outcome, made.rules) == ("PSEUDONYMISED", ("PSEUDO-n", "BASIS"))
    assert made.obligations == ("record-basis",)
    assert decide(asked, standing("Z3"), POLICY).rules == ("L0908-43",)


def every_decision() -> Iterator[Decision]:
    flags: Any = (
        {},
        {"public": True},
        {"public": True, "tag": "fr", "exempt": True},
        {"legal_effect": True},
        {"affordable": False},
        {"purpose": "tool"},
        {"faults": ("detector",)},
    )
    for (asked, known), row, zone, more in product(STATES.values(), CLASSES, ZONES, flags):
        made = facts(classes=frozenset((row,)), **{**asked, **more})
        yield decide(made, standing(zone, **known), POLICY)
    late = POLICY.expires + timedelta(1)
    yield decide(facts(day=late), standing(day=late), POLICY)


def test_every_code_with_a_text_is_reached_and_none_lacks_one() -> None:
    reached = {code for made in every_decision() for code in made.rules}
    assert reached == set(load_reasons())


# --- what is broken ----------------------------------------------------------------------------


class Broken(dict[tuple[frozenset[str], str], Cell]):
    """Be a table that cannot be read."""

    def __getitem__(self, key: tuple[frozenset[str], str]) -> Cell:
        raise OSError("the disk is gone")


class Profile:
    """Be a profile that throws whatever is asked of it."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)


@pytest.mark.parametrize(
    ("asked", "stands", "policy"),
    [
        (facts(), Profile(), POLICY),
        (facts(), None, POLICY),
        (None, standing(), POLICY),
        (facts(), standing(), None),
        (facts(), standing(), replace(POLICY, cells=Broken())),
        (facts(), standing(), replace(POLICY, cells={})),
        (facts(), standing(), replace(POLICY, gate={})),
        (facts(), standing(), replace(POLICY, digest="sha256:" + "f" * 64)),
        (facts(), standing(), replace(POLICY, published=DAY + timedelta(1))),
        (facts(faults=("privacy",)), standing(), POLICY),
        (facts(day=DAY + timedelta(1)), standing(), POLICY),
        (facts(day="today"), standing(), POLICY),
        (facts(classes=frozenset(("D9",))), standing(), POLICY),
        (facts(classes=frozenset((None,))), standing(), POLICY),
        (facts(classes=frozenset(("D0", 4))), standing(), POLICY),
        (facts(classes=5), standing(), POLICY),
        (facts(), standing(gate="2"), POLICY),
        (facts(), standing(gate=None), POLICY),
        (facts(), replace(standing(), zone="Z9"), POLICY),
        (facts(), replace(standing(), zone=cast("Any", ["Z0"])), POLICY),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_broken_is_refused(asked: Any, stands: Any, policy: Any) -> None:
    assert decide(asked, stands, policy) is CLOSED


@given(st.text(), st.integers(), st.none() | st.binary())
def test_nonsense_is_never_allowed(text: str, number: int, other: bytes | None) -> None:
    values = (text, number, other)
    for asked, stands, policy in product(values, values, (*values, POLICY)):
        made = decide(cast("Any", asked), cast("Any", stands), cast("Any", policy))
        assert made is CLOSED


def test_the_day_after_the_policy_nothing_is_allowed() -> None:
    late = POLICY.expires + timedelta(1)
    made = decide(facts(day=late), standing(day=late), POLICY)
    assert (made.outcome, made.rules) == ("DENIED", ("POLICY-EXPIRED",))
    assert decide(facts(day=late, faults=("privacy",)), standing(day=late), POLICY) is CLOSED
    last = decide(
        facts(day=POLICY.expires, classes=frozenset(("D0",))),
        standing(day=POLICY.expires),
        POLICY,
    )
    assert last.may_send


def test_decide_reads_no_clock() -> None:
    old = date(2026, 11, 23)
    assert decide(facts(day=old), standing(day=old, cndp=True), POLICY).may_send


def test_the_policy_is_not_changed_by_who_holds_it() -> None:
    with pytest.raises(TypeError):
        cast("dict[str, int]", POLICY.gate)["D4"] = 0
    assert isinstance(POLICY, Policy)
    assert isinstance(POLICY.table, Mapping)
