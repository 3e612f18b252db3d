"""Read Tamazight as people type it in Latin letters, and write it in Tifinagh.

People type `gh`, `kh`, `ch`, `ou`, leave out the dots of emphatic letters, put digits for what the
keyboard lacks, put in or leave out the neutral vowel and double letters. Each of these is a chunk
with the letters it may stand for and what that costs; words that texts hold, and a model of four
letters in a row made from these words, choose among what fits. A text also tells how its writer
spells: one who never doubles a letter leaves every held one to be guessed. Counts:
`weights/tamazight.md`.

It knows words one by one and no grammar, and the words are those of one encyclopedic text.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from importlib.resources import files
from math import exp, log

from volant.languages.lattice import Place, Ranked, best
from volant.languages.tifinagh import ALIKE, IRCAM, to_tifinagh

BEAM = 32
"""Unfinished spellings kept at each letter."""

LETTER_LIMIT = 40
"""Letters of the longest word that is spelled by choice; longer ones are taken letter by letter."""

_CACHED_WORDS = 1 << 13
_SPACE = "_"

# What a chunk may stand for, in IRCAM Latin, and the cost of taking it so (natural log). Habits of
# Moroccan and Kabyle writers: French digraphs, Arabizi digits, no dots, schwa written or not.
_STANDS_FOR: Mapping[str, str] = {
    "a": "a ɛ:3 ɛa:3.5 aɛ:3.5 :6", "b": "b", "c": "c k:4 s:5", "d": "d ḍ:.7",
    "e": ":.3 e:1 i:3 a:4", "f": "f", "g": "g gʷ:2 j:5", "h": "h ḥ:.3", "i": "i y:1 iy:3 e:4",
    "j": "j", "k": "k kʷ:2 q:5", "l": "l", "m": "m", "n": "n", "o": "u w:1.5", "p": "b",
    "q": "q qʷ:3", "r": "r ṛ:.7 ɣ:5", "s": "s ṣ:.7", "t": "t ṭ:.7", "u": "u w:1.5", "v": "f",
    "w": "w u:2 ʷ:.7 ww:3", "x": "x xʷ:3", "y": "y i:1", "z": "z ẓ:.7",
    "ou": "u w:.7 ʷ:3", "gh": "ɣ gh:6 ɣʷ:3", "kh": "x kh:6 xʷ:3", "ch": "c ch:6", "sh": "c sh:4",
    "dj": "j:.5 dj:.5", "th": "t:.5 ṭ:2 th:3", "dh": "d:.5 ḍ:.7 dh:4", "tch": "tc:.3 c:2",
    "aa": "ɛ:1 aɛa:2 aɛ:2 ɛa:2 a:3", "ai": "ay:1", "ei": "ay:2 i:2", "oi": "wa:2",
    "2": ":1", "3": "ɛ", "4": "ɣ", "5": "x", "6": "ṭ", "7": "ḥ", "8": "h:.5 ɣ:2", "9": "q",
    "'": ":1 ɛ:3", "ss": "ss s:2 ṣṣ:1", "é": "i:.5 e:1 y:3", "è": "i:1 e:1", "ê": "i:1",
    "â": "ɛ:.5 a:1", "ï": "y:.5 i:.7", "ç": "s ṣ:1", "ô": "u w:1.5", "û": "u w:1.5",
    "ü": "u w:1.5", "à": "a", "°": "ʷ", "î": "i",
}  # fmt: skip
_DOUBLED = 2.0
"""Cost of reading one letter as two; IRCAM writes what is held. Nothing where the writer does not
double: of -.5, 0, .5 and 1 the best on such words of the OLDI seed (`benchmarks/tifinagh.py`)."""
_TELLING = 10
"""Words without a doubled letter that tell such a writer. A fifth of the words of the OLDI seed
have one, so ten without are one text in ten, as rare as such writers are taken to be."""
_HALVED = 3.0
"""Cost of reading two letters as one."""
_LETTERS = 0.6
"""Weight of the letter model against the costs."""
_KNOWN = 2.0
"""What being a known word adds, beside its count."""


def spell(word: str, n: int = 1) -> Ranked:
    """Give the `n` likeliest Tifinagh spellings of a word, best first; shares in (0, 1].

    >>> spell("tamazight")[0][0], spell("ighrem")[0][0]
    ('ⵜⴰⵎⴰⵣⵉⵖⵜ', 'ⵉⵖⵔⵎ')
    """
    return _shipped().spell(word, n)


class Speller:
    """Spell with one list of words and their counts, in IRCAM Latin."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._words = counts
        self._letters = _count_letters(counts)
        self.spell = lru_cache(maxsize=_CACHED_WORDS)(self._spell)

    def _spell(self, word: str, n: int = 1, single: bool = False) -> Ranked:
        typed = unicodedata.normalize("NFC", word).lower().translate(_ALIKE)
        ways = self._ways(typed, single) if len(typed) <= LETTER_LIMIT else {}
        scored = {way: self._score(way, cost) for way, cost in ways.items() if way}
        if not scored:
            return ((to_tifinagh(word), 1.0),)[:n]
        first = heapq.nlargest(max(n, BEAM), scored, key=lambda way: (scored[way], way))
        top = scored[first[0]]
        total = sum(exp(scored[way] - top) for way in first)
        return tuple((to_tifinagh(way), exp(scored[way] - top) / total) for way in first[:n])

    def _score(self, way: str, cost: float) -> float:
        count = self._words.get(way, 0)
        return cost + (_KNOWN + log(count) if count else 0.0)

    def _ways(self, typed: str, single: bool) -> dict[str, float]:
        """Search the spellings, a beam at each place of the typed word."""
        beams: list[dict[str, float]] = [{} for _ in range(len(typed) + 1)]
        beams[0][""] = 0.0
        for at in range(len(typed)):
            kept = heapq.nlargest(BEAM, beams[at].items(), key=lambda item: (item[1], item[0]))
            for step, standing in _steps(typed, at, single):
                into = beams[at + step]
                for so_far, score in kept:
                    for added, cost in standing:
                        now = score - cost + self._likely(so_far, added)
                        if now > into.get(so_far + added, -1e9):
                            into[so_far + added] = now
        return {
            way: score + _LETTERS * self._log(way[-3:], _SPACE) for way, score in beams[-1].items()
        }

    def _likely(self, so_far: str, added: str) -> float:
        total = 0.0
        for letter in added:
            total += _LETTERS * self._log(so_far[-3:], letter)
            so_far += letter
        return total

    def _log(self, before: str, letter: str) -> float:
        """Interpolate what follows the last three, two, one and no letters (Witten and Bell)."""
        if len(before) < 3:
            before = _SPACE + before
        share = 1 / 40
        for size in range(len(before) + 1):
            after = self._letters.get(before[len(before) - size :])
            if after is None:
                break
            total, kinds = after[""], len(after) - 1
            share = (after.get(letter, 0.0) + kinds * share) / (total + kinds)
        return log(share)


