"""Read the rank that ends a number in words, `deux cent cinquième`, and Roman numerals, `XXIe`.

Words that are a rank by themselves are in `numerals` and `cardinals`. Which Roman letters are a
numeral, and not a word or a king's, their surroundings say; that is for `signs`.
"""

from __future__ import annotations

from fractions import Fraction

from volant.languages import cardinals
from volant.languages import numerals as words
from volant.languages.figures import Token, follow

_RANKS = {**words.FRENCH_ORDINALS, **cardinals.ORDINALS, **cardinals.FIRST, "second": 2}
_AFTER_AND = ("unieme", "onzieme")
"""What French joins by `et`: vingt et unième."""


def add_rank(text: str, tokens: list[Token], number: Fraction, after: int) -> tuple[Fraction, int]:
    """Add the rank at a place to the number before it, and give the place after.

    >>> from volant.languages.figures import tokenise
    >>> add_rank("vingt et unième", list(tokenise("vingt et unième")), Fraction(20), 1)
    (Fraction(21, 1), 3)
    """
    joint = tokens[after].word if after < len(tokens) else ""
    at = after + (joint in ("&", "and"))
    following = follow(text, tokens, at - 1)
    unit = _RANKS.get(following.word, 0) if following else 0
    if following is None or not unit or (joint == "&" and following.word not in _AFTER_AND):
        return number, after
    ranked = _join(number, unit, tokens[after - 1].word)
    return (ranked, at + 1) if ranked else (number, after)


def _join(number: Fraction, unit: int, before: str) -> Fraction:
    """Add a rank to the hundreds or tens before it, or multiply it by them; 0 where it cannot."""
    if unit in (100, 1000) or (number == 4 and unit == 20):
        return number * unit if number < unit else Fraction(0)
    rest = number % 100
    room = 100 if rest == 0 else 20 if rest in (60, 80) else 10 if rest % 10 == 0 else 0
    teen = rest != 10 or unit > 6 or before in ("decimo", "decima")  # dix-septième, décimo tercero
    return number + unit if unit < room and teen else Fraction(0)


def read_roman(numeral: str) -> Fraction:
    """Read `XXIe`: a letter before a larger one is taken away; what is no such letter is left out.

    >>> int(read_roman("XIXe"))
    19
    """
    ones = [_ROMAN[letter] for letter in numeral if letter in _ROMAN]
    pairs = zip(ones, [*ones[1:], 0], strict=True)
    return Fraction(sum(one if one >= after else -one for one, after in pairs))


_ROMAN = {"I": 1, "V": 5, "X": 10}
