"""Read the best candidates once more and put them in order: which of them is on the subject?

A linear score over ten signs, one set of weights a script, fitted by `dev/fit_ranking.py` so that
the right passage stands high among its candidates. The first search adds up word scores; here it
counts how much of the question is covered at all, whether the law itself is on the subject (its
title, its other passages), and whether the passage next to it is. It reads tokens, not meaning. The
price is folding and stemming some forty passages a question, kept for the sentences that follow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from volant import languages
from volant.languages.tokens import roots
from volant.protocols import Index
from volant.records import Hit

if TYPE_CHECKING:
    from volant.library.retrieve import Alternatives, Query

_BEST = 3
"""Passages of a document that speak for it."""

SIGNS = (
    "lexical", "cosine", "stated", "covered", "rooted", "title", "document", "beside", "unnamed",
    "length",
)  # fmt: skip
# One weight a sign, in the order of `SIGNS`; `python -m dev.fit_ranking` prints them.
WEIGHTS = {
    "arabic": (4.63, 3.61, 2.69, 4.22, 3.79, 0.90, 2.41, 0.40, -1.50, -3.13),
    "darija": (3.85, 6.39, 2.80, 6.95, 3.84, 2.88, 1.70, 0.48, -1.62, -3.90),
    "french": (1.72, 8.92, 2.23, 4.71, 5.65, 5.51, 0.08, 0.80, -1.81, -4.59),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Be a passage and what the first search says of it; `lexical` is 1 for the best."""

    hit: Hit
    lexical: float
    cosine: float
    stated: bool


def script(tag: str) -> str:
    """Name the set of weights for questions of a language: `arabic`, `darija` (Latin), `french`."""
    if tag in {"ar", "ary-Arab", "zgh-Tfng"}:
        return "arabic"
    return "darija" if tag in {"ary-Latn", "ber-Latn"} else "french"


def order(
    index: Index, query: Query, candidates: Sequence[Candidate]
) -> list[tuple[Candidate, float]]:
    """Give candidates with their scores, best first; the first search decides ties."""
    if not candidates:
        return []
    scores = signs(index, query, candidates) @ np.array(WEIGHTS[script(query.tag)])
    best = np.argsort(-scores, kind="stable")
    return [(candidates[n], float(scores[n])) for n in best]


def signs(index: Index, query: Query, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Give the signs of each candidate, shape (candidates, `SIGNS`), each about 0 to 1."""
    groups = weigh(index, query.groups)
    by_root = rooted(groups)
    spoken = _documents(candidates)
    beside = {candidate.hit.passage: candidate for candidate in candidates}
    rows = []
    for candidate in candidates:
        hit = candidate.hit
        title, body = _stems(f"{hit.title} {hit.article}"), _stems(hit.text)
        rows.append(
            (
                candidate.lexical,
                candidate.cosine,
                candidate.stated,
                covered(body | title, groups),
                covered(_roots(hit.text) | _roots(f"{hit.title} {hit.article}"), by_root),
                covered(title, groups),
                spoken[hit.document],
                max((_beside(beside.get(hit.passage + n), hit) for n in (-1, 1)), default=0.0),
                not hit.article,
                math.log(len(hit.text) + 1) / 10,
            )
        )
    return np.array(rows, np.float64)


Weighed = list[tuple["Alternatives", float]]
"""Groups with their shares of a question; in each, the weightiest alternative is first."""


def weigh(index: Index, groups: Sequence[Alternatives]) -> Weighed:
    """Give each group its share of the question: the idf of its commonest alternative, sum 1."""
    passages, weights = index.passages, list[float]()
    for alternatives in groups:
        counts = [min(map(index.frequency, tokens)) for tokens, _ in alternatives]
        weights.append(math.log((passages + 1) / (max(counts) + 1)) + 0.01)
    total = sum(weights) or 1.0
    return [(_sort(group), weight / total) for group, weight in zip(groups, weights, strict=True)]


def covered(tokens: frozenset[str], groups: Weighed) -> float:
    """Give the share of the question that tokens cover, in [0, 1]."""
    return sum(
        weight * next((w for words, w in alternatives if tokens.issuperset(words)), 0.0)
        for alternatives, weight in groups
    )


def rooted(groups: Weighed) -> Weighed:
    """Give the same groups by roots."""
    return [(_sort(root_alternatives(alternatives)), weight) for alternatives, weight in groups]


def root_alternatives(alternatives: Alternatives) -> Alternatives:
    """Give alternatives by roots; of those that meet, the weightiest."""
    found: dict[tuple[str, ...], float] = {}
    for tokens, weight in alternatives:
        key = tuple(dict.fromkeys(roots(tokens)))
        found[key] = max(weight, found.get(key, 0.0))
    return tuple(found.items())


def _sort(alternatives: Alternatives) -> Alternatives:
    return tuple(sorted(alternatives, key=lambda alternative: -alternative[1]))


def _documents(candidates: Sequence[Candidate]) -> dict[str, float]:
    """Say of each document how well its best passages do, as their mean over `_BEST`."""
    scores = defaultdict[str, list[float]](list)
    for candidate in candidates:
        scores[candidate.hit.document].append(candidate.lexical)
    return {
        document: sum(sorted(found, reverse=True)[:_BEST]) / _BEST
        for document, found in scores.items()
    }


def _beside(other: Candidate | None, hit: Hit) -> float:
    return other.lexical if other is not None and other.hit.document == hit.document else 0.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(languages.analyse(text))


@lru_cache(maxsize=4096)
def _roots(text: str) -> frozenset[str]:
    return frozenset(roots(tuple(_stems(text))))
