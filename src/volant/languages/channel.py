"""Write a word letter by letter in another script, from weights that were learned from pairs.

Each letter of the source writes zero or more letters of the target; how likely depends on the
letters around it and on what was written before. The weights are hashed, so there is no list of
features: an unseen one lands on another's weight, which costs a little and keeps the file small.
This file knows no language and no word; `vocabulary` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, log1p
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VOWELS = frozenset("aeiou'اويىة")
MULTIPLIER, SHIFT = 2654435761, 11
"""Knuth's multiplicative hash mixes a feature and a choice; the low bits are the poorest."""

LONGEST = 24
"""Letters of a word that are read; no word is longer, and a flood of letters costs no more."""

_LEAST = -6.0
"""Log probability below which a choice, or a path against the best, is not followed."""

_CACHED = 1 << 16

Written = list[tuple[str, float]]


def features(word: str, at: int) -> list[int]:
    """Give the hashed features of one letter: its neighbours, and the shape of the word."""
    padded = f"^^^^{word}$$$$"
    j, last = at + 4, len(word) - 1 - at
    before, after = padded[:j], padded[j + 1 :]
    one, two, three = padded[j - 1], padded[j - 2 : j], padded[j - 3 : j]
    next1, next2, next3 = padded[j + 1], padded[j + 1 : j + 3], padded[j + 1 : j + 4]
    shape = "".join("V" if letter in VOWELS else "C" for letter in word)
    left = next((letter for letter in reversed(before) if letter not in VOWELS), "^")
    right = next((letter for letter in after if letter not in VOWELS), "$")
    found = (
        "", one, next1, f"{one}|{next1}", two, next2, f"{two}|{next1}", f"{one}|{next2}",
        f"{two}|{next2}", three, next3, f"{three}|{next1}", f"{one}|{next3}", f"{three}|{next2}",
        f"{two}|{next3}", padded[j - 4 : j], padded[j + 1 : j + 5], f"{three}|{next3}",
        f"{left}|{right}", f"{shape}{at}" if len(word) < 10 else "",
        f"{shape[max(0, at - 2) : at + 3]}{min(at, 2)}{min(last, 2)}",
        word if len(word) < 7 else "", f"{word[:3]}{min(at, 6)}", f"{word[-3:]}{min(last, 6)}",
    )  # fmt: skip
    letter = word[at]
    return [crc32(f"{kind}{letter}{value}".encode()) for kind, value in enumerate(found)]


def transitions(written: str, word: str, at: int) -> list[int]:
    """Give the hashed features of what was written before one letter, and of that letter."""
    return _transitions(f"^^^{written[-3:]}"[-3:], f"{word[at : at + 3]}$$"[:3])


def _transitions(before: str, letters: str) -> list[int]:
    one, two, first, second = before[-1:], before[-2:], letters[0], letters[:2]
    found = (one + first, one + second, two + first, two + second, before + second, two + letters)
    return [crc32(f"t{kind}{value}".encode()) for kind, value in enumerate(found)]


def hashed(choices: tuple[str, ...]) -> NDArray[np.int64]:
    """Give the hashes of choices, to be mixed with those of features."""
    import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

    return np.array([crc32(f"L{choice}".encode()) for choice in choices], dtype=np.int64)


class Channel:
    """Be the learned ways to write the letters of one script in another's.

    `table` has a power of two of weights in units of `scale`; `choices` lists what each letter
    of the source may write, at most a few dozen each; other letters write nothing.
    """

    def __init__(
        self, table: NDArray[np.int8], scale: float, choices: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.table, self.scale, self.choices = table, scale, choices
        self._hashes = {letter: hashed(listed) for letter, listed in choices.items()}
        self._before: dict[str, list[float]] = {}

    def write(self, word: str, most: int = 5, beam: int = 8) -> Written:
        """Give up to `most` spellings with their log probabilities, likeliest first."""
        word = "".join(letter for letter in word if letter in self.choices)[:LONGEST]
        paths: Written = [("", 0.0)]
        for at, here in enumerate(self._weigh_word(word) if word else ()):
            paths = self._grow(paths, word, at, here)[:beam]
        return [path for path in paths if path[0]][:most]

    def _grow(self, paths: Written, word: str, at: int, here: list[float]) -> Written:
        letters, choices = f"{word[at : at + 3]}$$"[:3], self.choices[word[at]]
        shares = self._shares({f"^^^{path[-3:]}"[-3:] for path, _ in paths}, letters, here)
        grown: dict[str, float] = {}
        for path, score in paths:
            for choice, share in zip(choices, shares[f"^^^{path[-3:]}"[-3:]], strict=False):
                if share > _LEAST:
                    spelled = path + choice
                    grown[spelled] = _add(grown.get(spelled), score + share)
        lowest = max(grown.values(), default=0.0) + _LEAST
        kept = [path for path in grown.items() if path[1] > lowest]
        return sorted(kept, key=lambda path: (-path[1], path[0]))

    def _shares(self, befores: set[str], letters: str, here: list[float]) -> dict[str, list[float]]:
        """Give the log probability of each choice after each of what was written before."""
        missing = sorted(before for before in befores if before + letters not in self._before)
        if missing:
            if len(self._before) > _CACHED:
                self._before.clear()
                missing = sorted(befores)
            for before, weights in zip(missing, self._weigh_before(missing, letters), strict=True):
                self._before[before + letters] = weights
        return {before: _normal(here, self._before[before + letters]) for before in befores}

    def _weigh_word(self, word: str) -> list[list[float]]:
        """Weigh each letter's choices by the letters around it, a row a letter."""
        import numpy as np  # noqa: PLC0415 - loaded by now

        found = np.array([features(word, at) for at in range(len(word))], dtype=np.int64)
        hashes = np.zeros((len(word), max(len(self.choices[letter]) for letter in word)), np.int64)
        for row, letter in zip(hashes, word, strict=True):
            row[: len(self._hashes[letter])] = self._hashes[letter]
        return self._total(found[:, :, None], hashes[:, None, :])

    def _weigh_before(self, befores: list[str], letters: str) -> list[list[float]]:
        import numpy as np  # noqa: PLC0415 - loaded by now

        found = np.array([_transitions(before, letters) for before in befores], dtype=np.int64)
        return self._total(found[:, :, None], self._hashes[letters[0]][None, None, :])

    def _total(self, found: NDArray[np.int64], hashes: NDArray[np.int64]) -> list[list[float]]:
        """Add up the weights that features give choices, over the second axis."""
        import numpy as np  # noqa: PLC0415 - loaded by now

        cells = ((found ^ hashes) * MULTIPLIER >> SHIFT) & (len(self.table) - 1)
        weights = self.table.take(cells).sum(axis=1, dtype=np.int32)
        total: list[list[float]] = (weights * self.scale).tolist()
        return total


def _normal(here: list[float], before: list[float]) -> list[float]:
    sums = [a + b for a, b in zip(here, before, strict=False)]  # `here` is padded
    highest = max(sums)
    total = highest + log(sum(exp(value - highest) for value in sums))
    return [value - total for value in sums]


def _add(old: float | None, new: float) -> float:
    """Add two log probabilities: two ways to write one spelling."""
    if old is None:
        return new
    return max(old, new) + log1p(exp(-abs(old - new)))
