"""Find passages by their tokens, with tantivy (BM25), over tokens that `volant.languages` made.

Three fields: `body` (stems), `gram` (character 4-grams of the stems, which forgive endings and
spelling), `context` (stems of title and heading, shared by the passages of an article). It knows
only ids; what they mean is in `store`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from volant.errors import IndexDamaged, StorageFull

FIELDS = ("body", "gram", "context")
_HEAP = 64_000_000
"""Bytes tantivy may buffer before it writes a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Be one thing to look for: alternatives in one field, of which only the best counts.

    An alternative is one or more tokens, whose scores add up, with a weight. Taking the maximum
    keeps a word with ten translations from outvoting a word with one.
    """

    field: str
    alternatives: tuple[tuple[tuple[str, ...], float], ...]


class Lexical:
    """Hold one tantivy index in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", fast=True)
        builder.add_unsigned_field("document", indexed=True)
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        except ValueError as error:
            raise IndexDamaged(
                f"the token index in {folder} cannot be opened ({error}); "
                "move the library's folder away and add the same paths again"
            ) from error
        self._writer: tantivy.IndexWriter | None = None

    def add(self, document: int, first: int, fields: Sequence[Mapping[str, str]]) -> None:
        """Add one document's passages, ids from `first` on; visible after `commit`.

        `fields` has, for each passage, its tokens by field, separated by blanks.
        """
        for n, tokens in enumerate(fields):
            entry = tantivy.Document()
            entry.add_unsigned("id", first + n)
            entry.add_unsigned("document", document)
            for name in FIELDS:
                entry.add_text(name, tokens[name])
            self._open_writer().add_document(entry)

    def remove(self, documents: Iterable[int]) -> None:
        """Take documents' passages out; visible after `commit`."""
        for document in documents:
            self._open_writer().delete_documents_by_term("document", document)

    def commit(self) -> None:
        """Make what was added and removed lasting, on disk, at once."""
        if self._writer is None:
            return
        try:
            self._writer.commit()
        except (ValueError, OSError) as error:
            if "No space left" in str(error) or "File too large" in str(error):
                raise StorageFull(
                    "the disk is full; free some room and run the same command again."
                ) from error
            raise IndexDamaged(
                f"the token index cannot be written ({error}); "
                "move the library's folder away and add the same paths again"
            ) from error

    def release(self) -> None:
        """Let go of the writer so that another process may write."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def reload(self) -> None:
        """See what other processes committed."""
        self._index.reload()

    def frequency(self, field: str, token: str) -> int:
        """Count the passages that hold `token` in `field`."""
        return int(self._index.searcher().doc_freq(field, token))

    def search(self, terms: Sequence[Term], limit: int) -> list[tuple[int, float]]:
        """Give `(passage id, score)` of the best `limit`, best first."""
        clauses = [
            (tantivy.Occur.Should, self._clause(term)) for term in terms if term.alternatives
        ]
        if not clauses:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(i), float(score)) for i, (score, _) in zip(ids, hits, strict=True)]

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
        return tantivy.Query.boost_query(query, weight)

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer
