"""What evidence is worth, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.sovereignty.evidence import (
    LEGAL,
    MARKS,
    STATUSES,
    Evidence,
    cap,
    covers,
    find_end,
    grade,
    passes_gate,
)

DAY = date(2026, 11, 22)
POINTERS = st.sampled_from(
    ["/inference/egress_tier", "/languages/results/fr", "/weights/manifest", "/rules/cndp_ref"]
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))
RECORDS = st.builds(
    Evidence,
    claim=POINTERS,
    status=st.sampled_from(STATUSES),
    at=st.none() | DAYS,
    expires=st.none() | DAYS,
)


@pytest.mark.parametrize(
    ("pointer", "status", "level"),
    [
        ("/weights/manifest", "unverified", 0),
        ("/weights/manifest", "declared", 1),
        ("/weights/manifest", "documented", 2),
        ("/weights/licence", "documented", 3),
        ("/inference/country", "documented", 3),
        ("/weights/manifest", "verified", 4),
        ("/rules/cndp_ref", "attested", 4),
    ],
)
def test_each_status_carries_so_far_and_no_farther(pointer: str, status: str, level: int) -> None:
    assert cap(pointer, status) == level


@pytest.mark.parametrize(
    ("pointer", "status", "passes"),
    [
        ("/inference/country", "unverified", False),
        ("/inference/country", "declared", False),
        ("/inference/country", "documented", True),
        ("/inference/egress_tier", "documented", False),
        ("/inference/dgssi_level", "documented", False),
        ("/inference/dgssi_level", "attested", True),
        ("/inference/egress_tier", "verified", True),
    ],
)
def test_a_gate_never_rests_on_what_is_said(pointer: str, status: str, passes: bool) -> None:
    assert passes_gate(pointer, status) is passes


@pytest.mark.parametrize(
    ("claim", "days"),
    [
        ("/inference/egress_tier", 90),
        ("/languages/results/ary-Latn", 180),
        ("/safety/suites", 180),
        ("/weights/manifest", 365),
    ],
)
def test_a_proof_lasts_its_term_and_not_a_day_more(claim: str, days: int) -> None:
    seen = Evidence(claim=claim, status="verified", at=DAY)
    assert grade(seen, DAY + timedelta(days)) == "verified"
    assert grade(seen, DAY + timedelta(days + 1)) == "declared"


def test_a_probe_cannot_be_made_to_last_by_writing_a_later_date() -> None:
    late = Evidence(
        claim="/inference/egress_tier", status="verified", at=DAY, expires=date(2040, 1, 1)
    )
    assert find_end(late) == DAY + timedelta(90)


def test_a_contract_ends_when_it_ends() -> None:
    contract = Evidence(
        claim="/evolution/notice_days", status="documented", at=DAY, expires=date(2029, 12, 31)
    )
    assert grade(contract, date(2029, 12, 31)) == "documented"
    assert grade(contract, date(2030, 1, 1)) == "declared"


def test_what_is_undated_or_of_tomorrow_proves_nothing_today() -> None:
    assert grade(Evidence(claim="/weights", status="attested"), DAY) == "declared"
    tomorrow = Evidence(claim="/weights", status="attested", at=DAY + timedelta(1))
    assert grade(tomorrow, DAY) == "declared"


def test_a_claim_speaks_of_what_lies_under_it_and_of_no_neighbour() -> None:
    assert covers("/weights", "/weights/licence")
    assert not covers("/weights/licence", "/weights/licence_limits")
    assert not covers("/weights/licence", "/weights")


@given(RECORDS, DAYS, st.integers(0, 4000))
def test_evidence_never_gains_by_waiting_once_it_holds(
    evidence: Evidence, day: date, later: int
) -> None:
    now, then = grade(evidence, day), grade(evidence, day + timedelta(later))
    if now not in {"unverified", "declared"}:
        assert then in {now, "declared"}


@given(POINTERS, st.sampled_from(STATUSES))
def test_a_better_status_never_carries_less(pointer: str, status: str) -> None:
    rank = STATUSES.index(status)
    assert all(cap(pointer, lower) <= cap(pointer, status) for lower in STATUSES[:rank])
    assert not any(
        passes_gate(pointer, lower) and not passes_gate(pointer, status)
        for lower in STATUSES[:rank]
    )


def test_every_status_has_a_mark() -> None:
    assert set(MARKS) == set(STATUSES)
    assert set(MARKS.values()) == {"unknown", "said", "written", "checked"}
    assert all(pointer.startswith("/") for pointer in LEGAL)
