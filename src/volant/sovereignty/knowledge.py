"""Read a profile as it stands on a day: a fact counts only as far as its evidence carries it.

This is the one place where values and evidence meet. It knows neither levels' meanings nor zones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from volant.sovereignty.evidence import (
    MARKS,
    STATUSES,
    cap,
    covers,
    grade,
    passes_gate,
)
from volant.sovereignty.profile import Profile


class Knowledge:
    """Be what is known of a profile on a day."""

    def __init__(self, profile: Profile, day: date) -> None:
        self.profile, self.day = profile, day
        self._grades = [(one.claim, grade(one, day)) for one in profile.evidence]

    def look(self, pointer: str) -> Any:
        """Return the value at a JSON pointer, known or merely said; None where there is none.

        An empty list counts as none. Raises `AttributeError` for a pointer no profile has.
        """
        value: Any = self.profile
        for name in pointer.strip("/").split("/"):
            if value is None:
                return None
            value = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
        return value if value or isinstance(value, bool | int | float) else None

    def facts(self) -> tuple[str, ...]:
        """Return the JSON pointer of each field that has a value, in the order of the profile."""
        sections = (
            f.name for f in fields(self.profile) if is_dataclass(getattr(self.profile, f.name))
        )
        pointers = (
            f"/{section}/{f.name}"
            for section in sections
            if section != "label"
            for f in fields(getattr(self.profile, section))
        )
        return tuple(pointer for pointer in pointers if self.look(pointer) is not None)

    def source(self, pointer: str) -> str:
        """Return where the best evidence of a fact is, as its source says; or `""`."""
        spoken = [
            (STATUSES.index(status), one.source)
            for (claim, status), one in zip(self._grades, self.profile.evidence, strict=True)
            if covers(claim, pointer)
        ]
        return max(spoken, default=(0, ""))[1]

    def status(self, pointer: str) -> str:
        """Return the best status on this day among the evidence that speaks of a pointer."""
        found = [status for claim, status in self._grades if covers(claim, pointer)]
        return max(found, key=STATUSES.index, default="unverified")

    def mark(self, pointer: str) -> str:
        """Return `said`, `written`, `checked`, or `unknown` where there is no value."""
        return "unknown" if self.look(pointer) is None else MARKS[self.status(pointer)]

    def believe(self, pointer: str, level: int) -> Any:
        """Return the value if its evidence supports this level, else None."""
        return self.look(pointer) if cap(pointer, self.status(pointer)) >= level else None

    def rely(self, pointer: str) -> Any:
        """Return the value if a decision may rest on it, else None."""
        return self.look(pointer) if passes_gate(pointer, self.status(pointer)) else None
