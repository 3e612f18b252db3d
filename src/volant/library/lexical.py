"""Find passages by their tokens, with tantivy (BM25), over tokens that `volant.languages` made.

Three fields: `body` (stems), `gram` (roots, which forgive endings and spelling), `context` (stems
of title and heading, shared by the passages of an article). It knows only ids; what they mean is in
`store`, and who may see them in `register`.

tantivy only marks what is deleted, and its Python door has no way to ask for a merge. So the index
lives in numbered folders: `rewrite` copies what is still there into the next one, as one segment,
from the tokens kept beside the postings (9 CPU seconds for 100,000 passages of 500 characters), and
the old folder goes. That is how a removed word leaves the disk, and why a search visits one segment
instead of nine, in half the time. The price is the kept tokens: the index is twice as large.

The statistics BM25 weighs words by are those of the whole index, whoever asks, as in other engines
with rights by document. They can order two passages a reader may see; they never bring a third.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import tantivy
from numpy.typing import NDArray

from volant.errors import IndexDamaged, StorageFull
from volant.records import Term

__all__ = ["FIELDS", "Lexical", "Term"]

FIELDS = ("body", "gram", "context")
_HEAP = 64_000_000
"""Bytes tantivy may buffer before it writes a segment."""
_WHOLE = 600_000_000
"""The same for a rewrite: one segment up to some 300,000 passages."""
_FEW = 2_000
"""Documents allowed that are asked for by number; more are found by asking for more passages."""


class Lexical:
    """Hold one tantivy index in a numbered folder of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        self.generation = -1
        if not folder.exists():
            self._begin()

    def turn(self, generation: int) -> bool:
        """Read and write in another numbered folder from now on; False where it has gone."""
        if generation == self.generation:
            return True
        if not (self._folder / str(generation) / "meta.json").exists():
            return False
        self.release()
        self._index = self._open(self._folder / str(generation))
        self._searcher = self._index.searcher()
        self.generation = generation
        return True

    # --- writing ---------------------------------------------------------------------------------

    def add(self, document: int, first: int, fields: Sequence[Mapping[str, str]]) -> None:
        """Add one document's passages, ids from `first` on; visible after `commit`.

        `fields` has, for each passage, its tokens by field, separated by blanks.
        """
        writer = self._open_writer()
        for n, tokens in enumerate(fields):
            entry = tantivy.Document()
            entry.add_unsigned("id", first + n)
            entry.add_unsigned("document", document)
            for name in FIELDS:
                entry.add_text(name, tokens[name])
            writer.add_document(entry)

    def remove(self, documents: Iterable[int]) -> None:
        """Take documents' passages out; visible after `commit`, gone after `rewrite`.

        By query: tantivy-py 0.27's `delete_documents_by_term` finds no unsigned integer.
        """
        chosen = tantivy.Query.term_set_query(self._schema, "document", list(documents))
        self._open_writer().delete_documents_by_query(chosen)

    def commit(self) -> None:
        """Make what was added and removed lasting, on disk, at once."""
        if self._writer is not None:
            with self._failures():
                self._writer.commit()

    def release(self) -> None:
        """Let go of the writer so that another process may write."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def rewrite(self) -> int:
        """Copy what is not removed into the next folder; give its number, for `turn`."""
        self.release()
        self.reload()
        target = self.generation + 1
        shutil.rmtree(self._folder / str(target), ignore_errors=True)
        searcher = self._searcher
        with self._failures():
            folder = self._folder / str(target)
            folder.mkdir()
            writer = self._open(folder).writer(heap_size=_WHOLE, num_threads=1)
            found = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), False)
            for _, address in found.hits:
                writer.add_document(searcher.doc(address))
            writer.commit()
            writer.wait_merging_threads()
        return target

    def tidy(self) -> None:
        """Delete every other numbered folder: an older one, or one of a rewrite that was killed."""
        for other in self._folder.iterdir():
            if other.name != str(self.generation):
                shutil.rmtree(other, ignore_errors=True)

    @property
    def segments(self) -> int:
        """Count the parts a search must visit."""
        self.reload()
        return int(self._searcher.num_segments)

    # --- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """See what other processes committed."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def frequency(self, field: str, token: str) -> int:
        """Count the passages that hold `token` in `field`, removed ones too until a rewrite."""
        return int(self._searcher.doc_freq(field, token))

    def search(
        self,
        terms: Sequence[Term],
        limit: int,
        mask: NDArray[np.bool_],
        among: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Give `(passage id, score)` of the best `limit` that `mask` allows, best first.

        `among` names the documents that hold them, where they are few: a short cut.
        """
        clauses = [
            (tantivy.Occur.Should, self._clause(term)) for term in terms if term.alternatives
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        share = int(np.count_nonzero(mask)) / max(1, len(mask))
        if among is not None and len(among) <= _FEW:
            query, share = self._only(query, among), 1.0
        return self._best(query, limit, mask, int(limit / max(share, 0.01)) + 10)

    def _best(
        self, query: tantivy.Query, limit: int, mask: NDArray[np.bool_], asked: int
    ) -> list[tuple[int, float]]:
        """Ask for more passages until enough are allowed, or there are no more."""
        searcher = self._searcher
        while True:
            hits = searcher.search(query, asked, count=False).hits
            ids = np.array(searcher.fast_field_values("id", [a for _, a in hits]), np.int64)
            inside = ids < len(mask)
            inside[inside] = mask[ids[inside]]
            allowed = np.flatnonzero(inside)[:limit]
            if len(allowed) == limit or len(hits) < asked:
                return [(int(ids[n]), float(hits[n][0])) for n in allowed]
            asked *= 4

    def _only(self, query: tantivy.Query, documents: Collection[int]) -> tantivy.Query:
        chosen = tantivy.Query.term_set_query(self._schema, "document", list(documents))
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, query),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)),
            ]
        )

    def _clause(self, term: Term) -> tantivy.Query:
        queries = [
            self._alternative(term.field, tokens, weight) for tokens, weight in term.alternatives
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def _alternative(self, field: str, tokens: Sequence[str], weight: float) -> tantivy.Query:
        queries = [
            tantivy.Query.term_query(self._schema, field, t, index_option="freq") for t in tokens
        ]
        query = queries[0]
        if len(queries) > 1:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in queries])
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    # --- folders ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Make the first folder, whole at once: another process may be beginning too."""
        with TemporaryDirectory(dir=self._folder.parent, prefix=".tokens") as begun:
            (Path(begun) / "made" / "0").mkdir(parents=True)
            self._open(Path(begun) / "made" / "0")
            with suppress(OSError):
                (Path(begun) / "made").rename(self._folder)

    def _open(self, folder: Path) -> tantivy.Index:
        try:
            return tantivy.Index(self._schema, path=str(folder), reuse=True)
        except ValueError as error:
            raise self._damaged("opened", error) from error

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def _damaged(self, what: str, error: Exception) -> IndexDamaged:
        return IndexDamaged(
            f"the token index in {self._folder} cannot be {what} ({error}); "
            "move the library's folder away and add the same paths again"
        )

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            if "No space left" in str(error) or "File too large" in str(error):
                raise StorageFull(
                    "the disk is full; free some room and run the same command again."
                ) from error
            raise self._damaged("written", error) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, fast=True)
    builder.add_unsigned_field("document", stored=True, indexed=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
