"""Read words that stand in a text twice, one copy over the other: «االلأاوولل» for «الأول».

Old laws print bold by printing twice, or hold two readings of one scan, and their letters come out
interwoven. Where every letter stands twice, halving is enough (`mending`). Where the copies differ,
or one is cut short, only a known word can say what was meant, and the text is its own dictionary:
a word is read as another of its words of which it holds one whole copy and the letters of a second.

Trade-off: only words that no one writes are looked at («اا», or two letters doubled), and what the
text nowhere says plainly stays as it is, as does a scan misread.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

WOVEN = re.compile(r"اا|(.)\1.*(.)\2")
"""Signs that two copies of a word stand in one place; «للممثل» shows them too."""

_LETTER_LIMIT = 40
_MOST = 8
"""Words of the same letters that are compared, commonest first, which bounds the time."""

_SKEW = 2
"""Letters that the copies are apart at most, in a word."""

_LEAST = 2
"""Letters of the second copy at least; one is enough where a word begins with two alefs."""

_SHORTEST = 4
"""Letters of the shortest word that is found again; pieces of words are shorter."""

_SAME = str.maketrans("أإآ\u06a9\u06be\u06c1\u06cc\u0649", "اااكههيي")
"""Letters that one copy has for those of the other: hamza lost, letters named as Persian."""

_HAMZAS = frozenset("أإآ")


class Dictionary:
    """Hold the words of one text, and find which of them a woven word says twice."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words of the text, without woven ones."""
        self._seen: dict[str, str] = {}
        self._known: defaultdict[str, list[str]] = defaultdict(list)
        for word, _ in Counter(words).most_common():
            if len(word) >= _SHORTEST:
                known = self._known[_key(word)]
                known += [word] if len(known) < _MOST else []

    def read(self, word: str) -> str:
        """Give the word that a woven word says twice, or the word as it is.

        >>> Dictionary(["الأول", "التأسيس"]).read("االتلتأسيس")
        'التأسيس'
        """
        if word not in self._seen:
            woven = len(word) <= _LETTER_LIMIT and WOVEN.search(word)
            self._seen[word] = self._choose(word) if woven else word
        return self._seen[word]

    def _choose(self, word: str) -> str:
        """Prefer a reading whose hamzas stand in the word, then the commonest."""
        known = self._known.get(_key(word), ())
        ranked = sorted(known, key=lambda one: -len(_HAMZAS & set(one) & set(word)))
        return next((one for one in ranked if _is_of(word, one)), word)


def _is_of(woven: str, word: str) -> bool:
    least = 1 if woven.startswith("اا") else _LEAST
    enough = len(woven) - len(word) >= least
    return enough and word.startswith("لل") >= woven.startswith("لل") and holds_twice(woven, word)


def _key(word: str) -> str:
    """Give what two copies share: the first letter, the last, and which there are."""
    word = word.translate(_SAME)
    return word[0] + word[-1] + "".join(sorted(set(word)))


def holds_twice(woven: str, word: str) -> bool:
    """Say whether letters are those of a word and, among them in order, some of its own again.

    >>> holds_twice("االتلتأسيس", "التأسيس"), holds_twice("الالتزام", "الحق")
    (True, False)
    """
    if not len(word) < len(woven) <= 2 * len(word):
        return False
    woven, word = woven.translate(_SAME), word.translate(_SAME)
    letters = iter(woven)
    if not all(letter in letters for letter in word):
        return False
    # A place is how far the whole copy has come, and the other, which may leave letters out.
    places = {(0, 0)}
    for letter in woven:
        places = {place for at in places for place in _next(word, letter, *at)}
    return any(whole == len(word) for whole, _ in places)


def _next(word: str, letter: str, whole: int, other: int) -> set[tuple[int, int]]:
    near = range(max(other, whole - _SKEW), min(whole + _SKEW, len(word)))
    places = {(whole, at + 1) for at in near if word[at] == letter}
    if word.startswith(letter, whole):
        places.add((whole + 1, other))
    return places
