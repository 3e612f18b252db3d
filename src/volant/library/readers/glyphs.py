"""Make the glyphs of a PDF page, as if their text stood upright, from pdfium's characters.

Of pdfium only positions and characters are used, never its order: it reverses words on one line
and not on the next. What one glyph spells («لا», «الله», « ffi ») comes as several characters in
either order; here they become one glyph again. Slanted text is a stamp or a watermark across the
page and is left out. It does not know lines or columns.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from volant.library.readers.characters import (
    SLANTED,
    SPACE,
    Characters,
    Codes,
    Flags,
    Floats,
    Places,
    ask,
)
from volant.library.readers.spelling import DROPPED, Spelling, side

FARTHEST = 1e6
"""Points from the origin past which nothing is on a page: PDF allows 14,400 (ISO 32000-1, C.2)."""

FLAT = 0.35
"""Font sizes: the box of letters less high than this is that of the vowel they came with."""

_ALIFS = "اأإآٱ"
_BACKWARDS = ("هلل", "هللا", *(alif + "ل" for alif in _ALIFS))

_UPRIGHT = ((0, 1, 2, 3), (1, 2, 3, 0), (2, 3, 0, 1), (3, 0, 1, 2))
_SIGNS = ((1, 1, 1, 1), (1, -1, 1, -1), (-1, -1, -1, -1), (-1, 1, -1, 1))
"""For each turn, where left, low, right and high stood on the turned page, and their signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """Be shapes of a page, one array row a glyph; x grows rightwards, y upwards, in points.

    `text` is one character a glyph, a stand-in of `spelling` where it spells several. `boxes` are
    left, low, right, high; `x` orders them on their line `y`; `size` is the font size. A `NOTE`
    says that there is white somewhere in its box; the ink of a letter without width is elsewhere.
    `turn` is how the text stood on the page, in quarters counter-clockwise.
    """

    text: Codes
    boxes: Floats
    x: Floats
    y: Floats
    size: Floats
    spelling: Spelling
    turn: int = 0

    def __len__(self) -> int:
        return len(self.text)

    @property
    def left(self) -> Floats:
        return self.boxes[:, 0]

    @property
    def right(self) -> Floats:
        return self.boxes[:, 2]

    def take(self, places: Places | Flags) -> Glyphs:
        """Give some of the glyphs, in the order asked for."""
        return Glyphs(
            text=self.text[places],
            boxes=self.boxes[places],
            x=self.x[places],
            y=self.y[places],
            size=self.size[places],
            spelling=self.spelling,
            turn=self.turn,
        )


def list_glyphs(page: pdfium.PdfPage) -> list[Glyphs]:
    """Give the glyphs of a page in no particular order.

    One of them for each way the text is turned, by quarters; the longest first.
    """
    characters = ask(page)
    if characters is None:
        return []
    spelling = Spelling()
    turns = sorted(set(characters.turn.tolist()) - {SLANTED})
    found = [_turn_back(characters, turn, spelling) for turn in turns]
    return sorted(filter(len, found), key=len, reverse=True)


def turn_boxes(boxes: Floats, turn: int) -> Floats:
    """Turn boxes that stood upright to where they are on the page; the reverse of reading."""
    turned: Floats = _turned(boxes, -turn % 4)
    return turned


def _turned(boxes: Floats, turn: int) -> Floats:
    return boxes[:, _UPRIGHT[turn]] * _SIGNS[turn]


def _turn_back(characters: Characters, turn: int, spelling: Spelling) -> Glyphs:
    """Give the glyphs turned one way."""
    far = (np.abs(characters.boxes) < FARTHEST).all(axis=1) & (np.abs(characters.y) < FARTHEST)
    here = far & (characters.turn == turn) & np.isfinite(characters.size)
    boxes = _turned(characters.boxes[here], turn)
    # Where the pen was, for upright text; turned letters do not overlap.
    x = characters.pens[here, 0] if turn == 0 else boxes[:, 0].copy()
    text, glyph = characters.codes[here], characters.glyph[here]
    kept = text != DROPPED
    sliced, size = characters.sliced[here], characters.size[here]
    for members in _shared(glyph, np.flatnonzero(here)):
        mine = members[kept[members]]
        if len(mine) > 1:
            first = mine[0]
            spell = _slices if sliced[first] else _letters
            text[first] = ord(spelling.stand_in(spell(text, boxes, mine, spelling)))
            boxes[first] = _around(boxes[mine])
            if sliced[first] and boxes[first, 3] - boxes[first, 1] < FLAT * size[first]:
                boxes[first, (0, 2)] = boxes[first, (0, 2)].mean()
            x[first] = x[mine].min()
            kept[mine[1:]] = False
    return Glyphs(
        text=text[kept],
        boxes=boxes[kept],
        x=x[kept],
        y=characters.y[here][kept],
        size=size[kept],
        spelling=spelling,
        turn=turn,
    )


def _shared(glyph: Places, places: Places) -> list[Places]:
    """Give the places of the characters of each glyph that spells several."""
    if not (glyph != places).any():
        return []
    order = np.argsort(glyph, kind="stable")
    starts = np.flatnonzero(np.diff(glyph[order], prepend=-1))
    lengths = np.diff(starts, append=len(order))
    several = lengths > 1
    return [
        order[start : start + length]
        for start, length in zip(starts[several].tolist(), lengths[several].tolist(), strict=True)
    ]


def _around(boxes: Floats) -> Floats:
    around: Floats = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    return around


def _letters(text: Codes, boxes: Floats, mine: Places, spelling: Spelling) -> str:
    """Spell what has one box: backwards where pdfium lists the stretch from right to left."""
    letters = spelling.write("".join(map(chr, text[mine].tolist())))
    if side(letters) >= 0 and _descending(text, boxes, int(mine[0]), int(mine[-1])):
        letters = letters[::-1]
    letters = "".join(sorted(letters, key=lambda char: unicodedata.combining(char) > 0))
    return letters[::-1] if letters in _BACKWARDS else letters


def _descending(text: Codes, boxes: Floats, first: int, last: int) -> bool:
    """Tell whether pdfium lists this stretch from right to left."""
    if first and text[first - 1] > SPACE:
        return bool(boxes[first - 1, 0] > boxes[first, 0])
    if last + 1 < len(text) and text[last + 1] > SPACE:
        return bool(boxes[last + 1, 0] < boxes[first, 0])
    return bool(first and boxes[first - 1, 0] > boxes[first, 0])


def _slices(text: Codes, boxes: Floats, mine: Places, spelling: Spelling) -> str:
    """Spell what has slices of one box, which pdfium cuts from the left or from the right.

    From the right, unless the letters tell: a mark follows its letter, a shadda comes before the
    alif above it, and some spellings are known.
    """
    ordered = mine[np.argsort(-boxes[mine, 0])]
    letters = spelling.write("".join(map(chr, text[ordered].tolist())))
    return min((letters, letters[::-1]), key=_oddities)


def _oddities(letters: str) -> int:
    """Count what is odd in the order of a ligature's letters."""
    marks = [unicodedata.combining(char) > 0 for char in letters]
    bare = "".join(char for char, mark in zip(letters, marks, strict=True) if not mark)
    return marks[0] + ("\u0670\u0651" in letters) + (bare in _BACKWARDS)
