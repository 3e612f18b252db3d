"""Keep documents and passages in SQLite: the one place that says what is in the library.

It writes; `catalogue` reads. It knows nothing of tokens or vectors; those live beside it and may
hold leftovers of a killed write, which nobody sees because every hit is looked up here. Ids are
handed out by `reserve`, outside the transaction that uses them, so an id is never given twice, even
after a crash. Every change of a document takes the next `seq`, and what is deleted leaves its id in
`gone`, so that a reader in another process learns of a change at the cost of that change.

Texts are kept in pieces of `PIECE` code points: a passage of a law of a million letters is read
without the law. `secure_delete` writes zeros over what is deleted (sqlite.org/pragma.html). The
file is its owner's alone, mode 0600, and SQLite gives what it writes beside it the same mode.
"""

from __future__ import annotations

import os
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from volant.errors import IndexDamaged, LibraryBusy, LibraryError, StorageFull
from volant.library.access import STATES
from volant.library.packing import pack_boxes, pack_grades, pack_instrument
from volant.records import Document, Held, Mark, Passage, Rights, Source, Window

__all__ = ["PIECE", "Connection", "Held", "Store", "Window", "connect", "errors", "made", "piece"]

PIECE = 1024
"""Code points of a text in one row."""

_FORGET = 20_000
"""Deletions that readers can learn of one by one; one that slept longer reads all anew."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, digest TEXT NOT NULL,
  size INTEGER NOT NULL, modified INTEGER NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
  tag TEXT NOT NULL, starter INTEGER NOT NULL, count INTEGER NOT NULL, instrument TEXT NOT NULL,
  unit TEXT NOT NULL, data_class TEXT NOT NULL, licence TEXT NOT NULL, added_by TEXT NOT NULL,
  approved_by TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, since TEXT NOT NULL,
  valid_from TEXT NOT NULL, valid_until TEXT NOT NULL, twin TEXT NOT NULL,
  length INTEGER NOT NULL, first INTEGER NOT NULL, kinds BLOB NOT NULL, seq INTEGER NOT NULL
  ) STRICT;
CREATE INDEX IF NOT EXISTS documents_digest ON documents (digest);
CREATE INDEX IF NOT EXISTS documents_seq ON documents (seq);
CREATE INDEX IF NOT EXISTS documents_twin ON documents (twin);
CREATE TABLE IF NOT EXISTS pages (
  document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  boxes BLOB NOT NULL, grades BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS passages (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER NOT NULL, article TEXT NOT NULL
  ) STRICT;
CREATE INDEX IF NOT EXISTS passages_document ON passages (document);
CREATE TABLE IF NOT EXISTS pending (
  document INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL,
  erase INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS gone (seq INTEGER PRIMARY KEY, document INTEGER NOT NULL) STRICT;
"""
_COLUMNS = (
    "id, path, name, digest, size, modified, title, date, tag, starter, count, instrument, unit,"
    " data_class, licence, added_by, approved_by, state, reason, since, valid_from, valid_until,"
    " twin, length, first, kinds, seq"
)


def piece(document: int, number: int) -> int:
    """Give the id of a document's piece of text; a document has at most a million of them."""
    return document << 20 | number


class Connection(Protocol):
    """Be what of a database the records need: SQLite's, or `postgres` behind the same words."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any: ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any: ...

    def close(self) -> None: ...


def connect(path: Path, made_as: str) -> sqlite3.Connection:
    """Open or begin a file in WAL mode, where readers never wait for the writer.

    Raises `IndexDamaged` where it was `made_as` something else.
    """
    with errors():
        with suppress(OSError):  # SQLite says what is wrong
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            keep_private(path)
        db = sqlite3.connect(path, timeout=10.0, check_same_thread=False, isolation_level=None)
        held = made(db)
        if held not in {"", made_as}:
            db.close()
            raise IndexDamaged(
                f"the index in {path.parent} was made as {held!r}, not as {made_as!r}; "
                "move that folder away and run: volant library add with the same paths"
            )
        db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
            + _SCHEMA
        )
        Store(db).remember("format", made_as)
        return db


def make_private(folder: Path) -> None:
    """Make a folder that is its owner's alone, as the parents that were not there; idempotent."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def keep_private(path: Path) -> None:
    """Take a file or a folder from all but its owner; where that is somebody else, leave it."""
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o700 if path.is_dir() else 0o600)


