"""Estimate whether the passages found hold the answer, from signs that cost nothing more.

A logistic regression over nine signs, fitted by `dev/fit_confidence.py` on 132 questions in five
forms over 23,600 passages, the 112 answerable ones a second time with their document taken away,
and on 24 in four forms over the starter library; a quarter of all weight lies on unanswerable
cases. One half is where 0.57 stood. The scores of the searches are left out: they helped on these
laws alone and misled on other documents. Cross-validated by question, an answerable case stands
above one that is not with probability .79 on the shared questions, .999 on the starter library's
(which were written by the same hand as its signs). It knows no meaning: a law on the very subject
that is silent on the point looks like an answer to it.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Be the signs of one search; shares of the question are by idf, in [0, 1].

    `covered`: share in the best hit; `title`: in the best title and heading; `sentence`: in the
    best sentence. `near`, `said`: best cosine of a hit, of a chosen sentence. `agreed`: share of
    the hits in the document of the first, of as many as it has passages. `words`: logarithm of one
    more than the content words of the question. `darija` (in Latin letters) and `french`: the
    script of `ranking.script`, because questions of different scripts share less with Arabic law.
    """

    covered: float
    title: float
    sentence: float
    near: float
    said: float
    agreed: float
    words: float
    darija: bool
    french: bool


# Intercept, then one coefficient a sign, in the order of `Signals`.
_INTERCEPT = -6.907
_COEFFICIENTS = (1.763, 1.160, 1.271, 2.485, 2.474, 2.269, 1.550, 0.767, 0.206)


def estimate(signals: Signals) -> float:
    """Give the probability, in [0, 1], that the answer is among the hits."""
    signs = zip(_COEFFICIENTS, astuple(signals), strict=True)
    logit = _INTERCEPT + sum(coefficient * sign for coefficient, sign in signs)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
