"""Find where a text names a legal act by kind and number, in Arabic or French.

«القانون رقم 65.99» and « loi n° 65-99 » are one mention: `law`, `65-99`. What is read is a plain
form of the text (one alif, no accents, lam-alef in one order), which keeps the way back to the
text as given. Acts named by their date alone («الظهير الشريف الصادر في 9 رمضان 1331») have no
number to find them by, and are left out; so is a number that no kind of act stands before.

The trade-off: between the kind and « n° » only words that are known to stand there are let
through, an order's ministers apart, so that no number is given to an act it does not belong to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from volant import languages

# --- plain text -----------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\S\n]*(\n|\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Hold a text in comparable form, words parted by one space, lines kept.

    Word `i` of it begins at `places[i]` and stands in the given text at `origins[i]`.
    """

    text: str
    places: tuple[int, ...]
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def find(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the given text that holds `text[start:end]`, in whole words."""
        first = max(bisect_right(self.places, start) - 1, 0)
        last = max(bisect_right(self.places, max(end - 1, start)) - 1, 0)
        return (self.origins[first], self.ends[last]) if self.places else (0, 0)


def simplify(text: str) -> Plain:
    """Bring a text to its plain form, linear in its length.

    >>> simplify("Loi n° 65-99\\nArticle 3").text
    'loi n° 65-99\\narticle 3 '
    """
    words: list[str] = []
    places: list[int] = []
    origins: list[int] = []
    ends: list[int] = []
    at = 0
    for token in _TOKEN.finditer(text):
        word = token[1]
        if word == "\n" and words and words[-1].endswith(" "):
            words[-1], at = words[-1][:-1], at - 1
        words.append(word if word == "\n" else _simplify(word))
        places.append(at)
        origins.append(token.start(1))
        ends.append(token.end(1))
        at += len(words[-1])
    return Plain(
        text="".join(words), places=tuple(places), origins=tuple(origins), ends=tuple(ends)
    )


@lru_cache(maxsize=1 << 15)
def _simplify(word: str) -> str:
    return f"{languages.normalize(word)} "


# --- acts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Be an act named by kind and number in `plain.text[start:end]`.

    `kind` and `number` are as in `Instrument`. `own` says that the name has no article and opens a
    line, as a text's own title does.
    """

    kind: str
    number: str
    start: int
    end: int
    own: bool = False


_ARABIC = (
    r"(?P<dahir>(?:ال|ل{1,2})?ظهير(?:نا)?\s(?:ال)?شريف)(?:\s(?:(?:ال)?معتبر\s)?بمثابه\s(?:ال)?قانون"
    r"(?:\s(?:ال)?تنظيمي)?)?"
    r"|(?P<decree>(?:ال|امل?|ل{1,2})?م?رسوم)(?:\s(?:ال|امل)?م?لكي)?"
    r"(?P<law_decree>\sبقانون)?(?:\sبمثابه\s(?:ال)?قانون)?"
    r"|(?P<organic>(?:ال|ل{1,2})?قانون\s(?:ال)?تنظيمي)(?:\s\S*ليه)?"
    r"|(?P<law>(?:ال|ل{1,2})?قانون)(?:\s?-?\s?(?:اال|ال)طار)?(?:\s(?:ال|امال|لل)\S*ليه)?(?:\sا\S*معدل|\sامعدل|\sاملعدل)?"
    r"(?:\sلسنه\s?\d{4})?"
    r"|(?P<order>(?:ال|ل{1,2})?قرار)(?:\s(?!رقم|عدد|من\s|بت|بشان|يتعلق|ال?متعلق|ال?صادر|ال?ماده|ال?فصل)[^\s\d؛.:]+){0,24}?"
    r"|(?P<decision>(?:ال|ل{1,2})?مقرر|املقرر)(?:\s(?!رقم|عدد)[^\s\d؛.:]+){0,6}?"
    r"|(?P<circular>(?:ال|ل{1,2})?(?:دوريه|منشور))(?:\s(?!رقم|عدد)[^\s\d؛.:]+){0,6}?"
)
_QUALIFIED = r"(?:\s?،?\s?(?:السالفه?|سالفه?|االنفه?|الذكر|المشار|الي|اليه|اليها|اعاله|المذكوره?))*"
_FRENCH = (
    r"(?P<loi_organique>lois?\sorganiques?)|(?P<decret_loi>decrets?\s?-?\s?lois?)"
    r"|(?P<loi>lois?(?:\s?-\s?cadres?)?(?:\sde\sfinances(?:\srectificative)?)?)"
    r"|(?P<dahir_>dahirs?(?:\sportant\s(?:loi|promulgation))?)"
    r"|(?P<decret>decrets?(?:\sroya(?:l|ux))?(?:\sportant\sloi)?)"
    r"|(?P<arrete>arretes?)(?:\s(?!n[°o]|du\s\d|relati|fixant|portant)[^\s\d;.:]+){0,24}?"
    r"|(?P<decision_>decisions?)(?:\s(?!n[°o])[^\s\d;.:]+){0,6}?"
    r"|(?P<circulaire>circulaires?)(?:\s(?!n[°o])[^\s\d;.:]+){0,6}?"
)
_KINDS = {
    "dahir": "dahir", "dahir_": "dahir", "law_decree": "decree-law", "decret_loi": "decree-law",
    "decree": "decree", "decret": "decree", "organic": "organic-law",
    "loi_organique": "organic-law", "law": "law", "loi": "law", "order": "order",
    "arrete": "order", "decision": "decision", "decision_": "decision", "circular": "circular",
    "circulaire": "circular",
}  # fmt: skip
_DIGITS = r"(?P<number>\d{1,4}(?:\s?[.\-_/]\s?\d{1,4}){1,3}(?:\s\d{2,4})?)(?!\d)"
_MENTION = re.compile(
    rf"(?<![^\W\d_])(?:[وفبك]?(?:{_ARABIC}){_QUALIFIED}\s?(?:رقمه?|عدد)[\s،,.:-]*"
    rf"|(?:l')?(?:{_FRENCH})(?:\sprecitee?|\ssusvisee?)?\s?(?:n\s?(?:[°o]|[^\w\s])?\.?|numero)\s?){_DIGITS}"
)
_SERIES = ("1", "2", "3")
"""Dahirs are numbered 1-YY-N, decrees 2-YY-N, orders of the head of government 3-N-YY."""


def find_mentions(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Yield the acts named in plain text, in order.

    >>> [(m.kind, m.number) for m in find_mentions(simplify("المرسوم رقم 2.04.469").text)]
    [('decree', '2-04-469')]
    """
    for found in _MENTION.finditer(text, start, len(text) if end is None else end):
        groups = {name for name, said in found.groupdict().items() if said and name != "number"}
        kind = _KINDS["law_decree" if "law_decree" in groups else groups.pop()]
        number, length = order_digits(found["number"], kind)
        yield Mention(
            kind=kind,
            number=number,
            start=found.start(),
            end=found.start("number") + length,
            own=_opens_line(text, found.start())
            and not found[0].startswith(("ال", "ام", "و", "ب")),
        )


def order_digits(said: str, kind: str) -> tuple[str, int]:
    """Give a number in the order of the French form, and how much of what was said it takes.

    Right-to-left extraction turns 1.03.194 round, into 194.03.1 or 03.194.1.

    >>> order_digits("194.03.1", "dahir"), order_digits("03.194.1 ", "dahir")
    (('1-03-194', 8), ('1-03-194', 8))
    """
    parts = list(re.finditer(r"\d+", said))
    digits = [part[0] for part in parts]
    if kind in ("law", "organic-law") or len(digits) < 3:
        length = 2
    elif digits[0] in _SERIES:
        length = 3
    elif digits[2] in _SERIES:
        length = 3
        year, serial = (digits[1], digits[0]) if len(digits[1]) == 2 else (digits[0], digits[1])
        digits = [digits[2], year, serial]
    else:
        length = 2
    return "-".join(digits[:length]), parts[length - 1].end()


def key(number: str) -> str:
    """Give the form of a number that is the same for « 9-08 » and « 09-08 ».

    >>> key("09-08") == key("9-08")
    True
    """
    return "-".join(part.lstrip("0") or "0" for part in number.split("-")) if number else ""


def _opens_line(text: str, at: int) -> bool:
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return not before.strip(" -–*«\"'.")
