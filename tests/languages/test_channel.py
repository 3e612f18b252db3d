"""A channel writes what its weights say, letter by letter, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.languages.channel import AROUND, BEFORE, LONGEST, Alphabets, Channel, Layers

CHOICES = {"b": ("ب",), "a": ("ا", "", "ة"), "l": ("ل", "ال")}
CELLS = 4


def layers(**given_: np.ndarray) -> Layers:
    """Make weights that say nothing, but for those that are given."""
    alphabets = Alphabets.of(CHOICES)
    shapes = {
        "around": (alphabets.reads + 2, CELLS),
        "first": (CELLS,),
        "inner": (CELLS, CELLS),
        "before": (BEFORE * (len(alphabets.targets) + 1), CELLS),
        "second": (CELLS,),
        "outer": (CELLS, 6),
        "third": (6,),
    }
    zeros = {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}
    return Layers(**(zeros | given_))


def channel() -> Channel:
    return Channel(layers(), CHOICES)


def test_without_weights_all_choices_are_alike() -> None:
    found = dict(channel().write("ba", most=9))
    assert set(found) == {"با", "ب", "بة"}
    assert sum(np.exp(list(found.values()))) == pytest.approx(1.0)


def test_two_ways_to_one_spelling_add_up() -> None:
    found = dict(channel().write("baa", most=99, beam=99))
    assert np.exp(found["با"]) == pytest.approx(2 / 9)


def test_letters_without_choices_write_nothing() -> None:
    assert channel().write("xyz") == []
    assert channel().write("bxl", most=2)[0][0] in ("بل", "بال")


def test_a_flood_of_letters_is_cut() -> None:
    assert len(channel().write("b" * 100_000)[0][0]) == LONGEST


def test_choices_are_numbered_letter_by_letter() -> None:
    assert Alphabets.of(CHOICES).spans == {"a": (0, 3), "b": (3, 4), "l": (4, 6)}


def test_a_weight_of_a_choice_prefers_it() -> None:
    third = np.array([0, 0, 3, 0, 0, 0], dtype=np.float32)
    assert Channel(layers(third=third), CHOICES).write("ba")[0][0] == "بة"


def test_what_was_written_before_counts() -> None:
    """After «ال», written with the first letter, «ة» becomes likely."""
    alphabets = Alphabets.of(CHOICES)
    before = np.zeros((BEFORE * (len(alphabets.targets) + 1), CELLS), dtype=np.float32)
    before[alphabets.tails("ا")[-1], 0] = 4.0
    outer = np.zeros((CELLS, 6), dtype=np.float32)
    outer[0, 2] = 1.0
    found = dict(Channel(layers(before=before, outer=outer), CHOICES).write("aa", most=9))
    assert found["اة"] > found["ةا"]


def test_an_accent_reads_the_same_letters_otherwise() -> None:
    alphabets = Alphabets.of(CHOICES)
    around = np.zeros((alphabets.reads + 2, CELLS), dtype=np.float32)
    around[alphabets.reads + 1, 0] = 5.0
    outer = np.zeros((CELLS, 6), dtype=np.float32)
    outer[0, 2] = 1.0
    inner = np.eye(CELLS, dtype=np.float32)
    two = Channel(layers(around=around, inner=inner, outer=outer), CHOICES)
    assert two.write("ba", accent=1)[0][0] == "بة"
    assert len({score for _, score in two.write("ba", accent=0)}) == 1


@given(st.text("abl", min_size=1, max_size=30))
def test_each_letter_sees_as_many_places(word: str) -> None:
    rows = Alphabets.of(CHOICES).windows(word, 1)
    assert len(rows) == len(word)
    assert {len(row) for row in rows} == {2 * AROUND + 2}
    assert all(row == sorted(set(row)) for row in rows)
