"""Fit the coefficients of `library.confidence` and say, cross-validated, what they get right.

Needs ../shared/data, and the index that `make bench-answers` keeps. Deterministic. Prints the
lines to paste into `confidence.py`.

    python -m dev.fit_confidence
"""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers import HOME
from benchmarks.questions import FORMS, TAGS, is_right, read_questions
from volant.library import Library, cite
from volant.library import confidence as model
from volant.library.confidence import Signals
from volant.library.retrieve import prepare, rank

REFUSED = 0.40
"""Share of the development questions to refuse: the point where as large a share of unanswerable
questions is refused as of all decisions is right (both about 0.7)."""

Array = NDArray[np.float64]


def main() -> None:
    """Collect the signs, fit, print."""
    signs, found, answerable, ids = collect()
    mean, spread = signs.mean(0), signs.std(0)
    scaled = (signs - mean) / spread
    out = cross_validate(scaled, found, ids)
    for share in (0.2, 0.3, REFUSED, 0.5):
        refused = out <= np.quantile(out, share)
        print(
            f"refusing {share:.0%}: unanswerable refused {refused[~answerable].mean():.2f}, "
            f"refusals right {(~answerable)[refused].mean():.2f}, "
            f"decisions right {(refused != answerable).mean():.3f}, "
            f"found but refused {refused[found].mean():.2f}"
        )
    weights = fit(scaled, found)
    logits = np.c_[scaled, np.ones(len(scaled))] @ weights
    coefficients = weights[:-1] / spread
    intercept = weights[-1] - (coefficients * mean).sum() - np.quantile(logits, REFUSED)
    print(f"_INTERCEPT = {intercept:.3f}")
    print(f"_COEFFICIENTS = ({', '.join(f'{c:.3f}' for c in coefficients)})")


def collect() -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_], list[str]]:
    """Give signs, "the right article is among five", "answerable" and question id, a row a form."""
    library, kept = Library(HOME / "library"), list[Signals]()

    def keep(signals: Signals) -> float:
        kept.append(signals)
        return 1.0

    from sys import modules  # noqa: PLC0415

    modules[cite.__module__].estimate = keep  # type: ignore[attr-defined]
    found, answerable, ids = [], [], []
    for form in FORMS:
        for question in read_questions():
            query = prepare(question.forms[form], TAGS.get(form, form))
            hits = library._index.hits(rank(library._index, library.embedder, query)[:5])
            cite(library._index, library.embedder, query, hits)
            right = (is_right(question, hit.source, hit.start, hit.end) for hit in hits)
            found.append(question.answerable and any(right))
            answerable.append(question.answerable)
            ids.append(question.id)
    signs = np.array([astuple(signals) for signals in kept], np.float64)
    signs[:, -1] = np.log1p(signs[:, -1])
    assert signs.shape[1] == len(model._COEFFICIENTS)
    return signs, np.array(found), np.array(answerable), ids


def fit(scaled: Array, wanted: NDArray[np.bool_], ridge: float = 3.0) -> Array:
    """Fit a class-balanced ridge logistic regression by Newton's method; the intercept is last."""
    x, y = np.c_[scaled, np.ones(len(scaled))], wanted.astype(float)
    weights = np.zeros(x.shape[1])
    balance = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ ((p - y) * balance) + ridge * np.r_[weights[:-1], 0]
        hessian = (x * (p * (1 - p) * balance)[:, None]).T @ x + ridge * np.eye(len(weights))
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def cross_validate(
    scaled: Array, wanted: NDArray[np.bool_], ids: list[str], folds: int = 10
) -> Array:
    """Give each row's logit from a fit that never saw its question in any form."""
    unique = sorted(set(ids))
    order = np.random.default_rng(0).permutation(len(unique)) % folds
    fold = np.array([order[unique.index(i)] for i in ids])
    out = np.zeros(len(ids))
    for k in range(folds):
        weights = fit(scaled[fold != k], wanted[fold != k])
        out[fold == k] = np.c_[scaled[fold == k], np.ones((fold == k).sum())] @ weights
    return out


if __name__ == "__main__":
    main()
