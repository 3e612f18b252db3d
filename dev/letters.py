"""Fit the table of letter pairs that `volant.library.readers.legibility` judges pages by.

Run from the repository: `python -m dev.letters`. The same texts give the same bytes. Words alone
are counted, each from the texts of its script, so nothing of any text can be read back.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from volant.library.readers.legibility import ALPHABETS, DEPTH, TABLE, letters_of, number

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
MOST = 3_000_000
"""Characters read of a source."""

SOURCES = {
    "Arab": ("marsum/MArSum1_test.txt", "oldi-seed/ary_Arab.txt", "moroccan-law/*.txt"),
    "Latn": ("common-voice-cc0/fr.txt", "common-voice-cc0/es.txt", "common-voice-cc0/en.txt",
             "common-voice-cc0/kab.txt", "doda-mit-2023/sentences.csv"),
    "Tfng": ("oldi-seed/zgh_Tfng.txt",),
}  # fmt: skip
"""MArSum CC BY 4.0; Moroccan official texts; Common Voice CC0; DODa MIT; OLDI seed CC BY-SA 4.0."""


def texts(script: str) -> Iterator[str]:
    """Yield the texts of a script; lines with a swapped lam-alif teach nothing."""
    for pattern in SOURCES[script]:
        for path in sorted(DATA.glob(pattern)):
            text = path.read_text("utf-8", "replace")[:MOST]
            if path.suffix == ".csv":
                text = "\n".join(row[0] for row in csv.reader(text.splitlines()) if row)
            yield "\n".join(line for line in text.split("\n") if not _SWAPPED.search(line))


_SWAPPED = re.compile(r"\b[وفبك]?ا[اأإآ]ل")


def fit(script: str) -> list[str]:
    """Give one row a letter: how many half bits each next letter costs after it."""
    size = 1 + len(ALPHABETS[script])
    counts = np.full((size, size), 0.5)
    for text in texts(script):
        letters = letters_of(script, number(text)).astype(int)
        one, other = letters[:-1], letters[1:]
        counts += np.bincount(one * size + other, minlength=size * size).reshape(size, size)
    counts[0, 0] = 0.5  # what lies between words is no pair
    bits = -np.log2(counts / counts.sum(axis=1, keepdims=True))
    halves = np.minimum(DEPTH, np.round(2 * bits)).astype(int)
    return ["".join(chr(ord("A") + each) for each in row) for row in halves.tolist()]


def main() -> None:
    """Write the table: a script's name, then a row for each of its letters."""
    lines = [line for script in ALPHABETS for line in (script, *fit(script))]
    TABLE.write_text("\n".join(lines) + "\n", "ascii")


if __name__ == "__main__":
    main()
