"""Choose the sentences of the passages found that answer the question, before any engine speaks.

A sentence is worth what it shares with the question, rare words counting more (idf), plus a bonus
for stating a value of the kind asked for, plus a share of what its passage as a whole is worth: a
law names its subject once and then says "this period". It also says how likely the passages are to
hold the answer at all, so that an assistant can admit that the documents are silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from volant import languages
from volant.errors import UnknownDocument
from volant.languages.tokens import roots
from volant.library.access import TODAY
from volant.library.confidence import Signals, estimate
from volant.library.gist import expressions, said
from volant.library.kinds import kinds
from volant.library.ranking import Weighed, covered, rooted, script, weigh
from volant.library.retrieve import Query
from volant.library.split import sentences
from volant.protocols import Embedder, Index
from volant.records import Access, Citation, Hit

RELATIVE = 0.6
"""Share of the best sentence's worth under which another is no evidence."""
_PLAIN, _CLOSE = 0.4, 0.77
"""Where the best sentence covers this share of the question, one of another document needs this
share of its worth. A fifth fewer sentences of another fiche are then quoted from the starter
library, none fewer of the right one, and of the law folder's no value asked for is lost; from .78
on some are."""

LONGEST_QUOTE = 700
"""Code points of one citation; longer sentences are never cut, but lose to shorter ones."""

_STATED = 0.5
"""Added to a sentence that states a value of the kind asked for; a whole question covered is 1."""
_FIRST = 0.5
"""Added to the sentences of the first hit, half of it to those of the second, and so on."""

_OF_ONE_PASSAGE = 2
"""Sentences quoted of one passage, at most: the answer may be in another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Be the sentences chosen, best first, and how likely they are to answer.

    `confidence` is the probability, in [0, 1], that the hits hold the answer; see `confidence`.
    `searched` is what was looked for, as people read it: see `retrieve.Query`.
    """

    citations: tuple[Citation, ...]
    confidence: float
    searched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Be the question as sentences are compared with it: by stems and by roots."""

    stems: Weighed
    roots: Weighed
    kinds: int

    def share(self, stems: Sequence[str]) -> float:
        """Give the share of the question that stems cover, in [0, 1]: stems and roots halved."""
        by_stem = covered(frozenset(stems), self.stems)
        return (by_stem + covered(frozenset(roots(stems)), self.roots)) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    hit: Hit
    start: int
    end: int
    score: float
    share: float


def cite(
    index: Index,
    embedder: Embedder,
    query: Query,
    hits: Sequence[Hit],
    *,
    limit: int = 3,
    access: Access = TODAY,
) -> Evidence:
    """Choose up to `limit` sentences of the hits, numbered from 1, best first."""
    reading = _read(index, query, hits)
    citations = tuple(
        narrow(span.hit, span.start, span.end, number=n, score=span.score)
        for n, span in enumerate(_chosen(reading, limit), 1)
    )
    if not citations:
        return Evidence(citations=(), confidence=0.0, searched=query.searched)
    signals = _observe(index, embedder, query, reading, access=access)
    return Evidence(citations=citations, confidence=estimate(signals), searched=query.searched)


def observe(index: Index, embedder: Embedder, query: Query, hits: Sequence[Hit]) -> Signals | None:
    """Give the signs that the confidence of `cite` rests on; None where nothing can be cited."""
    reading = _read(index, query, hits)
    return _observe(index, embedder, query, reading, access=TODAY) if reading.spans else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Be the hits as read for one question: the stems of each, and their sentences, best first."""

    asked: _Asked
    hits: Sequence[Hit]
    stems: Sequence[list[str]]
    spans: Sequence[_Span]


def _read(index: Index, query: Query, hits: Sequence[Hit]) -> _Reading:
    stems = weigh(index, query.groups)
    asked = _Asked(stems=stems, roots=rooted(stems), kinds=query.kinds)
    found = [languages.analyse(f"{hit.title} {hit.article} {hit.text}") for hit in hits]
    spans = [
        span
        for n, (hit, of) in enumerate(zip(hits, found, strict=True))
        for span in _spans(hit, asked, prior=asked.share(of) + _FIRST / (1 + n))
    ]
    spans.sort(key=lambda span: (-span.score, span.hit.passage, span.start))
    return _Reading(asked=asked, hits=hits, stems=found, spans=spans)


