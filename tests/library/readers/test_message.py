"""Check that an e-mail gives its words and what it carries, and that odd ones end."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import paragraph, source_of, word

from volant.errors import BrokenDocument, DocumentTooLarge, UnreadableDocument
from volant.library.readers import READERS
from volant.records import Document


def eml(data: bytes) -> Document:
    return READERS[".eml"](data, source_of(data, "avis.eml"))


def message(body: str = "المرجو الحضور يوم الاثنين.\n") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "استدعاء للاجتماع"
    made["From"] = "Secrétariat <secretariat@example.org>"
    made["Date"] = "Tue, 03 Feb 2004 10:00:00 +0100"
    made.set_content(body)
    return made


def test_headers_words_and_day() -> None:
    document = eml(message().as_bytes())
    assert document.text == (
        "Subject: استدعاء للاجتماع\nFrom: Secrétariat <secretariat@example.org>\n"
        "Date: Tue, 03 Feb 2004 10:00:00 +0100\nالمرجو الحضور يوم الاثنين.\n"
    )
    assert (document.title, document.date) == ("استدعاء للاجتماع", "2004-02-03")


def test_of_alternatives_the_richest_is_read() -> None:
    made = message("Tarifs : voir le tableau\n")
    made.add_alternative("<h2>Tarifs</h2><table><tr><td>Acte<td>2 DH</table>", subtype="html")
    document = eml(made.as_bytes())
    assert document.text.endswith("\nTarifs\nActe | 2 DH\n")
    assert "voir" not in document.text
    row = next(mark for mark in document.marks if mark.kind == "row")
    assert document.text[row.start : row.end] == "Acte | 2 DH"


def test_attachments_are_read_by_their_own_readers() -> None:
    made = message()
    table = "<w:tbl><w:tr>" + f"<w:tc>{paragraph('a')}</w:tc>" * 2 + "</w:tr></w:tbl>"
    made.add_attachment(
        word(table), maintype="application", subtype="octet-stream", filename="../../قرار.docx"
    )
    document = eml(made.as_bytes())
    assert document.text.endswith("قرار.docx\na | a\n")
    row = next(mark for mark in document.marks if mark.kind == "row")
    assert document.text[row.start : row.end] == "a | a"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x.docx", "broken_document"),
        ("x.exe", "unknown_format"),
        ("x.doc", "unknown_format"),
        ("x.eml", "unknown_format"),
        ("x", "unknown_format"),
    ],
)
def test_an_attachment_that_cannot_be_read_is_named_with_the_reason(name: str, code: str) -> None:
    made = message()
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename=name)
    assert eml(made.as_bytes()).text.endswith(f"الاثنين.\n{name}\n[{code}]\n")


def test_a_name_that_turns_around_is_escaped() -> None:
    made = message()
    made.add_attachment(b"x", maintype="a", subtype="b", filename="\u202efdp.exe")
    assert "\u202e" not in eml(made.as_bytes()).text


def test_a_wrong_charset_is_told_by_the_bytes() -> None:
    head = b"Subject: x\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: 8bit\n\n"
    for charset in (b"no-such", b"us-ascii", b'"'):
        assert eml(head % charset + "قانون".encode()).text == "Subject: x\nقانون\n"


def test_nesting_is_counted_before_it_is_parsed() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(1000))
    with pytest.raises(DocumentTooLarge):
        eml(f"Subject: x\n{nested}".encode())


def test_messages_in_messages() -> None:
    with pytest.raises((BrokenDocument, DocumentTooLarge)):
        eml(b"Content-Type: message/rfc822\n\n" * 5_000)


def test_a_text_that_is_no_message() -> None:
    with pytest.raises(BrokenDocument, match="header"):
        eml(b"Bonjour,\nceci est une note.\n")


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_below_a_header(header: bytes, body: bytes) -> None:
    try:
        document = eml(b"Subject: x\n" + header + b"\n\n" + body)
    except UnreadableDocument:
        return
    document.text.encode("utf-8")
    assert "\x00" not in document.text
