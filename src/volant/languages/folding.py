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

from volant.languages.variants import FIRST, FOLDS

VOWELS = "\u0640\u064b-\u065f\u0670"
"""Tatweel and harakat, for a character class; they stand between letters and are none."""

INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff"
"""Direction marks and joiners (UAX #9, General Punctuation), soft hyphen, byte order mark."""

ENDERS = "ةى"
"""Ta marbuta and alef maksura only end words: a letter after them is a lost space."""

# One letter for those that keyboards and habits take for each other, once the marks are gone.
_LETTERS = str.maketrans(
    {c: str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(digits)}
    | {"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك"}
    | {"پ": "ب", "ڤ": "ف", "ڥ": "ف"}
    | {"ε": "ɛ", "γ": "ɣ", "’": "'", "ʼ": "'", "œ": "oe", "æ": "ae"}
)
# Accents (with them the hamza of أ, ؤ, ئ, which NFKD sets apart), tatweel, harakat and Quranic
# marks (Unicode 16, Arabic block); and the lone hamza, which many leave out.
_MARKS = re.compile(f"[\u0300-\u036f\u0621{VOWELS}\u06d6-\u06ed{INVISIBLE}]+")
_GLUED = re.compile(f"(?<=[{ENDERS}])(?=[\u0622-\u064a])")
# A run of alefs and lams; first the preposition `ل` + article + alef («للأسرة», damaged «لألسرة»),
# which keeps its own form, `لال`, so that it is not taken for the article alone.
_LAM_ALEF = re.compile("(?<![\u0621-\u064a])([وف]?)ل(?:لا|ال)|[ال]{2,}")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")


def normalize(text: str, tag: str = "") -> str:
    """Fold a text of any of the languages to its comparable form. Idempotent.

    With a tag, spellings that writers of that language take for each other meet too (`variants`);
    compare only forms made with the same tag.

    >>> normalize("األسرة") == normalize("الأُسرة")
    True
    >>> normalize("Délai de 30 jours"), normalize("٣٠ يومًا")
    ('delai de 30 jours', '30 يوما')
    >>> normalize("sh7al", "ary-Latn") == normalize("chhal", "ary-Latn")
    True
    """
    if (first := FIRST.get(tag)) is not None:
        text = first(text)
    further = FOLDS.get(tag)
    return further(_fold(text)) if further else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text.lower())
        text = _GLUED.sub(" ", text).translate(_LETTERS)
        text = _LAM_ALEF.sub(_sort_run, text)
    return _ELONGATED.sub(r"\1\1", text.lower())


def _sort_run(match: re.Match[str]) -> str:
    if match[1] is not None:
        return f"{match[1]}لال"
    return "".join(sorted(match[0]))
