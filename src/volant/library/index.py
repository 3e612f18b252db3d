"""Keep records, tokens and vectors of passages in step, through crashes.

The three live in one folder and SQLite alone says what exists. A write goes: reserve ids → vectors
→ tokens → records; a removal the other way round: records → vectors → tokens. Killed anywhere in
between, the leftovers carry ids that no record has, are never shown, and are swept by the next
write. So nothing that was acknowledged is lost and nothing is ever found twice.

The folder is its owner's alone, mode 0700, also one that was made more open: it holds the words of
documents of every class, and what tantivy writes in it has the mode that tantivy gives it.

Every reading path takes an `Access` and ranks only what it allows. Searches default to what holds
today, lists and texts to whatever the day; both to every unit and class, the owner's own view.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volant.errors import IndexDamaged, LibraryBusy
from volant.library.access import OWNED, TODAY
from volant.library.lexical import Lexical
from volant.library.recorder import Recorder
from volant.library.register import Register
from volant.library.store import connect, errors, keep_private, make_private
from volant.library.vectors import Vectors
from volant.records import Access, Analysed, Held, Term

__all__ = ["Analysed", "Index"]

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""

FORMAT = "2"
"""Changes when tokens or vectors are made otherwise; an index of another format is rebuilt."""

SCATTERED = 2_000
"""Passages that may lie in segments of their own before they are gathered into one."""


def signature(embedder: str, analysis: str) -> str:
    """Say what an index is made as: another is of no use to today's searches, see `renewal`."""
    return " ".join(filter(None, (FORMAT, analysis, embedder)))


