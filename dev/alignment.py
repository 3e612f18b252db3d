"""Align pairs of spellings letter by letter: each source letter writes zero or more target letters.

Soft expectation-maximisation over all segmentations (the one-to-many case of Jiampojamarn et al.,
"Applying Many-to-Many Alignments", NAACL 2007), then the likeliest one of each pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

Pair = tuple[str, str]
Costs = dict[tuple[str, str], float]

LENGTHS = (0.3, 1.0, 0.02, 0.002, 0.0005, 0.0001)
"""How likely a letter writes so many, before anything is counted."""

UNSEEN, QUIET = 1e-7, 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligner:
    """Hold how many letters one may write, and how many the first one may (the article)."""

    most: int
    first: int
    rounds: int = 5

    def learn(self, pairs: Sequence[Pair], weights: Sequence[float]) -> Costs:
        """Give the probability of what each letter writes."""
        shares: Costs = {}
        for _ in range(self.rounds):
            counts: Costs = defaultdict(float)
            for (source, target), weight in zip(pairs, weights, strict=True):
                for key, share in self._expect(source, target, shares).items():
                    counts[key] += share * weight
            totals: dict[str, float] = defaultdict(float)
            for (letter, _), count in sorted(counts.items()):
                totals[letter] += count
            shares = {
                key: count / totals[key[0]]
                for key, count in sorted(counts.items())
                if count / totals[key[0]] > 1e-5
            }
        return shares

    def _expect(self, source: str, target: str, shares: Costs) -> Costs:
        n, m = len(source), len(target)
        forward = [[0.0] * (m + 1) for _ in range(n + 1)]
        forward[0][0] = 1.0
        edges = []
        for i in range(n):
            most = self.first if i == 0 else self.most
            for j in range(m + 1):
                if not forward[i][j]:
                    continue
                for size in range(min(most, m - j) + 1):
                    if (n - i - 1) * self.most < m - j - size:
                        continue
                    share = _share(source, i, target[j : j + size], shares)
                    forward[i + 1][j + size] += forward[i][j] * share
                    edges.append((i, j, size, share))
        found: Costs = defaultdict(float)
        if not forward[n][m]:
            return found
        backward = [[0.0] * (m + 1) for _ in range(n + 1)]
        backward[n][m] = 1.0
        for i, j, size, share in reversed(edges):
            after = backward[i + 1][j + size]
            if after:
                backward[i][j] += share * after
                gain = forward[i][j] * share * after / forward[n][m]
                if gain > 1e-6:
                    found[source[i], target[j : j + size]] += gain
        return found

    def align(self, source: str, target: str, shares: Costs) -> tuple[str, ...] | None:
        """Give what each letter of the source writes, or None where no path leads to the target."""
        best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
        for i, letter in enumerate(source):
            most = self.first if i == 0 else self.most
            grown: dict[int, tuple[float, tuple[str, ...]]] = {}
            for j, (score, path) in best.items():
                for size in range(min(most, len(target) - j) + 1):
                    written = target[j : j + size]
                    if (letter, written) not in shares:
                        continue
                    total = score + log(_share(source, i, written, shares))
                    if j + size not in grown or total > grown[j + size][0]:
                        grown[j + size] = (total, (*path, written))
            best = grown
        return best[len(target)][1] if len(target) in best else None


def _share(source: str, at: int, written: str, shares: Costs) -> float:
    prior = LENGTHS[len(written)]
    share = shares.get((source[at], written), UNSEEN * prior) if shares else prior
    return share * QUIET if written and _is_second(source, at) else share


def _is_second(source: str, at: int) -> bool:
    """Say whether a letter only ends the sound of the one before: `kk`, `ch`, `kh`, `gh`, `ou`."""
    if at == 0:
        return False
    before, letter = source[at - 1], source[at]
    return (
        (before == letter and letter not in "aeiou")
        or (letter == "h" and before in "ckg")
        or (before + letter == "ou")
    )
