"""Count the nouns of Moroccan laws, for the stemmer: `languages/lexicon/nouns.tsv`.

    python -m dev.nouns > src/volant/languages/lexicon/nouns.tsv

A word is a noun here if it stands after the article at least three times. Nothing else is kept of
the texts (../shared/data/moroccan-law, official texts): no order, no counts, no sentence.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from volant.languages import words

LAWS = Path(__file__).parents[1] / "../shared/data/moroccan-law"
LEAST = 3
"""Times a word must stand after the article, and letters it must have."""

_BEFORE_ALEF = re.compile("^[وف]?[بك]?اال(?P<rest>.+)$")
_PLAIN = re.compile("^[وف]?[بك]?ال(?P<rest>..+)$")
HEAD = """\
# Arabic words that stand after the article at least three times in Moroccan law texts, as
# `normalize` folds them. The stemmer takes a first letter that may be a particle (و ف ب ل ك) off a
# word only where the rest is one of these and the word itself is not. Made by dev/nouns.py from
# official texts; see there.
"""


def noun(word: str) -> str | None:
    """Give a folded word without its article; None where it has none.

    >>> noun("االسره"), noun("والمحكمه"), noun("محكمه")
    ('اسره', 'محكمه', None)
    """
    if found := _BEFORE_ALEF.match(word):
        return f"ا{found['rest']}"
    found = _PLAIN.match(word)
    return found["rest"] if found else None


def nouns(texts: Iterable[str]) -> list[str]:
    """Give the nouns of texts in alphabetical order."""
    counted = Counter(found for text in texts for word in words(text) if (found := noun(word)))
    return sorted(
        word
        for word, times in counted.items()
        if times >= LEAST and len(word) >= LEAST and re.fullmatch("[ء-ي]+", word)
    )


def main() -> None:
    texts = (path.read_text("utf-8", "replace") for path in sorted(LAWS.glob("*.txt")))
    sys.stdout.write(HEAD + "".join(f"{word}\n" for word in nouns(texts)))


if __name__ == "__main__":
    main()
