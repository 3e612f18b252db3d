"""Write the rows of a sheet down, within a budget: a sheet may claim 17 thousand million cells.

Cells at the end of a row that hold nothing are left out, rows without words too; a row keeps the
number that the sheet gives it, so that a citation can be looked up. It knows no format.
"""

from __future__ import annotations

from collections.abc import Sequence

from volant.errors import DocumentTooLarge
from volant.library.readers.draft import LONGEST
from volant.library.readers.transcript import Transcript

MOST_CELLS = 1_000_000
"""Cells of all sheets of a file, empty ones between others counted. Chosen, not measured."""

COLUMNS = 16_384
"""The most columns that a sheet of either format has (ECMA-376, and OpenDocument programs)."""


class Grid:
    """Collect the sheets of one file into a transcript; `name` is the file's, for refusals."""

    def __init__(self, transcript: Transcript, name: str) -> None:
        self._transcript = transcript
        self._name = name
        self._left = MOST_CELLS

    def open_sheet(self, label: str, *, headed: bool) -> None:
        """Start a sheet; `headed` writes its name above it."""
        if headed:
            self._transcript.open_heading()
            self._transcript.add(label)
            self._transcript.close_heading()
        self._transcript.open_table(label)

    def write_row(self, number: int, cells: Sequence[str]) -> None:
        """Write one row, its number counted from 1; raises `DocumentTooLarge`."""
        filled = len(cells)
        while filled and not cells[filled - 1].strip():
            filled -= 1
        if not filled:
            return
        self._left -= filled
        if self._left < 0 or self._transcript.length > LONGEST:
            raise DocumentTooLarge(
                f"{self._name} holds over {MOST_CELLS:,} cells or {LONGEST:,} characters: split it"
            )
        self._transcript.open_row(str(number))
        for cell in cells[:filled]:
            self._transcript.open_cell()
            self._transcript.add(cell)
        self._transcript.close_row()

    def close_sheet(self) -> None:
        """End a sheet."""
        self._transcript.close_table()
