"""Cut a text into the words and digit strings a number may be made of.

It knows how digits are grouped, glued and dated, and which words the tables of `numerals` hold; not
what words mean together, which is `counting`. Digits inside a word of Latin letters are Arabizi
letters unless a unit or an ordinal sign follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from volant.languages import numerals as words
from volant.languages.cardinals import LANGUAGES
from volant.languages.numerals import bare


@dataclass(frozen=True, slots=True)
class Token:
    """Be a word or a digit string: where it stands and, for a word, its comparable form."""

    start: int
    end: int
    word: str
    joined: bool = False
    value: Fraction | None = None
    kind: str = "number"


def follow(text: str, tokens: list[Token], at: int) -> Token | None:
    """Give the token after, where only spaces or hyphens stand between."""
    if at + 1 < len(tokens) and not text[tokens[at].end : tokens[at + 1].start].strip(" \u00a0-\n"):
        return tokens[at + 1]
    return None


_LIMIT = 18
"""Digits of the longest number read: longer runs are identifiers."""

_GROUPED = r"(?![0٠۰])\d{1,3}(?:(?P<gap>[ \u00a0\u202f\u2009.,،٬'])\d{3}(?:(?P=gap)\d{3})*)(?!\d)"
_DATE = r"(?P<day>\d{1,4})(?P<slash>[/.-])(?P<month>\d{1,2})(?P=slash)(?P<year>\d{1,4})(?![\d/.-])"
_PART = r"(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/])"
_PLAIN = r"\d+(?:[.,٫]\d+)?(?![.,٫]?\d)|\d+"
_LETTERS = r"A-Za-z\u00c0-\u02af\u02b7\u0300-\u036f\u1e00-\u1eff"
_LATIN = rf"[{_LETTERS}]"
_TOKEN = re.compile(
    rf"(?P<mixed>(?:{_LATIN}['’]?\d|\d+{_LATIN})(?:[\w'’])*)"
    rf"|(?<![\d/.-])(?P<date>{_DATE})|(?<![\d/])(?P<part>{_PART})"
    rf"|(?<!\d)(?P<grouped>{_GROUPED}(?:[.,٫]\d+(?![.,٫]?\d))?)|(?P<plain>{_PLAIN})"
    rf"|(?P<word>(?:{_LATIN}['’])?{_LATIN}[{_LETTERS}]*(?:\d\w*)?|[\u2d30-\u2d7f]+"
    r"|[\u0621-\u065f\u066e-\u06d3\u0670]+)"
)
_SUFFIXED = re.compile(
    r"(?!3am)(?P<digits>\d+)(?P<suffix>er|ers|ere|re|e|eme|emes|ieme|nd|nde|st|th|rd|dh|dhs|mad|eur|euros?"
    r"|km|m|m2|kg|cm|an|ans|mois|jours?|j|h|heures?|min|days?|months?|years?|chhar|nhar|am|pm)"
)
_ORDINAL_SIGNS = (
    "er",
    "ers",
    "ere",
    "re",
    "e",
    "eme",
    "emes",
    "ieme",
    "nd",
    "nde",
    "st",
    "th",
    "rd",
)
_HOUR = re.compile(r"(\d{1,2})h(\d{2})")
_NAMED = re.compile(
    r"(?P<name>art|n|no(?=\d\d)|num|numero|article|loi|fasl|madda|page|p|l)(?P<digits>\d+)"
)
_ENGLISH = re.compile(r"(?:\d*(?:1st|2nd|3rd|[04-9]th|1\dth))|.*(?<!st)(?<!nd)(?<!rd)(?<!th)")
"""How English says which it is: 2nd, and not `3nd`, which is Arabizi."""


def tokenise(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        group = found.lastgroup
        if found.group("mixed"):
            yield from _mixed(found)
        elif found.group("date"):
            yield from _date(found)
        elif found.group("part"):
            yield from _part(found)
        elif found.group("grouped") or group == "plain":
            yield from _digits(found)
        else:
            yield from _word(found)


def _mixed(found: re.Match[str]) -> Iterator[Token]:
    """Read `2ème`, `30dh`, `9h30`, `art12`; a digit inside any other word is an Arabizi letter."""
    start, end, word = found.start(), found.end(), bare(found.group())
    if hour := _HOUR.fullmatch(word):
        for place in (1, 2):
            value = Fraction(int(hour.group(place)))
            yield Token(start + hour.start(place), start + hour.end(place), "", value=value)
    elif named := _NAMED.fullmatch(word):
        split = start + named.start("digits")
        yield Token(start, split, named.group("name"))
        yield Token(split, end, "", value=_whole(named.group("digits")))
    elif (suffixed := _SUFFIXED.fullmatch(word)) and _ENGLISH.fullmatch(word):
        split = start + suffixed.end("digits")
        yield Token(start, split, "", value=_whole(suffixed.group("digits")))
        if suffixed.group("suffix") not in _ORDINAL_SIGNS:
            yield Token(split, end, suffixed.group("suffix"))
    else:
        yield Token(start, end, word[1:] if word[1:] in _ARTICLED and word[0] == "l" else word)


def _date(found: re.Match[str]) -> Iterator[Token]:
    """Read the three numbers of a date; a law number such as 1.58.250 is three numbers too."""
    first, month, last = (int(found.group(name)) for name in ("day", "month", "year"))
    day = min(first, last)
    dated = 1 <= month <= 12 and 1 <= day <= 31 and max(first, last) >= 32
    for name in ("day", "month", "year"):
        value, kind = _whole(found.group(name)), "date" if dated else "number"
        yield Token(found.start(name), found.end(name), "", value=value, kind=kind)


def _part(found: re.Match[str]) -> Iterator[Token]:
    """Read 2/3 as a fraction, 5/12 and beyond as two numbers: an article or a day and month."""
    over, under = int(found.group("over")), int(found.group("under"))
    if 0 < over < under <= 10:
        yield Token(found.start(), found.end(), "", value=Fraction(over, under))
        return
    for name in ("over", "under"):
        value = _whole(found.group(name))
        yield Token(found.start(name), found.end(name), "", value=value)


def _digits(found: re.Match[str]) -> Iterator[Token]:
    whole, gap = found.group(), found.group("gap")
    if gap:
        whole = re.sub(rf"{re.escape(gap)}(?=\d{{3}})", "", whole)
    whole = whole.replace(",", ".").replace("٫", ".")
    if sum(letter.isdigit() for letter in whole) <= _LIMIT:
        yield Token(found.start(), found.end(), "", value=Fraction(whole))


def _whole(digits: str) -> Fraction | None:
    return Fraction(int(digits)) if len(digits) <= _LIMIT else None


def _word(found: re.Match[str]) -> Iterator[Token]:
    """Take a word without its article and small words before it, and say whether `and` was one."""
    word, start, end = bare(found.group()), found.start(), found.end()
    if word.isascii() and not word.isalpha() and any(letter.isdigit() for letter in word):
        yield from _mixed(found)
        return
    if word in _PERCENT:
        yield Token(start, end, "%")
        return
    if word[:1] == "l" and word[1:] in _ARTICLED:
        word = word[1:]
    if word[1:2] in ("'", "’"):
        word = word[2:]
    if word[:3] == "اال":  # the swapped lam-alef of broken PDF text
        word = "الا" + word[3:]
    if word == "و" or word in ("w", "o", "ou", "et"):
        yield Token(start, end, "&")
        return
    yield Token(start, end, *_strip(word))


_GLUED = [re.compile(glued) for glued in ("[وف]", "[وف]?[بلك]", "[وف]?[بك]?ال", "[وف]?لل", "دال")]


def _strip(word: str) -> tuple[str, bool]:
    """Take و ف ب ل ك and the article off a word of the tables; other words stay whole."""
    if word in _KNOWN or word.isascii():
        return word, False
    joined = word[:1] == "و"
    for pattern in _GLUED:
        found = pattern.match(word)
        if found and word[found.end() :] in _KNOWN:
            return word[found.end() :], joined
    return word, False


_PERCENT = frozenset({"بالمايه", "بالميه", "فالمايه", "فالميه", "فلميه", "بلميه"})
_ARTICLED = (
    words.UNITS.keys()
    | words.TEN
    | words.TEENS.keys()
    | words.SCALES.keys()
    | words.WEAK_PARTS.keys()
) - {"arb3a", "arba3a", "rb3"}
"""Arabizi numbers that are read with the article: `l3chra`. `Larb3a` is Wednesday."""


_TABLES = (
    words.UNITS, words.TEN, words.TEENS, words.TENS, words.HUNDREDS, words.SCALES,
    words.DOUBLE_SCALES, words.DUALS, words.ORDINALS, words.FIRST, words.PARTS, words.UNDER,
    words.WEAK_PARTS, words.SPANS, words.CURRENCIES, words.ARTICLES, words.MONTHS,
)  # fmt: skip


def is_numeral(word: str) -> bool:
    """Say whether a word is a number by itself."""
    return word in _NUMERALS


_SMALL = (language.small for language in LANGUAGES)
_NUMERALS = frozenset().union(*_TABLES[:8], words.FRENCH_UNITS, *_SMALL)
_KNOWN = frozenset().union(*_TABLES)
