"""Fit the coefficients of `library.confidence` and say, cross-validated, what they get right.

Needs ../shared/data, and the index that `make bench-answers` keeps. Unanswerable questions are
few, so each answerable one is asked a second time as if its document, and any that repeats its
words, were not in the library: what is then found looks like an answer and is none. The starter
library is asked too (`questions_starter.tsv`), so that the signs hold where documents are short and
few. Deterministic. Prints the lines to paste into `confidence.py`, and what they get right on
questions that nothing was fitted on (`questions_starter_held.tsv`).

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
from volant.library import Library
from volant.library.cite import observe
from volant.library.confidence import Signals
from volant.library.retrieve import Query, prefer, prepare, rank
from volant.records import Hit

STARTER = Path(__file__).with_name("questions_starter.tsv")
HELD = Path(__file__).with_name("questions_starter_held.tsv")
SIGNS = len(fields(Signals))
FOLDS, ROUNDS = 10, 5
PENALTY = 3.0
SILENT = 0.25
"""Share of unanswerable questions to expect, as in the shared development questions."""

FEW = 5.0
"""Weight of a question to the starter library: both libraries then weigh alike."""

TAKEN, SHOWN = 20, 5
"""Passages put in order by language, and those shown, as in `library.Library.find`."""

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

    @property
    def starter(self) -> bool:
        return self.question.startswith("starter")


def main() -> None:
    """Collect the signs, cross-validate, fit, print."""
    cases = [*collect([*read_questions(), *read_questions(OWN)]), *collect_starter(STARTER)]
    out = cross_validate(cases)
    tell("all", cases, out)
    shared = [case.question.startswith("dev") and not case.removed for case in cases]
    tell("shared, as they are", cases, out, shared)
    tell("starter", cases, out, [case.starter for case in cases])
    weights = fit(cases)
    held = list(collect_starter(HELD))
    tell("starter, held", held, _logistic(table(held) @ weights[:-1] + weights[-1]))
    print(f"_INTERCEPT = {weights[-1]:.3f}")
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


def collect_starter(path: Path) -> Iterator[Case]:
    """Ask the starter library what its fiches answer, and what no fiche is about."""
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    with TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.add_starter()
        for number, (fiche, *forms) in enumerate(rows):
            for form, text in zip(FORMS, forms, strict=False):
                query = prepare(text, TAGS.get(form, form))
                hits = _shown(_ranked(library, query), query)
                yield Case(
                    question=f"starter-{number:02}",
                    form=form,
                    signs=_signs(library, query, hits),
                    answerable=bool(fiche),
                    found=bool(fiche) and any(hit.source.startswith(f"{fiche}.") for hit in hits),
                    removed=False,
                )


def _ranked(library: Library, query: Query) -> list[Hit]:
    return rank(library._index, library.embedder, query)


def _shown(ranked: Sequence[Hit], query: Query) -> list[Hit]:
    return prefer(ranked[:TAKEN], query.tag)[:SHOWN]


def _signs(library: Library, query: Query, hits: Sequence[Hit]) -> tuple[float, ...]:
    seen = observe(library._index, library.embedder, query, hits)
    return tuple(map(float, astuple(seen))) if seen else (0.0,) * SIGNS


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
    library: Library,
    question: Question,
    form: str,
    query: Query,
    ranked: Sequence[Hit],
    *,
    removed: bool,
) -> Case:
    hits = _shown(ranked, query)
    return Case(
        question=question.id,
        form=form,
        signs=_signs(library, query, hits),
        answerable=question.answerable and not removed,
        found=any(is_right(question, hit.source, hit.start, hit.end) for hit in hits),
        removed=removed,
    )


def table(cases: Sequence[Case]) -> Array:
    """Give the signs of cases, shape (cases, `SIGNS`)."""
    return np.array([case.signs for case in cases])


def balance(cases: Sequence[Case]) -> Array:
    """Weigh cases so that `SILENT` of them are unanswerable; the mean weight is 1."""
    counted = np.where([case.starter for case in cases], FEW, 1.0)
    wanted = np.array([case.answerable for case in cases])
    for kind, share in ((wanted, 1 - SILENT), (~wanted, SILENT)):
        counted[kind] *= share * len(cases) / counted[kind].sum()
    return counted


def fit(cases: Sequence[Case]) -> Array:
    """Fit a ridge logistic regression by Newton's method; the intercept is last."""
    signs, wanted = table(cases), np.array([float(case.answerable) for case in cases])
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    x = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    weights, counted = np.zeros(x.shape[1]), balance(cases)
    ridge = PENALTY * np.r_[np.ones(x.shape[1] - 1), 0]
    for _ in range(50):
        p = _logistic(x @ weights)
        gradient = x.T @ ((p - wanted) * counted) + ridge * weights
        hessian = (x * (p * (1 - p) * counted)[:, None]).T @ x + np.diag(ridge)
        weights -= np.linalg.solve(hessian, gradient)
    coefficients = weights[:-1] / spread
    fitted: Array = np.r_[coefficients, weights[-1] - coefficients @ mean]
    return fitted


def cross_validate(cases: Sequence[Case]) -> Array:
    """Give each case's probability, the mean of `ROUNDS` partings of the questions into folds.

    The fit that gives it never saw its question in any form.
    """
    unique = {name: n for n, name in enumerate(sorted({case.question for case in cases}))}
    which, signs = np.array([unique[case.question] for case in cases]), table(cases)
    out = np.zeros((ROUNDS, len(cases)))
    for parting in range(ROUNDS):
        fold = (np.random.default_rng(parting).permutation(len(unique)) % FOLDS)[which]
        for k in range(FOLDS):
            weights = fit([case for case, of in zip(cases, fold, strict=True) if of != k])
            here = fold == k
            out[parting, here] = _logistic(signs[here] @ weights[:-1] + weights[-1])
    return np.asarray(out.mean(0), np.float64)


def _logistic(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)), np.float64)


def area(out: Array, wanted: NDArray[np.bool_]) -> float:
    """Give the probability that an answerable case stands above one that is not."""
    above = out[wanted][:, None] > out[~wanted][None, :]
    return float(above.mean())


def tell(name: str, cases: Sequence[Case], out: Array, chosen: Sequence[bool] = ()) -> None:
    """Print the area under the curve, and what refusing below some probabilities gets right."""
    here = np.array(chosen or [True] * len(cases))
    answerable = np.array([case.answerable for case in cases])[here]
    found = np.array([case.found for case in cases])[here]
    out = out[here]
    print(f"{name}: area under the curve {area(out, answerable):.3f}")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
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
