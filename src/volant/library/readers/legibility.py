"""Say whether the letters of a page can be what the page says.

A PDF may draw one thing and say another: words backwards, a font whose map to Unicode is wrong or
missing, letters shuffled. Every language has pairs of letters it likes in one order alone, and
none where the letters are noise; so a page is judged by how many bits its pairs of letters cost,
forwards and backwards, in the script it is written in. No word is looked up, so a page in a
language never seen costs more and is still not called damaged. Whether something is missing is
told by what else is drawn there (`coverage`), and nothing here knows places.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("letters.txt")
"""Half bits that each letter costs after each other, as a capital letter from A; `dev/letters.py`
fits it and names its sources."""

ALPHABETS = {
    "Arab": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "Latn": "abcdefghijklmnopqrstuvwxyz",
    "Tfng": "".join(map(chr, range(0x2D30, 0x2D68))),
}
DEPTH = 25
"""The most half bits a pair can cost."""

FEWEST = 40
"""Pairs of letters below which nothing can be said: five words."""

BACKWARDS = 4.0
"""Bits a word costs less backwards, past which it counts as backwards by itself."""

MANY_BACKWARDS = {"Arab": 0.12, "Latn": 0.12, "Tfng": 0.06}
"""Share of words backwards by themselves, past which a page is so in part. 98 % of clean pages have
under 0.07, 0.02 (Kabyle 0.13) and 0.03; of pages with a third of the words reversed 98 % have over
0.18, 0.11 and 0.08."""

NOISE = {"Arab": 4.25, "Latn": 4.3, "Tfng": 4.0}
"""Bits a pair of a page's letters costs past which they are no language. The costliest clean pages
of 1,500 characters cost 3.99, 4.28 (Kabyle), 3.79; the cheapest with shuffled letters 4.67, 4.50,
4.44."""

ACCENTED = 0.3
"""Share of accented letters past which Latin letters stand for those of another script; French has
0.05, Kabyle 0.1, Arabic taken for Latin-1 nearly 1."""

FEW = 3.0
"""Bits a pair that a page of one pair may cost more, less with the root of their number: how much
the costs of pairs differ."""

PLAINLY = 0.4
"""Bits a pair costs less backwards, past which letters that cost much are still words."""

SIGNS = 0.4
"""Share of signs that are neither letters nor digits past which a font's map is wrong."""

LOST = 0.1
"""Share of signs without meaning past which a font has no map to Unicode."""

Numbers = NDArray[np.uint8]

_LEADERS = (0x2D, 0x2E, 0x5F, 0x2026)  # they fill lines, and say nothing of a font
_LOST = ((0xFFFD, 0xFFFD), (0xE000, 0xF8FF))
_ACCENTED = ((0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF))
_LATIN = ((0x41, 0x5A), (0x61, 0x7A), *_ACCENTED)
_SIGNS = (
    (0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA1, 0xBF), (0xD7, 0xD7),
    (0xF7, 0xF7), (0x609, 0x60D), (0x61B, 0x61F), (0x66A, 0x66D), (0x2010, 0x2BFF), *_LOST,
)  # fmt: skip
_MARKS = ((0x300, 0x36F), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670))
"""Blocks of Unicode 16: what is no letter, and what is written over letters or between them."""

_FIRST = {"Arab": 1, "Latn": 64, "Tfng": 128}  # numbers of letters; 0 is no letter, 255 a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Say what is wrong with a text: stable codes, and the share of words that seem right."""

    score: float
    faults: tuple[str, ...] = ()


def judge(text: str) -> Verdict:
    """Judge the text of one page.

    Faults are `reversed`, `mixed-up` and `no-map`.

    >>> judge("تحدد كيفيات تطبيق هذه المادة بنص تنظيمي بعد استشارة المجلس الوطني").faults
    ()
    >>> judge("يميظنت صنب ةداملا هذه قيبطت تايفيك ددحت دعب ةراشتسا سلجملا ينطولا").faults
    ('reversed',)
    """
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    codes = codes[codes > 0x20]
    lost = _share(codes, _LOST)
    faults = ["no-map"] if lost > LOST else []
    accented = _share(codes[_within(codes, _LATIN)], _ACCENTED)
    if accented > ACCENTED or _share(codes, _SIGNS) > SIGNS + lost:
        return Verdict(score=0.0, faults=(*faults, "mixed-up"))
    worst = 0.0
    letters = number(text)
    for script in ALPHABETS:
        costs = _costs(script, letters)
        if costs is None:
            continue
        fault, share = _find_fault(script, *costs)
        if fault and fault not in faults:
            faults.append(fault)
        worst = max(worst, share)
    return Verdict(score=round(max(0.0, 1 - worst - lost), 3), faults=tuple(faults))


