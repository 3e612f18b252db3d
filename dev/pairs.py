"""Read pairs of spellings and texts of Darija, for `dev.spelling` and for measuring it.

Nothing here learns or counts more than words. Which part may be learned from and which only
measures is said where it is decided: in `spelling` and in `benchmarks.transliteration`.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from math import log
from pathlib import Path

from dev.frequencies import bands
from volant.languages.vocabulary import plain

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
FOLDS = 10
PER_LAW = 2
"""Times one law may count a word."""

COMMON, BEYOND = 100_000, 850
"""Words taken of `wordfreq`'s list, and a place beyond its last."""

Pair = tuple[str, str]

WORD = re.compile("[\u0621-\u064a\u067e\u06a4\u06a8\u06ad\u06af\u0763]+")
DAMAGED = re.compile("اال|^األ|^اإل|^اآل|^ألا")
"""Words of PDF texts whose lam-alef is swapped."""


def lexicon() -> dict[str, list[str]]:
    """Read `dev/spellings.tsv`: the Arabic spellings of each Latin word, likeliest first."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "dev/spellings.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            latin, arabic = line.split("\t")
            found.setdefault(latin, []).append(arabic)
    return found


def rows() -> list[list[str]]:
    """Read DODa's word lists: each row has the spellings of one word; expressions left out."""
    found = []
    for path in sorted((DATA / "doda-mit-2023").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                named = [row[name] or "" for name in row if re.fullmatch(r"n\d|name", name or "")]
                words = [word.strip() for word in named if word.strip() and " " not in word.strip()]
                if words:
                    found.append(words)
    return found


def typed() -> Counter[str]:
    """Count the words of DODa's sentences, capitals as they are."""
    path = DATA / "doda-mit-2023/sentences.csv"
    with path.open(encoding="utf-8", newline="") as file:
        sentences_ = [row["darija"] for row in csv.DictReader(file)]
    return Counter(word for text in sentences_ for word in re.findall(r"[A-Za-z0-9']+", text))


def fold_of(row: Sequence[str]) -> int:
    return hashlib.sha256(row[0].encode()).digest()[0] % FOLDS


def sentences(part: str) -> list[list[tuple[str, str, str]]]:
    """Read NArabizi as sentences of (Latin, Arabic, `ar` or `fr`)."""
    found: list[list[tuple[str, str, str]]] = [[]]
    path = DATA / f"narabizi/{part}_NArabizi.conllu"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line:
            found.append([])
        elif len(cells) > 9 and cells[0].isdecimal():
            found[-1].append((cells[1], cells[3], "ar" if "lang=ar" in cells[-1] else "fr"))
    return [sentence for sentence in found if sentence]


def narabizi(part: str, tenths: Collection[int] = range(FOLDS)) -> Iterator[Pair]:
    """Yield the Algerian pairs of the sentences that fall into some tenths."""
    for sentence in sentences(part):
        if fold_of([" ".join(word[0] for word in sentence)]) in tenths:
            for latin, arabic, language in sentence:
                if language == "ar" and len(latin) > 1 and WORD.fullmatch(arabic):
                    yield latin, arabic


def darija() -> Iterator[list[str]]:
    """Yield the words of each text of Darija in Arabic letters."""
    texts = (DATA / "oldi-seed/ary_Arab.txt").read_text(encoding="utf-8").splitlines()
    texts += (DATA / "marsum/MArSum1_test.txt").read_text(encoding="utf-8").splitlines()
    path = DATA / "arbanking77/Banking77_Arabized_Moroccan_dev_half.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts += [row["text"] for row in csv.DictReader(file)]
    for text in texts:
        yield WORD.findall(plain(text))


def standard() -> Counter[str]:
    """Count words of Standard Arabic: bank questions and laws, each law a little."""
    counts: Counter[str] = Counter()
    path = DATA / "arbanking77/Banking77_Arabized_MSA_dev_half.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counts.update(WORD.findall(plain(row["text"])))
    for law in sorted((DATA / "moroccan-law").glob("*.txt")):
        found = Counter(WORD.findall(plain(law.read_text(encoding="utf-8", errors="ignore"))))
        for word, count in found.items():
            if not DAMAGED.search(word):
                counts[word] += min(count, PER_LAW)
    return counts


def common() -> dict[str, float]:
    """Give the commonest words of `wordfreq`: how often each is met, a log over 4."""
    counts: dict[str, float] = {}
    for place, band in enumerate(bands()):
        for word in map(plain, sorted(band)):
            if WORD.fullmatch(word) and len(counts) < COMMON:
                counts.setdefault(word, (BEYOND - place) / 100 * log(10) / 4)
    return counts


FOLD = str.maketrans("أإآٱىةگڭݣڨؤئ", "اااايهككككوي")
MARKS = str.maketrans("", "", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670ء")


def fold(word: str) -> str:
    """Unify hamza and alef, final ya, ta marbuta and the letters for g; drop marks."""
    return word.translate(MARKS).translate(FOLD)
