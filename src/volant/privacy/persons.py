"""Find names of people: titles, known names, and unknown ones between them.

Names have no check digit. A known name counts more where it is no word as well, beside another name
or after a title; after a word for a place («شارع محمد الخامس») it counts for nothing. Trade-off: an
unknown name without a title or a known one beside it is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from volant.privacy import labels
from volant.privacy.finding import Finding
from volant.privacy.gazetteer import Gazetteer, gazetteer
from volant.privacy.reading import Reading

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_GAP = re.compile(r"(?: {1,3}|-| ?- ?|\u00a0)")
_INITIAL = re.compile(r"(?<![^\W_])[A-LN-Z]\. ?\Z")
_APART = ",;،؛\n"
"""Signs over which a word says nothing of the next one."""

_SKIP = re.compile(
    r"(?:[ \u00a0]*(?:(?:de famille|complet|d['’]|is|ⵉⵏⵓ|inu|mrati|مراتي|الكامل|هو|هي|est)"
    r"(?![^\W_])|[:.=،–-]))*[ \u00a0]*"
)
_PARTICLES = frozenset((
    "el", "al", "ait", "aït", "ben", "ibn", "bou", "ould", "bent", "oulad", "abd", "abou",
    "de", "van", "von", "بن", "ابن", "بنت", "أيت", "ايت", "آيت", "آل", "ولد", "أبو", "ابو",
    "بو", "عبد",
))  # fmt: skip
_LOOSE = frozenset(("de", "van", "von"))
_NISBA = re.compile(
    "(?:ال|ل)[ء-ي]{2,}ي$|(?:بن|بو|أو|او|آيت|أيت)[ء-ي]{3,}$|(?![يتن])[ء-ي]{2,}(?:ا[نل]|[^ء-يلن]|[بجحدرزسشعفقكمو])ي$"
)
"""Family names by shape: «العمراني», «بنموسى», «بوحدو», «أوسعيد», «مزراوي»."""

_DEFINITE = re.compile("[وفبك]?ال|و?لل|[وف]?[اإ]?سم")
"""« the lady … » is a title, « a lady … » is none; «اسمي» and «سميتي» are."""

_WORDY = re.compile("ال|كت|كي|كا|غا|غي|تا|ست|سي(?!د)|[ينت][ء-ي]{3}$")
"""Beginnings of words that are no name: the article of other words, and what verbs begin with."""

_LISTED = "mfns"
_LONGEST = 5
"""Words in a name."""


class _Word(NamedTuple):
    start: int
    end: int
    sort: str
    common: bool = False


def find_names(reading: Reading, hits: Iterable[str]) -> Iterator[Finding]:
    """Find names, given which words of `gazetteer().triggers` the text has."""
    known = gazetteer()
    done = 0
    for start, word in places(reading.low, hits):
        if start < done:
            continue
        if word in known.names or word in known.firsts:
            found = _find_bare(reading, start, known)
        elif word in known.cues["title"]:
            found = _find_titled(reading, start, start + len(word), known)
        elif word in known.cues["field"]:
            found = _find_field(reading, start + len(word), known)
        else:
            continue
        if found is not None:
            done = found.end
            yield found


def places(low: str, hits: Iterable[str]) -> list[tuple[int, str]]:
    """Give where each word stands as a word, in order."""
    found = []
    for word in hits:
        start = low.find(word)
        while start >= 0:
            end = start + len(word)
            if not low[start - 1 : start].isalpha() and not low[end : end + 1].isalpha():
                found.append((start, word))
            start = low.find(word, end)
    return sorted(found)


def _find_field(reading: Reading, end: int, known: Gazetteer) -> Finding | None:
    """Find the name after « Nom : », whatever it is; without a colon, only a known one."""
    skipped = _SKIP.match(reading.plain, end)
    begin = skipped.end() if skipped else end
    colon = ":" in reading.plain[end:begin] or "=" in reading.plain[end:begin]
    words = _chain(reading, begin, known, titled=colon)
    listed = any(word.sort in _LISTED for word in words)
    if not words or begin == end or not (listed or colon):
        return None
    if not listed and not _may_be_name(reading, words[0], known):
        return None
    return _name(words, 0.9 if listed else 0.65, ("cue", "listed") if listed else ("cue",))


def _find_titled(reading: Reading, start: int, end: int, known: Gazetteer) -> Finding | None:
    if not known.cues["place"].isdisjoint(_before(reading.low, start)[-2:]):
        return None
    skipped = _SKIP.match(reading.plain, end)
    begin = skipped.end() if skipped else end
    if begin == end and reading.plain[start:end].isascii():
        return None
    definite = not "ء" <= reading.low[start] <= "ي" or _DEFINITE.match(reading.low, start)
    words = _chain(reading, begin, known, titled=bool(definite))
    if not words or (words[0].sort == "?" and not _may_be_name(reading, words[0], known)):
        return None
    listed = any(word.sort in _LISTED for word in words)
    return _name(words, 0.92 if listed else 0.65, ("cue", "listed") if listed else ("cue",))


def _may_be_name(reading: Reading, word: _Word, known: Gazetteer) -> bool:
    """Say whether an unknown word after a title can be a name: a capital, or no article."""
    text = reading.low[word.start : word.end]
    if text in known.cues["office"] or len(text) < 3:
        return False
    if reading.plain[word.start].isupper():
        return True
    return "ء" <= text[0] <= "ي" and bool(_NISBA.match(text) or not _WORDY.match(text))


def _find_bare(reading: Reading, start: int, known: Gazetteer) -> Finding | None:
    words = _chain(reading, start, known, titled=False)
    if not any(word.sort in _LISTED for word in words):
        return None
    before = _before(reading.low, start)
    titled = bool(before) and before[-1] in known.cues["title"]
    places = known.cues["place"].intersection(before if titled else before[-2:])
    if places or _is_ordinal(reading.low, words[-1].end, known):
        return None
    score, reasons = _weigh(words)
    if titled or (before and before[-1] in known.cues["kin"]):
        score, reasons = max(score, 0.75), (*reasons, "cue")
    if initial := _INITIAL.search(reading.plain[max(0, start - 4) : start]):
        first = words[0]
        begin = start - len(initial[0])
        words = (_Word(start=begin, end=first.end, sort=first.sort), *words[1:])
    return _name(words, score, reasons)


def _before(low: str, start: int) -> list[str]:
    """Give the three words before a place, none over a comma right before it."""
    if any(sign in _APART for sign in low[max(0, start - 2) : start]):
        return []
    return _WORD.findall(low, max(0, start - 28), start)[-3:]


def _is_ordinal(low: str, end: int, known: Gazetteer) -> bool:
    """Say whether a king's number follows, as in the names of streets."""
    after = _TOKEN.match(low, end + 1)
    return bool(after and after[0] in known.cues["after"] and low[end] == " ")


