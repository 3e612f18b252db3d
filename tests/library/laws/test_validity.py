from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volant.library.laws.validity import Validity, timeline
from volant.records import Change, Instrument, Relation

OLD = Instrument(
    kind="law", number="41-10", promulgated="2010-12-13", published="2010-12-30",
    in_force="2010-12-30",
)  # fmt: skip


def act(number: str, day: str, *relations: Relation, kind: str = "law") -> Instrument:
    return Instrument(
        kind=kind, number=number, promulgated=day, published=day, in_force=day, relations=relations
    )


def test_a_repealed_law_holds_until_the_other_is_in_force() -> None:
    end = Relation(kind="repeals", number="41-10")
    times = timeline([("old", OLD), ("new", act("58-23", "2023-12-04", end))])
    old = times["old"]
    assert (old.until, old.repealed_by) == ("2023-12-04", "58-23")
    assert old.holds(date(2010, 12, 29)) is False
    assert old.holds(date(2023, 12, 3)) is True
    assert old.holds(date(2023, 12, 4)) is False
    assert times["new"].holds(date(2024, 1, 1)) is True


def test_every_language_of_a_repealed_act_ends() -> None:
    end = Relation(kind="repeals", number="41-10")
    times = timeline([("fr", OLD), ("ar", OLD), ("new", act("58-23", "2023-12-04", end))])
    assert times["fr"] == times["ar"]


def test_a_repealed_article_ends_alone() -> None:
    part = Relation(kind="repeals", number="41-10", articles=("5",))
    old = timeline([("old", OLD), ("new", act("83-17", "2018-03-12", part))])["old"]
    assert old.holds(date(2020, 1, 1)) is True
    assert old.holds(date(2020, 1, 1), "5") is False
    assert old.holds(date(2017, 1, 1), "5") is True
    assert old.holds(date(2020, 1, 1), "6") is True


def test_what_has_no_day_is_not_known() -> None:
    end = Relation(kind="repeals", number="41-10")
    late = Instrument(kind="law", number="58-23", promulgated="2023-11-30", relations=(end,))
    times = timeline([("old", OLD), ("late", late), ("bare", Instrument())])
    assert times["old"].holds(date(2024, 1, 1)) is None
    assert times["bare"].holds(date(2024, 1, 1)) is None
    assert times["late"].holds(date(2020, 1, 1)) is False


def test_a_lower_or_an_older_act_ends_nothing() -> None:
    end = Relation(kind="repeals", number="41-10")
    decree = act("2-20-1", "2020-01-01", end, kind="decree")
    older = act("1-00", "2000-01-01", end)
    times = timeline([("old", OLD), ("decree", decree), ("older", older)])
    assert times["old"].until == ""


def test_a_number_that_two_kinds_share_is_left_alone() -> None:
    end = Relation(kind="repeals", number="58-70")
    law, order = act("58-70", "1970-05-01"), act("58-70", "1970-06-01", kind="order")
    times = timeline([("law", law), ("order", order), ("new", act("1-99", "1999-01-01", end))])
    assert times["law"].until == times["order"].until == ""


def test_a_note_in_the_text_counts_and_is_no_lack() -> None:
    amends = Relation(kind="amends", number="41-10")
    documents = [
        ("old", OLD),
        ("noted", act("83-17", "2018-03-12", amends)),
        ("later", act("20-22", "2022-06-01", amends)),
    ]
    notes = {"old": [Change(kind="amends", number="83-17", day="2018-03-01")]}
    old = timeline(documents, notes)["old"]
    assert [(one.number, one.day, one.noted) for one in old.amendments] == [
        ("83-17", "2018-03-12", True),
        ("20-22", "2022-06-01", False),
    ]
    assert [one.number for one in old.lacks(date(2023, 1, 1))] == ["20-22"]
    assert old.lacks(date(2021, 1, 1)) == ()


def test_a_notice_of_repeal_ends_a_text_whose_repealer_is_not_held() -> None:
    notes = {"old": [Change(kind="repeals", number="58-23", day="2023-12-04")]}
    assert timeline([("old", OLD)], notes)["old"].holds(date(2024, 1, 1)) is False


DAYS = st.dates(date(1950, 1, 1), date(2030, 1, 1))


@given(since=DAYS, until=DAYS, as_of=DAYS)
def test_once_ended_never_again(since: date, until: date, as_of: date) -> None:
    one = Validity(since=since.isoformat(), until=until.isoformat())
    if one.holds(as_of) is False and as_of >= until:
        assert one.holds(as_of + timedelta(1)) is False
