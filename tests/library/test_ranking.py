"""The second ranking: what is read of a candidate, and what it decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import texts
from hypothesis import given
from hypothesis import strategies as st

from volant.library import Library, ranking
from volant.library.retrieve import candidates, prefer, prepare, rank
from volant.records import Hit


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Library:
    opened = Library(home / "library")
    opened.add([texts.write(tmp_path / "documents")], processes=1)
    return opened


QUESTION = prepare("كم يوما للتصريح بالولادة؟", "ar")


def test_signs_are_a_row_a_candidate_and_finite(library: Library) -> None:
    found = candidates(library._index, library.embedder, QUESTION)
    signs = ranking.signs(library._index, QUESTION, found)
    assert signs.shape == (len(found), len(ranking.SIGNS))
    assert np.isfinite(signs).all()


def test_every_script_has_a_weight_a_sign() -> None:
    scripts = {ranking.script(tag) for tag in ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "fr", "")}
    assert scripts == set(ranking.WEIGHTS)
    assert {len(weights) for weights in ranking.WEIGHTS.values()} == {len(ranking.SIGNS)}


def test_ranking_is_deterministic_and_best_first(library: Library) -> None:
    once, again = (rank(library._index, library.embedder, QUESTION) for _ in range(2))
    assert once == again
    scores = [found.score for found in once]
    assert scores == sorted(scores, reverse=True)


def test_nothing_is_found_in_an_empty_library(home: Path) -> None:
    library = Library(home / "library")
    assert rank(library._index, library.embedder, QUESTION) == []


@pytest.mark.parametrize("question", ["", "؟", "     ", "كم", "🙂", "a" * 5_000, "ما " * 2_000])
def test_any_question_is_answered_with_a_list(library: Library, question: str) -> None:
    assert isinstance(rank(library._index, library.embedder, prepare(question, "ar")), list)


def test_what_covers_the_question_is_covered(library: Library) -> None:
    groups = ranking.weigh(library._index, QUESTION.groups)
    everything = frozenset(token for group, _ in groups for words, _ in group for token in words)
    assert sum(weight for _, weight in groups) == pytest.approx(1)
    assert ranking.covered(frozenset(), groups) == 0
    assert ranking.covered(everything, groups) == pytest.approx(1)


@given(st.lists(st.tuples(st.frozensets(st.sampled_from("ابج"), max_size=2), st.floats(0, 1))),
       st.frozensets(st.sampled_from("ابج")))  # fmt: skip
def test_of_the_alternatives_covered_the_weightiest_counts(
    alternatives: list[tuple[frozenset[str], float]], tokens: frozenset[str]
) -> None:
    group = tuple((tuple(sorted(words)), weight) for words, weight in alternatives)
    roots = ranking.rooted([(group, 1.0)])
    assert ranking.covered(tokens, roots) == max(
        (weight for words, weight in roots[0][0] if tokens.issuperset(words)), default=0.0
    )


def hit(passage: int, text: str, **changes: object) -> Hit:
    made = Hit(
        document=str(passage), digest="", passage=passage, source=f"{passage}.txt", title="",
        article="", date="", tag="ar", start=0, end=len(text), text=text, score=1.0 / passage,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_same_words_in_two_documents_take_one_place() -> None:
    hits = [hit(1, "مدة العدة  أربعة أشهر"), hit(2, "مدة العدة\nأربعة أشهر"), hit(3, "الصداق")]
    assert [found.passage for found in prefer(hits, "ar")] == [1, 3]


def test_of_one_text_in_two_languages_the_asker_reads_his_own() -> None:
    hits = [hit(1, "Le congé", source="conge.fr.md", tag="fr"),
            hit(2, "العطلة", source="conge.ar.md", score=0.9)]  # fmt: skip
    assert [found.passage for found in prefer(hits, "ary-Arab")] == [2]
    assert [found.passage for found in prefer(hits, "fr")] == [1]


def test_what_is_searched_can_be_read() -> None:
    query = prepare("dert tasri7 f lwe9t", "ary-Latn")
    assert query.searched[0].startswith("tasri7: تصريح")