class Index(Recorder):
    """Be the embedded index: one folder, many readers, one writer at a time."""

    def __init__(self, folder: Path, *, embedder: str, dimensions: int, analysis: str = "") -> None:
        """Open or begin it; raises `IndexDamaged` where it was made otherwise, see `renewal`."""
        make_private(folder)
        keep_private(folder)
        self._folder = folder
        self._db = connect(folder / "library.sqlite3", signature(embedder, analysis))
        super().__init__(self._db)
        self._lexical = Lexical(folder / "tokens")
        self._vectors = Vectors(folder / "vectors.f32", dimensions)
        self._register = Register()
        self._seen: object = None
        self._turn()

    def close(self) -> None:
        self._lexical.release()
        self._store.close()

    # --- writing ---------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer while inside; raises `LibraryBusy` after `PATIENCE` seconds.

        As it ends, no byte of what was removed is left in the folder, unless another process reads
        at that moment: the next `writing` sees to it.
        """
        with (self._folder / "writer.lock").open("w") as lock:
            _acquire(lock.fileno())
            try:
                self._now()  # another writer may have moved the tokens
                self._sweep()
                yield
                self._sweep()
                self._gather()
            finally:
                self._lexical.release()

    def add(self, batch: Sequence[Analysed]) -> None:
        """Add or replace documents by path; lasting on disk when this returns. Inside `writing`."""
        with self._lock:
            ids = self._store.reserve([len(item.passages) for item in batch])
        for (document, first), item in zip(ids, batch, strict=True):
            self._vectors.write(first, item.vectors)
            self._lexical.add(document, first, item.tokens)
        self._vectors.sync()
        self._lexical.commit()
        with self._transaction():
            for (document, first), item in zip(ids, batch, strict=True):
                self._store.insert(
                    item.document,
                    id=document,
                    first=first,
                    modified=item.modified,
                    passages=item.passages,
                    kinds=item.kinds,
                )

    def _sweep(self) -> None:
        """Take away what removed, replaced and unfinished documents left behind."""
        pending = self._store.pending()
        if pending:
            for _, first, count, _ in pending:
                self._vectors.erase(first, count)
            self._vectors.sync()
            self._lexical.remove([document for document, *_ in pending])
            self._lexical.commit()
            if any(erase for *_, erase in pending):
                self._rewrite()
            with self._transaction():
                self._store.settle([document for document, *_ in pending])
        self._lexical.tidy()
        with errors():  # deleted pages linger in the write-ahead log; a reader delays this
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _gather(self) -> None:
        """Make one segment of many, when a quarter of the passages came since the last time."""
        with self._lock:
            whole, count = self._catalogue.number("gathered"), self._now().count
            if count - whole > max(SCATTERED, whole / 4) and self._lexical.segments > 1:
                self._rewrite()

    def _rewrite(self) -> None:
        generation = self._lexical.rewrite()
        with self._transaction():
            self._store.put("tokens", str(generation))
            self._store.put("gathered", str(self._register.count))
        with self._lock:
            self._turn()
        self._lexical.tidy()

    # --- reading ---------------------------------------------------------------------------------

    def documents(self, access: Access = OWNED) -> list[Held]:
        """List the documents that may be shown, by name."""
        with self._lock:
            self._refresh()
            shown = set(self._register.documents(access))
            return [held for held in self._catalogue.held() if held.id in shown]

    @property
    def passages(self) -> int:
        """Count the passages that exist, for the statistics of words."""
        return self._now().count

    def frequency(self, token: str) -> int:
        """Count the passages whose body holds a token, whoever may see them."""
        self._now()
        return self._lexical.frequency("body", token)

    def lexical(
        self, terms: Sequence[Term], limit: int, access: Access = TODAY
    ) -> list[tuple[int, float]]:
        """Give `(passage id, BM25 score)` of what may be shown, best first."""
        register = self._now()
        mask, among = register.mask(access), register.few(access)
        return self._lexical.search(terms, limit, mask, among)

    def nearest(
        self, vector: NDArray[np.float32], limit: int, access: Access = TODAY
    ) -> list[tuple[int, float]]:
        """Give `(passage id, cosine)` of what may be shown, nearest first."""
        return self._vectors.search(vector, limit, self._now().mask(access))

    def cosines(
        self, vector: NDArray[np.float32], ids: Sequence[int], access: Access = TODAY
    ) -> NDArray[np.float32]:
        """Give the cosine of each passage; 0 for one that may not be shown."""
        allowed = self._now().among(access, ids)
        return np.where(allowed, self._vectors.cosines(vector, ids), np.float32(0))

    def states(self, kinds: int, ids: Sequence[int], access: Access = TODAY) -> NDArray[np.bool_]:
        """Say of each passage whether it states a value of any of the kinds (bits)."""
        register = self._now()
        stated = register.among(access, ids)
        stated[stated] = (register.kinds[np.asarray(ids, np.int64)[stated]] & kinds) != 0
        return stated

    def _now(self) -> Register:
        with self._lock:
            self._refresh()
            return self._register

    def _refresh(self) -> None:
        """Learn what was written since the last time, here or by another process."""
        elsewhere = self._db.execute("PRAGMA data_version").fetchone()[0]
        version = elsewhere, self._db.total_changes
        if version == self._seen:
            return
        with self._store.snapshot():
            last = self._catalogue.number("seq")
            if self._register.seq < self._catalogue.number("forgotten"):
                self._register = Register()
            entries, gone = self._catalogue.changes(self._register.seq)
        self._turn()
        self._lexical.reload()
        self._register = self._register.updated(entries, gone, last)
        self._vectors.load(self._register.size)
        self._seen = version

    def _turn(self) -> None:
        """Go to the folder of tokens the records name; it may change while it is being opened."""
        deadline = time.monotonic() + PATIENCE
        while not self._lexical.turn(self._catalogue.number("tokens")):
            if time.monotonic() > deadline:
                raise IndexDamaged(
                    f"the tokens in {self._folder} are not there; "
                    "move that folder away and run: volant library add with the same paths"
                )
            time.sleep(0.01)


def _acquire(descriptor: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LibraryBusy(
                    "another process is writing to the library; try again when it is done."
                ) from None
            time.sleep(0.05)
        else:
            return
