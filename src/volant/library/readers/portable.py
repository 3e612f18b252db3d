"""Read PDF: the text layer only, page by page, in reading order.

pdfium gives places, this package gives order (see `layout` and `bidi`): asked for text, pdfium and
every other extractor tried reverse Arabic words. It recognises no images; a scan is refused with
the command that gives it a text layer. pdfium is native code: index in worker processes.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument, NoTextLayer
from volant.library.readers.draft import finish
from volant.library.readers.glyphs import list_glyphs
from volant.library.readers.layout import arrange
from volant.records import Document, Mark, Source

MOST_PAGES = 20_000
"""Pages. Chosen, not measured; a tree of pages can claim millions."""

MOST_CHARACTERS = 20_000_000
"""Characters of all pages; one small stream can be drawn by every page."""

FEW_LETTERS = 10
"""A page with an image and fewer letters than this is a scan with a stamp."""

ILLEGIBLE = 0.3
"""Share of characters without meaning past which the fonts carry no map to Unicode."""

_PASSWORD = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
_PDFIUM = threading.Lock()  # pdfium is not made for two threads


def read_portable(data: bytes, source: Source) -> Document:
    """Read a PDF; marks are its pages.

    Raises `LockedDocument`, `BrokenDocument`, `NoTextLayer` or `DocumentTooLarge`.
    """
    with _PDFIUM:
        pages = _read_pages(data, source.name)
    marks: list[Mark] = []
    text = ""
    pieces: list[str] = []
    length = 0
    for number, page in enumerate(pages, 1):
        marks.append(Mark(start=length, kind="page", label=str(number)))
        pieces.append(page + "\n")
        length += len(page) + 1
    text = "".join(pieces)
    return finish(source, text, marks=tuple(marks))


def _read_pages(data: bytes, name: str) -> list[str]:
    """Give the text of each page, scans refused."""
    document = _open(data, name)
    try:
        pages, scans = [], 0
        for text, scan in _each_page(document, name):
            pages.append(text)
            scans += scan
    except pdfium.PdfiumError as error:
        raise _broken(name, error) from error
    finally:
        document.close()
    _refuse_without_text(pages, scans, name)
    return pages


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in _PASSWORD:
            raise LockedDocument(
                f"{name} asks for a password: save it without one, then add it again"
            ) from error
        raise _broken(name, error) from error
    if len(document) > MOST_PAGES:
        document.close()
        raise DocumentTooLarge(f"{name} has more than {MOST_PAGES:,} pages: split it")
    return document


def _broken(name: str, error: Exception) -> BrokenDocument:
    return BrokenDocument(f"{name} is not a whole PDF ({error}): fetch or export it again")


def _each_page(document: pdfium.PdfDocument, name: str) -> Iterator[tuple[str, bool]]:
    """Yield the text of each page, and whether it is a scan; a damaged page reads as empty."""
    total = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield "", False
            continue
        try:
            text = "\n".join(filter(None, map(arrange, list_glyphs(page))))
            total += len(text)
            if total > MOST_CHARACTERS:
                raise DocumentTooLarge(
                    f"{name} holds over {MOST_CHARACTERS:,} characters: split it"
                )
            yield text, _is_scan(page, text)
        finally:
            page.close()


def _is_scan(page: pdfium.PdfPage, text: str) -> bool:
    if sum(map(str.isalpha, text[:1000])) >= FEW_LETTERS:
        return False
    return any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _refuse_without_text(pages: list[str], scans: int, name: str) -> None:
    """Refuse a document of images, and one whose fonts do not say what their shapes mean."""
    sample = "".join(pages)
    if not sample.strip() or scans * 2 > len(pages):
        raise NoTextLayer(
            f"{name} has no text layer: run `ocrmypdf -l ara+fra` on it, then add the result"
        )
    lost = sum(
        1 for char in sample if unicodedata.category(char) in ("Co", "Cn") or char == "\ufffd"
    )
    if lost > ILLEGIBLE * len(sample):
        raise NoTextLayer(
            f"{name} has a text layer whose fonts do not say which letters they draw: "
            "run `ocrmypdf --force-ocr -l ara+fra` on it, then add the result"
        )
