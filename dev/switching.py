"""Train the weights of `volant.languages.switching` and write the list of names.

    python -m dev.switching

Gold is NArabizi (Algerian, each word marked Arabic or French) and messages and comments written and
marked for Volant, beside texts of one language and mixtures made of them. The words of NArabizi's
French translations are counted as French.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dev.identification import WEIGHTS, Item, Words, learn, quantise
from dev.texts import ARABIC, DATA, OWN, ROOT, SEED, column, lines, without
from dev.varying import PLAIN
from volant.languages import switching
from volant.languages.pieces import WORD, split
from volant.languages.switching import TAGS, Model

GOLD = {"ar_dz": "ary-Latn", "ar_msa": "ary-Latn", "fr": "fr", "en": "en", "es": "es"}
GOLD_WEIGHT = 10.0
PURE_WEIGHT = 0.2
PER_TAG = 6000
MIXED = 300
EPOCHS = 15
RATE = 0.35
BATCH = 64

Line = list[tuple[str, str]]
"""Words and their tags, `""` for one that is not learned from."""


def narabizi(part: str) -> list[Line]:
    """Read the sentences as typed: a word that the treebank cuts in pieces is one word here."""
    found: list[Line] = []
    line: Line = []
    upto = 0
    for row in [*lines(f"narabizi/{part}_NArabizi.conllu"), ""]:
        cells = (row.split("\t") + [""] * 10)[:10]
        marked = re.search(r"lang=(\w+)", row)
        tag = GOLD.get(marked[1], "") if marked else ""
        if not row:
            found, line, upto = ([*found, line] if line else found), [], 0
        elif row.startswith("#"):
            continue
        elif "-" in cells[0]:
            upto = int(cells[0].partition("-")[2])
            line.append((cells[1], ""))
        elif cells[0].isdecimal() and int(cells[0]) <= upto:
            line[-1] = (line[-1][0], tag)
        else:
            line.append((cells[1], tag))
    return found


def marked(name: str = "marked") -> list[Line]:
    """Read our own messages, each word as `word|mark`; names and numbers have no tag."""
    rows = (OWN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    found = [row.split(" ") for row in rows if not row.startswith("#")]
    return [[(word[:-2], MARKS.get(word[-1], "")) for word in row] for row in found]


MARKS = {"d": "ary-Latn", "f": "fr", "e": "en", "s": "es", "b": "ber-Latn"}
COMMENTS = ("marked-comments", "marked-dz")
"""Files of comments, Moroccan and Algerian, that are learned from and not measured on."""


def learned() -> list[Line]:
    """Give the Algerian gold, and the comments."""
    return [*narabizi("train"), *(line for name in COMMENTS for line in marked(name))]


def half(line: Line) -> int:
    """Say which half of the messages one is in, by its hash."""
    return crc32(" ".join(word for word, _ in line).encode()) % 2


def pure(script: str, chance: random.Random) -> dict[str, list[Line]]:
    """Sample texts of one language each; a doubtful word of a Darija text is not learned from."""
    known = {tag: [] for tag in TAGS[script]}  # type: dict[str, list[Line]]
    french = Counter(word for line in lines("common-voice-cc0/fr.txt") for word in words(line))
    for tag, source, text in without("narabizi", "oldi-taq", "law", "kabyle-notkab"):
        named = "ber-Latn" if tag in ("kab", "zgh-Latn", "taq") else tag
        if named not in known or (named == "und" and source == "arbanking-pal"):
            continue
        if (script == "arabic") != bool(ARABIC.search(text)):
            continue
        found = [word.group() for word in WORD.finditer(text)]
        if named == "fr" and chance.random() < 0.5:
            found = [word.lower().translate(PLAIN) for word in found]
        tags = ["" if named == "ary-Latn" and french[word.lower()] > 4 else named for word in found]
        known[named].append(list(zip(found, tags, strict=True)))
    return {tag: chance.sample(some, min(PER_TAG, len(some))) for tag, some in known.items()}


def everything(script: str) -> dict[str, list[Line]]:
    """Give all texts of one language, for counting; of NArabizi only the French translations."""
    found: dict[str, list[Line]] = {tag: [] for tag in TAGS[script]}
    for tag, source, text in without("oldi-taq", "kabyle-notkab"):
        named = "ber-Latn" if tag in ("kab", "zgh-Latn", "taq") else tag
        if named in found and source not in ("narabizi", "narabizi-arab"):
            found[named].append([(word.group(), named) for word in WORD.finditer(text)])
    if script == "latin":
        for tag, name in (("fr", "fr"), ("en", "en"), ("es", "es")):
            for text in lines(f"common-voice-cc0/{name}.txt"):
                found[tag].append([(word.group(), tag) for word in WORD.finditer(text)])
    return found


def words(text: str) -> Iterator[str]:
    return (word.group().lower() for word in WORD.finditer(text))


def mixtures(known: dict[str, list[Line]], script: str, chance: random.Random) -> Iterator[Line]:
    """Put pieces of two languages one after the other."""
    first, others = MIXES[script]
    for _ in range(MIXED):
        here, there = chance.choice(known[first]), chance.choice(known[chance.choice(others)])
        yield piece(here, chance, 8) + piece(there, chance, 4) + piece(here, chance, 5)


MIXES = {
    "latin": ("ary-Latn", ("fr", "fr", "fr", "en", "es", "ber-Latn")),
    "arabic": ("ary-Arab", ("ar",)),
}


def piece(line: Line, chance: random.Random, most: int) -> Line:
    size = chance.randint(1, most)
    start = chance.randint(0, max(0, len(line) - size))
    return line[start : start + size]


class Looks(Words):
    """Number words, or what is looked at of them, by a hash of our own."""

    def __init__(self, rows: Callable[[Sequence[str]], Sequence[Sequence[int]]]) -> None:
        super().__init__()
        self._rows = rows

    def hashed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        found = [np.asarray(some) for some in self._rows(list(self.ids))]
        return np.concatenate(found), np.asarray([len(some) for some in found])


def counted(known: dict[str, list[Line]], script: str) -> NDArray[np.uint8]:
    """Count the words of each tag; doubtful words of Darija texts count too. Powers of two."""
    counts = np.zeros((switching.SLOTS, len(TAGS[script])), np.uint32)
    for at, tag in enumerate(TAGS[script]):
        for line in known[tag]:
            for token, _ in line:
                for word in split(token):
                    counts[switching.slot(word), at] += 1
        if tag == "ary-Latn":
            for word in listed_darija():
                counts[switching.slot(word), at] += 1
    powers: NDArray[np.uint8] = np.minimum(np.round(np.log2(counts + 1.0)), 6).astype(np.uint8)
    return powers


def listed_darija() -> Iterator[str]:
    for row in (ROOT / "dev/spellings.tsv").read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            yield from split(row.split("\t")[0])


def letters(known: dict[str, list[Line]], script: str) -> NDArray[np.float32]:
    """Learn what single words look like: each weighs by the logarithm of its count."""
    numbered = Looks(switching.pieces)
    items: list[Item] = []
    for at, tag in enumerate(TAGS[script]):
        counts = Counter(
            word for line in known[tag] for token, kept in line if kept for word in split(token)
        )
        weights = {word: 1.0 + log(count) for word, count in counts.items() if len(word) > 1}
        total = sum(weights.values())
        for word, weight in weights.items():
            items.append((np.asarray([numbered.one(word)], np.int32), at, weight / total))
    mean = sum(weight for *_, weight in items) / len(items)
    items = [(ids, at, weight / mean) for ids, at, weight in items]
    return learn(items, len(TAGS[script]), numbered, size=switching.BUCKETS, epochs=4)


def train(script: str, gold: Sequence[Line]) -> dict[str, NDArray[np.generic]]:
    """Fit the weights of one script."""
    chance = random.Random(SEED)
    known = pure(script, chance)
    looks, looks_scale = quantise(letters(known, script))
    empty = np.zeros((switching.BUCKETS, len(TAGS[script])), np.float32)
    counts = counted(everything(script), script)
    model = Model(counts, looks.astype(np.float32) * np.float32(looks_scale), empty)
    data = [(line, GOLD_WEIGHT) for line in gold]
    data += [(line, PURE_WEIGHT) for tag in TAGS[script] for line in known[tag][:MIXED]]
    data += [(line, 1.0) for line in mixtures(known, script, chance)]
    numbered = Looks(lambda keys: [model.rows(key) for key in keys])
    items: list[Item] = []
    for line, weight in data:
        keys = model.features([word for word, _ in line])
        for (_, tag), of_word in zip(line, keys, strict=True):
            if tag:
                ids = np.asarray([numbered.one(key) for key in of_word], np.int32)
                items.append((ids, TAGS[script].index(tag), weight))
    fitted = learn(
        items,
        len(TAGS[script]),
        numbered,
        size=switching.BUCKETS,
        epochs=EPOCHS,
        rate=RATE,
        batch=BATCH,
    )
    table, scale = quantise(fitted)
    return {
        f"{script}_counts": counts,
        f"{script}_letters": looks,
        f"{script}_letters_scale": np.asarray(looks_scale, dtype=np.float32),
        f"{script}_table": table,
        f"{script}_table_scale": np.asarray(scale, dtype=np.float32),
    }


def names() -> list[str]:
    """List first names and places of Morocco in both scripts, folded as words are."""
    spelled: dict[str, set[str]] = {}
    for line in (ROOT / "dev/spellings.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            latin, arabic = line.split("\t")[:2]
            spelled.setdefault(latin.lower(), set()).add(arabic)
    found: set[str] = set()
    for name in ("femalenames", "malenames"):
        path = DATA / f"doda-mit-2023/semantic_categories__{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for cell in filter(None, row.values()):
                    found |= {cell.strip().lower(), *spelled.get(cell.strip().lower(), ())}
    written = Counter(re.findall(r"\w+", " ".join(column("doda-mit-2023/sentences.csv", "darija"))))
    kept = (one for one in found if len(one) > 3 and " " not in one and written[one] <= A_WORD)
    return sorted({" ".join(split(one)) for one in kept})


A_WORD = 10
"""Times that DODa's sentences write a name in small letters, beyond which it is a word: `lina`."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Be how well French words are found: `f1`, precision, recall, and all words right."""

    f1: float
    precision: float
    recall: float
    right: float


