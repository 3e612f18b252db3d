"""Judge whether a reader may be shown a document: by unit, by class of data, by state, by day.

One pure predicate, asked by every path that reads the index. It knows nothing of who the reader is
(the gateway does) and nothing of passages. What it does not understand it keeps closed: a class
that is none of D0 to D4 is above them all, a clearance that is none of them opens nothing.

The classes are those of `records.Rights`; the states those of `records.Held`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from volant.records import CLASSES, Access

__all__ = ["ALWAYS", "OWNED", "STATES", "TODAY", "Claim", "allows", "dated"]

STATES = ("received", "read", "indexed", "superseded", "withdrawn")
"""The life of a document, in order; only `indexed` is ever shown."""

ALWAYS = "always"
"""The `as_of` that asks for a text whatever the days it holds on."""


TODAY = Access()
"""All that holds today."""

OWNED = Access(as_of=ALWAYS)
"""All that is held, expired texts too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Be what of a document its access is judged by; fields as in `Rights`, `Hit` and `Held`."""

    unit: str = ""
    data_class: str = "D0"
    state: str = "indexed"
    valid_from: str = ""
    valid_until: str = ""


def dated(access: Access) -> Access:
    """Put today's date where no day was named, so that equal accesses see the same."""
    return access if access.as_of else replace(access, as_of=date.today().isoformat())


def allows(access: Access, claim: Claim) -> bool:
    """Say whether a document may be shown; `access` is `dated`.

    >>> nurse = Access(units=frozenset({"sante/chu-fes"}), clearance="D2", as_of="2026-01-01")
    >>> allows(nurse, Claim(unit="sante/chu-fes/urgences", data_class="D2"))
    True
    >>> allows(nurse, Claim(unit="sante/chu-rabat")), allows(nurse, Claim(data_class="D3"))
    (False, False)
    """
    return (
        claim.state == "indexed"
        and _level(claim.data_class, unknown=len(CLASSES)) <= _level(access.clearance, unknown=-1)
        and _within(access.units, claim.unit)
        and _holds(access.as_of, claim)
    )


def _level(name: str, unknown: int) -> int:
    return CLASSES.index(name) if name in CLASSES else unknown


def _within(units: frozenset[str] | None, unit: str) -> bool:
    """Say whether one of `units` is the document's or stands above it; an empty one is none."""
    path = unit.strip("/")
    if units is None or not path:
        return True
    names = (name.strip("/") for name in units)
    return any(name and (path == name or path.startswith(f"{name}/")) for name in names)


def _holds(day: str, claim: Claim) -> bool:
    """Say whether a text holds on a day; ISO 8601 dates stand in order as text."""
    return day == ALWAYS or (
        claim.valid_from <= day and (not claim.valid_until or day < claim.valid_until)
    )
