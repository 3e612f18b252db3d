"""Read Excel workbooks (XLSX): each sheet a table, each row a line, values as a reader sees them.

Dates, hours and shares are stored as numbers and written out by their format; formulas give the
value they last had, and nothing is computed. Hidden sheets are left out. Rows are read as they
come, since a sheet's tree may not fit in memory. Macros are neither run nor read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from volant.errors import BrokenDocument, DocumentTooLarge
from volant.library.readers.archive import Archive
from volant.library.readers.draft import LONGEST, finish
from volant.library.readers.elements import attribute, child, children, descendants, each, local
from volant.library.readers.grid import COLUMNS, Grid
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

BUILT_IN = (
    {9: "%", 10: "%", 22: "d h"}
    | dict.fromkeys((*range(14, 18), *range(27, 37), *range(50, 59)), "d")
    | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h")
)
"""What the formats without a definition show: share, day, hour (ECMA-376 part 1, 18.8.30)."""

LAST_DAY = 2_958_465
"""The number of 9999-12-31, the last day a sheet can say (ECMA-376 part 1, 18.17.4.1)."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """Hold what the cells of all sheets refer to: strings, what each style shows, the first day."""

    strings: tuple[str, ...]
    shown: tuple[str, ...]
    since_1904: bool


def read_sheet(data: bytes, source: Source) -> Document:
    """Read an XLSX; marks are its sheets, as tables, and their rows by their own numbers.

    Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
    """
    archive = Archive(data, source.name)
    workbook = archive.tree("xl/workbook.xml")
    if workbook is None:
        raise BrokenDocument(f"{source.name} holds no workbook: save it again as .xlsx")
    book = _Book(
        strings=tuple(_strings(archive.read("xl/sharedStrings.xml"), source.name)),
        shown=_shown(archive.tree("xl/styles.xml")),
        since_1904=attribute(child(workbook, "workbookPr"), "date1904") in ("1", "true"),
    )
    sheets = list(_sheets(workbook, archive.tree("xl/_rels/workbook.xml.rels")))
    transcript = Transcript()
    grid = Grid(transcript, source.name)
    for label, part in sheets:
        grid.open_sheet(label, headed=len(sheets) > 1)
        _write_rows(archive.read(part), book, grid, source.name)
        grid.close_sheet()
    return finish(source, transcript.text, marks=transcript.marks)


def _sheets(
    workbook: etree._Element, relations: etree._Element | None
) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each sheet that is shown."""
    targets = {attribute(found, "Id"): attribute(found, "Target") for found in children(relations)}
    for sheet in descendants(workbook, "sheet"):
        if attribute(sheet, "state") in ("", "visible"):
            target = targets.get(attribute(sheet, "id"), "")
            yield attribute(sheet, "name"), posixpath.normpath(posixpath.join("/xl", target))[1:]


def _strings(part: bytes, name: str) -> Iterator[str]:
    """Yield the strings that cells share, within what one document may hold."""
    total = 0
    for item in each(part, "si", name) if part else ():
        string = _words(item)
        total += len(string)
        if total > LONGEST:
            raise DocumentTooLarge(f"{name} holds over {LONGEST:,} characters: split it")
        yield string


def _words(item: etree._Element | None) -> str:
    """Join the runs of a string; how it is pronounced is left out."""
    return "".join(
        str(run.text or "") for run in descendants(item, "t") if local(run.getparent()) != "rPh"
    )


def _shown(styles: etree._Element | None) -> tuple[str, ...]:
    """Say for each style of cells what its numbers are shown as."""
    custom = {
        attribute(found, "numFmtId"): _show(attribute(found, "formatCode"))
        for found in descendants(styles, "numFmt")
    }
    codes = (attribute(found, "numFmtId") for found in children(child(styles, "cellXfs")))
    return tuple(
        custom[code] if code in custom else BUILT_IN.get(_whole(code), "") for code in codes
    )


def _show(code: str) -> str:
    """Say what a format code shows: `%`, a day `d`, an hour `h`, both `d h`, or a number.

    >>> [_show(code) for code in ("dd/mm/yyyy", "0.0%", '#,##0.00 "DH"', "[h]:mm", "d/m/yy h:mm")]
    ['d', '%', '', 'h', 'd h']
    """
    letters = _LITERAL.sub("", code).partition(";")[0].lower()
    if "general" in letters:
        return ""
    if "%" in letters:
        return "%"
    hour = bool(set("hs") & set(letters))
    day = bool(set("dy") & set(letters)) or ("m" in letters and not hour)
    return " ".join("d" * day + "h" * hour)


def _write_rows(part: bytes, book: _Book, grid: Grid, name: str) -> None:
    number = 0
    for row in each(part, "row", name) if part else ():
        number = _whole(attribute(row, "r")) or number + 1
        cells: list[str] = []
        for cell in row:
            place = _PLACE.fullmatch(attribute(cell, "r"))
            column = _column(place[1]) if place else len(cells) + 1
            if len(cells) < column <= COLUMNS:
                cells += [""] * (column - len(cells) - 1) + [_value(cell, book)]
        grid.write_row(number, cells)


def _column(letters: str) -> int:
    """Give the number of a column from 1.

    >>> _column("A"), _column("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _value(cell: etree._Element, book: _Book) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return _words(child(cell, "is"))
    value = child(cell, "v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        place = _whole(text, -1)
        return book.strings[place] if 0 <= place < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind not in ("", "n") or not text:
        return text
    style = _whole(attribute(cell, "s"))
    return _number(text, book.shown[style] if style < len(book.shown) else "", book.since_1904)


def _number(text: str, shown: str, since_1904: bool) -> str:
    """Write a number as its format shows it, in ISO 8601 or with the 15 digits that Excel keeps.

    >>> _number("38020", "d", False), _number("0.145", "%", False), _number("4.52", "", False)
    ('2004-02-03', '14.5%', '4.52')
    """
    try:
        number = float(text)
    except ValueError:
        return text
    if shown == "%":
        return f"{number * 100:.13g}%"
    if shown and 0 <= number <= LAST_DAY:
        return _moment(number, shown, since_1904)
    return text if text.lstrip("-").isdecimal() else f"{number:.15g}"


def _moment(number: float, shown: str, since_1904: bool) -> str:
    """Write a count of days; 1900 has a 29 February here, which it had not (18.17.4.1)."""
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 + (number < 60))
    try:
        moment = first + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return f"{number:.15g}"
    return moment.strftime({"d": "%Y-%m-%d", "h": "%H:%M"}.get(shown, "%Y-%m-%d %H:%M"))


def _whole(text: str, otherwise: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else otherwise