def _weigh(words: tuple[_Word, ...]) -> tuple[float, tuple[str, ...]]:
    listed = [word for word in words if word.sort in _LISTED]
    firsts = [word for word in listed if word.sort != "s"]
    families = [word for word in listed if word.sort == "s"]
    sure = not all(word.common for word in listed)
    if len(listed) > 1 and (sure or (firsts and families)):
        return (0.88 if sure else 0.6), ("listed", "shape")
    if not all(word.common for word in firsts):
        return (0.75 if len(words) > 1 else 0.55), ("listed",)
    return 0.35, ("listed",)


def _chain(reading: Reading, start: int, known: Gazetteer, *, titled: bool) -> tuple[_Word, ...]:
    """Read the words of one name from a place on."""
    words: list[_Word] = []
    at = start
    while len(words) < _LONGEST:
        word = _read(reading, at, known, follows=bool(words), titled=titled)
        if word is None:
            break
        words.append(word)
        gap = _GAP.match(reading.plain, word.end)
        if gap is None:
            break
        at = gap.end()
    while words and words[-1].sort == "-":
        words.pop()
    while words and reading.low[words[0].start : words[0].end] in _LOOSE:
        words.pop(0)
    return tuple(words) if any(word.sort != "-" for word in words) else ()


def _read(
    reading: Reading, at: int, known: Gazetteer, *, follows: bool, titled: bool
) -> _Word | None:
    """Read one word: a known name, a particle (`-`), or an unknown name (`?`)."""
    found = _TOKEN.match(reading.low, at)
    if found is None:
        return None
    word, end = found[0], found.end()
    if listed := _read_listed(reading.low, at, word, known):
        return None if follows and listed.start > at else listed
    if word in _PARTICLES:
        return _Word(start=at, end=end, sort="-")
    cues = known.cues
    if word in labels.words() or any(word in cues[sort] for sort in ("office", "title", "field")):
        return None
    if _is_unknown_name(reading.plain[at:end], follows=follows, titled=titled):
        return _Word(start=at, end=end, sort="?")
    return None


def _read_listed(low: str, at: int, word: str, known: Gazetteer) -> _Word | None:
    """Read a known name, of two words where the first one has to have a second."""
    end = at + len(word)
    pair = _pair(low, end) if word in known.firsts else None
    name = known.names.get(f"{word} {pair[0]}") if pair else None
    if name is None or pair is None:
        name, pair = known.names.get(word), (word, end)
    if name is None:
        return None
    return _Word(start=at + name.cut, end=pair[1], sort=name.sort, common=name.common)


def _pair(low: str, end: int) -> tuple[str, int] | None:
    gap = _GAP.match(low, end)
    found = _TOKEN.match(low, gap.end()) if gap else None
    return (found[0], found.end()) if found else None


def _is_unknown_name(word: str, *, follows: bool, titled: bool) -> bool:
    if word[0].isupper():
        return len(word) > 1 and not any(letter.isdigit() for letter in word)
    if not "ء" <= word[0] <= "ي":
        return False
    return bool(_NISBA.match(word)) or (titled and not follows and len(word) > 2)


def _name(words: tuple[_Word, ...], score: float, reasons: tuple[str, ...]) -> Finding:
    return Finding(
        kind="name", start=words[0].start, end=words[-1].end, score=score, reasons=reasons
    )
