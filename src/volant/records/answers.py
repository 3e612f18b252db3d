"""A question on its way to a cited answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from volant.records.engines import Usage
from volant.records.languages import Identification
from volant.records.passages import Citation, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """Be what the documents say to one question, before any engine speaks.

    `question` stands alone: a follow-up carries the turn it follows. `silent` says that the
    evidence does not answer; the hits are then only the nearest passages. `identified` is what
    the last turn was found to be written in, whatever tag the answer is then given in. `searched`
    are the expressions that were looked for, with what each was rewritten to, as people read them.
    """

    tag: str
    identified: Identification
    question: str
    hits: tuple[Hit, ...]
    evidence: tuple[Citation, ...]
    silent: bool
    searched: tuple[str, ...] = ()


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
    """Report the search step, before any word of the answer.

    `identified` is as in `Answer`, `terms` as `searched` in `Grounding`.
    """

    tag: str
    hits: tuple[Hit, ...]
    identified: Identification | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Report one checked sentence, in order."""

    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Report the end: the whole answer, receipt included."""

    answer: Answer


Event = Searched | Spoken | Answered
