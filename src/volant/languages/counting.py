"""Put the words of a number together: French tens before ones, Arabic ones before tens.

Words are read as far as they make one number, so `deux, trois` and ثلاثة وأربعة stay two numbers.
Spelling is `numerals`; what a number means where it stands is `numbers`. Every reader gives a
`Span`, or `None` where no number begins.
"""

from __future__ import annotations

from volant.languages import numerals as words
from volant.languages.cardinals import ENGLISH, LANGUAGES, Cardinals
from volant.languages.figures import Token, follow

Span = tuple[int, int]
"""The number, and the place of the token after it."""


def read_words(text: str, tokens: list[Token], at: int) -> Span | None:
    """Read a number in words, of the language that takes it farthest."""
    if tokens[at].word not in _BEGINNINGS:
        return None
    readers = (read_french, read_arabic, read_cardinal)
    spans = [span for reader in readers if (span := reader(text, tokens, at))]
    return max(spans, key=lambda span: span[1], default=None)


_BEGINNINGS = frozenset({"cent"}).union(
    words.FRENCH_UNITS, words.FRENCH_TEENS, words.FRENCH_TENS, words.FRENCH_SCALES, words.UNITS,
    words.ORDINALS, words.TEN, words.TEENS, words.TENS, words.HUNDREDS, words.SCALES,
    words.DOUBLE_SCALES, *(table for one in LANGUAGES for table in (one.small, one.scales)),
)  # fmt: skip

# --- French words ------------------------------------------------------------------------------


def read_french(text: str, tokens: list[Token], at: int) -> Span | None:
    """Read a French number up to the billions."""
    total, after = 0, at
    scale_before = 10**12
    while True:
        amount, following = _under_thousand(text, tokens, after, after == at)
        scale = _scale(text, tokens, following if amount else after, after == at and not amount)
        if scale and scale < scale_before:
            total, after = total + (amount or 1) * scale, (following if amount else after) + 1
            scale_before = scale
            continue
        if amount:
            total, after = total + amount, following
        break
    if after == at:
        return None
    return total, after


def _scale(text: str, tokens: list[Token], at: int, first: bool) -> int:
    if at >= len(tokens) or (not first and follow(text, tokens, at - 1) is None):
        return 0
    return words.FRENCH_SCALES.get(tokens[at].word, 0)


def _under_thousand(text: str, tokens: list[Token], at: int, first: bool) -> tuple[int, int]:
    small, after = _under_hundred(text, tokens, at, first)
    if 0 < small < 10 or (first and not small) or not small:
        place = after if small else at
        hundreds = ("cent", "cents") if small else ("cent",)
        if _word_at(text, tokens, place, first and not small) in hundreds and small != 1:
            rest, end = _under_hundred(text, tokens, place + 1, False)
            return (small or 1) * 100 + rest, end if rest else place + 1
    return small, after


def _word_at(text: str, tokens: list[Token], at: int, first: bool = False) -> str:
    """Give the word at a place that continues the number before it, else nothing."""
    if at >= len(tokens) or (not first and follow(text, tokens, at - 1) is None):
        return ""
    return tokens[at].word


def _under_hundred(text: str, tokens: list[Token], at: int, first: bool) -> tuple[int, int]:
    word = _word_at(text, tokens, at, first)
    following = _word_at(text, tokens, at + 1) if word else ""
    if word == "quatre" and following in ("vingt", "vingts"):
        return _add_french(text, tokens, at + 2, 80)
    if word in words.FRENCH_TENS:
        return _add_french(text, tokens, at + 1, words.FRENCH_TENS[word])
    if word == "dix" and following in ("sept", "huit", "neuf"):
        return 10 + words.FRENCH_UNITS[following], at + 2
    if word in words.FRENCH_TEENS:
        return words.FRENCH_TEENS[word], at + 1
    return (words.FRENCH_UNITS[word], at + 1) if word in words.FRENCH_UNITS else (0, at)


