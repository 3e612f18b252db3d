"""Hold out one group of sources at a time, train without it and print recall on it.

Run from the root of the repository, with the development texts in `../shared/data`:

    python dev/check_identify.py

Columns: tag, source, short or long, texts, recall of the weights alone, recall with the words of
`volant.languages.markers`. About ten minutes on one core.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from train_identify import TAGS, gather, rows, train

from volant.languages.markers import is_arabic_darija, is_latin_darija, is_standard
from volant.languages.pieces import cut


def check() -> None:
    """Print recall on each group of sources when none of it was trained on.

    Weights alone, then with the words of `markers` as `identify` uses them. `marsum` and
    `oldi-seed` were chosen by those words, so only the first figure says something there.
    """
    for group, script in HELD:
        arrays, _ = train(group, (script,))
        table = arrays[f"{script}_table"].astype(np.float32)
        table *= arrays[f"{script}_scale"].astype(np.float32)
        scores: dict[tuple[str, str, str], list[tuple[bool, bool]]] = {}
        for tag, source, text in gather(only=group):
            if tag in TAGS[script]:
                alone = guess(table, TAGS[script], text)
                key = (tag, source, "short" if len(text.split()) <= 10 else "long")
                ruled = rule(script, alone, text)
                scores.setdefault(key, []).append((alone == tag, ruled == tag))
        for key, rights in sorted(scores.items()):
            shares = (sum(column) / len(rights) for column in zip(*rights, strict=True))
            print(*key, len(rights), *(f"{share:.3f}" for share in shares), flush=True)


def guess(table: NDArray[np.float32], tags: Sequence[str], text: str) -> str:
    index, value = rows(text)
    logits = np.asarray(value, dtype=np.float32) @ table[index]
    return tags[int(logits.argmax())] if index else "und"


def rule(script: str, tag: str, text: str) -> str:
    """Apply the words of `markers` as `identify` does."""
    words = list(cut(text))
    if script == "latin":
        marked = any(is_latin_darija(word) for word in words)
        return "ary-Latn" if marked and tag in ("fr", "en", "es") else tag
    if any(is_arabic_darija(word) for word in words):
        return "ary-Arab"
    return "ar" if any(is_standard(word) for word in words) else tag


HELD = (
    ("arbanking", "arabic"),
    ("marsum", "arabic"),
    ("oldi", "arabic"),
    ("law", "arabic"),
    ("doda", "latin"),
    ("narabizi", "latin"),
    ("cv-kab", "latin"),
)
"""Groups of sources, by how their names begin, and the script they test."""


if __name__ == "__main__":
    check()
