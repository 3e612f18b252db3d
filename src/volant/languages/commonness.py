"""Say how common a word is in each language written in Latin letters.

Letters tell languages apart once there are some words of them; one to four words, as people type
into a search box, are told better by who uses them: « taxe » looks Berber and is French. The scale
is the Zipf scale (van Heuven et al., *SUBTLEX-UK*, 2014): the logarithm of how often a word is met
in a billion. Counts: `weights/common.md`. Knows nothing of letters, order or sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TAGS = ("fr", "en", "es", "ary-Latn", "ber-Latn", "und")
"""Columns of the table; `und` is the commonest of other European languages."""

FLOOR = 3.0
"""Zipf value at which the lists end: once in a million."""

UNLISTED = 0.4
"""How far below it words stand that are not listed. Of 0, .4 and .8, the middle: French
words of the administration gain up to it (58, 60 and 60 of 65 right), two to four words of Darija
lose at each step (.907, .901, .897)."""


class Commonness:
    """Know how many tenths of the Zipf scale each of `words` stands over `FLOOR`, by tag."""

    def __init__(self, words: Sequence[str], tenths: NDArray[np.uint8]) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._tenths = tenths

    def weigh(self, words: Sequence[str], tags: Sequence[str]) -> NDArray[np.float32]:
        """Return the log odds (natural) of each word for each tag: a row a word."""
        import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

        odds = np.zeros((len(words), len(TAGS)), np.float32)
        known = [
            (at, row) for at, word in enumerate(words) if (row := self._rows.get(word, -1)) >= 0
        ]
        if known:
            at, rows = zip(*known, strict=True)
            tenths = self._tenths[list(rows)]
            odds[list(at)] = (tenths / 10 + UNLISTED * (tenths > 0)) * log(10)
        return odds[:, [TAGS.index(tag) for tag in tags]]


@cache
def shipped() -> Commonness:
    """Load the shipped table.

    >>> shipped().weigh(["taxe"], ["fr", "ber-Latn"]).round().tolist()
    [[5.0, 0.0]]
    """
    import numpy as np  # noqa: PLC0415

    with (files("volant.languages") / "weights" / "common.npz").open("rb") as stored:
        arrays: Any = np.load(stored, allow_pickle=False)
        return Commonness(bytes(arrays["words"]).decode("utf-8").split("\n"), arrays["tenths"])
