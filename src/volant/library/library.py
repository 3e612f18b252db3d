"""Be the library as others use it: one folder, one embedder, add and search."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from volant import languages
from volant.library import ingest
from volant.library.cite import Evidence, cite
from volant.library.embed import UniversalSentenceEncoder
from volant.library.index import Index
from volant.library.retrieve import Query, prefer, prepare, rank
from volant.library.store import Held, Window
from volant.protocols import Embedder
from volant.records import Hit


class Library:
    """Hold the documents of one institution; open it on an empty folder to begin."""

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self.embedder: Embedder = embedder or UniversalSentenceEncoder()
        self._index = Index(
            folder, embedder=self.embedder.name, dimensions=self.embedder.dimensions
        )

    def close(self) -> None:
        self._index.close()

    def add(
        self,
        paths: Sequence[Path],
        *,
        progress: ingest.Progress = lambda done, total, name: None,
        processes: int | None = None,
    ) -> ingest.Report:
        """Bring files and folders in, on all cores; see `ingest.add`."""
        return ingest.add(self._index, paths, progress=progress, processes=processes)

    def add_starter(
        self, progress: ingest.Progress = lambda done, total, name: None
    ) -> ingest.Report:
        """Bring in the starter fiches that ship with Volant, in the place of another copy's."""
        with as_file(files("volant.library") / "starter") as folder:
            report = self.add([folder], progress=progress)
            within = str(folder.absolute())
        elsewhere = [
            Path(d.path) for d in self.documents() if d.starter and not d.path.startswith(within)
        ]
        if elsewhere:
            self.remove(elsewhere)
        return report

    def remove(self, paths: Sequence[Path]) -> int:
        """Take files, or all under folders, out; say how many."""
        return ingest.remove(self._index, paths)

    def documents(self) -> list[Held]:
        """List what is held, by name."""
        return self._index.documents()

    def text(self, document: str) -> str:
        """Give a document's text as read; raises `UnknownDocument`."""
        return self._index.text(document)

    def window(self, document: str, start: int, end: int) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        return self._index.window(document, start, end)

    def search(self, question: str, tag: str = "", limit: int = 5) -> list[Hit]:
        """Give the best passages for a question, best first; `tag` is identified if not given."""
        return self._hits(self._query(question, tag), limit)

    def find(self, question: str, tag: str = "", limit: int = 5) -> tuple[list[Hit], Evidence]:
        """Search, and choose among the hits the sentences that answer."""
        query = self._query(question, tag)
        hits = self._hits(query, limit)
        return hits, cite(self._index, self.embedder, query, hits)

    def _query(self, question: str, tag: str) -> Query:
        return prepare(question, tag or languages.identify(question, parts=False).nearest)

    def _hits(self, query: Query, limit: int) -> list[Hit]:
        ranked = rank(self._index, self.embedder, query)[: limit * 4]
        return prefer(self._index.hits(ranked), query.tag)[:limit]
