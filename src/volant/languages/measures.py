"""Find what a text measures: numbers, money, lengths of time, days and hours, in ISO forms.

Where two readings begin at one word, a time of day goes before a date, a date before a duration,
that before money, and a number is what is left. What may be no number at all (`un`, a king) is
none here. It resolves against `as_of` only; it never looks at the clock.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

from volant.languages import numerals
from volant.languages.dates import read_day
from volant.languages.doubles import says_again
from volant.languages.durations import read_duration, write_iso
from volant.languages.quantity import Quantity
from volant.languages.signs import Item, Line, read_signs

Read = tuple[Quantity, int]
"""A quantity and the place of the sign after it."""


def quantities(text: str, as_of: date | None = None) -> tuple[Quantity, ...]:
    """Find the quantities, in order of appearance, without overlap.

    With `as_of`, today's date, words such as `lbare7` are days, and a date without a year is the
    nearest one; without it they are left out, and such a date is `--04-03`.

    >>> [one.iso or str(one.value) + one.unit for one in quantities("خمسطاشر يوم، 3 أبريل، 20 dh")]
    ['P15D', '--04-03', '20MAD']
    >>> [one.iso for one in quantities("lbare7, السيمانة الجاية", date(2025, 4, 3))]
    ['2025-04-02', '2025-W15']
    """
    line = read_signs(text)
    found: list[Quantity] = []
    at = 0
    while at < len(line.signs):
        read = None if line.signs[at] in _IDLE else _read(line, at, as_of)
        if read and found and _repeats(text, found[-1], read[0]):
            found[-1] = replace(found[-1], end=read[0].end)
        elif read:
            found[-1:] = [*_correct(found[-1:], read[0]), read[0]]
        at = read[1] if read else at + 1
    return tuple(found)


def _repeats(text: str, before: Quantity, now: Quantity) -> bool:
    """Say whether brackets hold what was just said: شهرين (2), `5 000 DH (cinq mille dirhams)`."""
    if not says_again(text, before, now):
        return False
    if (before.kind, before.value, before.unit, before.iso) == (
        now.kind,
        now.value,
        now.unit,
        now.iso,
    ):
        return True
    counted = _COUNTED.fullmatch(before.iso) if before.kind == "duration" else None
    said = int(counted["count"]) if counted else before.value
    return now.kind == "number" and before.kind in ("duration", "amount") and said == now.value


_COUNTED = re.compile(r"PT?(?P<count>\d{1,9})[A-Z]")


def _correct(before: list[Quantity], day: Quantity) -> list[Quantity]:
    """Take a Hijri day from the Gregorian one beside it, which is sure: «27 شعبان (29 يوليو)»."""
    moon = before[0] if before and before[0].calendar == "hijri" else None
    if moon is None or day.kind != "date" or day.start - moon.end > _BESIDE:
        return before
    if len(day.iso) != 10 or len(moon.iso) != 10 or "--" in (day.iso[:2], moon.iso[:2]):
        return before
    apart = date.fromisoformat(day.iso) - date.fromisoformat(moon.iso)
    return [replace(moon, iso=day.iso)] if abs(apart.days) <= 2 else before


_BESIDE = 16
"""Code points between the two, `1432 الموافق ل`."""

_IDLE = frozenset(".,;&")


def _read(line: Line, at: int, as_of: date | None) -> Read | None:
    if read := _read_time(line, at):
        return read
    if dated := read_day(line, at, as_of):
        iso, calendar, after = dated
        return _make(line, at, after, "date", iso=iso, calendar=calendar), after
    if lasting := read_duration(line, at):
        parts, after = lasting
        return _make(line, at, after, "duration", iso=write_iso(parts)), after
    return _read_amount(line, at) or _read_number(line, at)


def _make(
    line: Line,
    at: int,
    after: int,
    kind: str,
    *,
    value: Fraction | None = None,
    unit: str = "",
    iso: str = "",
    calendar: str = "gregorian",
) -> Quantity:
    return Quantity(
        start=line.items[at].start,
        end=line.items[after - 1].end,
        kind=kind,
        value=value,
        unit=unit,
        iso=iso,
        calendar=calendar,
    )


# --- time of day -------------------------------------------------------------------------------

_BEFORE_DATE = r"(?!f?L?(?:Mf?)?[mah]|[fi]M)"
_PART = (
    r"(?P<way>[&x])1?L?(?P<part>[qos])(?![GKMYHuc])|(?P<alone>s)|&?(?P<minutes>[dn])u"
    r"|(?P<joint>x|(?<=H))(?P<some>d)(?![GKMYHcCmahu.])|&(?P<more>d)(?=[;,p]|$)"
)
_HALVES = r"(?:p(?=[fi]?L?p))?(?:[fi]?L?(?P<half>p))?"
_TIME = re.compile(
    r"(?P<lead>[@~]?)(?P<article>L?)(?:(?P<said>d)u?(?=z))?"
    rf"(?:(?P<clock>:)|(?:(?P<past>z)L?)?(?P<hour>[do1]){_BEFORE_DATE}|(?P<hours>9))"
    rf"H?(?:{_PART})?{_HALVES}"
)
_QUARTER = 4
_THIRDS = ("تلت", "tlt", "telt")
"""Of an hour: quarter and third are four and three where nothing else tells."""


def _read_time(line: Line, at: int) -> Read | None:
    found = _TIME.match(line.signs, at)
    if found is None or not _is_time(line, found):
        return None
    hour, minute = _read_hour(line, found)
    half = line.find(found, "half")
    hour = _turn(hour, half.payload if half else "")
    if hour > 23:
        return None
    hour, minute = divmod((hour * 60 + minute + _read_minutes(line, found)) % 1440, 60)
    return _make(line, at, found.end(), "time", iso=f"{hour:02d}:{minute:02d}"), found.end()


def _is_time(line: Line, found: re.Match[str]) -> bool:
    """Say whether a number is an hour of the clock: `à` and مع need more to say so."""
    if past := line.find(found, "past"):
        return past.payload != "0" or found["said"] is not None
    before = line.signs[max(found.start() - 2, 0) : found.start()]
    if before.endswith(("D", "Df")):
        return False
    if found["clock"] or (found["lead"] == "@" or found["half"]):
        return found["lead"] != "" or not found["article"]
    if found["hours"]:
        return bool(found["lead"]) or before[-1:] in ("f", "t") or before in ("9&", ":&")
    return _is_hour(line, found)


def _is_hour(line: Line, found: re.Match[str]) -> bool:
    """Say whether what is beside a number makes it an hour: الثامنة والنصف, `las tres y diez`."""
    hour, article = line.find(found, "hour"), line.items[found.start("article")].word
    word = hour.word if hour else ""
    definite = bool(found["article"]) or word.startswith(("ال", "لع", "لوحد", "l"))
    hourly = line.signs[found.end("hour") : found.end("hour") + 1] == "H"
    parted = bool(found["part"] or found["alone"] or found["joint"])
    if parted and (hourly or found["alone"]) and found["joint"] != "":
        return found["lead"] == "~" or found["way"] != "&"
    halved = bool(found["way"]) and line.signs[found.start("part")] in "qs"
    if halved and word.startswith("ال"):
        return True
    if found["article"] and article == "las":
        return parted or bool(found["more"])
    return found["lead"] == "~" and (definite or hourly or parted)


def _read_hour(line: Line, found: re.Match[str]) -> tuple[int, int]:
    if clock := line.find(found, "clock"):
        return int(clock.payload[:2]), int(clock.payload[3:])
    if hours := line.find(found, "hours"):
        return int(hours.payload), 0
    hour = line.find(found, "hour")
    return (int(hour.value) if hour else 0), 0


def _read_minutes(line: Line, found: re.Match[str]) -> int:
    """Give the minutes beside an hour, less than none for `moins le quart`, إلا ربع."""
    if past := line.find(found, "past"):
        said = line.find(found, "said")
        return int(said.value) if said else int(past.payload)
    part = _pick(line, found, "part", "alone")
    count = _pick(line, found, "minutes", "some", "more")
    minutes = int(count.value) if count else 0
    if count and count.word.endswith(_THIRDS):
        minutes = 20
    if part:
        minutes = int(part.payload) if part.sign == "s" else _share(part.value)
    return -minutes if "x" in (found["way"], found["joint"]) else minutes


def _share(part: Fraction) -> int:
    return int(part * 60) if part < 1 else 15 * (part == _QUARTER)


def _turn(hour: int, half: str) -> int:
    """Count an hour of the afternoon or of the night from midnight."""
    if half == "A":
        return hour % 12 if hour == 12 else hour
    if half == "P" and hour < 12:
        return hour + 12
    if half == "N" and 7 <= hour <= 12:
        return (hour + 12) % 24
    return hour


# --- money -------------------------------------------------------------------------------------

_HALF = r"&1?(?P<half>q)(?!f?L?[GKMYHuc])"
_AND_HALF = re.compile(_HALF)
_AMOUNT = re.compile(
    r"(?P<count>[dynoq1])1?f?L?(?P<unit>c)"
    r"|(?P<before>c)(?P<number>[dyn])(?!f?c)|(?P<one>c)1(?!f?c)|(?P<two>C)"
    rf"|(?P<half_of>c)(?={_HALF.replace('?P<half>', '')})"
)
_CHANGE = re.compile(r"&?(?P<count>[dyn])f?L?(?P<unit>c)")
_MONEY = re.compile(r"(?P<count>\d*)(?P<code>[A-Z]+)(?:/(?P<under>\d+))?(?P<sign>\^?)")


def _read_amount(line: Line, at: int) -> Read | None:
    found = _AMOUNT.match(line.signs, at)
    if found is None:
        return None
    unit = _pick(line, found, "unit", "before", "one", "two", "half_of")
    money = _MONEY.fullmatch(unit.payload) if unit else None
    if money is None or (found["before"] and not money["sign"]):
        return None
    count = _pick(line, found, "count", "number")
    value = (count.value if count else 1) * Fraction(money["count"] or 1)
    more, after = _change(line, found.end(), whole=not money["under"])
    value = (value + more) / int(money["under"] or 1)
    return _make(line, at, after, "amount", value=value, unit=money["code"]), after


def _pick(line: Line, found: re.Match[str], *names: str) -> Item | None:
    return next((item for name in names if (item := line.find(found, name))), None)


def _change(line: Line, at: int, whole: bool) -> tuple[Fraction, int]:
    """Read the half or, after a whole unit, the centimes that follow."""
    if half := _AND_HALF.match(line.signs, at):
        return line.items[half.start("half")].value, half.end()
    found = _CHANGE.match(line.signs, at) if whole else None
    if found is None or not line.items[found.start("unit")].payload.endswith("/100"):
        return Fraction(0), at
    return line.items[found.start("count")].value / 100, found.end()


# --- numbers -----------------------------------------------------------------------------------


def _read_number(line: Line, at: int) -> Read | None:
    sign, item = line.signs[at], line.items[at]
    if half := _NUMBER_HALF.match(line.signs, at):
        more = line.items[half.start("half")]
        kind = "percent" if "percent" in (more.kind, item.kind) else "number"
        return _make(line, at, half.end(), kind, value=item.value + more.value), half.end()
    if sign == "R" and line.signs[at + 1 : at + 2] in ("d", "n", "y", "1"):
        return _make(line, at, at + 2, "ordinal", value=line.items[at + 1].value), at + 2
    if sign not in _NUMBERS:
        return None
    if sign == "o" and _is_ordinal(line, at):
        return _make(line, at, at + 1, "ordinal", value=item.value), at + 1
    kind = "percent" if item.kind == "percent" else "number"
    if kind == "number" and (sign == "1" or item.kind in ("weak", "")):
        return None
    return _make(line, at, at + 1, kind, value=item.value), at + 1


_NUMBERS = frozenset("dynoq1")
_NUMBER_HALF = re.compile(r"[dyn1]&1?(?P<half>q)(?!f?L?[GKMYHuc])")


def _is_ordinal(line: Line, at: int) -> bool:
    """Say whether an ordinal ranks something: not a king, and `second` not a while."""
    item = line.items[at]
    before = line.items[max(at - 1, 0)]
    at_first = before.sign == "i" or before.word in ("من", "mn", "men")
    if item.value == 1 and at_first and item.word in _AT_FIRST:
        return False
    return item.kind != "percent" and before.word not in numerals.REIGNS


_AT_FIRST = frozenset(("الاول", "اللول", "لول", "lwl", "lwwl", "lowel", "louwel", "lewwel"))
"""After `in` or `from`: at first."""
