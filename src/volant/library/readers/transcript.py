"""Write down the text of a marked-up document, line by line, as its elements come by.

It keeps the count of characters, so that a mark can be set without going back. It knows of lines,
headings, tables and their rows, and of no format.
"""

from __future__ import annotations

from dataclasses import replace

from volant.records import Mark

CELL = " | "
"""What stands between two cells of a row."""


class Transcript:
    """Collect text; white space inside a line is one space.

    >>> transcript = Transcript()
    >>> transcript.open_table("Tarifs")
    >>> for cell in ("رسم الولادة", "50 درهما"):
    ...     transcript.open_row() if cell[0] == "ر" else None
    ...     transcript.open_cell()
    ...     transcript.add(cell)
    >>> transcript.close_row()
    >>> transcript.close_table()
    >>> transcript.text
    'رسم الولادة | 50 درهما\\n'
    >>> [(mark.kind, mark.label, mark.start, mark.end) for mark in transcript.marks]
    [('table', 'Tarifs', 0, 22), ('row', '1', 0, 22)]
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._line: list[str] = []
        self._marks: list[Mark] = []
        self._headings: list[int] = []  # where each open heading starts
        self._rows: list[tuple[bool, str]] = []  # of each open one: any cell yet, its label
        self._tables: list[tuple[int, int]] = []  # of each open one: the place of its mark, rows

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(self._marks)

    @property
    def text(self) -> str:
        """Give all lines so far, each ended."""
        self.end_line()
        return "".join(self._pieces)

    @property
    def length(self) -> int:
        """Give the count of characters of the lines ended so far."""
        return self._length

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

    def add_document(self, text: str, marks: tuple[Mark, ...]) -> None:
        """Add a whole text, its white space kept, and its marks."""
        self.end_line()
        start = self._length
        self._marks += [
            replace(mark, start=start + mark.start, end=mark.end and start + mark.end)
            for mark in marks
        ]
        text += "" if text.endswith("\n") else "\n"
        self._pieces.append(text)
        self._length += len(text)

    def end_line(self) -> str:
        """End the line, if there is something on it, and give it; in a row, part what follows."""
        if self._rows:
            self._line.append(" ")
            return ""
        return self._end()

    def _end(self) -> str:
        line = " ".join("".join(self._line).split())
        self._line.clear()
        if line:
            self._pieces.append(line + "\n")
            self._length += len(line) + 1
        return line

    def open_table(self, label: str = "") -> None:
        """Start a table; one inside a row is part of its cell."""
        self.end_line()
        if not self._rows:
            self._tables.append((len(self._marks), 0))
            self._marks.append(Mark(start=self._length, kind="table", label=label))

    def label_table(self, label: str) -> None:
        """Give the open table its caption."""
        if self._tables and not self._rows:
            place, _ = self._tables[-1]
            self._marks[place] = replace(self._marks[place], label=label)

    def close_table(self) -> None:
        """End a table; one without rows is no table."""
        self.end_line()
        if self._rows or not self._tables:
            return
        place, rows = self._tables.pop()
        if rows:
            self._marks[place] = replace(self._marks[place], end=self._length - 1)
        else:
            del self._marks[place]

    def open_row(self, label: str = "") -> None:
        """Start a row, named by its number if not otherwise; inside a row, part of its cell."""
        self.end_line()
        self._rows.append((False, label))

    def open_cell(self) -> None:
        """Start a cell, parted from the one before it in its row."""
        if self._rows:
            filled, label = self._rows[-1]
            if filled:
                self._line.append(CELL)
            self._rows[-1] = True, label

    def close_row(self) -> None:
        """End a row and mark it, where its table is open and it has words."""
        label = self._rows.pop()[1] if self._rows else ""
        if self._rows:
            self.end_line()
            return
        if not "".join(self._line).strip(CELL):
            self._line.clear()
            return
        start, line = self._length, self._end()
        if self._tables:
            place, rows = self._tables[-1]
            self._tables[-1] = place, rows + 1
            label, end = label or str(rows + 1), start + len(line)
            self._marks.append(Mark(start=start, kind="row", label=label, end=end))

    def open_heading(self) -> None:
        """End the line: a heading starts."""
        self.end_line()
        self._headings.append(self._length)

    def close_heading(self) -> None:
        """End a heading's line and mark it; one without words, or inside a row, is no heading."""
        start = self._headings.pop()
        if self._rows:
            self.end_line()
            return
        label = self._end()
        if label and start == self._length - len(label) - 1:
            self._marks.append(Mark(start=start, kind="heading", label=label))
