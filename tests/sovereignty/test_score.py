"""The ten questions and their figures, on the six archetypes of the specification."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.sovereignty import Profile, load_profiles
from volant.sovereignty.catalogue import SHIPPED
from volant.sovereignty.evidence import STATUSES
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.profile import Adaptation, Change, Copy, Suite
from volant.sovereignty.questions import STEPS, Frame, lacks, pointers_of
from volant.sovereignty.score import (
    advise,
    find_firsts,
    load_weights,
    mark_levels,
    measure,
    sum_up,
)
from volant.sovereignty.words import LANGUAGES, load_words

DAY = date(2026, 11, 22)
FOLDER = Path(__file__).with_name("archetypes")
TABLE = {
    "a-api": ("0 1 0 0 0 1 0 1 2 0", 12, 7, 19, 0, 0),
    "b-contract": ("1 1 1 0 1 2 1 2 2 0", 29, 25, 39, 0, 1),
    "c-rented-copy": ("2 2 1 1 4 2 2 3 2 3", 56, 45, 71, 25, 2),
    "d-local": ("3 2 1 3 4 3 2 2 2 2", 65, 52, 73, 75, 2),
    "e-tuned": ("3 3 3 3 4 3 2 3 3 3", 76, 69, 83, 75, 3),
    "f-owned": ("4 4 3 4 4 4 3 4 4 4", 96, 89, 100, 100, 4),
}
"""specs/sovereignty.md, section 2: levels, total, moteur, volant, valeur, gate."""


@pytest.fixture(scope="module")
def archetypes() -> dict[str, Profile]:
    profiles = load_profiles(FOLDER)
    return {name: profiles[name] for name in TABLE}


@pytest.mark.parametrize("name", TABLE)
def test_the_archetypes_give_the_figures_of_the_table(
    archetypes: dict[str, Profile], name: str
) -> None:
    levels, *figures = TABLE[name]
    score = measure(Knowledge(archetypes[name], DAY))
    assert " ".join(map(str, score.levels)) == levels
    assert [score.total, score.moteur, score.volant, score.valeur, score.gate] == figures


def test_a_year_without_looking_again_leaves_what_is_said(archetypes: dict[str, Profile]) -> None:
    late = measure(Knowledge(archetypes["f-owned"], date(2028, 1, 1)))
    assert max(late.levels) <= 1
    assert late.gate == 0


@given(st.sampled_from(sorted(TABLE)), st.integers(0, 2**24), st.dates(date(2026, 10, 1), DAY))
def test_losing_evidence_never_raises_a_level(name: str, kept: int, day: date) -> None:
    profile = PROFILES[name]
    fewer = replace(
        profile,
        evidence=tuple(one for i, one in enumerate(profile.evidence) if kept >> (i % 24) & 1),
    )
    before, after = measure(Knowledge(profile, day)), measure(Knowledge(fewer, day))
    assert all(b >= a for b, a in zip(before.levels, after.levels, strict=True))
    assert before.gate >= after.gate


PROFILES = load_profiles(FOLDER)


@pytest.mark.parametrize("name", TABLE)
def test_doing_what_is_advised_reaches_the_next_level(name: str) -> None:
    for advice in advise(Knowledge(PROFILES[name], DAY)):
        assert 1 <= advice.level <= 4
        assert advice.missing
        assert all(status in STATUSES[1:] for _, status in advice.missing)
        reached = measure(Knowledge(PROFILES[name], DAY)).levels[advice.question - 1]
        assert advice.level > reached


def test_weights_in_hand_are_not_advised_to_be_rented() -> None:
    for name in ("embedded", "gemmaroc"):
        steps = {step.question: step.level for step in advise(Knowledge(PROFILES[name], DAY))}
        assert steps[5] == 2
        assert steps[1] >= 2
    rented = {step.question: step.level for step in advise(Knowledge(PROFILES["gpt-api"], DAY))}
    assert (rented[1], rented[5]) == (1, 1)


ABROAD = (
    Copy(site="Rabat", country="MA", restored=DAY),
    Copy(site="Paris", country="FR", restored=DAY),
)
UNTRIED = (
    Copy(site="Rabat", country="MA", restored=DAY),
    Copy(site="Taza", country="MA"),
)
SAME = (Copy(site="Rabat", country="MA", restored=DAY),) * 2
UNSIGNED = (Change(at=DAY, before="a", after="b", evaluated=True),)
UNMEASURED = (Change(at=DAY, before="a", after="b", approver="role:comite"),)
ONE_SUITE = (Suite(name="x", kind="safety", passed=True, at=DAY),)
FAILED = (*ONE_SUITE, Suite(name="y", kind="bias", passed=False, at=DAY))
STALE = (*ONE_SUITE, Suite(name="y", kind="bias", passed=True, at=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("name", "section", "change", "question", "level"),
    [
        ("d-local", "weights", {"copies": ABROAD}, 1, 2),
        ("d-local", "weights", {"copies": UNTRIED}, 1, 2),
        ("d-local", "weights", {"copies": SAME}, 1, 2),
        ("d-local", "weights", {"signature": None}, 1, 2),
        ("e-tuned", "evolution", {"change_log": UNSIGNED}, 2, 2),
        ("e-tuned", "evolution", {"change_log": UNMEASURED}, 2, 2),
        ("e-tuned", "evolution", {"who_can_change": "operator"}, 2, 0),
        ("e-tuned", "training", {"local_adaptation": Adaptation(country="MA", by="x")}, 3, 1),
        ("f-owned", "value", {"local_share": 0.74}, 4, 3),
        ("f-owned", "value", {"skills_transferred": False}, 4, 3),
        ("c-rented-copy", "value", {"local_share": 0.09}, 4, 0),
        ("c-rented-copy", "inference", {"egress_tier": "E3"}, 5, 2),
        ("c-rented-copy", "inference", {"last_probe": date(2026, 8, 1)}, 5, 2),
        ("c-rented-copy", "inference", {"premises": "other"}, 5, 2),
        ("f-owned", "exit", {"drilled": date(2026, 10, 1)}, 6, 3),
        ("f-owned", "exit", {"unannounced": 0}, 6, 3),
        ("d-local", "exit", {"data_restored": False}, 6, 2),
        ("b-contract", "exit", {"golden_passed": date(2025, 1, 1)}, 6, 1),
        ("f-owned", "dependencies", {"mirrored": False}, 7, 1),
        ("e-tuned", "safety", {"suites": ONE_SUITE}, 8, 2),
        ("e-tuned", "safety", {"suites": FAILED}, 8, 2),
        ("e-tuned", "safety", {"suites": STALE}, 8, 2),
        ("f-owned", "rules", {"notice_shown": False}, 8, 1),
        ("f-owned", "languages", {"gap": 0.2}, 9, 3),
        ("f-owned", "staff", {"trained": 1}, 10, 1),
    ],
)
def test_a_level_falls_with_the_fact_it_rests_on(
    name: str, section: str, change: dict[str, object], question: int, level: int
) -> None:
    profile = PROFILES[name]
    part = replace(getattr(profile, section), **change)
    worse = replace(profile, **{section: part})
    assert measure(Knowledge(worse, DAY)).levels[question - 1] == level


def test_a_listed_country_is_a_basis_only_while_it_is_listed() -> None:
    profile = replace(PROFILES["b-contract"], rules=replace(PROFILES["b-contract"].rules))
    profile = replace(profile, rules=replace(profile.rules, transfer_ref=None))
    assert measure(Knowledge(profile, DAY)).levels[4] == 0
    assert measure(Knowledge(profile, DAY), adequate={"FR"}).levels[4] == 1


def test_a_mark_is_that_of_the_weakest_fact(archetypes: dict[str, Profile]) -> None:
    marks = mark_levels(Knowledge(archetypes["c-rented-copy"], DAY))
    assert marks[0] == "written"  # its control is written, its manifest checked
    assert marks[4] == "checked"
    assert marks[2] == "said"
    assert mark_levels(Knowledge(archetypes["a-api"], DAY))[0] == "unknown"


def test_the_order_is_tried_under_random_weights(archetypes: dict[str, Profile]) -> None:
    scores = {name: measure(Knowledge(one, DAY)) for name, one in archetypes.items()}
    firsts = find_firsts(scores)
    assert firsts == find_firsts(scores)
    assert firsts["f-owned"] == pytest.approx(1)
    assert sum(firsts.values()) == pytest.approx(1)
    near = {"x": sum_up([4] * 5 + [0] * 5), "y": sum_up([0] * 5 + [4] * 5)}
    assert 0.4 < find_firsts(near)["x"] < 0.6
    assert find_firsts({"x": near["x"], "twin": near["x"]}) == {
        "x": pytest.approx(0.5),
        "twin": pytest.approx(0.5),
    }


@given(st.lists(st.integers(0, 4), min_size=10, max_size=10), st.integers(0, 9))
def test_a_higher_level_never_lowers_a_figure(levels: list[int], raised: int) -> None:
    before = sum_up(levels)
    levels[raised] = 4
    after = sum_up(levels)
    for name in ("moteur", "volant", "valeur", "gate", "total"):
        assert getattr(after, name) >= getattr(before, name)
        assert 0 <= getattr(after, name) <= 100


def test_the_weights_are_those_of_the_table() -> None:
    assert list(load_weights().values()) == [12, 12, 8, 10, 15, 15, 10, 8, 7, 3]


def test_every_question_has_its_words_and_every_level_its_own() -> None:
    for number in STEPS:
        words = load_words()["question"][str(number)]
        for language in LANGUAGES:
            assert words["ask"][language]
            assert words["short"][language]
            assert len(set(words["levels"][language])) == 5


@pytest.mark.parametrize("number", STEPS)
def test_every_need_names_a_fact_that_profiles_have(number: int) -> None:
    empty = Knowledge(PROFILES["terjman"], DAY)
    for pointer in pointers_of(number):
        empty.look(pointer)  # raises where no profile has it
    assert lacks(number, 1, empty, Frame(day=DAY))


def test_the_shipped_files_are_one_profile_each() -> None:
    assert len(list(SHIPPED.glob("*.toml"))) == len(load_profiles())
