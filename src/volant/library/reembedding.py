"""Make an index anew for another embedder, while the one there is goes on answering.

Vectors of one model say nothing to another's, so every passage has to be embedded again, which
takes minutes to hours. The new index grows in a folder beside the old one; nobody reads it before
it holds what the old one holds, under the same rights and as hidden, and says that it is complete.
Killed, it goes on the next time.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from volant.library import ingest, renewal
from volant.protocols import Embedder, Index
from volant.records import Held

COMPLETE = "complete"
"""The file that says an index may answer."""

PASSES = 5
"""Times what changed meanwhile is brought over before giving up for now."""


def place(folder: Path, embedder: Embedder) -> Path:
    """Say where the index of an embedder other than the default one is kept.

    >>> from volant.library import UniversalSentenceEncoder
    >>> place(Path("library"), UniversalSentenceEncoder()).parent.name
    'library'
    """
    return folder / f"embedder-{hashlib.sha256(embedder.name.encode()).hexdigest()[:12]}"


def is_complete(place: Path) -> bool:
    return (place / COMPLETE).is_file()


def adopt(folder: Path, home: Path) -> None:
    """Have the index in `home` read in again what another embedder's held; see `renewal`.

    Only where `home` has none yet: then nothing of that other one can answer.
    """
    if renewal.made_as(home):
        return
    for other in folder.glob("embedder-*"):
        if other != home and renewal.made_as(other):
            renewal.retire(other)
            home.mkdir(parents=True, exist_ok=True)
            (other / renewal.ASIDE).rename(home / renewal.ASIDE)
            shutil.rmtree(other)
            return


def follow(
    old: Index,
    new: Index,
    embedder: Embedder,
    progress: ingest.Progress = lambda done, total, name: None,
    processes: int | None = None,
) -> bool:
    """Bring a new index to hold what the old one holds; say whether it does in the end.

    Files that are gone or cannot be read any more are left behind, and then it does not.
    """
    for _ in range(PASSES):
        if _state(old) == _state(new):
            return True
        _copy(old, new, embedder, progress, processes)
    return _state(old) == _state(new)


def _copy(
    old: Index,
    new: Index,
    embedder: Embedder,
    progress: ingest.Progress,
    processes: int | None,
) -> None:
    renewal.read_in(new, embedder, _read(old), progress, processes)
    wanted = {one.path: one for one in _read(old)}
    with new.writing():
        new.remove([one.path for one in new.held() if one.path not in wanted])
        for one in new.held():
            kept = wanted[one.path]
            if (one.state, one.reason) != (kept.state, kept.reason) and one.state != "received":
                new.mark([one.path], kept.state, kept.reason)


def _read(index: Index) -> list[Held]:
    return [one for one in index.held() if one.state != "received"]


def _state(index: Index) -> set[tuple[object, ...]]:
    return {(one.path, one.digest, one.rights, one.state, one.reason) for one in _read(index)}
