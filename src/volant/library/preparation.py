"""Prepare a document for the index, all but its vectors: what it is, passages, tokens, kinds.

Everything here looks at words that may be hostile, so it runs where the file was read, confined.
It knows nothing of files, vectors or questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from volant import languages
from volant.library import analysis
from volant.library.kinds import kinds
from volant.library.laws import describe, history
from volant.library.split import split
from volant.records import UNKNOWN, Document, Passage

IDENTIFIED = 1_000
"""Code points of a document that its language is told from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Be one document and its passages; for each passage `tokens` by field and `kinds` as bits."""

    document: Document
    passages: tuple[Passage, ...]
    tokens: tuple[dict[str, str], ...]
    kinds: tuple[int, ...]


def prepare(document: Document) -> Prepared:
    """Name a document's language and act, split it, and say what can be searched of each passage.

    A file that gives no date of its own has the day its act was made.
    """
    passages = split(document)
    tag = languages.identify(document.text[:IDENTIFIED], parts=False).nearest or UNKNOWN
    act = describe(document.text, document.title)
    document = replace(
        document,
        tag=document.tag if tag == UNKNOWN else tag,
        instrument=replace(act, history=history(document.text, act.number)),
        date=document.date or act.promulgated,
    )
    words = [languages.words(passage.text) for passage in passages]
    return Prepared(
        document=document,
        passages=passages,
        tokens=tuple(
            analysis.tokens(document, *pair) for pair in zip(passages, words, strict=True)
        ),
        kinds=tuple(kinds(given) for given in words),
    )
