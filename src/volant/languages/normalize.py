"""Give a text a form that can be compared, whatever keyboard or PDF it came through.

Lossy on purpose, and the same for question and document: two spellings of one word must meet.
It does not repair text for reading; what people see is always the text as given.

The trade-off that matters here is **lam-alef**. Arabic PDFs often store the ligature لا with its
two letters swapped («االلتزامات» for «الالتزامات»; 541 of 749 law texts sampled). Telling which
order was meant needs a dictionary, so instead both are folded to one: in every run of alefs and
lams the alefs come first. Clean and damaged words then meet without guessing; the price is that
a few words that differ only in that order («قال», «قلا») meet too.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {ord(c): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(digits)}
_ALEFS = dict.fromkeys(map(ord, "أإآٱ"), "ا") | {
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ئ"): "ي",
    ord("ؤ"): "و",
    ord("ة"): "ه",
    ord("ک"): "ك",
    ord("گ"): "ك",
    ord("ڭ"): "ك",
    ord("ݣ"): "ك",
    ord("پ"): "ب",
    ord("ڤ"): "ف",
    ord("ڥ"): "ف",
    ord("ء"): None,
}
# Tatweel, harakat and Quranic marks (Unicode 16, Arabic block), direction marks and joiners
# (UAX #9, General Punctuation), soft hyphen, byte order mark.
_INVISIBLE = re.compile(
    "[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff]"
)
# Ta marbuta and alef maksura only end words: a letter after them is a lost space.
_GLUED = re.compile("(?<=[ةى])(?=[\u0621-\u064a])")
# A run of alefs and lams; first the preposition `ل` + article + alef («للأسرة», damaged «لألسرة»),
# which keeps its own form, `لال`, so that it is not taken for the article alone.
_LAM_ALEF = re.compile("(?<![\u0621-\u064a])([وف]?)ل(?:لا|ال)|[ال]{2,}")
_LOOKALIKES = str.maketrans(
    {"ε": "ɛ", "Ɛ": "ɛ", "Γ": "ɣ", "γ": "ɣ", "Ɣ": "ɣ", "’": "'", "ʼ": "'", "œ": "oe", "æ": "ae"}
)
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")


def normalize(text: str) -> str:
    """Fold a text of any of the languages to its comparable form. Idempotent.

    >>> normalize("األسرة") == normalize("الأُسرة")
    True
    >>> normalize("Délai de 30 jours"), normalize("٣٠ يومًا")
    ('delai de 30 jours', '30 يوما')
    """
    previous = ""
    while previous != text:
        previous, text = text, _fold(text)
    return text


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _GLUED.sub(" ", _INVISIBLE.sub("", text)).translate(_DIGITS).translate(_ALEFS)
    text = _LAM_ALEF.sub(_sort_run, text).translate(_LOOKALIKES).lower()
    if not text.isascii():
        text = unicodedata.normalize(
            "NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
        )
    return _ELONGATED.sub(r"\1\1", text)


def _sort_run(match: re.Match[str]) -> str:
    if match[1] is not None:
        return f"{match[1]}لال"
    return "".join(sorted(match[0]))
