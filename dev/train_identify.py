"""Train the weights of `volant.languages.identification` and write their datasheet.

Run from the root of the repository, with the development texts in `../shared/data`:

    python dev/train_identify.py

Deterministic: one seed, one thread, no time in the output. Takes a few minutes on one core.
`dev/check_identify.py` measures it on sources it was not trained on.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volant.languages.markers import is_arabic_darija
from volant.languages.pieces import BUCKETS, buckets, cut
from volant.languages.tifinagh import to_latin

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
WEIGHTS = ROOT / "src/volant/languages/weights"
SEED = 20240101
EPOCHS = 6
BATCH = 128
RATE = 0.25
DECAY = 2e-6
PER_SOURCE = 6000
PLAIN_WORDS = 12
"""A line of mixed news this long without one Darija word is taken for Standard Arabic."""
TAGS = {
    "latin": ("fr", "en", "es", "ary-Latn", "ber-Latn"),
    "arabic": ("ar", "ary-Arab"),
}

Text = tuple[str, str, str]
"""A tag, a source and a text."""


# --- sources -----------------------------------------------------------------------------------


def lines(path: str) -> list[str]:
    return (DATA / path).read_text(encoding="utf-8", errors="ignore").splitlines()


def column(path: str, name: str) -> list[str]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def development() -> Iterator[Text]:
    """Yield the rows of `lid_dev.tsv` whose label can be trusted.

    News that mixes Darija and Standard Arabic counts as Darija only with a marker, and as
    Standard Arabic where a long line holds none: its own labels are wrong too often.
    """
    names = {
        "arb_Arab": "ar",
        "ary_Arab": "ary-Arab",
        "ary_Latn": "ary-Latn",
        "ber_Latn": "ber-Latn",
        "fra_Latn": "fr",
        "eng_Latn": "en",
        "spa_Latn": "es",
    }
    for line in lines("lid_dev.tsv"):
        label, _, source, text = line.split("\t", 3)
        tag = names.get(label)
        marked = any(is_arabic_darija(word) for word in cut(text))
        if source in ("marsum", "marsum-msa") and not marked and len(text.split()) >= PLAIN_WORDS:
            yield "ar", "marsum-plain", text
        if tag is None or source == "marsum-msa" or (tag == "ar" and marked):
            continue
        if source in ("marsum", "oldi-seed") and not marked:
            continue
        yield tag, source, text


def others() -> Iterator[Text]:
    for text in column("arbanking77/Banking77_Arabized_MSA_PAL_val.csv", "text"):
        yield "ar", "arbanking-pal", text
    for text in column("doda-mit-2023/sentences.csv", "darija"):
        yield "ary-Latn", "doda-mit", text
    for part in ("train", "dev"):
        for line in lines(f"narabizi/{part}_NArabizi.conllu"):
            if line.startswith("# text = "):
                yield "ary-Latn", "narabizi", line[9:]
    for text in lines("oldi-seed/zgh_Tfng.txt"):
        yield "ber-Latn", "oldi-zgh", to_latin(text)
    for text in lines("oldi-seed/taq_Latn.txt"):
        yield "ber-Latn", "oldi-taq", text
    for text in lines("kabyle-nlp/kab.txt")[::8]:
        yield "ber-Latn", "kabyle-nlp", text
    for text in lines("kabyle-notkab/kab-notkab.txt")[::4]:
        yield "ber-Latn", "kabyle-notkab", re.sub(r"^#\d+\s*", "", text)
    for text in lines("oldi-seed/eng_Latn.txt"):
        yield "en", "oldi-eng", text


# --- varying -----------------------------------------------------------------------------------

PLAIN = str.maketrans("àâäçéèêëîïôöùûüÿñáíóúæœ", "aaaceeeeiioouuuynaiouao")
BERBER = (("ɣ", "gh"), ("ɛ", "a"), ("ε", "a"), ("č", "tch"), ("ǧ", "dj"), ("ḥ", "h"), ("ṭ", "t"))
BERBER_TOO = (("ḍ", "d"), ("ṣ", "s"), ("ẓ", "z"), ("ṛ", "r"), ("c", "ch"), ("x", "kh"), ("ʷ", ""))
SPELLINGS = (
    ("ch", "sh"), ("ch", "x"), ("9", "q"), ("9", "k"), ("7", "h"), ("3", "a"), ("ou", "o"),
    ("o", "ou"), ("kh", "5"), ("kh", "x"), ("w", "ou"), ("8", "h"), ("2", "a"), ("gh", "4"),
    ("i", "e"), ("e", ""), ("y", "i"), ("i", "y"), ("a", "e"), ("x", "ch"),
)  # fmt: skip
"""Other ways people write the same sound in Darija; from the variant columns of the word lists."""


def vary(texts: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    """Yield each text, a short piece of it, and other spellings of that piece."""
    french = [text for tag, _, text in texts if tag == "fr"]
    for tag, source, text in texts:
        yield tag, source, text
        piece = window(text, chance)
        if tag in ("fr", "es"):
            piece = chance.choice((piece, piece.lower().translate(PLAIN)))
        if tag == "ber-Latn":
            piece = chance.choice((piece, informal(piece)))
        if tag == "ary-Latn":
            yield tag, source, respell(piece, chance)
            if french and source == "doda-mit":
                yield tag, source, mix(piece, chance.choice(french), chance)
        if keeps(tag, source, piece):
            yield tag, source, piece


def window(text: str, chance: random.Random) -> str:
    parts = text.split()
    size = chance.randint(2, 9)
    start = chance.randint(0, max(0, len(parts) - size))
    return " ".join(parts[start : start + size])


def keeps(tag: str, source: str, piece: str) -> bool:
    """Drop a piece of mixed news or encyclopedia that lost its Darija word."""
    if tag != "ary-Arab" or source not in ("marsum", "oldi-seed"):
        return True
    return any(is_arabic_darija(word) for word in cut(piece))


def informal(text: str) -> str:
    text = text.lower()
    for old, new in BERBER + BERBER_TOO:
        text = text.replace(old, new)
    return text


def respell(text: str, chance: random.Random) -> str:
    text = text.lower()
    for old, new in chance.sample(SPELLINGS, 3):
        text = text.replace(old, new)
    return text


def mix(darija: str, french: str, chance: random.Random) -> str:
    """Put two to four French words inside a Darija text."""
    foreign, parts = window(french, chance).split()[:4], darija.split()
    place = chance.randint(0, len(parts))
    return " ".join(parts[:place] + foreign + parts[place:])


# --- learning ----------------------------------------------------------------------------------


def gather(held: str = "", only: str = "") -> list[Text]:
    """Bring the texts together, each source cut to `PER_SOURCE`, in a fixed order.

    Sources whose name begins with `held` stay out; with `only`, all the others do.
    """
    chance = random.Random(SEED)
    by_source: dict[tuple[str, str], list[Text]] = {}
    for item in [*development(), *others()]:
        if (held and item[1].startswith(held)) or not item[1].startswith(only):
            continue
        if item[2].strip():
            by_source.setdefault(item[:2], []).append(item)
    kept: list[Text] = []
    for _, items in sorted(by_source.items()):
        unique = sorted(set(items))
        chance.shuffle(unique)
        kept.extend(unique[:PER_SOURCE])
    return kept


def rows(text: str) -> tuple[list[int], list[float]]:
    """Give the rows of a text and their values, as `identify` adds them up."""
    found = [buckets(word) for word in cut(text) if not word.isdecimal()]
    scale = 1.0 / sqrt(max(len(found), 1))
    values = [scale / sqrt(len(pieces)) for pieces in found for _ in pieces]
    return [row for pieces in found for row in pieces], values


def learn(texts: Sequence[Text], tags: Sequence[str]) -> tuple[NDArray[np.float32], list[float]]:
    """Fit a softmax by Adagrad; each tag weighs the same. Returns table and bias."""
    column_of = {tag: place for place, tag in enumerate(tags)}
    counts = Counter(tag for tag, _, _ in texts)
    data = [(rows(text), column_of[tag], 1.0 / counts[tag]) for tag, _, text in texts]
    data = [item for item in data if item[0][0]]
    mean = sum(item[2] for item in data) / len(data)
    table = np.zeros((BUCKETS, len(tags)), dtype=np.float32)
    seen = np.full((BUCKETS, 1), 1e-3, dtype=np.float32)
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        rate = RATE * (1.0 - epoch / EPOCHS)
        places = order.permutation(len(data))
        for start in range(0, len(places), BATCH):
            step(table, seen, [data[place] for place in places[start : start + BATCH]], mean, rate)
    return table, [0.0] * len(tags)


def step(
    table: NDArray[np.float32],
    seen: NDArray[np.float32],
    batch: Sequence[tuple[tuple[list[int], list[float]], int, float]],
    mean: float,
    rate: float,
) -> None:
    index = np.concatenate([np.asarray(item[0][0]) for item in batch])
    value = np.concatenate([np.asarray(item[0][1], dtype=np.float32) for item in batch])
    sizes = [len(item[0][0]) for item in batch]
    owner = np.repeat(np.arange(len(batch)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    logits = np.add.reduceat(table[index] * value[:, None], starts, axis=0)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = odds / odds.sum(axis=1, keepdims=True)
    error[np.arange(len(batch)), [item[1] for item in batch]] -= 1.0
    error *= np.asarray([[item[2] / mean] for item in batch], dtype=np.float32)
    unique, inverse = np.unique(index, return_inverse=True)
    gradient = np.zeros((len(unique), table.shape[1]), dtype=np.float32)
    for place in range(table.shape[1]):
        pieces = error[owner, place] * value
        gradient[:, place] = np.bincount(inverse, weights=pieces, minlength=len(unique))
    gradient = gradient / len(batch) + DECAY * table[unique]
    seen[unique] += (gradient**2).mean(axis=1, keepdims=True)
    table[unique] -= rate * gradient / np.sqrt(seen[unique])


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Keep 8 bits a weight; the largest in ten thousand are clipped."""
    table = table - table.mean(axis=1, keepdims=True)
    limit = float(np.quantile(np.abs(table[table != 0]), 0.9999))
    scale = limit / 127
    return np.clip(np.round(table / scale), -127, 127).astype(np.int8), scale


