"""Find the rows of a page and write each as a string, from left to right.

A row is what stands on one baseline, give or take a footnote call. White between glyphs becomes a
space, a vowel goes with the letter it stands over, and what was printed twice to look bold is
read once. It knows nothing of reading order (`bidi`) or of columns (`layout`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from volant.library.readers.characters import NOTE, SPACE, Codes, Flags, Floats, Places
from volant.library.readers.glyphs import Glyphs

SAME_LINE = 0.42
"""Font sizes between baselines of one line: a footnote call is raised by 0.33, lines by 1."""

WORD_GAP = 0.23
"""Font sizes of white that part two words; spaces are 0.25 to 0.33, the widest bearing 0.2."""

LEAST_GAP = 0.1
"""Font sizes of white below which pdfium's note of it is mistaken."""

OVERPRINTED = 0.1
"""Font sizes between two prints of one letter; the narrowest letter is 0.2 wide."""

CROSSED = 0.5
"""Share of an alif's width that a lam lies over in «لا»; in «ال» they do not even join."""

_LAM = ord("ل")
_ALIFS = tuple(map(ord, "اأإآٱ"))
_FAR = 4e6  # points between one row's x and the next row's, on one axis for all rows
_NEWLINE = 0x0A


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Be glyphs sorted into rows, from the top down, in each from left to right.

    Row `i` is `glyphs[starts[i] : starts[i + 1]]`; `starts` has one more entry than there are
    rows. Each row holds a letter or sign. `groups` are what `find_rows` was told of each row.
    """

    glyphs: Glyphs
    starts: Places
    groups: Places
    of: Places
    """The number of each glyph's row."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def y(self) -> Floats:
        """Give the baseline of each row: that of its highest glyph."""
        return np.maximum.reduceat(self.glyphs.y, self.starts[:-1])

    def take(self, rows: Flags) -> Rows:
        """Give some of the rows."""
        kept = self.glyphs.take(rows[self.of])
        return _rows(kept, np.diff(self.starts)[rows], self.groups[rows])

    def cut(self, first: int, end: int) -> Rows:
        """Give the rows from `first` to before `end`."""
        places = np.arange(len(self))
        return self.take((places >= first) & (places < end))

    def boxes(self) -> Floats:
        """Give the box around what is drawn in each row."""
        drawn = self.glyphs.text > SPACE
        boxes, of = self.glyphs.boxes[drawn], self.of[drawn]
        firsts = np.searchsorted(of, np.arange(len(self)))
        edges = [np.minimum.reduceat(boxes[:, i], firsts) for i in (0, 1)]
        edges += [np.maximum.reduceat(boxes[:, i], firsts) for i in (2, 3)]
        return np.stack(edges, axis=1)


def find_rows(glyphs: Glyphs, size: float, groups: Places | None = None) -> Rows:
    """Group glyphs by baseline; `size` is the usual font size, in points.

    Glyphs of two `groups` share no row; rows then come group by group, by its number.
    """
    if groups is None:
        groups = np.zeros(len(glyphs), int)
    if not len(glyphs):
        return _rows(glyphs, np.zeros(0, int), groups)
    down = np.lexsort((-glyphs.y, groups))
    steps = -np.diff(glyphs.y[down], prepend=glyphs.y[down[0]]) >= SAME_LINE * max(size, 0.1)
    row = np.empty(len(glyphs), int)
    row[down] = np.cumsum(steps | (np.diff(groups[down], prepend=groups[down[0]]) != 0))
    lettered = np.bincount(row, glyphs.text > SPACE) > 0
    order = np.lexsort((glyphs.right, glyphs.x, row))
    order = order[lettered[row[order]]]
    _unstack(glyphs, order)
    lengths = np.bincount(row)[lettered]
    firsts = order[np.cumsum(lengths) - lengths]
    return _rows(glyphs.take(order), lengths, groups[firsts])


def _unstack(glyphs: Glyphs, order: Places) -> None:
    """Put a lam to the right of the alif it crosses: they are drawn at one place."""
    one, other = order[:-1], order[1:]
    here = np.flatnonzero(glyphs.text[one] == _LAM)
    here = here[np.isin(glyphs.text[other[here]], _ALIFS)]
    one, other = one[here], other[here]
    shared = np.minimum(glyphs.right[one], glyphs.right[other]) - glyphs.left[other]
    here = here[shared > CROSSED * (glyphs.right[other] - glyphs.left[other])]
    order[here], order[here + 1] = order[here + 1], order[here]


def find_spans(rows: Rows, white: float) -> tuple[Places, Floats, Floats, Places]:
    """Give the stretches of each row between whites as wide as `white`, in points.

    As arrays: the row, the left and the right edge, the number of letters and signs.
    """
    drawn = rows.glyphs.text > SPACE
    of, left, right = rows.of[drawn], rows.glyphs.left[drawn], rows.glyphs.right[drawn]
    reached = np.maximum.accumulate(of * _FAR + right)
    first = np.concatenate([[True], (of * _FAR + left)[1:] - reached[:-1] >= white])
    starts = np.flatnonzero(first)
    lengths = np.diff(np.append(starts, len(of)))
    return of[starts], left[starts], np.maximum.reduceat(right, starts), lengths


