"""Settle what only all documents together tell: what holds on which day, what is one text twice.

Asked again after every change, since one new act may end another. What the texts do not say stays
unknown, and an unknown day hides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from volant.library.laws import Difference, Validity, differences, pair, timeline
from volant.protocols import Index
from volant.records import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Be one text in two languages, with the figures that only one of them states."""

    first: Held
    second: Held
    differences: tuple[Difference, ...]


def settle(index: Index) -> None:
    """Note in the index from when until when its documents hold, and which are twins."""
    held = _indexed(index)
    index.settle_validity({name: (one.since, one.until) for name, one in validities(held).items()})
    keys: dict[str, str] = {}
    for first, second in pair(held):
        key = keys.get(str(first.id)) or keys.get(str(second.id)) or str(first.id)
        keys |= {str(first.id): key, str(second.id): key}
    index.settle_twins({str(one.id): keys.get(str(one.id), "") for one in held})


def validities(held: Sequence[Held]) -> dict[str, Validity]:
    """Say of each document by id when it holds, what ended it and what amended it."""
    return dict(
        timeline(
            [(str(one.id), one.instrument) for one in held],
            {str(one.id): one.instrument.history for one in held},
        )
    )


def compare(index: Index) -> list[Twins]:
    """Give every pair of twins with what differs between them; seconds for long texts."""
    return [
        Twins(
            first=first,
            second=second,
            differences=differences(index.text(str(first.id)), index.text(str(second.id))),
        )
        for first, second in pair(_indexed(index))
    ]


def _indexed(index: Index) -> list[Held]:
    return [one for one in index.held() if one.state == "indexed"]
