"""Say which values of a sentence its source does not state.

A value is what it measures: 30 days are not 30 months, nor 30 dirhams; « 12 mois » is « un an », no
other unit is converted. Numbers that measure nothing need only stand in the source, wherever; a
law's number is one whatever parts it (36-21, 36.21). A year or month alone may be part of a day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

from volant import languages
from volant.languages import Quantity

Key = tuple[object, ...]
"""A value that can be compared: its kind, then how much of what, or when."""

_COUNTED = frozenset(("amount", "percent", "duration", "date", "time"))
_LAW = re.compile(r"(?<![\w.-])\d{1,4}(?:[-.]\d{1,4}){1,2}(?![\w-]|[.,]\d)")
_LAW_SAID = re.compile(rf"(?:\b[nN](?:°|º|o\.?|os)|رقم|عدد)\s*({_LAW.pattern})")
"""A law's number in a claim, after its word; the source is only asked whether it has it."""

_PART = re.compile(r"(\d+)([YMWD])")
_LONG = {"Y": ("M", 12), "W": ("D", 7)}
"""Parts of a duration that are always so many of another."""

_ONE = {
    "P1Y": "an année annuel سنة عام سنوي year año عام",
    "P1M": "mois mensuel شهر شهري month mes chhar",
    "P1W": "semaine أسبوع سيمانة week semana simana",
    "P1D": "jour journée يوم نهار day día nhar",
    "PT1H": "heure ساعة hour hora",
}
"""Words that state one of a unit where no number stands by them: « un an », «سنة»."""

_SPAN = re.compile(r"[\s–-]*(?:à|a|et|ou|إلى|الى|و|أو|حتى|l|7tta|to|and|or|y|o|ⴰⵔ)?[\s–-]*")
"""What stands between two numbers of one unit: « de 3 à 6 mois », «من 100 إلى 500 درهم»."""


def unstated(text: str, source: str) -> bool:
    """Say whether a text has a value that its source does not state.

    >>> unstated("Le délai est de 30 jours.", "داخل أجل ثلاثين يوما")
    False
    >>> unstated("Le délai est de 30 mois.", "داخل أجل ثلاثين يوما")
    True
    """
    laws = {_number(one[1]) for one in _LAW_SAID.finditer(text)}
    bare = _LAW_SAID.sub(" ", text)
    said = [one for one in languages.quantities(bare) if one.kind in _COUNTED]
    numbers = {value.value for value in languages.values(source)}
    return not (
        laws <= {_number(one[0]) for one in _LAW.finditer(languages.normalize(source))}
        and _plain(bare, said) <= numbers
        and _are_stated(said, source, numbers)
    )


def _number(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", languages.normalize(text)))


def _plain(text: str, measured: list[Quantity]) -> set[Fraction]:
    """Give the numbers that are no part of what is measured."""
    return {
        one.value
        for one in languages.values(text)
        if one.kind != "weak" and not any(m.start < one.end and one.start < m.end for m in measured)
    }


def _are_stated(said: list[Quantity], source: str, numbers: set[Fraction]) -> bool:
    stated = set(_keys(source))
    days = [str(key[1]) for key in stated if key[0] == "date"]
    return all(
        _key(one) in stated or (one.kind == "date" and _is_part(one.iso, days, numbers))
        for one in said
    )


def _keys(source: str) -> Iterator[Key]:
    found = languages.quantities(source)
    yield from map(_key, found)
    tokens = frozenset(languages.analyse(source))
    yield from (_length(iso) for iso, words in _ONE.items() if not tokens.isdisjoint(_stems(words)))
    for one, unit in pairwise(found):
        if one.kind == "number" and _SPAN.fullmatch(source[one.end : unit.start]):
            yield _key(_count(one, unit))


def _count(number: Quantity, unit: Quantity) -> Quantity:
    """Give a number the unit of the one after it."""
    return replace(
        unit, value=number.value, iso=re.sub(r"\d+", str(number.value), unit.iso, count=1)
    )


def _key(one: Quantity) -> Key:
    if one.kind == "duration":
        return _length(one.iso)
    if one.kind == "time" and one.iso.endswith(":00"):
        return _length(f"PT{int(one.iso[:2])}H")  # « 6 heures » may be either
    return one.kind, one.iso or one.value, one.unit


def _length(iso: str) -> Key:
    days, _, clock = iso.partition("T")
    length = Counter[str]()
    for count, unit in _PART.findall(days):
        into, each = _LONG.get(unit, (unit, 1))
        length[into] += int(count) * each
    return "duration", tuple(sorted(length.items())), clock


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(languages.analyse(words))


def _is_part(iso: str, days: list[str], numbers: set[Fraction]) -> bool:
    """Say whether a date is part of one of the days, or a year that stands by itself."""
    if iso.isdecimal() and Fraction(iso) in numbers:
        return True
    return any(day.startswith(iso) or (iso[:2] == "--" and day.endswith(iso[1:])) for day in days)
