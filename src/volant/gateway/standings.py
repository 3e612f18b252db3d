"""Say where each engine of an installation stands today.

A profile is read from files, completed by what this program sees of the running engine, and
assessed, once a day and again when what is seen changes. Where there is no profile an engine is
unknown and far away; where one cannot be read, or says what a log could not hold, the standing has
a `fault`, and a decision that meets a fault is closed. Nothing here raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from urllib.parse import quote

import msgspec

from volant.ledger.entry import refuse_prose
from volant.records import Place
from volant.sovereignty import Policy, Profile, Standing, assess
from volant.sovereignty.catalogue import make_unknown
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.observation import observe
from volant.sovereignty.score import measure

KEPT = 512
"""Standings kept in memory, more than a day ever needs; they are dropped together."""


class Placed(Protocol):
    """Be whatever may be given data: an engine, or an embedder."""

    @property
    def name(self) -> str: ...

    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Be an embedder as far as it is given texts to read."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Be where an engine stands on a day, what it scores, and what could not be read of it."""

    standing: Standing
    score: Mapping[str, int]
    fault: str = ""


class Standings:
    """Assess engines under one policy.

    `profiles` gives a name to a profile, read anew each day; `names` says which profile each
    engine has, where it has one.
    """

    def __init__(
        self,
        policy: Policy,
        profiles: Callable[[], Mapping[str, Profile]],
        names: Mapping[str, str],
        notice: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.policy = policy
        self._profiles, self._names, self._notice = profiles, dict(names), notice
        self._day, self._read = date.min, dict[str, Profile]()
        self._kept: dict[tuple[str, Place], Stance] = {}
        self._told: set[str] = set()

    def find(self, engine: Placed, day: date) -> Stance:
        """Give the standing of an engine on a day; what has a fault is tried again each time."""
        key = (engine.name, engine.place)
        if day == self._day and key in self._kept:
            return self._kept[key]
        try:
            if day != self._day:
                self._begin(day)
            profile = self._read.get(self._names.get(engine.name, ""))
            stance = self._measure(profile or _unknown(engine), engine.place, day)
        except Exception as error:  # noqa: BLE001 - whatever a profile does, nothing is sent
            self._tell(f"the profile of {engine.name} cannot be used: {error or type(error)}")
            return replace(self._measure(_unknown(engine), Place(), day), fault="profile")
        self._kept = {**self._kept, key: stance} if len(self._kept) < KEPT else {key: stance}
        return stance

    def _begin(self, day: date) -> None:
        """Read the profiles of a new day; yesterday's proofs may have ended."""
        self._read = dict(self._profiles())
        self._kept, self._told, self._day = {}, set(), day

    def _tell(self, line: str) -> None:
        """Say a thing once a day."""
        if line not in self._told:
            self._told.add(line)
            self._notice(line)

    def _measure(self, profile: Profile, place: Place, day: date) -> Stance:
        profile = observe(profile, place, day, getattr(place, "probe", None))
        standing = assess(profile, self.policy, day)
        standing = replace(standing, engine=quote(standing.engine)[:200])
        refuse_prose(msgspec.to_builtins(standing))
        score = measure(Knowledge(profile, day), self.policy.adequate)
        figures = {"moteur": score.moteur, "volant": score.volant, "gate": score.gate}
        return Stance(standing=standing, score=figures)


def _unknown(engine: Placed) -> Profile:
    return make_unknown(quote(engine.name)[:200])
