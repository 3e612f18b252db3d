"""Spellings of one word meet, words of a text stay, and folding twice is folding once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages import normalize
from volant.languages.variants import FIRST, FOLDS

LETTERS = "abcdeghikmoqstuwxyz2345789'ɛɣεΓΣσςʷ° éⴻⵯⴰⴳⵝħ3h\u0307\u2d7fAE"


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(st.text(), st.text(alphabet=LETTERS), st.from_regex(r"[a-z2-9' ]*", fullmatch=True)),
    st.sampled_from(["", "ar", "fr", "xx", *FOLDS, *FIRST]),
)
def test_folding_twice_is_folding_once_for_every_tag(text: str, tag: str) -> None:
    once = normalize(text, tag)
    assert normalize(once, tag) == once


@given(st.text())
def test_a_tag_without_variants_adds_nothing(text: str) -> None:
    assert normalize(text, "ar") == normalize(text, "fr") == normalize(text)


@pytest.mark.parametrize(
    ("tag", "spellings"),
    [
        ("ary-Latn", "ch7al chhal sh7al ch7el xhal"),
        ("ary-Latn", "khedma 5edma 5dma khdma"),
        ("ary-Latn", "wra9 wraq ouraq"),
        ("ary-Latn", "flous flouss floos fluss"),
        ("ary-Latn", "3ayla 3ayela aayla"),
        ("ber-Latn", "tamaziɣt tamazight thamazighth tamaziγt tamaziΓt"),
        ("ber-Latn", "axxam akham akhxam"),
        ("ber-Latn", "aεewwaj a3ewwaj aɛewwaj"),
        ("ber-Latn", "aḍar adar adhar"),
        ("ber-Latn", "agʷaḍ agwad agad"),
        ("zgh-Tfng", "ⴰⴳⴳⵯⴰⵙ ⴰⴳⴳⴰⵙ"),
        ("zgh-Tfng", "ⵜⵔⵣⴻⵎ ⵜⵔⵣⵎ ⵝⵔⵣⵎ"),
    ],
)
def test_common_spellings_meet(tag: str, spellings: str) -> None:
    assert len({normalize(word, tag) for word in spellings.split()}) == 1


@pytest.mark.parametrize("text", ["2024", "14h30", "7h", "30dh", "100km", "3 4", "e", ""])
def test_figures_stay(text: str) -> None:
    assert normalize(text, "ary-Latn") == text
    assert normalize(text, "ber-Latn") == text


@pytest.mark.parametrize("tag", [*FOLDS, *FIRST])
@pytest.mark.parametrize("letter", ["a", "3", "'", "ε", "ⵯ", "\ud800", "\u202e", "\0"])
def test_a_hundred_thousand_of_one_letter_take_no_time(tag: str, letter: str) -> None:
    begun = time.process_time()
    normalize(letter * 100_000, tag)
    assert time.process_time() - begun < 5
