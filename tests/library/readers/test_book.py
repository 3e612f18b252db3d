"""Check that an EPUB gives its chapters in the order they are read in."""

from __future__ import annotations

import pytest
from made_files import packed, source_of

from volant.errors import BrokenDocument, LockedDocument
from volant.library.readers.book import read_book
from volant.records import Document

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/b.opf"/></rootfiles></container>'
DECLARED = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://192.0.2.1/xhtml11.dtd">'


def package(items: str, spine: str) -> str:
    return (
        f"<package><metadata><title>مدونة الأسرة</title></metadata><manifest>{items}</manifest>"
        f"<spine>{spine}</spine></package>"
    )


def item(identifier: str, href: str, kind: str = "application/xhtml+xml") -> str:
    return f'<item id="{identifier}" href="{href}" media-type="{kind}"/>'


def epub(opf: str, **parts: str) -> Document:
    data = packed({"META-INF/container.xml": CONTAINER, "OEBPS/b.opf": opf, **parts})
    return read_book(data, source_of(data, "livre.epub"))


def test_chapters_in_the_order_of_the_spine() -> None:
    document = epub(
        package(
            item("a", "un.xhtml")
            + item("b", "sous/deux%20.xhtml#x")
            + item("c", "s.css", "text/css"),
            '<itemref idref="b"/><itemref idref="a"/><itemref idref="c"/><itemref idref="z"/>',
        ),
        **{
            "OEBPS/un.xhtml": f"{DECLARED}<h1>Deuxième</h1><p>&eacute;t&eacute;</p>",
            "OEBPS/sous/deux .xhtml": "<h1>الباب الأول</h1><table><tr><td>أ<td>ب</table>",
        },
    )
    assert document.text == "الباب الأول\nأ | ب\nDeuxième\nété\n"
    assert document.title == "مدونة الأسرة"
    assert [(mark.kind, mark.label) for mark in document.marks] == [
        ("heading", "الباب الأول"),
        ("table", ""),
        ("row", "1"),
        ("heading", "Deuxième"),
    ]


def test_names_lead_nowhere_outside() -> None:
    with pytest.raises(BrokenDocument, match="without chapters"):
        epub(package(item("a", "../../../etc/passwd"), '<itemref idref="a"/>'))


@pytest.mark.parametrize("spine", ["", '<itemref idref="a"/>' * 9])
def test_a_book_without_chapters(spine: str) -> None:
    with pytest.raises(BrokenDocument, match="without chapters"):
        epub(package(item("a", "un.xhtml"), spine))


def test_a_book_that_names_no_package() -> None:
    for parts in ({}, {"META-INF/container.xml": CONTAINER}, {"META-INF/container.xml": "<a/>"}):
        data = packed(parts)
        with pytest.raises(BrokenDocument, match="no book"):
            read_book(data, source_of(data, "livre.epub"))


def test_a_protected_book() -> None:
    opf = package(item("a", "un.xhtml"), '<itemref idref="a"/>')
    lock = '<e><CipherReference URI="OEBPS/un.xhtml"/></e>'
    with pytest.raises(LockedDocument):
        epub(opf, **{"OEBPS/un.xhtml": "x", "META-INF/encryption.xml": lock})
    fonts = lock.replace("un.xhtml", "police.ttf")
    parts = {"OEBPS/un.xhtml": "<p>libre", "META-INF/encryption.xml": fonts}
    assert epub(opf, **parts).text == "libre\n"
