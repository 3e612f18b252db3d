"""Be the library as others use it: one folder, one embedder, add and search."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from volant import languages, protocols
from volant.library import concordance, ingest, reembedding, renewal
from volant.library.access import OWNED, TODAY
from volant.library.analysis import VERSION
from volant.library.by_words import by_words
from volant.library.cite import Evidence, cite
from volant.library.concordance import Twins
from volant.library.embed import UniversalSentenceEncoder
from volant.library.index import Index, signature
from volant.library.laws import Validity
from volant.library.retrieve import Query, prefer, prepare, rank
from volant.library.versions import retell
from volant.library.workers import Workers
from volant.protocols import Embedder
from volant.records import Access, Box, Grade, Held, Hit, Rights, Window

LONGEST = 1_500
"""Code points of a question that are looked for, some 200 words: respelling one in Latin letters
takes about 7 ms of CPU, and who writes a page tells the matter at its beginning or asks at its end.
"""


class Library:
    """Hold the documents of one institution; open it on an empty folder to begin.

    An index made by another version is put aside: `outdated` names its files, `renew` reads them
    in again. With the address of a Postgres `database`, the index is there and not in the folder.
    With another embedder than the default one, the index made with the default goes on answering
    until `reembed` has made the other: `awaits` names the embedder that is waited for.
    """

    def __init__(
        self, folder: Path, embedder: Embedder | None = None, *, database: str = ""
    ) -> None:
        self._folder, self._wanted = folder, embedder or UniversalSentenceEncoder()
        self._changing = threading.Lock()
        default = UniversalSentenceEncoder()
        own = self._wanted.name == default.name
        self._home = folder if own or database else reembedding.place(folder, self._wanted)
        if database:
            self._answering = self._open_database(database), self._wanted
        elif own or self._is_ready() or not renewal.made_as(folder):
            reembedding.adopt(folder, self._home)
            self._answering = self._open_wanted(), self._wanted
        else:
            self._answering = self._open_folder(folder, default), default

    @property
    def _index(self) -> protocols.Index:
        return self._current()[0]

    @property
    def embedder(self) -> Embedder:
        """Give the embedder that the index in use was made with."""
        return self._current()[1]

    @property
    def awaits(self) -> str:
        """Name the embedder that this library is not made with yet; empty where there is none."""
        return "" if self.embedder.name == self._wanted.name else self._wanted.name

    def reembed(
        self,
        progress: ingest.Progress = lambda done, total, name: None,
        processes: int | None = None,
    ) -> bool:
        """Make the index of the embedder that is waited for, then answer from it; say if it does.

        Takes as long as adding every document did; others may ask and write meanwhile.
        """
        if not self.awaits:
            return True
        old, new = self._index, self._open_folder(self._home, self._wanted)
        try:
            reembedding.follow(old, new, self._wanted, progress, processes)
            with old.writing():  # nothing is added between the last look and the change
                if whole := reembedding.follow(old, new, self._wanted, processes=1):
                    (self._home / reembedding.COMPLETE).touch()
        finally:
            new.close()
        if whole:
            self._current()
            renewal.erase(self._folder)
        return whole

    def _current(self) -> tuple[protocols.Index, Embedder]:
        """Give what answers; another process may have finished what is waited for."""
        if self._answering[1] is not self._wanted and self._is_ready():
            with self._changing:
                if self._answering[1] is not self._wanted:
                    self._answering = self._open_wanted(), self._wanted
        return self._answering

    def _asked(self, embedded: bool) -> tuple[protocols.Index, Embedder]:
        index, embedder = self._current()
        return (index, embedder) if embedded else by_words(index, embedder)

    def _is_ready(self) -> bool:
        return reembedding.is_complete(self._home)

    def _open_wanted(self) -> protocols.Index:
        opened = self._open_folder(self._home, self._wanted)
        (self._home / reembedding.COMPLETE).touch()
        return opened

    @staticmethod
    def _open_folder(folder: Path, embedder: Embedder) -> protocols.Index:
        made_as = renewal.made_as(folder)
        if made_as and made_as != signature(embedder.name, VERSION):
            renewal.retire(folder)
        return Index(
            folder, embedder=embedder.name, dimensions=embedder.dimensions, analysis=VERSION
        )

    def _open_database(self, url: str) -> protocols.Index:
        # Here, because its driver is an extra of the package.
        from volant.library.postgres import PostgresIndex  # noqa: PLC0415

        wanted = self._wanted
        return PostgresIndex(
            url, embedder=wanted.name, dimensions=wanted.dimensions, analysis=VERSION
        )

    def close(self) -> None:
        self._answering[0].close()

    # --- documents -------------------------------------------------------------------------------

    def add(
        self,
        paths: Sequence[Path],
        *,
        progress: ingest.Progress = lambda done, total, name: None,
        processes: int | None = None,
        workers: Workers | None = None,
        rights: Rights | None = None,
    ) -> ingest.Report:
        """Bring files and folders in, on all cores; see `ingest.add`."""
        index, embedder = self._current()
        return ingest.add(
            index,
            paths,
            embedder,
            progress=progress,
            processes=processes,
            workers=workers,
            rights=rights,
        )

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

    @property
    def outdated(self) -> tuple[Path, ...]:
        """Name the files of an index that another version made, still to be read in again."""
        return tuple(Path(one.path) for one in renewal.retired(self._home))

    def renew(self, progress: ingest.Progress = lambda done, total, name: None) -> ingest.Report:
        """Read in again what is `outdated`, under the rights it had; killed, it goes on next time.

        What was withdrawn stays withdrawn. Nobody should be answered before this returns.
        """
        index, embedder = self._current()
        retired = renewal.retired(self._home)
        report = renewal.read_in(index, embedder, retired, progress)
        shown = {one.path for one in index.held() if one.state == "indexed"}
        hidden = [one for one in retired if one.withdrawn and one.path in shown]
        for reason in {one.withdrawn for one in hidden}:
            paths = [Path(one.path) for one in hidden if one.withdrawn == reason]
            ingest.withdraw(index, paths, reason)
        renewal.forget(self._home)
        return report

    def remove(self, paths: Sequence[Path]) -> int:
        """Take files, or all under folders, out; say how many."""
        return ingest.remove(self._index, paths)

    def withdraw(self, paths: Sequence[Path], reason: str) -> int:
        """Hide files, or all under folders, from every search; say how many."""
        return ingest.withdraw(self._index, paths, reason)

    def restore(self, paths: Sequence[Path]) -> int:
        """Show again what was withdrawn; say how many."""
        return ingest.restore(self._index, paths)

    def held(self) -> list[Held]:
        """List every document by name, in whatever state, the refused too."""
        return self._index.held()

    def documents(self, access: Access = OWNED) -> list[Held]:
        """List what may be shown, by name."""
        return self._index.documents(access)

    def one(self, document: str, access: Access = OWNED) -> Held:
        """Give one document that may be shown; raises `UnknownDocument`."""
        return self._index.one(document, access)

    def versions(self, document: str, access: Access = OWNED) -> list[Held]:
        """Give the same text in other languages; raises `UnknownDocument`."""
        one = self._index.one(document, access)
        same = self._index.versions(one.twin, access) if one.twin else []
        return [other for other in same if other.id != one.id and other.tag != one.tag]

    def text(self, document: str, access: Access = OWNED) -> str:
        """Give a document's text as read; raises `UnknownDocument`."""
        return self._index.text(document, access)

    def window(self, document: str, start: int, end: int, access: Access = OWNED) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        return self._index.window(document, start, end, access=access)

    def boxes(self, document: str, start: int, end: int, access: Access = OWNED) -> tuple[Box, ...]:
        """Say where a span stands on its pages."""
        return self._index.boxes(document, start, end, access)

    def grades(self, document: str, access: Access = OWNED) -> tuple[Grade, ...]:
        """Say how well each page was read."""
        return self._index.grades(document, access)

    # --- what documents say together -------------------------------------------------------------

    def validities(self) -> dict[str, Validity]:
        """Say of each document by id when it holds, as far as the library knows."""
        return concordance.validities([one for one in self.held() if one.state == "indexed"])

    def twins(self) -> list[Twins]:
        """Give the texts held in two languages, and the figures that only one states."""
        return concordance.compare(self._index)

    # --- questions -------------------------------------------------------------------------------

    def search(
        self,
        question: str,
        tag: str = "",
        limit: int = 5,
        access: Access = TODAY,
        *,
        embedded: bool = True,
    ) -> list[Hit]:
        """Give the best passages for a question, best first; `tag` is identified if not given.

        Without `embedded`, by words alone: no embedder is given the question.
        """
        index, embedder = self._asked(embedded)
        query = _query(question, tag)
        return _best(rank(index, embedder, query, access), query, limit)

    def find(
        self,
        question: str,
        tag: str = "",
        limit: int = 5,
        access: Access = TODAY,
        *,
        embedded: bool = True,
    ) -> tuple[list[Hit], Evidence]:
        """Search, and choose among the hits the sentences that answer; as in `search`."""
        index, embedder = self._asked(embedded)
        query = _query(question, tag)
        ranked = rank(index, embedder, query, access)
        hits = _best(ranked, query, limit)
        evidence = cite(index, embedder, query, hits, access=access)
        return retell(evidence, hits, ranked, query.tag)


def _query(question: str, tag: str) -> Query:
    asked = _ends(question)
    return prepare(asked, tag or languages.identify(asked, parts=False).nearest)


def _ends(question: str) -> str:
    """Give a question of up to `LONGEST` code points whole, of a longer one both ends.

    >>> _ends("شحال من نهار باش نسجل المولود؟")
    'شحال من نهار باش نسجل المولود؟'
    """
    half = LONGEST // 2
    return question if len(question) <= LONGEST else f"{question[:half]}\n{question[-half:]}"


def _best(ranked: Sequence[Hit], query: Query, limit: int) -> list[Hit]:
    return prefer(ranked[: limit * 4], query.tag)[:limit]
