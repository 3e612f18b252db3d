"""Find the tables of a page and write them row by row.

Where rules are drawn, they tell the cells, merged ones too; where none are, rows of words standing
under one another do. A grid whose cells hold running text is a layout, not a table. It does not
know what a table means: its first row is a row like the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from volant.library.readers.bidi import read_row
from volant.library.readers.characters import SPACE, Flags, Floats, Places
from volant.library.readers.glyphs import Glyphs
from volant.library.readers.pages import Cell, Edges
from volant.library.readers.rows import Rows, find_rows, find_spans, write_rows
from volant.library.readers.rules import Rules

JOINT = 4.0
"""Points between two rules that meet; a double rule or the space between bordered cells is 3."""

RUNNING = 12
"""Lines of one cell past which a ruled box is a column of text, not a cell."""

LEAST_ROWS = 3
"""Rows of a table without rules; two rows of two words are a heading or a signature."""

CELL_GAP = 1.0
"""Font sizes of white that part two cells where no rule does."""

MOST = 200
"""Tables of a page."""

_PLACE = 0x10FF00  # the first of the characters that stand in for tables (see `spelling`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Be what is the same for a whole page.

    `size` is its usual font size in points, `towards` the way most of its letters run (see
    `side`); `place` turns boxes of upright text into those of cells.
    """

    size: float
    towards: int
    place: Callable[[Floats], Floats] = lambda boxes: boxes


EMPTY = Cell(text="")

