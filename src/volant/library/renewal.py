"""Put an index aside that was made otherwise, so that its documents can be read in anew.

Tokens and vectors of another format, analysis or embedder cannot be searched with today's; the
documents themselves are where they were. `retire` moves the old index into a folder beside the new
one and says which files it held; `retired` says the same until `forget` is called, so a renewal
that was killed goes on. It reads nothing but paths, which every format has.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from volant.library.store import errors, made

_T = TypeVar("_T")

ASIDE = "retired"
_PARTS = ("library.sqlite3", "library.sqlite3-wal", "library.sqlite3-shm", "tokens", "vectors.*")


def made_as(folder: Path) -> str:
    """Say what the index in a folder was made as; empty where there is none yet.

    >>> made_as(Path("/nowhere"))
    ''
    """
    return _ask(folder / "library.sqlite3", made) or ""


def retire(folder: Path) -> tuple[str, ...]:
    """Move the index of a folder aside, and give the paths that are to be added again.

    Nobody may be writing to it. Called twice, it keeps what was put aside first.
    """
    aside = folder / ASIDE
    if not aside.exists():
        moving = folder / f"{ASIDE}.moving"
        moving.mkdir(exist_ok=True)
        for pattern in reversed(_PARTS):  # the records last: they say that there is an index
            for part in folder.glob(pattern):
                part.rename(moving / part.name)
        moving.rename(aside)
    return retired(folder)


def retired(folder: Path) -> tuple[str, ...]:
    """Give the paths of an index that was put aside and not forgotten yet, in order."""
    paths = _ask(folder / ASIDE / "library.sqlite3", _paths)
    return paths or ()


def forget(folder: Path) -> None:
    """Delete what was put aside; idempotent."""
    shutil.rmtree(folder / ASIDE, ignore_errors=True)


def _paths(db: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute("SELECT path FROM documents ORDER BY path"))


def _ask(file: Path, question: Callable[[sqlite3.Connection], _T]) -> _T | None:
    if not file.exists():
        return None
    with errors(), closing(sqlite3.connect(file)) as db:
        return question(db)
