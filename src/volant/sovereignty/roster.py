"""Name the engines a reader is shown: those of an installation, and those of the catalogue.

Files are read when somebody looks, and not again for a few seconds: a page that many open costs
one reading, and an operator who corrects a file sees it at the next look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from volant.sovereignty.catalogue import make_unknown
from volant.sovereignty.policy import Policy
from volant.sovereignty.profile import Profile

FRESH = 5.0
"""Seconds a reading is used."""

Reading = tuple[Policy, Mapping[str, Profile]]


@dataclass(slots=True, kw_only=True)
class Roster:
    """Give the policy and the profiles, by id; `installed` are the ids of what runs here.

    One that is installed and has no profile is shown as unknown.
    """

    policy: Callable[[], Policy]
    profiles: Callable[[], Mapping[str, Profile]]
    installed: Collection[str] = ()
    _read: Reading | None = field(default=None, init=False)
    _until: float = field(default=0.0, init=False)

    def read(self) -> Reading:
        """Return the policy and every profile; raises `SettingsError`.

        >>> from volant.sovereignty import load_policy, load_profiles
        >>> shown = Roster(policy=load_policy, profiles=load_profiles, installed=["voisin"])
        >>> shown.read()[1]["voisin"].engine.maker is None
        True
        """
        if self._read is None or time.monotonic() > self._until:
            profiles = dict(self.profiles())
            missing = set(self.installed) - profiles.keys()
            self._read = self.policy(), profiles | {name: make_unknown(name) for name in missing}
            self._until = time.monotonic() + FRESH
        return self._read
