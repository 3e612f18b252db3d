"""Show one kind of reader the library: what they may see, and nothing that leads to the rest.

Rights live in the index; a desk only never forgets to ask for them. Searches begin from what holds
today; a passage already found, or cited in an old receipt, is shown whatever the days it holds on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from volant.errors import UnknownDocument
from volant.library.access import ALWAYS
from volant.library.cite import Evidence
from volant.library.confinement import Confinement
from volant.library.library import Library
from volant.records import Access, Grade, Held, Hit, Window

DRAWN = ".pdf"
"""The format whose pages can be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Be what is known of the page a span stands on, and of its document.

    `window` is the text around the span, `grade` how well its page was read (None where there are
    no pages), `drawable` whether the page can be drawn, `twins` the same text in other languages.
    """

    window: Window
    grade: Grade | None
    drawable: bool
    twins: tuple[Held, ...]


class Desk:
    """Serve readers of some units, up to a class of data; by default, whoever comes.

    Without `embedded`, their questions are searched for by words alone.
    """

    def __init__(
        self,
        library: Library,
        *,
        units: Iterable[str] | None = (),
        clearance: str = "D0",
        embedded: bool = True,
    ) -> None:
        allowed = None if units is None else frozenset(units)
        self._library, self._embedded = library, embedded
        self._now = Access(units=allowed, clearance=clearance)
        self._ever = replace(self._now, as_of=ALWAYS)
        self._drawing = Confinement()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the process that draws; the library stays open. Idempotent."""
        with self._lock:
            self._drawing.close()

    def find(self, question: str, tag: str = "", limit: int = 5) -> tuple[list[Hit], Evidence]:
        """Search among what holds today, and choose the sentences that answer."""
        return self._library.find(question, tag, limit, self._now, embedded=self._embedded)

    def window(self, document: str, start: int, end: int) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        return self._library.window(document, start, end, self._ever)

    def sheet(self, document: str, start: int, end: int) -> Sheet:
        """Give the text around a span with what is known of its page; raises `UnknownDocument`."""
        window = self.window(document, start, end)
        held = self._library.one(document, self._ever)
        grades = self._library.grades(document, self._ever)
        grade = next((one for one in grades if one.page == window.page), None)
        return Sheet(
            window=window,
            grade=grade,
            drawable=bool(window.page) and Path(held.path).suffix.lower() == DRAWN,
            twins=tuple(self._library.versions(document, self._ever)),
        )

    def picture(self, document: str, start: int, end: int) -> bytes:
        """Draw the page a span stands on, the span shaded, as PNG. Takes tenths of a second.

        It is drawn by a confined process, from the file itself. Raises `UnknownDocument`, also
        where the file has changed since it was read, and what `Confinement.draw` raises.
        """
        held = self._library.one(document, self._ever)
        boxes = self._library.boxes(document, start, end, self._ever)
        if not boxes:
            raise UnknownDocument(f"{held.name} has no pages that can be drawn")
        page = boxes[0].page
        here = [box for box in boxes if box.page == page]
        with self._lock:
            drawn = self._drawing.draw(Path(held.path), page, here)
        if drawn.digest != held.digest:
            raise UnknownDocument(f"{held.name} has changed since it was read; add it again")
        return drawn.picture
