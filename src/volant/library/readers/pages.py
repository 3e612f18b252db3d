"""Hold the pages of a document as they are read, and bind them into one text.

A page can be read, judged and read again some other way before it is bound. Nothing here knows a
format, or the order of letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from volant.library.readers.transcript import CELL
from volant.records import Box, Grade, Mark

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Be a piece of a line in reading order, and its box; an empty one has none.

    `box` is left, top, right, bottom: points from the top left corner of a page, y downwards
    (while a page is laid out, left, low, right, high, y upwards).
    """

    text: str
    box: Edges | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Be one line of a page as it is read: its cells, one where it stands in no table.

    `table` counts the tables of the page from 1, 0 for none; `apart` asks for a blank line before.
    """

    cells: tuple[Cell, ...]
    table: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Be one page as it was read."""

    lines: Sequence[Line]
    grade: Grade

    @property
    def text(self) -> str:
        """Give the words of the page, one line a line, for judging them."""
        return "\n".join(" ".join(cell.text for cell in line.cells) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Be what pages make together, as `Document` has it."""

    text: str
    marks: tuple[Mark, ...]
    boxes: tuple[Box, ...]


def bind(pages: Sequence[Page]) -> Bound:
    """Write pages one after the other, the cells of a row parted by ` | `.

    >>> row = Line(cells=(Cell(text="الصنف"), Cell(text="3.500 درهم")), table=1)
    >>> bound = bind([Page(lines=[row], grade=Grade(page=1, how="text", score=1.0))])
    >>> bound.text, [mark.kind for mark in bound.marks]
    ('الصنف | 3.500 درهم\\n', ['page', 'table', 'row'])
    """
    binder = _Binder()
    for page in pages:
        binder.add(page)
    return Bound(text="".join(binder.pieces), marks=tuple(binder.marks), boxes=tuple(binder.boxes))


class _Binder:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.marks: list[Mark] = []
        self.boxes: list[Box] = []
        self._length = 0

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)

    def add(self, page: Page) -> None:
        """Write a page; an empty one is an empty line."""
        number = page.grade.page
        begun = self._length
        self.marks.append(Mark(start=begun, kind="page", label=str(number)))
        for table, lines in groupby(page.lines, key=lambda line: line.table):
            rows = []
            for line in lines:
                if line.apart and self._length > begun:
                    self._write("\n")
                rows.append((self._length, self._line(line, number)))
            if table:
                self._mark(rows)
        if self._length == begun:
            self._write("\n")

    def _line(self, line: Line, page: int) -> int:
        """Write a line and give where it ends."""
        for place, cell in enumerate(line.cells):
            if place:
                self._write(CELL)
            if cell.box and cell.text:
                self.boxes.append(self._box(cell.text, page, cell.box))
            self._write(cell.text)
        end = self._length
        self._write("\n")
        return end

    def _box(self, text: str, page: int, edges: Edges) -> Box:
        left, top, right, bottom = edges
        return Box(
            start=self._length,
            end=self._length + len(text),
            page=page,
            left=round(left, 2),
            top=round(top, 2),
            right=round(right, 2),
            bottom=round(bottom, 2),
        )

    def _mark(self, rows: list[tuple[int, int]]) -> None:
        self.marks.append(Mark(start=rows[0][0], end=rows[-1][1], kind="table", label=""))
        self.marks += [
            Mark(start=start, end=end, kind="row", label=str(number))
            for number, (start, end) in enumerate(rows, 1)
        ]
