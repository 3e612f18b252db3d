"""Turn a row of glyphs, as they stand from left to right, into the line a person reads.

It undoes the Unicode Bidirectional Algorithm (UAX #9) without levels: the row has a
direction, Latin words and numbers run the other way inside an Arabic row, and brackets are turned
to face what they hold, since extractors mirror some and not others. What the algorithm draws alike
(a number between an Arabic and a Latin word) is read the likelier way: with the Latin word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from volant.library.readers.glyphs import Glyph

WORD_GAP = 0.2
"""Font sizes of white that part two words; spaces are 0.25 to 0.3, the widest bearing 0.15."""

LEAST_GAP = 0.1
"""Font sizes of white below which pdfium's remark about it is mistaken."""

TOUCHING = 0.01
"""Points: white remarked this near the start of a letter is beside that letter."""

_TWINS = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")
_BRACKETS = frozenset("()[]{}«»‹›")
_OPENING = frozenset("([{«‹")
_ENDS = frozenset(".،؛:!؟?…")

_NUMBER = r"D+(?:[.,:/٫٬]D+)*"  # common separators do not part a number (UAX #9, W4)
_LINKED = r"[D \-–_.,'’/:@+&]{0,40}"  # bounded: a hostile row must not cost its square
_FORWARD = re.compile(rf"(?:D{_LINKED})?L(?:[^R،؛؟]*L)?(?:{_LINKED}D)?|{_NUMBER}")
_BACKWARD = re.compile(r"R(?:[^L]*R)?")


@lru_cache(maxsize=4096)
def side(text: str) -> int:
    """Say which way letters run: 1 right to left, -1 left to right, 0 neither."""
    kind = unicodedata.bidirectional(text[0]) if text else ""
    return 1 if kind in ("R", "AL") else -1 if kind == "L" else 0


@lru_cache(maxsize=4096)
def _outline(text: str) -> str:
    """Stand for a glyph by one character: R, L, D (a digit) or the sign itself."""
    if (towards := side(text)) != 0:
        return "R" if towards > 0 else "L"
    return "D" if text[0].isdigit() else text[0]


def read_row(row: Sequence[Glyph], towards: int) -> str:
    """Give the line in reading order; `towards` is the direction of the page, as in `side`.

    >>> glyphs = [Glyph(c, x, x + 1, 0, 1) for x, c in enumerate("33 ةداملا")]
    >>> read_row(glyphs, 1)
    'المادة 33'
    """
    cells = _with_spaces(_with_vowels(row))
    outline = "".join(map(_outline, cells))
    if _direction(outline, towards) > 0:
        cells = _from_right(cells, outline)
    elif "R" in outline:
        cells = _from_left(cells, outline)
    return " ".join("".join(cells).split())


def face_brackets(text: str) -> str:
    """Turn each bracket to face what it holds; for text with Arabic in it.

    White on one side decides; where it does not, an open bracket of the kind waits to be closed.

    >>> face_brackets(")30 نوفمبر 2023( و » الأسرة «")
    '(30 نوفمبر 2023) و « الأسرة »'
    """
    faced = list(text)
    waiting: dict[str, int] = {}
    for place, sign in enumerate(text):
        if sign not in _BRACKETS:
            continue
        opening, closing = sorted((sign, sign.translate(_TWINS)), key=lambda s: s not in _OPENING)
        before = text[place - 1 : place] or " "
        after = text[place + 1 : place + 2] or " "
        if before.isspace() != after.isspace():
            opens = before.isspace()
        else:
            opens = waiting.get(opening, 0) == 0
        faced[place] = opening if opens else closing
        waiting[opening] = 1 if opens else 0
    return "".join(faced)


