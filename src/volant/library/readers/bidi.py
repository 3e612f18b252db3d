"""Turn rows of glyphs, as they stand from left to right, into the lines a person reads.

It undoes the Unicode Bidirectional Algorithm (UAX #9) without levels: the row has a
direction, Latin words and numbers run the other way inside an Arabic row, and brackets are turned
to face what they hold, since extractors mirror some and not others. What the algorithm draws alike
(a number between an Arabic and a Latin word) is read the likelier way: with the Latin word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from volant.library.readers.pages import Line
from volant.library.readers.spelling import OUTLINES

_RIGHTWARDS = re.compile("[\u0590-\u08ff]")
_TWINS = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")
_BRACKETS = frozenset("()[]{}«»‹›")
_BRACKET = re.compile(r"[][(){}«»‹›]")
_OPENING = frozenset("([{«‹")
_ENDS = frozenset(".،؛:!؟?…")

_NUMBER = r"D+(?:[.,:/٫٬]D+)*"  # common separators do not part a number (UAX #9, W4)
_LINKED = r"[D \-–_.,'’/:@+&]{0,40}"  # bounded: a hostile row must not cost its square
_FORWARD = re.compile(rf"(?:D{_LINKED})?L(?:[^R،؛؟]*L)?(?:{_LINKED}D)?|{_NUMBER}")
_BACKWARD = re.compile(r"R(?:[^L]*R)?")


def read_row(row: str, towards: int) -> str:
    """Give the line in reading order; `towards` is the direction of the page, as in `side`.

    `row` has one character a glyph, as it stands from left to right (see `spelling`).

    >>> read_row("33 ةداملا", 1)
    'المادة 33'
    """
    outline = row.translate(OUTLINES)
    if _direction(outline, towards) > 0:
        row = _from_right(row, outline)
    elif "R" in outline:
        row = _from_left(row, outline)
    return " ".join(row.split())


def face_brackets(text: str) -> str:
    """Turn each bracket to face what it holds; for text with Arabic in it.

    White on one side decides; where it does not, an open bracket of the kind waits to be closed.

    >>> face_brackets(")30 نوفمبر 2023( و » الأسرة «")
    '(30 نوفمبر 2023) و « الأسرة »'
    """
    faced = list(text)
    waiting: dict[str, int] = {}
    for found in _BRACKET.finditer(text):
        place, sign = found.start(), found[0]
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


def face_lines(lines: Sequence[Line]) -> list[Line]:
    """Turn the brackets of the lines of a page, if there is Arabic in it."""
    whole = "\n".join(cell.text for line in lines for cell in line.cells)
    faced = face_brackets(whole) if _RIGHTWARDS.search(whole) else whole
    if faced == whole:
        return list(lines)
    texts = iter(faced.split("\n"))
    return [
        replace(line, cells=tuple(replace(cell, text=next(texts)) for cell in line.cells))
        for line in lines
    ]


def _direction(outline: str, towards: int) -> int:
    """Say which way a row runs: where its sentence ends tells, else the words of each script.

    Near a tie the direction of the page decides.
    """
    if "R" not in outline:
        return -1 if "L" in outline else towards
    if "L" not in outline:
        return 1
    words = [word for word in outline.split() if "R" in word or "L" in word]
    right = sum(1 for word in words if "R" in word)
    left = len(words) - right
    row = outline.strip()
    ends = (row[0] in _ENDS) - (row[-1] in _ENDS)
    return ends or (towards if abs(right - left) <= 1 else 1 if right > left else -1)


def _from_right(row: str, outline: str) -> str:
    """Read from right to left, turning back for Latin words and numbers."""
    stretches: list[str] = []
    done = 0
    while run := _FORWARD.search(outline, done):
        start, end = run.span()
        if end < len(row) and row[end] in _BRACKETS and _unpaired(run[0]):
            end += 1
        stretches += [row[done:start][::-1], row[start:end]]
        done = end
    stretches.append(row[done:][::-1])
    return "".join(reversed(stretches))


def _from_left(row: str, outline: str) -> str:
    """Read from left to right, turning back for Arabic words and what stands between them."""
    line: list[str] = []
    done = 0
    for run in _BACKWARD.finditer(outline):
        start, end = run.span()
        line += [row[done:start], _from_right(row[start:end], run[0])]
        done = end
    return "".join([*line, row[done:]])


def _unpaired(outline: str) -> bool:
    return sum(1 for sign in outline if sign in _BRACKETS) % 2 == 1
