"""Find the day a law, decree or order was made, in the words that open it.

Moroccan texts state the Hijri date and then the Gregorian one between parentheses, and PDF
extraction moves the digits about: `( 3فبراير )2004` and `4( 1423يونيو )2002` both occur. Only a
date the text gives as its own is taken; a date of another text that it cites, or of its last
consolidation, is not, so that no date is better than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

WINDOW = 3000
"""Characters looked at: titles end before 1,500, lists of amendments before 3,000."""

REACH = 120
"""Characters between the words that announce a date and the date: a Hijri date fits."""

YEARS = range(1860, 2100)

MONTHS = (
    "يناير|كانون الثاني|janvier|january",
    "فبراير|يبراير|شباط|fevrier|february",
    "مارس|اذار|mars|march",
    "ابريل|افريل|نيسان|avril|april",
    "مايو|ماي|ايار|mai|may",
    "يونيو|يونيه|حزيران|juin|june",
    "يوليوز|يوليو|يوليه|تموز|juillet|july",
    "غشت|اغسطس|اب|aout|august",
    "شتنبر|سبتمبر|ايلول|septembre|september",
    "اكتوبر|تشرين الاول|octobre|october",
    "نونبر|نوفمبر|تشرين الثاني|novembre|november",
    "دجنبر|ديسمبر|كانون الاول|decembre|december",
)
"""Month names by number: Moroccan official use, Egypt, the Levant, French, English; plain letters.

Moroccan and Levantine names as in CLDR `ar-MA` and `ar-LB` (Unicode-3.0).
"""

_NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split("|")}
_MONTH = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_FOOTNOTE = r"(?:\s\d\s*\n)?"
_DATE = re.compile(
    rf"(?P<day>(?<![\d.])\d{{1,2}}(?!\d)|فاتح|1er)"
    rf"(?:\s*[()]\s*[()]?\s*1[234]\d\d)?"  # the Hijri year that extraction put in between
    rf"[\s(]*(?P<month>{_MONTH})(?![^\W\d_])[\s().،,]*{_FOOTNOTE}[\s().،,]*"
    rf"(?P<year>(?:1[89]|20)\d\d)(?!\d)"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MADE = re.compile(r"(?<![^\W\d_])صادر[ةه]?\s*(?:في|بتاريخ)(?![^\W\d_])")
_ARABIC_ACT = re.compile(
    r"^[ \t]*(?:ظهير|مرسوم|قرار|قانون|مقرر|دوري[ةه]|منشور)"
    r"(?:\s+(?!القانون|المرسوم|الظهير)[^\W\d_]+){0,12}?"
    r"\s+(?:رقم|عدد)\s*[\d.\-/ ]+\s*(?:بتاريخ|(?:ال)?صادر\s*في|مورخ\s+في)(?![^\W\d_])",
    re.MULTILINE,
)
_FRENCH_ACT = re.compile(
    r"^[ \t\"«]*(?:dahir|decret|arrete|loi|decision|circulaire|ordonnance)\b[^()\n]{0,100}?"
    r"\s(?:du|en date du)\s",
    re.MULTILINE,
)
_PROMULGATED = re.compile(r"promulguee?\s+par\s+(?:le\s+)?dahir\b[^()]{0,60}?\sdu\s")
_PLACE = re.compile(
    r"^[ \t]*[^\W\d_][\w \-']{2,30},\s*(?:le|في)\s+(?=\d)|حرر\s*ب[^\W\d_]+\s*في(?![^\W\d_])",
    re.MULTILINE,
)
_ANNOUNCED = ((_MADE, _ARABIC_ACT, _FRENCH_ACT, _PROMULGATED), (_PLACE,))  # by trust
_OTHERS = re.compile(
    r"^\s*كما\s+(?:تم\s+|وقع\s+)?(?:تعديل|تغيير).*?(?=\n\s*\n\s*(?:ظهير|مرسوم|قرار)\s"
    r"(?!(?:(?!\n\s*\n).){0,400}الجريدة)|\Z)"
    r"|^\s*تم\s+نسخ.*?(?:\n\s*\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""Lists of amendments, and notices of repeal: they date other texts."""

_LETTERS = str.maketrans("ٱکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اكي01234567890123456789", "ـ")


def parse_iso(value: str) -> str:
    """Give the date back when it is an ISO 8601 day, else nothing."""
    parts = _ISO.fullmatch(value.strip())
    return _iso(*(int(part) for part in parts.groups())) if parts else ""


def find_date(text: str) -> str:
    """Give the day the text says it was made, ISO 8601, or nothing.

    >>> find_date("ظهير شريف رقم 1.04.22 صادر في 12 من ذي الحجة 1424\\n( 3فبراير )2004")
    '2004-02-03'
    >>> find_date("Dahir n° 1-09-15 du 22 safar 1430 (18 février 2009) portant promulgation")
    '2009-02-18'
    """
    plain = _OTHERS.sub("\n", _fold(text[:WINDOW]))
    for patterns in _ANNOUNCED:
        for end in sorted(found.end() for words in patterns for found in words.finditer(plain)):
            if day := next(find_days(plain[end : end + REACH]), ""):
                return day
    return ""


def find_days(text: str) -> Iterator[str]:
    """Yield the calendar days written in a text, ISO 8601; impossible ones are passed over.

    >>> list(find_days("10 شعبان ( 1405فاتح ماي ،)1985"))
    ['1985-05-01']
    """
    for found in _DATE.finditer(_fold(text)):
        day = 1 if found["day"] in ("فاتح", "1er") else int(found["day"])
        if iso := _iso(int(found["year"]), _NUMBERS[found["month"]], day):
            yield iso


def _iso(year: int, month: int, day: int) -> str:
    if year not in YEARS:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _fold(text: str) -> str:
    """Bring to one spelling: no accents, vowels, tatweel or capitals, one alif, plain digits."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.casefold().replace("االول", "الاول")
