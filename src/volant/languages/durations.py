"""Read how long something lasts: `deux ans et demi`, شهر ونص, `5 n wussan`.

A half is six months of a year, fifteen days of a month; a bare unit lasts one only where the words
before say that it is a length of time (أجل شهر). Working days count as days.
"""

from __future__ import annotations

import re
from fractions import Fraction
from string import digits

from volant.languages.markers import listed
from volant.languages.signs import Line

Parts = dict[str, Fraction]
"""How many of each unit: Y, M, W, D, H, MIN, S."""

_UNITS = ("Y", "M", "W", "D", "H", "MIN", "S")
_THEN = "|".join(
    f"{unit}(?=&(?:[dn1]f?L?[{smaller}]|U))"
    for unit, smaller in (("Y", "MKG"), ("M", "KG"), ("K", "G"), ("G", "H"), ("H", "u"))
)
_SMALLER = {"Y": (12, "M"), "M": (30, "D"), "D": (24, "H"), "H": (60, "MIN"), "MIN": (60, "S")}
_UNIT = "[GKMYHu]"
_HALF = rf"[&x]1?(?P<half>q)(?!f?L?{_UNIT}|f?c)"
_AND_HALF = re.compile(_HALF)
_ALONE = "(?![dynohma#kj><}{=])"
_TERM = re.compile(
    rf"(?P<said>[US])"
    rf"|1?(?P<part>q)[1Y]?f?L?(?P<of>{_UNIT})"
    rf"|(?P<count>[dyn1])(?:&1?(?P<more>q))?f?L?(?!Yf?y)(?P<unit>{_UNIT})1?"
    r"|(?P<hours>9)|(?:(?<=D)|(?<=Df))(?P<clock>:)"
    rf"|(?P<one>{_UNIT})1(?!f?{_UNIT})|(?P<these>{_UNIT})(?P<many>[dn])(?![&f]?L?(?:{_UNIT}|c))"
    rf"|(?P<bare>{_UNIT})(?={_HALF.replace('?P<half>', '')})"
    rf"|(?P<then>{_THEN})"
    rf"|(?:(?<=[DA])|(?<=[DA]~))(?<!{_UNIT}[DA])(?P<long>{_UNIT}){_ALONE}|(?<=f)(?P<from>{_UNIT})(?=t)"
    rf"|(?:(?<=Ut)|(?<=[GKM]t))(?P<till>Y){_ALONE}|(?:(?<=Ut)|(?<=[GK]t))(?P<upto>M){_ALONE}"
)


def read_duration(line: Line, at: int) -> tuple[Parts, int] | None:
    """Read the units at a place, each smaller than the one before; and the place after."""
    parts: Parts = {}
    after = at
    while found := _TERM.match(line.signs, after + (bool(parts) and line.signs[after] == "&")):
        if found["count"] and _is_apart(line, found):
            break
        if found["long"] and line.items[found.start("long")].word in _MANY:
            break
        if found["these"] and not _are_many(line, found):
            break
        unit, amount = _measure(line, found)
        half = _AND_HALF.match(line.signs, found.end())
        if parts and _rank(unit) <= max(_rank(held) for held in parts):
            break
        parts[unit], after = amount, found.end()
        if half:
            more = line.items[half.start("half")].value
            more = -more if half.group()[0] == "x" else more
            parts[unit], after = amount + more, half.end()
        if after == len(line.signs):
            break
    return (parts, after) if parts else None


def _is_apart(line: Line, found: re.Match[str]) -> bool:
    """Say whether the number counts something else: 20 من نهار, since the day; `40% mn`."""
    percent = line.items[found.start("count")].kind == "percent"
    return percent or line.items[found.end() - 2].word in _FROM


def _are_many(line: Line, found: re.Match[str]) -> bool:
    """Say whether a plural stands before its definite number: السنوات الخمس الأخيرة."""
    unit, number = line.items[found.start("these")], line.items[found.start("many")]
    return unit.word in _MANY and number.word.startswith("ال")


def _rank(unit: str) -> int:
    return _UNITS.index(unit)


def _measure(line: Line, found: re.Match[str]) -> tuple[str, Fraction]:
    held = {name: line.items[found.start(name)] for name, sign in found.groupdict().items() if sign}
    named = next(held[name] for name in _NAMING if name in held)
    count = held.get("count") or held.get("part") or held.get("many")
    amount = count.value if count else Fraction(1)
    extra = held["more"].value if "more" in held else Fraction(0)
    if "hours" in held:
        return "H", Fraction(named.payload)
    if "clock" in held:
        return "H", Fraction(named.payload[:2]) + Fraction(named.payload[3:]) / 60
    unit = named.payload.lstrip(digits)
    return unit, (amount + extra) * int(named.payload.removesuffix(unit) or 1)


_MANY = listed(
    "اشهر شهور سنوات سنين اعوام اسابيع سيمانات ايام يام ساعات سوايع دقايق دقائق chhour chhor snin "
    "simanat yam iyam sa3at swaye3 ans annees jours semaines heures minutes years months weeks "
    "days hours anos meses semanas dias horas minutos"
)
"""Plurals, which are not one: بعد أشهر."""

_FROM = frozenset(("من", "mn", "men", "min"))
_COUNTS = frozenset(("count", "many", "more", "part", "half"))
_NAMING = [group for group in _TERM.groupindex if group not in _COUNTS]


def write_iso(parts: Parts) -> str:
    """Give the ISO 8601 form; weeks beside other units are days.

    >>> write_iso({"Y": Fraction(3, 2)}), write_iso({"W": Fraction(2), "D": Fraction(3)})
    ('P1Y6M', 'P17D')
    """
    whole = _split(parts)
    days = "".join(f"{whole[unit]}{unit}" for unit in "YMWD" if whole[unit])
    hours = "".join(f"{whole[unit]}{unit[0]}" for unit in ("H", "MIN", "S") if whole[unit])
    return f"P{days}{'T' * bool(hours)}{hours}" if days or hours else "PT0S"


def _split(parts: Parts) -> dict[str, int]:
    """Turn parts of a unit into smaller units."""
    held = dict.fromkeys(_UNITS, Fraction(0)) | parts
    if held["W"] and (len(parts) > 1 or held["W"].denominator > 1):
        held["D"] += held["W"] * 7
        held["W"] = Fraction(0)
    for unit, (size, smaller) in _SMALLER.items():
        held[smaller] += held[unit] % 1 * size
    return {unit: int(amount) for unit, amount in held.items()}


def count_days(parts: Parts) -> tuple[int, int] | None:
    """Give a length as months and days, or None where it has hours or less."""
    whole = _split(parts)
    if any(whole[unit] for unit in ("H", "MIN", "S")):
        return None
    return whole["Y"] * 12 + whole["M"], whole["W"] * 7 + whole["D"]
