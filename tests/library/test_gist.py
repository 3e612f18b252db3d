"""What a question is about, weighed, and what a passage names of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import languages
from volant.library import Library
from volant.library.gist import Expression, expressions, said
from volant.library.retrieve import prepare
from volant.protocols import Index

PRICES = {
    "tomatoes.txt": "ثمن الطماطم\nحدد ثمن الخضر في السوق، ومنها الطماطم والبصل.\n",
    "wells.txt": "رخصة حفر البئر\nتسلم رخصة حفر البئر داخل أجل ثلاثين يوما في السوق.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("prices")
    for name, text in PRICES.items():
        (folder / name).write_text(text, "utf-8")
    library = Library(tmp_path_factory.mktemp("home") / "library")
    library.add([folder], processes=1)
    return library._index


def named(index: Index, question: str, tag: str) -> list[Expression]:
    return expressions(index, prepare(question, tag).groups)


def test_a_word_weighs_more_the_fewer_passages_name_it(index: Index) -> None:
    everywhere, once, nowhere = named(index, "السوق البصل الكوكوت", "ar")
    assert 0 <= everywhere.weight < once.weight < nowhere.weight == pytest.approx(1)


def test_a_rendering_is_a_name_and_a_wider_one_is_not(index: Index) -> None:
    question = named(index, "bch7al batata", "ary-Latn")
    vegetables = languages.analyse(PRICES["tomatoes.txt"])
    potatoes = languages.analyse("ثمن البطاطا مبلغ عشرة دراهم")
    assert said(question, vegetables) < said(question, potatoes)
    assert said(question, potatoes) == pytest.approx(sum(one.weight for one in question))


def test_another_form_of_one_root_is_the_same_name(index: Index) -> None:
    question = named(index, "نشر", "ar")
    assert said(question, languages.analyse("ينشر في الجريدة الرسمية")) > 0


def test_french_of_the_rendering_is_a_name(index: Index) -> None:
    question = named(index, "شحال كيخلص المشغل", "ary-Arab")
    assert said(question, languages.analyse("L'employeur paie.")) > 0


def test_nothing_asked_weighs_nothing(index: Index) -> None:
    assert expressions(index, ()) == []
    assert said([], languages.analyse("ثمن")) == 0


def test_an_empty_library_weighs_every_word_alike(home: Path) -> None:
    question = named(Library(home / "empty")._index, "ثمن الطماطم في السوق", "ar")
    assert {one.weight for one in question} == {1.0}


@given(st.lists(st.sampled_from(("ثمن", "الطماطم", "البصل", "السوق", "رخصة")), max_size=6))
def test_more_text_never_names_less(index: Index, more: list[str]) -> None:
    question = named(index, "شحال ثمن البصل ف السوق", "ary-Arab")
    text = "حدد ثمن الخضر"
    found = said(question, languages.analyse(text))
    assert (
        found
        <= said(question, languages.analyse(" ".join([text, *more])))
        <= sum(one.weight for one in question) + 1e-9
    )
