"""How common words are: the shipped table, and what a few words are taken for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages.commonness import TAGS, Commonness, shipped
from volant.languages.identification import identify


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("naissance", "fr"),
        ("taxe", "fr"),
        ("garantie", "fr"),
        ("hôpital public", "fr"),
        ("hopital", "fr"),
        ("légalisation signature", "fr"),
        ("allocation familiale", "fr"),
        ("permis de construire", "fr"),
        ("marriage", "en"),
        ("minimum wage", "en"),
        ("driving licence", "en"),
        ("alquiler", "es"),
        ("permiso de trabajo", "es"),
        ("zwaj", "ary-Latn"),
        ("lkra", "ary-Latn"),
        ("taqbaylit", "ber-Latn"),
        ("tamurt", "ber-Latn"),
    ],
)
def test_a_word_or_two_are_told(text: str, tag: str) -> None:
    assert identify(text, parts=False).tag == tag


def test_listed_words_weigh_for_their_tags_and_others_for_none() -> None:
    table = Commonness(
        ["oui", "yes"], np.asarray([[20, 0, 0, 0, 0, 0], [0, 10, 0, 0, 0, 0]], np.uint8)
    )
    odds = table.weigh(["yes", "nobody", "oui"], ["fr", "en"])
    assert odds / np.log(10) == pytest.approx(np.asarray([[0, 1.4], [0, 0], [2.4, 0]]), rel=1e-4)
    assert table.weigh([], ["fr"]).shape == (0, 1)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_word_may_be_asked(words: list[str]) -> None:
    odds = shipped().weigh(words, TAGS)
    assert odds.shape == (len(words), len(TAGS))
    assert (odds >= 0).all()
