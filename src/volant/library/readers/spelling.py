"""Let one character stand for each glyph of a page, also for a glyph that spells several.

A row of glyphs is then a plain string, one character a glyph, that can be cut and turned around;
what stood in is written out at the end. Stand-ins are private characters (planes 15 and 16), which
no font's map may bring in from outside. It knows which way letters run, and nothing of places.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

LOST = 0xFFFD
"""What a glyph without meaning says."""

DROPPED = 0
"""What a character says that draws nothing: direction marks, joiners."""

_FIXED = 0xF0000  # a presentation form that spells several letters stands for itself, up here
_REGIONS = {"R": 0x100000, "L": 0x104000, "D": 0x108000, "?": 0x10C000}
_ROOM = 0x3F00  # stand-ins of one page; a page has a few
_RIGHTWARD_BLOCKS = (
    (0x590, 0x660), (0x66E, 0x6EF), (0x6FA, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC),
    (_FIXED + 0xFB1D, _FIXED + 0xFEFC), (0x100000, 0x103FFF),
)  # fmt: skip
_SIGN_BLOCKS = ((0x5B, 0x60), (0x7B, 0xBF), (0x2000, 0x2BFF), (0x660, 0x66D), (0x6F0, 0x6F9))
_MARK_BLOCKS = (
    (0x300, 0x36F), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC),
    (0x6DF, 0x6E4), (0x6E7, 0x6E8), (0x6EA, 0x6ED), (0x8D3, 0x8FF), (0x20D0, 0x20F0),
    (0x2D7F, 0x2D7F), (0xFE20, 0xFE2F),
)  # fmt: skip
"""Blocks of Unicode 16 (chapters 7, 9, 13): right-to-left letters, signs, combining marks."""

_HYPHEN = 0x02  # pdfium's stand-in for a hyphen at the end of a line
_RIGHTWARDS = ("R", "AL")


def _forms() -> dict[int, str]:
    """Give what the presentation forms spell; shapes are not letters (Unicode 16, 9.2)."""
    blocks = (*range(0xFB00, 0xFB07), *range(0xFB13, 0xFE00), *range(0xFE70, 0xFEFD))
    spelled = {code: unicodedata.normalize("NFKC", chr(code)).lstrip(" ") for code in blocks}
    return {code: text for code, text in spelled.items() if text and text != chr(code)}


_FORMS = _forms()
_WRITTEN = {_FIXED + code: text for code, text in _FORMS.items() if len(text) > 1}


def side(text: str) -> int:
    """Say which way letters run: 1 right to left, -1 left to right, 0 neither.

    >>> side("ظ"), side("é"), side("4")
    (1, -1, 0)
    """
    kind = unicodedata.bidirectional(text[0]) if text else ""
    return 1 if kind in _RIGHTWARDS else -1 if kind == "L" else 0


def count_sides(codes: NDArray[np.uint32]) -> tuple[int, int]:
    """Count letters that run from right to left, and from left to right; by their blocks alone."""
    rightwards = _within(codes, *_RIGHTWARD_BLOCKS)
    letters = codes[(codes > 0x40) & ~rightwards]
    return int(rightwards.sum()), int((~_within(letters, *_SIGN_BLOCKS)).sum())


def _within(codes: NDArray[np.uint32], *blocks: tuple[int, int]) -> NDArray[np.bool_]:
    found = np.zeros(len(codes), bool)
    for first, last in blocks:
        found |= (codes >= first) & (codes <= last)
    return found


class _Outlines(dict[int, str]):
    """Stand for a glyph by one character: R, L, D (a digit) or the sign itself."""

    def __missing__(self, code: int) -> str:
        self[code] = outline = self._find(code)
        return outline

    def _find(self, code: int) -> str:
        for name, region in _REGIONS.items():
            if region <= code < region + _ROOM:
                return name
        first = _WRITTEN.get(code, chr(code))[0]
        towards = side(first)
        return "R" if towards > 0 else "L" if towards < 0 else "D" if first.isdigit() else first


OUTLINES = _Outlines()
"""A table for `str.translate`: a row of glyphs to its outline, character by character."""


class _Meanings(dict[int, int]):
    """Give each character in its base form, or its stand-in; `LOST` or `DROPPED` where it has none.

    Private characters of the first plane are kept: symbols of old fonts, counted by their reader.
    """

    def __missing__(self, code: int) -> int:
        self[code] = meaning = self._find(code)
        return meaning

    def _find(self, code: int) -> int:
        if code == _HYPHEN:
            return ord("-")
        if form := _FORMS.get(code):
            return ord(form) if len(form) == 1 else _FIXED + code
        char = chr(code)
        if char.isspace():
            return 0x20
        kind = unicodedata.category(char)
        if kind == "Cf":
            return DROPPED
        return LOST if kind in ("Cc", "Cs") or code >= _FIXED or code & 0xFFFE == 0xFFFE else code


MEANINGS = _Meanings()
"""A table for `str.translate`: what a PDF's fonts say to what they mean."""


class Spelling:
    """Hold the stand-ins of one page."""

    def __init__(self) -> None:
        self._written: dict[int, str] = {}
        self._stand_ins: dict[str, str] = {}

    def stand_in(self, text: str) -> str:
        """Give the character that stands for some; the first alone where a page uses up all room.

        >>> spelling = Spelling()
        >>> spelling.write("ا" + spelling.stand_in("لله"))
        'الله'
        """
        if len(text) < 2:
            return text
        if text not in self._stand_ins:
            region = _REGIONS.get(OUTLINES[ord(text[0])], _REGIONS["?"])
            code = region + len(self._stand_ins)
            if len(self._stand_ins) >= _ROOM:
                return text[0]
            self._written[code] = text
            self._stand_ins[text] = chr(code)
        return self._stand_ins[text]

    def find_marks(self, codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell the vowels and accents drawn apart from their letters."""
        marks = [code for code, text in self._written.items() if unicodedata.combining(text[0])]
        return _within(codes, *_MARK_BLOCKS, *zip(marks, marks, strict=True))

    def write(self, line: str) -> str:
        """Write out what the stand-ins of a line stand for."""
        if not line or max(line) < chr(_FIXED):
            return line
        return line.translate(_WRITTEN).translate(self._written)
