"""Write Tifinagh in Latin letters and back, letter for letter.

The table is IRCAM's (Institut royal de la culture amazighe, *Graphie et orthographe de
l'amazighe*, 2006: 33 letters), with the labio-velar mark ⵯ as ʷ. Letters outside the table pass
through; Latin as people type it is read by `tamazight`.

Exact both ways, whatever the text: `to_tifinagh(to_latin(text)) == text`. Latin letters that
stood in the Tifinagh text already (names, units, formulas) would come back as Tifinagh, so they
are set between two word joiners (U+2060), which nobody sees and `to_tifinagh` takes away. The
other way, case, accents beyond IRCAM's and look-alike letters are lost.
"""

from __future__ import annotations

import re
import unicodedata

IRCAM = {
    "ⴰ": "a", "ⴱ": "b", "ⴳ": "g", "ⴷ": "d", "ⴹ": "ḍ", "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⵀ": "h",
    "ⵃ": "ḥ", "ⵄ": "ɛ", "ⵅ": "x", "ⵇ": "q", "ⵉ": "i", "ⵊ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n",
    "ⵓ": "u", "ⵔ": "r", "ⵕ": "ṛ", "ⵖ": "ɣ", "ⵙ": "s", "ⵚ": "ṣ", "ⵛ": "c", "ⵜ": "t", "ⵟ": "ṭ",
    "ⵡ": "w", "ⵢ": "y", "ⵣ": "z", "ⵥ": "ẓ", "ⵯ": "ʷ",
}  # fmt: skip
"""32 signs; the labio-velar letters ⴳⵯ and ⴽⵯ are a letter and the mark."""

ALIKE = {
    "ε": "ɛ", "Ɛ": "ɛ", "Ԑ": "ɛ", "ԑ": "ɛ", "Σ": "ɛ", "σ": "ɛ", "γ": "ɣ", "Γ": "ɣ", "Ɣ": "ɣ",
    "ţ": "ṭ", "Ţ": "ṭ", "ʿ": "ɛ", "ʕ": "ɛ", "°": "ʷ", "š": "c", "č": "c", "ž": "j", "ǧ": "j",
    "ḫ": "x", "ġ": "ɣ",
}  # fmt: skip
"""Look-alikes typed for want of a keyboard, and letters of other alphabets of Tamazight."""

_LACKING = {"p": "b", "o": "u", "v": "f"}
_DIGRAPHS = (("gh", "ɣ"), ("kh", "x"), ("ch", "c"), ("dj", "j"), ("ou", "u"))
_TO_LATIN = str.maketrans(IRCAM)
_TO_TIFINAGH = str.maketrans({latin: sign for sign, latin in IRCAM.items()})
_TO_TABLE = str.maketrans(ALIKE | _LACKING)

_JOINER = "\u2060"
# Every character that reading Latin as Tifinagh could change, and marks that compose with one.
_LATIN = "A-Za-z\u00aa-\u02ff\u0300-\u036f\u1e00-\u1eff" + "".join(
    letter for letter in sorted(ALIKE) if letter > "\u02ff"
)
_FOREIGN = re.compile(f"[{_LATIN}°]+|{_JOINER}")
_READ = re.compile(f"{_JOINER}([^{_JOINER}]*){_JOINER}|[{_LATIN}°]+")


def to_latin(text: str) -> str:
    """Write Tifinagh letters as IRCAM Latin; everything else stays.

    Latin letters of the text itself come out between word joiners.

    >>> to_latin("ⵜⴰⵎⴰⵣⵉⵖⵜ")
    'tamaziɣt'
    """
    return _FOREIGN.sub(_set_apart, text).translate(_TO_LATIN)


def _set_apart(found: re.Match[str]) -> str:
    inside = found[0].replace(_JOINER, "")
    return f"{_JOINER}{inside}{_JOINER}"


def to_tifinagh(text: str, informal: bool = False) -> str:
    """Write Latin letters as Tifinagh; with `informal`, read `gh`, `kh`, `ch`, `dj`, `ou` as one.

    Exact inverse of `to_latin`; exact the other way on lower-case IRCAM Latin when not `informal`.

    >>> to_tifinagh("tamaziɣt"), to_tifinagh("tamazight", informal=True)
    ('ⵜⴰⵎⴰⵣⵉⵖⵜ', 'ⵜⴰⵎⴰⵣⵉⵖⵜ')
    """
    return _READ.sub(lambda found: _read(found, informal), text)


def _read(found: re.Match[str], informal: bool) -> str:
    if found[1] is not None:
        return found[1] or _JOINER
    letters = unicodedata.normalize("NFC", found[0]).lower().translate(_TO_TABLE)
    if informal:
        for pair, letter in _DIGRAPHS:
            letters = letters.replace(pair, letter)
    return letters.translate(_TO_TIFINAGH)


def is_exact(text: str) -> bool:
    """Say whether Latin text is spelled as IRCAM does.

    Told by letters nobody else uses, by the marks of `to_latin`, or by a text of some words with
    hardly a habit of those who type otherwise.
    """
    lowered = unicodedata.normalize("NFC", text).lower().translate(_TO_TABLE)
    if _JOINER in text or any(letter in lowered for letter in "ɣɛḍḥṛṣṭẓʷ"):
        return True
    words, typed = len(_WORDS.findall(lowered)), text.lower()
    many = words >= _TELLING and len(_SELDOM.findall(typed)) * _RARE <= words
    return many and not _TYPED.search(typed)


_WORDS = re.compile(r"[^\W\d_]+")
_TYPED = re.compile(r"[cgks]h|ou|[opvà-ÿ]|[^\W\d_][\d'’](?=[^\W\d_])|\b\d(?=[^\W\d_])")
_SELDOM = re.compile("[dt]h|e")
_TELLING = 5
"""Words: a third of those of the OLDI seed show a habit if typed the French way, a sixth hold one
of IRCAM's own letters if not, so five words that show neither are three times likelier IRCAM's."""
_RARE = 10
"""Words to each habit that IRCAM's spelling may show too: names, and ⴻ where it is written."""
