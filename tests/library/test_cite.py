"""The sentences quoted, and how sure the library is of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library import Library
from volant.library.analysis import VERSION
from volant.library.cite import observe
from volant.library.confidence import Signals, estimate
from volant.library.index import Index
from volant.library.retrieve import prepare

STARTER = Path(__file__).parents[2] / "src" / "volant" / "library" / "starter"

LAW = """القانون المتعلق بالماء

المادة 1
يسلم رئيس المجلس رخصة حفر البئر داخل أجل ثلاثين يوما من تاريخ إيداع الطلب.
تحدد الأثقاب المائية بقرار. يتعين إشعار وكالة الحوض المائي بالأشغال.

المادة 2
يعاقب بغرامة من 1.200 إلى 3.000 درهم كل من حفر بئرا دون رخصة.

المادة 3
تستمر العقود الجارية إلى نهاية مدتها.
"""


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Library:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "water.txt").write_text(LAW, "utf-8")
    opened = Library(home / "library")
    opened.add([tmp_path / "documents"], processes=1)
    return opened


@pytest.mark.parametrize(
    ("question", "tag", "value"),
    [
        ("كم يوما للحصول على رخصة حفر بئر؟", "ar", "ثلاثين"),
        ("شحال الغرامة على حفر بير بلا رخصة؟", "ary-Arab", "3.000"),
        ("Quelle amende pour creuser un puits sans autorisation ?", "fr", "3.000"),
    ],
)
def test_the_first_sentence_states_the_value(
    library: Library, question: str, tag: str, value: str
) -> None:
    _, evidence = library.find(question, tag)
    assert value in evidence.citations[0].text


def test_citations_are_spans_of_the_text_and_at_most_two_a_passage(library: Library) -> None:
    _, evidence = library.find("رخصة حفر البئر والأشغال والأثقاب", "ar")
    passages = [citation.passage for citation in evidence.citations]
    assert all(passages.count(passage) <= 2 for passage in passages)
    for citation in evidence.citations:
        text = library.text(citation.document)
        assert text[citation.start : citation.end] == citation.text


def test_a_question_of_the_law_is_surer_than_one_of_sport(library: Library) -> None:
    _, law = library.find("كم يوما لتسليم رخصة حفر البئر؟", "ar")
    _, sport = library.find("من فاز بكأس العالم لكرة القدم؟", "ar")
    assert sport.confidence < law.confidence


def test_a_document_taken_out_since_it_was_found_is_no_error(library: Library, home: Path) -> None:
    own = library.embedder
    index = Index(home / "library", embedder=own.name, dimensions=own.dimensions, analysis=VERSION)
    question = "كم يوما لتسليم رخصة حفر البئر؟"
    hits = library.search(question, "ar")
    assert library.remove([Path(one.path) for one in library.held()]) == 1
    signals = observe(index, own, prepare(question, "ar"), hits)
    assert signals is not None
    assert signals.agreed == 1.0
    index.close()


_SHARE, _WEIGHTS = st.floats(0, 1), st.floats(0, 50)


@given(st.builds(
    Signals, title=_SHARE, sentence=_SHARE, near=st.floats(-1, 1), agreed=_SHARE, carried=_WEIGHTS,
    missing=_WEIGHTS, stated=_SHARE, darija=st.booleans(),
))  # fmt: skip
def test_confidence_is_a_probability(signals: Signals) -> None:
    assert 0 <= estimate(signals) <= 1


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Library:
    opened = Library(tmp_path_factory.mktemp("starter") / "library")
    opened.add([STARTER], processes=1)
    return opened


# Of what no fiche is about, words of the question are found all the same: the price, the kilo.
@pytest.mark.parametrize(
    ("question", "tag"),
    [
        ("bch7al lkilo dyal batata", "ary-Latn"),
        ("bch7al lkilo dyal l7em lghenmi", "ary-Latn"),
        ("imta kaytsed lmarché", "ary-Latn"),
        ("بشحال الكيلو ديال البطاطا", "ary-Arab"),
        ("كم ثمن كيلو الطماطم؟", "ar"),
        ("Quel est le prix du kilo de tomates ?", "fr"),
    ],
)
def test_the_starter_library_is_silent_on_what_it_is_not_about(
    starter: Library, question: str, tag: str
) -> None:
    assert starter.find(question, tag)[1].confidence < 0.5


@pytest.mark.parametrize(
    ("question", "tag"),
    [
        ("ch7al smig dyal sa3a daba?", "ary-Latn"),
        ("شحال السميك ديال الساعة دابا؟", "ary-Arab"),
        ("كم يبلغ الحد الأدنى للأجر عن كل ساعة؟", "ar"),
        ("Quel est le SMIG de l'heure en ce moment ?", "fr"),
    ],
)
def test_the_starter_library_answers_what_a_fiche_is_about(
    starter: Library, question: str, tag: str
) -> None:
    assert starter.find(question, tag)[1].confidence >= 0.5


def test_a_question_without_any_hit_has_no_confidence(home: Path) -> None:
    hits, evidence = Library(home / "empty").find("شحال الغرامة على حفر بير؟", "ary-Arab")
    assert (hits, evidence.citations, evidence.confidence) == ([], (), 0.0)


def test_where_one_document_answers_another_must_be_as_good(starter: Library) -> None:
    for question in (
        "شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟",
        "Combien de jours ai-je pour déclarer une naissance ?",
    ):
        _, evidence = starter.find(question)
        assert {one.source[:15] for one in evidence.citations} == {"birth-and-death"}