Table = list[tuple[Cell, ...]]
"""Rows of cells, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Be the cells that rules draw: `cells[i, j]` is the number of the cell in row i, column j.

    Rows go down, columns rightwards; a merged cell has one number in all its places.
    """

    xs: Floats
    ys: Floats
    cells: NDArray[np.int_]

    def place(self, glyphs: Glyphs) -> Places:
        """Give each glyph the number of its cell, -1 outside."""
        x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
        y = glyphs.y + 0.3 * glyphs.size  # the middle of a letter without stem
        column = np.searchsorted(self.xs, x) - 1
        row = np.searchsorted(-self.ys, -y) - 1
        rows, columns = self.cells.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        numbers = self.cells[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        return np.where(inside, numbers, -1)


def find_grids(rules: Rules) -> list[Grid]:
    """Find the grids of two columns and two rows or more that rules draw."""
    across, down = rules.across, rules.down
    if not len(across) or len(down) < 3:
        return []
    grids = []
    for of_across, of_down in _joined(across, down):
        xs, ys = _distinct(down[of_down, 0]), _distinct(across[of_across, 1])[::-1]
        if len(xs) > 2 and len(ys) > 2:
            grids.append(_grid(xs, ys, across[of_across], down[of_down]))
    return grids


def _joined(across: Floats, down: Floats) -> list[tuple[Flags, Flags]]:
    """Give the rules that meet, directly or by others; one pair of flags a group."""
    left, y, right = across.T[:, :, None]
    x, low, high = down.T[:, None, :]
    meets = (x > left - JOINT) & (x < right + JOINT) & (y > low - JOINT) & (y < high + JOINT)
    groups = []
    waiting = meets.any(axis=1)
    while waiting.any():
        mine = np.zeros(len(across), bool)
        mine[waiting.argmax()] = True
        size = 0
        while mine.sum() > size:
            size = int(mine.sum())
            theirs = meets[mine].any(axis=0)
            mine = meets[:, theirs].any(axis=1)
        groups.append((mine, theirs))
        waiting &= ~mine
    return groups


def _distinct(values: Floats) -> Floats:
    """Give ascending values, those nearer than a joint as one."""
    ascending = np.sort(values)
    starts = np.flatnonzero(np.diff(ascending, prepend=-np.inf) > JOINT)
    distinct: Floats = np.add.reduceat(ascending, starts) / np.diff(np.append(starts, len(values)))
    return distinct


def _grid(xs: Floats, ys: Floats, across: Floats, down: Floats) -> Grid:
    """Number the cells, those with no rule between them alike."""
    rows, columns = len(ys) - 1, len(xs) - 1
    cells = np.arange(rows * columns).reshape(rows, columns)
    middle_x, middle_y = (xs[1:] + xs[:-1]) / 2, (ys[1:] + ys[:-1]) / 2
    for j in range(1, columns):
        here = down[np.abs(down[:, 0] - xs[j]) <= JOINT]
        open_ = ~((here[:, 1:2] < middle_y) & (middle_y < here[:, 2:3])).any(axis=0)
        cells[open_, j] = cells[open_, j - 1]
    for i in range(1, rows):
        here = across[np.abs(across[:, 1] - ys[i]) <= JOINT]
        open_ = ~((here[:, 0:1] < middle_x) & (middle_x < here[:, 2:3])).any(axis=0)
        cells[i, open_] = cells[i - 1, open_]
    return Grid(xs=xs, ys=ys, cells=cells)


def read_grid(grid: Grid, glyphs: Glyphs, setting: Setting) -> Table | None:
    """Write the cells of a grid; None where one holds running text, or fewer than two hold any."""
    rows = find_rows(glyphs, setting.size, grid.place(glyphs))
    if len(set(rows.groups.tolist())) < 2 or np.bincount(rows.groups).max() > RUNNING:
        return None
    written = _write_cells(rows, setting)
    table: Table = []
    for numbers in grid.cells.tolist():
        order = dict.fromkeys(numbers if setting.towards < 0 else numbers[::-1])
        # A cell merged downwards stands in its first row, and is empty in the others.
        line = tuple(written.pop(number, EMPTY) for number in order)
        if any(cell.text for cell in line):
            table.append(line)
    return table


def take_grids(
    grids: Sequence[Grid], glyphs: Glyphs, setting: Setting
) -> tuple[list[Table], Glyphs]:
    """Write the tables that grids hold, and leave one glyph for each (see `held_in`)."""
    tables: list[Table] = []
    for grid in grids[:MOST]:
        inside = grid.place(glyphs) >= 0
        if not (glyphs.text[inside] > SPACE).any():
            continue
        table = read_grid(grid, glyphs.take(inside), setting)
        if table:
            glyphs = _put(glyphs.take(~inside), grid, setting.size, _PLACE + len(tables))
            tables.append(table)
    return tables, glyphs


def _put(glyphs: Glyphs, grid: Grid, size: float, code: int) -> Glyphs:
    """Add a glyph as wide as the grid, at its top."""
    box = [[grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[0]]]
    return replace(
        glyphs,
        text=np.append(glyphs.text, np.uint32(code)),
        boxes=np.concatenate([glyphs.boxes, box]),
        x=np.append(glyphs.x, grid.xs[0]),
        y=np.append(glyphs.y, grid.ys[0]),
        size=np.append(glyphs.size, size),
    )


def held_in(row: str) -> tuple[list[int], str]:
    """Give the numbers of the tables whose places a row holds, and the row without them."""
    held = [ord(char) - _PLACE for char in row if ord(char) >= _PLACE]
    return held, "".join(char for char in row if ord(char) < _PLACE) if held else row


def _write_cells(rows: Rows, setting: Setting) -> dict[int, Cell]:
    """Write the rows of each group as one cell, by the group's number."""
    write = rows.glyphs.spelling.write
    lines = [write(read_row(row, setting.towards)) for row in write_rows(rows)]
    boxes = rows.boxes()
    cells = {}
    for number, group in groupby(range(len(rows)), rows.groups.tolist().__getitem__):
        mine = list(group)
        text = " ".join(filter(None, (lines[i] for i in mine)))
        cells[number] = Cell(text=text, box=_around(setting.place(boxes[mine])))
    return cells


def _around(boxes: Floats) -> Edges:
    first = boxes[:, :2].min(axis=0).tolist()
    last = boxes[:, 2:].max(axis=0).tolist()
    return (*first, *last)


def find_tables(rows: Rows, size: float) -> list[tuple[int, int, Floats]]:
    """Find rows of words under one another where no rules are drawn.

    Gives the first row, the row after the last, and the x between its columns, for each table.
    """
    of, left, right, _ = find_spans(rows, CELL_GAP * size)
    spans = np.bincount(of, minlength=len(rows))
    tables = []
    start = 0
    for several, group in groupby(spans > 1):
        end = start + len(list(group))
        if several and end - start >= LEAST_ROWS:
            mine = (of >= start) & (of < end)
            edges = _between(left[mine], right[mine], CELL_GAP * size)
            if len(edges) and _fills(of[mine], left[mine], edges):
                tables.append((start, end, edges))
        start = end
    return tables


def _between(left: Floats, right: Floats, white: float) -> Floats:
    """Give the middle of each white that no span reaches into."""
    order = np.argsort(left)
    left, reached = left[order], np.maximum.accumulate(right[order])
    gaps = left[1:] - reached[:-1]
    middles: Floats = ((left[1:] + reached[:-1]) / 2)[gaps >= white / 2]
    return middles


def _fills(of: Places, left: Floats, edges: Floats) -> bool:
    """Tell whether every row has words in two columns."""
    columns = np.searchsorted(edges, left)
    filled = {row: len({c for _, c in group}) for row, group in groupby(
        zip(of.tolist(), columns.tolist(), strict=True), lambda pair: pair[0])}  # fmt: skip
    return min(filled.values()) > 1


def read_table(rows: Rows, edges: Floats, setting: Setting) -> Table:
    """Write rows whose columns are parted at `edges`."""
    column = np.searchsorted(edges, (rows.glyphs.left + rows.glyphs.right) / 2)
    width = len(edges) + 1
    cells = _write_cells(find_rows(rows.glyphs, setting.size, rows.of * width + column), setting)
    order = range(width) if setting.towards < 0 else range(width)[::-1]
    return [
        tuple(cells.get(row * width + column, EMPTY) for column in order)
        for row in range(len(rows))
    ]
