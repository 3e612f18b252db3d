"""Take for one number what a text says twice: « trente (30) jours », 5.000 درهم (خمسة آلاف درهم).

Contracts and laws write a number in words and in figures, one of them in brackets, so that neither
can be altered; broken PDF text leaves the brackets beside the figures, «ستون ( )60 يوما». Only what
agrees is joined: where words and figures differ, both stay. Where the two
stand in one bracket, blanks alone part them.
"""

from __future__ import annotations

import re
from typing import Protocol

_BLANK = re.compile(r"[ \u00a0\u202f\u200e\u200f\u202a-\u202c]{1,4}")
_BRACKETS = re.compile(
    r"[\s\u200e\u200f\u202a-\u202c]*[()\[\]][\s()\[\]%٪\u200e\u200f\u202a-\u202c]*"
)
_OPENED = re.compile(r"[()\[\]]\s?\Z")
_DIGIT = re.compile(r"\d")


class Span(Protocol):
    """Be something that stands at `text[start:end]`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def says_again(text: str, first: Span, second: Span) -> bool:
    """Say whether only brackets or blanks part two spans, and just one is in figures.

    >>> from volant.languages.figures import tokenise
    >>> text = "ثلاثين (30) يوما"
    >>> says_again(text, *list(tokenise(text))[:2])
    True
    """
    parted = _BRACKETS.fullmatch(text, first.end, second.start)
    if not parted and not _BLANK.fullmatch(text, first.end, second.start):
        return False
    figures = [bool(_DIGIT.search(text, one.start, one.end)) for one in (first, second)]
    return figures[0] != figures[1]


def is_bracketed(text: str, span: Span) -> bool:
    """Say whether a bracket stands just before a span or inside it.

    >>> from volant.languages.figures import tokenise
    >>> is_bracketed("(30) jours", next(tokenise("(30) jours")))
    True
    """
    before = text[max(span.start - 2, 0) : span.start]
    return bool(_OPENED.search(before) or _BRACKETS.search(text, span.start, span.end))


def is_closing(gap: str) -> bool:
    """Say whether a gap is the bracket that closes, and blanks."""
    return bool(_BRACKETS.fullmatch(gap))
