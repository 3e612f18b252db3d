"""Say whether a text holds today: since when, until when, or no longer.

`static/validity.js` says the same of the same dates. Why a text holds or ended is the library's
work; a date that is not known is not spoken of.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from volant.web.frame import Frame
from volant.web.markup import Markup, element


class Dated(Protocol):
    """Hold from `valid_from` to the day before `valid_until`: ISO 8601, empty if not known."""

    @property
    def valid_from(self) -> str: ...
    @property
    def valid_until(self) -> str: ...


def today() -> str:
    """Give the day, in universal time, as ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def is_over(text: Dated, day: str) -> bool:
    """Say whether a text held once and holds no more."""
    return bool(text.valid_until) and text.valid_until <= day


def tell(text: Dated, day: str) -> tuple[tuple[str, str], ...]:
    """Give the sentences that fit a day, as (key, date); `expired` and `not_yet` are warnings."""
    if is_over(text, day):
        return (("expired", text.valid_until),)
    begins = "in_force" if text.valid_from <= day else "not_yet"
    begun = ((begins, text.valid_from),) if text.valid_from else ()
    return begun + ((("ends", text.valid_until),) if text.valid_until else ())


def draw_validity(frame: Frame, text: Dated, day: str) -> list[Markup]:
    """Draw since when a text holds, or a badge where it holds no longer or not yet."""
    words = frame.words
    return [
        element(
            "span",
            words.say(key, date=words.say_date(date)),
            class_="badge" if key in ("expired", "not_yet") else None,
            lang=words.borrow(key),
        )
        for key, date in tell(text, day)
    ]
