"""What ships is what the lexicon says, and loads as it was stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from volant.languages.vocabulary import backwards, key, plain, vocabulary

SPELLINGS = Path(__file__).parents[2] / "dev/spellings.tsv"


def rows() -> list[list[str]]:
    lines = SPELLINGS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_the_lexicon_is_sorted_clean_and_shipped() -> None:
    listed = vocabulary().listed
    assert [row[0] for row in rows()] == sorted(row[0] for row in rows())
    for latin, arabic in rows():
        assert plain(arabic) == arabic
        assert not any(letter.isascii() for letter in arabic)
        assert arabic in listed[latin]


@pytest.mark.parametrize("word", ["هادا", "تلاتة", "أستاذ", "ثقافة", "على", "كلا", "اللي"])
def test_the_house_spelling_is_in_the_lexicon(word: str) -> None:
    assert word in vocabulary().reverse


@pytest.mark.parametrize(
    ("one", "other"), [("ch7al", "shhal"), ("bzzaf", "bzaf"), ("9bel", "qbl"), ("dyal", "dial")]
)
def test_usual_spellings_of_a_word_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_backwards_puts_words_of_one_meaning_first() -> None:
    assert backwards({"li": ["اللي", "لي"], "lia": ["لي"]})["لي"] == ("lia", "li")


def test_longer_runs_of_letters_count_before_shorter() -> None:
    known = vocabulary()
    assert known.familiar("الدار") > known.familiar("رادلا")
    assert known.familiar("") < 0
