"""Tell how much of what a question is about a passage says by name.

Search wants every door a word may open: «بطاطا» may open on vegetables, crops, produce. Here a door
too wide misleads, since a law on vegetables gives no price of potatoes; so an expression counts as
said only where the asker's own word stands, or the likeliest rendering of it, or the French of
that, by stem or by root. It knows nothing of order or of sentences.

Each expression weighs how rare it is, as a share of the rarest that can be: in a library of N
passages, log((N + 1) / (n + 1)) / log(N + 1) for one that n of them say (idf; Sparck Jones, "A
Statistical Interpretation of Term Specificity", 1972). Sums are kept as they are, no shares of the
question: one rare word found of one is less than four of five.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from volant.languages.tokens import roots
from volant.library.retrieve import Alternatives
from volant.protocols import Index

_NAMED = 2
"""Alternatives of a group that name it: the asker's word, the likeliest rendering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Be one expression of a question, in each of its names by stems and by roots.

    `weight` is 0 where every passage says it, 1 where none does.
    """

    stems: tuple[frozenset[str], ...]
    roots: tuple[frozenset[str], ...]
    weight: float

    def is_said(self, by_stem: frozenset[str], by_root: frozenset[str]) -> bool:
        """Say whether a passage names it, given the passage's stems and their roots."""
        return any(name <= by_stem for name in self.stems) or any(
            name <= by_root for name in self.roots
        )


def expressions(index: Index, groups: Sequence[Alternatives]) -> list[Expression]:
    """Weigh the expressions of a question, in order; as rare as the commonest of their names."""
    most = math.log(index.passages + 1) or 1.0
    return [_expression(index, _names(group), most) for group in groups]


def said(asked: Sequence[Expression], stems: Sequence[str]) -> float:
    """Add up the weights of the expressions that a passage of these stems names."""
    by_stem, by_root = frozenset(stems), frozenset(roots(stems))
    return sum(one.weight for one in asked if one.is_said(by_stem, by_root))


def _expression(index: Index, names: Sequence[tuple[str, ...]], most: float) -> Expression:
    count = max(min(map(index.frequency, name)) for name in names)
    return Expression(
        stems=tuple(map(frozenset, names)),
        roots=tuple(frozenset(roots(name)) for name in names),
        weight=max(0.0, 1 - math.log(count + 1) / most),
    )


def _names(group: Alternatives) -> list[tuple[str, ...]]:
    """Give the asker's word, the likeliest rendering, and French, which `retrieve` puts last."""
    french = [words for words, _ in group[_NAMED:] if words[0].isascii()]
    return [*(words for words, _ in group[:_NAMED]), *french[:_NAMED]]
