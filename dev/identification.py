"""Train the weights of `volant.languages.identification` and write their datasheet.

    python -m dev.identification

Deterministic: one seed, one thread, no time in the output. Takes a few minutes on one core.
`python -m benchmarks.identification` measures the same training on sources it was not shown.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dev.texts import ROOT, SEED, Text, gather, script_of
from dev.varying import vary
from volant.languages.pieces import BUCKETS, buckets, cut

WEIGHTS = ROOT / "src/volant/languages/weights"
EPOCHS = 5
BATCH = 256
RATE = 0.25
DECAY = 2e-6
UNKNOWN_SHARE = {"latin": 0.4, "arabic": 0.5}
"""What is none of ours weighs this much of a tag of ours: in Arabic letters, where other dialects
are written, more Darija is missed with a larger share and more that is none with a smaller one."""
TAGS = {
    "latin": ("fr", "en", "es", "ary-Latn", "kab", "zgh-Latn", "taq", "und"),
    "arabic": ("ar", "ary-Arab", "und"),
}
"""Columns by script; the three varieties of Berber are told apart here and added up there."""

# --- learning ----------------------------------------------------------------------------------


class Words:
    """Number words, so that each is hashed once however often it stands in the texts."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def number(self, text: str) -> NDArray[np.int32]:
        """Number the words of a text as `identify` reads it, without figures."""
        return np.asarray([self.one(word) for word in cut(text) if not word.isdecimal()], np.int32)

    def one(self, word: str) -> int:
        return self.ids.setdefault(word, len(self.ids))

    def hashed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all words, end to end, and how many each has."""
        return buckets(list(self.ids))


Item = tuple[NDArray[np.int32], int, float]
"""The words of a text, the column of its tag, and its weight."""


def importance(source: str, size: int) -> float:
    """Weigh a source by the root of its size; rule-made texts count less, our own more."""
    if "-made-" in source:
        return 0.25 * sqrt(size)
    return (3.0 if source.startswith(("own", "street")) else 1.0) * sqrt(size)


def weigh(texts: Sequence[Text], tags: Sequence[str], words: Words, unknown: float) -> list[Item]:
    """Number the texts; each tag weighs the same, what is none of ours `unknown` of one."""
    counts = Counter((tag, source) for tag, source, _ in texts)
    parts = {(tag, source): importance(source, size) for (tag, source), size in counts.items()}
    of_tag = {tag: sum(part for (other, _), part in parts.items() if other == tag) for tag in tags}
    share = {tag: unknown if tag == "und" else 1.0 for tag in tags}
    items: list[Item] = []
    for tag, source, text in texts:
        numbered = words.number(text)
        if len(numbered):
            weight = share[tag] * parts[tag, source] / counts[tag, source] / of_tag[tag]
            items.append((numbered, tags.index(tag), weight))
    mean = sum(item[2] for item in items) / len(items)
    return [(numbered, column, weight / mean) for numbered, column, weight in items]


def learn(
    items: Sequence[Item],
    columns: int,
    words: Words,
    *,
    size: int = BUCKETS,
    epochs: int = EPOCHS,
    rate: float = RATE,
    batch: int = BATCH,
) -> NDArray[np.float32]:
    """Fit a softmax over hashed pieces by Adagrad; returns a table of `size` x `columns`."""
    table = np.zeros((size, columns), dtype=np.float32)
    seen = np.full((size, 1), 1e-3, dtype=np.float32)
    packed = Packed(words)
    order = np.random.default_rng(SEED)
    for epoch in range(epochs):
        slowed = rate * (1.0 - epoch / epochs)
        places = order.permutation(len(items))
        for start in range(0, len(places), batch):
            several = [items[place] for place in places[start : start + batch]]
            step(table, seen, several, packed, slowed)
    return table


class Packed:
    """Lay the rows of all words end to end, so that a batch of words is one index."""

    def __init__(self, words: Words) -> None:
        self.flat, self.sizes = words.hashed()
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.scale = (1.0 / np.sqrt(self.sizes)).astype(np.float32)

    def rows(self, words: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of `words` one after the other, and where each word's begin."""
        sizes = self.sizes[words]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        index = np.repeat(self.starts[words] - starts, sizes) + np.arange(sizes.sum())
        return self.flat[index], starts


def step(
    table: NDArray[np.float32],
    seen: NDArray[np.float32],
    batch: Sequence[Item],
    packed: Packed,
    rate: float,
) -> None:
    sizes = np.asarray([len(item[0]) for item in batch])
    scale = np.repeat(1.0 / np.sqrt(sizes), sizes).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    words, place = np.unique(np.concatenate([item[0] for item in batch]), return_inverse=True)
    rows, row_starts = packed.rows(words)
    said = np.add.reduceat(table[rows], row_starts, axis=0) * packed.scale[words][:, None]
    logits = np.add.reduceat(said[place] * scale[:, None], starts, axis=0)
    error = np.exp(logits - logits.max(axis=1, keepdims=True))
    error /= error.sum(axis=1, keepdims=True)
    error[np.arange(len(batch)), [item[1] for item in batch]] -= 1.0
    error *= np.asarray([[item[2]] for item in batch], dtype=np.float32) / len(batch)
    blame = total(place, np.repeat(error, sizes, axis=0) * scale[:, None], len(words))
    blame = np.repeat(blame * packed.scale[words][:, None], packed.sizes[words], axis=0)
    unique, inverse = np.unique(rows, return_inverse=True)
    gradient = total(inverse, blame, len(unique)) + DECAY * table[unique]
    seen[unique] += (gradient**2).mean(axis=1, keepdims=True)
    table[unique] -= rate * gradient / np.sqrt(seen[unique])


