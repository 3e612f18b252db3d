"""Find the passages that answer a question, whatever language it was typed in.

Lexical search is the backbone: the question's own stems and, where the lexicon knows them, the
words laws use for them, each expression with its renderings as one group. Vectors and the kind of
value asked for widen and reorder; `ranking` then reads the best candidates once more. How much each
weighs depends on the question's script, because they fail differently: the embedder knows French
and Arabic but no Darija, and Latin letters share no token with Arabic text at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from volant import languages
from volant.languages.lexicon import french, legible
from volant.library.access import TODAY
from volant.library.analysis import BODY, CONTEXT, ROOTS
from volant.library.kinds import asked, is_how_much
from volant.library.lexical import Term
from volant.library.ranking import Candidate, order, root_alternatives, script
from volant.protocols import Embedder, Index
from volant.records import Access, Hit

POOL = 200
"""Candidates taken from each of the two searches before they are ranked together."""

READ = 40
"""Candidates whose text is read for the second ranking."""

_DENSE = {"arabic": 0.5, "french": 0.8, "darija": 0.5}
"""Weight of the cosine in the first ranking, by script, against a best lexical score of 1."""
_KIND = 0.3
_CONTEXT = 0.5
_ROOT = 0.5
_RENDERED = 0.8
"""Weight of the likeliest rendering, against the asker's own word."""
_DECAY = 0.95
"""Weight of each further rendering, against the one before."""
_LOOSE = 0.6
"""Weight of a rendering found by a loose key, against one found exactly."""
_FRENCH = 0.4
"""Weight of the French of an Arabic rendering, for documents written in French."""
_SYNONYMS = 8
_TRANSLATED = 3
"""Alternatives of a group that are looked up in French."""
_TWIN = re.compile(r"\.(?:ar|fr|en|es|zgh)(?=\.\w+$)")
_OWN_LANGUAGE = 0.5
"""Added to a passage in the asker's language; the same fiche in two languages differs by less."""

