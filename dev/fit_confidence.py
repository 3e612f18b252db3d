"""Fit the coefficients of `library.confidence` and say, cross-validated, what they get right.

Needs ../shared/data, and the index that `make bench-answers` keeps. Unanswerable questions are
few, so each answerable one is asked a second time as if its document, and any that repeats its
words, were not in the library: what is then found looks like an answer and is none. The starter
library is asked too (`questions_starter.tsv`), so that the signs hold where documents are short and
few. Deterministic. Prints the lines to paste into `confidence.py`.

    python -m dev.fit_confidence
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.questions import FORMS, TAGS, Question, is_right, read_questions
from dev.fit_ranking import OWN, open_library
from volant.library import Library, ranking
from volant.library.cite import observe
from volant.library.confidence import Signals
from volant.library.retrieve import Query, candidates, prefer, prepare
from volant.records import Hit

STARTER = Path(__file__).with_name("questions_starter.tsv")
SIGNS = len(fields(Signals))
FOLDS = 10
PENALTY = 3.0
THRESHOLD = 0.57
"""Probability of an answer under which the documents are called silent; it is moved to one half."""

SILENT = 0.25
"""Share of unanswerable questions to expect, as in the shared development questions."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Be one search: its signs, whether its documents answer, whether the answer is among five."""

    question: str
    form: str
    signs: tuple[float, ...]
    answerable: bool
    found: bool
    removed: bool


def main() -> None:
    """Collect the signs, cross-validate, fit, print."""
    cases = [*collect([*read_questions(), *read_questions(OWN)]), *collect_starter()]
    signs = np.array([case.signs for case in cases])
    answerable = np.array([case.answerable for case in cases])
    out = cross_validate(signs, answerable, [case.question for case in cases])
    shared = np.array([case.question.startswith("dev") and not case.removed for case in cases])
    starter = np.array([case.question.startswith("starter") for case in cases])
    every = np.ones(len(cases), bool)
    for name, chosen in (("all", every), ("shared, as they are", shared), ("starter", starter)):
        print(f"{name}: area under the curve {area(out[chosen], answerable[chosen]):.3f}")
        show([case for case, here in zip(cases, chosen, strict=True) if here], out[chosen])
    weights = fit(signs, answerable)
    moved = np.log(THRESHOLD / (1 - THRESHOLD))
    print(f"_INTERCEPT = {weights[-1] - moved:.3f}")
    print(f"_COEFFICIENTS = ({', '.join(f'{weight:.3f}' for weight in weights[:-1])})")


def collect(questions: Sequence[Question]) -> Iterator[Case]:
    """Search for every question in every form; for answerable ones, without the answer too."""
    library = open_library()
    for form in FORMS:
        for question in questions:
            query = prepare(question.forms[form], TAGS.get(form, form))
            ranked = _ranked(library, query)
            yield _case(library, question, form, query, ranked, removed=False)
            if question.answerable:
                rest = _without(question, ranked)
                yield _case(library, question, form, query, rest, removed=True)


def collect_starter() -> Iterator[Case]:
    """Ask the starter library what its fiches answer, and what no fiche is about."""
    lines = STARTER.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    with TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.add_starter()
        for number, (fiche, *forms) in enumerate(rows):
            for form, text in zip(FORMS, forms, strict=False):
                query = prepare(text, form)
                hits = _ranked(library, query)[:5]
                seen = observe(library._index, library.embedder, query, hits)
                yield Case(
                    question=f"starter-{number:02}",
                    form=form,
                    signs=tuple(map(float, astuple(seen))) if seen else (0.0,) * SIGNS,
                    answerable=bool(fiche),
                    found=bool(fiche) and any(hit.source.startswith(f"{fiche}.") for hit in hits),
                    removed=False,
                )


def _ranked(library: Library, query: Query) -> list[Hit]:
    index = library._index
    ordered = ranking.order(index, query, candidates(index, library.embedder, query))
    scores = [(candidate.hit.passage, score) for candidate, score in ordered]
    return prefer(index.hits(scores), query.tag)


def _without(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """Leave out the document of the answer, and documents that say nearly the same words."""
    gone = [hit for hit in hits if hit.source == question.file]
    words = [set(hit.text.split()) for hit in gone]
    return [
        hit
        for hit in hits
        if hit.source != question.file
        and not any(_alike(set(hit.text.split()), other) for other in words)
    ]


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > 0.5 * min(len(one), len(other))


def _case(
    library: Library, question: Question, form: str, query: Query, hits: list[Hit], *, removed: bool
) -> Case:
    seen = observe(library._index, library.embedder, query, hits[:5])
    right = (is_right(question, hit.source, hit.start, hit.end) for hit in hits[:5])
    return Case(
        question=question.id,
        form=form,
        signs=tuple(map(float, astuple(seen))) if seen else (0.0,) * SIGNS,
        answerable=question.answerable and not removed,
        found=any(right),
        removed=removed,
    )


def balance(wanted: NDArray[np.bool_]) -> Array:
    """Weigh cases so that `SILENT` of them are unanswerable; the mean weight is 1."""
    share = wanted.mean()
    counted: Array = np.where(wanted, (1 - SILENT) / share, SILENT / (1 - share))
    return counted


def fit(signs: Array, wanted: NDArray[np.bool_]) -> Array:
    """Fit a ridge logistic regression by Newton's method; the intercept is last."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    x, y = np.c_[(signs - mean) / spread, np.ones(len(signs))], wanted.astype(float)
    weights, counted = np.zeros(x.shape[1]), balance(wanted)
    ridge = PENALTY * np.r_[np.ones(x.shape[1] - 1), 0]
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ ((p - y) * counted) + ridge * weights
        hessian = (x * (p * (1 - p) * counted)[:, None]).T @ x + np.diag(ridge)
        weights -= np.linalg.solve(hessian, gradient)
    coefficients = weights[:-1] / spread
    fitted: Array = np.r_[coefficients, weights[-1] - coefficients @ mean]
    return fitted


def cross_validate(signs: Array, wanted: NDArray[np.bool_], ids: Sequence[str]) -> Array:
    """Give each case's probability from a fit that never saw its question in any form."""
    unique = sorted(set(ids))
    order = np.random.default_rng(0).permutation(len(unique)) % FOLDS
    fold = np.array([order[unique.index(i)] for i in ids])
    out = np.zeros(len(ids))
    for k in range(FOLDS):
        weights = fit(signs[fold != k], wanted[fold != k])
        out[fold == k] = signs[fold == k] @ weights[:-1] + weights[-1]
    return np.asarray(1 / (1 + np.exp(-out)), np.float64)


def area(out: Array, wanted: NDArray[np.bool_]) -> float:
    """Give the probability that an answerable case stands above one that is not."""
    above = out[wanted][:, None] > out[~wanted][None, :]
    return float(above.mean())


def show(cases: Sequence[Case], out: Array) -> None:
    """Print what refusing below some probabilities gets right."""
    answerable = np.array([case.answerable for case in cases])
    found = np.array([case.found for case in cases])
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8):
        refused = out < threshold
        right = (~answerable)[refused].mean() if refused.any() else 0.0
        print(
            f"  below {threshold}: refused {refused.mean():.2f}, refusals right {right:.2f}, "
            f"unanswerable refused {refused[~answerable].mean():.2f}, "
            f"decisions right {(refused != answerable).mean():.2f}, "
            f"found but refused {refused[found].mean() if found.any() else 0.0:.2f}"
        )


if __name__ == "__main__":
    main()
