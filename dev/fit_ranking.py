"""Fit the weights of `library.ranking` and say, cross-validated, what they find.

Needs ../shared/data, and the index that `make bench-answers` keeps. Two sets of questions: the
shared development questions and those of `dev/questions.jsonl`. Deterministic. Prints the lines to
paste into `ranking.py`.

    python -m dev.fit_ranking

The loss is that of a choice among the candidates (softmax; Luce, "Individual Choice Behavior",
1959): the right passages should have all the probability. Weights are fitted a script at a time;
a question is left out in all its forms at once.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers import HOME
from benchmarks.questions import FORMS, TAGS, Question, is_right, read_questions
from volant.library import Library, ranking
from volant.library.retrieve import candidates, prepare

OWN = Path(__file__).parent / "questions.jsonl"
FOLDS = 10
PENALTY = 10.0
"""Weight of the squared coefficients, against one question's loss each."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Be one question in one form: signs of its candidates, and which of them are right."""

    question: Question
    form: str
    script: str
    signs: Array
    right: NDArray[np.bool_]


def main() -> None:
    """Collect, cross-validate, fit, print."""
    choices = list(collect([*read_questions(), *read_questions(OWN)]))
    show(
        "first search", choices, [-np.arange(len(choice.right), dtype=float) for choice in choices]
    )
    show("cross-validated", choices, cross_validate(choices))
    print("WEIGHTS = {")
    for script in ranking.WEIGHTS:
        weights = fit([choice for choice in choices if choice.script == script])
        print(f'    "{script}": ({", ".join(f"{weight:.2f}" for weight in weights)}),')
    print("}")


def collect(questions: Sequence[Question]) -> list[Choice]:
    """Search for every answerable question in every form."""
    library, choices = open_library(), []
    for question in filter(lambda question: question.answerable, questions):
        for form in FORMS:
            query = prepare(question.forms[form], TAGS.get(form, form))
            found = candidates(library._index, library.embedder, query)
            choices.append(
                Choice(
                    question=question,
                    form=form,
                    script=ranking.script(query.tag),
                    signs=ranking.signs(library._index, query, found),
                    right=np.array(
                        [
                            is_right(question, one.hit.source, one.hit.start, one.hit.end)
                            for one in found
                        ]
                    ),
                )
            )
    return choices


def open_library() -> Library:
    """Open the index of the benchmark; ends the program where it holds nothing."""
    library = Library(HOME / "library")
    if not library.documents():
        sys.exit(f"{HOME} holds no index; run: make bench-answers")
    return library


def cross_validate(choices: Sequence[Choice]) -> list[Array]:
    """Give each choice's scores, by weights fitted without its question."""
    ids = sorted({choice.question.id for choice in choices})
    order = np.random.default_rng(0).permutation(len(ids)) % FOLDS
    fold = dict(zip(ids, order, strict=True))
    weights = {
        (script, k): fit([c for c in choices if c.script == script and fold[c.question.id] != k])
        for script in ranking.WEIGHTS
        for k in range(FOLDS)
    }
    return [c.signs @ weights[c.script, fold[c.question.id]] for c in choices]


def fit(choices: Sequence[Choice], steps: int = 400) -> Array:
    """Give the weights that make the right candidates likeliest, by Adam on scaled signs."""
    kept = [choice for choice in choices if choice.right.any()]
    signs = np.concatenate([choice.signs for choice in kept])
    right = np.concatenate([choice.right for choice in kept]).astype(float)
    sizes = np.array([len(choice.right) for choice in kept])
    starts, owner = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(kept)), sizes)
    spread = signs.std(0) + 1e-9
    scaled = signs / spread
    weights: Array
    weights, mean, square = (np.zeros(signs.shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        scores = scaled @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        share = odds / np.add.reduceat(odds, starts)[owner]
        wanted = share * right
        wanted /= np.add.reduceat(wanted, starts)[owner] + 1e-12
        gradient = (scaled.T @ (share - wanted) + PENALTY * weights) / len(kept)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        rate = 0.1 * (1 - step / steps) + 0.002
        weights -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return np.asarray(weights / spread, np.float64)


def show(name: str, choices: Sequence[Choice], scores: Sequence[Array]) -> None:
    """Print recall@1, @5 and @20 a form, for each set of questions."""
    ranks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for choice, score in zip(choices, scores, strict=True):
        hits = np.flatnonzero(choice.right[np.argsort(-score, kind="stable")])
        ranks[choice.question.id[:3], choice.form].append(int(hits[0]) if len(hits) else 10**6)
    for (asked, form), places in ranks.items():
        found = "  ".join(f"@{k} {np.mean(np.array(places) < k):.3f}" for k in (1, 5, 20, 40))
        print(f"{name:<16} {asked} {form:<9} {found}")
    print(f"{name:<16} mean @5 {np.mean([np.mean(np.array(p) < 5) for p in ranks.values()]):.4f}")


if __name__ == "__main__":
    main()
