"""Fit the table of `ligatures` from clean texts, and write it with its datasheet.

Run from the repository: `python -m dev.mending`. The same texts give the same bytes. Each clean
text is damaged by rule, every ligature swapped, and a linear model learns to undo it. Law texts
count as clean where a PDF stored its ligatures in order. The other laws, damaged, are read with a
first table, and what it is sure of teaches the second how laws speak.

Texts teach what stands beside a word; the words that they lack come from the Arabic list of
`wordfreq` (`make .venv/languages` installs it), read from where it is installed and never run.
Old laws write «لاعادة» for «لإعادة», which damage makes «العادة»: so each word is also shown bare.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dev.frequencies import RAREST, bands
from volant.languages.ligatures import (
    BUCKETS,
    LETTER_LIMIT,
    LIGATURE,
    PAIR,
    SCALE,
    Model,
    damage,
    rows,
)  # fmt: skip
from volant.languages.mending import PERSIAN

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
WEIGHTS = ROOT / "src/volant/languages/weights"
_FINANCE = (6912, 7077, 7093, 7663, 7680, 7867, 9096, 9097)
CLEAN_LAWS = ("ma-loi-2-00", *(f"ma-adala-finance-laws-{n}" for n in _FINANCE))
"""Names of the laws whose ligatures are in order."""

MIXED_LAW = "ma-adala-finance-laws-3300"
"""A law with ligatures of both orders, and others swapped as well («املادة»): not learned from."""

LICENCES = {
    "laws": "Moroccan official texts",
    "damaged laws": "Moroccan official texts, as the first table reads them",
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

RARE_WEIGHT = 0.09
"""What one of the rarest words of `wordfreq` counts for, before rounding up; the others in
proportion to their frequency."""

GLUED_LINES = 10
"""Each tenth line teaches how two words look that were run together («فيالمادة»)."""

SURE = 3.0
"""Lead, in log odds, from which a reading of a damaged law is learned from."""

READ_SHARE = 0.7
"""Weight of such a reading beside a word of a clean text."""

NEAR = 8
"""Words on end that make a damaged line a near copy of a held-out one, which is then not read."""

IN_ORDER_SHARE = 0.3
"""Weight of a clean word met in a damaged text, which is rare."""

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_DAMAGED = re.compile("^[وفبك]{0,2}ا[اأإآ]ل")
# The list of `wordfreq` was counted on the web: some of it is damaged, drawn out or mistyped.
_NO_WORD = re.compile(rf"{_DAMAGED.pattern}|ل[اأإآ][اأإآ]|[اأإآ][أإآ]ل|(.)\1\1|^..?$")

_HAMZA = re.compile("ل[أإآ]")
_BARE = str.maketrans("أإآ", "ااا")

Lines = list[list[str]]
Example = tuple[str, str, str, str]
"""A clean word, how it looks, and the words before and after as they look."""

Lesson = tuple[Counter[Example], float]
"""Examples, and what each counts for."""


def words(text: str) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return _WORD.findall(plain.translate(PERSIAN))


def sources() -> dict[str, list[str]]:
    """Give the clean texts of each source."""
    files = {
        "laws": [DATA / f"moroccan-law/{name}.txt" for name in CLEAN_LAWS],
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
    """Count the words of `wordfreq` by their frequency."""
    counts: Counter[Example] = Counter()
    for place, band in enumerate(bands()):
        kept = [[word] for word in band if _WORD.fullmatch(word) and not _NO_WORD.search(word)]
        counts += examples(kept, max(1, round(RARE_WEIGHT * 10 ** ((RAREST - place) / 100))))
    return counts


@cache
def known() -> dict[str, Counter[Example]]:
    """Give what is learned beside the texts: the own list and that of `wordfreq`."""
    return {"own": examples(own(), OWN_WEIGHT), "wordfreq": listed()}


def table(texts: list[str], held: list[str]) -> bytes:
    """Fit the weights on texts, on what is known beside them, and on the damaged laws.

    No line of the damaged laws is used that nearly stands in a held-out text.
    """
    taught = lessons(texts)
    return fit(taught + reading(taught, held))


def lessons(texts: list[str]) -> list[Lesson]:
    lines = cut(texts)
    met = examples(lines) + examples(glued(lines))
    bare = hamzaless(met + known()["wordfreq"])
    return [(met + sum(known().values(), Counter()), 1.0), (bare, 1.0)]


def reading(taught: list[Lesson], held: list[str]) -> list[Lesson]:
    """Give what a first table, fitted on what is taught so far, reads in the damaged laws."""
    read = readings_of(apart(damaged_laws(), cut(held)), Model(fit(taught)))
    return [(read, READ_SHARE), (hamzaless(read), READ_SHARE)]


def hamzaless(counts: Counter[Example]) -> Counter[Example]:
    """Write words and neighbours without hamza, where a ligature has one."""
    bare: Counter[Example] = Counter()
    for example, count in counts.items():
        if example[1] == damage(example[0]) and _HAMZA.search(example[0]):
            word, _, before, after = (part.translate(_BARE) for part in example)
            if PAIR.search(damage(word)) and not _DAMAGED.search(word):
                bare[word, damage(word), before, after] += count
    return bare


@cache
def damaged_laws() -> Lines:
    """Give the words of the laws whose ligatures are swapped, as they stand there."""
    paths = sorted((DATA / "moroccan-law").glob("ma-*.txt"))
    clean = {*CLEAN_LAWS, MIXED_LAW}
    return cut([path.read_text("utf-8") for path in paths if path.stem not in clean])


def apart(lines: Lines, held: Lines) -> Lines:
    """Give the lines that share no run of `NEAR` words with those held out."""
    taken = {run for line in held for run in _runs(line)}
    return [line for line in lines if taken.isdisjoint(_runs(line))]


def _runs(line: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield each run of `NEAR` words, alike whether damaged or not, with hamza or without."""
    forms = [damage(word).translate(_BARE) for word in line]
    return (tuple(forms[i : i + NEAR]) for i in range(len(forms) - NEAR + 1))


def readings_of(lines: Lines, model: Model) -> Counter[Example]:
    """Read damaged lines, and count the words whose reading is sure."""
    met = Counter(
        (form, before, after)
        for line in lines
        for before, form, after in zip(["", *line], line, [*line[1:], ""], strict=False)
        if PAIR.search(form) and len(form) <= LETTER_LIMIT
    )
    read: Counter[Example] = Counter()
    for (form, before, after), count in met.items():
        word, lead = model.choose(form, before, after)
        if lead >= SURE and not _DAMAGED.search(word):
            read[word, form, before, after] = count
    return read


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


def fit(taught: list[Lesson]) -> bytes:
    """Fit logistic regression with AdaGrad on examples and their share; give signed bytes."""
    seen, wanted, weight = [], [], []
    for counts, part in taught:
        for (word, form, before, after), count in sorted(counts.items()):
            share = IN_ORDER_SHARE if word == form and LIGATURE.search(form) else 1.0
            for at, swapped in labels(word, form):
                seen.append(rows(form, at, before, after))
                wanted.append(swapped)
                weight.append(sqrt(count) * share * part)
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
    taught = lessons([text for of_source in texts.values() for text in of_source])
    read = reading(taught, held=[])
    weights = fit(taught + read)
    counts = {name: examples(cut(of_source)) for name, of_source in texts.items()} | known()
    counts["damaged laws"] = read[0][0]
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
