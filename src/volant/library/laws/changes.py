"""Find what a legal text says others did to it: the notes of whoever consolidated it.

«كما تم تعديله ب: القانون رقم 58.11 …», «تم نسخ المادة 8 أعلاه، بمقتضى المادة 3 من القانون رقم
44.21», « (Modifié par l'article 1er de la loi n° 20-05 …) ». What such a note reports is the
doing of the *other* text, so it is a record of its own and no `Relation` of this one.

The trade-off: a text is called repealed as a whole only by a notice that names its own number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from volant import languages
from volant.library.laws.articles import find_articles, named
from volant.library.laws.mentions import Mention, Plain, find_mentions, key, simplify
from volant.records import Change

REACH = 400
"""Code points after a note's verb in which the act that did it, and its day, are looked for."""

HEAD = 800
"""Code points of plain text at the head of which a notice is about the text itself."""


_LIST = re.compile(
    r"(?:^|\n)\s?(?:كما\s)?(?:(?:تم|وقع)\s)?(?:تعديله?ا?|تغييره?ا?|تتميمه?ا?)(?:\sو(?:تعديله?ا?|تغييره?ا?|تتميمه?ا?))?\s?ب?\s?:"
)
_LIST_END = re.compile(
    r"\n\s?(?:ظهير\s|مرسوم\s(?:ملكي\s)?رقم[^؛\n]*\n(?![^؛]{0,300}الجريده)|الحمد\s|بناء?\sعلي)"
)
_ITEM_END = re.compile(r"[؛;](?!\s*الجريده)|\.\s?\n|\n\s?-")
_SAID = r"(?:[^.؛]|(?<=\d)\.(?=\d))"
_NOTE = re.compile(
    r"(?<![ء-ي])تمت?\s(?P<verb>(?:تغيير|تتميم|تعديل|نسخ|حذف|تعويض|الغا)(?:\sو(?:تغيير|تتميم|تعويض)\S*)?)"
    rf"(?P<object>{_SAID}{{0,400}}?)(?:بمقتضي|بموجب)\s(?P<means>{_SAID}{{0,60}}?)"
    r"(?=(?:ال|امل)?(?:ظهير|م?رسوم|قانون))"
    r"|\((?P<past>(?:les?\salineas?\s[^()]{0,30}?)?(?:(?:sont|est)\s)?(?:modifie|complete|abroge)e?s?"
    r"(?:\set\s\w+)?),?\spar[^()]{0,60}?(?=\b(?:la\sloi|le\sdahir|le\sdecret|dahir|loi|decret))"
)
_PART_OF_ARTICLE = re.compile(r"فقر(?:ه|ات)|بند|جمله|alinea")


def history(text: str, number: str = "") -> tuple[Change, ...]:
    """Give what a text says others did to it, each act once for each kind, in order.

    `number` is its own; where it is not known, a notice of repeal counts at the head of the text.

    >>> note = "تم نسخ القانون رقم 41.10 بمقتضى المادة 19 من القانون رقم 58.23\\nقانون رقم 41.10"
    >>> [(change.kind, change.number, change.articles) for change in history(note)]
    [('repeals', '58-23', ())]
    """
    plain = simplify(text)
    merged: dict[tuple[str, str], Change] = {}
    for change in (*_listed(plain), *_noted(plain, text, key(number))):
        place = change.kind, key(change.number)
        merged[place] = _join(merged[place], change) if place in merged else change
    return tuple(merged.values())


def _join(first: Change, second: Change) -> Change:
    articles = tuple(dict.fromkeys((*first.articles, *second.articles)))
    return replace(first, articles=articles, day=first.day or second.day)


def _listed(plain: Plain) -> Iterator[Change]:
    """Yield the acts of the lists that open a consolidated text."""
    text = plain.text
    for opened in _LIST.finditer(text, 0, 6000):
        closed = _LIST_END.search(text, opened.end())
        at, end = opened.end(), closed.start() if closed else opened.end() + 2500
        for item in [*_ITEM_END.finditer(text, at, end), None]:
            stop = item.start() if item else min(end, len(text))
            if found := _actor(text, at, stop):
                yield _change(plain, "amends", (), start=at, actor=found, stop=stop)
            at = item.end() if item else stop


def _actor(text: str, start: int, end: int) -> Mention | None:
    """Give the act an item is about: of a dahir that promulgates a law, the law."""
    mentions = list(find_mentions(text, start, end))
    if not mentions:
        return None
    if mentions[0].kind == "dahir" and len(mentions) > 1:
        between = text[mentions[0].end : mentions[1].start]
        if "بتنفيذ" in between or "promulgation" in between:
            return mentions[1]
    return mentions[0]


def _noted(plain: Plain, text: str, own: str) -> Iterator[Change]:
    """Yield the acts that notes, at the foot of pages or between brackets, name."""
    heads = list(find_articles(text))
    starts = [head.start for head in heads]
    for note in _NOTE.finditer(plain.text):
        actor = _actor(plain.text, note.end(), note.end() + REACH)
        if not actor or actor.start - note.end() > 80:
            continue
        said = note["object"] or ""
        articles = named(said)
        if note["past"] and (
            place := bisect_right(starts, plain.find(note.start(), note.end())[0])
        ):
            articles = (heads[place - 1].number,) if heads[place - 1].number else ()
        whole = None if articles else next(find_mentions(said), None)
        if whole and not _is_this(whole, own, note.start()):
            continue
        kind = _weigh(note["verb"] or note["past"], said, articles or bool(whole))
        stop = actor.end + REACH
        yield _change(plain, kind, articles, start=note.start(), actor=actor, stop=stop)


def _is_this(whole: Mention, own: str, at: int) -> bool:
    return key(whole.number) == own if own else at < HEAD


def _weigh(verb: str, said: str, sure: object) -> str:
    """Tell a repeal (of this text, or of a whole article of it) from an amendment."""
    gone = re.search(r"نسخ|حذف|الغا|abroge", verb) and not re.search(r"تعويض|remplace", verb + said)
    part = _PART_OF_ARTICLE.search(verb + said)
    return "repeals" if gone and sure and not part else "amends"


def _change(
    plain: Plain, kind: str, articles: tuple[str, ...], *, start: int, actor: Mention, stop: int
) -> Change:
    begin, end = plain.find(start, actor.end)
    day = _day(plain.text[actor.end : stop])
    return Change(kind=kind, number=actor.number, articles=articles, start=begin, end=end, day=day)


_NUMBERED = re.compile(r"(?:n\s?[°o]|رقم)[\s،.]*[\d.\-/]+")


def _day(tail: str) -> str:
    """Give the day of the gazette a note names, else the first day after the act."""
    tail = re.split(r"[؛;](?!\s*الجريده)|\.\s?\n|سالف", _NUMBERED.sub(" ", tail))[0]
    head, gazette, issue = re.split(
        r"(الجريده|\bb\.?\s?o\b|bulletin)", f"{tail} الجريده", maxsplit=1
    )
    for part in (issue, head) if gazette else (head,):
        for said in languages.quantities(part):
            if said.kind == "date" and said.calendar != "hijri" and len(said.iso) == 10:
                return said.iso
    return ""
