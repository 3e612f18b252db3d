"""Estimate whether the passages found hold the answer, from signs that cost nothing more.

A logistic regression over thirteen signs, fitted by `dev/fit_confidence.py` on 132 questions in
five forms over 23,600 passages, the 112 answerable ones a second time with their document taken
away; a quarter of all weight lies on unanswerable cases. One half is where six tenths stood.
Cross-validated by question, an answerable case stands above one that is not with probability 0.80
(0.77 on the shared questions as they are). It knows no meaning: a law on the very subject that is
silent on the point looks like an answer to it. `dev/LOG.md` has what it gets right.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Be the signs of one search; shares of the question are by idf, in [0, 1].

    `covered`: share in the best hit; `title`: in the best title and heading; `sentence`: in the
    best sentence; `stated`: in the best sentence that states a value of the kind asked for.
    `near`, `said`: best cosine of a hit, of a chosen sentence. `unknown`: share of the question
    that no passage of the library says. `score`: of the first hit; `lead`: how far it is before
    the last; `agreed`: share of the hits in the same document. `words`: logarithm of one more than
    the expressions in the question. `darija` (in Latin letters) and `french`: the script of
    `ranking.script`, because scores of different scripts are not on one scale.
    """

    covered: float
    title: float
    sentence: float
    stated: float
    near: float
    said: float
    unknown: float
    score: float
    lead: float
    agreed: float
    words: float
    darija: bool
    french: bool


# Intercept, then one coefficient a sign, in the order of `Signals`.
_INTERCEPT = -10.767
_COEFFICIENTS = (
    -0.885, -0.226, 1.217, -2.103, 0.731, 0.837, 2.660, 0.645, -0.011, 1.101, 1.697, 0.159, 2.210,
)  # fmt: skip


def estimate(signals: Signals) -> float:
    """Give the probability, in [0, 1], that the answer is among the hits."""
    signs = zip(_COEFFICIENTS, astuple(signals), strict=True)
    logit = _INTERCEPT + sum(coefficient * sign for coefficient, sign in signs)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