def _chosen(reading: _Reading, limit: int) -> list[_Span]:
    if not (spans := reading.spans):
        return []
    best = spans[0]
    other = _CLOSE if best.share >= _PLAIN else RELATIVE
    least = {best.hit.document: best.score * RELATIVE}
    kept = (one for one in spans if one.score >= least.get(one.hit.document, best.score * other))
    return _distinct(kept)[:limit]


def _observe(
    index: Index, embedder: Embedder, query: Query, reading: _Reading, *, access: Access
) -> Signals:
    asked, hits = reading.asked, reading.hits
    ids = [hit.passage for hit in hits]
    vector = embedder.embed([query.text])[0]
    named = expressions(index, query.groups)
    carried = max(said(named, stems) for stems in reading.stems)
    titles = (languages.analyse(f"{hit.title} {hit.article}") for hit in hits)
    return Signals(
        title=max(map(asked.share, titles)),
        sentence=max(span.share for span in reading.spans),
        near=float(max(index.cosines(vector, ids, access))),
        agreed=_agreed(index, hits, access),
        carried=carried,
        missing=sum(one.weight for one in named) - carried,
        stated=float(index.states(query.kinds, ids, access).mean()),
        darija=script(query.tag) == "darija",
    )


def _agreed(index: Index, hits: Sequence[Hit], access: Access) -> float:
    """Give the share of the hits in the document of the first, of as many as it has passages.

    One half where there is one to count: nothing could agree with it, which says nothing. A
    document taken out since it was found counts as having as many as there are hits.
    """
    first, most = hits[0].document, len(hits)
    with suppress(UnknownDocument):
        most = min(most, index.one(first, access).passages)
    return min(1.0, sum(hit.document == first for hit in hits) / most) if most > 1 else 0.5


def _words(text: str) -> list[str]:
    return languages.words(text)


def _spans(hit: Hit, asked: _Asked, prior: float) -> list[_Span]:
    spans = []
    for begin, end in sentences(hit.text):
        start = after_heading(hit, begin, end)
        words = _words(hit.text[start:end])
        if len(words) < 3:
            continue
        share, stated = asked.share(languages.stems(words)), bool(kinds(words) & asked.kinds)
        score = share + prior + _STATED * stated - 0.3 * (end - start > LONGEST_QUOTE)
        spans.append(_Span(hit=hit, start=start, end=end, score=score, share=share))
    return spans


def after_heading(hit: Hit, start: int, end: int) -> int:
    """Give where a sentence really starts: headings stand before it without a stop of their own."""
    while start < end:
        line = hit.text[start:end].split("\n", 1)[0]
        if not line.startswith("#") and " ".join(line.split()).strip(" :.-–") not in {
            hit.title,
            hit.article,
        }:
            break
        start = min(end, start + len(line) + 1)
        while start < end and hit.text[start].isspace():
            start += 1
    return start


def _distinct(spans: Iterable[_Span]) -> list[_Span]:
    """Leave out sentences whose words were already chosen, and a third one of one passage."""
    seen, of, kept = set[tuple[str, ...]](), Counter[int](), []
    for span in spans:
        words = tuple(_words(span.hit.text[span.start : span.end]))
        if words not in seen and of[span.hit.passage] < _OF_ONE_PASSAGE:
            seen.add(words)
            of[span.hit.passage] += 1
            kept.append(span)
    return kept


def narrow(hit: Hit, start: int, end: int, *, number: int, score: float) -> Citation:
    """Cite `hit.text[start:end]`."""
    return Citation(
        number=number, document=hit.document, digest=hit.digest, passage=hit.passage,
        source=hit.source, title=hit.title, article=hit.article, date=hit.date, tag=hit.tag,
        start=hit.start + start, end=hit.start + end,
        text=hit.text[start:end], score=score, starter=hit.starter,
    )  # fmt: skip
