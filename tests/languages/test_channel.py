"""A channel writes what its weights say, letter by letter, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from volant.languages.channel import LONGEST, Channel, features, transitions

CHOICES = {"b": ("ب",), "a": ("ا", "", "ة"), "l": ("ل", "ال")}


def channel() -> Channel:
    return Channel(np.zeros(1 << 10, dtype=np.int8), 0.1, CHOICES)


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


def test_the_same_place_has_the_same_features() -> None:
    assert features("salam", 2) == features("salam", 2) != features("salam", 3)
    assert transitions("xسلا", "salam", 4) == transitions("سلا", "salam", 4)
