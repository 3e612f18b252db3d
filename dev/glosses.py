"""Find what Tamazight words are in English, from sentences in both: `weights/glosses.tsv`.

Run from the repository: `python -m dev.glosses`. IBM Model 1 (Brown, Della Pietra, Della Pietra,
Mercer, "The Mathematics of Statistical Machine Translation", Computational Linguistics 19(2), 1993,
section 4.1): each English word of a sentence comes from one of its Tamazight words, equally likely
at first, then as counted in the round before. `benchmarks/sentences.py` learns from a part of the
lines with `learn` and asks the others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from volant.languages import words
from volant.languages.glosses import reduced

ROOT = Path(__file__).parents[1]
SEED = ROOT / "../shared/data/oldi-seed"
WEIGHTS = ROOT / "src/volant/languages/weights"
ROUNDS = 6
LEAST = 0.15
"""Probability under which the likeliest word is none: it is then mostly a frequent one."""

FORGOTTEN = 1e-3
"""Probability under which a pair is dropped between rounds."""

NOBODY = "\0"
"""The empty word, from which an English word comes that no other explains."""

_FRAME = (
    "the of and in a to was is as for by on with from that at it an were his are be or this which "
    "he has had also its their but they have not been her who she one after first other into more "
    "when most such than some only between over about during all can there these s t"
)
FRAME = frozenset(_FRAME.split())
"""English words that carry no content here."""

Pair = tuple[str, str]


def pairs(tag: str = "zgh_Tfng") -> list[Pair]:
    """Read the sentences of the OLDI seed in a language and in English, in order."""
    texts = [(SEED / f"{name}.txt").read_text("utf-8").split("\n") for name in (tag, "eng_Latn")]
    return [(own, english) for own, english in zip(*texts, strict=False) if own and english]


def learn(lines: Iterable[Pair]) -> dict[str, str]:
    """Give the likeliest English word of each reduced Tamazight word, where one is likely."""
    sentences = [([NOBODY, *_own(own)], _english(english)) for own, english in lines]
    table: Mapping[Pair, float] = {}
    for number in range(ROUNDS):
        table = _count(sentences, table, first=number == 0)
    best: dict[str, tuple[float, str]] = {}
    for (own, english), share in table.items():
        if own != NOBODY and share >= LEAST:
            best[own] = max(best.get(own, (0.0, "")), (share, english))
    return {own: english for own, (_, english) in sorted(best.items())}


def _own(line: str) -> list[str]:
    return [reduced(word) for word in words(line) if not word.isdigit()]


def _english(line: str) -> list[str]:
    return [word for word in words(line) if word not in FRAME and not word.isdigit()]


def _count(
    sentences: Sequence[tuple[list[str], list[str]]], table: Mapping[Pair, float], *, first: bool
) -> dict[Pair, float]:
    """Share each English word among the words of its sentence, and count what each own word got."""
    counted: defaultdict[Pair, float] = defaultdict(float)
    whole: defaultdict[str, float] = defaultdict(float)
    for own, english in sentences:
        for word in english:
            shares = [1.0 if first else table.get((one, word), 1e-9) for one in own]
            total = sum(shares)
            for one, share in zip(own, shares, strict=True):
                counted[one, word] += share / total
                whole[one] += share / total
    shares_of = ((pair, count / whole[pair[0]]) for pair, count in counted.items())
    return {pair: share for pair, share in shares_of if share > FORGOTTEN}


def main() -> None:
    """Learn from every line, and write the table with its datasheet."""
    table = learn(pairs())
    data = "".join(f"{own}\t{english}\n" for own, english in table.items()).encode("utf-8")
    (WEIGHTS / "glosses.tsv").write_bytes(data)
    (WEIGHTS / "glosses.md").write_text(
        f"""# Glosses of Tamazight words

{len(table)} words in Tifinagh, reduced as `languages.glosses.reduced` does, each with the likeliest
English word; learnt by IBM Model 1 in `dev/glosses.py`. The same text gives the same bytes.

- File: `glosses.tsv`, {len(data)} bytes, SHA-256 `{hashlib.sha256(data).hexdigest()}`
- Source: OLDI seed, `zgh_Tfng` and `eng_Latn`, CC BY-SA 4.0: Maillard, Gao, Kalbassi, Sadagopan,
  Goswami, Koehn, Fan, Guzmán, *Small Data, Big Impact: Leveraging Minimal Data for Effective
  Machine Translation*, ACL 2023. The table is CC BY-SA 4.0 too.

Known limits: counted, not written by a speaker; one encyclopedic text, so the words of
administration are few; many rare words have a neighbour's meaning. For search, never for reading.
""",
        "utf-8",
    )
    print(f"{len(table)} words, {len(data)} bytes")


if __name__ == "__main__":
    main()
