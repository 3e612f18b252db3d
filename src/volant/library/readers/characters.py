"""Ask pdfium for the characters of a page: what each means, its box, the line it stands on.

Asking is what reading costs, about a microsecond a question; so each character is asked for its
box alone, every few for the line they stand on, and only those that may share a glyph for where the
pen was. Nothing here turns, orders or joins; pdfium's own order is kept.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from volant.library.readers.spelling import DROPPED, LOST, MEANINGS

ASKED_EVERY = 8
"""Characters between two questions for baseline, size and turn; each word is asked once more."""

LOWEST, HIGHEST = 0.35, 0.9
"""Font sizes below and above the baseline between which the middle of a letter lies; others are
asked for their line themselves, as in a line that pdfium runs into the next."""

SLANT = 0.15
"""Radians (9°) off the horizontal or vertical past which text is a stamp, not a line."""

SLANTED = -1
"""The turn of slanted text."""

SAME_PLACE = 0.01
"""Points: characters nearer than this were spelled by one glyph."""

SLICE = 0.35
"""Font sizes past which no slice of one glyph's box is wide: «الله» is 1.2 wide and cut in four."""

OVERLAP = 0.1
"""Font sizes: letters that join overlap by 0.02, stacked ones by half their width."""

LEAST_WHITE, MOST_WHITE = 0.1, 0.7
"""Font sizes of white between ink that may be a space, or the room that a letter has beside it."""

SPACE = 0x20
NOTE = 0x1F
"""What pdfium says of white that nothing is drawn in; its box is between two words."""

_LATIN = 0x2FF  # the last letter of Latin scripts before the combining marks

_QUARTER = np.pi / 2

Floats = NDArray[np.float64]
Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """Be the characters of a page in pdfium's order, one array row a character.

    `codes` are what they mean (see `spelling.MEANINGS`); `boxes` are left, low, right, high in
    points, y upwards; `pens` are x and y of where the pen was set down, exact where letters
    overlap, else the edges of the box; `y` is that of the baseline, as if the text stood upright;
    `turn` is in quarters counter-clockwise, or `SLANTED`. `glyph` is the place of the first
    character that the same glyph spells; `sliced` tells those that have a slice of its box each.
    """

    codes: Codes
    boxes: Floats
    pens: Floats
    y: Floats
    size: Floats
    turn: NDArray[np.int_]
    glyph: Places
    sliced: Flags


def ask(page: pdfium.PdfPage) -> Characters | None:
    """Ask for the characters of a page; None for a page without letters."""
    textpage = page.get_textpage()
    try:
        return _ask(textpage, ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0)
    finally:
        textpage.close()


def _ask(textpage: pdfium.PdfTextPage, handle: int) -> Characters | None:
    units = _codes(textpage, handle)
    codes = _meanings(units)
    inked = np.flatnonzero(codes > SPACE)
    if not len(inked):
        return None
    boxes = _each(_box, handle, np.arange(len(codes)), np.float32, 4)[:, (0, 3, 2, 1)]
    asked = inked[_first_and_every(inked)]
    near = np.searchsorted(asked, np.arange(len(codes)), "right") - 1
    lines = _lines(handle, asked)[np.maximum(near, 0)]
    doubtful = np.flatnonzero(_off(boxes, lines) & (codes > SPACE))
    lines[doubtful] = _lines(handle, doubtful)
    y, size, turn = lines.T
    pens = boxes[:, :2].copy()
    nested = _nested(boxes, y, size, turn)
    pens[nested] = _origins(handle, nested)
    _note_words(codes, boxes, pens)
    codes[(units == 0x0D) | (units == 0x0A)] = DROPPED  # pdfium's own, where it saw a line end
    glyph = _in_one_box(codes, boxes)
    one, other = _in_slices(handle, codes, boxes, size)
    for first, second in zip(one.tolist(), other.tolist(), strict=True):
        glyph[glyph == glyph[second]] = glyph[first]
    return Characters(
        codes=codes,
        boxes=boxes,
        pens=pens,
        y=y,
        size=size,
        turn=turn.astype(int),
        glyph=glyph,
        sliced=np.isin(glyph, glyph[one]),
    )


