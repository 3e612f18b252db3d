"""Say what was found in the asker's language, where the same text is held in it too.

The better match may be in another language: a question's rare words are rendered into Arabic, and
meet the Arabic version of a text whose French one says the same in other words. What to cite, and
whether it answers, is settled there; then each sentence gives way to its own in the asker's
language. Two sentences are one where their passages have as many, in one article, and neither shows
another figure than the other (the first of a month may be a word); what has no such match among the
candidates stays as it was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from volant import languages
from volant.library.cite import Evidence, after_heading, narrow
from volant.library.retrieve import family
from volant.library.split import sentences
from volant.records import Citation, Hit

_FIGURES = re.compile(r"\d+")

Place = tuple[str, ...]
"""Which text a passage is of, then the figures of its article."""


def retell(
    evidence: Evidence, hits: Sequence[Hit], candidates: Sequence[Hit], tag: str
) -> tuple[list[Hit], Evidence]:
    """Give hits and evidence in the words of their versions in the language `tag`."""
    own = {
        _place(hit): hit
        for hit in reversed(candidates)
        if hit.twin and family(hit.tag) == family(tag)
    }
    if not own:
        return list(hits), evidence
    found = {hit.passage: hit for hit in hits}
    told = [_tell(one, found[one.passage], own) for one in evidence.citations]
    shown = {hit.passage: hit for hit in (own.get(_place(hit), hit) for hit in hits)}
    return list(shown.values()), replace(evidence, citations=tuple(told))


def _place(hit: Hit) -> Place:
    return hit.twin, *_FIGURES.findall(hit.article)


def _tell(citation: Citation, hit: Hit, own: Mapping[Place, Hit]) -> Citation:
    """Give a citation of a hit in the words of its version, or as it is."""
    version = own.get(_place(hit), hit)
    ours, theirs = (list(sentences(one.text)) for one in (hit, version))
    ends = [end for _, end in ours]
    if len(ours) != len(theirs) or (end := citation.end - hit.start) not in ends:
        return citation
    begin, stop = theirs[ends.index(end)]
    start = after_heading(version, begin, stop)
    said, found = _figures(version.text[start:stop]), _figures(citation.text)
    if not (said <= found or found <= said):
        return citation
    return narrow(version, start, stop, number=citation.number, score=citation.score)


def _figures(text: str) -> set[str]:
    return set(_FIGURES.findall(languages.normalize(text)))