def _add_french(text: str, tokens: list[Token], at: int, tens: int) -> tuple[int, int]:
    """Add what may follow tens: a unit, or after sixty and eighty a teen; `et` before 1 and 11."""
    place = at + 1 if _word_at(text, tokens, at) == "&" else at
    word = _word_at(text, tokens, place)
    if place > at and word not in ("un", "une", "onze"):
        return tens, at
    if tens in (60, 80) and word in words.FRENCH_TEENS:
        teen, after = _under_hundred(text, tokens, place, False)
        return tens + teen, after
    if word in words.FRENCH_UNITS:
        return tens + words.FRENCH_UNITS[word], place + 1
    return tens, at


# --- English, Spanish and Tamazight words ------------------------------------------------------


def read_cardinal(text: str, tokens: list[Token], at: int) -> Span | None:
    """Read a number of the language whose words go farthest."""
    word = tokens[at].word
    spans = [
        _read_falling(language, text, tokens, at)
        for language in LANGUAGES
        if word in language.small or word in language.scales
    ]
    if 16 <= ENGLISH.small.get(word, 0) <= 20:
        spans.append(_read_century(text, tokens, at))
    return max(spans, key=lambda span: span[1], default=None)


def _read_century(text: str, tokens: list[Token], at: int) -> Span:
    """Read a year said in two halves, `nineteen ninety-nine`."""
    century = ENGLISH.small[tokens[at].word]
    if ENGLISH.small.get(_word_at(text, tokens, at + 1), 0) >= 10:
        rest, after = _read_falling(ENGLISH, text, tokens, at + 1)
        if rest < 100:
            return century * 100 + rest, after
    return century, at + 1


def _read_falling(language: Cardinals, text: str, tokens: list[Token], at: int) -> Span:
    """Add words that grow smaller; a hundred or a larger word multiplies what stands before it."""
    total, part, room, after, place = 0, 0, 10**12, at, at
    while True:
        word = _word_at(text, tokens, place, place == at)
        if not word and language is ENGLISH and total and not part:
            word = _after_comma(text, tokens, place, room)
        if value := language.small.get(word, 0):
            grown = _grow(language, part, value, _word_at(text, tokens, after) in language.joints)
            if not grown:
                break
            part = grown
        elif (scale := language.scales.get(word, 0)) == 100 and part < 10:
            part = max(part, 1) * 100
        elif scale > 100 and scale < room:
            total, part, room = total + max(part, 1) * scale, 0, scale
        else:
            break
        after = place + 1
        joint = _word_at(text, tokens, after)
        place = after + (joint in language.joints or (language.rising and joint in _SO_MANY))
    return total + part, after


def _after_comma(text: str, tokens: list[Token], at: int, room: int) -> str:
    """Give the English word that goes on after a comma: `two thousand, five hundred`."""
    if at >= len(tokens) or text[tokens[at - 1].end : tokens[at].start] != ", ":
        return ""
    scales = [ENGLISH.scales.get(token.word, room) for token in tokens[at + 1 : at + 3]]
    return tokens[at].word if min(scales, default=room) < room else ""


_SO_MANY = ("ⵉⴷ", "id")
"""Before a plural: ⴽⵕⴰⴹ ⵉⴷ ⵎⵔⴰⵡ, three tens."""


def _grow(language: Cardinals, part: int, value: int, joined: bool) -> int:
    """Add a word where it fills a place that the number read so far leaves empty, else 0."""
    if not part:
        return value
    if language.rising and joined:
        fits = part % 100 < value == 10 or (part % 10 == 0 and value < 10) or part % 100 == 0
        return part + value if fits else 0
    if language.rising and value == 10 and 2 <= part % 100 < 10:
        return part + part % 10 * 9
    low = 100 if part % 100 == 0 else 10 if part % 10 == 0 and part % 100 >= 20 else 0
    return part + value if value < low else 0


# --- Arabic words ------------------------------------------------------------------------------


