"""A text, where it comes from, what it says of itself, and the pieces it is read in."""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = ("D0", "D1", "D2", "D3", "D4")
"""Classes of data, the most open first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Say where a text came from. `path` is absolute; `digest` is the SHA-256 of the bytes, hex."""

    name: str
    path: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Point at something a reader saw.

    `kind` is `heading`, `page`, `table` or `row`; `label` is its text: a heading, a page's number
    from 1, a table's caption or sheet, a row's number from 1. `end` is known of tables and rows
    alone. The cells of a row are parted by ` | `.
    """

    start: int
    kind: str
    label: str
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Say where `text[start:end]` stands on a page: points from its top left corner, y downwards.

    `page` counts from 1. A box is one line, or one cell of a table.
    """

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """Say how well one page was read.

    `how` is `text` (its own letters), `ocr` (recognised from its picture) or `none` (nothing could
    be read); `score` is the reader's estimate, in [0, 1], of the share of words that are right;
    `faults` are stable codes of what was noticed.
    """

    page: int
    how: str
    score: float
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Say what one legal text does to another: `kind` is `amends`, `repeals` or `implements`.

    `number` is the other's, as in `Instrument`; `articles` are those it names, none for the whole
    text; `text[start:end]` says so.
    """

    kind: str
    number: str
    articles: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Relation):
    """Say what the act `number` did to the text that notes it: `kind` is `amends` or `repeals`.

    `articles` are this text's own, none for the whole of it. `day` is when the other was
    published, or else made, as far as the note says: ISO 8601 or empty.
    """

    day: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """Be what a legal text says of itself; dates are ISO 8601, all fields empty when not known.

    `kind` is `constitution`, `organic-law`, `law`, `decree-law`, `dahir`, `decree`, `order`,
    `decision` or `circular`; `number` its digits in the order of the French form, parted by hyphens
    («القانون رقم 65.99» and « loi n° 65-99 » are both `65-99`). `gazette` is the number of the
    *Bulletin officiel* that published it. `relations` are what it does to others, `history` what
    it notes that others did to it.
    """

    kind: str = ""
    number: str = ""
    promulgated: str = ""
    published: str = ""
    in_force: str = ""
    gazette: str = ""
    relations: tuple[Relation, ...] = ()
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Say who may read a document and why it may be kept.

    `unit` is a path of the institution's own naming (`sante/chu-fes`), empty for everybody;
    `data_class` is `D0` (public) to `D4`; `licence` is an SPDX id or the owner's words.
    """

    unit: str = ""
    data_class: str = "D0"
    licence: str = ""
    added_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Be one text as read, untouched by repairs; `date` is ISO 8601 or empty when not known."""

    source: Source
    title: str
    text: str
    tag: str
    date: str = ""
    marks: tuple[Mark, ...] = ()
    boxes: tuple[Box, ...] = ()
    grades: tuple[Grade, ...] = ()
    instrument: Instrument = Instrument()
    rights: Rights = Rights()
    starter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Be the unit that is indexed and cited: whole sentences of one article or heading."""

    start: int
    end: int
    article: str
    text: str