Alternatives = tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Be a question made ready.

    `terms` are what to look for, `groups` their words with all they are rendered by, `text` what
    to embed, `kinds` the kinds of value asked for, `searched` the same for people: each expression
    and what was looked for in its place, likeliest first.
    """

    tag: str
    terms: tuple[Term, ...]
    groups: tuple[Alternatives, ...]
    text: str
    kinds: int
    searched: tuple[str, ...]


def prepare(question: str, tag: str) -> Query:
    """Turn a question into a query: own words and renderings, function words dropped.

    >>> prepare("شحال من نهار باش نسجل المولود؟", "ary-Arab").searched[0]
    'شحال نهار: مدة, أجل, أيام, آجال'
    """
    renderings, rest = languages.render(question, tag)
    rendered = [rendering for rendering in renderings if rendering.targets]
    groups = [_alternatives(rendering) for rendering in rendered]
    groups += [(((token,), 1.0),) for token in languages.stems(rest)]
    groups = [group for group in groups if group]
    spread = groups if tag == "fr" else [_with_french(group) for group in groups]
    return Query(
        tag=tag,
        terms=tuple(term for pair in zip(groups, spread, strict=True) for term in _terms(*pair)),
        groups=tuple(spread),
        text=_readable(question, tag, rendered, rest),
        kinds=_kinds(question, renderings),
        searched=(*map(_shown, rendered), *rest),
    )


def _readable(
    question: str, tag: str, rendered: Sequence[languages.Rendering], rest: Sequence[str]
) -> str:
    """Give what a question is embedded as: words the embedder knows, and beside them the laws' own.

    Beside, not instead: the rendered words alone lose the sentence (`benchmarks/sentences.py`), the
    sentence alone loses the law (dense recall among twenty doubled on the development questions).
    """
    said = [rendering.targets[0] for rendering in rendered]
    if tag == "fr":
        return " ".join([question, *said, *rest])
    if tag == "ary-Arab":
        return " ".join([question, *(r.targets[0] for r in rendered if r.sure)])
    if tag == "ary-Latn":
        return " ".join(
            [languages.transliterate(question, "ary-Arab", tag, n=1)[0][0], *said, *rest]
        )
    if tag in {"zgh-Tfng", "ber-Latn"}:
        return " ".join([*said, languages.gloss(question, tag)]).strip() or question
    return question


def rank(index: Index, embedder: Embedder, query: Query, access: Access = TODAY) -> list[Hit]:
    """Give the best candidates, best first, with the score of the second ranking; deterministic."""
    return [
        replace(candidate.hit, score=score)
        for candidate, score in order(index, query, candidates(index, embedder, query, access))
    ]


def candidates(
    index: Index, embedder: Embedder, query: Query, access: Access = TODAY
) -> list[Candidate]:
    """Give the passages worth reading, best first by tokens, vector and kind of value."""
    vector = embedder.embed([query.text])[0]
    lexical = dict(index.lexical(query.terms, POOL, access))
    near = dict(index.nearest(vector, POOL, access))
    ids = list(dict.fromkeys((*lexical, *near)))
    best = max(max(lexical.values(), default=0.0), 1e-9)
    cosines = dict(zip(ids, map(float, index.cosines(vector, ids, access)), strict=True))
    stated = dict(zip(ids, map(bool, index.states(query.kinds, ids, access)), strict=True))
    dense = _DENSE[script(query.tag)]
    scores = {i: lexical.get(i, 0.0) / best + dense * cosines[i] + _KIND * stated[i] for i in ids}
    first = sorted(ids, key=lambda i: (-scores[i], i))[:READ]
    return [
        Candidate(
            hit=hit,
            lexical=lexical.get(hit.passage, 0.0) / best,
            cosine=cosines[hit.passage],
            stated=stated[hit.passage],
        )
        for hit in index.hits([(i, scores[i]) for i in first], access)
    ]


def prefer(hits: Sequence[Hit], tag: str) -> list[Hit]:
    """Move passages the asker can read up a little; Darija and Arabic share theirs. Stable.

    Of one text in two languages (`conge.fr.md`, `conge.ar.md`) only the better placed is kept, and
    of the same words in two documents too.
    """
    raised = [
        replace(hit, score=hit.score + _OWN_LANGUAGE * (family(hit.tag) == family(tag)))
        for hit in hits
    ]
    kept: dict[str, Hit] = {}
    read: dict[str, Hit] = {}
    for hit in sorted(raised, key=lambda hit: -hit.score):
        name, words = _TWIN.sub("", hit.source), " ".join(hit.text.split())
        twin = name != hit.source and kept.setdefault(name, hit).document != hit.document
        if not twin and read.setdefault(words, hit) is hit:
            kept[f"{hit.passage}"] = hit
    return list(dict.fromkeys(kept.values()))


def family(tag: str) -> str:
    """Give the language that who asks in `tag` reads: Darija and Arabic share theirs."""
    return "ar" if tag.startswith("ary") else tag


def _alternatives(rendering: languages.Rendering) -> Alternatives:
    """Give the asker's own words and the words laws use for them, as one group."""
    trust = _RENDERED * (1.0 if rendering.sure else _LOOSE)
    found = {tuple(languages.stems(rendering.words)): 1.0}
    for n, target in enumerate(rendering.targets[:_SYNONYMS]):
        if tokens := tuple(dict.fromkeys(languages.analyse(target))):
            found.setdefault(tokens, trust * _DECAY**n / len(tokens) ** 0.5)
    return tuple((tokens, weight) for tokens, weight in found.items() if tokens)


def _with_french(group: Alternatives) -> Alternatives:
    """Add what the likeliest Arabic words of a group are in French."""
    found = dict(group)
    for tokens, weight in group[:_TRANSLATED]:
        for translated in french(tokens):
            found.setdefault(translated, _FRENCH * weight / len(translated) ** 0.5)
    return tuple(found.items())


def _terms(group: Alternatives, spread: Alternatives) -> tuple[Term, Term, Term]:
    """Look in the body for the group with its French; the other fields do without, for speed."""
    return (
        Term(field=BODY, alternatives=spread),
        Term(field=CONTEXT, alternatives=_scale(group, _CONTEXT)),
        Term(field=ROOTS, alternatives=_scale(root_alternatives(group), _ROOT)),
    )


def _scale(group: Alternatives, by: float) -> Alternatives:
    return tuple((tokens, weight * by) for tokens, weight in group)


def _kinds(question: str, renderings: Sequence[languages.Rendering]) -> int:
    named = [r for r in renderings if r.targets and not is_how_much(r.words)]
    words = [*languages.words(question), *(word for r in renderings for word in r.words)]
    return asked(words, [[languages.normalize(t) for t in r.targets[:1]] for r in named])


def _shown(rendering: languages.Rendering) -> str:
    """Write one expression and what is looked for in its place, as people read it."""
    words = legible(" ".join(rendering.words))
    return f"{words}: {', '.join(rendering.targets[:_SYNONYMS])}"
