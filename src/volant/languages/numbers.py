"""Find the numbers of a text, in digits and in words, so that two texts can be compared.

An answer may only say numbers that its source says, so nothing is invented here: what may be an
article (`un`, واحد), a king or a word that only looks like a number is `weak`, which is evidence
and never a claim. It does not know what is counted and converts no unit; that is `measures`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction

from volant.languages import cardinals
from volant.languages import numerals as words
from volant.languages.counting import read_words
from volant.languages.figures import Token, follow, is_numeral, tokenise
from volant.languages.markers import listed
from volant.languages.ranks import add_rank
from volant.languages.shares import PARTS, find_part, find_share, is_rough

KINDS = ("number", "percent", "amount", "article", "date", "weak")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Be one number at `text[start:end]`.

    `kind` is one of `KINDS`: `amount` is money, `article` the number of a law's article, `date`
    a part of a date in digits, `weak` maybe no number at all.
    """

    start: int
    end: int
    value: Fraction
    kind: str = "number"


def values(text: str) -> tuple[Value, ...]:
    """Find the numbers, in order of appearance, without overlap.

    >>> [int(one.value) for one in values("سنتين و100.000 درهم، quatre-vingt-dix jours, sb3a")]
    [2, 100000, 90, 7]
    """
    folded = fold_digits(text)
    return read_values(folded, list(tokenise(folded)))


def read_values(folded: str, tokens: list[Token]) -> tuple[Value, ...]:
    """Find the numbers of a text whose digits are folded, from its tokens."""
    found: list[Value] = []
    at = 0
    while at < len(tokens):
        read = _read(folded, tokens, at)
        if read is None:
            at += 1
            continue
        value, after = read
        found.append(_classify(folded, tokens, range(at, after), value, found))
        at = after
    return tuple(found)


def fold_digits(text: str) -> str:
    """Write every decimal digit (٠-٩, ۰-۹ and the like) as 0-9; length and order stay.

    >>> fold_digits("٢٠١١ و۱۲")
    '2011 و12'
    """
    if text.isascii():
        return text
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text)


_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")

# --- reading ----------------------------------------------------------------------------------

Read = tuple[Value, int]
"""A value and the place of the token after it."""


def _read(text: str, tokens: list[Token], at: int) -> Read | None:
    token = tokens[at]
    if token.value is not None:
        return _read_digits(text, tokens, at)
    if _is_percent(tokens, at):
        return None
    if share := find_share(tokens, at):
        return Value(start=token.start, end=token.end, value=share), at + 1
    span = read_words(text, tokens, at)
    if span is None:
        return _read_single(text, tokens, at)
    after, end = span[1], tokens[span[1] - 1].end
    doubtful = after == at + 1 and token.word in cardinals.DOUBTFUL
    if doubtful and not (_counts(tokens, at) or match_percent(text, end) or _is_sure(tokens, at)):
        return None
    number, after = _add_decimals(text, tokens, *span)
    value = Value(start=token.start, end=tokens[after - 1].end, value=number)
    return _multiply(text, tokens, *_rank(text, tokens, *_over(text, tokens, value, after)))


def _add_decimals(text: str, tokens: list[Token], number: int, after: int) -> tuple[Fraction, int]:
    """Add what is said after the mark: `deux virgule cinq`."""
    mark = follow(text, tokens, after - 1)
    if mark is None or mark.word not in _MARKS or follow(text, tokens, after) is None:
        return Fraction(number), after
    said, end = "", after + 1
    while (digit := follow(text, tokens, end - 1)) and 0 < (one := _unit(digit.word)) < 10:
        said, end = said + str(one), end + 1
    read = None if said else read_words(text, tokens, end)
    if read and read[0] < 100:
        said, end = str(read[0]), read[1]
    return (Fraction(f"{number}.{said}"), end) if said else (Fraction(number), after)


_MARKS = frozenset(("virgule", "point", "coma", "فاصله"))