class Store:
    """Write records, in words that SQLite and Postgres both understand."""

    def __init__(self, db: Connection) -> None:
        self.db = db

    def close(self) -> None:
        self.db.close()

    def remember(self, key: str, value: str) -> str:
        """Keep `value` under `key` if nothing is kept there yet; give what is kept."""
        self.db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", (key, value))
        return str(self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key` from now on."""
        self.db.execute(
            "INSERT INTO meta VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value),
        )  # fmt: skip

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside as of one moment."""
        with errors():
            self.db.execute("BEGIN")
            try:
                yield
            finally:
                self.db.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen, or nothing."""
        with errors():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    # --- writing: one process at a time, see `index` ---------------------------------------------

    def reserve(self, counts: Sequence[int]) -> list[tuple[int, int]]:
        """Hand out a document id and a first passage id for each of `counts` passages."""
        with self.transaction():
            documents = self._take("document", len(counts))
            passage = self._take("passage", sum(counts))
            firsts = np.cumsum([passage, *counts]).tolist()[:-1] if counts else []
            ids = [(documents + n, first) for n, first in enumerate(firsts)]
            self.db.executemany(
                "INSERT INTO pending VALUES (?, ?, ?, 0)",
                [(*pair, count) for pair, count in zip(ids, counts, strict=True)],
            )
        return ids

    def insert(
        self,
        document: Document,
        *,
        id: int,
        first: int,
        modified: int,
        passages: Sequence[Passage],
        kinds: Sequence[int],
    ) -> None:
        """Write one document, in the place of one of the same path; its id is pending no more."""
        self.delete([document.source.path])
        packed = np.asarray(kinds, "<u4").tobytes()
        self._insert(document, id, "indexed", "", modified=modified, first=first, kinds=packed)
        self.db.executemany(
            "INSERT INTO texts VALUES (?, ?)",
            [
                (piece(id, n), document.text[start : start + PIECE])
                for n, start in enumerate(range(0, len(document.text), PIECE))
            ],
        )
        self.db.execute(
            "INSERT INTO pages VALUES (?, ?, ?)",
            (id, pack_boxes(document.boxes), pack_grades(document.grades)),
        )
        page = _pages(document.marks)
        self.db.executemany(
            "INSERT INTO passages (id, document, start, stop, page, article)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (first + n, id, p.start, p.end, page(p.start), p.article)
                for n, p in enumerate(passages)
            ],
        )
        self.db.execute("DELETE FROM pending WHERE document = ?", (id,))

    def receive(self, source: Source, *, modified: int, rights: Rights, reason: str) -> None:
        """Note a file that is not read yet, or was refused for `reason`; one held goes."""
        self.delete([source.path])
        document = Document(source=source, title="", text="", tag="und", rights=rights)
        number = self._take("document", 1)
        self._insert(document, number, "received", reason, modified=modified, first=0, kinds=b"")

    def delete(self, paths: Iterable[str]) -> int:
        """Take documents out by path; their ids become pending, for `index` to sweep."""
        count = 0
        for path in paths:
            row = self.db.execute(
                "SELECT id, first, count FROM documents WHERE path = ?", (path,)
            ).fetchone()
            if row is None:
                continue
            count += 1
            span = piece(row[0], 0), piece(row[0] + 1, 0)
            self.db.execute("DELETE FROM texts WHERE id >= ? AND id < ?", span)
            self.db.execute("DELETE FROM documents WHERE id = ?", (row[0],))
            self.db.execute("INSERT INTO gone VALUES (?, ?)", (self._take("seq", 1), row[0]))
            self.db.execute("INSERT INTO pending VALUES (?, ?, ?, 1)", row)
        return count

    def touch(self, path: str, modified: int) -> None:
        """Note a new modification time of an unchanged file."""
        self.db.execute("UPDATE documents SET modified = ? WHERE path = ?", (modified, path))

    def mark(self, paths: Iterable[str], state: str, reason: str) -> int:
        """Put documents in another state; say how many. One without a text is never `indexed`."""
        if state not in STATES:
            raise ValueError(f"{state!r} is no state of a document; one of {', '.join(STATES)}")
        return sum(
            self.db.execute(
                "UPDATE documents SET state = ?, reason = ?, since = ?, seq = ?"
                " WHERE path = ? AND (? <> 'indexed' OR length > 0)",
                (state, reason, _now(), self._take("seq", 1), path, state),
            ).rowcount
            for path in paths
        )

    def settle_validity(self, days: Mapping[int, tuple[str, str]]) -> None:
        """Note from when until before when documents hold, by id; ISO 8601 or empty."""
        for document, (start, until) in days.items():
            self.db.execute(
                "UPDATE documents SET valid_from = ?, valid_until = ?, seq = ?"
                " WHERE id = ? AND (valid_from, valid_until) <> (?, ?)",
                (start, until, self._take("seq", 1), document, start, until),
            )

    def settle_twins(self, keys: Mapping[int, str]) -> None:
        """Note which documents are one text in several languages: those of one key."""
        self.db.executemany(
            "UPDATE documents SET twin = ? WHERE id = ?", [(k, d) for d, k in keys.items()]
        )

    def pending(self) -> list[tuple[int, int, int, bool]]:
        """List `(document, first, count, erase)` whose tokens and vectors must go.

        They were removed or replaced (`erase`: no byte may stay), or never finished.
        """
        rows = self.db.execute("SELECT document, first, count, erase FROM pending")
        return [(document, first, count, bool(erase)) for document, first, count, erase in rows]

    def settle(self, ids: Iterable[int]) -> None:
        """Note that nothing is left of them, and forget deletions of long ago."""
        self.db.executemany("DELETE FROM pending WHERE document = ?", [(i,) for i in ids])
        first = int(self.remember("seq", "0")) - _FORGET
        if self.db.execute("DELETE FROM gone WHERE seq < ?", (first,)).rowcount:
            self.put("forgotten", str(first))

    def _insert(
        self, document: Document, id: int, state: str, reason: str, *,
        modified: int, first: int, kinds: bytes,
    ) -> None:  # fmt: skip
        source, rights = document.source, document.rights
        values = (
            id, source.path, source.name, source.digest, source.size, modified, document.title,
            document.date, document.tag, int(document.starter), len(kinds) // 4,
            pack_instrument(document.instrument), rights.unit, rights.data_class, rights.licence,
            rights.added_by, rights.approved_by, state, reason, _now(),
            document.instrument.in_force, "", "", len(document.text), first, kinds,
            self._take("seq", 1),
        )  # fmt: skip
        marks = ", ".join("?" * len(values))
        self.db.execute(f"INSERT INTO documents ({_COLUMNS}) VALUES ({marks})", values)

    def _take(self, key: str, count: int) -> int:
        """Hand out `count` numbers of a series that never repeats, from the one given on."""
        first = int(self.remember(key, "0")) + 1
        self.put(key, str(first + count - 1))
        return first


def made(db: sqlite3.Connection) -> str:
    """Say what an index was made as, whatever its format; empty for one that was only begun."""
    with suppress(sqlite3.OperationalError):
        row = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        return str(row[0]) if row else ""
    return ""


def _pages(marks: Sequence[Mark]) -> Callable[[int], int]:
    pages = sorted((m.start, int(m.label)) for m in marks if m.kind == "page" and m.label.isdigit())
    starts = [start for start, _ in pages]

    def page(position: int) -> int:
        before = bisect_right(starts, position)
        return pages[before - 1][1] if before else 0

    return page


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def errors() -> Iterator[None]:
    """Turn SQLite's errors into `LibraryBusy`, `StorageFull` or `LibraryError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise LibraryBusy(
                "another process is writing to the library; try again when it is done."
            ) from error
        if "full" in str(error) or error.sqlite_errorcode == sqlite3.SQLITE_IOERR_WRITE:
            raise StorageFull(
                "the disk is full; free some room and run the same command again."
            ) from error
        raise LibraryError(f"the library's records cannot be used: {error}.") from error
