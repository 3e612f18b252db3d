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
from volant.languages.counting import read_arabic, read_cardinal, read_french
from volant.languages.figures import Token, follow, is_numeral, tokenise

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
    tokens = list(tokenise(folded))
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
    readers = (read_french, read_arabic, read_cardinal)
    spans = [span for reader in readers if (span := reader(text, tokens, at))]
    if not spans:
        return _read_single(tokens, at)
    number, after = max(spans, key=lambda span: span[1])
    end = tokens[after - 1].end
    doubtful = after == at + 1 and token.word in cardinals.DOUBTFUL
    if doubtful and not (_counts(tokens, after) or match_percent(text, end)):
        return None
    return _over(text, tokens, Value(start=token.start, end=end, value=Fraction(number)), after)


def _counts(tokens: list[Token], after: int) -> bool:
    """Say whether something counted follows, `n` or `de` between or not."""
    following = [token.word for token in tokens[after : after + 2]]
    if following and following[0] in ("n", "ⵏ", "de", "of"):
        following = following[1:]
    return bool(following) and following[0] in words.COUNTED | words.CURRENCIES


def _over(text: str, tokens: list[Token], value: Value, after: int) -> Read:
    """Divide by a part that follows: `deux tiers`, ثلاثة أرباع."""
    following = follow(text, tokens, after - 1)
    under = words.UNDER.get(following.word, 0) if following and not following.joined else 0
    if following is None or not 1 < value.value < under:
        return value, after
    return replace(value, value=value.value / under, end=following.end), after + 1


def _read_digits(text: str, tokens: list[Token], at: int) -> Read:
    """Read digits, and a word that multiplies them: `3 millions`, 100 ألف."""
    token, after = tokens[at], at + 1
    value, end = token.value or Fraction(0), token.end
    scale = follow(text, tokens, at)
    if scale and scale.word in _ALL_SCALES and not scale.joined and token.kind != "date":
        value, end, after = value * _ALL_SCALES[scale.word], scale.end, at + 2
    return Value(start=token.start, end=end, value=value, kind=token.kind), after


_ALL_SCALES = {
    **{word: size for language in cardinals.LANGUAGES for word, size in language.scales.items()},
    **words.FRENCH_SCALES,
    **words.SCALES,
}


def _is_percent(tokens: list[Token], at: int) -> bool:
    """Say whether a hundred only stands for the percent sign: `pour cent`, في المائة, بالمائة."""
    word = tokens[at].word
    before = tokens[at - 1].word if at else ""
    if word in ("cent", "ciento"):
        return before in ("pour", "per", "por")
    return word in ("مايه", "ميه", "mya", "lmya") and (before in ("في", "ف", "f", "fi"))


# --- single words ------------------------------------------------------------------------------


def _read_single(tokens: list[Token], at: int) -> Read | None:
    """Read words that are a number alone: a dual, a part, an ordinal, a month after a day."""
    token = tokens[at]
    for table, kind in _SINGLES:
        if token.word in table and not (table is _BARE and _is_counted(tokens, at)):
            value = Fraction(table[token.word])
            return Value(start=token.start, end=token.end, value=value, kind=kind), at + 1
    if token.word in words.MONTHS and at and tokens[at - 1].value is not None:
        value = Fraction(words.MONTHS[token.word])
        return Value(start=token.start, end=token.end, value=value, kind="weak"), at + 1
    return None


def _is_counted(tokens: list[Token], at: int) -> bool:
    """Say whether a number stands beside this word, so that it is not one month but that many."""
    beside = tokens[max(at - 1, 0) : at] + tokens[at + 1 : at + 2]
    return any(token.value is not None or is_numeral(token.word) for token in beside)


_BARE = dict.fromkeys(words.BARE_SPANS, 1)
_SINGLES: tuple[tuple[dict[str, Fraction] | dict[str, int], str], ...] = (
    (dict.fromkeys(words.DUALS, 2), "number"),
    (words.PARTS, "number"),
    (words.FRENCH_PARTS, "number"),
    (words.FRENCH_ORDINALS, "number"),
    (words.FRENCH_WEAK, "weak"),
    (cardinals.ORDINALS, "number"),
    (cardinals.FIRST, "weak"),
    (cardinals.PARTS, "weak"),
    (words.WEAK_PARTS, "weak"),
    (dict.fromkeys(words.FIRST, 1), "weak"),
    (_BARE, "weak"),
)

# --- kinds -------------------------------------------------------------------------------------

_PERCENT_AFTER = re.compile(
    r"\s*(?:[%٪]|(?:pour\s?cent|per\s?cent|por\s?ciento)\b|f\s?l?mya\b|fi?\sl?mi?yy?a\b"
    r"|(?:في|ف)\s?ال?(?:مائة|مئة|ماية|مية)|ب?المائة)",
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
    at, after = place.start, place.stop
    before = tokens[at - 1].word if at else ""
    following = tokens[after].word if after < len(tokens) else ""
    if value.kind in ("weak", "date") and not _heads_article(before):
        return value
    if _PERCENT_AFTER.match(text, value.end) or _PERCENT_BEFORE.search(
        text[max(value.start - 2, 0) : value.start]
    ):
        return replace(value, kind="percent")
    if following in words.CURRENCIES or text[value.end : value.end + 2].strip()[:1] in ("€", "$"):
        return replace(value, kind="amount")
    if _heads_article(before) or _continues_article(tokens, at, found):
        return replace(value, kind="article")
    if len(place) == 1 and _is_weak(tokens[at], before, following):
        return replace(value, kind="weak")
    return value


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