def train(
    held: str = "", scripts: Sequence[str] = tuple(TAGS)
) -> tuple[dict[str, NDArray[np.generic]], list[Text]]:
    texts = [item for item in gather(held) if any(item[0] in TAGS[script] for script in scripts)]
    varied = list(vary(texts, random.Random(SEED)))
    arrays: dict[str, NDArray[np.generic]] = {}
    for script in scripts:
        tags = TAGS[script]
        table, bias = learn([item for item in varied if item[0] in tags], tags)
        whole, scale = quantise(table)
        arrays[f"{script}_table"] = whole
        arrays[f"{script}_scale"] = np.asarray(scale, dtype=np.float32)
        arrays[f"{script}_bias"] = np.asarray(bias, dtype=np.float32)
        arrays[f"{script}_tags"] = np.asarray(tags)
    return arrays, texts


# --- writing -----------------------------------------------------------------------------------

LICENCES = {
    "arbanking-ary": "ArBanking77, CC BY-SA 4.0",
    "arbanking-msa": "ArBanking77, CC BY-SA 4.0",
    "arbanking-pal": "ArBanking77 (Standard Arabic and Palestinian), CC BY-SA 4.0",
    "cv": "Common Voice sentences, CC0",
    "cv-kab": "Common Voice sentences, CC0",
    "doda-mit": "DODa, last commit under MIT (January 2024)",
    "kabyle-nlp": "Tatoeba by way of kabyle-nlp, CC BY 2.0 FR / Apache-2.0",
    "kabyle-notkab": "Tatoeba, CC BY 2.0 FR",
    "law": "Moroccan official texts",
    "marsum": "MArSum, lines with a Darija word, CC BY 4.0",
    "marsum-plain": "MArSum, long lines with none, CC BY 4.0",
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
        f"| {tag} | {source} | {count} | {LICENCES[source]} |"
        for (tag, source), count in sorted(counts.items())
    )
    sheet = DATASHEET.format(digest=digest, size=path.stat().st_size, table=table, seed=SEED)
    (WEIGHTS / "identify.md").write_text(sheet, encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes, {digest}")


DATASHEET = """# Weights of `identify`

Two linear models, one for Arabic script (`ar`, `ary-Arab`), one for Latin script (`fr`, `en`,
`es`, `ary-Latn`, `ber-Latn`), over hashed pieces of words. Made by `dev/train_identify.py`, seed
{seed}; the same texts give the same bytes.

- File: `identify.npz`, {size} bytes, SHA-256 `{digest}`
- Licence of the weights: CC BY-SA 4.0, the strictest of the sources, with thanks to their authors
- No text can be read back from the weights: they are sums over hashed pieces of words

| tag | source | texts | licence |
| --- | --- | --- | --- |
{table}

Each text is used whole and as a piece of 2 to 9 words; French and Spanish also without accents,
Darija in Latin letters also in other spellings and mixed with French, Tamazight also in informal
letters. Palestinian Arabic counts as `ar` and Algerian in Latin letters as `ary-Latn`, the nearest
tags that can be answered in. Encyclopedia and news in Darija are kept only where a word that only
Darija has stands in them.

Known limits: no Tachelhit, Tarifit or Tunisian text was at hand; Egyptian and Gulf Arabic are not
in the training texts; half of the Darija in Latin letters comes from one project.
"""


if __name__ == "__main__":
    write(*train())
