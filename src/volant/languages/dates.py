"""Read which day, week, month or year is meant: «3 أبريل», `la semaine prochaine`, 27 رمضان.

Day first, as in Morocco; month first only where no day can be (04/25/2025). With `as_of`, a date
without a year is the nearest one, before or after, and `lundi` the next one; without it what today
alone could fix is no date. `dans 15 jours` is counted in days of the calendar. The two dates of a
law come out of a PDF as «12رجب 18( 1426أغسطس )2005», and are read in that order too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from volant.languages import calendars
from volant.languages.durations import Parts, count_days, read_duration
from volant.languages.markers import listed
from volant.languages.signs import Item, Line

Dated = tuple[str, str, int]
"""ISO date, calendar, and the place after."""

Match = re.Match[str]

_NO_COUNT = "(?!(?!Yf?y)[GKMYHuc])"
_YEAR = rf"(?:,?[fiI]?f?Y?(?P<year>y){_NO_COUNT})?"
_WEEKDAY = r"(?:(?:r,?)?(?:G?f?L?[kj],?)?)"
_SHARED = rf"(?:[&t,]{{1,2}}L?[do]){{0,5}}f?(?:Mf?)?(?P<month>[mah]){_YEAR}"
_LATER = r"(?=[t&]L?[do]f?L?(?:Mf?)?[ma]f?Y?(?P<later>y))"
"""The year that ends `du 1er janvier au 31 décembre 2025`."""

_DAY_MONTH = re.compile(
    rf"(?<!K){_WEEKDAY}L?(?:Gf?)?L?(?P<day>[do1])(?:f?L?|(?<=d)i)(?:Mf?)?"
    rf"(?:(?P<moon>h)(?=;?d;(?P<lunar>y)[ma])|(?P<month>[mah])(?:(?P<aim>[><}}{{](?![GKMYkj]))|{_LATER}|{_YEAR}[ve]*))"
)
_DAY_SHARED = re.compile(
    rf"{_WEEKDAY}L?(?:Gf?)?(?<![dyn])(?:(?P<day>d)|(?P<first>o)(?=[&t]L?d))(?=[&t~,]{{0,2}}L?[do]{_SHARED})"
)
_DAY_AIMED = re.compile(
    rf"{_WEEKDAY}L?(?:Gf?)?L?(?:(?P<day>d)[fi]|(?P<first>o)[fi]?)L?(?:(?P<before>[><=])M|M(?P<after>[><=}}{{]))"
)
_DAY_SWAPPED = re.compile(
    r"(?P<day>d);y(?P<month>[ma])[;,]?(?P<year>y)|(?<![^;])(?P<first>d)(?P<named>[ma]);(?P<last>y)"
)
_DAY_NUMBERED = re.compile(
    rf"{_WEEKDAY}L?(?:Gf?)?(?P<day>[d])[fiI]?L?M(?P<number>d){_NO_COUNT}{_YEAR}"
)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}(?P<month>[ma])L?(?P<day>[do])(?![GKMYHucmah]){_YEAR}")
_MONTH_YEAR = re.compile(rf"(?:Mf?)?(?P<month>[mah])[f,]?f?Y?(?P<year>y){_NO_COUNT}[ve]*")
_MONTH_AIMED = re.compile(
    r"(?:Mf?)?(?P<month>[ma])(?P<after>[><}{])|(?P<before>[><=])f?(?P<named>[ma])"
)
_MONTH_NUMBERED = re.compile(rf"M(?P<number>[d]){_NO_COUNT}(?:(?P<aim>[}}{{])|{_YEAR})")
_MONTH = re.compile(r"(?:Mf?)?(?P<month>m)|(?<=[iI])L?(?P<in>a)|Mf?(?P<of>a)|Mf?(?P<moon>h)")
_NUMERIC = re.compile(rf"{_WEEKDAY}L?(?:Gf?)?(?P<date>#)")
_YEAR_ALONE = re.compile(
    rf"(?<=[iI])(?P<in>y){_NO_COUNT}(?!e)|Yf?(?P<year>y){_NO_COUNT}(?!e)v?|Y?(?P<hijri>[yn])e"
    rf"|(?:(?<=Yy[&t])|(?<=Yfy[&t])|(?<=iy[&t])|(?<=iYy[&t]))(?P<and>y){_NO_COUNT}(?!e)"
    rf"|(?<=[f~b])(?P<from>y)(?=[t~&]y(?:[;,]|$))|(?<=[f~b]y[t~&])(?P<till>y)(?=[;,]|$)"
    rf"|(?<![dynqot]t)(?<=t)(?P<until>y)(?=[;,]|$)"
    rf"|(?<=i)Y(?P<early>n)(?=[;,v]|$)v?"
)
_RELATIVE = re.compile(r"(?<!1)(?:Gf?)?(?P<day>r)(?!o)(?:,?(?:Gf?)?[kj])?")
_UNIT = re.compile(r"(?P<before>[><=])(?P<unit>[GKMY])|(?P<named>[GKMY])(?P<after>[><=}{])")
_NEXT_WEEKDAY = re.compile(
    r"(?P<before>[><=])(?P<first>[kj])|(?:Gf?L?)?(?P<weekday>k)(?!f[mah])(?P<after>[><=}{])?"
    r"|Gf?L?(?P<loose>j)(?P<then>[><=}{])?|(?P<maybe>j)(?P<aim>[><}{])"
)


def read_day(line: Line, at: int, as_of: date | None) -> Dated | None:
    """Read the date at a place, by the first pattern that fits."""
    for pattern, read in _BY_SIGN.get(line.signs[at], ()):
        found = pattern.match(line.signs, at)
        if found and (dated := read(line, found, as_of)):
            return (*dated, found.end())
    return _read_distance(line, at, as_of) if as_of else None


def _number(item: Item | None) -> int:
    return int(item.value) if item else 0


def _item(line: Line, found: Match, *names: str) -> Item | None:
    """Give the item of the first of these groups that is there."""
    there = (name for name in names if found.re.groupindex.get(name) and found[name])
    return next((line.find(found, name) for name in there), None)


def _month(item: Item | None) -> int:
    return int(item.payload.rstrip("e")) if item else 0


def _aim(item: Item | None) -> int:
    return int(item.payload or 0) if item else 0


# --- days and months that are named ------------------------------------------------------------

Read = tuple[str, str] | None
"""ISO date and calendar."""


def _read_day_month(line: Line, found: Match, as_of: date | None) -> Read:
    month = _item(line, found, "month", "moon", "named")
    day = _number(_item(line, found, "day", "first"))
    year = _number(_item(line, found, "year", "lunar", "last", "later"))
    if month and month.sign == "h":
        return _read_hijri(year, _month(month), day, as_of)
    aim = _aim(_item(line, found, "aim")) or _since(line, found)
    return _write_day(year, _month(month), day, as_of, aim)


def _since(line: Line, found: Match) -> int:
    """Give -1 after a word that puts the date in the past: `depuis le 1er janvier`."""
    before = line.items[max(found.start() - 1, 0)]
    return _aim(before) if before.sign == "i" else 0


def _read_month_day(line: Line, found: Match, as_of: date | None) -> Read:
    month = line.find(found, "month")
    return _read_day_month(line, found, as_of) if month and month.payload.endswith("e") else None


def _read_numbered(line: Line, found: Match, as_of: date | None) -> Read:
    year, month = _number(line.find(found, "year")), _number(line.find(found, "number"))
    return _write_day(year, month, _number(line.find(found, "day")), as_of)


def _read_day_aimed(line: Line, found: Match, as_of: date | None) -> Read:
    """Read `le 5 du mois prochain`, فاتح الشهر المقبل."""
    aim = _aim(_item(line, found, "before", "after"))
    month = calendars.add_months(as_of.replace(day=1), aim) if as_of else None
    day = _number(_item(line, found, "day", "first"))
    return _write_day(month.year, month.month, day, as_of) if month else None


def _write_day(year: int, month: int, day: int, as_of: date | None, direction: int = 0) -> Read:
    if year:
        whole = calendars.make_day(year, month, day)
        return (str(whole), "gregorian") if whole else None
    if not calendars.make_day(2000, month, day):
        return None
    near = None
    if as_of:
        today = calendars.add_days(as_of, -direction) or as_of  # `3 avril dernier` may be today
        near = calendars.find_nearest(_years(as_of, month, day), today, direction)
    return str(near or f"--{month:02d}-{day:02d}"), "gregorian"


def _years(as_of: date, month: int, day: int) -> list[date | None]:
    reach = range(as_of.year - 4, as_of.year + 5)
    return [calendars.make_day(year, month, day) for year in reach if 1 <= year <= 9999]


def _read_hijri(year: int, month: int, day: int, as_of: date | None) -> Read:
    """Read a day of a Hijri month, of a Hijri year or of one of the common era."""
    days: list[date | None] = []
    if 0 < year < 1700:
        days = [calendars.from_hijri(year, month, day)]
    elif middle := calendars.make_day(year, 7, 1) if year else as_of:
        reach = range(-1, 2)
        days = [
            calendars.from_hijri(calendars.to_hijri_year(middle) + step, month, day)
            for step in reach
        ]
        days = [near for near in days if near and year in (0, near.year)]
    near = calendars.find_nearest(days, as_of or date(2000, 1, 1))
    return (str(near), "hijri") if near else None


def _read_month_year(line: Line, found: Match, as_of: date | None) -> Read:
    month, year = line.find(found, "month"), _number(line.find(found, "year"))
    if month is None or month.sign != "h":
        return f"{year:04d}-{_month(month):02d}", "gregorian"
    if year >= 1700:
        begun = _read_hijri(year, _month(month), 1, as_of)
        year = calendars.to_hijri_year(date.fromisoformat(begun[0])) if begun else 0
    span = calendars.span_hijri(year, _month(month))
    return (span, "hijri") if span else None


def _read_month_aimed(line: Line, found: Match, as_of: date | None) -> Read:
    if as_of is None:
        return None
    month = _month(_item(line, found, "month", "named"))
    return _write_month(month, as_of, _aim(_item(line, found, "after", "before")))


def _read_month_numbered(line: Line, found: Match, as_of: date | None) -> Read:
    month, year = _number(line.find(found, "number")), _number(line.find(found, "year"))
    aim = _aim(line.find(found, "aim"))
    if not 1 <= month <= 12 or line.items[found.start()].word in _MANY:
        return None
    return (f"{year:04d}-{month:02d}", "gregorian") if year else _write_month(month, as_of, aim)


def _read_month(line: Line, found: Match, as_of: date | None) -> Read:
    if moon := line.find(found, "moon"):
        return _write_moon(_month(moon), as_of)
    month = _month(_item(line, found, "month", "in", "of"))
    return _write_month(month, as_of, _since(line, found))


def _write_moon(month: int, as_of: date | None) -> Read:
    near = _read_hijri(0, month, 15, as_of) if as_of else None
    year = calendars.to_hijri_year(date.fromisoformat(near[0])) if near else 0
    return (calendars.span_hijri(year, month), "hijri") if near else None


def _write_month(month: int, as_of: date | None, direction: int = 0) -> Read:
    if as_of is None:
        return f"--{month:02d}", "gregorian"
    middle = as_of.replace(day=15)
    near = calendars.find_nearest(_years(middle, month, 15), middle, direction)
    return (f"{near:%Y-%m}", "gregorian") if near else None


def _read_numeric(line: Line, found: Match, as_of: date | None) -> Read:
    payload = line.items[found.start("date")].payload
    if payload.startswith("--"):
        return _write_day(0, int(payload[2:4]), int(payload[5:]), as_of)
    return payload.removesuffix("h"), "hijri" if payload.endswith("h") else "gregorian"


def _read_year(line: Line, found: Match, as_of: date | None) -> Read:
    if hijri := line.find(found, "hijri"):
        span = calendars.span_hijri(_number(hijri))
        return (span, "hijri") if span else None
    if early := line.find(found, "early"):
        known = early.word.isdigit() and early.value >= 100
        return (f"{int(early.value):04d}", "gregorian") if known else None
    year = _item(line, found, "in", "year", "and", "from", "till", "until")
    if year is None or not year.word.isdigit() or len(year.word) != 4:
        return None
    if (found["from"] or found["till"] or found["until"]) and not 1900 <= year.value < 2100:
        return None
    return year.word, "gregorian"


# --- days that today fixes ---------------------------------------------------------------------


def _read_relative(line: Line, found: Match, as_of: date | None) -> Read:
    payload = line.items[found.start("day")].payload
    if as_of and payload.endswith("Y"):
        year = as_of.year + int(payload[:-1])
        return (f"{year:04d}", "gregorian") if 1 <= year <= 9999 else None
    day = calendars.add_days(as_of, int(payload)) if as_of else None
    return (str(day), "gregorian") if day else None


def _read_unit(line: Line, found: Match, as_of: date | None) -> Read:
    unit = _item(line, found, "unit", "named")
    aim = _aim(_item(line, found, "after", "before"))
    moved = _MOVES[unit.payload](as_of, aim) if as_of and unit else None
    if moved is None or unit is None or unit.word in _MANY:
        return None
    if unit.payload == "D" and (aim or found["named"]) and unit.word not in _DAY:
        return None
    if found["named"] and line.items[found.start("after")].word in _BEFORE_ONLY:
        return None
    iso = {"W": calendars.write_week(moved), "M": str(moved)[:7], "Y": str(moved)[:4]}
    return iso.get(unit.payload, str(moved)), "gregorian"


_MANY = listed("اشهر شهور سنوات سنين اعوام اسابيع سيمانات chhour snin simanat")
"""Plurals: الأشهر المقبلة is not next month."""

_DAY = frozenset(("نهار", "nhar", "n8ar"))
"""What is last or next by a day, النهار اللي فات, while `le dernier jour` ends a list."""

_BEFORE_ONLY = frozenset(("esta", "este", "ce", "cet", "cette", "this", "had", "هاد"))
"""Words for this that stand before the noun: in `la semana está aquí` one is a verb."""

_MOVES: dict[str, Callable[[date, int], date | None]] = {
    "D": calendars.add_days,
    "W": lambda day, weeks: calendars.add_days(day, 7 * weeks),
    "M": calendars.add_months,
    "Y": lambda day, years: calendars.add_months(day, 12 * years),
}


def _read_weekday(line: Line, found: Match, as_of: date | None) -> Read:
    weekday = _item(line, found, "first", "weekday", "loose", "maybe")
    aimed = _item(line, found, "before", "after", "then", "aim")
    if as_of is None or weekday is None:
        return None
    day = calendars.find_weekday(int(weekday.payload), as_of, _aim(aimed) if aimed else 1)
    return (str(day), "gregorian") if day else None


def _read_distance(line: Line, at: int, as_of: date) -> Dated | None:
    """Read `il y a 2 mois`, `2 months ago`, `dans 15 jours`; hours are no date."""
    sign = line.signs[at]
    begins = at + (sign in "ATI")
    while begins < at + 3 and line.signs[begins : begins + 1] in ("~", "t", "L") and begins > at:
        begins += 1  # قبل حوالي أسبوع, `mn hna l simana`
    read = read_duration(line, begins) or (_read_bare(line, begins) if begins > at else None)
    if read is None:
        return None
    parts, after = read
    behind = line.signs[after : after + 1]
    ago = behind == "B" or (sign == "A" and behind != "f")
    length = count_days(parts)
    if length is None or not (ago or sign in "TI") or (sign == "A" and not ago):
        return None
    way = -1 if ago else 1
    moved = calendars.add_months(as_of, way * length[0])
    day = calendars.add_days(moved, way * length[1]) if moved else None
    return (str(day), "gregorian", after + (behind == "B")) if day else None


def _read_bare(line: Line, at: int) -> tuple[Parts, int] | None:
    """Read a unit alone, one of it: قبل حوالي أسبوع."""
    led = line.signs[at - 1] in "~tT" or line.signs[max(at - 2, 0) : at] == "TL"
    if line.signs[at : at + 1] not in ("K", "M", "Y") or not led:
        return None
    if line.signs[at + 1 : at + 2] in _NAMES:
        return None
    return {line.items[at].payload: Fraction(1)}, at + 1


_NAMES = tuple("dynohma#kj><}{=GKMYHu")

Reader = Callable[[Line, Match, date | None], Read]

_LED = "rGfLkj"
"""What may stand before a day: today, its weekday, an article."""

READERS: tuple[tuple[str, re.Pattern[str], Reader], ...] = (
    (_LED + "#", _NUMERIC, _read_numeric),
    (_LED + "do", _DAY_AIMED, _read_day_aimed),
    (_LED + "d", _DAY_NUMBERED, _read_numbered),
    ("d", _DAY_SWAPPED, _read_day_month),
    (_LED + "do1", _DAY_MONTH, _read_day_month),
    (_LED + "do", _DAY_SHARED, _read_day_month),
    (_LED + "ma", _MONTH_DAY, _read_month_day),
    ("Mmah", _MONTH_YEAR, _read_month_year),
    ("Mma><=", _MONTH_AIMED, _read_month_aimed),
    ("M", _MONTH_NUMBERED, _read_month_numbered),
    ("MmLa", _MONTH, _read_month),
    ("yYn", _YEAR_ALONE, _read_year),
    ("Gr", _RELATIVE, _read_relative),
    ("GKMY><=", _UNIT, _read_unit),
    ("Gkj><=", _NEXT_WEEKDAY, _read_weekday),
)
"""The signs that a pattern begins with, the pattern and its reader, in the order they are tried."""

_BY_SIGN: dict[str, tuple[tuple[re.Pattern[str], Reader], ...]] = {
    sign: tuple((pattern, read) for signs, pattern, read in READERS if sign in signs)
    for sign in {sign for signs, _, _ in READERS for sign in signs}
}
