"""An Algerian is told from a Moroccan by words of the country, not by what both say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages.accents import algerian
from volant.languages.arabizi import spellings
from volant.languages.vocabulary import vocabulary


def share(text: str) -> float:
    return algerian(text.split(), vocabulary())


@pytest.mark.parametrize(
    "text",
    ["", "wach kayn chi jdid", "bghit nmchi l dar dyali daba", "allah yhafdek a khoya", "merci"],
)
def test_a_text_is_moroccan_unless_it_tells(text: str) -> None:
    assert share(text) < 0.25


@pytest.mark.parametrize(
    "text", ["rana fi dzayer w win rahi lblad ta3na", "had chi ta3 bark rahoum lazem besah"]
)
def test_words_of_algeria_tell(text: str) -> None:
    assert share(text) > 0.75


def test_a_long_text_is_never_beyond_doubt() -> None:
    assert 0.0 < share("rana " * 100_000) < 1.0
    assert 0.0 < share("dyal " * 100_000) < 1.0


def test_an_algerian_is_spelled_as_algerians_do() -> None:
    assert spellings("ngoulou", algerian=1.0)[0][0] == "نقولو"
    assert spellings("ngoulou", algerian=0.0)[0][0] == "نگولو"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_words_have_a_share(words: list[str]) -> None:
    assert 0.0 < algerian(words, vocabulary()) < 1.0
