"""What the index is given, asked and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from volant.records.documents import Document, Instrument, Passage, Rights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Be one passage found.

    `score` grows with relevance and is comparable within one search only; `digest` is the
    SHA-256 of the document's bytes, hex. `page` counts from 1, 0 where there are none; `unit` and
    `data_class` are as in `Rights`; the text holds from `valid_from` to the day before
    `valid_until`, ISO 8601, empty when not known; documents of one `twin` are one text in several
    languages.
    """

    document: str
    digest: str
    passage: int
    source: str
    title: str
    article: str
    date: str
    tag: str
    start: int
    end: int
    text: str
    score: float
    starter: bool = False
    page: int = 0
    unit: str = ""
    data_class: str = "D0"
    valid_from: str = ""
    valid_until: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Hit):
    """Be a hit narrowed to the span that supports a sentence; `number` is what the reader sees."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Say what a reader may be shown, and on which day; as it stands, all that holds today.

    `units` are paths of the institution's own naming: each opens the documents of that unit and of
    those under it, and those of no unit are open to everybody; None is every unit. `clearance` is
    the highest class, `D0` to `D4`. `as_of` is an ISO 8601 date, empty for today, `always` for a
    text whatever the days it holds on.
    """

    units: frozenset[str] | None = None
    clearance: str = "D4"
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Be one thing to look for: alternatives in one field, of which only the best counts.

    An alternative is one or more tokens, whose scores add up, with a weight. Taking the maximum
    keeps a word with ten translations from outvoting a word with one.
    """

    field: str
    alternatives: tuple[tuple[tuple[str, ...], float], ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Be one document of the list: what is known without its text.

    `modified` is the file's, in nanoseconds. `state` is `received` (not read yet, or refused: see
    `reason`, a stable code), `read`, `indexed`, `superseded` or `withdrawn`, since the ISO 8601
    time `since`; only what is `indexed` can be found.
    """

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
    instrument: Instrument = field(default_factory=Instrument)
    rights: Rights = field(default_factory=Rights)
    state: str = "indexed"
    reason: str = ""
    since: str = ""
    valid_from: str = ""
    valid_until: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Be a stretch of a document around `[start, end)`; `text[0]` is at `offset` in it.

    The rest is as in `Hit`; `page` is that of the passage `start` is in.
    """

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
    page: int = 0
    unit: str = ""
    data_class: str = "D0"
    valid_from: str = ""
    valid_until: str = ""
