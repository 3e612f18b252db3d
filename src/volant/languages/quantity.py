"""Be one quantity of a text: a number, an amount, a span of time, a day.

A record only; `measures` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

KINDS = ("number", "percent", "amount", "ordinal", "duration", "date", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Be what `text[start:end]` says, in code points of the text as given.

    `value` is there for a number, percent, amount or ordinal; `unit` is an amount's ISO 4217 code.
    `iso` is ISO 8601: a duration (`P15D`, `P1Y6M`, `PT48H`), a time (`14:30`), or a date as precise
    as the text: `2025-04-03`, `2025-04`, `2025`, `2026-W48`, and `--04-03` where no year is known.
    A date whose `calendar` is "hijri" has its Gregorian day, right to a day either way, since
    months begin where the moon is seen, and exact where the text gives both days; a month or a year
    of it is an interval, `2025-03-01/2025-03-30`.
    """

    start: int
    end: int
    kind: str
    value: Fraction | None = None
    unit: str = ""
    iso: str = ""
    calendar: str = "gregorian"
