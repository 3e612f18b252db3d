"""Keep the library in Postgres with pgvector: the same records, the same results, rights in rows.

For institutions beyond one machine: replicas answer, one writes. Records go through the very code
of the embedded index (`store`, `catalogue`); words are scored in SQL with tantivy's formula, its
rounding of lengths included, and vectors by exact distance, so both kinds of index rank alike.

What a reader may see is decided twice: by `access` over the rows, as in the embedded index, and by
the database itself, which shows the role `volant_reader` only rows its session settings allow
(row-level security). That keeps a forgotten condition from leaking; it is no wall against somebody
who may write SQL of his own as that role, who can set what he likes.

Removed rows are deleted and vacuumed; what a replica's log or a backup still holds is the
operator's to expire. Not for speed on one machine: scoring words reads every posting of a question.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volant.errors import IndexDamaged, LibraryBusy
from volant.library.access import OWNED, TODAY, dated
from volant.library.index import PATIENCE, signature
from volant.library.lexical import FIELDS
from volant.library.recorder import Recorder
from volant.library.tables import Session, prepare
from volant.records import Access, Analysed, Held, Term

K1, B = 1.2, 0.75
"""BM25's constants, as in tantivy (query/bm25.rs)."""

_LOCK = 0x566F6C61
"""Of the one writer, among the database's advisory locks."""

_SCORES = f"""
WITH asked AS (
  SELECT * FROM unnest(?::int[], ?::int[], ?::smallint[], ?::text[], ?::float8[], ?::float8[])
    AS a (term, alternative, field, token, weight, mean)),
scored AS (
  SELECT term, alternative, passage,
    sum(weight * count / (count + {K1} * (1 - {B} + {B} * length / mean))) AS score
  FROM asked JOIN postings USING (field, token) GROUP BY term, alternative, passage),
best AS (SELECT passage, max(score) AS score FROM scored GROUP BY term, passage)
SELECT passage, sum(score) FROM best GROUP BY passage ORDER BY sum(score) DESC, passage LIMIT ?
"""