def _rows(glyphs: Glyphs, lengths: Places, groups: Places) -> Rows:
    return Rows(
        glyphs=glyphs,
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        groups=groups,
        of=np.repeat(np.arange(len(lengths)), lengths),
    )


def write_rows(rows: Rows) -> list[str]:
    """Write each row from left to right, one character a glyph, a space where white parts two."""
    if not len(rows):
        return []
    glyphs, of = rows.glyphs, rows.of
    text, kept = _with_vowels(glyphs, of)
    kept &= ~_printed_twice(glyphs, of)
    drawn = np.flatnonzero(kept & (text != NOTE))
    wide = _parted(glyphs, of, drawn, np.flatnonzero(text == NOTE))
    text, of = text[drawn], of[drawn]
    between = np.flatnonzero(wide & (text[1:] > SPACE) & (text[:-1] > SPACE)) + 1
    ends = np.searchsorted(of, np.arange(1, len(rows)))
    places = np.concatenate([between, ends])
    signs = np.repeat([SPACE, _NEWLINE], [len(between), len(ends)])
    whole = np.insert(text, places, signs.astype(np.uint32))
    return whole.astype("<u4").tobytes().decode("utf-32-le").split("\n")


def _parted(glyphs: Glyphs, of: Places, drawn: Places, notes: Places) -> Flags:
    """Tell which neighbours among the drawn glyphs of a row have white between them."""
    left, right, size = glyphs.x[drawn], glyphs.right[drawn], glyphs.size[drawn]
    white = np.where(np.diff(of[drawn]) == 0, left[1:] - right[:-1], -np.inf)
    flat = right <= glyphs.left[drawn]  # where their ink ends is not known
    unsure = flat[1:] | flat[:-1]
    wide: Flags = ~unsure & (white > WORD_GAP * size[1:])
    axis = of[drawn] * _FAR + left
    for edge in (glyphs.left[notes], glyphs.right[notes]):
        place = np.searchsorted(axis, of[notes] * _FAR + edge)
        noted = place[(place > 0) & (place < len(drawn))] - 1
        wide[noted] |= unsure[noted] | (white[noted] > LEAST_GAP * size[1:][noted])
    return wide


def _printed_twice(glyphs: Glyphs, of: Places) -> Flags:
    """Tell glyphs that stand on one of their like: poor man's bold."""
    twice = np.zeros(len(glyphs), bool)
    middles = glyphs.left + glyphs.right
    twice[1:] = (
        (np.diff(glyphs.text.astype(int)) == 0)
        & (np.diff(of) == 0)
        & (np.diff(middles) < 2 * OVERPRINTED * glyphs.size[1:])
        & (glyphs.text[1:] > SPACE)
        & (glyphs.right[1:] - glyphs.left[1:] > OVERPRINTED * glyphs.size[1:])
    )
    return twice


def _with_vowels(glyphs: Glyphs, of: Places) -> tuple[Codes, Flags]:
    """Attach each combining mark to the letter it stands over or under; tell what is kept."""
    text = glyphs.text
    kept = np.ones(len(text), bool)
    combining = glyphs.spelling.find_marks(text)
    if not combining.any():
        return text, kept
    marks, letters = np.flatnonzero(combining), np.flatnonzero(~combining & (text > SPACE))
    if not len(letters):
        return text, kept
    owners = _nearest(glyphs, of, letters, marks)
    text, written = text.copy(), glyphs.spelling.write
    gathered: dict[int, list[str]] = {}
    for owner, mark in zip(owners.tolist(), marks.tolist(), strict=True):
        if owner >= 0:
            gathered.setdefault(owner, []).append(written(chr(text[mark])))
            kept[mark] = False
    for owner, signs in gathered.items():
        vowels = "".join(sorted("".join(signs), key=unicodedata.combining))
        text[owner] = ord(glyphs.spelling.stand_in(written(chr(text[owner])) + vowels))
    return text, kept


def _nearest(glyphs: Glyphs, of: Places, letters: Places, marks: Places) -> Places:
    """Find the letter each mark is over, else the nearest of its row; -1 where there is none."""
    middles = (glyphs.left + glyphs.right) / 2
    axis = of[letters] * _FAR + middles[letters]
    found = np.searchsorted(axis, of[marks] * _FAR + middles[marks])
    beside = np.clip(
        found + np.arange(-2, 2)[:, None], 0, len(letters) - 1
    )  # four rows: neighbours
    owners = letters[beside]
    x = middles[marks]
    outside = np.maximum(np.maximum(glyphs.left[owners] - x, x - glyphs.right[owners]), 0)
    cost = outside + 1e-3 * np.abs(middles[owners] - x) + _FAR * (of[owners] != of[marks])
    best = cost.argmin(axis=0)
    columns = np.arange(len(marks))
    return np.where(cost[best, columns] < _FAR, owners[best, columns], -1)
