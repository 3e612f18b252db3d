"""Cut a text into words and words into hashed character pieces, for identification.

A word is looked at alone: what stands beside it is not known here. That costs a little accuracy
and buys a lot: the score of a text is a sum over words, so a word seen before costs one lookup,
and a mixed text can be read word by word. Many words are hashed at once, as arrays, which is ten
times faster than letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 17
"""Rows of a weight table; a power of two, so that a hash is masked and not divided."""

LONGEST_PIECE = 5
"""Letters of the longest piece looked at; the whole word is one more."""

WORD_LIMIT = 400
"""Words read of one text: a question has 16, and the first page decides for a longer one."""

READ_LIMIT = 20_000
"""Code points read of one text."""

LETTER_LIMIT = 32
"""Code points read of one word; longer runs are pasted keys or noise."""

MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
WORD = re.compile(rf"[\w{MARKS}]+(?:['’ʼ-][\w{MARKS}]+)*")
_DROPPED = re.compile(r"[\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+", re.IGNORECASE)
_SIGN_OF_LINK = re.compile(r"@|://|www\.", re.IGNORECASE)

TIFINAGH = re.compile(r"[\u2d30-\u2d67]")
ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)
LATIN = re.compile(
    r"[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0263\u025b]"
)

_FACTOR = 0x01000193
"""The prime of FNV-1a in 32 bits (Fowler, Noll, Vo), whose products spread over the low bits."""


def cut(text: str) -> Iterator[str]:
    """Yield the first `WORD_LIMIT` words, folded; addresses of pages and mail are left out."""
    for found in islice(WORD.finditer(trim(text)), WORD_LIMIT):
        yield from split(found.group())


def split(token: str) -> list[str]:
    """Fold a token and split it at its apostrophes and hyphens."""
    return [word for word in fold(token).split("'") if word]


def trim(text: str) -> str:
    """Give the first `READ_LIMIT` code points that are read, without addresses."""
    text = text.lstrip()[:READ_LIMIT]
    return _LINK.sub(" ", text) if _SIGN_OF_LINK.search(text) else text


def script_of(word: str) -> str:
    """Name the script of one word: `latin`, `arabic`, `tifinagh`, or `""`."""
    for name, letters in (("latin", LATIN), ("arabic", ARABIC), ("tifinagh", TIFINAGH)):
        if letters.search(word):
            return name
    return ""


def fold(word: str) -> str:
    """Give the form that is looked at: lower case, no vowel marks, drawn-out letters shortened."""
    word = word[:LETTER_LIMIT].lower().replace("-", "'")
    if word.isascii():
        return _DRAWN_OUT.sub(r"\1\1", word)
    word = unicodedata.normalize("NFKC", word).lower()
    word = _DROPPED.sub("", word.replace("’", "'").replace("ʼ", "'"))
    return _DRAWN_OUT.sub(r"\1\1", word)


def buckets(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Hash words and their pieces of 1 to `LONGEST_PIECE` letters, edges marked.

    Returns rows below `BUCKETS`, word after word, and how many each word has.
    """
    import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

    written = "".join(f"<{word[:LETTER_LIMIT]}>" for word in words)
    letters = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.asarray([min(len(word), LETTER_LIMIT) + 2 for word in words])
    ends = np.cumsum(sizes)
    place = np.arange(len(letters))
    left = np.repeat(ends, sizes) - place  # letters from here to the end of the word
    hashed, kept = [], []
    state = np.zeros(len(letters), np.uint32)
    for size in range(LONGEST_PIECE):
        following = letters[np.minimum(place + size, len(letters) - 1)]
        state = (state ^ following) * np.uint32(_FACTOR) + np.uint32(size + 1)
        hashed.append(state ^ (state >> np.uint32(15)))
        kept.append(left > size)
    rows = np.stack([*hashed, _whole(letters, sizes, ends)], axis=1)
    mask = np.stack([*kept, left == 1], axis=1)
    counts = np.add.reduceat(mask.sum(axis=1), ends - sizes)
    return (rows[mask] & np.uint32(BUCKETS - 1)).astype(np.int64), counts


def _whole(
    letters: NDArray[np.uint32], sizes: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Hash each word as a whole; the hash stands at its last letter, 0 elsewhere."""
    import numpy as np  # noqa: PLC0415

    within = (np.arange(len(letters)) - np.repeat(ends - sizes, sizes)).astype(np.uint32)
    mixed = (letters + np.uint32(0x9E3779B9)) * (within * np.uint32(2) + np.uint32(_FACTOR))
    mixed ^= mixed >> np.uint32(13)
    total = np.add.reduceat(mixed * np.uint32(0x85EBCA6B), ends - sizes, dtype=np.uint32)
    whole = np.zeros(len(letters), np.uint32)
    whole[ends - 1] = total ^ (total >> np.uint32(16))
    return whole
