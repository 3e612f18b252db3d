"""Read the word lists of `wordfreq` (CC BY-SA 4.0), commonest words first.

The list is read from where `make .venv/languages` installs it; none of its code is run.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import msgspec

RAREST = 799
"""Place of the rarest words, which are met once in 10^7.99 words."""


def bands(language: str = "ar") -> list[list[str]]:
    """Give lists of words: those at place `i` are met 10^(-i/100) times a word.

    So wordfreq 3.1.1 stores them (`read_cBpack`), after a header. Exits where it is not installed.
    """
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise SystemExit("the word list is missing: make .venv/languages")
    packed = (Path(found.origin).parent / f"data/large_{language}.msgpack.gz").read_bytes()
    listed: list[list[str]] = msgspec.msgpack.decode(gzip.decompress(packed))[1:]
    return listed


def ranked(language: str, count: int) -> Iterator[tuple[str, float]]:
    """Yield that many words of letters alone, commonest first, each with its Zipf value."""
    words = (
        (word, 9 - place / 100)
        for place, band in enumerate(bands(language))
        for word in band
        if len(word) > 1 and word.isalpha()
    )
    return islice(words, count)
