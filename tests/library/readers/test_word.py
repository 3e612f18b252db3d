"""Check that a DOCX gives the words of its last version, and that hostile ones are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from made_files import W, packed, paragraph, source_of, word

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument
from volant.library.readers.archive import ENCRYPTED, OLE
from volant.library.readers.word import read_word
from volant.records import Document

STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Article"><w:basedOn w:val="Titre1"/></w:style>
<w:style w:type="paragraph" w:styleId="Corps"><w:name w:val="Body Text"/></w:style>
</w:styles>"""


def docx(data: bytes) -> Document:
    return read_word(data, source_of(data, "note.docx"))


def test_paragraphs_breaks_and_runs() -> None:
    document = docx(
        word(
            paragraph("مذكرة تنظيمية")
            + "<w:p><w:r><w:t>un</w:t><w:tab/><w:t>deux</w:t><w:br/>"
            + '<w:t xml:space="preserve">tr</w:t></w:r><w:r><w:t>ois</w:t></w:r></w:p><w:p/>'
        )
    )
    assert document.text == "مذكرة تنظيمية\nun deux\ntrois\n"
    assert document.title == "مذكرة تنظيمية un deux trois"


def test_headings_by_style_and_by_inheritance() -> None:
    document = docx(
        word(
            paragraph("Titre premier", "Titre1")
            + paragraph("texte", "Corps")
            + paragraph("Article 2", "Article")
            + '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Annexe</w:t></w:r></w:p>'
            + '<w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>corps</w:t></w:r></w:p>',
            {"word/styles.xml": STYLES},
        )
    )
    assert [mark.label for mark in document.marks] == ["Titre premier", "Article 2", "Annexe"]
    for mark in document.marks:
        assert document.text.startswith(mark.label + "\n", mark.start)


def test_deletions_are_gone_and_insertions_there() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    document = docx(
        word(
            "<w:p>"
            + run.format("Le délai est de ")
            + "<w:del><w:r><w:delText>dix</w:delText></w:r></w:del>"
            + f"<w:ins>{run.format('quinze')}</w:ins>"
            + run.format(" jours")
            + f"<w:moveFrom>{run.format(' ouvrés')}</w:moveFrom>"
            + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>"
            + "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        )
    )
    assert document.text == "Le délai est de quinze jours\n"


def test_tables_are_one_line_a_row() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = (
        "<w:tr>" + cell.format(paragraph("Taux")) + cell.format(paragraph("4,52") + paragraph("%"))
    )
    frame = "<w:tbl><w:tr><w:tc>" + paragraph("un") + paragraph("deux") + "</w:tc></w:tr></w:tbl>"
    document = docx(word(f"<w:tbl>{row}</w:tr></w:tbl>" + frame))
    assert document.text == "Taux | 4,52 %\nun\ndeux\n"


def test_footnotes_follow_the_body() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="-1">{paragraph("trait")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("الجريدة الرسمية عدد 5184")}</w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>مدونة</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    document = docx(word(body, {"word/footnotes.xml": notes}))
    assert document.text == "مدونة[1]\n[1] الجريدة الرسمية عدد 5184\n"


def test_a_note_that_calls_itself_ends() -> None:
    call = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{call}</w:footnote></w:footnotes>'
    assert docx(word(call, {"word/footnotes.xml": notes})).text.startswith("[1]\n")


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('encadré')}</w:txbxContent>"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    document = docx(
        word(
            f'<w:p><w:r><w:t>avant</w:t><mc:AlternateContent xmlns:mc="{compatible}">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        )
    )
    assert document.text == "avant\nencadré\n"


def test_the_strict_format_reads_the_same() -> None:
    usual = word(paragraph("نص"))
    xml = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{paragraph("نص")}</w:body></w:document>'
    assert docx(packed({"word/document.xml": xml})).text == docx(usual).text == "نص\n"


