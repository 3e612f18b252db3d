"""Neighbours choose among the spellings of a word, and only where they are known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volant.languages.lattice import Place, best


def word(**shares: float) -> Place:
    return Place(options=tuple(shares.items()), is_word=True)


SPACE = Place(options=((" ", 1.0),), is_word=False)
STOP = Place(options=((". ", 1.0),), is_word=False)


def test_without_pairs_each_word_is_its_own_best() -> None:
    found = best([word(المرا=0.6, المرة=0.4), SPACE, word(لولا=0.9, اللولة=0.1)], {}, 4)
    assert [text for text, _ in found] == [
        "المرا لولا",
        "المرة لولا",
        "المرا اللولة",
        "المرة اللولة",
    ]


def test_a_known_pair_decides_what_is_nearly_even() -> None:
    places = [word(واحد=1.0), SPACE, word(المرا=0.55, المرة=0.45)]
    assert best(places, {"واحد المرة": 6.0}, 1)[0][0] == "واحد المرة"


def test_a_sign_parts_two_words() -> None:
    places = [word(واحد=1.0), STOP, word(المرا=0.55, المرة=0.45)]
    assert best(places, {"واحد المرة": 6.0}, 1)[0][0] == "واحد. المرا"


@given(
    st.lists(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4), max_size=12), st.integers(1, 6)
)
def test_texts_differ_and_scores_fall(shares: list[list[float]], n: int) -> None:
    places = [
        Place(options=tuple((f"<{i}.{j}>", x) for j, x in enumerate(row)), is_word=True)
        for i, row in enumerate(shares)
    ]
    found = best(places, {}, n)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert len({text for text, _ in found}) == len(found) <= n
    assert all(0.0 < score <= 1.0 + 1e-9 for score in scores)
