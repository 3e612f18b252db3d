"""Put the glyphs of a page in reading order: columns, then lines, then letters.

It sees only geometry. Two columns are read one after the other when both hold lines of running
text; anything narrower is taken for a table and read row by row, since a rate torn from its label
is worse than a sentence torn by a gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise
from statistics import median

from volant.library.readers.bidi import face_brackets, read_row, side
from volant.library.readers.glyphs import Glyph

SAME_LINE = 0.42
"""Font sizes between baselines of one line: a footnote call is raised by 0.33, lines by 1."""

GUTTER = 1.0
"""Font sizes of white between two columns; the space between words is 0.25 to 0.5."""

COLUMN_ROWS = 5
"""Lines each of two columns must hold; fewer are a heading, a signature or a table."""

COLUMN_CHARS = 18
"""Characters the middle line of each column must hold; cells of a table are shorter."""

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

Row = list[Glyph]


def arrange(glyphs: Sequence[Glyph]) -> str:
    """Give the text of a page, one line a row, a blank line between paragraphs."""
    letters = [glyph for glyph in glyphs if glyph.text != " "]
    if not letters:
        return ""
    size = median(glyph.size for glyph in letters) or 1.0
    sides = [side(glyph.text) for glyph in letters]
    towards = 1 if sum(sides) > 0 else -1
    blocks = _blocks(find_rows(glyphs, size), size, towards, 0)
    text = "\n\n".join(_write(rows, towards) for rows in blocks)
    return face_brackets(text) if 1 in sides else text


def find_rows(glyphs: Sequence[Glyph], size: float) -> list[Row]:
    """Group glyphs by baseline, from the top down; within a row, from left to right."""
    rows: list[Row] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if rows and rows[-1][-1].y - glyph.y < SAME_LINE * max(size, 0.1):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    kept = (row for row in rows if any(glyph.text != " " for glyph in row))
    return [sorted(row, key=lambda glyph: (glyph.left, glyph.right)) for row in kept]


def _blocks(rows: list[Row], size: float, towards: int, depth: int) -> list[list[Row]]:
    """Cut a page into blocks read one after the other; one block where there are no columns."""
    middle = _gutter(rows, size) if depth < DEEPEST else None
    if middle is None:
        return [rows]
    blocks: list[list[Row]] = []
    for crossed, band in groupby(rows, lambda row: _crosses(row, middle, size)):
        whole = list(band)
        columns = [] if crossed else _halve(whole, middle, size)
        if columns:
            ordered = columns[::-1] if towards > 0 else columns
            for column in ordered:
                blocks += _blocks(column, size, towards, depth + 1)
        else:
            blocks.append(whole)
    return blocks


def _gutter(rows: list[Row], size: float) -> float | None:
    """Find the x, in the middle part of the page, that the fewest lines run across."""
    spans = [span for row in rows for span in _spans(row, size) if span[0] < span[1]]
    if not spans:
        return None
    left, right = min(span[0] for span in spans), max(span[1] for span in spans)
    strip = (right - left) / STRIPS
    if len(rows) < COLUMN_ROWS or strip < FINEST:
        return None
    covered = [0] * (STRIPS + 1)
    for start, end in spans:
        covered[int((start - left) / strip)] += 1
        covered[min(STRIPS, int((end - left) / strip) + 1)] -= 1
    lines = list(accumulate(covered))[STRIPS // 5 : -STRIPS // 5]
    fewest = min(lines)
    if fewest > CROSSING * len(rows):
        return None
    first = lines.index(fewest)
    last = next((i for i in range(first, len(lines)) if lines[i] > fewest), len(lines))
    return left + strip * (STRIPS // 5 + (first + last) / 2)


def _spans(row: Row, size: float) -> list[tuple[float, float]]:
    """Give the stretches of a row between whites as wide as a gutter."""
    spans: list[tuple[float, float]] = []
    for glyph in row:
        if glyph.text == " ":
            continue
        if spans and glyph.left - spans[-1][1] < GUTTER * size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], glyph.right))
        else:
            spans.append((glyph.left, glyph.right))
    return spans


def _crosses(row: Row, middle: float, size: float) -> bool:
    return any(left < middle < right for left, right in _spans(row, size))


def _halve(rows: list[Row], middle: float, size: float) -> list[list[Row]]:
    """Give the left and the right column, or nothing when a side is no running text."""
    halves = [
        find_rows([g for row in rows for g in row if (g.left < middle) == left], size)
        for left in (True, False)
    ]
    return halves if all(_runs(half) for half in halves) else []


def _runs(rows: list[Row]) -> bool:
    """Tell running text from the cells of a table."""
    return len(rows) >= COLUMN_ROWS and median(map(len, rows)) >= COLUMN_CHARS


def _write(rows: list[Row], towards: int) -> str:
    gaps = [upper[0].y - lower[0].y for upper, lower in pairwise(rows)]
    usual = median(gaps) if gaps else 0.0
    lines = [read_row(rows[0], towards)] if rows else []
    for gap, row in zip(gaps, rows[1:], strict=True):
        if gap > PARAGRAPH * usual:
            lines.append("")
        lines.append(read_row(row, towards))
    return "\n".join(lines)
