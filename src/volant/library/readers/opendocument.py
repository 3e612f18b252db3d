"""Read OpenDocument texts and sheets (ODT, ODS): the words a reader sees, tables row by row.

Deleted and hidden text is gone; notes come after the body. Cells are written as the sheet shows
them. It knows nothing of pages; macros are neither run nor read. Names of elements are those of
OpenDocument 1.3 part 3 (OASIS Standard, 2021).
"""

from __future__ import annotations

from lxml import etree

from volant.errors import BrokenDocument, LockedDocument
from volant.library.readers.archive import Archive
from volant.library.readers.draft import finish
from volant.library.readers.elements import attribute, child, descendants, local
from volant.library.readers.grid import COLUMNS, Grid
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

MOST_ROWS = 1_048_576
"""Rows of a sheet; more repeats than this are a claim, not a sheet."""

_SKIPPED = frozenset(
    [
        "tracked-changes",
        "annotation",
        "note-citation",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "title",
        "desc",
        "hidden-text",
        "ruby-text",
        "covered-table-cell",
    ]
)
_SIGNS = {"s": " ", "tab": " ", "line-break": "\n"}
_ROWS = "table-row"


def read_opendocument(data: bytes, source: Source) -> Document:
    """Read an ODT or ODS; marks are its headings, tables (or sheets) and rows.

    Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
    """
    archive = Archive(data, source.name)
    if (
        next(descendants(archive.tree("META-INF/manifest.xml"), "encryption-data"), None)
        is not None
    ):
        raise LockedDocument(f"{source.name} asks for a password: save it without one")
    root = archive.tree("content.xml")
    text = child(root, "body", "text")
    sheets = child(root, "body", "spreadsheet")
    hidden = frozenset(
        attribute(style, "name")
        for style in descendants(root, "style")
        if attribute(child(style, "text-properties"), "display") == "none"
    )
    transcript = Transcript()
    if text is not None:
        _write_text(text, _Writer(transcript, hidden))
    elif sheets is not None:
        _write_sheets(sheets, Grid(transcript, source.name))
    else:
        raise BrokenDocument(f"{source.name} holds no text and no sheet: save it as .odt or .ods")
    return finish(source, transcript.text, marks=transcript.marks)


def _write_text(root: etree._Element, writer: _Writer) -> None:
    writer.write(root)
    for number, body in enumerate(writer.notes, 1):
        writer.number = f"[{number}] "
        writer.write(body)


class _Writer:
    """Write a text down, iteratively; `notes` are those met, in order."""

    def __init__(self, transcript: Transcript, hidden: frozenset[str]) -> None:
        self.notes: list[etree._Element] = []
        self.number = ""  # of the note whose first paragraph comes next
        self._transcript = transcript
        self._hidden = hidden
        self._paragraphs: list[bool] = []  # for each open one, whether it is a heading
        self._rows: list[bool] = []  # for each open row, whether it has several cells

    def write(self, root: etree._Element) -> None:
        skipping: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipping is None and event == "start" and element is not root:
                skipping = element if self._skips(element) else None
            if skipping is None:
                (self._start if event == "start" else self._end)(local(element), element)
            elif event == "end" and element is skipping:
                skipping = None
            if event == "end" and skipping is None and element is not root and self._paragraphs:
                self._transcript.add(element.tail or "")

    def _skips(self, element: etree._Element) -> bool:
        name = local(element)
        if name == "note-body":
            self.notes.append(element)
            self._transcript.add(f"[{len(self.notes)}]")
            return True
        return name in _SKIPPED or (
            name in ("span", "p", "h") and attribute(element, "style-name") in self._hidden
        )

    def _start(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h"):
            self._paragraphs.append(name == "h")
            (self._transcript.open_heading if name == "h" else self._transcript.end_line)()
            self._transcript.add(self.number)
            self.number = ""
        elif name == "table":
            title = child(element, "title")
            self._transcript.open_table(title.text or "" if title is not None else "")
        elif name == _ROWS:
            self._rows.append(sum(1 for cell in element if local(cell).endswith("table-cell")) > 1)
            if self._rows[-1]:
                self._transcript.open_row()
        elif name == "table-cell" and self._rows and self._rows[-1]:
            self._transcript.open_cell()
        elif name in _SIGNS:
            self._transcript.add_lines(_SIGNS[name])
        if self._paragraphs:
            self._transcript.add(element.text or "")

    def _end(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h"):
            heading = self._paragraphs.pop()
            (self._transcript.close_heading if heading else self._transcript.end_line)()
        elif name == "table":
            self._transcript.close_table()
        elif name == _ROWS and self._rows.pop():
            self._transcript.close_row()


def _write_sheets(root: etree._Element, grid: Grid) -> None:
    sheets = [sheet for sheet in root if local(sheet) == "table"]
    for sheet in sheets:
        grid.open_sheet(attribute(sheet, "name"), headed=len(sheets) > 1)
        number = 1
        for row in descendants(sheet, _ROWS):
            cells = _cells(row)
            repeats = _repeats(row, "number-rows-repeated", MOST_ROWS)
            for further in range(repeats if any(cells) else 0):
                grid.write_row(number + further, cells)
            number += repeats
        grid.close_sheet()


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        shown = " ".join("".join(line.itertext()) for line in cell if local(line) == "p")
        repeats = _repeats(cell, "number-columns-repeated", COLUMNS - len(cells))
        cells += [shown] * repeats
    return cells


def _repeats(element: etree._Element, name: str, most: int) -> int:
    said = attribute(element, name)
    return min(int(said) if said.isdecimal() and len(said) < 10 else 1, most)
