"""Estimate whether the passages found hold the answer, from signs that cost nothing more.

A logistic regression over six signs, fitted on the development questions (400 questions in five
forms over 23,300 passages; `dev/fit_confidence.py`), against whether the right article is among the
five hits. It knows no meaning: a law on the very subject that is silent on the point looks like an
answer to it. `dev/LOG.md` has what it gets right.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Be the signs of one search.

    `coverage`: share of the question's weight (idf) in the best passage. `sentence`, `passage`:
    best cosine of a chosen sentence, of a hit. `strength`: best BM25 score over the question's
    weight. `fused`: score of the first hit. `words`: content words and expressions in the question.
    """

    coverage: float
    sentence: float
    passage: float
    strength: float
    fused: float
    words: int


# Intercept, then one coefficient a sign, in the order of `Signals` (words as logarithm).
_INTERCEPT = -12.570
_COEFFICIENTS = (2.154, 2.496, 1.592, 0.908, 2.643, 3.281)


def estimate(signals: Signals) -> float:
    """Give the probability, in [0, 1], that the answer is among the hits."""
    *signs, words = astuple(signals)
    signs.append(math.log(1 + words))
    logit = _INTERCEPT + sum(c * sign for c, sign in zip(_COEFFICIENTS, signs, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
