"""Tell from when until when each text of a library holds, and what changed it meanwhile.

Two sources meet: what other texts of the library say they do (`Instrument.relations`), and what a
consolidated text notes was done to it (`changes`). Both name the other by its number. A number may
be shared by acts of different kinds, and a relation does not say which is meant; so an act is
changed only by one of its rank or higher that is not older, and by none where two could be meant.

The trade-off: "holds" means "as far as this library knows". What has no known day is `None`, and
nothing is to be cited as current that is not `True`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from volant.library.laws.mentions import key
from volant.records import Change, Instrument, Relation

RANKS = {
    "constitution": 5, "organic-law": 4, "law": 3, "decree-law": 3, "dahir": 3, "decree": 2,
    "order": 1, "decision": 1, "circular": 0,
}  # fmt: skip
"""The hierarchy of norms (Constitution of 2011, article 6); a dahir may carry a law, so as high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Be one change to a text, or a repeal of some of its articles.

    `number` is the act that did it, `document` its id where the library holds it; `day` is when it
    took effect, ISO 8601 or empty. `noted` says that the text itself notes it, and so contains it.
    """

    kind: str
    number: str
    day: str = ""
    articles: tuple[str, ...] = ()
    document: str = ""
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """Say when one text holds.

    `since` is the first day, `until` the first day no more; empty where not known. `known` is the
    day it was published, or else made: before it, it held in no case. `repealed_by` is the number
    of the act that ended it, and may be there without a day.
    """

    known: str = ""
    since: str = ""
    until: str = ""
    repealed_by: str = ""
    amendments: tuple[Amendment, ...] = ()

    def holds(self, as_of: date, article: str = "") -> bool | None:
        """Say whether the text, or one article of it, was in force that day; None if not known.

        >>> Validity(since="2003-12-08", until="2010-01-01").holds(date(2012, 5, 1))
        False
        """
        day = as_of.isoformat()
        if self._not_yet(day):
            return False
        if self._ended(day, article):
            return False
        unsure = not self.since or (self.repealed_by and not self.until)
        unsure = unsure or any(not one.day for one in self._repeals(article))
        return None if unsure else True

    def lacks(self, as_of: date, article: str = "") -> tuple[Amendment, ...]:
        """Give the amendments in effect that day which the text as it stands does not hold."""
        day = as_of.isoformat()
        return tuple(
            one
            for one in self.amendments
            if not one.noted
            and (not one.day or one.day <= day)
            and (not article or not one.articles or article in one.articles)
        )

    def _not_yet(self, day: str) -> bool:
        first = self.since or self.known
        return bool(first) and day < first

    def _ended(self, day: str, article: str) -> bool:
        if self.until and day >= self.until:
            return True
        return any(one.day and day >= one.day for one in self._repeals(article))

    def _repeals(self, article: str) -> list[Amendment]:
        return [
            one
            for one in self.amendments
            if article and one.kind == "repeals" and article in one.articles
        ]


def timeline(
    instruments: Iterable[tuple[str, Instrument]],
    histories: Mapping[str, Iterable[Change]] = MappingProxyType({}),
) -> Mapping[str, Validity]:
    """Give the validity of each document of a library, by its id.

    `histories` are what documents note of themselves (`changes.history`), by id.

    >>> old = Instrument(kind="law", number="41-10", in_force="2010-12-30")
    >>> end = Relation(kind="repeals", number="41-10")
    >>> new = Instrument(kind="law", number="58-23", in_force="2023-12-04", relations=(end,))
    >>> timeline([("a", old), ("b", new)])["a"].until
    '2023-12-04'
    """
    held = dict(instruments)
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, act in held.items():
        if act.number:
            places[key(act.number)].append(name)
    done: defaultdict[str, list[Amendment]] = defaultdict(list)
    for name, act in held.items():
        for relation in act.relations:
            for target in _targets(relation, act, places, held):
                done[target].append(_done(relation, name, act))
    for name, changes in histories.items():
        for change in changes:
            done[name].append(_noted(change, places, held))
    return {name: _sum_up(act, done[name]) for name, act in held.items()}


def _targets(
    relation: Relation,
    act: Instrument,
    places: Mapping[str, list[str]],
    held: Mapping[str, Instrument],
) -> list[str]:
    """Give the documents a relation is about: of one kind, not above the act, not younger."""
    if relation.kind not in ("amends", "repeals") or key(relation.number) == key(act.number):
        return []
    found = [
        name
        for name in places.get(key(relation.number), ())
        if RANKS.get(held[name].kind, 0) <= RANKS.get(act.kind, 0) and not _younger(held[name], act)
    ]
    return found if len({held[name].kind for name in found}) == 1 else []


def _younger(one: Instrument, other: Instrument) -> bool:
    return bool(one.promulgated and other.promulgated and one.promulgated > other.promulgated)


def _done(relation: Relation, name: str, act: Instrument) -> Amendment:
    return Amendment(
        kind=relation.kind,
        number=act.number,
        day=act.in_force,
        articles=relation.articles,
        document=name,
    )


def _noted(
    change: Change, places: Mapping[str, list[str]], held: Mapping[str, Instrument]
) -> Amendment:
    there = places.get(key(change.number), [])
    day = next((held[name].in_force for name in there if held[name].in_force), "")
    return Amendment(
        kind=change.kind,
        number=change.number,
        day=day or change.day,
        articles=change.articles,
        document=there[0] if there else "",
        noted=True,
    )


def _sum_up(act: Instrument, amendments: list[Amendment]) -> Validity:
    ends = [one for one in amendments if one.kind == "repeals" and not one.articles]
    dated = sorted((one for one in ends if one.day), key=lambda one: one.day)
    ending = next(iter((*dated, *ends)), None)
    return Validity(
        known=act.published or act.promulgated,
        since=act.in_force,
        until=ending.day if ending else "",
        repealed_by=ending.number if ending else "",
        amendments=_unite([one for one in amendments if one not in ends]),
    )


def _unite(amendments: list[Amendment]) -> tuple[Amendment, ...]:
    """Take once what both sources say, the text's own note first; in order of day."""
    noted = {(one.kind, key(one.number)) for one in amendments if one.noted}
    kept = [one for one in amendments if one.noted or (one.kind, key(one.number)) not in noted]
    return tuple(dict.fromkeys(sorted(kept, key=lambda one: (one.day, one.number, one.kind))))