def test_a_password() -> None:
    with pytest.raises(LockedDocument, match="password"):
        docx(OLE + bytes(500) + ENCRYPTED + bytes(500))


def test_an_old_doc_says_what_to_do() -> None:
    with pytest.raises(BrokenDocument, match=r"\.docx"):
        docx(OLE + bytes(500))


def test_an_encrypted_zip() -> None:
    data = bytearray(word(paragraph("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(LockedDocument):
        docx(bytes(data))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DocumentTooLarge, match="unpack"):
        docx(packed({"word/document.xml": "<a/>", "word/media/x": "\0" * 30_000_000}))


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(packed({"word/document.xml": "<a>" + " " * 30_000_000 + "</a>"}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + offset
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(BrokenDocument):
        docx(bytes(data))


def test_many_parts() -> None:
    with pytest.raises(DocumentTooLarge):
        docx(packed({f"x{i}": "" for i in range(10_001)}))


def test_a_billion_laughs() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><w:document xmlns:w="{W}">&l9;</w:document>'
    with pytest.raises(BrokenDocument):
        docx(packed({"word/document.xml": xml}))


def test_an_entity_that_names_a_file() -> None:
    xml = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body>{paragraph("&f;")}</w:body></w:document>'
    )
    with pytest.raises(BrokenDocument, match="entities"):
        docx(packed({"word/document.xml": xml}))


@pytest.mark.parametrize("xml", ["", "<a>", "<a/><b/>", "\x01", "<a>" * 5000])
def test_broken_xml(xml: str) -> None:
    with pytest.raises(BrokenDocument):
        docx(packed({"word/document.xml": xml}))


def test_a_zip_that_is_not_word() -> None:
    with pytest.raises(BrokenDocument, match="no Word text"):
        docx(packed({"xl/workbook.xml": "<a/>"}))


@pytest.mark.parametrize("keep", [1, 30, 100, -30])
def test_a_cut_file(keep: int) -> None:
    with pytest.raises(BrokenDocument):
        docx(word(paragraph("x" * 100))[:keep])


def test_a_changed_byte_is_found() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", "<a>dix jours</a>")
    with pytest.raises(BrokenDocument):
        docx(file.getvalue().replace(b"dix", b"six"))


def test_tables_and_rows_are_marked() -> None:
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in ("Acte", "2 DH")) + "</w:tr>"
    caption = '<w:tblPr><w:tblCaption w:val="Tarifs"/></w:tblPr>'
    document = docx(word(paragraph("avant") + f"<w:tbl>{caption}{row}{row}</w:tbl>"))
    marked = [(m.kind, m.label, document.text[m.start : m.end]) for m in document.marks]
    assert marked == [
        ("table", "Tarifs", "Acte | 2 DH\nActe | 2 DH"),
        ("row", "1", "Acte | 2 DH"),
        ("row", "2", "Acte | 2 DH"),
    ]


def test_macros_are_left_where_they_are() -> None:
    data = word(paragraph("نص"), {"word/vbaProject.bin": "Sub AutoOpen()"})
    assert docx(data).text == "نص\n"


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "C:\\x", "a/../../b"])
def test_a_part_that_names_a_place_outside(name: str) -> None:
    with pytest.raises(BrokenDocument, match="outside"):
        docx(word(paragraph("x"), {name: "x"}))


def test_parts_that_share_their_bytes() -> None:
    data = word(paragraph("x"), {"a": "y" * 1000, "b": "z" * 1000})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    moved = bytearray(data)
    moved[second + 42 : second + 46] = bytes(4)
    with pytest.raises(BrokenDocument, match="same bytes"):
        docx(bytes(moved))


def test_a_huge_note_called_often_is_not_written_often() -> None:
    call = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = f'<w:footnote w:id="2">{paragraph("mot " * 5_000)}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'
    with pytest.raises(DocumentTooLarge):
        docx(word(call * 3_000, {"word/footnotes.xml": notes}))
