"""Keep documents and passages in SQLite: the one place that says what is in the library.

It knows nothing of tokens or vectors; those live beside it and may hold leftovers of a killed
write, which nobody sees because every hit is looked up here. Ids are handed out by `reserve`,
outside the transaction that uses them, so an id is never given twice, even after a crash.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from volant.errors import LibraryBusy, LibraryError, StorageFull
from volant.records import Document, Hit, Passage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, digest TEXT NOT NULL,
  size INTEGER NOT NULL, modified INTEGER NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
  tag TEXT NOT NULL, starter INTEGER NOT NULL, text TEXT NOT NULL,
  first INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS documents_digest ON documents (digest);
CREATE TABLE IF NOT EXISTS passages (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, article TEXT NOT NULL,
  kinds INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS passages_document ON passages (document);
CREATE TABLE IF NOT EXISTS pending (document INTEGER PRIMARY KEY) STRICT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Be one document of the list: what is known without its text. `modified` is in ns."""

    id: int
    path: str
    name: str
    digest: str
    size: int
    modified: int
    title: str
    date: str
    tag: str
    starter: bool
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Be a stretch of a document around `[start, end)`; `text[0]` is at `offset` in it."""

    document: str
    source: str
    title: str
    article: str
    date: str
    tag: str
    starter: bool
    text: str
    offset: int
    start: int
    end: int


class Store:
    """Hold one SQLite file in WAL mode; readers never wait for the writer."""

    def __init__(self, path: Path) -> None:
        with errors():
            self._db = sqlite3.connect(
                path, timeout=10.0, check_same_thread=False, isolation_level=None
            )
            self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;" + _SCHEMA)

    def close(self) -> None:
        self._db.close()

    def version(self) -> tuple[int, int]:
        """Give a value that differs after any change, made here or by another process."""
        return self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes

    def remember(self, key: str, value: str) -> str:
        """Keep `value` under `key` if nothing is kept there yet; give what is kept."""
        self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
        return str(self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    # --- writing: one process at a time, see `index` ---------------------------------------------

    def reserve(self, counts: Sequence[int]) -> list[tuple[int, int]]:
        """Hand out a document id and a first passage id for each of `counts` passages."""
        with self.transaction():
            last = int(self.remember("document", "0")), int(self.remember("passage", "0"))
            document, passage = last
            ids: list[tuple[int, int]] = []
            for count in counts:
                document, ids = document + 1, [*ids, (document + 1, passage + 1)]
                passage += count
            for key, value in (("document", document), ("passage", passage)):
                self._db.execute("UPDATE meta SET value = ? WHERE key = ?", (str(value), key))
            self._db.executemany("INSERT INTO pending VALUES (?)", [(d,) for d, _ in ids])
        return ids

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen, or nothing."""
        with errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

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
        source = document.source
        self.delete([source.path])
        self._db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id,
                source.path,
                source.name,
                source.digest,
                source.size,
                modified,
                document.title,
                document.date,
                document.tag,
                document.starter,
                document.text,
                first,
                len(passages),
            ),
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            [(first + n, id, p.start, p.end, p.article, kinds[n]) for n, p in enumerate(passages)],
        )
        self._db.execute("DELETE FROM pending WHERE document = ?", (id,))

    def delete(self, paths: Iterable[str]) -> int:
        """Take documents out by path; their ids become pending, for `index` to sweep."""
        count = 0
        for path in paths:
            self._db.execute("INSERT INTO pending SELECT id FROM documents WHERE path = ?", (path,))
            count += self._db.execute("DELETE FROM documents WHERE path = ?", (path,)).rowcount
        return count

    def touch(self, path: str, modified: int) -> None:
        """Note a new modification time of an unchanged file."""
        self._db.execute("UPDATE documents SET modified = ? WHERE path = ?", (modified, path))

    def pending(self) -> list[int]:
        """List document ids whose tokens must go: removed, replaced, or never finished."""
        return [row[0] for row in self._db.execute("SELECT document FROM pending")]

    def settle(self, ids: Iterable[int]) -> None:
        self._db.executemany("DELETE FROM pending WHERE document = ?", [(i,) for i in ids])

    # --- reading ---------------------------------------------------------------------------------

    def documents(self) -> list[Held]:
        """List what is held, by name."""
        rows = self._db.execute(
            "SELECT id, path, name, digest, size, modified, title, date, tag, starter, count"
            " FROM documents ORDER BY name, path"
        )
        return [
            Held(**dict(zip(Held.__slots__, (*r[:9], bool(r[9]), r[10]), strict=True)))
            for r in rows
        ]

    def kinds(self) -> list[tuple[int, int]]:
        """List `(id, kinds)` of every passage that exists; kinds are bits, see `kinds`."""
        return list(self._db.execute("SELECT id, kinds FROM passages"))

    def text(self, document: int) -> str | None:
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        return None if row is None else str(row[0])

    def hits(self, scores: Sequence[tuple[int, float]]) -> list[Hit]:
        """Look passages up by id, in the order given; ids that are gone are left out."""
        marks = ",".join("?" * len(scores))
        rows = self._db.execute(
            "SELECT p.id, d.id, d.digest, d.name, d.title, p.article, d.date, d.tag, p.start,"
            " p.stop, substr(d.text, p.start + 1, p.stop - p.start), d.starter"
            f" FROM passages p JOIN documents d ON d.id = p.document WHERE p.id IN ({marks})",
            [i for i, _ in scores],
        )
        found = {row[0]: row for row in rows}
        return [_hit(found[i], score) for i, score in scores if i in found]

    def window(self, document: int, start: int, end: int, around: int) -> Window | None:
        """Give `around` code points on both sides of a span, and the article it is in."""
        row = self._db.execute(
            "SELECT name, title, date, tag, starter, text FROM documents WHERE id = ?", (document,)
        ).fetchone()
        if row is None:
            return None
        name, title, date, tag, starter, text = row
        body = self._db.execute(  # a front matter before the first passage is not shown
            "SELECT coalesce(min(start), 0) FROM passages WHERE document = ?", (document,)
        ).fetchone()[0]
        start = max(0, min(start, len(text)))
        end = max(start, min(end, len(text)))
        article = self._db.execute(
            "SELECT article FROM passages WHERE document = ? AND start <= ?"
            " ORDER BY start DESC LIMIT 1",
            (document, start),
        ).fetchone()
        offset = min(start, max(body, start - around))
        return Window(
            document=str(document), source=name, title=title, article=article[0] if article else "",
            date=date, tag=tag, starter=bool(starter), text=text[offset : end + around],
            offset=offset, start=start, end=end,
        )  # fmt: skip


def _hit(
    row: tuple[int, int, str, str, str, str, str, str, int, int, str, int], score: float
) -> Hit:
    passage, document, digest, name, title, article, date, tag, start, end, text, starter = row
    return Hit(
        document=str(document), digest=digest, passage=passage, source=name, title=title,
        article=article, date=date, tag=tag, start=start, end=end, text=text, score=score,
        starter=bool(starter),
    )  # fmt: skip


@contextmanager
def errors() -> Iterator[None]:
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
