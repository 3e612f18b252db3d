"""Write a text as one sign a word, so that dates, durations and amounts are patterns over signs.

`le 3 avril 2025` is `Ldmy`. The table is `measures.tsv`; the signs:

    d y n   a number: 1 to 31, 1000 to 9999, any other       1 o q   one or `a`, an ordinal, a part
    G K M Y H u   day, week, month, year, hour, smaller      U S     a dual, a length in one phrase
    m a h   a month; one that is also a word; a Hijri one    e v     the Hijri era, the common era
    k j r   a weekday; one that is also a word; tomorrow     # : 9   3/4/2025, 14:30, 9h
    > < =   next, last, this; } { only after the noun        A B T I ago, before and after; in
    c C     a currency, two of it                            @ ~ p   o'clock, maybe; morning
    f i L & t D   of, in, the, and, to, `for the time of`    R       -th, before the number: `wis`
    x z s b   less, `moins le quart`; half past, quarter to; وقسم, five past; between
    , ; .   a comma, a break, other words

It does not know what a pattern means. Time and memory grow with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources

from volant.languages import cardinals, numerals
from volant.languages.calendars import from_hijri, make_day
from volant.languages.doubles import is_bracketed, is_closing, says_again
from volant.languages.figures import Token, tokenise
from volant.languages.numbers import Value, fold_digits, match_percent, read_values
from volant.languages.ranks import read_roman


@dataclass(frozen=True, slots=True)
class Item:
    """Be one sign's place in the text, its payload from the table and its number."""

    sign: str
    start: int
    end: int
    payload: str = ""
    value: Fraction = Fraction(0)
    kind: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Be a text as signs: `signs[i]` is the sign of `items[i]`."""

    signs: str
    items: list[Item]

    def find(self, found: re.Match[str], name: str) -> Item | None:
        """Give the item that a named group of a pattern stands on."""
        at = found.start(name)
        return self.items[at] if at >= 0 else None


def read_signs(text: str) -> Line:
    """Read a text's signs.

    >>> read_signs("le 3 avril 2025").signs
    'Ldmy'
    """
    items: list[Item] = []
    for item in _read_items(fold_digits(text)):
        if items and _repeats(text, items[-1], item):
            items[-1] = _unite(items[-1], item)
            continue
        if items and (gap := _read_gap(text, items[-1], item)):
            items.append(Item(gap, items[-1].end, item.start))
        items.append(item)
    return Line("".join(item.sign for item in items), items)


def _repeats(text: str, before: Item, item: Item) -> bool:
    """Say whether two numbers are one, said in words and in figures."""
    if before.sign not in _NUMBERS or item.sign not in _NUMBERS or before.value != item.value:
        return False
    return says_again(text, before, item)


_NUMBERS = frozenset("dyno1q")


def _unite(before: Item, item: Item) -> Item:
    sign = "o" if "o" in (before.sign, item.sign) else max(before.sign, item.sign)
    kind = "percent" if "percent" in (before.kind, item.kind) else "number"
    word = before.word if before.word.isdigit() else item.word
    return replace(before, end=item.end, sign=sign, kind=kind, word=word)


def _read_gap(text: str, before: Item, item: Item) -> str:
    gap = text[before.end : item.start]
    counted = before.sign in _NUMBERS and item.sign in "GKMYHucC"
    if counted and is_closing(gap) and is_bracketed(text, before):
        return ""
    return _classify_gap(gap, before.sign)


_BLANK = " \t\r\n-\u00a0\u202f\u2009\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"


def _classify_gap(gap: str, before: str) -> str:
    bare = gap.strip(_BLANK)
    if not bare or (bare == "." and before in "ap"):
        return ""
    if bare == "/" and before in COUNTING:
        return "&"  # 27/28/29 نونبر
    return "," if bare in (",", "،") else ";"


def _read_items(text: str) -> Iterator[Item]:
    """Read spans of digits first, then phrases of the table, then numbers, then other words."""
    tokens = list(tokenise(text))
    number = {value.start: value for value in read_values(text, tokens)}
    spans, before, past, at = _read_spans(text), "", 0, 0
    span = next(spans, None)
    while at < len(tokens):
        token = tokens[at]
        if span and span.start < token.end:
            yield span
            before, past, span = span.sign, span.end, next(spans, None)
        elif token.start < past:
            at += 1
        else:
            read, at = _read_word(text, tokens, at, number, before)
            yield from read
            before, past = read[-1].sign, read[-1].end
    while span:
        yield span
        span = next(spans, None)


def _read_word(
    text: str, tokens: list[Token], at: int, number: dict[int, Value], before: str
) -> tuple[list[Item], int]:
    token, value = tokens[at], number.get(tokens[at].start)
    if token.word == "d" and at + 1 < len(tokens) and tokens[at + 1].word in _BERBER:
        return [Item("&", token.start, token.end)], at + 1
    phrase = _match_phrase(text, tokens, at, before in COUNTING)
    if phrase and not (value and _is_number(tokens, at, value, phrase[0])):
        return phrase
    if value and value.end == token.end and token.word in numerals.PLURAL_SCALES:
        value = None
    if value and token.word in ("rb3", "reb3", "rbe3") and before in ("&", "x"):
        value = replace(value, value=Fraction(1, 4), kind="weak")  # sa3a w rb3
    if value:
        joined = [Item("&", token.start, token.start)] if token.joined else []
        return [*joined, _read_number(text, value)], at + 1
    return [Item(".", token.start, token.end, word=token.word)], at + 1


_BERBER = cardinals.AMAZIGH.small.keys() | {"uzgen", "azgen", "uzgn", "azgn"}
"""Words before which `d` is Tamazight's `and`, not Darija's `of`."""


def _is_number(tokens: list[Token], at: int, value: Value, phrase: list[Item]) -> bool:
    """Say whether a number beats a phrase: longer, its first letter no `and`, or counting."""
    if value.end > phrase[-1].end or (phrase[0].sign == "&" and not tokens[at].joined):
        return True
    if phrase[-1].sign not in "jh":
        return phrase[-1].sign == "i"  # ألفي: not the article and في
    paired = phrase[-1].word == "اثنين" and at > 0 and tokens[at - 1].word.endswith(("ين", "ان"))
    return paired or (at + 1 < len(tokens) and tokens[at + 1].word in _COUNTED)


_COUNTED = numerals.SPANS | numerals.CURRENCIES


# --- numbers -----------------------------------------------------------------------------------

COUNTING = frozenset("dyn")
_SUFFIX = re.compile(r"(?:i?[eè]me?s?|ers?|[eè]re|e|nde?|st|rd|th|[ºª])(?!\w)", re.IGNORECASE)
_ORDINALS = {
    **numerals.ORDINALS, **numerals.FRENCH_ORDINALS, **cardinals.ORDINALS, **cardinals.FIRST,
    **dict.fromkeys(("الثالث", "الثالثه", "ثالثا"), 3), **dict.fromkeys(numerals.FIRST, 1),
    "second": 2, **dict.fromkeys(("premier", "premiere", "premiers", "premieres"), 1),
}  # fmt: skip
_ARTICLE = re.compile(r"^[وفبلك]{0,2}(?:ال(?!ثالث)|ل(?=ل)(?!لثالث))|^[وفبلك]{1,2}(?=الثالث|.{4})")
"""What is glued before an ordinal; third keeps its article, since ثالثة is three in broken PDFs."""


def _read_number(text: str, value: Value) -> Item:
    raw = numerals.bare(text[value.start : value.end])
    first = raw.partition(" ")[0]
    first = first if first in _ORDINALS else _ARTICLE.sub("", first)
    suffix = _SUFFIX.match(text, value.end) if raw[-1:].isdigit() else None
    end = suffix.end() if suffix else value.end
    percent = match_percent(text, value.end) if value.kind == "percent" else 0
    ranked = value.value >= 1 and (
        first in _ORDINALS or raw.rpartition(" ")[2].rpartition("-")[2] in _LAST
    )
    sign = "o" if suffix or ranked or _is_ranked(text, value) else _sign_number(value, raw)
    return Item(sign, value.start, max(end, percent), "", value.value, value.kind, raw)


_LAST = {**numerals.FRENCH_ORDINALS, **cardinals.ORDINALS, **cardinals.FIRST, "second": 2}
_NOUN = re.compile(
    r"(?<!\w)(?:القرن|قرن|المادة|الماده|الفصل|الذكرى|الدورة|البند|الباب|الفقرة|المرتبة|المركز|النسخة"
    r"|السنة|الطبعة) (?=ال(?:عشر|ثلاث|أربع|اربع|خمس|ست|سبع|ثمان|تسع|مائة|مئة))"
)
"""Nouns that a ten in the definite ranks: القرن العشرون, the twentieth century."""


def _is_ranked(text: str, value: Value) -> bool:
    before = _NOUN.search(text, max(value.start - 12, 0), value.start + 9)
    return bool(before and before.end() == value.start)


def _sign_number(value: Value, raw: str) -> str:
    number = value.value
    if number < 1:
        return "q" if number else "n"
    if number == 1 and not raw.isdigit():
        return "1"
    if number.denominator > 1 or number > 9999 or raw in numerals.ROUGHLY:
        return "n"
    return "d" if number <= 31 else "y" if number >= 1000 else "n"


# --- digits written as a date, a time, or with a currency's sign -------------------------------

_SPAN = re.compile(
    r"(?<![\d/.-])(?P<date>\d{1,4}(?P<sep>[/.-])\d{1,2}(?P=sep)\d{2,4})(?!\d|[/.-]\d)"
    r"|(?<![\d/])(?P<short>\d{1,2}/\d{1,2})(?![\d/])"
    r"|(?<![\d:])(?P<clock>\d{1,2}(?::|\s?[hH]\s?)\d{2})(?![\w:])"
    r"|(?<![\w.,])(?P<hours>\d{1,2})[hH](?!\w)"
    r"|(?P<roman>(?<![\w.])(?:[IVX]{2,}|[VX](?=e\s(?:siècle|République)))"
    r"(?:er|ère|re|i?[eè]me|e|st|nd|rd|th)(?!\w)|(?<=iglo\s)[IVX]+(?!\w))"
    r"|(?P<symbol>(?:(?<=\s)(?P<scale>[kKM])\s?)?[€$£]|د\s?\.\s?م)"
)
_SYMBOLS = {"€": "EUR^", "$": "USD^", "£": "GBP^"}
_SCALES = {"k": "1000", "K": "1000", "M": "1000000"}
_DATED = re.compile(
    r"(?:\b(?:le|du|au|el|on|nhar|avant)|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|يوم|نهار|بتاريخ|في|قبل|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)\s{1,3}$",
    re.I,
)


def _read_spans(text: str) -> Iterator[Item]:
    for found in _SPAN.finditer(text):
        start, end, group = found.start(), found.end(), found.lastgroup or ""
        if group == "symbol":
            scale = _SCALES.get(found.group("scale") or "", "")
            yield Item("c", start, end, scale + _SYMBOLS.get(found.group()[-1], "MAD"))
        elif group == "roman":
            yield Item("o", start, end, value=read_roman(found.group()), word=found.group())
        elif payload := _PAYLOADS[group](text, found):
            yield Item({"hours": "9", "clock": ":"}.get(group, "#"), start, end, payload)


def _read_date(_: str, found: re.Match[str]) -> str:
    """Give the ISO day; a day-first date of the years 1300 to 1500 is marked as a Hijri one."""
    first, month, last = found.group("date").split(found.group("sep"))
    if len(first) == 4 and len(last) == 2:
        return _write_day(int(first), int(month), int(last))
    if len(first) > 2 or len(last) == 3 or (len(last) == 2 and found.group("sep") == "."):
        return ""
    year = int(last) if len(last) == 4 else int(last) + (2000 if int(last) < 70 else 1900)
    day, month_ = int(first), int(month)
    if 1300 <= year <= 1500:
        moon = from_hijri(year, month_, day)
        return f"{moon}h" if moon else ""
    return _write_day(year, month_, day) or _write_day(year, day, month_)


def _write_day(year: int, month: int, day: int) -> str:
    return str(make_day(year, month, day) or "")


def _read_short(text: str, found: re.Match[str]) -> str:
    day, month = (int(part) for part in found.group("short").split("/"))
    dated = _DATED.search(text[max(found.start() - 14, 0) : found.start()])
    return f"--{month:02d}-{day:02d}" if dated and make_day(2000, month, day) else ""


def _read_clock(_: str, found: re.Match[str]) -> str:
    hour, minute = (int(part) for part in re.findall(r"\d+", found.group()))
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


def _read_hours(_: str, found: re.Match[str]) -> str:
    return found.group("hours")


_PAYLOADS = {
    "date": _read_date, "sep": _read_date, "short": _read_short, "clock": _read_clock,
    "hours": _read_hours,
}  # fmt: skip


# --- the table ---------------------------------------------------------------------------------

Phrase = tuple[tuple[str, ...], str, str]
"""The words after the first, the sign and the payload."""


@cache
def _load_phrases() -> dict[str, list[Phrase]]:
    """Read the table, each first word with its phrases, the longest first."""
    found: dict[str, list[Phrase]] = {}
    table = resources.files("volant.languages").joinpath("measures.tsv").read_text("utf-8")
    for row in table.splitlines():
        if row.startswith("#"):
            continue
        sign, payload, phrases = row.split("\t")
        for phrase in phrases.split(","):
            first, *rest = (_spell(phrase[token.start : token.end]) for token in tokenise(phrase))
            found.setdefault(first, []).append((tuple(rest), sign, payload))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def _spell(raw: str) -> str:
    word = numerals.bare(raw)
    return word[2:] if word[1:2] in ("'", "’") else word


_CLITICS = (("و", "&"), ("ف", "i"), ("ب", ""), ("ل", ""), ("ك", ""), ("د", "f"), ("", ""))
_LENGTHS = frozenset("GKMYHu")


@lru_cache(maxsize=4096)
def _list_forms(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple(_vary(_spell(raw)))


@lru_cache(maxsize=4096)
def _name_forms(raw: str) -> frozenset[str]:
    return frozenset(form for form, _ in _list_forms(raw))


def _vary(word: str) -> Iterator[tuple[str, str]]:
    """Give a word without what is glued before it, and the sign of that."""
    yield word, ""
    if word.isascii():
        if len(word) > 3 and (word[0] == "l" or word[0] == word[1]):
            yield word[1:], ""
        if len(word) > 4 and word[0] == "t" and word[1] == word[2]:
            yield word[2:], ""  # khmsa tdd9aye9: the joint before what is counted
        if len(word) > 4 and word[0] in "ae" and word[1] == word[2]:
            yield word[2:], ""  # assimana ajjaya: the article
        return
    for clitic, sign in _CLITICS:
        rest = word.removeprefix(clitic)
        if word.startswith(clitic) and len(rest) > 1 and (not clitic or rest != "اب"):
            if clitic != "د":
                yield rest, sign
            for article in ("ال", "ل"):
                glued = rest.startswith(article) and len(rest) > len(article) + 1
                if glued and (article == "ال" or clitic in ("ل", "د")):
                    yield rest.removeprefix(article), "t" if clitic == "ل" else sign


def _match_phrase(
    text: str, tokens: list[Token], at: int, counted: bool
) -> tuple[list[Item], int] | None:
    table, start, raw = _load_phrases(), tokens[at].start, text[tokens[at].start : tokens[at].end]
    if len(raw) > _LONGEST:
        return None
    for form, glued in _list_forms(raw):
        for rest, sign, payload in table.get(form, ()):
            after = at + 1 + len(rest)
            if not _continues(text, tokens, at + 1, rest) or (sign[0] == "?" and not counted):
                continue
            said = glued != "t" or sign[-1] in _LENGTHS  # للسنة, for the year
            before = [Item(glued, start, start)] if glued and said else []
            item = Item(sign[-1], start, tokens[after - 1].end, payload, Fraction(1), word=form)
            return [*before, _reread_a(text, item)], after
    return None


def _reread_a(text: str, item: Item) -> Item:
    """Tell English `a month` and Kabyle `aseggas-a`, this year, from French `à`."""
    if (item.word, item.sign) != ("a", "~") or text[item.start].lower() != "a":
        return item
    suffixed = text[max(item.start - 1, 0)] == "-"
    return replace(item, sign="=" if suffixed else "1", payload="0" if suffixed else "")


def _continues(text: str, tokens: list[Token], at: int, rest: tuple[str, ...]) -> bool:
    following = tokens[at : at + len(rest)]
    return len(following) == len(rest) and all(
        token.end - token.start <= _LONGEST and word in _name_forms(text[token.start : token.end])
        for token, word in zip(following, rest, strict=True)
    )


_LONGEST = 32
"""Code points of a word that may be in the table, what is glued to it counted."""
