"""Read profiles, one TOML file each: those shipped, and those an institution writes of its own.

A shipped profile says of an engine what anybody can know. Where it runs, under which contract and
with which proof only the institution can say, in a file of its own that `extends` a shipped one:

    extends = "embedded"
    [inference]
    country = "MA"
    premises = "own"
    [[evidence]]
    claims = ["/inference/country", "/inference/premises", "/inference/operator"]
    status = "documented"
    at = 2026-11-22
    source = "Procès-verbal d'installation, salle 2, Taza"

An unknown key is an error that names the nearest valid one: a fact misspelt must not pass as
unknown. Evidence of a value that the extending file changes is void.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from volant.errors import SettingsError, UnknownModel
from volant.sovereignty.evidence import STATUSES, Evidence
from volant.sovereignty.profile import Label, Profile

SHIPPED = Path(__file__).with_name("profiles")

Table = dict[str, Any]


def load_profiles(*folders: Path) -> dict[str, Profile]:
    """Return profiles by id: those of the folders, in order, over those shipped.

    Raises `SettingsError` for a file that cannot be a profile.

    >>> load_profiles()["gemmaroc"].label.fr
    'GemMaroc, poids ouverts'
    """
    tables = _read_folder(SHIPPED)
    for folder in folders:
        own = _read_folder(folder)
        tables |= {name: _overlay(name, table, tables) for name, table in own.items()}
    return {name: _make(name, tables) for name in sorted(tables)}


def find_profile(id: str, profiles: Mapping[str, Profile]) -> Profile:
    """Return one profile; raises `UnknownModel` with the nearest ids."""
    if id in profiles:
        return profiles[id]
    near = get_close_matches(id, profiles, cutoff=0.3) or list(profiles)
    raise UnknownModel(f"no profile {id!r}; the nearest: {', '.join(near)}")


def make_unknown(id: str) -> Profile:
    """Return the profile of an engine nobody has described: far away, and worth nothing.

    >>> make_unknown("moteur").inference.country is None
    True
    """
    return Profile(id=id, label=Label(fr=id, ar=id, en=id), version="0")


def read_profile(path: Path) -> Profile:
    """Return the profile of one file that extends none; raises `SettingsError`."""
    return _make(path.stem, {path.stem: _read(path)})


def _read_folder(folder: Path) -> dict[str, Table]:
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _overlay(name: str, table: Table, tables: Mapping[str, Table]) -> Table:
    """Lay a file over the shipped profile of its own name, if that is what it extends."""
    if table.get("extends") != name or name not in tables:
        return table
    return _lay(tables[name], {key: value for key, value in table.items() if key != "extends"})


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text("utf-8")) | {"id": path.stem}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}. Correct it.") from error


def _make(id: str, tables: Mapping[str, Table]) -> Profile:
    table = dict(_extend(id, tables, ()))
    evidence = tuple(_spread(id, table, table.pop("evidence", [])))
    _check(table, Profile, f"profile {id}")
    try:
        profile = msgspec.convert(table | {"evidence": evidence}, Profile)
    except msgspec.ValidationError as error:
        raise SettingsError(f"profile {id}: {error}") from error
    for one in evidence:
        _check_claim(id, one)
    return profile


def _extend(id: str, tables: Mapping[str, Table], seen: tuple[str, ...]) -> Table:
    """Lay a table over the one it extends."""
    if id not in tables or id in seen:
        raise SettingsError(f"profile {seen[-1]}: it cannot extend {id!r}; name a shipped profile")
    table = dict(tables[id])
    name = table.pop("extends", None)
    if name is None:
        return table
    return _lay(_extend(name, tables, (*seen, id)), table)


def _lay(below: Table, table: Table) -> Table:
    """Return a table over another, without the evidence of what it changes."""
    merged = _merge(below, table)
    kept = [
        {**one, "claims": claims}
        for one in below.get("evidence", [])
        if (claims := [c for c in _widen(below, one) if _at(below, c) == _at(merged, c)])
    ]
    return merged | {"evidence": kept + table.get("evidence", [])}


def _merge(below: Table, above: Table) -> Table:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


def _widen(table: Table, entry: Table) -> Iterator[str]:
    """Yield the claims of an entry, a whole section as each field it has."""
    for claim in entry.get("claims", ()):
        section = _at(table, claim) if claim.count("/") == 1 else None
        yield from [f"{claim}/{name}" for name in section] if section else [claim]


def _at(table: Table, claim: str) -> Any:
    value: Any = table
    for name in claim.strip("/").split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _spread(id: str, table: Table, entries: Iterable[Table]) -> Iterator[Evidence]:
    """Yield one record for each claim of an entry; a later one does not undo an earlier."""
    for entry in entries:
        rest = {key: value for key, value in entry.items() if key != "claims"}
        _check(rest | {"claim": ""}, Evidence, f"profile {id}: evidence")
        if rest.get("status") not in STATUSES:
            raise SettingsError(
                f"profile {id}: status {rest.get('status')!r} is none of {', '.join(STATUSES)}"
            )
        for claim in _widen(table, entry):
            yield msgspec.convert(rest | {"claim": claim}, Evidence)


def _check(table: Mapping[str, Any], kind: type, where: str) -> None:
    """Refuse a key that the record does not have, at any depth."""
    hints = _hints(kind)
    for key, value in table.items():
        if key not in hints:
            near = get_close_matches(key, hints, n=1)
            also = f"; did you mean {near[0]!r}?" if near else ""
            raise SettingsError(f"{where}: unknown key {key!r}{also}")
        inner = _find_record(hints[key])
        for item in value if isinstance(value, list) else _members(value, hints[key]):
            if inner and isinstance(item, dict):
                _check(item, inner, f"{where}, {key}")


def _members(value: Any, hint: Any) -> list[Any]:
    named = isinstance(value, dict) and typing.get_origin(hint) is Mapping
    return list(value.values()) if named else [value]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _find_record(hint: Any) -> type | None:
    """Return the record a type holds, if it holds one."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint
    if not isinstance(hint, types.GenericAlias | types.UnionType) and not typing.get_args(hint):
        return None
    return next((found for part in typing.get_args(hint) if (found := _find_record(part))), None)


def _check_claim(id: str, evidence: Evidence) -> None:
    """Refuse evidence of a place that no profile has."""
    kind: Any = Profile
    for name in evidence.claim.strip("/").split("/"):
        hints = _hints(kind) if kind else {}
        if name not in hints:
            raise SettingsError(f"profile {id}: evidence of {evidence.claim!r}, which is no field")
        hint = hints[name]
        if typing.get_origin(hint) is Mapping or isinstance(hint, types.GenericAlias):
            return
        kind = _find_record(hint)
