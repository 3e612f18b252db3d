"""Read and change the records of an index: what the embedded one and Postgres do alike.

Each change is one transaction of `store`, each reading one question to `catalogue`, and no thread
does either while another does. Knows nothing of words and vectors. What a reading is held to is
the index's own: `_reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import TypeVar

from volant.errors import UnknownDocument
from volant.library.access import OWNED, TODAY, dated
from volant.library.catalogue import Catalogue
from volant.library.store import Connection, Store
from volant.records import Access, Box, Grade, Held, Hit, Rights, Source, Window


class Recorder:
    """Be the half of an index that knows documents and passages, over one connection."""

    def __init__(self, db: Connection) -> None:
        self._store, self._catalogue = Store(db), Catalogue(db)
        self._lock = RLock()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write, while no other thread reads on the same connection."""
        with self._lock, self._store.transaction():
            yield

    @contextmanager
    def _reading(self, access: Access) -> Iterator[Access]:
        """Read what `access` allows, while no other thread uses the connection; give its day."""
        with self._lock:
            yield dated(access)

    # --- writing ---------------------------------------------------------------------------------

    def remove(self, paths: Iterable[str]) -> int:
        """Erase documents by path and say how many there were. Inside `writing`.

        They are found no more when this returns; their words and vectors go as `writing` ends.
        """
        with self._transaction():
            return self._store.delete(paths)

    def receive(
        self, source: Source, modified: int, *, rights: Rights | None = None, reason: str = ""
    ) -> None:
        """Note a file to be read, or refused for `reason`, a stable code. Inside `writing`."""
        with self._transaction():
            self._store.receive(source, modified=modified, rights=rights or Rights(), reason=reason)

    def mark(self, paths: Iterable[str], state: str, reason: str = "") -> int:
        """Put documents in another state of `Held` and say how many; shown or hidden at once."""
        with self._transaction():
            return self._store.mark(paths, state, reason)

    def settle_validity(self, days: Mapping[str, tuple[str, str]]) -> None:
        """Note for documents from when, until before when they hold; ISO 8601, empty if unknown."""
        with self._transaction():
            self._store.settle_validity({number_of(d): pair for d, pair in days.items()})

    def settle_twins(self, keys: Mapping[str, str]) -> None:
        """Note which documents are one text in several languages: those of one key."""
        with self._transaction():
            self._store.settle_twins({number_of(d): key for d, key in keys.items()})

    def touch(self, path: str, modified: int) -> None:
        """Note a new modification time of an unchanged file."""
        with self._transaction():
            self._store.touch(path, modified)

    # --- reading ---------------------------------------------------------------------------------

    def held(self) -> list[Held]:
        """List every document by name, in whatever state: what a records owner sees."""
        with self._lock:
            return self._catalogue.held()

    def one(self, document: str, access: Access = OWNED) -> Held:
        """Give one document that may be shown; raises `UnknownDocument`."""
        with self._reading(access) as day:
            held = self._catalogue.one(number_of(document), day)
        return _known(held, document)

    def versions(self, twin: str, access: Access = OWNED) -> list[Held]:
        """List the documents of one text that may be shown, by name; `twin` as in `Held`."""
        with self._reading(access) as day:
            return self._catalogue.versions(twin, day)

    def text(self, document: str, access: Access = OWNED) -> str:
        """Give a document's text as it was read; raises `UnknownDocument`."""
        with self._reading(access) as day:
            text = self._catalogue.text(number_of(document), day)
        return _known(text, document)

    def window(
        self, document: str, start: int, end: int, around: int = 700, access: Access = OWNED
    ) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        with self._reading(access) as day:
            window = self._catalogue.window(number_of(document), start, end, around, day)
        return _known(window, document)

    def boxes(self, document: str, start: int, end: int, access: Access = OWNED) -> tuple[Box, ...]:
        """Say where a span stands on its pages; nothing for a text without pages."""
        with self._reading(access) as day:
            return self._catalogue.boxes(number_of(document), start, end, day)

    def grades(self, document: str, access: Access = OWNED) -> tuple[Grade, ...]:
        """Say how well each page was read; nothing for a text without pages."""
        with self._reading(access) as day:
            return self._catalogue.grades(number_of(document), day)

    def hits(self, scores: Sequence[tuple[int, float]], access: Access = TODAY) -> list[Hit]:
        """Look passages up by id, in the order given; what is gone or closed is left out."""
        with self._reading(access) as day:
            return self._catalogue.hits(scores, day)


_T = TypeVar("_T")


def _known(found: _T | None, document: str) -> _T:
    if found is None:
        raise UnknownDocument(f"no document {document!r} in the library; see: volant library list")
    return found


def number_of(document: str) -> int:
    """Give the number a document's name stands for; -1, which none has, for any other name.

    >>> number_of("12"), number_of("١٢"), number_of("-3")
    (12, -1, -1)
    """
    return (
        int(document) if document.isascii() and document.isdecimal() and len(document) < 13 else -1
    )
