"""Write Tifinagh in Latin letters and back, letter for letter.

The table is IRCAM's (Institut royal de la culture amazighe, *Graphie et orthographe de
l'amazighe*, 2006: 33 letters), with the labio-velar mark ⵯ as ʷ. It is exact both ways on the 33
letters; Latin spelled any other way (`gh`, `ch`, `kh`) is read as its nearest letter, so that way
is not exact. Letters outside the table pass through.
"""

from __future__ import annotations

import unicodedata

IRCAM = {
    "ⴰ": "a", "ⴱ": "b", "ⴳ": "g", "ⴷ": "d", "ⴹ": "ḍ", "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⵀ": "h",
    "ⵃ": "ḥ", "ⵄ": "ɛ", "ⵅ": "x", "ⵇ": "q", "ⵉ": "i", "ⵊ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n",
    "ⵓ": "u", "ⵔ": "r", "ⵕ": "ṛ", "ⵖ": "ɣ", "ⵙ": "s", "ⵚ": "ṣ", "ⵛ": "c", "ⵜ": "t", "ⵟ": "ṭ",
    "ⵡ": "w", "ⵢ": "y", "ⵣ": "z", "ⵥ": "ẓ", "ⵯ": "ʷ",
}  # fmt: skip
"""32 signs; the labio-velar letters ⴳⵯ and ⴽⵯ are a letter and the mark."""

_ALIKE = {
    "ε": "ɛ", "Ɛ": "ɛ", "Σ": "ɛ", "γ": "ɣ", "Γ": "ɣ", "ţ": "ṭ", "ʿ": "ɛ", "ʕ": "ɛ", "°": "ʷ",
    "p": "b", "o": "u", "v": "f", "š": "c", "č": "c", "ž": "j", "ǧ": "j", "ḫ": "x", "ġ": "ɣ",
}  # fmt: skip
"""Look-alikes typed for want of a keyboard, and letters Tifinagh lacks, to the nearest one."""

_DIGRAPHS = (("gh", "ɣ"), ("kh", "x"), ("ch", "c"), ("dj", "j"), ("ou", "u"))
_TO_LATIN = str.maketrans(IRCAM)
_TO_TIFINAGH = str.maketrans({latin: sign for sign, latin in IRCAM.items()})
_TO_TABLE = str.maketrans(_ALIKE)


def to_latin(text: str) -> str:
    """Write Tifinagh letters as IRCAM Latin; everything else stays.

    >>> to_latin("ⵜⴰⵎⴰⵣⵉⵖⵜ")
    'tamaziɣt'
    """
    return text.translate(_TO_LATIN)


def to_tifinagh(text: str, informal: bool = False) -> str:
    """Write Latin letters as Tifinagh; with `informal`, read `gh`, `kh`, `ch`, `dj`, `ou` as one.

    Exact inverse of `to_latin` on lower-case IRCAM Latin when not `informal`.

    >>> to_tifinagh("tamaziɣt"), to_tifinagh("tamazight", informal=True)
    ('ⵜⴰⵎⴰⵣⵉⵖⵜ', 'ⵜⴰⵎⴰⵣⵉⵖⵜ')
    """
    text = unicodedata.normalize("NFC", text).lower().translate(_TO_TABLE)
    if informal:
        for pair, letter in _DIGRAPHS:
            text = text.replace(pair, letter)
    return text.translate(_TO_TIFINAGH)


def is_informal(text: str) -> bool:
    """Say whether Latin text uses French digraphs and none of IRCAM's own letters."""
    lowered = text.lower()
    return not any(letter in lowered for letter in "ɣɛḍḥṛṣṭẓ") and any(
        pair in lowered for pair, _ in _DIGRAPHS
    )