class PostgresIndex(Recorder):
    """Be the index of an institution: one database, many processes, one writer at a time."""

    def __init__(self, url: str, *, embedder: str, dimensions: int, analysis: str = "") -> None:
        """Open or begin it; raises `IndexDamaged` where it was made otherwise."""
        self._session = Session(url)
        super().__init__(self._session)
        self._turn = Lock()  # of the one writer; `_lock` is of a statement's words
        self._statistics: tuple[int, int, list[float]] = (-1, 0, [])
        made_as = signature(embedder, analysis)
        with self._locked():
            prepare(self._session, dimensions)
            held = self._store.remember("format", made_as)
        if held != made_as:
            self.close()
            raise IndexDamaged(
                f"the index in this database was made as {held!r}, not as {made_as!r}; "
                "give a new database and add the same paths"
            )

    def close(self) -> None:
        self._session.close()

    # --- writing ---------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer while inside; raises `LibraryBusy` after `PATIENCE` seconds."""
        with self._locked():
            self._sweep()
            yield
            self._sweep()

    def add(self, batch: Sequence[Analysed]) -> None:
        """Add or replace documents by path; lasting when this returns. Inside `writing`."""
        with self._lock:
            ids = self._store.reserve([len(item.passages) for item in batch])
        with self._transaction():
            for (document, first), item in zip(ids, batch, strict=True):
                self._write(first, item)
                self._store.insert(
                    item.document,
                    id=document,
                    first=first,
                    modified=item.modified,
                    passages=item.passages,
                    kinds=item.kinds,
                )

    def _write(self, first: int, item: Analysed) -> None:
        fields = [[tokens[name].split() for name in FIELDS] for tokens in item.tokens]
        self._session.copy(
            "vectors",
            (
                (first + n, item.kinds[n], [len(words) for words in given], str(row.tolist()))
                for n, (given, row) in enumerate(zip(fields, item.vectors, strict=True))
            ),
        )
        self._session.copy(
            "postings",
            (
                (field, token, first + n, count, rounded(len(words)))
                for n, given in enumerate(fields)
                for field, words in enumerate(given)
                for token, count in Counter(words).items()
            ),
        )

    def _sweep(self) -> None:
        pending = self._store.pending()
        for document, first, count, _ in pending:
            with self._transaction():
                for table in ("postings", "vectors"):
                    self._session.execute(
                        f"DELETE FROM {table} WHERE passage >= ? AND passage < ?",
                        (first, first + count),
                    )
                self._store.settle([document])
        if any(erase for *_, erase in pending):
            with self._lock:
                self._session.execute("VACUUM documents, pages, texts, passages, vectors, postings")

    # --- reading ---------------------------------------------------------------------------------

    def documents(self, access: Access = OWNED) -> list[Held]:
        """List the documents that may be shown, by name."""
        with self._reading(access):
            return self._catalogue.held()

    @property
    def passages(self) -> int:
        """Count the passages that exist, for the statistics of words."""
        return self._counts()[0]

    def frequency(self, token: str) -> int:
        """Count the passages whose body holds a token, whoever may see them."""
        return self._frequencies([(0, token)]).get((0, token), 0)

    def lexical(
        self, terms: Sequence[Term], limit: int, access: Access = TODAY
    ) -> list[tuple[int, float]]:
        """Give `(passage, BM25 score)` of what may be shown, best first."""
        asked = [
            (n, k, FIELDS.index(term.field), token, weight)
            for n, term in enumerate(terms)
            for k, (tokens, weight) in enumerate(term.alternatives)
            for token in tokens
        ]
        if not asked:
            return []
        count, means = self._counts()
        known = self._frequencies([(field, token) for _, _, field, token, _ in asked])
        rows = [
            (n, k, field, token, weight * _idf(count, known[field, token]) * (K1 + 1), means[field])
            for n, k, field, token, weight in asked
            if (field, token) in known
        ]
        if not rows:
            return []
        columns = [list(column) for column in zip(*rows, strict=True)]
        with self._reading(access):
            found = self._session.execute(_SCORES, (*columns, limit)).fetchall()
        return [(int(passage), float(score)) for passage, score in found]

    def nearest(
        self, vector: NDArray[np.float32], limit: int, access: Access = TODAY
    ) -> list[tuple[int, float]]:
        """Give `(passage, cosine)` of what may be shown, nearest first."""
        given = str(vector.tolist())
        with self._reading(access):
            rows = self._session.execute(
                "SELECT passage, -(vector <#> ?::vector) FROM vectors"
                " ORDER BY vector <#> ?::vector, passage LIMIT ?", (given, given, limit),
            ).fetchall()  # fmt: skip
        return [(int(passage), float(cosine)) for passage, cosine in rows]

    def cosines(
        self, vector: NDArray[np.float32], ids: Sequence[int], access: Access = TODAY
    ) -> NDArray[np.float32]:
        """Give the cosine of each passage; 0 for one that may not be shown."""
        found = self._look("-(vector <#> ?::vector)", str(vector.tolist()), ids, access)
        return np.array([found.get(i, 0.0) for i in ids], np.float32)

    def states(self, kinds: int, ids: Sequence[int], access: Access = TODAY) -> NDArray[np.bool_]:
        """Say of each passage whether it states a value of any of the kinds (bits)."""
        found = self._look("kinds & ?::bigint", kinds, ids, access)
        return np.array([bool(found.get(i, 0)) for i in ids], np.bool_)

    def _look(self, what: str, given: Any, ids: Sequence[int], access: Access) -> dict[int, Any]:
        with self._reading(access):
            rows = self._session.execute(
                f"SELECT passage, {what} FROM vectors WHERE passage = ANY(?)", (given, list(ids))
            )
            return dict(rows.fetchall())

    def _frequencies(self, wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
        fields, tokens = [field for field, _ in wanted], [token for _, token in wanted]
        with self._lock:
            rows = self._session.execute(
                "SELECT field, token, count(*) FROM postings WHERE (field, token) IN"
                " (SELECT * FROM unnest(?::smallint[], ?::text[])) GROUP BY field, token",
                (fields, tokens),
            ).fetchall()
        return {(field, token): count for field, token, count in rows}

    def _counts(self) -> tuple[int, list[float]]:
        """Give how many passages there are, and the mean length of each field in tokens."""
        with self._lock:
            seq = self._catalogue.number("seq")
            if seq != self._statistics[0]:
                [(count, *sums)] = self._session.execute(
                    "SELECT count(*), " + ", ".join(
                        f"coalesce(sum(lengths[{n + 1}]), 0)" for n in range(len(FIELDS))
                    ) + " FROM vectors"
                ).fetchall()  # fmt: skip
                self._statistics = (seq, count, [float(s) / max(count, 1) for s in sums])
            return self._statistics[1], self._statistics[2]

    @contextmanager
    def _reading(self, access: Access) -> Iterator[Access]:
        """Read as the role that sees only what `access` allows; give it with its day."""
        access = dated(access)
        units = "\n".join(unit.strip("/") for unit in access.units or ())
        settings = {
            "volant.clearance": access.clearance, "volant.as_of": access.as_of,
            "volant.units": units, "volant.all_units": "yes" if access.units is None else "",
            "role": "volant_reader",
        }  # fmt: skip
        calls = ", ".join(f"set_config('{name}', ?, true)" for name in settings)
        with self._lock, self._store.snapshot():
            self._session.execute(f"SELECT {calls}", list(settings.values()))
            yield access

    @contextmanager
    def _locked(self) -> Iterator[None]:
        deadline = time.monotonic() + PATIENCE
        if not self._turn.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            while not self._take():
                if time.monotonic() > deadline:
                    raise _busy()
                time.sleep(0.05)
            try:
                yield
            finally:
                with self._lock:
                    self._session.unlock(_LOCK)
        finally:
            self._turn.release()

    def _take(self) -> bool:
        with self._lock:
            return self._session.lock(_LOCK)


def rounded(length: int) -> int:
    """Round a length in tokens down as tantivy does, to one of 256 (fieldnorm/code.rs).

    Exact to 40; from there steps of 2, 4, 8 …, eight of each.

    >>> [rounded(n) for n in (7, 40, 41, 57, 1000)]
    [7, 40, 40, 56, 984]
    """
    if length <= 40:
        return length
    scale = int(math.log2((length - 24) / 8))
    step = 1 << scale
    return (length - 24) // step * step + 24


def _idf(count: int, frequency: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _busy() -> LibraryBusy:
    return LibraryBusy("another process is writing to the library; try again when it is done.")
