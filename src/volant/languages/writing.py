"""Write dates and amounts of money for an answer in each language.

Month names are CLDR 46's (Unicode-3.0): ar-MA for Arabic and Darija, zgh, shi-Latn for Berber in
Latin letters, kab; Darija in Latin letters after DODa (MIT, January 2024). Every date is day
first, as in Morocco. Babel would bring 33 MB for these few rows, and Darija not among them. Arabic
nouns are in the plural from three to ten and in the accusative from eleven to ninety-nine.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

_MONTHS = {
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "ary-Latn": "yanayr fibrayr mars abril may yonyo yolyoz ghocht chotanbir oktobr nowanbir "
    "dojanbir",
    "zgh": "ⵉⵏⵏⴰⵢⵔ ⴱⵕⴰⵢⵕ ⵎⴰⵕⵚ ⵉⴱⵔⵉⵔ ⵎⴰⵢⵢⵓ ⵢⵓⵏⵢⵓ ⵢⵓⵍⵢⵓⵣ ⵖⵓⵛⵜ ⵛⵓⵜⴰⵏⴱⵉⵔ ⴽⵜⵓⴱⵔ ⵏⵓⵡⴰⵏⴱⵉⵔ ⴷⵓⵊⴰⵏⴱⵉⵔ",
    "ber": "innayr bṛayṛ maṛṣ ibrir mayyu yunyu yulyuz ɣuct cutanbir ktubr nuwanbir dujanbir",
    "kab": "Yennayer Fuṛar Meɣres Yebrir Mayyu Yunyu Yulyu Ɣuct Ctembeṛ Tubeṛ Nunembeṛ Duǧembeṛ",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_PATTERNS = {"es": "{day} de {month} de {year}"}
_FALLBACKS = {"ary": "ar", "zgh-Latn": "ber", "shi": "ber", "tzm": "ber", "rif": "ber"}


def write_date(day: date, tag: str) -> str:
    """Write a day in the language of a tag, or in ISO form where the language is not known.

    `quantities` reads it back, from the year 1000 on.

    >>> write_date(date(2025, 4, 3), "ary-Arab"), write_date(date(2025, 7, 1), "fr")
    ('3 أبريل 2025', '1er juillet 2025')
    """
    row = _find_row(tag)
    if row not in _MONTHS:
        return day.isoformat()
    month = _MONTHS[row].split()[day.month - 1]
    first = "1er" if row == "fr" and day.day == 1 else str(day.day)
    pattern = _PATTERNS.get(row, "{day} {month} {year}")
    return pattern.format(day=first, month=month, year=f"{day.year:04d}")


def _find_row(tag: str) -> str:
    """Give the table's name for a tag: the tag, what stands in for it, or its language."""
    language = tag.partition("-")[0]
    names = (tag, _FALLBACKS.get(tag, ""), language, _FALLBACKS.get(language, ""))
    return next((name for name in names if name in _MONTHS), "")


# --- money -------------------------------------------------------------------------------------

_MARKS = {
    "ar": (".", ","), "en": (",", "."), "es": (".", ","), "ary-Latn": (" ", "."),
}  # fmt: skip
_SPACED = ("\u202f", ",")
"""What parts thousands and what parts the decimals: a narrow space and a comma elsewhere."""

_NAMES = {
    ("ar", "MAD"): "درهم دراهم درهما",
    ("ar", "EUR"): "يورو",
    ("ar", "USD"): "دولار دولارات دولارا",
    ("ary", "MAD"): "درهم دراهم درهم",
    ("ary", "USD"): "دولار",
    ("ary-Latn", "MAD"): "dh",
    ("ary-Latn", "EUR"): "euro",
    ("fr", "MAD"): "dirham dirhams",
    ("fr", "EUR"): "euro euros",
    ("fr", "USD"): "dollar dollars",
    ("en", "MAD"): "dirham dirhams",
    ("en", "EUR"): "euro euros",
    ("en", "USD"): "dollar dollars",
    ("es", "MAD"): "dírham dírhams",
    ("es", "EUR"): "euro euros",
    ("es", "USD"): "dólar dólares",
}


def write_amount(value: Fraction | int, currency: str, tag: str) -> str:
    """Write an amount, to the hundredth, with its currency named where the name is known.

    >>> write_amount(1250, "MAD", "ar"), write_amount(Fraction(5, 2), "MAD", "fr")
    ('1.250 درهما', '2,50 dirhams')
    """
    row = _find_row(tag)
    hundredths = round(Fraction(value) * 100)
    whole, rest = divmod(abs(hundredths), 100)
    group, point = _MARKS.get(row, _SPACED)
    digits = f"{whole:,}".replace(",", group) + (f"{point}{rest:02d}" if rest else "")
    name = _NAMES.get((tag.partition("-")[0], currency)) if row == "ar" else None
    name = name or _NAMES.get((row, currency), currency)
    return f"{'-' * (hundredths < 0)}{digits} {_agree(name.split(), whole, rest, row)}"


def _agree(forms: list[str], whole: int, rest: int, row: str) -> str:
    """Choose the form of the name that the number asks for."""
    if row == "ar":
        last = 0 if rest else whole % 100
        place = 1 if 3 <= last <= 10 else 2 if last > 10 else 0
    elif row == "fr":
        place = int(whole >= 2)
    else:
        place = int(whole != 1 or rest > 0)
    return forms[min(place, len(forms) - 1)]