def measure(gold: Sequence[Line], tag_words: Callable[[list[str]], list[str]]) -> Measured:
    """Have the words of marked lines tagged."""
    pairs: list[tuple[str, str]] = []
    for line in gold:
        found = tag_words([word for word, _ in line])
        pairs += [(tag, said) for (_, tag), said in zip(line, found, strict=True) if tag]
    both = sum(tag == "fr" == said for tag, said in pairs)
    said = sum(said == "fr" for _, said in pairs)
    true = sum(tag == "fr" for tag, _ in pairs)
    right = sum(tag == said for tag, said in pairs)
    return Measured(2 * both / (said + true), both / max(said, 1), both / true, right / len(pairs))


def tagging(model: Model) -> Callable[[list[str]], list[str]]:
    """Give what tags words with a model of Latin letters."""

    def tag_words(words: list[str]) -> list[str]:
        return [TAGS["latin"][int(model.score(keys).argmax())] for keys in model.features(words)]

    return tag_words


def without_half(left_out: int) -> Model:
    """Learn from all but one half of the Moroccan messages."""
    gold = [*learned(), *(line for line in marked() if half(line) != left_out)]
    arrays = train("latin", gold)
    letters, table = (
        arrays[f"latin_{name}"].astype(np.float32) * np.float32(arrays[f"latin_{name}_scale"])
        for name in ("letters", "table")
    )
    return Model(arrays["latin_counts"].astype(np.uint8), letters, table)


