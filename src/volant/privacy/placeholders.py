"""Be the stand-ins that a text carries instead of personal data, and what looks like one.

`⟦CIN_1⟧`: the kind tells an engine what to do with it, the number which one it is. The brackets
(U+27E6, U+27E7) are in no document of ours, are mirrored by right-to-left text like any brackets,
need no escape in JSON and tie the ASCII inside to one direction. For people the kind is MAN, WOMAN
or PERSON, as Arabic verbs agree with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from volant.privacy.finding import KINDS

NEUTRAL = "[…]"
"""What is shown for a placeholder that an engine changed or made up."""

PEOPLE = {"m": "MAN", "f": "WOMAN", "": "PERSON"}
LITERAL = "mark"
"""The kind of what looks like a placeholder in a text as given."""

_KINDS = sorted({kind.upper() for kind in KINDS if kind != "name"} | {*PEOPLE.values(), "MARK"})
_WORDS = "|".join(_KINDS)
_PREFIXES = "|".join(
    sorted({kind[:n] for kind in _KINDS for n in range(1, len(kind) + 1)}, key=len, reverse=True)
)
_INSIDE = r'[^⟦⟧\n"\\]{0,32}'
_ALIKE = rf"⟦{_INSIDE}⟧|⟦|(?<![A-Za-z0-9_])(?:{_WORDS})_\d{{1,6}}(?!\d)"
_CUT = r"(?:\\{1,8}(?:u[0-9A-Fa-f]{0,3})?)?"
"""An escape that has only begun."""

_BEGUN = (
    rf"⟦{_INSIDE}{_CUT}\Z|(?<![A-Za-z0-9_])(?:(?:{_WORDS})_\d{{0,6}}|{_PREFIXES}){_CUT}\Z"
    r"|\\{1,8}(?:u[0-9A-Fa-f]{0,3})?\Z"
)
_WHOLE = re.compile(_ALIKE, re.IGNORECASE)
_STREAM = re.compile(rf"(?P<begun>{_BEGUN})|{_ALIKE}", re.IGNORECASE)
_ESCAPE = re.compile(r"\\{1,8}u[0-9A-Fa-f]{4}")


class Token(NamedTuple):
    """Be `raw[start:end]`, which looks like the placeholder `text`; `begun` if more may follow.

    `escapes` is how many backslashes stand before the code of its bracket, 0 if it is no escape.
    """

    start: int
    end: int
    text: str
    begun: bool
    escapes: int


def write(kind: str, sex: str, number: int) -> str:
    """Write a placeholder.

    >>> write("cin", "", 1), write("name", "f", 2)
    ('⟦CIN_1⟧', '⟦WOMAN_2⟧')
    """
    return f"⟦{PEOPLE[sex] if kind == 'name' else kind.upper()}_{number}⟧"


def tokens(raw: str, before: str = "", *, final: bool = True) -> Iterator[Token]:
    """Find what looks like a placeholder, also written in JSON escapes (`\\u27e6`), in order.

    `before` is the letter before `raw`. Unless `final`, the last token may be one that is begun.
    """
    text, places = unescape(raw)
    pattern, shift = (_WHOLE if final else _STREAM), len(before)
    for found in pattern.finditer(before + text, shift):
        start, end = found.start() - shift, found.end() - shift
        begin = places[start] if places else start
        yield Token(
            start=begin,
            end=places[end] if places else end,
            text=found[0],
            begun=not final and found["begun"] is not None,
            escapes=_count_escapes(raw, begin),
        )


def follow(raw: str, at: int) -> Token | None:
    """Find what would look like a placeholder at a place if no letter stood before it."""
    first = next(tokens(raw[at : at + _LOOK]), None)
    if first is None or first.start:
        return None
    return first._replace(start=at, end=at + first.end)


_LOOK = 400
"""More than the longest placeholder, each letter of it escaped eight times."""


def _count_escapes(raw: str, at: int) -> int:
    found = _ESCAPE.match(raw, at)
    return len(found[0]) - 5 if found else 0


def unescape(raw: str) -> tuple[str, list[int]]:
    """Read JSON's `\\uXXXX`, however often it was escaped itself; and say where each letter stood.

    The list is empty where nothing was escaped, and else one longer than the text.

    >>> unescape(r"a\\u27e6b")
    ('a⟦b', [0, 1, 7, 8])
    """
    if "\\" not in raw:
        return raw, []
    letters: list[str] = []
    places: list[int] = []
    at = 0
    for found in _ESCAPE.finditer(raw):
        letters.append(raw[at : found.start()])
        places.extend(range(at, found.start() + 1))
        letters.append(chr(int(found[0][-4:], 16)))
        at = found.end()
    places.extend(range(at, len(raw) + 1))
    return "".join((*letters, raw[at:])), places


def escape(text: str, depth: int) -> str:
    """Write what is not ASCII in JSON escapes with `depth` backslashes each; as it is for 0.

    >>> escape("علي", 1)
    '\\\\u0639\\\\u0644\\\\u064a'
    """
    if depth == 0:
        return text
    return _FOREIGN.sub(lambda found: _escape(found[0], depth), text)


_FOREIGN = re.compile(r"[^\x20-\x7e]+")


def _escape(text: str, depth: int) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    codes = (units[at : at + 2].hex() for at in range(0, len(units), 2))
    return "".join(f"{chr(92) * depth}u{code}" for code in codes)
