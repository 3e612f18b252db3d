"""Put an index aside that was made otherwise, so that its documents can be read in anew.

Tokens and vectors of another format, analysis or embedder cannot be searched with today's; the
documents themselves are where they were. `retire` moves the old index into a folder beside the new
one and says which files it held, whose they are and which were hidden; `retired` says the same
until `forget` is called, so a renewal that was killed goes on. Of an index from before rights it
reads paths alone.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from volant.library import ingest
from volant.library.store import errors, made
from volant.protocols import Embedder, Index
from volant.records import Held, Rights

_T = TypeVar("_T")

ASIDE = "retired"
_PARTS = ("library.sqlite3", "library.sqlite3-wal", "library.sqlite3-shm", "tokens", "vectors.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """Be one file of an index put aside; `withdrawn` is the reason it was hidden for, or empty."""

    path: str
    rights: Rights
    withdrawn: str = ""


def made_as(folder: Path) -> str:
    """Say what the index in a folder was made as; empty where there is none yet.

    >>> made_as(Path("/nowhere"))
    ''
    """
    return _ask(folder / "library.sqlite3", made) or ""


def retire(folder: Path) -> tuple[Retired, ...]:
    """Move the index of a folder aside, and give the files that are to be added again.

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


def retired(folder: Path) -> tuple[Retired, ...]:
    """Give the files of an index that was put aside and not forgotten yet, in order of path."""
    files = _ask(folder / ASIDE / "library.sqlite3", _files)
    return files or ()


def read_in(
    index: Index,
    embedder: Embedder,
    files: Iterable[Retired | Held],
    progress: ingest.Progress = lambda done, total, name: None,
    processes: int | None = None,
) -> ingest.Report:
    """Read files into an index under the rights they have; those that are gone are left out."""
    groups: dict[Rights, list[Path]] = {}
    for one in files:
        if Path(one.path).exists():
            groups.setdefault(one.rights, []).append(Path(one.path))
    report = ingest.Report()
    for rights, paths in groups.items():
        report += ingest.add(
            index, paths, embedder, progress=progress, processes=processes, rights=rights
        )
    return report


def erase(folder: Path) -> None:
    """Delete the index of a folder, and nothing else in it; idempotent.

    Who has it open can still read what was there, and finds nothing new.
    """
    for pattern in reversed(_PARTS):
        for part in folder.glob(pattern):
            shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Delete what was put aside; idempotent."""
    shutil.rmtree(folder / ASIDE, ignore_errors=True)


def _files(db: sqlite3.Connection) -> tuple[Retired, ...]:
    known = {row[1] for row in db.execute("PRAGMA table_info(documents)")}
    if not {"unit", "state"} <= known:
        rows = db.execute("SELECT path FROM documents ORDER BY path")
        return tuple(Retired(path=path, rights=Rights()) for (path,) in rows)
    rows = db.execute(
        "SELECT path, unit, data_class, licence, added_by, approved_by,"
        " CASE state WHEN 'withdrawn' THEN coalesce(nullif(reason, ''), 'withdrawn') ELSE '' END"
        " FROM documents ORDER BY path"
    )
    return tuple(
        Retired(
            path=path,
            rights=Rights(
                unit=unit,
                data_class=data_class,
                licence=licence,
                added_by=added_by,
                approved_by=approved_by,
            ),
            withdrawn=withdrawn,
        )
        for path, unit, data_class, licence, added_by, approved_by, withdrawn in rows
    )


def _ask(file: Path, question: Callable[[sqlite3.Connection], _T]) -> _T | None:
    if not file.exists():
        return None
    with errors(), closing(sqlite3.connect(file)) as db:
        return question(db)