def ours(words: list[str]) -> list[str]:
    """Tag words as `parts` does, in the text that they make."""
    text = " ".join(words)
    found = switching.parts(text)
    tags: list[str] = []
    at = 0
    for word in words:
        tags.append(next(one.tag for one in found if one.start <= at < one.end))
        at += len(word) + 1
    return tags


def main() -> None:
    gold = [*learned(), *marked()]
    arrays = {**train("latin", gold), **train("arabic", [])}
    path = WEIGHTS / "switching.npz"
    np.savez_compressed(path, allow_pickle=False, **arrays)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path.name}: {path.stat().st_size} bytes, {digest}")
    listed = names()
    (WEIGHTS / "names.txt").write_text("\n".join(listed) + "\n", encoding="utf-8")
    sheet = DATASHEET.format(
        size=path.stat().st_size,
        digest=digest,
        seed=SEED,
        names=len(listed),
        mixed=MIXED,
        marked=len(marked()),
        comments=sum(len(marked(name)) for name in COMMENTS),
    )
    (WEIGHTS / "switching.md").write_text(sheet, encoding="utf-8")


DATASHEET = """# Weights of `switching`

For each script: how often texts of each tag have a word (as a power of two, hashed), what a word
looks like by its letters, and the table that decides. Made by `python -m dev.switching`, seed
{seed}; the same texts give the same bytes.

- File: `switching.npz`, {size} bytes, SHA-256 `{digest}`
- Licence of the weights: CC BY-SA 4.0, the strictest of the sources, with thanks to their authors
- Gold: the training part of NArabizi (Algerian Arabizi, each word marked Arabic or French,
  CC BY-SA 4.0); its development part is for measuring. Standard Arabic words there count as Darija.
  Beside it {marked} Moroccan messages and {comments} comments, Moroccan and Algerian, written and
  marked for Volant: `dev/texts/marked*.tsv`
- Counted as French beside other French: the words of the translations of that training part
- Beside it: texts of one language from the sources of `identify.md`, {mixed} of each tag, and as
  many mixtures of two of them. A word of a Darija text that French texts have five times or more
  is not learned from
- For Arabic letters there is no gold: only texts of one language, and mixtures
- `names.txt`: {names} first names of DODa's lists (MIT), in both scripts; those in Arabic letters
  were written for Volant. They are names of nobody in particular

Known limits: no text of Moroccans marked word by word was at hand, and ours has had no second
reader; little of it is Spanish, English or Tamazight.
"""


if __name__ == "__main__":
    main()
