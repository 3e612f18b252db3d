"""Choose among the spellings of each word by the words beside it.

A text is a row of places, each with its options; a path takes one option at each. Kept are the
best paths so far, so time is linear in the text. Neighbours count only where texts of Darija have
both words side by side far more often than chance; elsewhere each word stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log

Ranked = tuple[tuple[str, float], ...]

BESIDE = 0.15
"""Weight of what a pair of neighbours gains over chance (a log)."""

_LEAST_PATHS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Be one place of a text: the options of a word, or one piece that is kept as it is."""

    options: Ranked
    is_word: bool


@dataclass(slots=True)
class _Path:
    score: float
    piece: str
    word: str
    before: _Path | None


def best(places: Iterable[Place], pairs: Mapping[str, float], n: int) -> Ranked:
    """Give the `n` best texts; the score is about the probability of a word of it, in (0, 1]."""
    most = max(_LEAST_PATHS, 2 * n)
    paths, count = [_Path(0.0, "", "", None)], 0
    for place in places:
        count += place.is_word
        grown = [
            _Path(
                path.score + log(share) + BESIDE * pairs.get(f"{path.word} {option}", 0.0)
                if place.is_word
                else path.score,
                option,
                option if place.is_word else _last(path, option),
                path,
            )
            for path in paths
            for option, share in place.options
        ]
        paths = sorted(grown, key=lambda path: -path.score)[:most] if place.is_word else grown
    kept = paths[0].score + log(sum(exp(path.score - paths[0].score) for path in paths))
    whole = max(kept, 0.0)  # what was dropped belongs to the whole, what pairs add does not
    return tuple((_text(path), exp((path.score - whole) / max(count, 1))) for path in paths[:n])


def _last(path: _Path, between: str) -> str:
    """Give the word that the next one stands beside: none after a sign."""
    return path.word if between.isspace() else ""


def _text(path: _Path) -> str:
    pieces: list[str] = []
    step: _Path | None = path
    while step is not None:
        pieces.append(step.piece)
        step = step.before
    return "".join(reversed(pieces))
