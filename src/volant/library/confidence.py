"""Estimate whether the passages found hold the answer, from signs that cost nothing more.

A logistic regression over eight signs, fitted by `dev/fit_confidence.py` on 132 questions in five
forms over 23,600 passages, the 112 answerable ones a second time with their document taken away,
and on 54 over the starter library, which together weigh as much; a quarter of all weight lies on
unanswerable cases. The scores of the searches are left out: they helped on these laws alone and
misled on other documents.

Cross-validated by question, an answerable case stands above one that is not with probability .84 on
the shared questions and .99 on the starter library's; .95 on 30 questions to it that were kept
aside (same hand; looked at twice). Below one half .68 of refusals are right there, .96 and .97, and
.52 of silences found, .91 and .79. It knows no meaning: a law on the very subject that is silent on
the point looks like an answer to it.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Be the signs of one search.

    `title`: share of the question, by idf, in the best title and heading; `sentence`: in the best
    sentence; both in [0, 1]. `near`: best cosine of a hit. `agreed`: share of the hits in the
    document of the first, of as many as it has passages, one half where that is one. `carried`:
    what the hit that names most of the question names, as `gist` weighs it; `missing`: what that
    hit does not name. `stated`: share of the hits that state a value of the kind asked for, 0 where
    none is. `darija`: in Latin letters, because such questions share less with what is written in
    Arabic.
    """

    title: float
    sentence: float
    near: float
    agreed: float
    carried: float
    missing: float
    stated: float
    darija: bool


# Intercept, then one coefficient a sign, in the order of `Signals`. That of `missing` is above 0:
# `title` and `sentence` are shares, which already fall with each word that is not found.
_INTERCEPT = -8.192
_COEFFICIENTS = (5.050, 2.063, 8.078, 2.551, 1.595, 0.234, 1.394, 0.271)


def estimate(signals: Signals) -> float:
    """Give the probability, in [0, 1], that the answer is among the hits."""
    signs = zip(_COEFFICIENTS, astuple(signals), strict=True)
    logit = _INTERCEPT + sum(coefficient * sign for coefficient, sign in signs)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