def number(text: str) -> Numbers:
    """Give each letter its number, 0 what is none; accents, vowels and capitals are no letters.

    >>> number("Là, لا").tolist() == number("la, لَا").tolist()
    True
    """
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    numbers: Numbers = _numbers()[np.minimum(codes, len(_numbers()) - 1)]
    letters: Numbers = numbers[numbers < 255]
    return letters


def letters_of(script: str, numbers: Numbers) -> Numbers:
    """Give the letters of one script their places in its alphabet, from 1; all else is 0."""
    inside = (numbers >= _FIRST[script]) & (numbers < _FIRST[script] + len(ALPHABETS[script]))
    letters: Numbers = np.where(inside, numbers - np.uint8(_FIRST[script] - 1), np.uint8(0))
    return letters


@cache
def _numbers() -> Numbers:
    """Tell the number of each character, those with accents that of their letter."""
    numbers = np.zeros(0x2E00, np.uint8)
    for script, alphabet in ALPHABETS.items():
        for place, letter in enumerate(alphabet, _FIRST[script]):
            numbers[ord(letter)] = numbers[ord(letter.upper())] = place
    for code in itertools.chain(*(range(first, last + 1) for first, last in _ACCENTED)):
        base = unicodedata.normalize("NFD", chr(code).lower())[0]
        numbers[code] = numbers[ord(base)] if base.isascii() else 0
    for first, last in _MARKS:
        numbers[first : last + 1] = 255
    return numbers


def _within(codes: NDArray[np.uint32], blocks: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    found = np.zeros(len(codes), bool)
    for first, last in blocks:
        found |= (codes >= first) & (codes <= last)
    return found


def _share(codes: NDArray[np.uint32], blocks: Iterable[tuple[int, int]]) -> float:
    """Give the share of characters of some blocks; 0 where there are too few to tell."""
    codes = codes[~np.isin(codes, _LEADERS)]
    return float(_within(codes, blocks).mean()) if len(codes) >= FEWEST else 0.0


def _find_fault(
    script: str, forwards: NDArray[np.float64], backwards: NDArray[np.float64], pairs: int
) -> tuple[str, float]:
    """Name what is wrong with words of one script, and give the share of words it touches."""
    forth, back = float(forwards.sum()) / pairs, float(backwards.sum()) / pairs
    share = float((forwards - backwards > BACKWARDS).mean())
    noise = min(forth, back) > NOISE[script] + FEW / sqrt(pairs)
    if noise and forth - back < PLAINLY:
        return "mixed-up", 1.0
    if back < forth or share > MANY_BACKWARDS[script]:
        return "reversed", min(1.0, 1.5 * share)  # short words look alike both ways
    return "", 0.0


def _costs(
    script: str, numbers: Numbers
) -> tuple[NDArray[np.float64], NDArray[np.float64], int] | None:
    """Give the bits of each word forwards and backwards, and the pairs there are; None for few."""
    codes = np.pad(letters_of(script, numbers), 1)
    one, other = codes[:-1], codes[1:]
    kept = np.flatnonzero(one | other)
    if len(kept) < FEWEST:
        return None
    one, other = one[kept], other[kept]
    starts = np.flatnonzero(one == 0)
    lengths = np.diff(starts, append=len(one))
    long = lengths > 3  # words of three letters or more
    table = _tables()[script]
    forwards, backwards = (
        np.add.reduceat(table[pair], starts)[long] for pair in ((one, other), (other, one))
    )
    pairs = int(lengths[long].sum())
    return (forwards, backwards, pairs) if pairs >= FEWEST else None


@cache
def _tables() -> dict[str, NDArray[np.float64]]:
    """Read the table, in bits."""
    tables: dict[str, list[list[float]]] = {}
    rows: list[list[float]] = []
    for line in TABLE.read_text("ascii").splitlines():
        if line in ALPHABETS:
            rows = tables.setdefault(line, [])
        else:
            rows.append([(ord(sign) - ord("A")) / 2 for sign in line])
    return {script: np.array(table) for script, table in tables.items()}
