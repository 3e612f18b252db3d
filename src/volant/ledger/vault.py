"""Keep the words behind the receipts, apart from the log, so that they can be erased.

One SQLite file, mode 0600, keyed by receipt. `secure_delete` overwrites what is deleted and the
rollback journal is cut to nothing after each transaction, so erased words are in no file of the
ledger; what a disk or a backup still holds is beyond a program (encrypt the disk). The file is
opened anew for each call: half a millisecond, and no trouble with threads and forks.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from volant.errors import LedgerBusy, LedgerDamaged, LedgerError, StorageFull, UnknownReceipt
from volant.ledger.disk import storing
from volant.ledger.receipt import IDENTITY, Piece

FILE = "vault.sqlite3"

_TABLES = """
    CREATE TABLE IF NOT EXISTS receipts (
        id TEXT PRIMARY KEY, entry INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0,
        erasure INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS receipts_entry ON receipts (entry);
    CREATE INDEX IF NOT EXISTS receipts_due ON receipts (id) WHERE erased AND erasure IS NULL;
    CREATE INDEX IF NOT EXISTS receipts_kept ON receipts (id) WHERE NOT erased;
    CREATE TABLE IF NOT EXISTS pieces (
        id TEXT NOT NULL, name TEXT NOT NULL, salt BLOB NOT NULL, text BLOB NOT NULL,
        PRIMARY KEY (id, name)
    );
"""
"""`erasure` is the index of the entry that records it, null until it is logged."""

_SORTS = {
    sqlite3.SQLITE_FULL: (StorageFull, "has no room; make room and try again"),
    sqlite3.SQLITE_IOERR_WRITE: (StorageFull, "cannot grow: no room, a quota, or a failing disk"),
    sqlite3.SQLITE_BUSY: (LedgerBusy, "is held by another process; try again"),
    sqlite3.SQLITE_CORRUPT: (LedgerDamaged, "is damaged; restore it from a backup"),
    sqlite3.SQLITE_NOTADB: (LedgerDamaged, "is not a vault; restore it from a backup"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """Be the words behind one receipt; none are left when `erased`."""

    id: str
    erased: bool
    pieces: tuple[Piece, ...]


class Vault:
    """Keep texts and salts in one file; wait `patience` seconds for other processes."""

    def __init__(self, path: Path, patience: float, *, mode: str = "rw") -> None:
        self._path = path
        self._patience = patience
        self._mode = mode

    def create(self) -> None:
        """Make the file if there is none; idempotent."""
        with storing(self._path):
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        with self._open() as base:
            base.executescript(_TABLES)

    def put(self, rows: Sequence[tuple[str, int, Sequence[Piece]]]) -> None:
        """Keep the pieces of receipts (id, entry index, pieces), all or none."""
        with self._open() as base, base:
            for name, entry, pieces in rows:
                base.execute("INSERT INTO receipts (id, entry) VALUES (?, ?)", (name, entry))
                base.executemany(
                    "INSERT INTO pieces VALUES (?, ?, ?, ?)",
                    [(name, p.name, p.salt, _to_bytes(p.text)) for p in pieces],
                )

    def get(self, id: str) -> Revealed:
        """Return what is kept; raises `UnknownReceipt`."""
        with self._open() as base:
            erased, _ = _find(base, id)
            return Revealed(id=id, erased=erased, pieces=_read_pieces(base, id))

    def walk(self) -> Iterator[Revealed]:
        """Yield everything, in the order of the identifiers."""
        with self._open() as base:
            for name, erased in base.execute("SELECT id, erased FROM receipts ORDER BY id"):
                yield Revealed(id=name, erased=bool(erased), pieces=_read_pieces(base, name))

    def erase(self, ids: Sequence[str]) -> None:
        """Overwrite the texts and salts of receipts, all or none; raises `UnknownReceipt`."""
        with self._open() as base, base:
            for name in ids:
                _find(base, name)
                base.execute("DELETE FROM pieces WHERE id = ?", (name,))
                base.execute("UPDATE receipts SET erased = 1 WHERE id = ?", (name,))

    def note_erasures(self, rows: Sequence[tuple[str, int]]) -> None:
        """Note the entry that records the erasure of each receipt: (id, index)."""
        with self._open() as base, base:
            query = "UPDATE receipts SET erasure = ?2 WHERE id = ?1"
            base.executemany(query, rows)

    def find_erasure(self, id: str) -> int | None:
        """Return the index of the entry that records an erasure, if there is one."""
        with self._open() as base:
            return _find(base, id)[1]

    def list_due(self) -> list[tuple[str, int]]:
        """Return the receipts (id, entry) that were erased and whose erasure is not logged yet."""
        with self._open() as base:
            query = "SELECT id, entry FROM receipts WHERE erased AND erasure IS NULL"
            return base.execute(query).fetchall()

    def list_before(self, id: str, limit: int) -> list[str]:
        """Return the first receipts before one, in order, whose words are kept."""
        with self._open() as base:
            query = "SELECT id FROM receipts WHERE id < ? AND NOT erased ORDER BY id LIMIT ?"
            return [name for (name,) in base.execute(query, (id, limit))]

    def list_after(self, size: int) -> list[str]:
        """Return the receipts whose entry would be the one at `size` or later."""
        with self._open() as base:
            query = "SELECT id FROM receipts WHERE entry >= ?"
            return [name for (name,) in base.execute(query, (size,))]

    def trim(self, size: int) -> None:
        """Drop what belongs to entries from `size` on: they were never acknowledged."""
        with self._open() as base, base:
            due = "SELECT id FROM receipts WHERE entry >= ?"
            base.execute(f"DELETE FROM pieces WHERE id IN ({due})", (size,))
            base.execute("DELETE FROM receipts WHERE entry >= ?", (size,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with translating(self._path):
            address = f"file:{_quote(self._path)}?mode={self._mode}"
            base = sqlite3.connect(address, timeout=self._patience, uri=True)
            with closing(base):
                if self._mode != "ro":
                    base.execute("PRAGMA secure_delete = ON")
                    base.execute("PRAGMA journal_mode = TRUNCATE")
                    base.execute("PRAGMA synchronous = FULL")
                yield base


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into the ledger's."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        other = (LedgerError, f"cannot be used: {error}")
        kind, words = _SORTS.get(code) or _SORTS.get(code & 0xFF) or other
        raise kind(f"{path} {words}") from error


def _quote(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _find(base: sqlite3.Connection, id: str) -> tuple[bool, int | None]:
    query = "SELECT erased, erasure FROM receipts WHERE id = ?"
    row = base.execute(query, (id,)).fetchone() if IDENTITY.fullmatch(id) else None
    if row is None:
        raise UnknownReceipt(f"no receipt {id[:40]!r} in this ledger; check its identifier")
    return bool(row[0]), row[1]


def _read_pieces(base: sqlite3.Connection, id: str) -> tuple[Piece, ...]:
    query = (
        "SELECT CAST(name AS TEXT), CAST(COALESCE(salt, '') AS BLOB), "
        "CAST(COALESCE(text, '') AS BLOB) FROM pieces WHERE id = ? ORDER BY rowid"
    )
    return tuple(
        Piece(name=name, salt=salt, text=_to_text(text))
        for name, salt, text in base.execute(query, (id,))
    )


def _to_text(data: bytes) -> str:
    """Return the text; bytes that were changed become U+FFFD, and no commitment fits those."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
