"""Whatever is asked, by whom and as of when: nothing closed comes back, by any path."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import analysed, opened, terms, vector

from volant.errors import UnknownDocument
from volant.library import lexical as lexical_module
from volant.library.access import ALWAYS, Claim, allows, dated
from volant.library.index import Analysed, Index
from volant.records import CLASSES, Access, Instrument, Rights

UNITS = ("", "sante", "sante/chu-fes", "sante/chu-fes/urgences", "sante/chu", "finances")
DAYS = ("", "1999-12-31", "2004-06-08", "2015-01-01", "2026-01-01")
WORDS = (
    "رسم", "الولادة", "نسخة", "مجانا", "سكن", "درهم", "رخصة", "ماء", "تسجيل", "أجل",
    "copie", "délai", "taxe", "naissance",
)  # fmt: skip
STATES = ("indexed", "indexed", "indexed", "withdrawn", "superseded", "read")

claims = st.builds(
    Claim,
    unit=st.sampled_from(UNITS),
    data_class=st.sampled_from((*CLASSES, "D9", "")),
    state=st.sampled_from(STATES),
    valid_from=st.sampled_from(DAYS),
    valid_until=st.sampled_from(DAYS),
)
accesses = st.builds(
    Access,
    units=st.none() | st.frozensets(st.sampled_from((*UNITS, "sante/", "a")), max_size=3),
    clearance=st.sampled_from((*CLASSES, "D9", "")),
    as_of=st.sampled_from((*DAYS, "2010-05-05", ALWAYS)),
)
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)
documents = st.lists(
    st.tuples(claims, st.lists(sentences, max_size=4)),
    max_size=8,
)  # fmt: skip
Documents = list[tuple[Claim, list[list[str]]]]


def filled(folder: Path, held: Documents) -> Index:
    index = opened(folder)
    items: list[Analysed] = [
        analysed(
            f"/{n}", [" ".join(words) for words in passages],
            rights=Rights(unit=claim.unit, data_class=claim.data_class),
            instrument=Instrument(in_force=claim.valid_from),
        )
        for n, (claim, passages) in enumerate(held)
    ]  # fmt: skip
    with index.writing():
        index.add(items)
    ids = {document.path: str(document.id) for document in index.held()}
    index.settle_validity(
        {ids[f"/{n}"]: (c.valid_from, c.valid_until) for n, (c, _) in enumerate(held)}
    )
    for n, (claim, _) in enumerate(held):
        if claim.state != "indexed":
            index.mark([f"/{n}"], claim.state)
    return index


def paths(index: Index) -> dict[str, str]:
    return {str(document.id): document.path for document in index.held()}


@settings(deadline=None, max_examples=20)
@given(held=documents, access=accesses, question=st.lists(st.sampled_from(WORDS), min_size=1))
def test_no_path_shows_what_is_closed_nor_hides_what_is_open(
    tmp_path_factory: pytest.TempPathFactory, held: Documents, access: Access, question: list[str]
) -> None:
    index = filled(tmp_path_factory.mktemp("index"), held)
    open_ = {f"/{n}" for n, (claim, _) in enumerate(held) if allows(dated(access), claim)}
    every = index._now().size
    asked = terms(" ".join(question))
    scores = index.lexical(asked, every + 1, access)
    near = index.nearest(vector(question[0]), every + 1, access)
    ids = list(range(-1, every + 2))
    shown = index.hits([(i, 0.0) for i in ids], access)
    path = paths(index)
    assert {path[hit.document] for hit in shown} == {p for p in open_ if held[int(p[1:])][1]}
    allowed = {hit.passage for hit in shown}
    assert {i for i, _ in near} == allowed
    assert {i for i, _ in scores} <= allowed
    cosines, states = index.cosines(vector("رسم"), ids, access), index.states(7, ids, access)
    for i, cosine, states_one in zip(ids, cosines, states, strict=True):
        assert i in allowed or (cosine == 0 and not states_one)
    assert {document.path for document in index.documents(access)} == open_
    for document, name in path.items():
        if name in open_:
            text = index.text(document, access)
            assert index.window(document, 0, 9, access=access).text == text[:709]
        else:
            for refused in (
                lambda d=document: index.text(d, access),
                lambda d=document: index.window(d, 0, 9, access=access),
            ):
                with pytest.raises(UnknownDocument):
                    refused()
            assert index.boxes(document, 0, 99, access) == ()
            assert index.grades(document, access) == ()
    index.close()


@settings(deadline=None, max_examples=12)
@given(held=documents, access=accesses, question=st.lists(st.sampled_from(WORDS), min_size=1))
def test_results_are_those_of_an_index_that_never_held_the_rest(
    tmp_path_factory: pytest.TempPathFactory, held: Documents, access: Access, question: list[str]
) -> None:
    """Cosines to the last bit or so; of words the passages, their scores having another idf."""
    whole = filled(tmp_path_factory.mktemp("whole"), held)
    kept = [pair for pair in held if allows(dated(access), pair[0])]
    part = filled(tmp_path_factory.mktemp("part"), kept)
    for one, other in (
        (
            whole.nearest(vector(question[0]), 5, access),
            part.nearest(vector(question[0]), 5, access),
        ),
        (
            sorted(whole.lexical(terms(" ".join(question)), 99, access)),
            sorted(part.lexical(terms(" ".join(question)), 99, access)),
        ),
    ):
        left, right = whole.hits(one, access), part.hits(other, access)
        assert [hit.text for hit in left] == [hit.text for hit in right]
    one = whole.nearest(vector(question[0]), 99, access)
    other = part.nearest(vector(question[0]), 99, access)
    assert [c for _, c in one] == pytest.approx([c for _, c in other], abs=1e-6)
    whole.close()
    part.close()


@pytest.mark.parametrize("few", [0, 2_000])
def test_the_best_allowed_are_found_however_many_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """By documents or by asking for more, the first ten are those of the whole ranking."""
    monkeypatch.setattr(lexical_module, "_FEW", few)
    index = opened(tmp_path)
    rng = np.random.default_rng(1)
    items = [
        analysed(
            f"/{n}", [" ".join(rng.choice(WORDS, 9)) for _ in range(5)],
            rights=Rights(unit="finances" if n % 20 == 0 else "sante"),
        )
        for n in range(200)
    ]  # fmt: skip
    with index.writing():
        index.add(items)
    access = Access(units=frozenset({"finances"}))
    ranked = index.lexical(terms("رسم taxe"), 1_000)
    wanted = [(i, s) for i, s in ranked if index._now().among(access, [i])[0]][:10]
    found = index.lexical(terms("رسم taxe"), 10, access)
    assert [s for _, s in found] == pytest.approx([s for _, s in wanted])
    assert len(found) == 10


def test_an_expired_text_is_found_only_on_its_day(tmp_path: Path) -> None:
    index = opened(tmp_path)
    with index.writing():
        index.add([analysed("/old", ["رسم قديم"]), analysed("/new", ["رسم جديد"])])
    ids = {held.path: str(held.id) for held in index.held()}
    index.settle_validity(
        {ids["/old"]: ("1990-01-01", "2004-06-08"), ids["/new"]: ("2004-06-08", "")}
    )

    def found(as_of: str) -> set[str]:
        access = Access(as_of=as_of)
        hits = index.hits(index.lexical(terms("رسم"), 9, access), access)
        return {f"{hit.text} {hit.valid_until}".strip() for hit in hits}

    assert found("") == found(date.today().isoformat()) == {"رسم جديد"}
    assert found("2004-06-07") == {"رسم قديم 2004-06-08"}
    assert found("2004-06-08") == {"رسم جديد"}
    assert found("1989-12-31") == set()
    assert found(ALWAYS) == {"رسم جديد", "رسم قديم 2004-06-08"}
    assert index.text(ids["/old"]) == "رسم قديم"
    with pytest.raises(UnknownDocument):
        index.text(ids["/old"], Access())


def test_masks_follow_what_changes(tmp_path: Path) -> None:
    index = opened(tmp_path)
    access = Access(clearance="D1", as_of="2020-01-01")
    allowed: set[str] = set()
    for n in range(30):
        level = f"D{n % 4}"
        with index.writing():
            index.add([analysed(f"/{n}", ["رسم"], rights=Rights(data_class=level))])
            if n % 4 == 2:
                index.remove([f"/{n - 2}"])
        allowed |= {f"/{n}"} if level in {"D0", "D1"} else set()
        allowed -= {f"/{n - 2}"} if n % 4 == 2 else set()
        hits = index.hits(index.nearest(vector("رسم"), 99, access), access)
        assert {paths(index)[hit.document] for hit in hits} == allowed


def test_many_accesses_are_kept_apart(tmp_path: Path) -> None:
    index = opened(tmp_path)
    with index.writing():
        index.add([analysed(f"/{n}", ["رسم"], rights=Rights(unit=f"u{n}")) for n in range(100)])
    for _ in range(2):
        for n in range(100):
            access = Access(units=frozenset({f"u{n}"}))
            hits = index.hits(index.nearest(vector("رسم"), 9, access), access)
            assert [hit.unit for hit in hits] == [f"u{n}"]
            assert len(index.lexical(terms("رسم"), 9, access)) == 1
