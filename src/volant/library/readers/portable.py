"""Read PDF page by page, in reading order, and say how well each page was read.

pdfium gives places, this package gives order (see `layout` and `bidi`): asked for text, pdfium and
every other extractor tried reverse Arabic words. Each page is then judged (`legibility`,
`coverage`), and one that cannot be right is recognised from its picture, where tesseract is
installed. pdfium is native code: index in worker processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument, NoTextLayer
from volant.library.readers.bidi import face_lines
from volant.library.readers.coverage import is_covered
from volant.library.readers.draft import finish
from volant.library.readers.frames import Frame, find_frame
from volant.library.readers.glyphs import list_glyphs
from volant.library.readers.layout import arrange
from volant.library.readers.legibility import judge
from volant.library.readers.pages import Line, Page, bind
from volant.library.readers.recognition import PACKAGES, RESOLUTION, Pixels, installed, recognise
from volant.library.readers.rules import NO_RULES, find_rules
from volant.records import Document, Grade, Source

MOST_PAGES = 20_000
"""Pages. Chosen, not measured; a tree of pages can claim millions."""

MOST_CHARACTERS = 20_000_000
"""Characters of all pages; one small stream can be drawn by every page."""

LARGEST_PAGE = 2_400.0
"""Points, A0's width: a larger page is drawn smaller to recognise its words."""

UNCOVERED = 0.3
"""The most a page's text is worth where a picture on it says more."""

_PASSWORD = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
PDFIUM = threading.Lock()
"""Held while pdfium works: it is not made for two threads."""


def read_portable(data: bytes, source: Source) -> Document:
    """Read a PDF; marks are its pages, tables and rows.

    Raises `LockedDocument`, `BrokenDocument`, `NoTextLayer` or `DocumentTooLarge`.
    """
    with PDFIUM:
        pages = _read_pages(data, source.name)
    _refuse_unread(pages, source.name)
    bound = bind(pages)
    document = finish(source, bound.text, marks=bound.marks)
    return replace(document, boxes=bound.boxes, grades=tuple(page.grade for page in pages))


def open_pdf(data: bytes, name: str) -> pdfium.PdfDocument:
    """Open a PDF. Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`."""
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


def _read_pages(data: bytes, name: str) -> list[Page]:
    document = open_pdf(data, name)
    try:
        return list(_each_page(document, name))
    except pdfium.PdfiumError as error:
        raise _broken(name, error) from error
    finally:
        document.close()


def _each_page(document: pdfium.PdfDocument, name: str) -> Iterator[Page]:
    """Yield each page; a damaged one reads as empty."""
    total = 0
    for number in range(1, len(document) + 1):
        try:
            sheet = document[number - 1]
        except pdfium.PdfiumError:
            yield Page(lines=(), grade=_none(number, "damaged"))
            continue
        try:
            page = _read_page(sheet, number)
        finally:
            sheet.close()
        total += sum(len(cell.text) for line in page.lines for cell in line.cells)
        if total > MOST_CHARACTERS:
            raise DocumentTooLarge(f"{name} holds over {MOST_CHARACTERS:,} characters: split it")
        yield page


def _none(number: int, *faults: str) -> Grade:
    return Grade(page=number, how="none", score=0.0, faults=faults)


def _read_page(sheet: pdfium.PdfPage, number: int) -> Page:
    """Read the text layer of a page, or the page's picture where that cannot be all of it."""
    frame = find_frame(sheet)
    lines = _read_lines(sheet, frame)
    grade = _grade(sheet, frame, lines, number)
    if not grade.faults:
        return Page(lines=lines, grade=grade)
    if not installed():
        return Page(lines=lines, grade=replace(grade, faults=(*grade.faults, "no-ocr")))
    seen = recognise(_draw(sheet, frame), number)
    if seen is None or seen.grade.score < grade.score:
        return Page(lines=lines, grade=grade)
    return replace(seen, grade=replace(seen.grade, faults=grade.faults))


def _read_lines(sheet: pdfium.PdfPage, frame: Frame) -> list[Line]:
    """Lay out the text of a page, the longest way it is turned first."""
    lines: list[Line] = []
    tables = 0
    for glyphs in list_glyphs(sheet):
        rules = partial(find_rules, sheet) if glyphs.turn == 0 else lambda: NO_RULES
        found = arrange(glyphs, rules, partial(frame.place, turn=glyphs.turn))
        lines += [
            replace(line, table=line.table + tables) if line.table and tables else line
            for line in found
        ]
        tables = max((line.table for line in lines), default=0)
    return face_lines(lines)


def _grade(sheet: pdfium.PdfPage, frame: Frame, lines: Sequence[Line], number: int) -> Grade:
    """Judge a page by its letters, and by what else is drawn on it."""
    cells = [cell for line in lines for cell in line.cells]
    text = "\n".join(cell.text for cell in cells)
    verdict = judge(text)
    score, faults = verdict.score, verdict.faults
    boxes = [cell.box for cell in cells if cell.box]
    if not is_covered(sheet, frame, boxes, sum(map(len, text.split()))):
        score, faults = min(score, UNCOVERED), (*faults, "missing")
    how = "text" if text or not faults else "none"
    return Grade(page=number, how=how, score=score if text or not faults else 0.0, faults=faults)


def _draw(sheet: pdfium.PdfPage, frame: Frame) -> Pixels:
    """Draw a page in grey at the resolution that words are recognised at."""
    scale = RESOLUTION / 72 * min(1.0, LARGEST_PAGE / max(frame.width, frame.height, 1.0))
    pixels = sheet.render(scale=scale, grayscale=True).to_numpy()
    return np.ascontiguousarray(pixels.reshape(pixels.shape[0], pixels.shape[1], -1)[:, :, 0])


def _refuse_unread(pages: Sequence[Page], name: str) -> None:
    """Refuse a document of pictures, and one whose fonts do not say what their shapes mean."""
    if not any(page.lines for page in pages):
        blank = not any(page.grade.faults for page in pages)
        why = "has no words on any page" if blank else f"has no text layer{_remedy()}"
        raise NoTextLayer(f"{name} {why}")
    unread = [page for page in pages if page.grade.how != "ocr" and page.grade.faults]
    hopeless = [page for page in unread if _UNREAD & set(page.grade.faults)]
    if len(hopeless) * 2 > len(pages):
        codes = ", ".join(
            sorted(_UNREAD & {code for page in hopeless for code in page.grade.faults})
        )
        raise NoTextLayer(
            f"{name} has a text layer that does not say what is drawn ({codes}){_remedy()}"
        )


_UNREAD = {"no-map", "missing"}


def _remedy() -> str:
    """Say what to do about pages that were not recognised."""
    if installed():
        return " and no words can be recognised on its pictures: scan it anew"
    return (
        f": install tesseract (on Debian {PACKAGES}), or run `ocrmypdf --force-ocr -l ara+fra` "
        "on it, then add it again"
    )
