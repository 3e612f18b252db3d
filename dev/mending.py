"""Fit the table of `ligatures` from clean texts, and write it with its datasheet.

Run from the repository: `python -m dev.mending`. The same texts give the same bytes. Each clean
text is damaged by rule, every ligature swapped, and a linear model learns to undo it. Law texts
count as clean where a PDF stored its ligatures in order; the rest of them is never learned from.

Texts teach what stands beside a word; the words that they lack come from the Arabic list of
`wordfreq` (`make .venv/languages` installs it), read from where it is installed and never run.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from math import sqrt
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from volant.languages.ligatures import (
    BUCKETS,
    LETTER_LIMIT,
    LIGATURE,
    PAIR,
    SCALE,
    damage,
    rows,
)  # fmt: skip

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
WEIGHTS = ROOT / "src/volant/languages/weights"
CLEAN_LAWS = (6912, 7077, 7093, 7663, 7680, 7867, 9096, 9097)
"""Numbers of the finance laws whose ligatures are in order."""

LICENCES = {
    "laws": "Moroccan official texts",
    "starter": "the starter library of this project",
    "marsum": "MArSum, CC BY 4.0",
    "oldi-seed": "OLDI seed (ary_Arab), CC BY-SA 4.0",
    "arbanking": "ArBanking77, CC BY-SA 4.0",
    "own": "own list of words and phrases, `dev/ligatures.txt`",
    "wordfreq": "wordfreq 3.1.1, CC BY-SA 4.0, from Wikipedia, OpenSubtitles, Leeds corpus",
}
SEED, ROUNDS, STEP, DECAY, BATCH = 20240101, 12, 0.5, 3e-6, 4096
OWN_WEIGHT = 30
"""What a word of the own list counts for: it was decided and not met."""

RAREST = 799
"""Place of the rarest words of `wordfreq`, which are met once in 10^7.99 words."""

RARE_WEIGHT = 0.09
"""What one of those counts for, before rounding up; the others in proportion to their frequency."""

GLUED_LINES = 10
"""Each tenth line teaches how two words look that were run together («فيالمادة»)."""

IN_ORDER_SHARE = 0.3
"""Weight of a clean word met in a damaged text, which is rare."""

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_DAMAGED = re.compile("^[وفبك]{0,2}ا[اأإآ]ل")
# The list of `wordfreq` was counted on the web: some of it is damaged, drawn out or mistyped.
_NO_WORD = re.compile(rf"{_DAMAGED.pattern}|ل[اأإآ][اأإآ]|[اأإآ][أإآ]ل|(.)\1\1|^..?$")

Lines = list[list[str]]
Example = tuple[str, str, str, str]
"""A clean word, how it looks, and the words before and after as they look."""


def words(text: str) -> list[str]:
    return _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKC", text)))


def sources() -> dict[str, list[str]]:
    """Give the clean texts of each source."""
    files = {
        "laws": [DATA / f"moroccan-law/ma-adala-finance-laws-{n}.txt" for n in CLEAN_LAWS],
        "starter": sorted((ROOT / "src/volant/library/starter").glob("*/*.ar.md")),
        "marsum": [DATA / "marsum/MArSum1_test.txt"],
        "oldi-seed": [DATA / "oldi-seed/ary_Arab.txt"],
        "arbanking": sorted((DATA / "arbanking77").glob("Banking77_Arabized_*.csv")),
    }
    return {name: [path.read_text("utf-8") for path in paths] for name, paths in files.items()}


def cut(texts: list[str]) -> Lines:
    return [words(line) for text in texts for line in text.split("\n")]


def own() -> Lines:
    """Give the words of the own list each by itself, its phrases (lines with «،») whole."""
    lines = (ROOT / "dev/ligatures.txt").read_text("utf-8").split("\n")
    told = [line for line in lines if line[:1] != "#"]
    alone = [[word] for line in told if "،" not in line for word in words(line)]
    return alone + [words(phrase) for line in told if "،" in line for phrase in line.split("،")]


def listed() -> Counter[Example]:
    """Count the words of `wordfreq` by their frequency.

    Its file is a list of lists: the words at place `i` after the header are met 10^(-i/100) times
    a word (wordfreq 3.1.1, `read_cBpack`).
    """
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise SystemExit("the word list is missing: make .venv/languages")
    packed = (Path(found.origin).parent / "data/large_ar.msgpack.gz").read_bytes()
    counts: Counter[Example] = Counter()
    for place, band in enumerate(msgspec.msgpack.decode(gzip.decompress(packed))[1:]):
        kept = [[word] for word in band if _WORD.fullmatch(word) and not _NO_WORD.search(word)]
        counts += examples(kept, max(1, round(RARE_WEIGHT * 10 ** ((RAREST - place) / 100))))
    return counts


@cache
def known() -> dict[str, Counter[Example]]:
    """Give what is learned beside the texts: the own list and that of `wordfreq`."""
    return {"own": examples(own(), OWN_WEIGHT), "wordfreq": listed()}


def table(texts: list[str]) -> bytes:
    """Fit the weights on texts and what is known beside them."""
    lines = cut(texts)
    return fit(sum(known().values(), examples(lines) + examples(glued(lines))))


def glued(lines: Lines) -> Lines:
    """Run words into the article after them, as some PDFs do."""
    return [
        [before + word]
        for line in lines[::GLUED_LINES]
        for before, word in pairwise(line)
        if word.startswith("ال") and len(before) > 1 and len(word) > 4 and not _DAMAGED.search(word)
    ]


def examples(lines: Lines, weight: int = 1) -> Counter[Example]:
    """Count each clean word beside its damaged neighbours; clean words unchanged, too."""
    counts: Counter[Example] = Counter()
    for line in lines:
        seen = ["", *map(damage, line), ""]
        for i, word in enumerate(line):
            if not _DAMAGED.search(word) and len(word) <= LETTER_LIMIT:
                for form in {word, seen[i + 1]}:
                    if PAIR.search(form):
                        counts[word, form, seen[i], seen[i + 2]] += weight
    return counts


def labels(word: str, form: str) -> Iterator[tuple[int, bool]]:
    """Yield each pair of the form, and whether it is a ligature of the word."""
    swapped = set() if word == form else {found.start() for found in LIGATURE.finditer(word)}
    for found in PAIR.finditer(form):
        yield found.start(), found.start() in swapped


def fit(counts: Counter[Example]) -> bytes:
    """Fit logistic regression with AdaGrad; give `BUCKETS` signed bytes."""
    seen, wanted, weight = [], [], []
    for (word, form, before, after), count in sorted(counts.items()):
        share = IN_ORDER_SHARE if word == form and LIGATURE.search(form) else 1.0
        for at, swapped in labels(word, form):
            seen.append(rows(form, at, before, after))
            wanted.append(swapped)
            weight.append(sqrt(count) * share)
    return _descend(np.array(seen), np.array(wanted, np.float64), np.array(weight))


def _descend(
    seen: NDArray[np.int64], wanted: NDArray[np.float64], weight: NDArray[np.float64]
) -> bytes:
    weights, squares = np.zeros(BUCKETS), np.full(BUCKETS, 1e-8)
    order = np.random.default_rng(SEED)
    for _ in range(ROUNDS):
        shuffled = order.permutation(len(seen))
        for start in range(0, len(seen), BATCH):
            batch = shuffled[start : start + BATCH]
            guess = 1 / (1 + np.exp(-weights[seen[batch]].sum(1)))
            error = (guess - wanted[batch]) * weight[batch]
            slope = np.bincount(seen[batch].ravel(), np.repeat(error, seen.shape[1]), BUCKETS)
            met = np.nonzero(slope)[0]
            pull = slope[met] + DECAY * BATCH * weights[met]
            squares[met] += pull * pull
            weights[met] -= STEP * pull / np.sqrt(squares[met])
    return bytes(np.clip(np.round(weights * SCALE), -127, 127).astype(np.int8).tobytes())


def main() -> None:
    texts = sources()
    weights = table([text for of_source in texts.values() for text in of_source])
    counts = {name: examples(cut(of_source)) for name, of_source in texts.items()} | known()
    (WEIGHTS / "ligatures.bin").write_bytes(weights)
    (WEIGHTS / "ligatures.md").write_text(datasheet(weights, counts), "utf-8")
    print(f"{len(weights)} bytes, {sum(map(len, counts.values()))} different examples")


def datasheet(weights: bytes, counts: dict[str, Counter[Example]]) -> str:
    listing = "\n".join(
        f"| {name} | {len(met)} | {LICENCES[name]} |" for name, met in counts.items()
    )
    digest = hashlib.sha256(weights).hexdigest()
    return f"""# Weights of `repair`

A linear model over hashed pieces of words says whether «ال» in a damaged text was «لا». Made by
`dev/mending.py`, seed {SEED}; the same texts give the same bytes. Figures: `benchmarks/mending.py`.

- File: `ligatures.bin`, {len(weights)} signed bytes, SHA-256 `{digest}`
- Licence of the weights: CC BY-SA 4.0, the strictest of the sources, with thanks to their authors
- No text can be read back from the weights: they are sums over hashed pieces of words

| source | different words with neighbours | licence |
| --- | --- | --- |
{listing}

Known limits: words that are others when swapped («الحق», «لاحق»; «الطالب», «الطلاب») follow their
neighbours, and some are taken for the more usual one.
"""


if __name__ == "__main__":
    main()