def _counts(tokens: list[Token], at: int) -> bool:
    """Say whether something counted follows, `n` or `de` between or not, or its own figures."""
    following = [token.word for token in tokens[at + 1 : at + 3]]
    if following and following[0] in ("n", "ⵏ", "de", "of"):
        following = following[1:]
    figures = at + 1 < len(tokens) and tokens[at + 1].value is not None
    return figures or (bool(following) and following[0] in _COUNTED)


_COUNTED = words.COUNTED | words.CURRENCIES | words.UNDER.keys() | {"past"}


def _is_sure(tokens: list[Token], at: int) -> bool:
    """Say whether a doubtful word is a number here: a rank, or Spanish all around."""
    if at and tokens[at - 1].word in cardinals.RANKING:
        return True
    if tokens[at].word not in cardinals.SPANISH.small:
        return False
    around = {token.word for token in tokens[max(at - 6, 0) : at + 7]}
    return bool(around & cardinals.SPANISH_GRAMMAR) and not around & cardinals.FRENCH_GRAMMAR


def _over(text: str, tokens: list[Token], value: Value, after: int) -> Read:
    """Divide by a part that follows: `deux tiers`, ثلاثة أرباع."""
    following = follow(text, tokens, after - 1)
    under = words.UNDER.get(following.word, 0) if following and not following.joined else 0
    if following is None or not 1 < value.value < under:
        return value, after
    return replace(value, value=value.value / under, end=following.end), after + 1


def _rank(text: str, tokens: list[Token], value: Value, after: int) -> Read:
    """Add the rank that ends a number."""
    number, end = add_rank(text, tokens, value.value, after)
    return (
        (replace(value, value=number, end=tokens[end - 1].end), end)
        if end > after
        else (value, after)
    )


def _read_digits(text: str, tokens: list[Token], at: int) -> Read:
    """Read digits, and a word that multiplies them: `3 millions`, 100 ألف."""
    token = tokens[at]
    value = Value(
        start=token.start, end=token.end, value=token.value or Fraction(0), kind=token.kind
    )
    return (value, at + 1) if token.kind == "date" else _multiply(text, tokens, value, at + 1)


def _multiply(text: str, tokens: list[Token], value: Value, after: int) -> Read:
    """Apply a scale that follows and a half beside it: `jouj d lmlayen`, مليون ونصف."""
    after, scale = _find_scale(text, tokens, after)
    last = scale or _ALL_SCALES.get(tokens[after - 1].word, 1)
    part, beyond = find_part(text, tokens, after)
    number = value.value * (scale or 1)
    if not part and last > 1:
        number, after = _add_rest(text, tokens, number, after, last)
    if not part and number == value.value:
        return value, after
    if part and last > 1:
        again, same = _find_scale(text, tokens, beyond)  # مليون ونصف المليون
        number, after = number + part * last, again if same == last else beyond
    elif part and not scale:
        further, scale = _find_scale(text, tokens, beyond)
        if scale:
            number, after = (number + part) * scale, further
    return replace(value, value=number, end=max(tokens[after - 1].end, value.end)), after


def _add_rest(
    text: str, tokens: list[Token], number: Fraction, after: int, room: int
) -> tuple[Fraction, int]:
    """Add what is smaller than the scale before it: مليون و600 ألف, `2 millions 500 mille`."""
    place = after + (after < len(tokens) and tokens[after].word in ("&", "and", "y"))
    following = follow(text, tokens, place - 1)
    if following is None or following.kind == "date":
        return number, after
    joined = place > after or following.joined
    if following.value is None:
        if not joined:
            return number, after
        rest, end = read_words(text, tokens, place) or (0, place)
    else:
        end, scale = _find_scale(text, tokens, place + 1)
        rest, joined = int(following.value * (scale or 1)), joined or scale > 0
    return (number + rest, end) if joined and 100 <= rest < room else (number, after)


