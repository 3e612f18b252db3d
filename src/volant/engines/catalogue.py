"""Say which weights Volant knows, from `catalogue.toml`: names, licences, digests, places."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Be the weights of one model: a single file, known by its SHA-256 (hex) and its size.

    `tags` are the languages it may phrase answers in. `hub` is the repository that holds it;
    `package`, `version` and `part_bytes` say how it is cut in wheels, where it is.
    """

    name: str
    licence: str
    file: str
    sha256: str
    bytes: int
    tags: frozenset[str] = frozenset()
    default: bool = False
    hub: str = ""
    package: str = ""
    version: str = ""
    part_bytes: int = 0


def load_catalogue(path: Path = SHIPPED) -> dict[str, Model]:
    """Return the models of a catalogue by name, in its order.

    >>> load_catalogue()["qwen2.5-coder-1.5b"].licence
    'Apache-2.0'
    """
    said = tomllib.loads(path.read_text("utf-8"))
    return {
        name: Model(name=name, tags=frozenset(entry.pop("tags", ())), **entry)
        for name, entry in said.items()
    }
