"""Vary training texts: pieces of them, other spellings, other languages mixed in.

People write short, without accents, in their own spelling and in two languages at once; the
sources do not. Every draw comes from the `random.Random` that is passed in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from dev.texts import Text
from volant.languages.markers import is_arabic_darija
from volant.languages.pieces import cut

PLAIN = str.maketrans("àâäçéèêëîïôöùûüÿñáíóúæœ", "aaaceeeeiioouuuynaiouao")
BERBER = (("ɣ", "gh"), ("ɛ", "a"), ("ε", "a"), ("č", "tch"), ("ǧ", "dj"), ("ḥ", "h"), ("ṭ", "t"))
BERBER_TOO = (("ḍ", "d"), ("ṣ", "s"), ("ẓ", "z"), ("ṛ", "r"), ("c", "ch"), ("x", "kh"), ("ʷ", ""))
SPELLINGS = (
    ("ch", "sh"), ("ch", "x"), ("9", "q"), ("9", "k"), ("7", "h"), ("3", "a"), ("ou", "o"),
    ("o", "ou"), ("kh", "5"), ("kh", "x"), ("w", "ou"), ("8", "h"), ("2", "a"), ("gh", "4"),
    ("i", "e"), ("e", ""), ("y", "i"), ("i", "y"), ("a", "e"), ("x", "ch"),
)  # fmt: skip
"""Other ways people write the same sound in Darija; from the variant columns of the word lists."""


def vary(texts: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    """Yield each text, a short piece of it, and other spellings of that piece."""
    french = [text for tag, _, text in texts if tag == "fr"]
    for tag, source, text in texts:
        yield tag, source, text
        piece = window(text, chance)
        if tag in ("fr", "es"):
            piece = chance.choice((piece, piece.lower().translate(PLAIN)))
        if tag in ("kab", "zgh-Latn", "taq"):
            piece = chance.choice((piece, informal(piece)))
        if tag == "ary-Latn":
            yield tag, source, respell(piece, chance)
            if french and source == "doda-mit":
                yield tag, source, mix(piece, chance.choice(french), chance)
        if keeps(tag, source, piece):
            yield tag, source, piece


def window(text: str, chance: random.Random) -> str:
    parts = text.split()
    size = chance.randint(2, 9)
    start = chance.randint(0, max(0, len(parts) - size))
    return " ".join(parts[start : start + size])


def keeps(tag: str, source: str, piece: str) -> bool:
    """Drop a piece of mixed news or encyclopedia that lost its Darija word."""
    if tag != "ary-Arab" or source not in ("marsum", "oldi-seed"):
        return True
    return any(is_arabic_darija(word) for word in cut(piece))


def informal(text: str) -> str:
    text = text.lower()
    for old, new in BERBER + BERBER_TOO:
        text = text.replace(old, new)
    return text


def respell(text: str, chance: random.Random) -> str:
    text = text.lower()
    for old, new in chance.sample(SPELLINGS, 3):
        text = text.replace(old, new)
    return text


def mix(darija: str, french: str, chance: random.Random) -> str:
    """Put two to four French words inside a Darija text."""
    foreign, parts = window(french, chance).split()[:4], darija.split()
    place = chance.randint(0, len(parts))
    return " ".join(parts[:place] + foreign + parts[place:])
