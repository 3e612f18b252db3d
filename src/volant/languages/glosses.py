"""Say in English what a Tamazight question is about, so that an embedder has words it knows.

The default embedder was not trained on Tamazight; English it shares with French and Arabic. Each
word gets the one English word it most often stood beside, counted in translated texts: enough to
find a sentence, never enough to read one. Table and limits: `weights/glosses.md`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from volant.languages.scripts import transliterate
from volant.languages.tokens import words

LEAST = 3
"""Letters that must be left of a word."""

_BEFORE = ("ⵜⴰ", "ⵜⵉ", "ⵜ", "ⵓ", "ⴰ", "ⵉ", "ⵡ", "ⵢ")
_AFTER = ("ⵉⵏ", "ⴰⵏ", "ⵏ", "ⵜ")


def reduced(word: str) -> str:
    """Take the marks of gender, number and state off a word in Tifinagh.

    One of `ⵜⴰ ⵜⵉ ⵜ ⵓ ⴰ ⵉ ⵡ ⵢ` before it and one of `ⵉⵏ ⴰⵏ ⵏ ⵜ` after it (free and annexed states
    and plurals of Standard Tamazight), where at least three letters stay.

    >>> reduced("ⵜⴰⵎⴰⵣⵉⵖⵜ"), reduced("ⵉⵎⴰⵣⵉⵖⵏ")
    ('ⵎⴰⵣⵉⵖ', 'ⵎⴰⵣⵉⵖ')
    """
    for mark in _BEFORE:
        if word.startswith(mark) and len(word) - len(mark) >= LEAST:
            word = word[len(mark) :]
            break
    for mark in _AFTER:
        if word.endswith(mark) and len(word) - len(mark) >= LEAST:
            return word[: -len(mark)]
    return word


def gloss(text: str, tag: str) -> str:
    """Give the English words of a text in `zgh-Tfng` or `ber-Latn`, in its order; often fewer.

    >>> "water" in gloss("ⴰⵎⴰⵏ ⵏ ⵜⵎⵏⴰⴹⵜ", "zgh-Tfng")
    True
    """
    given = text if tag == "zgh-Tfng" else transliterate(text, "zgh-Tfng", tag, n=1)[0][0]
    table = _table()
    found = (word if word.isdigit() else table.get(reduced(word), "") for word in words(given))
    return " ".join(filter(None, found))


@cache
def _table() -> dict[str, str]:
    data = (files("volant.languages") / "weights" / "glosses.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in data.splitlines())
