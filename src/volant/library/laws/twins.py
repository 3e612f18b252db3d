"""Pair the versions of one text in several languages, and say where their figures differ.

Two documents are twins when they are the same act (kind and number, made the same month where both
say so) in different languages, or files whose names differ in the language alone (`conge.fr.md`,
`conge.ar.md`). Their articles are aligned by number; in each, every amount, share, length of time
and date of one must be in the other. Which version is right it does not say.

The trade-off: only figures are compared, and words only as far as they say figures; numbers that
count articles, acts and pages are left out, since languages cite differently.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import PurePath

from volant import languages
from volant.languages import Quantity
from volant.library.laws.articles import find_articles
from volant.library.laws.mentions import key
from volant.records import Held

APART = 31
"""Days between the dates that two versions of one act may state; months are typed wrong."""

REPEATED = 3
"""A figure missing from more articles than this stands in the head or foot of every page."""

_TAGGED = re.compile(r"\.(?:ar|ary|fr|en|es|zgh|ber)(?=\.\w+$)")
_COMPARED = ("amount", "percent", "duration", "date", "time", "number")
# What a number counts articles, acts, pages by, not things.
_REFERENCE = re.compile(
    r"(?:الماد\S*|المواد|الفصل\S*|الفصول|البند|الفقر\S*|رقم|عدد|ص|الباب|القسم|articles?|art\."
    r"|n ?[°o]|numéro|alinéa|paragraphe|titre|chapitre|page|p\.)[\s.:()،,\-]*"
    r"(?:[\d\-.،,]+\s*(?:و|et|à|إلى|،|,)\s*)*$",
    re.IGNORECASE,
)
# The date of another act, or of a gazette; running heads and notes repeat them.
_DATED_ACT = re.compile(
    r"(?:صادر\S*|بتاريخ|مؤرخ|الجريدة|رقم|عدد|n ?[°o]|bulletin|b\.o)[^؛.\n]{0,60}$", re.IGNORECASE
)
# « trente (30) jours »: said in words already.
_IN_DIGITS = re.compile(r"(?<=[^\W\d_]) ?\(\s?\d{1,4}\s?\)")
_COUNTED = re.compile(r"[ \t]?(?:[^\W\d_]{2,}|à )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Be a figure that one version of an article states and the other does not.

    `said` is the figure for comparing (`amount 5000 MAD`, `duration P15D`). `first` and `second`
    are spans of the two texts: the figure where it stands, or the article where it is missing;
    `missing` is `first` or `second`. `article` is empty for a text without articles.
    """

    article: str
    said: str
    missing: str
    first: tuple[int, int]
    second: tuple[int, int]


def pair(documents: Iterable[Held]) -> tuple[tuple[Held, Held], ...]:
    """Give the pairs of twins among documents, each pair once, in the order given.

    Of several documents with the same act and language only the first is paired.
    """
    groups: defaultdict[tuple[str, str], dict[str, Held]] = defaultdict(dict)
    for document in documents:
        for name in _names(document):
            groups[name].setdefault(_language(document.tag), document)
    found: dict[tuple[str, str], tuple[Held, Held]] = {}
    for group in groups.values():
        for one, other in combinations(group.values(), 2):
            if _same_time(one, other):
                found.setdefault((one.path, other.path), (one, other))
    return tuple(found.values())


def _names(document: Held) -> Iterator[tuple[str, str]]:
    """Give what a document shares with its twins: its act, and its path without the language."""
    if document.instrument.number:
        yield document.instrument.kind, key(document.instrument.number)
    path = PurePath(document.path)
    bare = _TAGGED.sub("", path.name)
    if bare != path.name:
        yield "", str(path.with_name(bare))


def _language(tag: str) -> str:
    return "ar" if tag.startswith("ary") else tag


def _same_time(one: Held, other: Held) -> bool:
    days = one.instrument.promulgated, other.instrument.promulgated
    if not all(days):
        return True
    first, second = map(date.fromisoformat, days)
    return abs((first - second).days) <= APART


# --- differences ----------------------------------------------------------------------------------


def differences(first: str, second: str) -> tuple[Difference, ...]:
    """Give the figures of aligned articles that only one of two texts states, in order.

    Articles that only one version has are not compared: an extract is no difference in figures.
    """
    ours, theirs = _articles(first), _articles(second)
    found: list[Difference] = []
    for number, span in ours.items():
        if number in theirs:
            found += _compare(number, first, span, second, theirs[number])
    often = Counter((one.said, one.missing) for one in found)
    return tuple(one for one in found if often[one.said, one.missing] <= REPEATED)


def _articles(text: str) -> dict[str, tuple[int, int]]:
    """Give the span of each numbered article, the first of its number; all where there is none."""
    heads = [head for head in find_articles(text) if head.number]
    if not heads:
        return {"": (0, len(text))}
    ends = [head.start for head in heads[1:]] + [len(text)]
    spans: dict[str, tuple[int, int]] = {}
    for head, end in zip(heads, ends, strict=True):
        spans.setdefault(head.number, (head.start + len(head.label), end))
    return spans


def _compare(
    article: str, one: str, here: tuple[int, int], other: str, there: tuple[int, int]
) -> Iterator[Difference]:
    ours, theirs = _figures(one, *here), _figures(other, *there)
    only_ours = Counter(ours.keys()) - Counter(theirs.keys())
    only_theirs = Counter(theirs.keys()) - Counter(ours.keys())
    for said in only_ours:
        yield Difference(
            article=article, said=said, missing="second", first=ours[said], second=there
        )
    for said in only_theirs:
        yield Difference(
            article=article, said=said, missing="first", first=here, second=theirs[said]
        )


def _figures(text: str, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Give what an article says in figures or words, and where it says it first."""
    part = text[start:end]
    found: dict[str, tuple[int, int]] = {}
    plain = _IN_DIGITS.sub(lambda said: " " * len(said[0]), part)
    for one in languages.quantities(plain):
        if one.kind in _COMPARED and not _refers(part, one):
            found.setdefault(_say(one), (start + one.start, start + one.end))
    return found


def _refers(part: str, one: Quantity) -> bool:
    """Say whether a figure numbers articles, items, pages or other acts: it then says nothing."""
    before = part[max(0, one.start - 80) : one.start]
    if one.kind == "date":
        return one.calendar == "hijri" or bool(_DATED_ACT.search(before))
    if one.kind != "number":
        return False
    opens = not before.rpartition("\n")[2].strip(" -–(")
    counts = _COUNTED.match(part, one.end)  # one alone («واحد») is often an article
    return one.value == 1 or opens or not counts or bool(_REFERENCE.search(before))


def _say(one: Quantity) -> str:
    said = one.iso or f"{one.value} {one.unit}".strip()
    return f"{one.kind} {said}"