def _count_letters(counts: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Count each letter after the up to three before it; `""` holds the sum."""
    table: dict[str, dict[str, float]] = {}
    for word, count in counts.items():
        weight, shown = 1 + log(count), f"{_SPACE}{word}{_SPACE}"
        for at in range(1, len(shown)):
            for size in range(min(at, 3) + 1):
                after = table.setdefault(shown[at - size : at], {"": 0.0})
                after[shown[at]] = after.get(shown[at], 0.0) + weight
                after[""] += weight
    return table


Standing = tuple[tuple[str, float], ...]


@cache
def _chunks() -> dict[str, Standing]:
    table: dict[str, Standing] = {letter: ((letter, 0.0),) for letter in IRCAM.values()}
    for chunk, ways in _STANDS_FOR.items():
        pairs = (way.partition(":") for way in ways.split(" "))
        table[chunk] = tuple((way, float(cost or 0)) for way, _, cost in pairs)
    return table


@lru_cache(maxsize=_CACHED_WORDS)
def _standing(chunk: str, single: bool) -> Standing:
    """Give what a chunk stands for, letters held or not."""
    table = _chunks()
    if (ways := table.get(chunk)) is not None:
        doubled = 0.0 if single else _DOUBLED
        held = tuple((way * 2, cost + doubled) for way, cost in ways if way in _HOLDABLE)
        return ways + held if len(chunk) < 3 and chunk not in ("ss", "aa") else ways
    half = chunk[: len(chunk) // 2]
    if len(chunk) in (2, 4) and half * 2 == chunk and half in table:
        ways = tuple(pair for pair in table[half] if pair[0] in _HOLDABLE)
        return tuple((way * 2, cost) for way, cost in ways) + tuple(
            (way, cost + _HALVED) for way, cost in ways
        )
    return ()


_HOLDABLE = frozenset(set(IRCAM.values()) - set("aiueʷɛ"))


def _steps(typed: str, at: int, single: bool) -> Iterable[tuple[int, Standing]]:
    """Yield how far a chunk from here goes, and what it stands for."""
    found = False
    for size in (4, 3, 2, 1):
        chunk = typed[at : at + size]
        if len(chunk) == size and (ways := _standing(chunk, single)):
            found = True
            yield size, ways
    if not found:
        yield 1, ((typed[at], 0.0),)


_ALIKE = str.maketrans({sign: letter for sign, letter in ALIKE.items() if sign not in "povp°"})
_HELD = re.compile(r"([^\W\daeiou])\1", re.IGNORECASE)
_WORD = re.compile(r"(?:\d?[^\W\d_])(?:[\w'’\u0323ʷ°]*[\w\u0323ʷ°])?")


def write(text: str, n: int, speller: Speller | None = None) -> Ranked:
    """Spell each word of a text and give the `n` likeliest texts; scores are per word."""
    spelled = (speller or _shipped()).spell
    return best(_places(text, partial(spelled, n=n, single=_is_single(text))), {}, n)


def _is_single(text: str) -> bool:
    """Say whether a text is long enough and has no doubled letter."""
    words = [word for word in _WORD.findall(text) if _is_latin(word)]
    return len(words) >= _TELLING and not any(map(_HELD.search, words))


def _places(text: str, spelled: Callable[[str], Ranked]) -> Iterator[Place]:
    at = 0
    for found in _WORD.finditer(text):
        yield Place(options=((text[at : found.start()], 1.0),), is_word=False)
        at = found.end()
        options = spelled(found.group()) if _is_latin(found.group()) else ((found.group(), 1.0),)
        yield Place(options=options, is_word=True)
    yield Place(options=((text[at:], 1.0),), is_word=False)


def _is_latin(word: str) -> bool:
    return all(char < "\u0370" or char in ALIKE or "\u1e00" <= char < "\u1f00" for char in word)


@cache
def _shipped() -> Speller:
    text = (files("volant.languages") / "weights" / "tamazight.txt").read_text("utf-8")
    counts = {}
    before = ""
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            shared, rest, count = line[0], *line[1:].split(" ")
            before = before[: ord(shared) - ord("A")] + rest
            counts[before] = int(count or 1)
    return Speller(counts)
