"""Cut a text into words and a word into hashed character pieces, for identification.

A word is looked at alone: what stands beside it is not known here. That costs a little accuracy
and buys a lot: the score of a text is a sum over words, so a word seen before costs one lookup,
and a mixed text can be read word by word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from zlib import crc32

BUCKETS = 1 << 17
"""Rows of a weight table; a power of two, so that a hash is masked and not divided."""

WORD_LIMIT = 400
"""Words read of one text: a question has 16, and the first page decides for a longer one."""

READ_LIMIT = 20_000
"""Code points read of one text."""

LETTER_LIMIT = 32
"""Code points read of one word; longer runs are pasted keys or noise."""

MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
_WORD = re.compile(rf"[\w{MARKS}]+(?:['’ʼ-][\w{MARKS}]+)*")
_DROPPED = re.compile(r"[\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+", re.IGNORECASE)


def cut(text: str) -> Iterator[str]:
    """Yield the first `WORD_LIMIT` words, folded; addresses of pages and mail are left out."""
    for found in islice(_WORD.finditer(trim(text)), WORD_LIMIT):
        yield from filter(None, fold(found.group()).split("'"))


def trim(text: str) -> str:
    """Give the first `READ_LIMIT` code points that are read, without addresses."""
    return _LINK.sub(" ", text.lstrip()[:READ_LIMIT])


def fold(word: str) -> str:
    """Give the form that is looked at: lower case, no vowel marks, drawn-out letters shortened."""
    word = word[:LETTER_LIMIT].lower().replace("-", "'")
    if word.isascii():
        return _DRAWN_OUT.sub(r"\1\1", word)
    word = unicodedata.normalize("NFKC", word).lower()
    word = _DROPPED.sub("", word.replace("’", "'").replace("ʼ", "'"))
    return _DRAWN_OUT.sub(r"\1\1", word)


def buckets(word: str) -> list[int]:
    """Hash the word and its pieces of 1 to 5 letters, edges marked, to rows below `BUCKETS`."""
    letters = [letter.encode("utf-8", "surrogatepass") for letter in f"<{word}>"]
    rows = [crc32(b"=" + b"".join(letters[1:-1]))]
    state = [0] * len(letters)
    for size in range(5):  # the hash of a piece goes on from the hash of the piece one shorter
        state = [
            crc32(letter, before) for letter, before in zip(letters[size:], state, strict=False)
        ]
        rows.extend(state)
    return [row & (BUCKETS - 1) for row in rows]
