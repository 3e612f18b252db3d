"""Turn ten levels into four figures a reader can compare, and try whether the order holds.

`moteur` is control of the engine, `volant` control of its use, `valeur` what stays, `gate` the
weakest link: the first three are to read, the last to decide with. The total comes last, since an
average hides a foreign kill switch. Self-assessed: this certifies nothing.
Source of the formulas: `specs/sovereignty.md`, section 2.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from volant.sovereignty.evidence import STATUSES, cap
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.profile import INSTITUTION
from volant.sovereignty.questions import STEPS, Frame, grounds_of, lacks, level_of
from volant.sovereignty.words import load_words

HIGHEST = 4

ENGINE = (1, 2, 3, 7)
WHEEL = (5, 6, 8, 9, 10)
GATE = (1, 2, 5, 6)
ORDER = ("unknown", "said", "written", "checked")
"""Which questions make `moteur`, `volant` and `gate`; marks, the weakest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Be the ten levels, 0 to 4, question 1 first, and what they make; percentages are whole."""

    levels: tuple[int, ...]
    moteur: int
    volant: int
    valeur: int
    gate: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Say what takes a question to its next `level`: facts to establish, and evidence for them.

    `missing` are (JSON pointer, least evidence that carries the level).
    """

    question: int
    level: int
    missing: tuple[tuple[str, str], ...]


@cache
def load_weights() -> Mapping[int, int]:
    """Return the weight of each question, as reviewed data."""
    said = load_words()["question"]
    return MappingProxyType({int(number): int(words["weight"]) for number, words in said.items()})


def measure(knowledge: Knowledge, adequate: Collection[str] = ()) -> Score:
    """Return the score of what is known; `adequate` are the countries on CNDP's list."""
    frame = Frame(day=knowledge.day, adequate=adequate)
    return sum_up([level_of(question, knowledge, frame) for question in STEPS])


def sum_up(levels: Sequence[int], weights: Mapping[int, float] | None = None) -> Score:
    """Return the figures of ten levels, question 1 first.

    >>> rented = sum_up([2, 2, 1, 1, 4, 2, 2, 3, 2, 3])
    >>> rented.moteur, rented.volant, rented.valeur, rented.gate, rented.total
    (45, 71, 25, 2, 56)
    """
    weights = weights or load_weights()
    return Score(
        levels=tuple(levels),
        moteur=_share(levels, weights, ENGINE),
        volant=_share(levels, weights, WHEEL),
        valeur=_share(levels, weights, (4,)),
        gate=min(levels[question - 1] for question in GATE),
        total=_share(levels, weights, weights),
    )


def advise(knowledge: Knowledge, adequate: Collection[str] = ()) -> tuple[Advice, ...]:
    """Return the next step of each question that is not at its highest level."""
    frame = Frame(day=knowledge.day, adequate=adequate)
    ours = _is_in_hand(knowledge)
    found = []
    for question in STEPS:
        level = level_of(question, knowledge, frame) + 1
        if level <= HIGHEST and STEPS[question][level - 1].rented and ours:
            level += 1
        if level <= HIGHEST:
            needs = lacks(question, level, knowledge, frame)
            missing = {need.pointer: need.level or level for need in needs}
            found.append(Advice(question=question, level=level, missing=_word(missing)))
    return tuple(found)


def mark_levels(knowledge: Knowledge, adequate: Collection[str] = ()) -> tuple[str, ...]:
    """Return for each question how its level is known, by the weakest fact under it.

    `said`, `written` or `checked`; `unknown` for level 0, which rests on nothing.
    """
    frame, marks = Frame(day=knowledge.day, adequate=adequate), []
    for question in STEPS:
        level = level_of(question, knowledge, frame)
        facts = grounds_of(question, level, knowledge, frame)
        marks.append(
            min((knowledge.mark(fact) for fact in facts), key=ORDER.index, default=ORDER[0])
        )
    return tuple(marks)


def find_firsts(
    scores: Mapping[str, Score], rounds: int = 1000, seed: int = 0
) -> Mapping[str, float]:
    """Return how often each engine has the highest total under random weights, in [0, 1].

    Weightings are drawn evenly from all that sum to one; engines that tie share the round. The
    same seed gives the same figures on any machine.
    """
    drawn = random.Random(seed)
    firsts = dict.fromkeys(scores, 0.0)
    for _ in range(rounds):
        weights = [drawn.expovariate(1) for _ in STEPS]
        totals = {
            name: sum(w * level for w, level in zip(weights, score.levels, strict=True))
            for name, score in scores.items()
        }
        highest = max(totals.values(), default=0)
        winners = [name for name, total in totals.items() if total >= highest - 1e-12]
        for name in winners:
            firsts[name] += 1 / len(winners) / rounds
    return firsts


def _is_in_hand(knowledge: Knowledge) -> bool:
    """Say whether the weights are with us, or could be: nobody rents them out to us."""
    operated = knowledge.look("/inference/operator") == INSTITUTION
    control = knowledge.look("/weights/control")
    return operated or control not in {None, "api_only", "licensed_api_dedicated"}


def _share(levels: Sequence[int], weights: Mapping[int, float], asked: Iterable[int]) -> int:
    asked = tuple(asked)
    gained = sum(levels[question - 1] * weights[question] for question in asked)
    whole = HIGHEST * sum(weights[question] for question in asked)
    return int(100 * gained / whole + 0.5)


def _word(missing: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Name the least evidence for each level: a document may do for what only it can settle."""
    return tuple((pointer, _least(pointer, level)) for pointer, level in missing.items())


def _least(pointer: str, level: int) -> str:
    return next(status for status in STATUSES if cap(pointer, status) >= level)
