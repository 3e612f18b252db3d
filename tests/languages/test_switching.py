"""Parts: they tile any text, and name the language of each word of a mixed one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages import identify
from volant.languages.switching import TAGS, parts
from volant.records import UNKNOWN

NARABIZI = Path(__file__).parents[2] / "../shared/data/narabizi/dev_NArabizi.conllu"
EVERY = {tag for tags in TAGS.values() for tag in tags} | {"zgh-Tfng", "name", UNKNOWN}


def words(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end].strip(), one.tag) for one in parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "bghit njedded la carte nationale dyali",
            [
                ("bghit njedded", "ary-Latn"),
                ("la carte nationale", "fr"),
                ("dyali", "ary-Latn"),
            ],
        ),
        ("ⴰⵣⵓⵍ wach labas", [("ⴰⵣⵓⵍ", "zgh-Tfng"), ("wach labas", "ary-Latn")]),
        ("2024 !!", [("2024 !!", UNKNOWN)]),
        (
            "je voudrais un rendez-vous demain matin",
            [("je voudrais un rendez-vous demain matin", "fr")],
        ),
        ("كنبغي نمشي للخدمة", [("كنبغي نمشي للخدمة", "ary-Arab")]),
    ],
)
def test_known_mixtures(text: str, expected: list[tuple[str, str]]) -> None:
    assert words(text) == expected


def test_an_opening_sign_goes_with_its_word() -> None:
    assert ("(la carte nationale)", "fr") in words("bghit njedded (la carte nationale) daba")
    assert ("wach baghi,", "ary-Latn") in words("wach baghi,bonjour madame")


def test_first_names_are_names() -> None:
    assert ("Fatima", "name") in words("wach Fatima jat lyoum")


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(), max_size=120) | st.text("abz379 éɣⴰدينك.,'’-\u200f\ud83d\n"))
def test_parts_tile_the_text(text: str) -> None:
    found = parts(text)
    assert "".join(text[one.start : one.end] for one in found) == text
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]
    assert all(before.tag != after.tag for before, after in pairwise(found))
    assert {one.tag for one in found} <= EVERY
    assert identify(text).parts == found


@pytest.mark.parametrize("letter", ["a", "ش", "ⴰ", "3 ", "\ud83d ", "\u200f", "ab "])
def test_a_huge_text_is_cut_in_time(letter: str) -> None:
    text = letter * (100_000 // len(letter))
    found = parts(text)
    assert found[-1].end == len(text)


def test_french_inside_arabizi_on_the_development_texts() -> None:
    if not NARABIZI.is_file():
        pytest.skip("the development texts are not on this machine")
    from dev.switching import measure, narabizi, ours

    assert measure(narabizi("dev"), ours).f1 >= 0.90


def test_french_inside_moroccan_arabizi() -> None:
    """These messages were learned from; the benchmark asks about each half without it."""
    from dev.switching import MARKS, marked, measure, ours

    messages = marked()
    assert {tag for line in messages for _, tag in line} <= {*MARKS.values(), ""}
    assert measure(messages, ours).f1 >= 0.95


def test_a_word_that_is_a_name_too_is_a_word() -> None:
    assert [one.tag for one in parts("goul lina chno kayn")] == ["ary-Latn"]
