"""Check that ODT and ODS give the words a reader sees, and their tables row by row."""

from __future__ import annotations

import pytest
from made_files import packed, source_of

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument
from volant.library.readers.opendocument import read_opendocument
from volant.records import Document

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
    )
)  # fmt: skip


NOTHING = "<table:table-cell/>"


def content(body: str, styles: str = "") -> str:
    return f"<office:d {SPACES}>{styles}<office:body>{body}</office:body></office:d>"


def odt(body: str, styles: str = "") -> Document:
    data = packed({"content.xml": content(f"<office:text>{body}</office:text>", styles)})
    return read_opendocument(data, source_of(data, "note.odt"))


def ods(body: str) -> Document:
    data = packed({"content.xml": content(f"<office:spreadsheet>{body}</office:spreadsheet>")})
    return read_opendocument(data, source_of(data, "tarifs.ods"))


def cell(words: str, **attributes: str) -> str:
    said = "".join(
        f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    return f"<table:table-cell{said}><text:p>{words}</text:p></table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    said = f' table:number-rows-repeated="{repeated}"'
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


def spans(document: Document, kind: str) -> list[tuple[str, str]]:
    return [
        (mark.label, document.text[mark.start : mark.end])
        for mark in document.marks
        if mark.kind == kind
    ]


def test_paragraphs_headings_and_signs() -> None:
    document = odt(
        '<text:h text:outline-level="1">المادة <text:span>الأولى</text:span></text:h>'
        "<text:p>un<text:s/>deux<text:tab/>trois<text:line-break/>quatre</text:p><text:p/>"
    )
    assert document.text == "المادة الأولى\nun deux trois\nquatre\n"
    assert [(mark.kind, mark.label) for mark in document.marks] == [("heading", "المادة الأولى")]


def test_deleted_hidden_and_annotated_words_are_gone() -> None:
    styles = (
        '<office:automatic-styles><style:style style:name="H"><style:text-properties '
        'text:display="none"/></style:style></office:automatic-styles>'
    )
    document = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>dix</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>quinze<office:annotation><text:p>non</text:p></office:annotation> jours"
        '<text:span text:style-name="H"> cachés</text:span> francs</text:p>',
        styles,
    )
    assert document.text == "quinze jours francs\n"


def test_notes_follow_the_body() -> None:
    document = odt(
        "<text:p>مدونة<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>الجريدة الرسمية</text:p></text:note-body></text:note> الشغل</text:p>"
    )
    assert document.text == "مدونة[1] الشغل\n[1] الجريدة الرسمية\n"


def test_a_table_is_one_line_a_row() -> None:
    first, second = row(cell("الوثيقة"), cell("درهم")), row(cell("رسم الولادة"), cell("2"))
    head = f"<table:table-header-rows>{first}</table:table-header-rows>"
    document = odt(f"<text:p>قبل</text:p><table:table table:name='T1'>{head}{second}</table:table>")
    assert document.text == "قبل\nالوثيقة | درهم\nرسم الولادة | 2\n"
    assert spans(document, "row") == [("1", "الوثيقة | درهم"), ("2", "رسم الولادة | 2")]
    assert spans(document, "table") == [("", "الوثيقة | درهم\nرسم الولادة | 2")]


def test_sheets_keep_their_names_and_the_numbers_of_their_rows() -> None:
    empty, last = row(NOTHING, repeated=3), row(NOTHING, repeated=1_048_570)
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    one = row(cell("Taxe"), gap, cell("14,5 %"))
    document = ods(
        f"<table:table table:name='Taxes'>{empty}{one}{last}</table:table>"
        f"<table:table table:name='Vide'>{last}</table:table>"
    )
    assert document.text == "Taxes\nTaxe | | | 14,5 %\nVide\n"
    assert spans(document, "row") == [("4", "Taxe | | | 14,5 %")]
    assert spans(document, "table") == [("Taxes", "Taxe | | | 14,5 %")]


def test_repeated_cells_and_rows_are_written_as_often() -> None:
    rows = row(cell("x", number_columns_repeated="3"), repeated=2)
    assert ods(f"<table:table table:name='a'>{rows}</table:table>").text == "x | x | x\nx | x | x\n"


def test_a_claim_of_a_thousand_million_cells() -> None:
    wide = cell("x", number_columns_repeated="16384")
    rows = row(wide, repeated=1_048_576)
    with pytest.raises(DocumentTooLarge, match="1,000,000 cells"):
        ods(f"<table:table table:name='a'>{rows}</table:table>")


def test_a_password() -> None:
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    data = packed({"content.xml": "garbled", "META-INF/manifest.xml": manifest})
    with pytest.raises(LockedDocument):
        read_opendocument(data, source_of(data, "note.odt"))


@pytest.mark.parametrize("parts", [{}, {"content.xml": content("<office:drawing/>")}])
def test_a_zip_that_is_no_text_and_no_sheet(parts: dict[str, str]) -> None:
    data = packed(parts)
    with pytest.raises(BrokenDocument, match=r"\.odt or \.ods"):
        read_opendocument(data, source_of(data, "note.odt"))
