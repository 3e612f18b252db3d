"""Who may be shown what, on which day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import protocols
from volant.library.access import ALWAYS, STATES, Claim, allows, dated
from volant.library.index import Index
from volant.records import CLASSES, Access


@pytest.mark.parametrize(
    ("units", "unit", "shown"),
    [
        (None, "sante/chu-fes", True),
        ({"sante"}, "", True),
        (set(), "", True),
        ({"sante"}, "sante", True),
        ({"sante"}, "sante/chu-fes", True),
        ({"sante/"}, "/sante/chu-fes/", True),
        ({"finances", "sante/chu-fes"}, "sante/chu-fes/urgences", True),
        ({"sante/chu"}, "sante/chu-fes", False),
        ({"sante/chu-fes"}, "sante", False),
        ({""}, "sante", False),
        ({"/"}, "sante", False),
        (set(), "sante", False),
    ],
)
def test_a_unit_opens_itself_and_what_is_under_it(
    units: set[str] | None, unit: str, shown: bool
) -> None:
    access = Access(units=None if units is None else frozenset(units), as_of=ALWAYS)
    assert allows(access, Claim(unit=unit)) is shown


@given(st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_a_clearance_opens_its_class_and_those_below(clearance: str, data_class: str) -> None:
    access = Access(clearance=clearance, as_of=ALWAYS)
    assert allows(access, Claim(data_class=data_class)) is (data_class <= clearance)


@pytest.mark.parametrize("unknown", ["", "D5", "d0", "public"])
def test_a_class_nobody_knows_stays_closed(unknown: str) -> None:
    assert not allows(Access(as_of=ALWAYS), Claim(data_class=unknown))
    assert not allows(Access(clearance=unknown, as_of=ALWAYS), Claim())


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_indexed_is_shown(state: str) -> None:
    assert allows(Access(as_of=ALWAYS), Claim(state=state)) is (state == "indexed")


def test_a_text_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    claim = Claim(valid_from="2004-06-08", valid_until="2018-01-01")
    days = {"2004-06-07": False, "2004-06-08": True, "2017-12-31": True, "2018-01-01": False}
    for day, shown in days.items():
        assert allows(Access(as_of=day), claim) is shown
    assert allows(Access(as_of="1800-01-01"), Claim())


def test_no_day_is_today() -> None:
    assert dated(Access()).as_of == date.today().isoformat()
    assert dated(Access(as_of=ALWAYS)).as_of == ALWAYS


def test_the_embedded_index_fills_the_place() -> None:
    index: type[protocols.Index] = Index
    assert index is Index