def _with_vowels(row: Sequence[Glyph]) -> list[Glyph]:
    """Attach each combining mark to the letter it stands over or under."""
    bases = [glyph for glyph in row if not unicodedata.combining(glyph.text[0])]
    letters = [place for place, base in enumerate(bases) if base.text != " "]
    if len(bases) == len(row) or not letters:
        return list(row)
    middles = [(bases[place].left + bases[place].right) / 2 for place in letters]
    marks: dict[int, str] = {}
    for glyph in row:
        if unicodedata.combining(glyph.text[0]):
            nearest = letters[_nearest(middles, (glyph.left + glyph.right) / 2)]
            marks[nearest] = marks.get(nearest, "") + glyph.text
    return [base._replace(text=base.text + marks.get(i, "")) for i, base in enumerate(bases)]


def _nearest(middles: Sequence[float], middle: float) -> int:
    """Find the nearest of ascending values; bisecting, since a row can be hostile and long."""
    right = min(bisect_left(middles, middle), len(middles) - 1)
    left = max(right - 1, 0)
    return min(left, right, key=lambda place: abs(middles[place] - middle))


def _with_spaces(row: Sequence[Glyph]) -> list[str]:
    """Give the texts from left to right, a space where white parts two glyphs."""
    drawn = [glyph for glyph in row if glyph.text != " " or glyph.right > glyph.left]
    whites = [right.left - left.right for left, right in pairwise(drawn)]
    remarked = _remarked(row, drawn, whites)
    cells = [drawn[0].text]
    for place, (white, glyph) in enumerate(zip(whites, drawn[1:], strict=True)):
        if (place in remarked or white > WORD_GAP * glyph.size) and cells[-1] != " " != glyph.text:
            cells.append(" ")
        cells.append(glyph.text)
    return cells


def _remarked(row: Sequence[Glyph], drawn: Sequence[Glyph], whites: Sequence[float]) -> set[int]:
    """Find the whites pdfium remarked: where it says, or the wider beside the letter it names."""
    lefts = [glyph.left for glyph in drawn]
    found: set[int] = set()
    for glyph in row:
        if glyph.text == " " and glyph.right <= glyph.left:
            place = bisect_left(lefts, glyph.left - TOUCHING)
            named = place < len(lefts) and lefts[place] - glyph.left <= TOUCHING
            beside = range(max(0, place - 1), min(len(whites), place + named))
            widest = max(beside, key=whites.__getitem__, default=-1)
            if widest >= 0 and whites[widest] > LEAST_GAP * drawn[widest].size:
                found.add(widest)
    return found


def _direction(outline: str, towards: int) -> int:
    """Say which way a row runs: where its sentence ends tells, else the words of each script.

    Near a tie the direction of the page decides.
    """
    words = [word for word in outline.split() if "R" in word or "L" in word]
    right = sum(1 for word in words if "R" in word)
    left = len(words) - right
    if not right or not left:
        return 1 if right else -1 if left else towards
    row = outline.strip()
    ends = (row[0] in _ENDS) - (row[-1] in _ENDS)
    return ends or (towards if abs(right - left) <= 1 else 1 if right > left else -1)


def _from_right(cells: Sequence[str], outline: str) -> list[str]:
    """Read from right to left, turning back for Latin words and numbers."""
    stretches: list[Sequence[str]] = []
    done = 0
    while run := _FORWARD.search(outline, done):
        start, end = run.span()
        if end < len(cells) and cells[end] in _BRACKETS and _unpaired(run[0]):
            end += 1
        stretches += [cells[done:start][::-1], cells[start:end]]
        done = end
    stretches.append(cells[done:][::-1])
    return [cell for stretch in reversed(stretches) for cell in stretch]


def _from_left(cells: Sequence[str], outline: str) -> list[str]:
    """Read from left to right, turning back for Arabic words and what stands between them."""
    line: list[str] = []
    done = 0
    for run in _BACKWARD.finditer(outline):
        start, end = run.span()
        line += cells[done:start]
        line += _from_right(cells[start:end], run[0])
        done = end
    return [*line, *cells[done:]]


def _unpaired(outline: str) -> bool:
    return sum(1 for sign in outline if sign in _BRACKETS) % 2 == 1
