"""Spell the articles of a law in the reader's language, whatever language names them.

A label is known where it is a list of numbers, alone or after the law and the word for article:
« 3, 3 bis, 6 », «القانون رقم 65.99، المادة 231, 232». Any other one («المادة الأولى», a title) is
shown as it is, and so is the law's own name. Which article says what is not known here.
`static/articles.js` spells the same from the same labels. Citations keep the label they have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from volant.web.catalogue import Words
from volant.web.frame import Frame
from volant.web.markup import Markup, element

REPEATS = (("quinquies", "أربع"), ("quater", "ثلاث"), ("ter", "مرتين"), ("bis", "مكرر"))
"""What tells an article put in later, as Moroccan laws print it (« 20 ter », «20 المكررة مرتين»,
law 65-99), the most repeated first: `quater` holds `ter`."""

_AGAIN = r"(?:ال)?مكررة?"
_ITEM = (
    rf"(?:{_AGAIN}\s+)?[0-9]{{1,4}}(?:[-.][0-9]{{1,3}})*"
    rf"(?:\s+(?:bis|ter|quater|quinquies|{_AGAIN}(?:\s+(?:مرتين|ثلاث مرات|أربع مرات))?))?"
)
_NEXT = r"(?:\s*[,،;؛]\s*|\s+(?:et|and)\s+|\s+و\s*)"
_WORD = r"(?:المادة|المادتان|المادتين|المواد|[Aa]rticles?|[Aa]rts?\.)"
_LABEL = re.compile(
    rf"(?:(?:(?P<law>.+)[,،]\s*)?{_WORD}\s+)?(?P<listed>{_ITEM}(?:{_NEXT}{_ITEM})*)"
)
_NUMBER = re.compile(r"[0-9][-.0-9]*")
_ITEMS = re.compile(_ITEM)


def read_articles(label: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Give the law a label names, and its articles as (number, how often repeated).

    No articles where the label is anything but a list of them.

    >>> read_articles("القانون رقم 19.12، المادة 3, 3 bis, 6")
    ('القانون رقم 19.12', (('3', 0), ('3', 1), ('6', 0)))
    """
    found = _LABEL.fullmatch(label.strip())
    if found is None:
        return label, ()
    items = _ITEMS.findall(found["listed"])
    return found["law"] or "", tuple((_NUMBER.findall(item)[0], _rank(item)) for item in items)


def name_article(words: Words, label: str) -> str:
    """Name the articles of a label in the reader's language, after the law where it is named.

    >>> from volant.web.catalogue import load_words
    >>> name_article(load_words("ar"), "19, 20, 21"), name_article(load_words("ar"), "المكرر 3")
    ('المواد 19 و20 و21', 'المادة 3 مكرر')
    >>> name_article(load_words("fr"), "المادة 19, 20, 21")
    'Articles 19, 20 et 21'
    """
    law, articles = read_articles(label)
    if not articles:
        return label
    numbers = [_spell(words, *article) for article in articles]
    said = words.say("article", n=len(numbers), article=_list(words, numbers))
    if law:
        return f"\u2068{law}\u2069{words.joints[0]}{said}"
    return said[:1].upper() + said[1:]


def draw_article(frame: Frame, label: str, tag: str, *, class_: str | None = None) -> Markup | None:
    """Draw a label of a text in the language `tag`, or nothing for none.

    What is spelled here runs as the page does; whatever else runs as it begins, unless a `class_`
    says that what is around it decides.
    """
    if not label:
        return None
    spelled = bool(read_articles(label)[1])
    lang = frame.words.language if spelled else tag
    run = None if spelled or class_ else "auto"
    return element("span", name_article(frame.words, label), lang=lang, dir=run, class_=class_)


def _spell(words: Words, number: str, rank: int) -> str:
    return f"{number} {words.repeats[rank - 1]}" if rank else number


def _list(words: Words, numbers: Sequence[str]) -> str:
    _, between, last = words.joints
    *rest, end = numbers
    return f"{between.join(rest)}{last}{end}" if rest else end


def _rank(item: str) -> int:
    marks = (any(form in item for form in forms) for forms in REPEATS)
    return next((len(REPEATS) - at for at, told in enumerate(marks) if told), 0)