def _find_scale(text: str, tokens: list[Token], at: int) -> tuple[int, int]:
    """Find the scale at a place, `of` before it or not: the place after it and its size, or 0."""
    following, place = follow(text, tokens, at - 1), at
    while following and following.word in _OF and place < at + 2:
        place += 1
        following = follow(text, tokens, place - 1)
    if following is None or following.joined:
        return at, 0
    size = _ALL_SCALES.get(following.word, 0)
    return (place + 1, size) if size else (at, 0)


_OF = frozenset({"d", "dyal", "dial", "د", "ديال", "n", "ⵏ", "ⵉⴷ", "de"})


_ALL_SCALES = {
    **{word: size for language in cardinals.LANGUAGES for word, size in language.scales.items()},
    **words.FRENCH_SCALES,
    **words.SCALES,
    **{word: size for word, size in words.ROUGHLY.items() if word[-1] == "s" or word == "dozen"},
    **dict.fromkeys(("myat", "lmyat", "ميات", "الميات", "لميات"), 100),
}


def _is_percent(tokens: list[Token], at: int) -> bool:
    """Say whether a hundred only stands for the percent sign: `pour cent`, في المائة, بالمائة."""
    word = tokens[at].word
    before = tokens[at - 1].word if at else ""
    if word in ("cent", "ciento"):
        return before in ("pour", "per", "por")
    return word in ("مايه", "ميه", "mya", "lmya") and (before in ("في", "ف", "f", "fi"))


# --- single words ------------------------------------------------------------------------------


def _read_single(text: str, tokens: list[Token], at: int) -> Read | None:
    """Read words that are a number alone: a dual, a part, an ordinal, a month after a day."""
    token = tokens[at]
    if token.word == "ربع" and at + 1 < len(tokens) and tokens[at + 1].word in _FEW:
        four = Value(start=token.start, end=token.end, value=Fraction(4))
        return _multiply(text, tokens, four, at + 1)
    if part := PARTS.get(token.word):
        after, scale = _find_scale(text, tokens, _skip_one(tokens, at + 1))
        if scale:
            value, end = part * scale, tokens[after - 1].end
            return Value(start=token.start, end=end, value=value), after
    if token.word == "half" and at + 1 < len(tokens) and tokens[at + 1].word in _HALVED:
        return Value(start=token.start, end=token.end, value=Fraction(1, 2)), at + 1
    return _read_listed(text, tokens, at)


def _read_listed(text: str, tokens: list[Token], at: int) -> Read | None:
    """Read a word that a table holds, and the rank that may follow it."""
    token = tokens[at]
    number, kind = _SINGLES.get(token.word, (None, ""))
    if number is not None and not (token.word in words.BARE_SPANS and _is_counted(tokens, at)):
        kind = "number" if token.word in words.ROUGHLY and is_rough(text, tokens, at) else kind
        found = Value(start=token.start, end=token.end, value=number, kind=kind)
        return _rank(text, tokens, found, at + 1) if number >= 10 else (found, at + 1)
    if token.word in words.MONTHS and at and tokens[at - 1].value is not None:
        value = Fraction(words.MONTHS[token.word])
        return Value(start=token.start, end=token.end, value=value, kind="weak"), at + 1
    return None


_FEW = listed("سنين شهور ايام يام سيمانات دراهم سوايع دقايق الاف ملاين ملايين يامات")
"""Plurals: Darija says ربع سنين for four years, and ربع ساعة for a quarter of an hour."""


_HALVED = ("a", "an", "the", "of")


def _skip_one(tokens: list[Token], at: int) -> int:
    """Go past the article of `half a million`."""
    return at + (at < len(tokens) and tokens[at].word == "a")


def _is_counted(tokens: list[Token], at: int) -> bool:
    """Say whether a number stands beside this word, so that it is not one month but that many."""
    beside = tokens[max(at - 1, 0) : at] + tokens[at + 1 : at + 2]
    return any(token.value is not None or is_numeral(token.word) for token in beside)


