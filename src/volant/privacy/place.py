"""Find postal addresses and dates of birth: what follows words that announce them.

A street alone is public; it is a person's address after « demeurant », « العنوان », « sakn f », or
with a house number before it. A date alone is no date of birth.
"""

from __future__ import annotations

import re

from volant.privacy import labels
from volant.privacy.finding import Finding
from volant.privacy.gazetteer import Gazetteer
from volant.privacy.reading import Reading

# Month names: CLDR 46 (ar-MA, fr-MA, zgh) and the spellings of Darija.
_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|"
    "décembre|decembre|يناير|فبراير|مارس|أبريل|ابريل|ماي|مايو|يونيو|يونيه|يوليوز|يوليو|غشت|أغسطس|"
    "شتنبر|سبتمبر|أكتوبر|اكتوبر|نونبر|نوفمبر|دجنبر|ديسمبر|janvyi|yanayer|ghocht|ghucht|chotanbir"
)
_DATE = re.compile(
    rf"\d{{1,2}}(?:er)? ?(?:{_MONTHS}) ?(?:19|20)\d\d|\d{{1,2}} ?([/.\- ]) ?\d{{1,2}} ?\1 ?"
    rf"(?:(?:19|20)\d\d|\d\d)(?!\d)|(?:19|20)\d\d([/.\-])\d{{1,2}}\2\d{{1,2}}(?!\d)"
)
_YEAR = re.compile(r"(?:سنة|عام|en|3am|année|ⴰⵙⴳⴳⵯⴰⵙ) ?((?:19|20)\d\d)(?!\d)")
_REACH = 45
"""Characters between « né(e) » and the end of the date: « né à Béni Mellal, le 12/03/1985 »."""


def find_birth(reading: Reading, end: int) -> Finding | None:
    """Find the date after a word that ends at `end`."""
    window = reading.low[end : end + _REACH]
    found = _DATE.search(window)
    if found is not None:
        return _finding("birth", end + found.start(), end + found.end(), 0.9, ("label",))
    found = _YEAR.search(window[:22])
    if found is not None:
        return _finding("birth", end + found.start(1), end + found.end(1), 0.7, ("label",))
    return None


_SEGMENT = re.compile(r"[^,،;\n\r.()\"\\]{1,120}")
_WORD = re.compile(r"[^\W_]+")
_LEAD = re.compile(
    r"[ :=\u00a0]*(?:(?:dyali|dyalna|dial|ديالي|ديالنا|à|au|f|ف|هو|هي|est|la|le|في|ب)[ :]+)?[ :]*"
)
_SEGMENTS, _LAST_WORDS = 6, 3
_NOT_CITIES = frozenset((
    "titulaire", "né", "née", "cin", "tel", "tél", "gsm", "et", "qui", "هاتف", "و", "حامل",
    "حاملة", "بطاقة",
))  # fmt: skip


def find_address(reading: Reading, end: int, known: Gazetteer) -> Finding | None:
    """Find the address after a word that ends at `end`: segments that have a street or a number."""
    lead = _LEAD.match(reading.low, end)
    start = at = lead.end() if lead else end
    if at == end and reading.low[at : at + 1].isalpha():
        return None
    last, streets, numbers = at, 0, 0
    for _ in range(_SEGMENTS):
        segment = _SEGMENT.match(reading.low, at)
        if segment is None:
            break
        words = _WORD.findall(segment[0])
        street = any(_is_street(word, known) for word in words)
        number = any(word.isdigit() for word in words)
        if not (street or number or (streets and _is_city(words))) or len(words) > 9:
            break
        if any(word in labels.words() for word in words):
            break
        streets, numbers = streets + street, numbers + number
        last = segment.end()
        if reading.low[last : last + 1] not in (",", "،"):
            break
        at = last + 1
    if not streets:
        return None
    while last > start and reading.low[last - 1].isspace():
        last -= 1
    start += _prefixed(reading.low, start, known)
    if numbers:
        return _finding("address", start, last, 0.8, ("label", "number"))
    return _finding("address", start, last, 0.6, ("label",))


def find_numbered(reading: Reading, end: int, known: Gazetteer) -> Finding | None:
    """Find an address with a number, after a word that says less: «الدار», « sis »."""
    found = find_address(reading, end, known)
    return found if found and "number" in found.reasons else None


def _is_street(word: str, known: Gazetteer) -> bool:
    return word in known.cues["street"]


def _is_city(words: list[str]) -> bool:
    return 0 < len(words) <= _LAST_WORDS and words[0] not in _NOT_CITIES


def _prefixed(low: str, start: int, known: Gazetteer) -> int:
    """Say how many letters of « بـ » or « في » are written onto the first word."""
    found = _WORD.match(low, start)
    return int(bool(found and found[0][0] == "ب" and found[0][1:] in known.cues["street"]))


_HOUSE = re.compile(r"(?<![\d/.])\d{1,4}(?: ?(?:bis|ter))?,? \Z")


def find_house(reading: Reading, start: int) -> Finding | None:
    """Find the address of which a house number stands before the street word at `start`."""
    low = reading.low
    house = _HOUSE.search(low[max(0, start - 12) : start])
    rest = _SEGMENT.match(low, start)
    if house is None or rest is None or len(rest[0].split()) > 6:
        return None
    end = start + len(rest[0].rstrip())
    return _finding("address", start - len(house[0]), end, 0.6, ("shape",))


def _finding(kind: str, start: int, end: int, score: float, reasons: tuple[str, ...]) -> Finding:
    return Finding(kind=kind, start=start, end=end, score=score, reasons=reasons)
