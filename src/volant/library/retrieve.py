"""Find the passages that answer a question, whatever language it was typed in.

Lexical search is the backbone: the question's own stems and, where the lexicon knows them, the
words laws use for them. Vectors and the kind of value asked for only reorder and widen. How much
each weighs depends on the question's language, because they fail differently: the embedder knows
French and Arabic but no Darija, and Latin letters share no token with Arabic text at all. The
weights were tuned on development questions; `make bench-answers` shows what they give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from volant import languages
from volant.library.index import Index
from volant.library.kinds import asked
from volant.library.lexical import Term
from volant.protocols import Embedder
from volant.records import Hit

POOL = 300
"""Candidates taken from each of the two searches before they are ranked together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Say how much one point of each signal counts, against a best lexical score of 1."""

    context: float = 0.5
    gram: float = 0.3
    dense: float = 0.5
    kind: float = 0.25


_WEIGHTS = {
    "fr": Weights(gram=0.0, dense=0.8),
    "en": Weights(gram=0.0, dense=0.8),
    "es": Weights(gram=0.0, dense=0.8),
    "ary-Latn": Weights(gram=0.1),
}
_LOOSE = 0.6
"""Weight of a rendering found by a loose key, against one found exactly."""
_DECAY = 0.93
"""Weight of each further synonym of a rendering, against the one before."""
_SYNONYMS = 8
_TWIN = re.compile(r"\.(?:ar|fr|en|es|zgh)(?=\.\w+$)")
_OWN_LANGUAGE = 0.1
"""Added to a passage in the asker's language; the same fiche in two languages differs by less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Be a question made ready: terms to look for, the text to embed, the kinds of value asked."""

    tag: str
    terms: tuple[Term, ...]
    text: str
    kinds: int


def prepare(question: str, tag: str) -> Query:
    """Turn a question into a query: own words and renderings, function words dropped."""
    weights = _WEIGHTS.get(tag, Weights())
    renderings, rest = languages.render(question, tag)
    groups = [_synonyms(r) for r in renderings if r.targets]
    groups += [(((token,), 1.0),) for token in languages.stems(rest)]
    groups = [group for group in groups if group]
    terms = [Term(field="body", alternatives=group) for group in groups]
    terms += [
        Term(field="context", alternatives=_scale(group, weights.context)) for group in groups
    ]
    grams = languages.grams(languages.analyse(question))
    terms += [Term(field="gram", alternatives=(((gram,), weights.gram),)) for gram in grams]
    return Query(
        tag=tag,
        terms=tuple(terms),
        text=" ".join([*(r.targets[0] for r in renderings if r.targets), *rest])
        if tag.startswith("ary")
        else question,
        kinds=asked(languages.words(question)),
    )


def rank(index: Index, embedder: Embedder, query: Query) -> list[tuple[int, float]]:
    """Give `(passage id, score)` of every candidate, best first; deterministic."""
    weights = _WEIGHTS.get(query.tag, Weights())
    lexical = dict(index.lexical(query.terms, POOL))
    vector = embedder.embed([query.text])[0]
    near = dict(index.nearest(vector, POOL))
    ids = list(dict.fromkeys((*lexical, *near)))
    if not ids:
        return []
    best = max(max(lexical.values(), default=0.0), 1e-9)
    cosines = index.cosines(vector, ids)
    stated = index.states(query.kinds, ids)
    scores = [
        lexical.get(i, 0.0) / best + weights.dense * float(cosine) + weights.kind * float(states)
        for i, cosine, states in zip(ids, cosines, stated, strict=True)
    ]
    return sorted(zip(ids, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))


def prefer(hits: Sequence[Hit], tag: str) -> list[Hit]:
    """Move passages the asker can read up a little; Darija and Arabic share theirs. Stable.

    Of one text in two languages (`conge.fr.md`, `conge.ar.md`) only the better placed is kept.
    """
    raised = [
        replace(hit, score=hit.score + _OWN_LANGUAGE * (_family(hit.tag) == _family(tag)))
        for hit in hits
    ]
    kept: dict[str, Hit] = {}
    for hit in sorted(raised, key=lambda hit: -hit.score):
        name = _TWIN.sub("", hit.source)
        if name == hit.source or kept.setdefault(name, hit).document == hit.document:
            kept[f"{hit.passage}"] = hit
    return list(dict.fromkeys(kept.values()))


def _family(tag: str) -> str:
    return "ar" if tag.startswith("ary") else tag


Alternatives = tuple[tuple[tuple[str, ...], float], ...]


def _synonyms(rendering: languages.Rendering) -> Alternatives:
    """Give the asker's own words and the words laws use for them, as one group."""
    trust = 1.0 if rendering.sure else _LOOSE
    found = {tuple(languages.stems(rendering.words)): 1.0}
    for n, target in enumerate(rendering.targets[:_SYNONYMS]):
        if tokens := tuple(dict.fromkeys(languages.analyse(target))):
            found.setdefault(tokens, trust * _DECAY**n / len(tokens) ** 0.5)
    return tuple((tokens, weight) for tokens, weight in found.items() if tokens)


def _scale(group: Alternatives, by: float) -> Alternatives:
    return tuple((tokens, weight * by) for tokens, weight in group)
