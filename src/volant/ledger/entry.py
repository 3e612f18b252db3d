"""Write one line of the log, and read it back.

An entry is canonical JSON: its place, its time, its kind, the hash of the entry before it, and a
body of codes, commitments and counts. The place and the link to the entry before are redundant
with the Merkle tree on purpose: they let a verifier say which entry was touched. An entry does
not know who wrote it; the signed head answers for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from volant.errors import LedgerError
from volant.ledger import canonical
from volant.ledger.canonical import Json
from volant.ledger.tree import EMPTY

VERSION = "volant.entry/1"

KINDS = frozenset(
    {
        "genesis",
        "key_rotation",
        "policy_published",
        "profile_published",
        "model_adopted",
        "model_loaded",
        "answer",
        "denial",
        "human_decision",
        "class_lowered",
        "egress_probe",
        "evaluation",
        "exit_drill",
        "erasure",
        "incident",
        "export",
        "witness_cosignature",
    }
)
"""What may happen to an institution's engines. `incident` is law 05-20's, article 8."""

LARGEST = 65_535
"""Bytes in one entry: its length takes 16 bits (c2sp.org/tlog-tiles, "Log entries")."""

CODE = re.compile(r"[\x21-\x7e]{0,200}")
"""Printable ASCII without a space: codes and digests pass, a sentence in any language does not."""

_CODES = re.compile(rb'(?:[\x21\x23-\x5b\x5d-\x7e]{0,200}+")*+[\x21\x23-\x5b\x5d-\x7e]{0,200}+')
"""Canonical JSON in which every text is a `CODE`: nothing outside printable ASCII, nothing escaped,
no more than 200 bytes between two quotation marks. What fails may still be all codes."""

FIRST = EMPTY
"""What the first entry links to: the hash of a log with nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Be one line of the log. `prev` is the leaf hash of the entry before; `at` ends in Z."""

    index: int
    at: str
    kind: str
    prev: bytes
    body: Mapping[str, Json]


def write_entry(entry: Entry) -> bytes:
    """Return the bytes that are hashed.

    Raises `LedgerError` for an unknown kind, a body with prose in it, or more than 65,535 bytes.
    """
    if entry.kind not in KINDS:
        raise LedgerError(f"{entry.kind!r} is no kind of entry; one of {', '.join(sorted(KINDS))}")
    body = canonical.encode(entry.body)
    if not _CODES.fullmatch(body):
        refuse_prose(entry.body)
    data = b'{"at":%b,"body":%b,"index":%d,"kind":"%b","prev":"sha256:%b","v":"%b"}' % (
        canonical.encode(entry.at),
        body,
        entry.index,
        entry.kind.encode(),
        entry.prev.hex().encode(),
        VERSION.encode(),
    )
    if len(data) > LARGEST:
        raise LedgerError(
            f"an entry of {len(data)} bytes is over the {LARGEST} that fit: keep the detail in a "
            "file and log its digest"
        )
    return data


def read_entry(data: bytes) -> Entry:
    """Return the entry its bytes spell; raises `LedgerError`."""
    match canonical.decode(data):
        case {
            "v": str(version),
            "index": int(index),
            "at": str(at),
            "kind": str(kind),
            "prev": str(prev),
            "body": dict(body),
        } if version == VERSION and re.fullmatch("sha256:[0-9a-f]{64}", prev) and kind in KINDS:
            return Entry(index=index, at=at, kind=kind, prev=bytes.fromhex(prev[7:]), body=body)
    raise LedgerError(f"not an entry of {VERSION}")


def refuse_prose(value: Json) -> None:
    """Raise `LedgerError` if a text in `value` could be somebody's words.

    A single word in Latin letters still passes: callers log codes, this is the net below them.
    """
    if isinstance(value, str):
        if not CODE.fullmatch(value):
            raise LedgerError("a text in a log entry is not a code; log its commitment instead")
    elif isinstance(value, Mapping):
        for key, member in value.items():
            refuse_prose(key)
            refuse_prose(member)
    elif isinstance(value, Sequence):
        for member in value:
            refuse_prose(member)


def tell_time(at: datetime) -> str:
    """Return UTC, to the second, as the log spells it; raises `LedgerError` without a zone."""
    if at.tzinfo is None:
        raise LedgerError(f"time {at.isoformat()} has no zone; give it in UTC")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
