"""Find the articles of a legal text and give each its number, whatever language writes it.

«المادة 12 المكررة», «الفصل الحادي والعشرون» and « Article 12 bis » stand on a line alone or
before a title. A line that only *mentions* an article («المادة 50 من القانون…») opens none, nor
one that the edge of the page cut out of a sentence, nor a table of contents. The spellings that
PDF extraction leaves are read: «املادة», «األولى», «الفصل .5», «المادة :2مجال التطبيق».

The trade-off: an article is what its line and the two beside it say. Nothing is inferred from
the numbers before and after, so an article quoted whole out of another text counts as one of
this text, unless its line opens with a guillemet, as quotations in laws do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from volant import languages
from volant.languages.folding import INVISIBLE, VOWELS

SOLE = "unique"
"""The number of a text's only article («مادة فريدة», « article unique »)."""

MULTIPLES = (
    *("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies"),
    *("undecies", "duodecies", "terdecies"),
)
"""What follows the number of an article put in later; «مكرر مرتين» is `ter`, and so on."""

REACH = 80
"""Code points of a line that are looked at; the longest heading with its number takes 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Be the heading of one article.

    `label` is as written, in one line. `number` is for comparing: digits as in the French form,
    then the Latin multiple (`12 bis`, `3-1`), or `unique`; empty where only the label can be read.
    """

    start: int
    label: str
    number: str


# --- numbers --------------------------------------------------------------------------------------
# All patterns are for normalized text: no accents, one alif, ta marbuta as ha, and alefs before
# lams in a run, so that «الأولى» and the damaged «األولى» are both «االولي».

_UNIT = (
    r"(?:ال)?(?:اولي?|واحده?|احد[يه]?|حادي(?:ه)?|ثاني(?:ه)?|ثالثه?|رابعه?|خامسه?|سادسه?|سابعه?|ثامنه?"
    r"|تاسعه?|عاشره?)"
)
_ALIF_UNIT = r"اال(?:ولي?|حد[يه]?)"
_TENS = r"(?:ال)?(?:عشر|ثالث|اربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين)|االربع(?:ون|ين)"
_HUNDREDS = r"(?:بعد |و)(?:ال)?(?:ما?[يء]ه|مايتين)"
_ARABIC = (
    rf"(?:(?:{_ALIF_UNIT}|{_UNIT})(?: عشره?| و(?:{_TENS}))?|(?:{_TENS}))(?![ء-ي])"
    rf"(?: {_HUNDREDS}(?![ء-ي]))?"
)
_FRENCH = r"(?:[a-z]+-)*[a-z]+ieme\b|premi(?:er|ere)\b|second\b"
_DIGITS = r"\d{1,4}(?!\d)(?:[-.]\d{1,3}(?!\d))*"
_AGAIN = (
    r" ?\(?(?:(?:ال)?مكرره?(?: (?P<times>مرتين|[ء-ي]+(?: عشره?)?(?= مر))(?: مر[اته]+)?)?(?![ء-ي])"
    rf"|(?P<latin>{'|'.join(MULTIPLES)})(?![a-z]))\)?"
)
_NUMBER = (
    rf"(?:(?P<digits>{_DIGITS})(?:er\b)?|(?P<sole>(?:ال)?فريده?(?![ء-ي])|unique\b)"
    rf"|(?P<words>{_ARABIC}|{_FRENCH}))(?P<again>{_AGAIN})?"
)
_ANY_NUMBER = re.compile(_NUMBER)
_TIMES = ("مرتين", "ثالث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر", "احدي", "اثني")
_VALUES = {
    "حد": 1, "حاد": 1, "واح": 1, "ول": 1, "ثان": 2, "ثالثو": 30, "ثالثي": 30, "ثالث": 3, "رابع": 4,
    "خامس": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9, "عاشر": 10, "عشرو": 20, "عشري": 20,
    "عشر": 10, "ربعو": 40, "ربعي": 40, "خمسو": 50, "خمسي": 50, "ستو": 60, "ستي": 60, "سبعو": 70,
    "سبعي": 70, "ثمان": 80, "تسعو": 90, "تسعي": 90, "مايت": 200, "ما": 100, "ميه": 100,
}  # fmt: skip
"""How the words of an ordinal begin, without «و» and «ال», longest first where two fit."""


