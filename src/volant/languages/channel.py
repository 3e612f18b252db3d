"""Write a word letter by letter in another script, from weights that were learned from pairs.

A small network reads the letters around each letter of the source, then what was written just
before, and says how likely each way to write that letter is; a letter writes zero or more letters
of the target. One network knows several `accents`: whole ways of spelling that share most of what
they know. This file knows no language and no word; `vocabulary` does. Trade-off: six letters on
each side are seen, so very long words are read in pieces, and time is linear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float32]

AROUND, BEFORE = 6, 3
"""Letters that are read on each side of a letter, and letters written last that count."""

LONGEST = 24
"""Letters of a word that are read; no word is longer, and a flood of letters costs no more."""

_LEAST = -6.0
"""Log probability below which a choice, or a path against the best, is not followed."""

Written = list[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabets:
    """Number what a network reads and writes; 0 is no letter.

    `choices` lists what each letter of the source may write, at most a few dozen each; other
    letters write nothing.
    """

    choices: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, int]
    targets: Mapping[str, int]
    spans: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, choices: Mapping[str, tuple[str, ...]]) -> Alphabets:
        spans, start = {}, 0
        for letter in sorted(choices):
            spans[letter] = (start, start + len(choices[letter]))
            start += len(choices[letter])
        written = sorted({each for row in choices.values() for one in row for each in one})
        return cls(
            choices=choices,
            sources={letter: at for at, letter in enumerate(sorted(choices), 1)},
            targets={letter: at for at, letter in enumerate(written, 1)},
            spans=spans,
        )

    @property
    def reads(self) -> int:
        """How many rows `around` has for what is read; those of accents follow."""
        return (2 * AROUND + 1) * (len(self.sources) + 1)

    def windows(self, word: str, accent: int) -> list[list[int]]:
        """Give for each letter the rows of `around` of its neighbours, itself and the accent."""
        edge, size = [0] * AROUND, len(self.sources) + 1
        numbers = edge + [self.sources.get(letter, 0) for letter in word] + edge
        places = range(0, self.reads, size)
        ends = [self.reads + accent]
        return [
            [place + number for place, number in zip(places, numbers[at:], strict=False)] + ends
            for at in range(len(word))
        ]

    def tails(self, written: str) -> list[int]:
        """Give the rows of `before` of the letters written last."""
        last, size = written[-BEFORE:].rjust(BEFORE), len(self.targets) + 1
        return [at * size + self.targets.get(letter, 0) for at, letter in enumerate(last)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Be the weights: H and K cells, R rows that are read, T rows of tails, C choices.

    `around` R x H, `first` H, `inner` H x K, `before` T x K, `second` K, `outer` K x C, `third` C.
    """

    around: Weights
    first: Weights
    inner: Weights
    before: Weights
    second: Weights
    outer: Weights
    third: Weights


class Channel:
    """Be the learned ways to write the letters of one script in another's."""

    def __init__(self, layers: Layers, choices: Mapping[str, tuple[str, ...]]) -> None:
        self.choices, self._layers = choices, layers
        self._alphabets = Alphabets.of(choices)
        self._outer = {
            letter: (layers.outer[:, start:end].copy(), layers.third[start:end])
            for letter, (start, end) in self._alphabets.spans.items()
        }

    def write(self, word: str, most: int = 5, beam: int = 8, accent: int = 0) -> Written:
        """Give up to `most` spellings with their log probabilities, likeliest first."""
        word = "".join(letter for letter in word if letter in self.choices)[:LONGEST]
        paths: Written = [("", 0.0)]
        for letter, here in zip(word, self._read(word, accent) if word else (), strict=True):
            paths = self._grow(paths, letter, here)[:beam]
        return [path for path in paths if path[0]][:most]

    def _grow(self, paths: Written, letter: str, here: Weights) -> Written:
        grown: dict[str, float] = {}
        choices = self.choices[letter]
        shares = self._shares([path for path, _ in paths], letter, here)
        for (path, score), row in zip(paths, shares, strict=True):
            for choice, share in zip(choices, row, strict=True):
                if share > _LEAST:
                    spelled = path + choice
                    grown[spelled] = _add(grown.get(spelled), score + share)
        lowest = max(grown.values(), default=0.0) + _LEAST
        kept = [path for path in grown.items() if path[1] > lowest]
        return sorted(kept, key=lambda path: (-path[1], path[0]))

    def _read(self, word: str, accent: int) -> Weights:
        """Give what is known of each letter before anything is written, a row a letter."""
        layers, rows = self._layers, self._alphabets.windows(word, accent)
        seen = layers.around.take(rows, axis=0).sum(axis=1) + layers.first
        read: Weights = seen.clip(min=0.0) @ layers.inner + layers.second
        return read

    def _shares(self, written: Sequence[str], letter: str, here: Weights) -> list[list[float]]:
        """Give the log probability of each choice after each of what was written before."""
        import numpy as np  # noqa: PLC0415 - loaded by now

        layers, (outer, third) = self._layers, self._outer[letter]
        tails = [self._alphabets.tails(one) for one in written]
        cells = layers.before.take(tails, axis=0).sum(axis=1) + here
        scores = cells.clip(min=0.0) @ outer + third
        scores -= scores.max(axis=1, keepdims=True)
        shares: list[list[float]] = (
            scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        ).tolist()
        return shares


def _add(old: float | None, new: float) -> float:
    """Add two log probabilities: two ways to write one spelling."""
    if old is None:
        return new
    return max(old, new) + log1p(exp(-abs(old - new)))
