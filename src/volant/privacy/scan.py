"""Find the personal data of a text in one pass.

One look for digits, one for `@`, one for words: what they hit is handed to the family that knows
it. Where findings overlap, the longer and surer kind wins, in a fixed order. Nothing here knows
what the data is for, or who may see it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from volant.privacy import account, company, contact, identity, persons, place
from volant.privacy.digits import Run, runs
from volant.privacy.finding import LEAST, Finding
from volant.privacy.gazetteer import gazetteer
from volant.privacy.reading import Reading

_Detector = Callable[[Run, int, dict[int, int]], Finding | None]

_NUMBERS: tuple[tuple[frozenset[int], _Detector], ...] = (
    (frozenset(range(1, 29)), account.find_iban),
    (frozenset((24,)), account.find_rib),
    (frozenset((5, 6, 7)), identity.find_card_number),
    (frozenset(range(8, 16)), contact.find_phone),
    (frozenset((15,)), company.find_ice),
    (frozenset(range(13, 20)), account.find_card),
    (frozenset((9, 10)), identity.find_register),
    (frozenset(range(1, 11)), company.find_plain),
)
"""Digits that each wants, in the order they are asked; RIB and IBAN before ICE, as a window of 15
lives in 24 digits."""

_SIGNS = ",.:;()'’\"«»-/،؛؟!?[]"


def find(text: str, tag: str = "", least: float = LEAST) -> tuple[Finding, ...]:
    """Find personal data in a text of any length, in order, none overlapping another.

    Offsets are code points of the text as given. `tag` is its language where known; it only settles
    what a spelling alone leaves open. Findings under the score `least` are left out: 0 gives all.

    >>> text = "بطاقةAB123456 هاتف ٠٦٦١٢٣٤٥٦٧"
    >>> [(found.kind, text[found.start : found.end]) for found in find(text)]
    [('cin', 'AB123456'), ('phone', '٠٦٦١٢٣٤٥٦٧')]
    """
    reading = Reading(text)
    found = [one for one in _find(reading) if one.score >= least]
    return tuple(_place(reading, one) for one in _settle(found))


def _find(reading: Reading) -> Iterator[Finding]:
    yield from contact.find_emails(reading.plain, reading.low)
    for run in runs(reading.plain, reading.low):
        yield from _find_numbers(run)
    known = gazetteer()
    if hits := known.triggers.intersection(split(reading.low)):
        yield from _find_announced(reading, hits)
        yield from persons.find_names(reading, hits & known.naming)


def _find_numbers(run: Run) -> Iterator[Finding]:
    first = 0
    while first < len(run.groups):
        sums = run.sums(first)
        found = best(run, first, sums)
        if found is None:
            first += 1
            continue
        yield found
        while first < len(run.groups) and run.groups[first][0] < found.end:
            first += 1


def best(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Give the first finding that is likely, or else the likeliest one."""
    low: Finding | None = None
    for lengths, detect in _NUMBERS:
        if lengths.isdisjoint(sums) or (found := detect(run, first, sums)) is None:
            continue
        if found.score >= LEAST:
            return found
        if low is None or found.score > low.score:
            low = found
    return low


def split(low: str) -> list[str]:
    """Cut a text into words, three times quicker than an expression does.

    >>> split("l'élève «سلمى»، Karim.")
    ['l', 'élève', 'سلمى', 'Karim']
    """
    for sign in _SIGNS:
        low = low.replace(sign, " ")
    return low.split()


def _find_announced(reading: Reading, hits: frozenset[str]) -> Iterator[Finding]:
    """Find what a word announces: dates of birth, addresses, short numbers of a register."""
    known = gazetteer()
    low = reading.low
    for start, word in persons.places(low, hits & known.announcing):
        end = start + len(word)
        if word in known.cues["born"] and (found := place.find_birth(reading, end)):
            yield found
        if word in known.cues["lives"] and (found := place.find_address(reading, end, known)):
            yield found
        if word in known.cues["house"] and (found := place.find_numbered(reading, end, known)):
            yield found
        if word in known.cues["street"] and (found := place.find_house(reading, start)):
            yield found
        if word in known.cues["register"] and (found := company.find_short_register(low, end)):
            yield found


_ORDER = (
    "email", "iban", "rib", "birth", "card", "phone", "cin", "passport", "ice", "idcs", "massar",
    "cnss", "tp", "if", "rc", "address", "name",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
"""Which of two findings that overlap is kept."""


def _settle(found: list[Finding]) -> list[Finding]:
    """Keep the surer kind of two that overlap; in the order of the text."""
    if len(found) < 2:
        return found
    return disjoint(sorted(found, key=lambda one: (_RANK[one.kind], -one.score, one.start)))


def disjoint(found: Iterable[Finding]) -> list[Finding]:
    """Keep each that overlaps none before it in the order given; in the order of the text."""
    kept: list[Finding] = []
    ends: list[int] = []
    for one in found:
        at = bisect_right(ends, one.start)
        if at == len(kept) or one.end <= kept[at].start:
            kept.insert(at, one)
            ends.insert(at, one.end)
    return kept


def _place(reading: Reading, one: Finding) -> Finding:
    start, end = reading.place(one.start, one.end)
    return one if (start, end) == (one.start, one.end) else replace(one, start=start, end=end)
