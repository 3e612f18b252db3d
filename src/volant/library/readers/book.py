"""Read EPUB books: the chapters in the order of the spine, each read as a page of HTML.

The book's own words name its parts, so every name is looked up inside the archive and nowhere
else. Protected books are refused. It knows nothing of the table of contents, which repeats the
headings. Names are those of EPUB 3.3 (W3C Recommendation, 2023), section 4 and 5.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument
from volant.library.readers.archive import Archive
from volant.library.readers.draft import LONGEST, finish
from volant.library.readers.elements import attribute, child, descendants
from volant.library.readers.markup import decode_markup, write_markup
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

CHAPTERS = frozenset(("application/xhtml+xml", "text/html"))

MOST_CHAPTERS = 5_000
"""Places of the spine; one chapter may be named by all of them."""


def read_book(data: bytes, source: Source) -> Document:
    """Read an EPUB; marks are its headings, tables and rows.

    Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
    """
    archive = Archive(data, source.name)
    package, root = _package(archive, source.name)
    chapters = list(dict.fromkeys(_chapters(root, posixpath.dirname(package))))
    _refuse_locked(archive, chapters, source.name)
    transcript = Transcript()
    for chapter in chapters[:MOST_CHAPTERS]:
        write_markup(decode_markup(archive.read(chapter), source.name), source.name, transcript)
        if transcript.length > LONGEST:
            raise DocumentTooLarge(f"{source.name} holds over {LONGEST:,} characters: split it")
    if not transcript.length:
        raise BrokenDocument(f"{source.name} is a book without chapters: export it again")
    title = next(descendants(root, "title"), None)
    return finish(
        source,
        transcript.text,
        title="".join(title.itertext()) if title is not None else "",
        marks=transcript.marks,
    )


def _package(archive: Archive, name: str) -> tuple[str, etree._Element]:
    """Give the part that describes the book, and its root."""
    container = archive.tree("META-INF/container.xml")
    package = attribute(child(container, "rootfiles", "rootfile"), "full-path")
    root = archive.tree(package)
    if root is None:
        raise BrokenDocument(f"{name} holds no book: export it again as .epub")
    return package, root


def _chapters(root: etree._Element, folder: str) -> Iterator[str]:
    """Yield the parts that hold the chapters, in the order they are read in."""
    hrefs = {
        attribute(item, "id"): attribute(item, "href")
        for item in descendants(child(root, "manifest"), "item")
        if attribute(item, "media-type") in CHAPTERS
    }
    for place in descendants(child(root, "spine"), "itemref"):
        if href := hrefs.get(attribute(place, "idref")):
            yield posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _refuse_locked(archive: Archive, chapters: list[str], name: str) -> None:
    """Refuse a book whose chapters are encrypted; scrambled fonts alone are no lock."""
    encrypted = {
        unquote(attribute(found, "URI"))
        for found in descendants(archive.tree("META-INF/encryption.xml"), "CipherReference")
    }
    if encrypted.intersection(chapters):
        raise LockedDocument(f"{name} is protected against reading: ask for a free copy")
