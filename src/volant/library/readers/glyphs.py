"""Take the glyphs of a PDF page from pdfium: what each says and where it stands.

Of pdfium only positions and characters are used, never its order: it reverses words on one line
and not on the next. What one glyph spells («لا», «الله», « ffi ») comes as several characters at
one origin, in either order; here they become one glyph again. Slanted text is a stamp or a
watermark across the page and is left out. It does not know lines or columns.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

SIZE_EVERY = 8
"""Characters of a line between two readings of the font, the costliest question to pdfium."""

SLANT = 0.15
"""Radians (9°) off the horizontal or vertical past which text is a stamp, not a line."""

FARTHEST = 1e6
"""Points from the origin past which nothing is on a page: PDF allows 14,400 (ISO 32000-1, C.2)."""

SAME_PLACE = 0.01
"""Points: characters nearer than this were spelled by one glyph."""

_ALIFS = "اأإآٱ"
_HYPHEN = "\x02"  # pdfium's stand-in for a hyphen at the end of a line
_QUARTER = math.pi / 2


class Glyph(NamedTuple):
    """Stand for one shape on the page; x grows rightwards, y upwards, both in points.

    `left` is where the pen was set down, `right` where the ink or the advance ends.
    `text` is what it spells, in reading order; `size` is the font size in points. A space of no
    width is pdfium's remark that there is white beside the letter at this place.
    """

    text: str
    left: float
    right: float
    y: float
    size: float


class _Char(NamedTuple):
    text: str
    x: float
    y: float
    left: float
    right: float
    size: float
    turn: int


def list_glyphs(page: pdfium.PdfPage) -> list[list[Glyph]]:
    """Give the glyphs of a page in no particular order, as if the text stood upright.

    One list for each way the text is turned, by quarters; the longest first.
    """
    textpage = page.get_textpage()
    try:
        chars = list(_chars(textpage))
    finally:
        textpage.close()
    turned: dict[int, list[Glyph]] = {}
    start = 0
    for end in range(1, len(chars) + 1):
        if end == len(chars) or not _same_place(chars[start], chars[end]):
            turned.setdefault(chars[start].turn, []).extend(_spell(chars, start, end))
            start = end
    return sorted(turned.values(), key=len, reverse=True)


def _chars(textpage: pdfium.PdfTextPage) -> Iterator[_Char]:
    """Yield the characters in pdfium's order, without those it made up itself."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    font: tuple[float, int] | None = None
    baseline, high = math.nan, 0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (0x20, 0x0A, 0x0D) and raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        drawn = code != 0x20 or box.right > box.left
        if drawn and (y.value != baseline or index % SIZE_EVERY == 0):
            font, baseline = _measure(textpage, index), y.value
        corners = (x.value, y.value, box.left, box.right, box.bottom, box.top)
        if font and all(abs(corner) < FARTHEST for corner in corners):
            yield _Char(_tell(code), *_upright(corners, font[1]), *font)


def _measure(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, int] | None:
    """Give the font size in points and the quarter turns, counter-clockwise; None if slanted."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, index, matrix):
        return None
    size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    quarters = math.atan2(matrix.b, matrix.a) / _QUARTER
    if not math.isfinite(size) or abs(quarters - round(quarters)) * _QUARTER > SLANT:
        return None
    return abs(size), round(quarters) % 4


def _upright(
    corners: tuple[float, float, float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
    """Turn the page back so that this character stands upright: x, y, left, right."""
    x, y, left, right, bottom, top = corners
    if turn == 1:
        return y, -x, bottom, top
    if turn == 2:
        return -x, -y, -right, -left
    if turn == 3:
        return -y, x, -top, -bottom
    return x, y, left, right


def _tell(code: int) -> str:
    """Give the character in its base form: presentation forms are shapes, not letters."""
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    if char == _HYPHEN:
        return "-"
    if "\ufb00" <= char <= "\ufb06" or "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc":
        return unicodedata.normalize("NFKC", char).lstrip(" ")
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    return "\ufffd" if kind == "Cc" else "" if kind == "Cf" else char


def _same_place(one: _Char, other: _Char) -> bool:
    return abs(one.x - other.x) < SAME_PLACE and abs(one.y - other.y) < SAME_PLACE


def _spell(chars: list[_Char], start: int, end: int) -> Iterator[Glyph]:
    """Join the characters of one glyph; a space drawn at the place of a letter stays apart."""
    group = [char for char in chars[start:end] if char.text]
    for space in (char for char in group if char.text == " "):
        yield Glyph(" ", space.left, space.right, space.y, space.size)
    letters = [char for char in group if char.text != " "]
    if not letters:
        return
    text = letters[0].text if len(letters) == 1 else _order(letters, _descending(chars, start))
    first = letters[0]
    right = max(first.x, *(char.right for char in letters))
    yield Glyph(text, first.x, right, first.y, first.size)


def _descending(chars: list[_Char], start: int) -> bool:
    """Tell whether pdfium lists this stretch from right to left."""
    return start > 0 and chars[start - 1].x > chars[start].x


def _order(letters: list[_Char], reversed_by_pdfium: bool) -> str:
    """Put the characters one glyph spells in reading order, vowels after their letter.

    Where pdfium cut the box into slices, the slices tell; else only a ligature it met in a
    stretch written from right to left comes out backwards.
    """
    arabic = any("\u0600" <= char.text[0] <= "\u06ff" for char in letters)
    sliced = any(char.left != letters[0].left for char in letters)
    if arabic and sliced:
        letters = sorted(letters, key=lambda char: -char.right)
    elif arabic and reversed_by_pdfium:
        letters = letters[::-1]
    letters = sorted(letters, key=lambda char: unicodedata.combining(char.text[0]) > 0)
    text = "".join(char.text for char in letters)
    if len(text) > 1 and text[0] in _ALIFS and text[1:] == "ل":
        return text[::-1]
    return text