def number(label: str) -> str:
    """Give the number of an article as it is compared, from any way of writing it; or nothing.

    >>> number("المادة 12 المكررة مرتين"), number("Article 12 ter"), number("الفصل الحادي والعشرون")
    ('12 ter', '12 ter', '21')
    """
    found = _ANY_NUMBER.search(_plain(label))
    return _number(found) if found else ""


def _number(found: re.Match[str]) -> str:
    if found["sole"]:
        return SOLE
    main = found["digits"].replace(".", "-") if found["digits"] else _count(found["words"])
    return f"{main} {_multiple(found)}" if main and found["again"] else main


def _multiple(found: re.Match[str]) -> str:
    if found["latin"]:
        return found["latin"]
    said = found["times"] or ""
    more = (times for times, word in enumerate(_TIMES, 1) if said.startswith(word))
    return MULTIPLES[next(more, 0)]


@lru_cache(maxsize=512)
def _count(words: str) -> str:
    """Add up an ordinal in words, hundreds and all: «الثانية بعد المائة» is 102."""
    if words.isascii():
        return str(sum(int(said.value or 0) for said in languages.quantities(words)))
    bare = (re.sub(r"^و?ا*ل?", "", word) for word in words.split() if word != "بعد")
    return str(sum(_value(word) for word in bare))


def _value(word: str) -> int:
    return next((value for opening, value in _VALUES.items() if word.startswith(opening)), 0)


@lru_cache(maxsize=4096)
def _plain(line: str) -> str:
    return " ".join(languages.normalize(line).split())


_UNNAMED = re.sub(r"\(\?P<\w+>", "(?:", _NUMBER)
_JOINED = r"(?:[\s،,:-]|\([^()\d]{0,30}\)|و(?=[\s\d(])|من\b|الي\b|et\b|ou\b|a\b|[()])"
_NAMED = re.compile(
    r"(?<![ء-يa-z])[وبل]{0,2}(?:(?:ال|لل)?(?:ماده|امالده|امالدتين|امالواد|مادتين|مادتان|مواد|فصلين|فصالن|فصول|فصل)"
    rf"|l?'?articles?|art\.)(?P<list>(?:{_JOINED}{{0,6}}{_UNNAMED})+)"
)
_LONGEST_RANGE = 300


def named(text: str) -> tuple[str, ...]:
    """Give the numbers of the articles a phrase names, ranges written out, each once.

    >>> named("أحكام المادتين 57 و247 المكررة"), named("les articles 3 à 5")
    (('57', '247 bis'), ('3', '4', '5'))
    """
    numbers = [one for found in _NAMED.finditer(_plain(text)) for one in _listed(found["list"])]
    return tuple(dict.fromkeys(numbers))


def _listed(phrase: str) -> Iterator[str]:
    """Yield the numbers of one enumeration; «من 5 إلى 9» and « 5 à 9 » are every one between."""
    last, at = "", 0
    for found in _ANY_NUMBER.finditer(phrase):
        said = _number(found)
        ranged = re.search(r"الي|\ba\b", phrase[at : found.start()])
        if ranged and last.isdigit() and said.isdigit() and int(said) - int(last) < _LONGEST_RANGE:
            yield from map(str, range(int(last) + 1, int(said)))
        yield said
        last, at = said, found.end()


# --- headings -------------------------------------------------------------------------------------