def total(place: NDArray[np.int64], values: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Add up the rows of `values` that share a place."""
    columns = [np.bincount(place, weights=column, minlength=size) for column in values.T]
    return np.stack(columns, axis=1).astype(np.float32)


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Keep 8 bits a weight; the largest in ten thousand are clipped."""
    table = table - table.mean(axis=1, keepdims=True)
    limit = float(np.quantile(np.abs(table[table != 0]), 0.9999))
    scale = limit / 127
    return np.clip(np.round(table / scale), -127, 127).astype(np.int8), scale


def train(
    texts: Sequence[Text], script: str, words: Words | None = None
) -> dict[str, NDArray[np.generic]]:
    """Fit the weights of one script to the texts whose tags it has; `words` may be kept."""
    tags = TAGS[script]
    words = words or Words()
    varied = list(
        vary(
            [item for item in texts if item[0] in tags and script_of(item[2]) == script],
            random.Random(SEED),
        )
    )
    table = learn(weigh(varied, tags, words, UNKNOWN_SHARE[script]), len(tags), words)
    whole, scale = quantise(table)
    return {
        f"{script}_table": whole,
        f"{script}_scale": np.asarray(scale, dtype=np.float32),
        f"{script}_tags": np.asarray(tags),
    }


# --- writing -----------------------------------------------------------------------------------


def licence(source: str) -> str:
    if "-made-" in source:
        return "as `ar`, with grammar words of other dialects"
    return "written for Volant" if source.startswith(("own", "street")) else LICENCES[source]


LICENCES = {
    "arbanking-ary": "ArBanking77, CC BY-SA 4.0",
    "arbanking-msa": "ArBanking77, CC BY-SA 4.0",
    "arbanking-pal": "ArBanking77, what is clearly Palestinian, CC BY-SA 4.0",
    "arbanking-val": "ArBanking77, what is clearly Standard Arabic, CC BY-SA 4.0",
    "cv": "Common Voice sentences, CC0",
    "cv-kab": "Common Voice sentences, CC0",
    "doda-arab": "DODa, last commit under MIT, written in Arabic letters by Volant",
    "doda-mit": "DODa, last commit under MIT (January 2024)",
    "kabyle-wiki": "Kabyle Wikipedia texts, CC0",
    "kabyle-nlp": "Tatoeba by way of kabyle-nlp, CC BY 2.0 FR / Apache-2.0",
    "kabyle-notkab": "Tatoeba, CC BY 2.0 FR",
    "law": "Moroccan official texts",
    "marsum": "MArSum, lines with a Darija word, CC BY 4.0",
    "marsum-plain": "MArSum, long lines with none, CC BY 4.0",
    "narabizi-arab": "NArabizi treebank (Algerian in Arabic letters), CC BY-SA 4.0",
    "narabizi-trad": "NArabizi treebank (French translations), CC BY-SA 4.0",
    "narabizi": "NArabizi treebank (Algerian), CC BY-SA 4.0",
    "oldi-eng": "OLDI seed, CC BY-SA 4.0",
    "oldi-seed": "OLDI seed, CC BY-SA 4.0",
    "oldi-taq": "OLDI seed (Tamasheq), CC BY-SA 4.0",
    "oldi-zgh": "OLDI seed, IRCAM letter table, CC BY-SA 4.0",
    "udhr": "Universal Declaration of Human Rights, public",
}


def write(arrays: dict[str, NDArray[np.generic]], texts: Iterable[Text]) -> None:
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    path = WEIGHTS / "identify.npz"
    np.savez_compressed(path, allow_pickle=False, **arrays)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    counts = Counter((tag, source) for tag, source, _ in texts)
    table = "\n".join(
        f"| {tag} | {source} | {count} | {licence(source)} |"
        for (tag, source), count in sorted(counts.items())
    )
    sheet = DATASHEET.format(digest=digest, size=path.stat().st_size, table=table, seed=SEED)
    (WEIGHTS / "identify.md").write_text(sheet, encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes, {digest}")


DATASHEET = """# Weights of `identify`

Two linear models over hashed pieces of words: one for Arabic script (`ar`, `ary-Arab`, `und`), one
for Latin script (`fr`, `en`, `es`, `ary-Latn`, `und`, and three varieties of Berber that are added
up to `ber-Latn`). Made by `python -m dev.identification`, seed {seed}; the same texts give the same
bytes.

- File: `identify.npz`, {size} bytes, SHA-256 `{digest}`
- Licence of the weights: CC BY-SA 4.0, the strictest of the sources, with thanks to their authors
- No text can be read back from the weights: they are sums over hashed pieces of words

| tag | source | texts | licence |
| --- | --- | --- | --- |
{table}

Each text is used whole and as a piece of 2 to 9 words; French and Spanish also without accents,
Darija in Latin letters also in other spellings and mixed with French, Tamazight also in informal
letters. Algerian in Latin letters counts as `ary-Latn`, the nearest tag that can be answered in;
Algerian and Palestinian in Arabic letters are `und`. Encyclopedia and news in Darija are kept only
where a word that only Darija has stands in them. The sources `own1-*` and `own2-*` are halves of
texts written for Volant in other dialects and languages (ISO 639-3 codes), so that the models know
what is none of ours; `*-made-*` are Standard Arabic with another dialect's grammar words.

Known limits: no Tachelhit or Tarifit text was at hand; Tunisian and Algerian in Arabic letters are
often taken for Darija; half of the Darija in Latin letters comes from one project, and its copy in
Arabic letters was written by `transliterate`.
"""


if __name__ == "__main__":
    write({**train(gather(), "latin"), **train(gather(), "arabic")}, gather())
