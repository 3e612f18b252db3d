"""Put the glyphs of a page in reading order: columns, then lines and tables, then letters.

It sees only geometry. Two columns are read one after the other when both hold lines of running
text; anything narrower is taken for a table and read row by row, since a rate torn from its label
is worse than a sentence torn by a gutter. Tables are found by `tables`, rules or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, groupby

import numpy as np

from volant.library.readers.bidi import read_row
from volant.library.readers.characters import SPACE, Flags, Floats, Places
from volant.library.readers.glyphs import Glyphs
from volant.library.readers.pages import Cell, Line
from volant.library.readers.rows import Rows, find_rows, find_spans, write_rows
from volant.library.readers.rules import NO_RULES, Rules
from volant.library.readers.spelling import count_sides
from volant.library.readers.tables import (
    Setting,
    Table,
    find_grids,
    find_tables,
    held_in,
    read_table,
    take_grids,
)

GUTTER = 1.0
"""Font sizes of white between two columns; the space between words is 0.25 to 0.5."""

COLUMN_ROWS = 5
"""Lines each of two columns must hold; fewer are a heading, a signature or a table."""

COLUMN_CHARS = 15
"""Letters and signs the middle line of each column must hold; cells of a table are shorter."""

CROSSING = 0.35
"""Share of lines that may cross a gutter: titles and tables over the full width."""

PARAGRAPH = 1.45
"""Usual line distances after which a blank line is written."""

DEEPEST = 3
"""Columns inside columns; no page has more."""

STRIPS = 120
"""Vertical strips a page is looked at in to find a gutter: about 5 points each on A4."""

FINEST = 0.01
"""Points; a page narrower than 120 of these has no columns."""


def arrange(
    glyphs: Glyphs,
    rules: Callable[[], Rules] = lambda: NO_RULES,
    place: Callable[[Floats], Floats] = lambda boxes: boxes,
) -> list[Line]:
    """Give the lines of a page in reading order.

    `rules` is asked only where something looks like a table; `place` turns boxes (left, low, right,
    high, y upwards) into those of the cells.
    """
    drawn = glyphs.text > SPACE
    if not drawn.any():
        return []
    size = float(np.median(glyphs.size[drawn])) or 1.0
    setting = Setting(size=size, towards=_direction(glyphs), place=place)
    rows = find_rows(glyphs, size)
    ruled: list[Table] = []
    if np.count_nonzero(_spans_of(rows, size) > 1) > 1:
        ruled, glyphs = take_grids(find_grids(rules()), glyphs, setting)
        rows = find_rows(glyphs, size) if ruled else rows
    numbers = count(1)
    lines: list[Line] = []
    for block in _blocks(rows, setting, 0):
        first, *others = _write(block, setting, ruled, numbers)
        lines += [replace(first, apart=True), *others]
    return lines


def _direction(glyphs: Glyphs) -> int:
    """Say which way most letters run."""
    rightwards, leftwards = count_sides(glyphs.text)
    return 1 if rightwards > leftwards else -1


def _spans_of(rows: Rows, size: float) -> Places:
    """Count the stretches between whites as wide as a gutter, row by row."""
    return np.bincount(find_spans(rows, GUTTER * size)[0], minlength=len(rows))


def _blocks(rows: Rows, setting: Setting, depth: int) -> list[Rows]:
    """Cut a page into blocks read one after the other; one block where there are no columns."""
    middle = _gutter(rows, setting.size) if depth < DEEPEST else None
    if middle is None:
        return [rows]
    of, left, right, _ = find_spans(rows, GUTTER * setting.size)
    crossed = np.bincount(of, (left < middle) & (middle < right), len(rows)) > 0
    blocks: list[Rows] = []
    plain = np.zeros(len(rows), bool)  # rows since the last columns
    for crossing, group in groupby(range(len(rows)), crossed.tolist().__getitem__):
        band = np.zeros(len(rows), bool)
        band[list(group)] = True
        columns = [] if crossing else _halve(rows.take(band), middle, setting.size)
        if not columns:
            plain |= band
            continue
        if plain.any():
            blocks.append(rows.take(plain))
            plain[:] = False
        for column in columns[:: -setting.towards]:
            blocks += _blocks(column, setting, depth + 1)
    if not blocks:
        return [rows]
    return [*blocks, rows.take(plain)] if plain.any() else blocks


def _gutter(rows: Rows, size: float) -> float | None:
    """Find the x, in the middle part of the page, that the fewest lines run across."""
    if len(rows) < COLUMN_ROWS:
        return None
    of, left, right, _ = find_spans(rows, GUTTER * size)
    if len(of) == len(rows) and _all_reach(left, right):
        return None
    start, end = left.min(), right.max()
    strip = (end - start) / STRIPS
    if strip < FINEST:
        return None
    wide = right > left
    covered = np.bincount(((left[wide] - start) / strip).astype(int), minlength=STRIPS + 2)
    ends = np.minimum(STRIPS, ((right[wide] - start) / strip).astype(int) + 1)
    covered = covered - np.bincount(ends, minlength=STRIPS + 2)
    lines = np.cumsum(covered)[STRIPS // 5 : STRIPS + 1 - STRIPS // 5]
    fewest = lines.min()
    if fewest > CROSSING * len(rows):
        return None
    first = int(lines.argmin())
    others = np.flatnonzero(lines[first:] > fewest)
    last = first + int(others[0]) if len(others) else len(lines)
    return float(start + strip * (STRIPS // 5 + (first + last) / 2))


def _all_reach(left: Floats, right: Floats) -> bool:
    """Tell whether lines of one stretch each all cross the middle of the page: no columns."""
    middle = (left.min() + right.max()) / 2
    return bool(((left < middle) & (middle < right)).mean() > 1 - CROSSING)


def _halve(rows: Rows, middle: float, size: float) -> list[Rows]:
    """Give the left and the right column, or nothing when a side is no running text."""
    leftwards = rows.glyphs.left < middle
    sides = (leftwards, ~leftwards)
    if not all(_runs(rows, side) for side in sides) or _tabular(rows, size):
        return []
    return [find_rows(rows.glyphs.take(side), size) for side in sides]


def _tabular(rows: Rows, size: float) -> bool:
    """Tell whether most rows make a table of three columns or more, some too narrow for text."""
    for start, end, edges in find_tables(rows, size):
        if len(edges) > 1 and end - start > len(rows) / 2:
            whole = rows.cut(start, end)
            column = np.searchsorted(edges, whole.glyphs.left)
            letters = np.bincount(column, whole.glyphs.text > SPACE, len(edges) + 1)
            return bool(letters.min() < COLUMN_CHARS * (end - start))
    return False


def _runs(rows: Rows, side: Flags) -> bool:
    """Tell running text from the cells of a table, on one side of a page."""
    letters = np.bincount(rows.of[side], rows.glyphs.text[side] > SPACE)
    letters = letters[letters > 0]
    return len(letters) >= COLUMN_ROWS and bool(np.median(letters) >= COLUMN_CHARS)


def _write(
    rows: Rows, setting: Setting, ruled: Sequence[Table], numbers: Iterator[int]
) -> list[Line]:
    """Write the rows of a block, those that hold or make a table cell by cell."""
    tables = {start: (end, edges) for start, end, edges in find_tables(rows, setting.size)}
    written, apart = write_rows(rows), _apart(rows.y)
    spelled, boxes = rows.glyphs.spelling.write, setting.place(rows.boxes()).tolist()
    lines: list[Line] = []
    done = 0
    for row in range(len(rows)):
        if row in tables:
            done, edges = tables[row]
            table = read_table(rows.cut(row, done), edges, setting)
            lines += _rows_of(table, next(numbers))
        if row < done:
            continue
        held, visual = held_in(written[row]) if ruled else ((), written[row])
        for place in held:
            lines += _rows_of(ruled[place], next(numbers))
        if text := spelled(read_row(visual, setting.towards)):
            after = bool(lines and lines[-1].table)
            cell = Cell(text=text, box=tuple(boxes[row]))
            lines.append(Line(cells=(cell,), apart=apart[row] or after))
    return lines


def _rows_of(table: Table, number: int) -> list[Line]:
    return [Line(cells=cells, table=number, apart=not row) for row, cells in enumerate(table)]


def _apart(y: Floats) -> list[bool]:
    """Tell which lines stand farther from the one before than is usual."""
    gaps = -np.diff(y)
    if not len(gaps):
        return [False] * len(y)
    return [False, *(gaps > PARAGRAPH * np.median(gaps)).tolist()]