_HINT = re.compile(r"^[^\S\n]*(?:ا[لم]|م[اﺎ]د|فصل|[Aa][Rr][Tt])")
# The last line of a list often takes the next heading in: «اتفاقات جماعية.المادة 102».
_GLUED = re.compile(r"(?<=[.؛:)»\d])(?:ال ?مـ*اد ?ة|الفصل)[ \d().المكرةـ-]{1,30}$", re.MULTILINE)
_DROPPED = re.compile(f"[{VOWELS}{INVISIBLE}]+")
_HEADING = re.compile(
    r"(?P<word>الم ?اد ?ه|امالد ?ه|ماده(?= فريد)|فصل(?= فريد)|الفصل|البند|article\b|art\.)"
    rf"(?P<mark>[ .:)(–-]*){_NUMBER}"
)
# What may follow: nothing, a footnote call, a colon, stop or dash and then a title.
_TAIL = re.compile(r"[ \])]*(?:\(?\d{0,3}\)?)? ?(?:$|[:：.)–/-])")
_CONTENTS = re.compile(r"[ .…]*(?:\.\.|…|\. \.)(?:.*(?:\.\.|…|\. \.))?[ .…]*\d{0,4}$")
_PAGE_NUMBER = re.compile(r"[\s\-–—.|()\d*]*$")
# Words that leave a sentence open at the end of a line, and words that go on with a mention.
_OPEN = re.compile(
    r"(?:^| )(?:في|من|علي|عن|الي|او|و|حسب|[بلو]?ا?احكام|[بل]?مقتضيات|بمقتضي|بموجب|بتطبيق|لتطبيق"
    r"|المادتين|المواد|الفصلين|الفصول|ااحكام|وكذا|وفق|الاسيما|السيما|وااسيما|سيما"
    r"|هذ[اه]|aux?|de|des|du|par|et|ou|les?|la|dispositions|l'|d')$"
)
_GOES_ON = re.compile(
    r"(?:من (?:هذ[اه]|ال?قانون|ال?مرسوم|ال?ظهير|ال?قرار|ال?مدونه|الدستور|نفس|ال?نظام|ظهيرنا)"
    r"|منها?\b|اعاله|ادناه|بعده\b|السالف|المذكوره?\b|المشار (?:الي|اليه)|\(?الفقره\b)"
)
_GOES_ON_IN_FRENCH = re.compile(r"\s*(?:de la|de l['’]|du|des|ci-dessus|ci-après|précité)\b")


def find_articles(text: str, begin: int = 0) -> tuple[Article, ...]:
    """Give the headings of a text from `begin` on, in order.

    In a text of «المادة», «الفصل» followed by a word is a chapter and has no number.

    >>> [(a.number, a.label) for a in find_articles("المادة األولى\\nيطبق...\\nالمادة 2 المكررة")]
    [('1', 'المادة األولى'), ('2 bis', 'المادة 2 المكررة')]
    """
    found = tuple(_headings(text, begin))
    articles = sum(article.label.startswith("الم") for article in found)
    if not 2 * articles > len(found):
        return found
    return tuple(replace(one, number="") if _CHAPTER.match(one.label) else one for one in found)


_CHAPTER = re.compile(r"الفصل\s+[^\W\d]")


def _headings(text: str, begin: int) -> Iterator[Article]:
    lines = text[begin:].splitlines(keepends=True)
    start = begin
    for place, line in enumerate(lines):
        article = _read(line, start) if _hints(line) else None
        if article and _is_open(lines, place):
            article = None
        if not article and (glued := _GLUED.search(line)):
            article = _read(line[glued.start() :], start + glued.start())
        if article and _ends(lines, place):
            yield article
        start += len(line)


def _hints(line: str) -> bool:
    return bool(_HINT.match(line) or ("ـ" in line[:REACH] and _HINT.match(_DROPPED.sub("", line))))


def _read(line: str, start: int) -> Article | None:
    clean = " ".join(_DROPPED.sub("", line).split())[: 2 * REACH]
    plain = _plain(clean)
    found = _HEADING.match(plain)
    if not found or not _stands_alone(found, plain):
        return None
    own = "" if found["word"] == "البند" else _number(found)
    label = clean[: found.end()] if len(clean) == len(plain) else found[0]
    indent = len(line) - len(line.lstrip())
    return Article(start=start + indent, label=label.rstrip(" :.-–("), number=own)


def _stands_alone(found: re.Match[str], plain: str) -> bool:
    if _CONTENTS.match(plain, found.end()):
        return False
    titled = any(sign in found["mark"] for sign in ":-–")
    return titled or bool(_TAIL.match(plain, found.end()))


def _is_open(lines: Sequence[str], place: int) -> bool:
    """Say that the line before leaves a sentence open."""
    return bool(_OPEN.search(_plain(_beside(lines, place, -1)[-REACH:])))


def _ends(lines: Sequence[str], place: int) -> bool:
    """Say that the line after does not go on about the article: it is then no mention."""
    after = _beside(lines, place, 1)
    return not (_GOES_ON.match(_plain(after[:REACH])) or _GOES_ON_IN_FRENCH.match(after))


def _beside(lines: Sequence[str], place: int, step: int) -> str:
    """Give the nearest line with words before or after, page numbers passed over."""
    for far in range(1, 5):
        at = place + step * far
        if not 0 <= at < len(lines):
            return ""
        if not _PAGE_NUMBER.match(lines[at]):
            return lines[at].strip()
    return ""
