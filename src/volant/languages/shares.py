"""Find parts of one beside a number, `and a half`, and words for about so many, `une dizaine de`.

Only where the words around say so: `a third of` is a part, while a `tiers` is somebody and a
`third` a rank; a `quarantaine` is forty only of something. Spelling is `numerals`, `cardinals`.
"""

from __future__ import annotations

import re
from fractions import Fraction

from volant.languages import cardinals
from volant.languages import numerals as words
from volant.languages.figures import Token, follow

PARTS = {
    word: part
    for table in (words.PARTS, words.FRENCH_PARTS, cardinals.PARTS, words.WEAK_PARTS)
    for word, part in table.items()
    if part in (Fraction(1, 2), Fraction(1, 4))
}
"""Halves and quarters, which are said beside a whole number."""


def find_part(text: str, tokens: list[Token], at: int) -> tuple[Fraction, int]:
    """Find a half or a quarter that `and` joins at a place, and the place after; 0 for none."""
    following, place, joined = follow(text, tokens, at - 1), at, False
    while following and following.word in ("&", "and", "y", "a") and place < at + 2:
        place, joined = place + 1, True
        following = follow(text, tokens, place - 1)
    if following is None or not (joined or following.joined):
        return Fraction(0), at
    return PARTS.get(following.word, Fraction(0)), place + 1


def find_share(tokens: list[Token], at: int) -> Fraction | None:
    """Give the part that `one third`, `un cinquième des` or `a quarter of` says at a place."""
    under = _SHARED.get(word := tokens[at].word)
    if under is None or not at:
        return None
    before = tokens[at - 1].word
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    one = before in _ONE or (before in _THE and word in _PARTED)
    return Fraction(1, under) if before == "one" or (one and following in _OF_WHAT) else None


_SHARED = {
    "mitad": 2, "tercio": 3, "quinto": 5, "decimo": 10, "third": 3, "quarter": 4, "fifth": 5,
    "tenth": 10, "tiers": 3, "quart": 4, "cinquieme": 5, "dixieme": 10,
}  # fmt: skip
_ONE = frozenset(("one", "a", "un", "une", "una"))
_THE = frozenset(("le", "el", "la"))
_PARTED = frozenset(("tiers", "quart", "tercio", "mitad"))
"""What is a part after `the` too, and never the third or the fifth of a list."""
_OF_WHAT = frozenset(("of", "de", "des", "du", "del"))


def is_rough(text: str, tokens: list[Token], at: int) -> bool:
    """Say whether a word counts about so many: `une dizaine de`, `a dozen`; no quarantine."""
    before = tokens[at - 1].word if at else ""
    counts = tokens[at].word == "dozen" or _OF_SOME.match(text, tokens[at].end)
    return before in _ONE and bool(counts)


_OF_SOME = re.compile(r"\s+(?:de\s|d['’])")
