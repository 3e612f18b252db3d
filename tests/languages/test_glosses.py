"""Check the English that Tamazight questions are embedded as."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volant.languages import gloss
from volant.languages.glosses import LEAST, reduced
from volant.languages.tifinagh import IRCAM
from volant.library.retrieve import prepare

WORDS = st.text("".join(letter for letter in IRCAM if len(letter) == 1), min_size=1, max_size=12)


@given(WORDS)
def test_a_word_is_cut_at_its_ends_only_and_never_to_nothing(word: str) -> None:
    left = reduced(word)
    assert left in word
    assert len(left) >= min(len(word), LEAST)


def test_both_scripts_say_the_same() -> None:
    assert "school" in gloss("ⵜⵉⵏⵎⵍ", "zgh-Tfng")
    assert gloss("tinml", "ber-Latn") == gloss("ⵜⵉⵏⵎⵍ", "zgh-Tfng")


def test_figures_stay_and_unknown_words_go() -> None:
    assert gloss("1956", "zgh-Tfng") == "1956"
    assert gloss("ⵣⵣⵣⵣⵣⵣ", "zgh-Tfng") == gloss("", "zgh-Tfng") == gloss("؟ 🏛", "zgh-Tfng") == ""


def test_a_question_without_a_known_word_is_embedded_as_it_is() -> None:
    assert prepare("ⵣⵣⵣⵣⵣⵣ", "zgh-Tfng").text == "ⵣⵣⵣⵣⵣⵣ"


def test_a_very_long_text_is_glossed() -> None:
    assert gloss("ⵜⵉⵏⵎⵍ " * 20_000, "zgh-Tfng").count("school") == 20_000