_SINGLES: dict[str, tuple[Fraction, str]] = {
    word: (Fraction(number), kind)
    for table, kind in (
        (dict.fromkeys(words.BARE_SPANS, 1), "weak"),
        (dict.fromkeys(words.FIRST, 1), "weak"),
        (words.WEAK_PARTS, "weak"),
        (cardinals.PARTS, "weak"),
        (cardinals.FIRST, "weak"),
        (words.ROUGHLY, "weak"),
        (words.FRENCH_WEAK, "weak"),
        (cardinals.ORDINALS, "number"),
        (words.FRENCH_ORDINALS, "number"),
        (words.FRENCH_PARTS, "number"),
        (words.PARTS, "number"),
        (words.ZERO, "number"),
        (dict.fromkeys(words.DUALS, 2), "number"),
    )
    for word, number in table.items()
}
"""Each word's number and how sure it is; of two meanings the later table's."""

# --- kinds -------------------------------------------------------------------------------------

_PERCENT_AFTER = re.compile(
    r"\s{0,3}[)(]?\s{0,3}(?:[%٪]|(?:pour\s?(?:cent|100)|per\s?cent|por\s?ciento)\b"
    r"|f(?:[ei]l?)?[\s-]?l?m(?:i|e)?yy?[ae]h?\b|f\s?l?mia\b|[ⴳⵖ]\sⵜⵉ?ⵎⵉⴹⵉ"
    r"|(?:في|ف)\s?(?:ال?)?(?:مائة|مئة|ماية|مية|ميا)|ب?(?:ال|ل)(?:مائة|مئة|مية))",
    re.IGNORECASE,
)
_PERCENT_BEFORE = re.compile(r"[%٪]\s?$")


def match_percent(text: str, end: int) -> int:
    """Give the end of the percent sign or words at a place, or 0."""
    found = _PERCENT_AFTER.match(text, end)
    return found.end() if found else 0


def _classify(
    text: str, tokens: list[Token], place: range, value: Value, found: list[Value]
) -> Value:
    """Give a value its kind from the words beside it."""
    before = tokens[place.start - 1].word if place.start else ""
    if value.kind == "date" and not _heads_article(before):
        return value
    if _PERCENT_AFTER.match(text, value.end) or _PERCENT_BEFORE.search(
        text[max(value.start - 2, 0) : value.start]
    ):
        return replace(value, kind="percent")
    if value.kind == "weak" and not _heads_article(before):
        return value
    kind = _name_kind(text, tokens, place, value, found)
    return value if kind == value.kind else replace(value, kind=kind)


def _name_kind(
    text: str, tokens: list[Token], place: range, value: Value, found: list[Value]
) -> str:
    at, after = place.start, place.stop
    before = tokens[at - 1].word if at else ""
    following = tokens[after].word if after < len(tokens) else ""
    if following in words.CURRENCIES or text[value.end : value.end + 2].strip()[:1] in ("€", "$"):
        return "amount"
    if _heads_article(before) or _continues_article(tokens, at, found):
        return "article"
    if len(place) == 1 and _is_weak(tokens[at], before, following):
        return "weak"
    return value.kind


def _heads_article(before: str) -> bool:
    return before in words.ARTICLES


def _continues_article(tokens: list[Token], at: int, found: list[Value]) -> bool:
    """Say whether `and` alone stands between this number and an article's."""
    if not found or found[-1].kind != "article":
        return False
    between = [token.word for token in tokens[max(at - 2, 0) : at] if token.start >= found[-1].end]
    return len(between) <= 1 and all(word in ("&", "الي", "a", "و") for word in between)


def _is_weak(token: Token, before: str, following: str) -> bool:
    """Say whether a lone word may be no number: an article, a king, `neuf` that is new."""
    if token.value is not None:
        return False
    if before in words.REIGNS:
        return True
    if _unit(token.word) == 1 or token.word in words.DOUBTFUL:
        return following not in words.COUNTED and before not in words.SPANS
    return before == "يوم" and token.word in ("اثنين", "اثنان")


def _unit(word: str) -> int:
    tables = (words.UNITS, words.FRENCH_UNITS, words.ORDINALS, *_SMALL)
    return next((table[word] for table in tables if word in table), 0)


_SMALL = tuple(language.small for language in cardinals.LANGUAGES)
