"""Read the words beside a number that say what it is.

The nearest words decide; what is further away than a clause says nothing. Grammar is not read:
« ce n'est pas ma CIN » counts as a label, because hiding a number too many harms nobody.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import chain

BEFORE, AFTER = 48, 24
"""Characters looked at on both sides; the lines in tests/privacy seldom need more."""

_WORD = re.compile(r"[^\W\d_]+")
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل")
"""What Arabic writes onto the front of a word: and, then, by, to, like, and the article."""


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Give the kinds of each word of `labels.tsv`, Arabic words with what is written onto them."""
    table: dict[str, tuple[str, ...]] = {}
    source = files("volant.privacy").joinpath("labels.tsv").read_text("utf-8")
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        kinds, _, listed = line.partition("\t")
        for word in listed.split():
            for form in attached(word):
                table[form] = (*table.get(form, ()), *kinds.split())
    return table


def attached(word: str) -> tuple[str, ...]:
    """Give a word, and if it is Arabic also with the proclitics.

    >>> "والهاتف" in attached("هاتف"), attached("cin")
    (True, ('cin',))
    """
    return tuple(front + word for front in _PROCLITICS) if "ء" <= word[0] <= "ي" else (word,)


class Labels:
    """Hold the kinds that the words around `low[start:end]` name, the nearest word first."""

    __slots__ = ("kinds", "nearest")

    def __init__(self, low: str, start: int, end: int, since: int) -> None:
        table, begin = words(), max(0, start - BEFORE)
        near = _WORD.findall(low[max(since, begin) : start].replace(".", ""))
        found = [table[word] for word in reversed(near) if word in table]
        self.nearest = found[0] if found else ()
        far = _WORD.findall(low[begin:since]) if since > begin else []
        far += _WORD.findall(low[end : end + AFTER])
        found += [table[word] for word in far if word in table]
        self.kinds = frozenset(chain.from_iterable(found))
