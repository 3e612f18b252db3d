"""Write a text of one script in another: one door to `tifinagh` and `arabizi`.

It changes letters and not language: French words in Arabizi come out in Arabic letters too. Words
are spelled one by one, so the n-best texts differ by their least sure words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import exp, log

from volant.errors import RequestError
from volant.languages import arabizi, tifinagh

Ranked = tuple[tuple[str, float], ...]

_WORD = re.compile(r"(?:\d?\d?[A-Za-z\u00c0-\u024f](?:[\w'’]*\w)?|[2-9](?=[A-Za-z])[\w'’]*)")
_NUMBER = re.compile(r"\d{2,}\w*|\d(?:er|ère|eme|ème|e|h\d*|km|kg|dh|dhs|mad)", re.IGNORECASE)
_SIGNS = str.maketrans("?,;", "؟،؛")
_CACHED_WORDS = 1 << 13


def transliterate(text: str, to: str, from_: str | None = None, n: int = 1) -> Ranked:
    """Give the `n` likeliest ways to write a text in the script of `to`, best first.

    Tags are BCP 47; without `from_` the script follows from `to`. Scores are in (0, 1], per word.
    Raises `RequestError` for a pair that has no table.

    >>> transliterate("tamaziɣt", "zgh-Tfng")
    (('ⵜⴰⵎⴰⵣⵉⵖⵜ', 1.0),)
    """
    if n < 1:
        return ()
    if from_ == to:
        return ((text, 1.0),)
    write = _ways().get((from_ or _SOURCES.get(to, ""), to))
    if write is None:
        known = ", ".join(f"{a} to {b}" for a, b in sorted(_ways()))
        raise RequestError(f"no table writes {from_ or 'this text'} as {to}; known: {known}")
    return write(text, n)


_SOURCES = {
    "zgh-Tfng": "ber-Latn",
    "ber-Latn": "zgh-Tfng",
    "ary-Arab": "ary-Latn",
    "ary-Latn": "ary-Arab",
}


def _ways() -> dict[tuple[str, str], Callable[[str, int], Ranked]]:
    return {
        ("zgh-Tfng", "ber-Latn"): lambda text, n: ((tifinagh.to_latin(text), 1.0),),
        ("ber-Latn", "zgh-Tfng"): _to_tifinagh,
        ("ary-Latn", "ary-Arab"): _to_arabic,
        ("ary-Arab", "ary-Latn"): lambda text, n: ((arabizi.to_latin(text), 1.0),),
        ("ar", "ary-Latn"): lambda text, n: ((arabizi.to_latin(text), 1.0),),
    }


def _to_tifinagh(text: str, n: int) -> Ranked:
    """Read the text both as IRCAM spells and as people do, likelier first."""
    informal = tifinagh.is_informal(text)
    first = tifinagh.to_tifinagh(text, informal=informal)
    other = tifinagh.to_tifinagh(text, informal=not informal)
    if first == other:
        return ((first, 1.0),)
    return ((first, 0.9), (other, 0.1))[:n]


def _to_arabic(text: str, n: int) -> Ranked:
    """Spell each word, keeping the `n` best texts as it goes."""
    texts: list[tuple[list[str], float]] = [([], 0.0)]
    at, count = 0, 0
    for found in _WORD.finditer(text):
        options = _spellings(found.group(), n)
        between = text[at : found.start()].translate(_SIGNS)
        texts = [
            ([*parts, between, spelling], score + log(share))
            for parts, score in texts
            for spelling, share in options
        ]
        texts = sorted(texts, key=lambda one: -one[1])[:n]
        at, count = found.end(), count + 1
    rest = text[at:].translate(_SIGNS)
    return tuple(("".join([*parts, rest]), exp(score / max(count, 1))) for parts, score in texts)


@lru_cache(maxsize=_CACHED_WORDS)
def _spellings(word: str, n: int) -> Ranked:
    if _NUMBER.fullmatch(word):
        return ((word, 1.0),)
    return arabizi.spellings(word, max(n, 1)) or ((word, 1.0),)
