"""Facts in the reader's words: marks, decimals and lists of their language, whatever is nested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.sovereignty.facts import SHOWN, name_fact, spell
from volant.sovereignty.profile import Result
from volant.sovereignty.words import LANGUAGES

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(("language", "mark"), [("fr", " ; "), ("ar", "؛ "), ("en", "; ")])
def test_lists_and_records_are_parted_as_the_language_parts_them(language: str, mark: str) -> None:
    assert spell(("x", "y"), language) == f"x{mark}y"
    assert spell({"ary-Arab": "x", "zgh-Tfng": "y"}, language) == f"ary-Arab: x{mark}zgh-Tfng: y"
    assert spell({"a": ["x", "y"]}, language) == f"a: x{mark}y"


@pytest.mark.parametrize(("language", "said"), [("fr", "0,5"), ("ar", "0,5"), ("en", "0.5")])
def test_decimals_have_the_mark_of_the_language(language: str, said: str) -> None:
    assert spell(0.5, language) == said
    assert said in spell({"ary-Arab": 0.5}, language)
    assert said in spell([0.5], language)


def test_what_is_no_number_keeps_its_dots() -> None:
    assert spell("Qwen2.5", "fr") == "Qwen2.5"
    assert spell("Falcon 3.1", "ar") == "Falcon 3.1"
    assert spell(1999, "fr") == "1999"


def test_a_result_is_told_with_its_figures() -> None:
    result = Result(score=0.75, passed=True)
    assert "0,75" in spell({"ary-Arab": result}, "ar")
    assert "0.75" in spell({"ary-Arab": result}, "en")


def test_a_digest_is_cut_to_what_people_compare() -> None:
    assert spell("sha256:" + "ab" * 32) == "sha256:" + "ab" * (SHOWN // 2) + "…"


def test_a_fact_that_is_not_known_is_named_as_it_is() -> None:
    assert name_fact("/none/at-all", "ar") == "/none/at-all"


@given(VALUES, st.sampled_from(LANGUAGES))
def test_anything_can_be_spelled(value: object, language: str) -> None:
    assert isinstance(spell(value, language), str)
