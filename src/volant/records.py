"""Hold the frozen records that travel between folders.

A record knows nothing of how it was made or will be stored; validation belongs to the edges.
Offsets are always code points into `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TAGS = ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn", "fr", "en", "es")
"""The languages and scripts Volant answers in, BCP 47."""

UNKNOWN = "und"
"""None of them, BCP 47's word for undetermined."""

# --- languages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Be a run of words in one language: `text[start:end]`, with the space and signs after it.

    `tag` is BCP 47, `name` for a proper name, `und` for what is none of these.
    """

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Name the language and script of a text.

    `tag` is BCP 47, `und` when none fits; `score` is the probability that it is right, in [0, 1];
    `alternatives` are the next best `(tag, score)`, best first. `parts` tile the text, in order;
    they are empty where only the tag was asked for.
    """

    tag: str
    score: float
    alternatives: tuple[tuple[str, float], ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def nearest(self) -> str:
        """Give the likeliest of `TAGS`, for a text that is answered whatever it is in; or `""`."""
        ranked = (self.tag, *(tag for tag, _ in self.alternatives))
        return next((tag for tag in ranked if tag in TAGS), "")


# --- documents ---------------------------------------------------------------------------------


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
class Instrument:
    """Be what a legal text says of itself; dates are ISO 8601, all fields empty when not known.

    `kind` is `constitution`, `organic-law`, `law`, `decree-law`, `dahir`, `decree`, `order`,
    `decision` or `circular`; `number` its digits in the order of the French form, parted by hyphens
    («القانون رقم 65.99» and « loi n° 65-99 » are both `65-99`). `gazette` is the number of the
    *Bulletin officiel* that published it.
    """

    kind: str = ""
    number: str = ""
    promulgated: str = ""
    published: str = ""
    in_force: str = ""
    gazette: str = ""
    relations: tuple[Relation, ...] = ()


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


# --- the index ---------------------------------------------------------------------------------


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
    instrument: Instrument = Instrument()
    rights: Rights = Rights()
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


# --- engines -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be one turn; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Ask an engine for a completion, in OpenAI's words; `grammar` is llama.cpp's GBNF."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    grammar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Count tokens; `cached_tokens` of the prompt were not read again."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Be one streamed piece; the last one of a stream has `finish` and, where known, `usage`."""

    text: str
    finish: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Say where an engine runs and what it runs, as far as this program knows; None is unknown.

    `weights` is the SHA-256 of the file, hex; `egress` is the tier really reached, E0 to E5.
    """

    weights: str | None = None
    runtime: str | None = None
    egress: str | None = None


# --- answers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """Be what the documents say to one question, before any engine speaks.

    `question` stands alone: a follow-up carries the turn it follows. `silent` says that the
    evidence does not answer; the hits are then only the nearest passages. `identified` is what
    the last turn was found to be written in, whatever tag the answer is then given in.
    """

    tag: str
    identified: Identification
    question: str
    hits: tuple[Hit, ...]
    evidence: tuple[Citation, ...]
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Be one sentence of an answer.

    `status`: `quoted` (verbatim from its citation), `supported` (phrased by an engine, its values
    found in its citation), `frame` (words of ours around the evidence, claims nothing).
    """

    text: str
    status: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Be what the asker reads; `tag` is the language and script of everything but the quotations.

    `identified` is what the question was found to be in: another tag than `tag` where the asker
    said which it is, or where none was found. `withheld` counts the engine's sentences that were
    not shown, by reason code.
    """

    tag: str
    engine: str
    refused: bool
    sentences: tuple[Sentence, ...]
    nearest: tuple[Hit, ...] = ()
    withheld: tuple[tuple[str, int], ...] = ()
    usage: Usage = field(default_factory=Usage)
    receipt: str = ""
    identified: Identification | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Report the search step, before any word of the answer; `identified` as in `Answer`."""

    tag: str
    hits: tuple[Hit, ...]
    identified: Identification | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Report one checked sentence, in order."""

    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Report the end: the whole answer, receipt included."""

    answer: Answer


Event = Searched | Spoken | Answered
