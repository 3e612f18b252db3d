"""Put the letters of لا back in order where a PDF gave them swapped.

Arabic PDFs often store the ligature لا (also لأ, لإ, لآ) as one glyph whose letters come out in
the order they are drawn: «االلتزامات» for «الالتزامات», «ثالثة» for «ثلاثة». A damaged document is
damaged throughout, so a word has few readings: those that swapping *every* ligature turns into
the word as it stands. Among them a linear model chooses, which looks at the letters around each
pair, at the word without its particles and endings, and at the words beside it. It was fitted by
`dev/mending.py`; datasheet: `weights/ligatures.md`.

Trade-off: a word that is another word when swapped («الحق», «لاحق») follows its neighbours and
what is usual, so some of these stay as they were.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zlib import crc32

BUCKETS = 1 << 19
"""Weights of the model; a power of two, so that a hash is masked and not divided."""

SCALE = 16.0
"""A weight is stored as a whole number of sixteenths, -128 to 127."""

LETTER_LIMIT = 25
"""Letters of the longest word that is looked at; the longest in the texts has 24."""

PAIR_LIMIT = 5
"""Pairs looked at in one word, which bounds its readings at 32."""

PAIR = re.compile("[اأإآ]ل")
LIGATURE = re.compile("ل([اأإآ])")
_CACHED_WORDS = 1 << 15
_IN_ORDER = -2.0
"""Score of a reading with a ligature that escaped damage: possible in headings, never likely."""

_PLAIN = 4.0
"""Lead from which a reading is taken without looking at the neighbours, for speed."""

_HIATUS = re.compile("ل[اأإآ][اأإآ]")
"""No word has two alefs on end after a lam, but a restored one read again might."""

_SPANS = (
    (0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3),
    (3, 2), (2, 3), (3, 3), (4, 2), (2, 4), (4, 4),
)  # fmt: skip
_PARTICLES = re.compile("^[وف]?[بكلس]?(?=..)")
_ENDING = re.compile("(?<=..)(?:هما|تها|تهم|ها|هم|كم|نا|ته|ات|ين|ون|ان|وا|ية|يا|ه|ة|ي|ك|ا)$")
_ALEFS = str.maketrans("أإآ", "ااا")


def damage(word: str) -> str:
    """Swap the letters of every ligature, as PDF extraction does.

    >>> damage("الالتزامات"), damage("للأسرة")
    ('االلتزامات', 'لألسرة')
    """
    return LIGATURE.sub(r"\1ل", word)


class Model:
    """Choose among the readings of a damaged word with one table of weights."""

    def __init__(self, weights: bytes) -> None:
        """Take `BUCKETS` signed bytes."""
        self._weights = array("b", weights)
        self._seen: dict[tuple[str, ...], tuple[str, float]] = {}

    def restore(self, word: str, before: str = "", after: str = "") -> str:
        """Give the likeliest reading of a word of a damaged text, standing between two others.

        Letters only, no tatweel and no vowel marks; the neighbours as the damaged text has them.
        """
        sure, gap = self._cached(word, "", "")
        return sure if gap >= _PLAIN else self._cached(word, before, after)[0]

    def _cached(self, *key: str) -> tuple[str, float]:
        if (found := self._seen.get(key)) is None:
            if len(self._seen) >= _CACHED_WORDS:
                self._seen.clear()
            self._seen[key] = found = self.choose(*key)
        return found

    def choose(self, word: str, before: str, after: str) -> tuple[str, float]:
        """Give the likeliest reading and its lead over the next, in log odds."""
        ways = readings(word)
        if len(ways) == 1:
            return word, _PLAIN
        pairs = [found.start() for found in PAIR.finditer(word)]
        odds = {at: self.odds(word, at, before, after) for at in pairs}
        scores = sorted(((_score(word, way, odds), way) for way in ways), reverse=True)
        return scores[0][1], scores[0][0] - scores[1][0]

    def odds(self, word: str, at: int, before: str = "", after: str = "") -> float:
        """Give the log odds that the pair at `at` was a ligature before damage."""
        return sum(self._weights[row] for row in rows(word, at, before, after)) / SCALE


def _score(word: str, reading: str, odds: dict[int, float]) -> float:
    score = _IN_ORDER if reading == word and LIGATURE.search(word) else 0.0
    swapped = (at for at in odds if reading[at] == "ل" and reading[at + 1] == word[at])
    return score + sum(odds[at] for at in swapped)


@cache
def shipped() -> Model:
    """Load the model of the package.

    >>> shipped().restore("ثالثة", "", "أشهر"), shipped().restore("المادة")
    ('ثلاثة', 'المادة')
    """
    return Model((files("volant.languages") / "weights" / "ligatures.bin").read_bytes())


def readings(word: str) -> list[str]:
    """List the word itself and every other whose damaged form it is."""
    spots = [found.start() for found in PAIR.finditer(word)]
    if not spots or len(spots) > PAIR_LIMIT or len(word) > LETTER_LIMIT:
        return [word]
    return [word, *(one for one in _swapped(word, spots) if _fits(one, word))]


def _fits(reading: str, word: str) -> bool:
    return damage(reading) == word != reading and not _HIATUS.search(reading)


def _swapped(word: str, spots: list[int]) -> Iterator[str]:
    for chosen in range(1 << len(spots)):
        letters = list(word)
        for i, at in enumerate(spots):
            if chosen >> i & 1:
                letters[at : at + 2] = letters[at + 1], letters[at]
        yield "".join(letters)


def rows(word: str, at: int, before: str, after: str) -> list[int]:
    """Hash what the model sees of a pair to rows below `BUCKETS`."""
    return [
        crc32(feature.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)
        for feature in _features(word, at, before, after)
    ]


def _features(word: str, at: int, before: str, after: str) -> Iterator[str]:
    alef, left, right = word[at], "^" + word[:at], word[at + 2 :] + "$"
    for i, j in _SPANS:
        yield f"{alef}{left[-i:] if i else ''}|{right[:j]}"
    bare, stem = _PARTICLES.sub("", word[:at]), _ENDING.sub("", word[at + 2 :])
    yield f"w{word[:at]}{alef}|{right}"
    yield f"p{bare}{alef}|{right}".translate(_ALEFS)
    yield f"s{word[:at]}{alef}|{stem}".translate(_ALEFS)
    yield f"q{bare}{alef}|{stem}".translate(_ALEFS)
    yield f"b{before}>{word[:at]}{alef}|{right}"
    yield f"a{after}>{word[:at]}{alef}|{right}"
    yield f"c{before[:3]}>{word[:at]}|{right}"
    yield f"d{after[:3]}>{word[:at]}|{right}"
