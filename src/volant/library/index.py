"""Keep records, tokens and vectors of passages in step, through crashes.

The three live in one folder and SQLite alone says what exists. A write goes: reserve ids → vectors
→ tokens → records; a removal the other way round: records → tokens. Killed anywhere in between, the
leftovers carry ids that no record has, are never shown, and are swept by the next write. So nothing
that was acknowledged is lost and nothing is ever found twice.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from volant.errors import IndexDamaged, LibraryBusy, UnknownDocument
from volant.library.lexical import Lexical, Term
from volant.library.store import Held, Store, Window
from volant.library.vectors import Vectors
from volant.records import Document, Hit, Passage

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""

FORMAT = "1"
"""Changes when tokens or vectors are made otherwise; an index of another format is rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """Be one document ready to be indexed.

    For each passage: `tokens` by field, separated by blanks; `kinds` as bits; a row of `vectors`.
    `modified` is the file's modification time in nanoseconds.
    """

    document: Document
    modified: int
    passages: tuple[Passage, ...]
    tokens: tuple[Mapping[str, str], ...]
    kinds: tuple[int, ...]
    vectors: NDArray[np.float32]


class Index:
    """Be the embedded index: one folder, many readers, one writer at a time."""

    def __init__(self, folder: Path, *, embedder: str, dimensions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._store = Store(folder / "library.sqlite3")
        held = self._store.remember("format", f"{FORMAT} {embedder}")
        if held != f"{FORMAT} {embedder}":
            raise IndexDamaged(
                f"the index in {folder} was made as {held!r}, not as {FORMAT + ' ' + embedder!r}; "
                "move that folder away and run: volant library add with the same paths"
            )
        self._lexical = Lexical(folder / "tokens")
        self._vectors = Vectors(folder / "vectors.f32", dimensions)
        self._kinds: NDArray[np.int64] = np.zeros(0, np.int64)
        self._count = 0
        self._seen: object = None
        self._lock = RLock()

    def close(self) -> None:
        self._lexical.release()
        self._store.close()

    # --- writing ---------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer while inside; raises `LibraryBusy` after `PATIENCE` seconds."""
        with (self._folder / "writer.lock").open("w") as lock:
            _acquire(lock.fileno())
            try:
                self._sweep()
                yield
                self._sweep()
            finally:
                self._lexical.release()

    def add(self, batch: Sequence[Analysed]) -> None:
        """Add or replace documents by path; lasting on disk when this returns. Inside `writing`."""
        ids = self._store.reserve([len(item.passages) for item in batch])
        for (document, first), item in zip(ids, batch, strict=True):
            self._vectors.write(first, item.vectors)
            self._lexical.add(document, first, item.tokens)
        self._vectors.sync()
        self._lexical.commit()
        with self._store.transaction():
            for (document, first), item in zip(ids, batch, strict=True):
                self._store.insert(
                    item.document,
                    id=document,
                    first=first,
                    modified=item.modified,
                    passages=item.passages,
                    kinds=item.kinds,
                )

    def remove(self, paths: Iterable[str]) -> int:
        """Take documents out by path and say how many there were. Inside `writing`."""
        with self._store.transaction():
            return self._store.delete(paths)

    def touch(self, path: str, modified: int) -> None:
        self._store.touch(path, modified)

    def _sweep(self) -> None:
        if pending := self._store.pending():
            self._lexical.remove(pending)
            self._lexical.commit()
            with self._store.transaction():
                self._store.settle(pending)

    # --- reading ---------------------------------------------------------------------------------

    def documents(self) -> list[Held]:
        with self._lock:
            return self._store.documents()

    def text(self, document: str) -> str:
        """Give a document's text as it was read; raises `UnknownDocument`."""
        with self._lock:
            text = self._store.text(_number(document))
        if text is None:
            raise UnknownDocument(
                f"no document {document!r} in the library; see: volant library list"
            )
        return text

    def window(self, document: str, start: int, end: int, around: int = 700) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        with self._lock:
            window = self._store.window(_number(document), start, end, around)
        if window is None:
            raise UnknownDocument(
                f"no document {document!r} in the library; see: volant library list"
            )
        return window

    @property
    def passages(self) -> int:
        """Count the passages that can be found."""
        with self._lock:
            self._refresh()
            return self._count

    def frequency(self, token: str) -> int:
        """Count the passages whose body holds a token."""
        with self._lock:
            self._refresh()
            return self._lexical.frequency("body", token)

    def lexical(self, terms: Sequence[Term], limit: int) -> list[tuple[int, float]]:
        """Give `(passage id, BM25 score)`, best first."""
        with self._lock:
            self._refresh()
            return self._lexical.search(terms, limit)

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Give `(passage id, cosine)`, nearest first."""
        with self._lock:
            self._refresh()
            return self._vectors.search(vector, limit)

    def cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> NDArray[np.float32]:
        with self._lock:
            return self._vectors.cosines(vector, ids)

    def states(self, kinds: int, ids: Sequence[int]) -> NDArray[np.bool_]:
        """Say of each passage whether it states a value of any of the kinds (bits)."""
        with self._lock:
            wanted = np.asarray(ids, np.int64)
            stated = np.zeros(len(wanted), np.bool_)
            known = wanted < len(self._kinds)
            stated[known] = (self._kinds[wanted[known]] & kinds) != 0
            return stated

    def hits(self, scores: Sequence[tuple[int, float]]) -> list[Hit]:
        """Look passages up by id, in the order given; what is gone is left out."""
        with self._lock:
            return self._store.hits(scores)

    def _refresh(self) -> None:
        version = self._store.version()
        if version != self._seen:
            self._lexical.reload()
            kinds = np.asarray(self._store.kinds(), np.int64).reshape(-1, 2)
            self._kinds = np.zeros(int(kinds[:, 0].max(initial=0)) + 1, np.int64)
            self._kinds[kinds[:, 0]] = kinds[:, 1]
            self._vectors.load(kinds[:, 0])
            self._count = len(kinds)
            self._seen = version


def _number(document: str) -> int:
    return (
        int(document) if document.isascii() and document.isdecimal() and len(document) < 19 else -1
    )


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