def read_arabic(text: str, tokens: list[Token], at: int) -> Span | None:
    """Read a number of Standard Arabic or Darija, ones before tens, joined by و."""
    total, after, scale_before = 0, at, 10**12
    while True:
        joined, place = _and(text, tokens, after) if after > at else (True, at)
        if not joined or place >= len(tokens):
            break
        word = tokens[place].word
        if word in words.DOUBLE_SCALES and words.DOUBLE_SCALES[word] // 2 < scale_before:
            scale_before = words.DOUBLE_SCALES[word] // 2
            total, after = total + words.DOUBLE_SCALES[word], place + 1
            continue
        amount, following = _arabic_under_thousand(text, tokens, place)
        scale = _arabic_scale(text, tokens, following, amount, place)
        if scale and scale < scale_before:
            count = amount or 1 + _is_dual(text, tokens, following)
            total, after, scale_before = total + count * scale, following + 1, scale
            continue
        if amount and (after == at or scale_before > 1) and not scale:
            total, after = total + amount, following
        break
    if after == at:
        return None
    return total, after


def _and(text: str, tokens: list[Token], at: int) -> tuple[bool, int]:
    """Say whether the token at a place is joined to the one before, and where the number is."""
    following = follow(text, tokens, at - 1)
    if following is None:
        return False, at
    if following.word == "&":
        return follow(text, tokens, at) is not None, at + 1
    if following.word == "واحد" and at + 1 < len(tokens) and tokens[at + 1].word in words.TEN:
        return True, at  # وأحد عشر: the hamza is gone from the comparable form
    return following.joined, at


def _is_dual(text: str, tokens: list[Token], at: int) -> bool:
    """Say whether a scale is a dual before what is counted: ألفا درهم, two thousand."""
    following = follow(text, tokens, at)
    return tokens[at].word in _DUAL_SCALES and following is not None and following.word in _COUNTED


_DUAL_SCALES = frozenset(("الفا", "مليونا", "مليارا"))
_COUNTED = words.COUNTED | words.CURRENCIES


def _arabic_scale(text: str, tokens: list[Token], at: int, amount: int, place: int) -> int:
    if at >= len(tokens) or (at > place and follow(text, tokens, at - 1) is None):
        return 0
    if amount and tokens[at].joined:
        return 0
    return words.SCALES.get(tokens[at].word, 0)


def _arabic_under_thousand(text: str, tokens: list[Token], at: int) -> tuple[int, int]:
    """Read hundreds, then ones and tens joined by و; (0, at) where there is none."""
    hundreds, after = _hundreds(text, tokens, at)
    if not hundreds:
        return _arabic_under_hundred(text, tokens, at)
    joined, place = _and(text, tokens, after)
    if joined:
        rest, end = _arabic_under_hundred(text, tokens, place)
        if rest and not _begins_scale(text, tokens, place, end):
            return hundreds + rest, end
    return hundreds, after


def _begins_scale(text: str, tokens: list[Token], place: int, end: int) -> bool:
    """Say whether the number read is hundreds of its own, as in ألف ومائة وثلاث مائة."""
    following = follow(text, tokens, end - 1)
    return following is not None and not following.joined and following.word in words.HUNDREDS


def _hundreds(text: str, tokens: list[Token], at: int) -> tuple[int, int]:
    word = tokens[at].word
    if word in words.HUNDREDS:
        return words.HUNDREDS[word], at + 1
    following = follow(text, tokens, at)
    unit = words.UNITS.get(word, 0)
    if following is None or following.joined or not 3 <= unit <= 9:
        return 0, at
    if words.HUNDREDS.get(following.word) == 100:
        return unit * 100, at + 2
    return 0, at


_ROUND = {**words.TEENS, **words.TENS, **dict.fromkeys(words.TEN, 10)}


def _arabic_under_hundred(text: str, tokens: list[Token], at: int) -> tuple[int, int]:
    word = tokens[at].word
    if word in _ROUND:
        return _ROUND[word], at + 1
    unit = words.UNITS.get(word) or words.ORDINALS.get(word) or 0
    if not unit:
        return 0, at
    following = follow(text, tokens, at)
    if following and following.word in words.TEN and not following.joined:
        return unit + 10, at + 2
    joined, place = _and(text, tokens, at + 1)
    if joined and place < len(tokens) and tokens[place].word in words.TENS:
        return unit + words.TENS[tokens[place].word], place + 1
    return unit, at + 1
