from __future__ import annotations

import itertools

import texts
from hypothesis import given
from hypothesis import strategies as st

from volant.library.split import LONGEST, TARGET, sentences, split
from volant.records import Document, Mark, Passage, Source

PLACE = Source(name="x.txt", path="/x.txt", digest="", size=0)


def cut(text: str, *marks: Mark) -> tuple[Passage, ...]:
    return split(Document(source=PLACE, title="", text=text, tag="ar", marks=marks))


def test_each_article_is_a_passage_with_its_label() -> None:
    labels = [passage.article for passage in cut(texts.ARABIC)]
    assert labels[-4:] == ["المادة 1", "المادة 2", "المادة 3", "المادة 4"]


def test_a_line_that_mentions_an_article_is_no_heading() -> None:
    text = "المادة 5\nيطبق ما جاء في\nالمادة 50 من القانون رقم 08.09 على الطلبات.\nالمادة 6\nتم."
    assert [passage.article for passage in cut(text)] == ["المادة 5", "المادة 6"]


def test_headings_damaged_by_pdf_are_still_headings() -> None:
    text = (
        "الفصل االول\nنص أول هنا.\nالمادة األولى\nنص ثان هنا.\n"
        "الفصل - 20 نص ثالث هنا.\nARTICLE 43\nTexte."
    )
    labels = [passage.article for passage in cut(text)]
    assert labels == ["الفصل االول", "المادة األولى", "الفصل - 20", "ARTICLE 43"]


def test_marks_of_a_reader_are_headings() -> None:
    text = "Introduction.\nDélais\nQuinze jours.\n"
    passages = cut(text, Mark(start=14, kind="heading", label="Délais"))
    assert [p.article for p in passages] == ["", "Délais"]


def test_front_matter_is_no_text_and_names_law_and_article() -> None:
    text = (
        "---\ntitle: Congé\nlaw: Loi n° 65-99\narticle: 231\n---\n"
        "# Congé\nUn jour et demi par mois.\n"
    )
    (passage,) = cut(text)
    assert passage.article == "Loi n° 65-99, article 231"
    assert "title:" not in passage.text


def test_long_articles_are_cut_between_sentences() -> None:
    text = "المادة 9\n" + "يجب تقديم الطلب كتابة إلى رئيس الجماعة. " * 100
    passages = cut(text)
    assert len(passages) > 3
    assert all(passage.text.endswith(".") for passage in passages)
    assert all(TARGET / 3 < len(passage.text) < TARGET * 1.5 for passage in passages)


def test_numbers_and_abbreviations_do_not_end_sentences() -> None:
    text = "Le prix est de 1.200 dirhams. Voir M. le caïd."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Le prix est de 1.200 dirhams.",
        "Voir M. le caïd.",
    ]


@given(st.text(alphabet=st.sampled_from("اب جه.\n؟ 12:-المادة«»ab"), max_size=3000))
def test_nothing_is_lost_or_doubled_and_offsets_are_exact(text: str) -> None:
    passages = cut(text)
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
    spans = [(passage.start, passage.end) for passage in passages]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join(passage.text for passage in passages)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(alphabet="ab", min_size=LONGEST + 1, max_size=LONGEST * 3))
def test_a_text_without_sentences_is_still_cut(text: str) -> None:
    assert all(len(passage.text) <= LONGEST for passage in cut(text))


def test_an_article_cut_by_the_edge_of_a_page_stays_one() -> None:
    text = "المادة 5\nيقدم الطلب كتابة إلى\n-3-\n\nرئيس الجماعة طبقا\nللمادة 9.\nالمادة 6\nتم."
    assert [passage.article for passage in cut(text)] == ["المادة 5", "المادة 6"]


def test_lines_of_a_form_are_no_parts() -> None:
    text = "الباب الثاني: الطلب\nنص هنا.\nالعنوان الشخصي\n.......\nالقسم الداخلي هنا.\n"
    assert {passage.article for passage in cut(text)} == {"الباب الثاني: الطلب"}


ROWS = ("Acte | Prix", "Passeport | 500 dirhams", "Carte | 75 dirhams")
TABLE = "Avant.\nTarifs\n" + "\n".join(ROWS) + "\nAprès."


def rows(caption: str = "Tarifs") -> list[Mark]:
    start = TABLE.index(ROWS[0])
    marks = [Mark(start=start, end=TABLE.index("\nAprès"), kind="table", label=caption)]
    for number, row in enumerate(ROWS, 1):
        at = TABLE.index(row)
        marks.append(Mark(start=at, end=at + len(row), kind="row", label=str(number)))
    return marks


def test_rows_of_a_table_are_cited_by_table_and_row() -> None:
    assert [(p.article, p.text) for p in cut(TABLE, *rows())] == [
        ("", "Avant.\nTarifs"),
        ("Tarifs, lignes 1-3", "\n".join(ROWS)),
        ("", "Après."),
    ]


def test_rows_are_grouped_up_to_the_target_and_named_in_arabic() -> None:
    row = "بيان | " + "مبلغ " * 100
    text = "\n".join([row.strip()] * 4)
    size = len(row.strip())
    marks = [
        Mark(start=n * (size + 1), end=n * (size + 1) + size, kind="row", label=str(n + 1))
        for n in range(4)
    ]
    table = Mark(start=0, end=len(text), kind="table", label="جدول الرسوم")
    labels = [passage.article for passage in cut(text, table, *marks)]
    assert labels == [f"جدول الرسوم، صف {n}" for n in (1, 2, 3, 4)]


@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6))
def test_broken_marks_lose_nothing(spans: list[tuple[int, int]]) -> None:
    marks = [Mark(start=a, end=b, kind="row", label="1") for a, b in spans]
    passages = cut(TABLE, *marks)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(TABLE.split())
