"""Hold what was seen of Darija's spelling: known words, how often words occur, usual letters.

Everything is in one file, `weights/spelling.npz`, made by `dev/spelling.py` and loaded at the first
word, not at import. Nothing is decided here: `arabizi` weighs what this file knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from volant.languages.channel import Channel, Layers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]

ORDER = 6
"""Letters of the longest run that is counted."""

STEP = 16.0
"""Steps of a stored logarithm in one natural unit."""

_UNSEEN = -9.0
_SHORTER = -1.0
"""Log cost of an unseen letter, and of each letter that had to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Be all that was learned.

    `listed` gives the spellings of a Latin word, likeliest first; `reverse` those of an Arabic
    word; `loose` the Arabic words under a `key`. `darija`, `other`, `common`, `algerian` and
    `latin` are log counts in texts; `accents` tells how much likelier an Algerian writes a Latin
    word than a Moroccan, as a log.
    `weights` are those of `arabizi.weigh`, in its order, for Moroccan and for Algerian words.
    """

    to_arabic: Channel
    to_latin: Channel
    listed: dict[str, tuple[str, ...]]
    reverse: dict[str, tuple[str, ...]]
    loose: dict[str, frozenset[str]]
    darija: dict[str, float]
    other: dict[str, float]
    common: dict[str, float]
    algerian: dict[str, float]
    accents: dict[str, float]
    latin: dict[str, float]
    runs: dict[str, float]
    pairs: dict[str, float]
    weights: tuple[tuple[float, ...], ...]

    def familiar(self, word: str) -> float:
        """Give the log probability of a word's letters, each after up to `ORDER - 1` others."""
        padded, total = f"{'^' * (ORDER - 1)}{word}$", 0.0
        for at in range(ORDER - 1, len(padded)):
            total += self._letter(padded[at - ORDER + 1 : at + 1])
        return total

    def _letter(self, run: str) -> float:
        for start in range(ORDER):
            found = self.runs.get(run[start:])
            if found is not None:
                return found + start * _SHORTER
        return _UNSEEN


@cache
def vocabulary() -> Vocabulary:
    """Load the vocabulary that ships."""
    import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

    with (files("volant.languages") / "weights" / "spelling.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def unpack(arrays: Arrays) -> Vocabulary:
    """Make a vocabulary of the arrays that `dev/spelling.py` stores."""
    listed: dict[str, tuple[str, ...]] = {}
    loose: dict[str, frozenset[str]] = {}
    for line in _lines(arrays["lexicon"]):
        latin, *arabic = line.split("\t")
        listed[latin] = tuple(arabic)
        loose[key(latin)] = loose.get(key(latin), frozenset()).union(arabic)
    reverse = backwards(listed)
    for latin, row in list(listed.items()):
        listed.setdefault(latin.lower(), row)  # most people mark no emphasis
    return Vocabulary(
        to_arabic=_channel(arrays, "to_arabic"),
        to_latin=_channel(arrays, "to_latin"),
        listed=listed,
        reverse=reverse,
        loose=loose,
        darija=_logs(arrays, "words", "darija"),
        other=_logs(arrays, "words", "other"),
        common=_logs(arrays, "words", "common"),
        algerian=_logs(arrays, "words", "algerian"),
        accents=_logs(arrays, "accents", "accent_logs"),
        latin=_logs(arrays, "latin", "latin_logs"),
        runs=_logs(arrays, "runs", "run_logs"),
        pairs=_logs(arrays, "pairs", "pair_logs"),
        weights=tuple(map(tuple, arrays["weights"].tolist())),
    )


def backwards(listed: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Give the Latin spellings of each Arabic word, those that mean only this word first."""
    found: dict[str, list[str]] = {}
    rows = [(rank, latin, word) for latin, row in listed.items() for rank, word in enumerate(row)]
    for _, latin, word in sorted(rows, key=lambda row: row[0]):
        found.setdefault(plain(word), []).append(latin)
    return {word: tuple(latins) for word, latins in found.items()}


_SILENT = re.compile(r"[\u0640\u064b-\u0652\u0670]")
_GAF = str.maketrans("ڭݣڨک", "گگگك")
"""Ways to write the g of `gal`, as one."""


def plain(word: str) -> str:
    """Take off vowel marks and stretching, and write g one way."""
    return _SILENT.sub("", word).translate(_GAF)


def _lines(array: NDArray[np.generic]) -> list[str]:
    return array.tobytes().decode().splitlines()


def _channel(arrays: Arrays, name: str) -> Channel:
    choices = {}
    for line in _lines(arrays[f"{name}_choices"]):
        letter, *listed = line.split("\t")
        choices[letter] = tuple(listed)
    scales = arrays[f"{name}_scales"].tolist()
    layers = {
        layer.name: (arrays[f"{name}_{layer.name}"] * scale).astype("float32")
        for layer, scale in zip(fields(Layers), scales, strict=True)
    }
    return Channel(Layers(**layers), choices)


def _logs(arrays: Arrays, names: str, values: str) -> dict[str, float]:
    stored = zip(_lines(arrays[names]), arrays[values].tolist(), strict=True)
    return {name: value / STEP for name, value in stored if value}


_SPELT = re.compile("ch|sh|kh|gh|th|dh|ou|[ou]|[9q]|[78]|y|2|'|v|p|e|5|4")
_AS = {
    "ch": "c", "sh": "c", "kh": "x", "gh": "G", "th": "t", "dh": "d", "ou": "w", "o": "w",
    "u": "w", "9": "k", "q": "k", "7": "h", "8": "h", "y": "i", "v": "f", "p": "b", "5": "x",
    "4": "G",
}  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


def key(latin: str) -> str:
    """Give what the usual spellings of one word share.

    >>> key("ch7al") == key("shhal")
    True
    """
    spelt = _SPELT.sub(lambda found: _AS.get(found[0], ""), latin.lower())
    return _TWICE.sub(r"\1", spelt)