def _question(name: str, result: Any, *more: Any) -> Callable[..., Any]:
    """Give a function of pdfium that takes addresses as numbers, so that `map` can call it."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *more)(address)


_box = _question("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p)
_matrix = _question("FPDFText_GetMatrix", ctypes.c_int, ctypes.c_void_p)
_origin = _question("FPDFText_GetCharOrigin", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_font_size = _question("FPDFText_GetFontSize", ctypes.c_double)
_unicode = _question("FPDFText_GetUnicode", ctypes.c_uint)


def _each(
    question: Callable[..., Any], handle: int, places: Places, kind: type[np.floating], width: int
) -> Floats:
    """Ask at each place for `width` numbers; one row an answer, zeros where there is none."""
    answers = np.zeros((len(places), width), kind)
    step = width * answers.itemsize
    rows = range(answers.ctypes.data, answers.ctypes.data + answers.nbytes, step)
    deque(map(question, repeat(handle), places.tolist(), rows), maxlen=0)
    return answers.astype(np.float64)


def _codes(textpage: pdfium.PdfTextPage, handle: int) -> Codes:
    """Give the UTF-16 units of a page, one a character."""
    count = textpage.count_chars()
    units = np.zeros(count + 1, np.uint16)
    address = units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    if raw.FPDFText_GetText(textpage, 0, count, address) == count + 1:
        return units[:count].astype(np.uint32)
    # Characters without meaning are left out there, and there alone.
    return np.fromiter(map(_unicode, repeat(handle), range(count)), np.uint32, count)


def _meanings(units: Codes) -> Codes:
    """Turn UTF-16 units into what they mean, one for one: the second of a pair means nothing."""
    codes = units.copy()
    first = np.flatnonzero((codes[:-1] >> 10 == 0x36) & (codes[1:] >> 10 == 0x37))
    codes[first] = 0x10000 + ((units[first] & 0x3FF) << 10) + (units[first + 1] & 0x3FF)
    codes[(codes == 0) | (codes >> 11 == 0x1B) | (codes > 0x10FFFF)] = LOST
    text = codes.astype("<u4").tobytes().decode("utf-32-le").translate(MEANINGS)
    meant = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint32)
    meant[first + 1] = DROPPED
    return meant


def _first_and_every(inked: Places) -> Flags:
    """Choose the first character of each word and every few after it."""
    places = np.arange(len(inked))
    first = np.diff(inked, prepend=-2) > 1
    chosen: Flags = (places - np.maximum.accumulate(np.where(first, places, 0))) % ASKED_EVERY == 0
    return chosen


def _lines(handle: int, places: Places) -> Floats:
    """Give baseline, font size and turn at each place."""
    a, b, c, d, e, f = _each(_matrix, handle, places, np.float32, 6).T
    sizes = np.fromiter(map(_font_size, repeat(handle), places.tolist()), np.float64, len(places))
    quarters = np.arctan2(b, a) / _QUARTER
    turns = np.round(quarters)
    straight = (np.abs(quarters - turns) * _QUARTER <= SLANT) & ((a != 0) | (b != 0))
    turns = np.where(straight, turns % 4, SLANTED)
    y = np.choose(np.maximum(turns, 0).astype(int), (f, -e, -f, e))
    return np.stack([y, np.abs(sizes * np.hypot(c, d)), turns], axis=1)


def _off(boxes: Floats, lines: Floats) -> Flags:
    """Tell upright characters too high or too low for the line of the one asked before them."""
    y, size, turn = lines.T
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    far = (middle < y - LOWEST * size) | (middle > y + HIGHEST * size)
    off: Flags = far & (turn == 0)
    return off


def _note_words(codes: Codes, boxes: Floats, pens: Floats) -> None:
    """Turn each space of no width into a note that lies between the words listed beside it.

    pdfium names one of the letters beside the white, and not always the same; that the white lies
    somewhere between the two words is sure, unless they overlap.
    """
    left, _, right, _ = boxes.T
    inked = codes > SPACE
    starts = np.flatnonzero(inked & ~np.concatenate([[False], inked[:-1]]))
    spaces = np.flatnonzero((codes == SPACE) & (right <= left))
    codes[spaces] = DROPPED
    after = np.searchsorted(starts, spaces)
    within = (after > 0) & (after < len(starts))
    spaces, after = spaces[within], after[within]
    lefts = np.minimum.reduceat(np.where(inked, pens[:, 0], np.inf), starts)
    rights = np.maximum.reduceat(np.where(inked, right, -np.inf), starts)
    leftwards = lefts[after - 1] >= rights[after]
    one = np.where(leftwards, rights[after], rights[after - 1])
    other = np.where(leftwards, lefts[after - 1], lefts[after])
    apart = one <= other
    spaces = spaces[apart]
    codes[spaces] = NOTE
    boxes[spaces, 0], boxes[spaces, 2] = one[apart], other[apart]
    pens[spaces, 0] = one[apart]


def _in_one_box(codes: Codes, boxes: Floats) -> Places:
    """Give the place of the first of the neighbours in the very same box."""
    left, _, right, _ = boxes.T
    letters = (codes > SPACE) & (codes != DROPPED) & (right > left)
    first = np.ones(len(codes), bool)
    alike = (np.abs(np.diff(boxes, axis=0)) < SAME_PLACE).all(axis=1)
    first[1:] = ~(alike & letters[1:] & letters[:-1])
    return np.maximum.accumulate(np.where(first, np.arange(len(codes)), 0))


def _nested(boxes: Floats, y: Floats, size: Floats, turn: Floats) -> Places:
    """Find characters whose ink lies over another's, or leaves white that may be a space."""
    left, _, right, _ = boxes.T
    wide = np.flatnonzero((right > left) & (turn == 0))
    order = wide[np.lexsort(((left + right)[wide], y[wide]))]
    one, other = order[:-1], order[1:]
    level = y[one] == y[other]
    white = (left[other] - right[one]) / size[one]
    over = level & (np.minimum(right[one], right[other]) - left[other] > OVERLAP * size[one])
    beside = level & (white > LEAST_WHITE) & (white < MOST_WHITE)
    return np.unique(np.concatenate([one[over], other[over | beside]]))


