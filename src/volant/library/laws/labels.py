"""Spell the articles of a law in the reader's language, whatever language names them.

A label is known where it is a list of numbers, alone or after the law and the word for article:
« 3, 3 bis, 6 », «القانون رقم 65.99، المادة 231, 232». Any other one («المادة الأولى», a title) is
left as it is, and so is the law's own name. Which article says what is not known here. Citations
keep the label they have: what is spelled is only shown.
Source of the words: `labels.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REPEATS = (("quinquies", "أربع"), ("quater", "ثلاث"), ("ter", "مرتين"), ("bis", "مكرر"))
"""What tells an article put in later, as Moroccan laws print it (« 20 ter », «20 المكررة مرتين»,
law 65-99), the most repeated first: `quater` holds `ter`."""

FALLBACK = "fr"
"""Who reads Latin letters in Morocco, whatever the language, reads « article »."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Be a label in a reader's language: its `law` as written, or `""`, then its `articles`.

    `joint` stands between them. As a string, the law is set between FIRST STRONG ISOLATE and POP
    DIRECTIONAL ISOLATE (Unicode Standard Annex 9, 2.4): it may be written the other way.
    """

    law: str
    joint: str
    articles: str

    def __str__(self) -> str:
        return f"\u2068{self.law}\u2069{self.joint}{self.articles}" if self.law else self.articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Hold the words of one language.

    `nouns` name one article, two, and more; `joints` stand after a law, between two articles and
    before the last one; `repeats` tell articles put in later: once, twice, three and four times.
    """

    nouns: tuple[str, ...]
    joints: tuple[str, ...]
    repeats: tuple[str, ...]


def read_label(label: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Give the law a label names, and its articles as (number, how often repeated).

    No articles where the label is anything but a list of them.

    >>> read_label("القانون رقم 19.12، المادة 3, 3 bis, 6")
    ('القانون رقم 19.12', (('3', 0), ('3', 1), ('6', 0)))
    """
    found = _LABEL.fullmatch(label.strip())
    if found is None:
        return label, ()
    items = _ITEMS.findall(found["listed"])
    return found["law"] or "", tuple((_NUMBER.findall(item)[0], _rank(item)) for item in items)


def spell_label(label: str, tag: str) -> Spelling | None:
    """Spell a label for a reader of `tag`; None where it is anything but a list of articles.

    >>> spell_label("Décret n° 2-22-04, article 40", "ar")
    Spelling(law='Décret n° 2-22-04', joint='، ', articles='المادة 40')
    """
    law, articles = read_label(label)
    if not articles:
        return None
    words = _find(tag)
    numbers = [_spell(words, *article) for article in articles]
    noun = words.nouns[min(len(numbers), len(words.nouns)) - 1]
    said = f"{noun} {_list(words, numbers)}"
    said = said if law else said[:1].upper() + said[1:]
    return Spelling(law=law, joint=words.joints[0], articles=said)


def name_label(label: str, tag: str) -> str:
    """Name the articles of a label for a reader of `tag`, after the law where it is named.

    >>> name_label("19, 20, 21", "ary-Arab"), name_label("المكرر 3", "ar")
    ('المواد 19 و20 و21', 'المادة 3 مكرر')
    >>> name_label("المادة 19, 20, 21", "ary-Latn"), name_label("المادة الأولى", "fr")
    ('Articles 19, 20 et 21', 'المادة الأولى')
    """
    return str(spell_label(label, tag) or label)


def _find(tag: str) -> Grammar:
    """Find the words for a tag, for its language alone, for its script."""
    known = _load()
    language, _, script = tag.partition("-")
    near = "ar" if script == "Arab" else FALLBACK
    return known.get(tag) or known.get(language) or known[near]


@cache
def _load() -> Mapping[str, Grammar]:
    text = (files("volant.library.laws") / "labels.toml").read_text("utf-8")
    return {
        tag: Grammar(**{key: tuple(words) for key, words in table.items()})
        for tag, table in tomllib.loads(text).items()
    }


def _spell(words: Grammar, number: str, rank: int) -> str:
    return f"{number} {words.repeats[rank - 1]}" if rank else number


def _list(words: Grammar, numbers: Sequence[str]) -> str:
    _, between, last = words.joints
    *rest, end = numbers
    return f"{between.join(rest)}{last}{end}" if rest else end


def _rank(item: str) -> int:
    marks = (any(form in item for form in forms) for forms in REPEATS)
    return next((len(REPEATS) - at for at, told in enumerate(marks) if told), 0)
