"""Choose the sentences of the passages found that answer the question, before any engine speaks.

A sentence is worth what it shares with the question, rare words counting more (idf), plus a bonus
for stating a value of the kind asked for, plus a share of what its passage as a whole is worth: a
law names its subject once and then says "this period". It also says how likely the passages are to
hold the answer at all, so that an assistant can admit that the documents are silent.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from volant import languages
from volant.languages.tokens import roots
from volant.library.access import TODAY
from volant.library.confidence import Signals, estimate
from volant.library.kinds import kinds
from volant.library.ranking import Weighed, covered, rooted, script, weigh
from volant.library.retrieve import Query
from volant.library.split import sentences
from volant.protocols import Embedder, Index
from volant.records import Access, Citation, Hit

RELATIVE = 0.6
"""Share of the best sentence's worth under which another is no evidence."""

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

    def share(self, words: Sequence[str]) -> float:
        """Give the share of the question that words cover, in [0, 1]: stems and roots halved."""
        stems = languages.stems(words)
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
    citations = tuple(_citation(span, n) for n, span in enumerate(_chosen(reading, limit), 1))
    if not citations:
        return Evidence(citations=(), confidence=0.0, searched=query.searched)
    texts = [citation.text for citation in citations]
    signals = _observe(index, embedder, query, reading, texts, access=access)
    return Evidence(citations=citations, confidence=estimate(signals), searched=query.searched)


def observe(
    index: Index, embedder: Embedder, query: Query, hits: Sequence[Hit], limit: int = 3
) -> Signals | None:
    """Give the signs that the confidence of `cite` rests on; None where nothing can be cited."""
    reading = _read(index, query, hits)
    texts = [span.hit.text[span.start : span.end] for span in _chosen(reading, limit)]
    return _observe(index, embedder, query, reading, texts, access=TODAY) if texts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Be the hits as read for one question: what each covers of it, and their sentences."""

    asked: _Asked
    hits: Sequence[Hit]
    wholes: Sequence[float]
    spans: Sequence[_Span]


def _read(index: Index, query: Query, hits: Sequence[Hit]) -> _Reading:
    stems = weigh(index, query.groups)
    asked = _Asked(stems=stems, roots=rooted(stems), kinds=query.kinds)
    wholes = [asked.share(_words(f"{hit.title} {hit.article} {hit.text}")) for hit in hits]
    spans = [
        span
        for n, (hit, whole) in enumerate(zip(hits, wholes, strict=True))
        for span in _spans(hit, asked, prior=whole + _FIRST / (1 + n))
    ]
    spans.sort(key=lambda span: (-span.score, span.hit.passage, span.start))
    return _Reading(asked=asked, hits=hits, wholes=wholes, spans=spans)


def _chosen(reading: _Reading, limit: int) -> list[_Span]:
    spans = reading.spans
    return _distinct([span for span in spans if span.score >= RELATIVE * spans[0].score])[:limit]


def _observe(
    index: Index,
    embedder: Embedder,
    query: Query,
    reading: _Reading,
    texts: Sequence[str],
    *,
    access: Access,
) -> Signals:
    asked, hits = reading.asked, reading.hits
    vector, *rows = embedder.embed([query.text, *texts])
    return Signals(
        covered=max(reading.wholes),
        title=max(asked.share(_words(f"{hit.title} {hit.article}")) for hit in hits),
        sentence=max(span.share for span in reading.spans),
        near=float(max(index.cosines(vector, [hit.passage for hit in hits], access))),
        said=max(float(row @ vector) for row in rows),
        agreed=_agreed(index, hits, access),
        words=math.log(1 + sum(len(group[0][0]) for group in query.groups)),
        darija=script(query.tag) == "darija",
        french=script(query.tag) == "french",
    )


def _agreed(index: Index, hits: Sequence[Hit], access: Access) -> float:
    """Give the share of the hits in the document of the first, of as many as it has passages."""
    first = hits[0].document
    most = min(len(hits), max(1, index.one(first, access).passages))
    return min(1.0, sum(hit.document == first for hit in hits) / most)


def _words(text: str) -> list[str]:
    return languages.words(text)


def _spans(hit: Hit, asked: _Asked, prior: float) -> list[_Span]:
    spans = []
    for begin, end in sentences(hit.text):
        start = _after_heading(hit, begin, end)
        words = _words(hit.text[start:end])
        if len(words) < 3:
            continue
        share, stated = asked.share(words), bool(kinds(words) & asked.kinds)
        score = share + prior + _STATED * stated - 0.3 * (end - start > LONGEST_QUOTE)
        spans.append(_Span(hit=hit, start=start, end=end, score=score, share=share))
    return spans


def _after_heading(hit: Hit, start: int, end: int) -> int:
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


def _distinct(spans: Sequence[_Span]) -> list[_Span]:
    """Leave out sentences whose words were already chosen, and a third one of one passage."""
    seen, of, kept = set[tuple[str, ...]](), Counter[int](), []
    for span in spans:
        words = tuple(_words(span.hit.text[span.start : span.end]))
        if words not in seen and of[span.hit.passage] < _OF_ONE_PASSAGE:
            seen.add(words)
            of[span.hit.passage] += 1
            kept.append(span)
    return kept


def _citation(span: _Span, number: int) -> Citation:
    hit = span.hit
    return Citation(
        number=number, document=hit.document, digest=hit.digest, passage=hit.passage,
        source=hit.source, title=hit.title, article=hit.article, date=hit.date, tag=hit.tag,
        start=hit.start + span.start, end=hit.start + span.end,
        text=hit.text[span.start : span.end], score=span.score, starter=hit.starter,
    )  # fmt: skip