def _in_slices(handle: int, codes: Codes, boxes: Floats, size: Floats) -> tuple[Places, Places]:
    """Find the pairs of characters that have neighbouring slices of one glyph's box.

    pdfium cuts the box where the text is given beside the glyphs (ActualText, ISO 32000-1, 14.9.4),
    and may list the slices far from each other.
    """
    left, low, right, high = boxes.T
    narrow = (right > left) & (right - left < SLICE * size) & (codes > _LATIN) & (codes != LOST)
    places = np.flatnonzero(narrow)
    places = places[np.lexsort((left[places], high[places], low[places]))]
    one, other = places[:-1], places[1:]
    alike = (low[one] == low[other]) & (high[one] == high[other])
    alike &= np.abs(right[one] - left[other]) < SAME_PLACE
    alike &= np.abs((right - left)[one] - (right - left)[other]) < SAME_PLACE
    one, other = one[alike], other[alike]
    near = (np.abs(_origins(handle, one) - _origins(handle, other)) < SAME_PLACE).all(axis=1)
    return one[near], other[near]


def _origins(handle: int, places: Places) -> Floats:
    """Give where the pen was for each place."""
    pens = np.zeros((len(places), 2))
    first = pens.ctypes.data
    xs, ys = (range(start, start + pens.nbytes, 16) for start in (first, first + 8))
    deque(map(_origin, repeat(handle), places.tolist(), xs, ys), maxlen=0)
    return pens
