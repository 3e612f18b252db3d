"""Write down the text of a marked-up document, line by line, as its elements come by.

It keeps the count of characters, so that a mark can be set without going back. It knows of lines,
headings and table rows, and of no format.
"""

from __future__ import annotations

from volant.records import Mark

CELL = " | "
"""What stands between two cells of a row."""


class Transcript:
    """Collect text; white space inside a line is one space."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._line: list[str] = []
        self._marks: list[Mark] = []
        self._headings: list[int] = []  # where each open heading starts
        self._cells: list[bool] = []  # for each open row, whether a cell has been opened in it

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(self._marks)

    @property
    def text(self) -> str:
        """Give all lines so far, each ended."""
        self.end_line()
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        """Add text to the line."""
        self._line.append(text)

    def add_lines(self, text: str) -> None:
        """Add text whose line ends count."""
        first, *rest = text.split("\n")
        self._line.append(first)
        for line in rest:
            self.end_line()
            self._line.append(line)

    def end_line(self) -> None:
        """End the line, if there is something on it; inside a row, part what follows."""
        if self._cells:
            self._line.append(" ")
        else:
            self._end()

    def _end(self) -> None:
        line = " ".join("".join(self._line).split())
        self._line.clear()
        if line:
            self._pieces.append(line + "\n")
            self._length += len(line) + 1

    def open_row(self) -> None:
        """Start a row of a table; a row inside a row is part of its cell."""
        self.end_line()
        self._cells.append(False)

    def open_cell(self) -> None:
        """Start a cell, parted from the one before it in its row."""
        if self._cells:
            if self._cells[-1]:
                self._line.append(CELL)
            self._cells[-1] = True

    def close_row(self) -> None:
        """End a row."""
        if self._cells:
            self._cells.pop()
        self.end_line()

    def open_heading(self) -> None:
        """End the line: a heading starts."""
        self.end_line()
        self._headings.append(self._length)

    def close_heading(self) -> None:
        """End a heading's line and mark it; one without words, or inside a row, is no heading."""
        start = self._headings.pop()
        if self._cells:
            self.end_line()
            return
        label = " ".join("".join(self._line).split())
        self._end()
        if label and start == self._length - len(label) - 1:
            self._marks.append(Mark(start=start, kind="heading", label=label))
