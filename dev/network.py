"""Learn the weights of a `Channel` from aligned pairs, by Adam on the log loss of each choice.

Everything is seeded: the same pairs give the same weights. Hidden cells are dropped at random
while learning (Srivastava et al., "Dropout", JMLR 2014), and now and then what was written before,
so that a wrong letter does not lead the next astray. Adam is Kingma and Ba's (ICLR 2015).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volant.languages.channel import BEFORE, Alphabets, Layers

Weights = NDArray[np.float32]
Numbers = NDArray[np.int64]
Slopes = dict[str, Weights]

ACCENTS = 2
HIDDEN, INNER = 320, 256
EPOCHS, BATCH, RATE, WARMING, DECAY, SEED = 16, 256, 2e-3, 300, 1e-4, 0
DROPPED, FORGOTTEN = 0.35, 0.1
"""Share of hidden cells put to zero, and of examples that do not see what was written before."""

_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Be one pair: what each letter of the source writes, how much it counts, in which accent."""

    source: str
    path: tuple[str, ...]
    weight: float
    accent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Be N letters: rows read (N x 14), tails (N x 3), choices taken, letters, weights."""

    reads: Numbers
    tails: Numbers
    goals: Numbers
    letters: Numbers
    weights: Weights

    def chosen(self, at: Numbers) -> Examples:
        return Examples(
            reads=self.reads[at],
            tails=self.tails[at],
            goals=self.goals[at],
            letters=self.letters[at],
            weights=self.weights[at],
        )


def learn(lessons: Sequence[Lesson], choices: Mapping[str, tuple[str, ...]]) -> Layers:
    """Learn the weights; lessons whose choice is not among `choices` skip that letter."""
    alphabets = Alphabets.of(choices)
    examples = _examples(lessons, alphabets)
    random = np.random.default_rng(SEED)
    network = _Network(alphabets, random)
    count = len(examples.goals)
    steps = EPOCHS * -(-count // BATCH)
    for epoch in range(EPOCHS):
        order, loss = random.permutation(count), 0.0
        for start in range(0, count, BATCH):
            loss += network.step(examples.chosen(order[start : start + BATCH]), steps)
        total = loss / float(examples.weights.sum())
        print(f"epoch {epoch + 1}: loss {total:.4f}", file=sys.stderr, flush=True)
    return Layers(**network.weights)


def _examples(lessons: Sequence[Lesson], alphabets: Alphabets) -> Examples:
    rows: list[tuple[list[int], list[int], int, int, float]] = []
    for lesson in lessons:
        windows, before = alphabets.windows(lesson.source, lesson.accent), ""
        for letter, choice, window in zip(lesson.source, lesson.path, windows, strict=True):
            listed = alphabets.choices.get(letter, ())
            if choice in listed:
                goal = alphabets.spans[letter][0] + listed.index(choice)
                number = alphabets.sources[letter]
                rows.append((window, alphabets.tails(before), goal, number, lesson.weight))
            before += choice
    reads, tails, goals, letters, weights = zip(*rows, strict=True)
    return Examples(
        reads=np.array(reads),
        tails=np.array(tails),
        goals=np.array(goals),
        letters=np.array(letters),
        weights=np.array(weights, dtype=np.float32),
    )


class _Network:
    """Hold weights while they are learned."""

    def __init__(self, alphabets: Alphabets, random: np.random.Generator) -> None:
        reads, choices = alphabets.reads + ACCENTS, sum(map(len, alphabets.choices.values()))
        tails = BEFORE * (len(alphabets.targets) + 1)

        def drawn(rows: int, columns: int, spread: float) -> Weights:
            return (random.normal(size=(rows, columns)) * spread).astype(np.float32)

        self.weights: Slopes = {
            "around": drawn(reads, HIDDEN, 0.15),
            "first": np.zeros(HIDDEN, np.float32),
            "inner": drawn(HIDDEN, INNER, (2 / HIDDEN) ** 0.5),
            "before": drawn(tails, INNER, 0.15),
            "second": np.zeros(INNER, np.float32),
            "outer": drawn(INNER, choices, 0.05),
            "third": np.zeros(choices, np.float32),
        }
        self._means = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._squares = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self._never = np.full((len(alphabets.sources) + 1, choices), _NEVER)
        for letter, (start, end) in alphabets.spans.items():
            self._never[alphabets.sources[letter], start:end] = 0.0
        self._random, self._taken = random, 0

    def step(self, some: Examples, steps: int) -> float:
        """Learn from a batch, the step's rate falling to zero over `steps`; give its loss."""
        slopes, loss = self._slopes(some)
        self._taken += 1
        rate = RATE * min(1.0, self._taken / WARMING) * (1 - self._taken / (steps + 1))
        self._descend(slopes, rate)
        return loss

    def _slopes(self, some: Examples) -> tuple[Slopes, float]:
        weights, here = self.weights, np.arange(len(some.goals))
        reads = _ones(some.reads, len(weights["around"]))
        tails = _ones(some.tails, len(weights["before"]))
        tails *= self._random.random((len(tails), 1)) > FORGOTTEN
        seen, seen_on = self._rectify(reads @ weights["around"] + weights["first"])
        cells, cells_on = self._rectify(
            seen @ weights["inner"] + tails @ weights["before"] + weights["second"]
        )
        scores = cells @ weights["outer"] + weights["third"] + self._never[some.letters]
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        loss = -float((np.log(shares[here, some.goals] + 1e-9) * some.weights).sum())
        shares[here, some.goals] -= 1
        shares *= (some.weights / len(here))[:, None]
        under = (shares @ weights["outer"].T) * cells_on
        below = (under @ weights["inner"].T) * seen_on
        return {
            "around": reads.T @ below,
            "first": below.sum(axis=0),
            "inner": seen.T @ under,
            "before": tails.T @ under,
            "second": under.sum(axis=0),
            "outer": cells.T @ shares,
            "third": shares.sum(axis=0),
        }, loss

    def _rectify(self, values: Weights) -> tuple[Weights, Weights]:
        """Put what is negative or dropped to zero; give also the slope of that."""
        kept = self._random.random(values.shape, dtype=np.float32) > DROPPED
        on = ((values > 0) & kept).astype(np.float32) / np.float32(1 - DROPPED)
        return values * on, on

    def _descend(self, slopes: Slopes, rate: float) -> None:
        early = (1 - 0.9**self._taken, 1 - 0.999**self._taken)
        for name, value in self.weights.items():
            mean, square, slope = self._means[name], self._squares[name], slopes[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.001) * (slope * slope - square)
            root = np.sqrt(square / np.float32(early[1])) + np.float32(1e-8)
            change = np.float32(rate / early[0]) * mean / root + np.float32(rate * DECAY) * value
            np.subtract(value, change, out=value)


def _ones(rows: Numbers, columns: int) -> Weights:
    """Give a matrix of zeros, with ones where `rows` point."""
    found = np.zeros((len(rows), columns), dtype=np.float32)
    found[np.arange(len(rows))[:, None], rows] = 1.0
    return found
