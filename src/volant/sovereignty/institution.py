"""Lay over a profile what an institution can show of its own machines.

Where a machine stands no program can see. A text that binds says it (minutes of the installation, a
lease, an inventory); the institution keeps the text, and its SHA-256 is the evidence. Without one
the same words are only said, and carry through no gate. Nothing is laid over a value that a profile
of the institution's own has already given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from volant.sovereignty.evidence import Evidence
from volant.sovereignty.profile import INSTITUTION, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Be who runs the engines here; `country` is ISO 3166-1, `premises` is `own` or `other`.

    `digest` is the SHA-256, hex, of the text that says where the machines stand, `at` its day,
    `source` its name; empty where there is none.
    """

    name: str = ""
    country: str = ""
    premises: str = ""
    digest: str = ""
    at: date | None = None
    source: str = ""


def settle(profile: Profile, institution: Institution) -> Profile:
    """Return the profile of an engine on the institution's machines.

    >>> from volant.sovereignty.catalogue import load_profiles
    >>> taza = Institution(name="Commune de Taza", country="MA", premises="own", digest="ab" * 32,
    ...     at=date(2026, 11, 22), source="pv.pdf")
    >>> settled = settle(load_profiles()["embedded"], taza)
    >>> settled.inference.country, settled.evidence[-1].status
    ('MA', 'documented')
    """
    here = profile.inference
    given = {"country": institution.country, "premises": institution.premises}
    new = {name: value for name, value in given.items() if value and getattr(here, name) is None}
    if not new:
        return profile
    ours = {**new, "operator": INSTITUTION} if here.operator in (None, INSTITUTION) else new
    evidence = tuple(_vouch(f"/inference/{name}", institution) for name in ours)
    return replace(
        profile,
        inference=replace(here, **ours),  # type: ignore[arg-type]
        evidence=profile.evidence + evidence,
    )


def offer(profile: Profile, others: Sequence[str]) -> Profile:
    """Return the profile with the engines that could take its place, where it names none."""
    if profile.exit.alternatives or not others:
        return profile
    said = Evidence(claim="/exit/alternatives", status="declared", method="settings", by="volant")
    return replace(
        profile,
        exit=replace(profile.exit, alternatives=tuple(others)),
        evidence=(*profile.evidence, said),
    )


def _vouch(claim: str, institution: Institution) -> Evidence:
    written = bool(institution.digest and institution.at)
    return Evidence(
        claim=claim,
        status="documented" if written else "declared",
        method="document" if written else "settings",
        by=institution.name or INSTITUTION,
        at=institution.at,
        digest=institution.digest,
        source=institution.source,
    )
