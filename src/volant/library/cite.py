"""Choose the sentences of the passages found that answer the question, before any engine speaks.

A sentence is worth what it shares with the question, rare words counting more (idf), plus a bonus
for stating a value of the kind asked for, plus a share of what its passage as a whole is worth: a
law names its subject once and then says "this period". It also says how likely the passages are to
hold the answer at all, so that an assistant can admit that the documents are silent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from volant import languages
from volant.library.confidence import Signals, estimate
from volant.library.index import Index
from volant.library.kinds import kinds
from volant.library.retrieve import Query
from volant.library.split import sentences
from volant.protocols import Embedder
from volant.records import Citation, Hit

RELATIVE = 0.6
"""Share of the best sentence's worth under which another is no evidence."""

LONGEST_QUOTE = 700
"""Code points of one citation; longer sentences are never cut, but lose to shorter ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Be the sentences chosen, best first, and how likely they are to answer.

    `confidence` is the probability, in [0, 1], that the hits hold the answer; see `confidence`.
    """

    citations: tuple[Citation, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    hit: Hit
    start: int
    end: int
    score: float
    stated: bool


def cite(
    index: Index, embedder: Embedder, query: Query, hits: Sequence[Hit], limit: int = 3
) -> Evidence:
    """Choose up to `limit` sentences of the hits, numbered from 1, best first."""
    groups = _weigh(index, query)
    total = sum(weight for _, weight in groups) or 1.0
    found, coverage = [], 0.0
    for n, hit in enumerate(hits):
        context = set(languages.analyse(f"{hit.title} {hit.article}"))
        whole = _worth(set(languages.analyse(hit.text)) | context, groups) / total
        coverage = max(coverage, whole)
        found += _spans(hit, groups, query, total, prior=whole + 0.5 / (1 + n))
    found.sort(key=lambda span: (-span.score, span.hit.passage, span.start))
    worthy = [span for span in found if span.score >= RELATIVE * found[0].score]
    citations = tuple(_citation(span, n) for n, span in enumerate(_distinct(worthy)[:limit], 1))
    if not citations:
        return Evidence(citations=(), confidence=0.0)
    vector, *rows = embedder.embed([query.text, *(citation.text for citation in citations)])
    signals = Signals(
        coverage=min(coverage, 1.0),
        sentence=max(float(row @ vector) for row in rows),
        passage=float(max(index.cosines(vector, [hit.passage for hit in hits]))),
        strength=max((score for _, score in index.lexical(query.terms, 1)), default=0.0) / total,
        fused=hits[0].score,
        words=len(groups),
    )
    return Evidence(citations=citations, confidence=estimate(signals))


Groups = list[tuple[tuple[tuple[tuple[str, ...], float], ...], float]]


def _weigh(index: Index, query: Query) -> Groups:
    """Give each body term of the query its weight: the idf of its commonest alternative."""
    groups, passages = [], index.passages
    for term in query.terms:
        if term.field == "body":
            counts = [min(map(index.frequency, tokens)) for tokens, _ in term.alternatives]
            groups.append((term.alternatives, math.log((passages + 1) / (max(counts) + 1)) + 0.01))
    return groups


def _worth(tokens: set[str], groups: Groups) -> float:
    return sum(
        weight
        * max(
            (trust for alternative, trust in alternatives if tokens.issuperset(alternative)),
            default=0.0,
        )
        for alternatives, weight in groups
    )


def _spans(hit: Hit, groups: Groups, query: Query, total: float, prior: float) -> list[_Span]:
    spans = []
    for begin, end in sentences(hit.text):
        start = _after_heading(hit, begin, end)
        words = languages.words(hit.text[start:end])
        if len(words) < 3:
            continue
        stated = bool(kinds(words) & query.kinds)
        score = _worth(set(languages.stems(words)), groups) / total + prior + 0.5 * stated
        score -= 0.3 * (end - start > LONGEST_QUOTE)
        spans.append(_Span(hit=hit, start=start, end=end, score=score, stated=stated))
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
    """Leave out sentences whose words were already chosen (the same rule in two texts)."""
    seen, kept = set[tuple[str, ...]](), []
    for span in spans:
        words = tuple(languages.words(span.hit.text[span.start : span.end]))
        if words not in seen:
            seen.add(words)
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
