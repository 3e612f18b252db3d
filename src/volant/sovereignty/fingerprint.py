"""Give a profile or a policy the address of its content.

SHA-256 over canonical JSON (RFC 8785), without what is not known: so a field that a later version
adds changes no address until somebody fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

import msgspec

from volant.ledger import canonical
from volant.ledger.canonical import Json


def fingerprint_of(record: object) -> str:
    """Return `sha256:` and 64 hex digits, the same for equal content on any machine.

    >>> fingerprint_of({"ville": "تازة", "articles": [25], "au": None})
    'sha256:d887645457285e24ad61a42c0d4acee8a4bf8e5cd979a91bdd042576b70e5e8f'
    """
    return "sha256:" + sha256(text_of(record)).hexdigest()


def text_of(record: object) -> bytes:
    """Return the bytes that are hashed: canonical JSON, without what is not known or empty."""
    return canonical.encode(cast("Json", plain(record)))


def plain(record: object) -> Any:
    """Give a record as JSON holds it, without what is unknown; dates are ISO 8601."""
    return _prune(msgspec.to_builtins(record, str_keys=True))


def _prune(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _prune(member) for key, member in value.items()}
        return {key: member for key, member in kept.items() if member not in (None, {}, [], "")}
    if isinstance(value, list | tuple):
        return [_prune(member) for member in value]
    return value
