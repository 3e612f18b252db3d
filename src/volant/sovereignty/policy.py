"""Read the table of classes and zones, and refuse one that would soften.

The table is data, so that a lawyer can review it without reading Python; this file checks that it
is whole and monotone: a farther zone or a more sensitive class keeps every condition of the nearer
or lesser one. `cndp` alone is not carried from D3 to D4: the sensitive data of Law 05-20 need not
be personal. Where data is both, it has both classes and both rows count.
Source: `specs/sovereignty.md`, section 3.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from volant.errors import SettingsError
from volant.records import CLASSES
from volant.sovereignty.fingerprint import fingerprint_of, text_of

SHIPPED = Path(__file__).with_name("policy.toml")

ZONES = ("Z0", "Z1", "Z2", "Z3", "Z4")
UNKNOWN_CLASS = "D3"
"""What data of no known class counts as."""

CONDITIONS = (
    "pseudonymise",
    "approve",
    "no-residue",
    "basis",
    "cndp",
    "authorisation",
    "risk-study",
)
DENY = "deny:"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Be what the table asks of data of some classes in one zone.

    `highest` is the highest of the classes, `asked` the conditions of all their rows, `refusals`
    the codes of those that refuse.
    """

    highest: str
    asked: frozenset[str]
    refusals: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Be a table as read: conditions by (class, zone), the least gate by class.

    `cells` is the same for every set of classes, worked out once, so that deciding is a look-up.
    `proof_from` and `weights_from` are the classes from which a claimed isolation must be proved
    and the running weights be the approved ones. `expires` is the last day the table holds. `text`
    is what `digest` is the SHA-256 of, to be kept with the log; see `read_policy`.
    """

    version: str
    published: date
    expires: date
    adequate: frozenset[str]
    gate: Mapping[str, int]
    proof_from: str
    weights_from: str
    table: Mapping[tuple[str, str], Words]
    cells: Mapping[tuple[frozenset[str], str], Cell]
    digest: str
    text: bytes = b""


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    """Be the file, checked for shape alone."""

    version: str
    published: date
    expires: date
    adequate: list[str]
    gate: dict[str, int]
    proof: dict[str, str]
    weights: dict[str, str]
    table: dict[str, dict[str, list[str]]]


def load_policy(path: Path = SHIPPED) -> Policy:
    """Return the policy of a file.

    Raises `SettingsError` where it cannot be read, has a hole or an unknown word, or softens.

    >>> load_policy().table["D4", "Z3"]
    ('deny:L0520-11',)
    """
    try:
        return make_policy(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}. Correct it.") from error


def read_policy(text: bytes) -> Policy:
    """Return the policy kept as `Policy.text`; raises `SettingsError`.

    There an empty list is left out, so an absent cell asks for nothing: the digest, which the log
    has signed, keeps anybody from making one absent.

    >>> read_policy(load_policy().text).digest == load_policy().digest
    True
    """
    try:
        said = msgspec.json.decode(text, type=dict[str, Any])
        rows = said.get("table", {})
        table = {row: {zone: [] for zone in ZONES} | rows.get(row, {}) for row in CLASSES}
        return make_policy({"adequate": []} | said | {"table": table})
    except (msgspec.DecodeError, AttributeError, TypeError) as error:
        raise SettingsError(f"the policy kept with the log cannot be read: {error}") from error


def make_policy(said: Mapping[str, Any]) -> Policy:
    """Return the policy that a table of TOML says; raises `SettingsError`."""
    try:
        read = msgspec.convert(said, _Said)
        table = {(row, zone): tuple(read.table[row][zone]) for row in CLASSES for zone in ZONES}
        policy = Policy(
            version=read.version,
            published=read.published,
            expires=read.expires,
            adequate=frozenset(read.adequate),
            gate=MappingProxyType({row: read.gate[row] for row in CLASSES}),
            proof_from=read.proof["from"],
            weights_from=read.weights["from"],
            table=MappingProxyType(table),
            cells=MappingProxyType(_combine(table)),
            digest=fingerprint_of(dict(said)),
            text=text_of(dict(said)),
        )
    except msgspec.ValidationError as error:
        raise SettingsError(f"the policy cannot be read: {error}") from error
    except KeyError as error:
        raise SettingsError(f"the policy has no {error}; every class and zone needs one") from error
    _check(policy)
    return policy


def _combine(
    table: Mapping[tuple[str, str], Words],
) -> dict[tuple[frozenset[str], str], Cell]:
    """Return the conditions of every set of classes in every zone; no class is the unknown one."""
    cells = {}
    for size in range(1, len(CLASSES) + 1):
        for rows in combinations(CLASSES, size):
            for zone in ZONES:
                words = frozenset(word for row in rows for word in table[row, zone])
                refusals = sorted(word for word in words if word.startswith(DENY))
                cells[frozenset(rows), zone] = Cell(
                    highest=max(rows),
                    asked=words.difference(refusals),
                    refusals=tuple(word.removeprefix(DENY) for word in refusals),
                )
    nothing, unknown = frozenset[str](), frozenset((UNKNOWN_CLASS,))
    return cells | {(nothing, zone): cells[unknown, zone] for zone in ZONES}


def _check(policy: Policy) -> None:
    for (row, zone), cell in policy.table.items():
        for word in cell:
            if word not in CONDITIONS and not word.startswith(DENY):
                raise SettingsError(
                    f"policy, {row} × {zone}: {word!r} is no condition; one of "
                    f"{', '.join(CONDITIONS)}, or {DENY}CODE"
                )
    if not {policy.proof_from, policy.weights_from} <= set(CLASSES):
        raise SettingsError(f"policy: proof and weights begin `from` one of {', '.join(CLASSES)}")
    gates = [policy.gate[row] for row in CLASSES]
    if gates != sorted(gates):
        raise SettingsError("policy: the gate falls as the class rises; let it rise")
    for row, lesser in zip(CLASSES[1:], CLASSES, strict=False):
        for zone in ZONES:
            own = {"cndp"} if row == "D4" else set()
            _check_pair(policy, (lesser, zone), (row, zone), own)
    for row in CLASSES:
        for zone, nearer in zip(ZONES[1:], ZONES, strict=False):
            _check_pair(policy, (row, nearer), (row, zone), set())


def _check_pair(
    policy: Policy, softer: tuple[str, str], harder: tuple[str, str], own: set[str]
) -> None:
    below, above = policy.table[softer], policy.table[harder]
    if any(word.startswith(DENY) for word in above):
        return
    lost = set(below) - set(above) - own
    if lost:
        raise SettingsError(
            f"policy: {' × '.join(harder)} is softer than {' × '.join(softer)}: it lacks "
            f"{', '.join(sorted(lost))}"
        )
