"""Fold what writers of one language spell in several ways, so that common spellings meet.

Each fold goes further than `normalize` does for all, because its language has no one spelling:
Darija and Tamazight in Latin letters, Tifinagh of several alphabets. What comes out is a key to
compare, not a text to read; folding it again changes nothing, which is why `h` leaves as another
letter: a vowel that goes must not make a new `kh`.

The trade-off, on DODa's word lists (4,868 rows, spellings n1 to n4; `benchmarks/variants.py`
prints it): spellings of one row that meet go from 0.003 to 0.83, and keys that rows of different
meanings share from 0.23, synonyms mostly, to 0.42. Dropping all vowels gives 0.88 and 0.68.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from volant.languages.tifinagh import ALIKE

_TOKEN = re.compile("[a-z0-9'ɛɣʕħσς]+")
# Numbers, times, and amounts with a unit keep their digits.
_FIGURE = re.compile(r"\d\d|\dh\d*$|[\d']+$")
_TWICE = re.compile(r"(.)\1+")
_INNER_A = re.compile("(?<=.)a(?=.)")

_ARABIZI = (
    ("tch", "c"), ("ch", "c"), ("sh", "c"), ("x", "c"), ("kh", "5"), ("gh", "4"), ("th", "t"),
    ("dh", "d"), ("h", "7"), ("8", "7"), ("q", "9"), ("2", ""), ("'", ""),
    ("ou", "u"), ("o", "u"), ("w", "u"), ("y", "i"), ("e", ""),
)  # fmt: skip
"""Habits of Arabizi in turn: one sign for a sound, no glottal stop, one letter for o, u and w."""

_BERBER = (
    ("tch", "c"), ("ch", "c"), ("sh", "c"), ("kh", "x"), ("gh", "ɣ"), ("dj", "j"), ("th", "t"),
    ("dh", "d"), ("3", "ɛ"), ("ʕ", "ɛ"), ("σ", "ɛ"), ("ς", "ɛ"), ("5", "x"), ("7", "h"), ("8", "h"),
    ("9", "q"), ("4", "ɣ"), ("6", "t"), ("2", ""), ("'", ""), ("h", "ħ"),
    ("ou", "u"), ("o", "u"), ("w", "u"), ("y", "i"), ("e", ""),
)  # fmt: skip
"""The same for Tamazight, into IRCAM's letters; dots went before, schwa goes."""

_LABIAL = re.compile("(?<=[gkqxɣ])u(?=[aiu])")

_TIFINAGH = str.maketrans(
    dict(zip("ⴲⴴⴵⴶⴸⴺⴿⵁⵂⵆⵈⵋⵌⵐⵑⵒⵗⵘⵝⵞⵠⵤⵦⵧ", "ⴱⴳⴳⴳⴷⴹⴽⵀⵀⵅⵇⵊⵊⵏⵏⴱⵖⵖⵜⵛⴼⵣⵉⵓ", strict=True))
    | dict.fromkeys("ⴻⵯ\u2d70\u2d7f")
)
"""Letters of Tuareg and Kabyle alphabets (Unicode 16, Tifinagh) to IRCAM's; ⴻ, ⵯ and signs go."""

_SIGNS = str.maketrans({sign.lower(): letter for sign, letter in ALIKE.items() if letter in "ɛɣ"})


def fold_arabizi(text: str) -> str:
    """Fold Darija in Latin letters.

    >>> fold_arabizi("chhal") == fold_arabizi("sh7al") == fold_arabizi("ch7el")
    True
    """
    return _TOKEN.sub(lambda found: _arabizi(found[0]), text)


def _arabizi(word: str) -> str:
    if _FIGURE.match(word):
        return word
    folded = _replaced("3" + word[2:] if word.startswith("aa") else word, _ARABIZI)
    return _TWICE.sub(r"\1", _INNER_A.sub("", folded)) or word


def fold_berber(text: str) -> str:
    """Fold Tamazight in Latin letters.

    >>> fold_berber("tamazight") == fold_berber("tamaziɣt") == fold_berber("thamazighth")
    True
    """
    return _TOKEN.sub(lambda found: _berber(found[0]), text.translate(_SIGNS))


def _berber(word: str) -> str:
    if _FIGURE.match(word):
        return word
    folded = _TWICE.sub(r"\1", _replaced(word, _BERBER))
    return _TWICE.sub(r"\1", _LABIAL.sub("", folded)) or word


def fold_tifinagh(text: str) -> str:
    """Fold letters of other Tifinagh alphabets, the neutral vowel and the labio-velar mark.

    >>> fold_tifinagh("ⴰⴳⴳⵯⴰⵙ") == fold_tifinagh("ⴰⴳⴳⴰⵙ")
    True
    """
    return text.translate(_TIFINAGH)


def _replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for given, letter in pairs:
        word = word.replace(given, letter)
    return word


FOLDS: Mapping[str, Callable[[str], str]] = {
    "ary-Latn": fold_arabizi,
    "ber-Latn": fold_berber,
    "kab": fold_berber,
    "zgh-Latn": fold_berber,
}
"""What is folded after the fold of all languages, by tag; other tags have nothing to add."""

FIRST: Mapping[str, Callable[[str], str]] = {"zgh-Tfng": fold_tifinagh}
"""What is folded before it: Unicode takes the mark ⵯ for a ⵡ, which it is not."""
