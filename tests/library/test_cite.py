"""The sentences quoted, and how sure the library is of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library import Library
from volant.library.confidence import Signals, estimate

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


_SHARE = st.floats(0, 1)


@given(st.builds(
    Signals, covered=_SHARE, title=_SHARE, sentence=_SHARE, near=_SHARE, said=_SHARE,
    agreed=_SHARE, words=st.floats(0, 10), darija=st.booleans(), french=st.booleans(),
))  # fmt: skip
def test_confidence_is_a_probability(signals: Signals) -> None:
    assert 0 <= estimate(signals) <= 1
