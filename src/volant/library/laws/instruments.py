"""Say what a legal text is: kind, number, the days it was made, published and took effect.

The act's own title is the line that names a kind of act and a number without the article («مرسوم
رقم», not «المرسوم رقم»). A law goes under its own number, not under that of the dahir that
promulgates it. Of the gazettes a text names, its own is the one of the first footnote, or the
first that came out after it was made.

**In force.** Where the text states a rule («بعد انصرام أجل ستة أشهر من تاريخ نشره») the day is
reckoned from it; where the rule hangs on another text («ابتداء من تاريخ نشر النصوص التنظيمية»)
the day is not known and left empty. Without a rule it is the day of publication: to defer it is
the exception to the rule of immediate effect (Constitutional Court, decision 251/25 of 12 March
2025, on article 33 of organic law 97-15), and nothing binds before it is public (Constitution of
2011, article 6).

The trade-off: a field that is in doubt stays empty, and nothing is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from volant import languages
from volant.languages import calendars
from volant.library.laws.mentions import Mention, find_mentions, simplify
from volant.library.laws.relations import find_in
from volant.library.readers.dates import find_date, find_days
from volant.records import Instrument

OPENING = 4000
"""Code points of plain text in which an act's own title is looked for: lists of amendments and the
contents of a gazette come before some."""

REACH = 140
"""Code points after a number or a gazette within which its day stands, in both calendars."""

DELAY = 800
"""Days within which an act is published: of 108 labelled ones the longest took 92, few a year."""


def describe(text: str, title: str = "") -> Instrument:
    """Read what a text says of itself; fields it does not state are empty.

    >>> act = describe("مرسوم رقم 2.04.469 صادر في 16 من ذي القعدة 1425 (29 ديسمبر 2004)")
    >>> act.kind, act.number, act.promulgated
    ('decree', '2-04-469', '2004-12-29')
    """
    plain = simplify(f"{title}\n{text}" if title else text)
    shift = len(title) + 1 if title else 0
    named = _name(plain.text)
    promulgated = _promulgated(plain.text, named) or ("" if named.number else find_date(text))
    gazette, published = _published(plain.text, promulgated)
    return Instrument(
        kind=named.kind,
        number=named.number,
        promulgated=promulgated,
        published=published,
        in_force=_in_force(plain.text, published),
        gazette=gazette,
        relations=find_in(plain, number=named.number, shift=shift),
    )


# --- kind and number ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Be the act a text is, and the end of the title that dates it (0 where none does)."""

    kind: str = ""
    number: str = ""
    dated: int = 0


_PROMULGATES = re.compile(
    r"\s?(?:بتنفيذ|باصدار|بتنفيذه|portant\spromulgation|ينفذ\sوينشر)(?![ء-ي])"
)
_CONSTITUTION = re.compile(r"(?:بتنفيذ|باصدار)\s(?:\S+\s){0,2}?(?:ال)?دستور")
_GAZETTE_HEAD = re.compile(r"\s*(?:عدد\s[^\n]{0,12}\n?)?الجريده\s*الرسميه")


def _name(text: str) -> Named:
    opening = text[:OPENING]
    mentions = list(find_mentions(opening))
    own = next((said for said in mentions if said.own), None)
    if _GAZETTE_HEAD.match(opening) and len({said.number for said in mentions if said.own}) > 3:
        return Named()  # the contents of a whole issue
    if re.match(r"\s*دستور", opening) or (own and _frames_constitution(opening, own)):
        number, dated = (own.number, own.end) if own else ("", 0)
        return Named(kind="constitution", number=number, dated=dated)
    if not own:
        return _entitled(opening, mentions)
    law = _promulgated_law(opening, own, mentions) if own.kind == "dahir" else None
    named = law or own
    return Named(kind=named.kind, number=named.number, dated=own.end)


def _frames_constitution(opening: str, own: Mention) -> bool:
    return own.kind == "dahir" and bool(_CONSTITUTION.search(opening[own.end : own.end + 200]))


def _promulgated_law(opening: str, dahir: Mention, mentions: list[Mention]) -> Mention | None:
    """Give the law that a dahir promulgates, named in its title or after «ينفذ وينشر»."""
    after = [said for said in mentions if said.start >= dahir.start]
    for place, law in enumerate(after):
        between = opening[max(dahir.end, law.start - 90) : law.start]
        near = place == 1 or "ينفذ وينشر" in between
        if near and law.kind in ("law", "organic-law") and _PROMULGATES.search(between):
            return law
    return None


def _entitled(opening: str, mentions: list[Mention]) -> Named:
    """Take the act a title names with its article («القانون رقم 41.10»), where no other is."""
    first = next((said for said in mentions if said.start < 200), None)
    if first and not opening[opening.rfind("\n", 0, first.start) + 1 : first.start].strip():
        return Named(kind=first.kind, number=first.number)
    return Named()


# --- days -----------------------------------------------------------------------------------------

_DATED = re.compile(
    r"[^\w\n]*\n?\s*(?:الصادر|صادره?|بتاريخ|ال?مؤرخ|ال?مورخ|في|du|en date)(?![^\W\d_])"
)
_SIGNED = re.compile(
    r"(?:^|\s)و?حرر\sب\S+(?:\s\S+){0,2}?\sفي(?![ء-ي])|fait\sa\s[^\d\n]{2,40}?\sle\s"
)


def _promulgated(text: str, named: Named) -> str:
    """Give the day in the title; the one above the signature where it has none or only a Hijri."""
    title = _first_day(text, named.dated, _DATED) if named.dated else None
    if title and not title[1]:
        return title[0]
    signed = next(
        (day for found in _SIGNED.finditer(text) if (day := _day(text[found.end() :][:REACH]))),
        None,
    )
    if title and signed:
        return signed[0] if _apart(title[0], signed[0]) <= 2 else title[0]
    return (title or signed or _promulgating_dahir(text, named) or ("", False))[0]


def _promulgating_dahir(text: str, named: Named) -> tuple[str, bool] | None:
    """Look for « la loi n° 17-97 …, promulguée par le dahir n° … du … », of its own number."""
    mentions = list(find_mentions(text)) if named.number else []
    for law, dahir in pairwise(mentions):
        between = text[law.end : dahir.start][:250]
        promulgates = "promulgu" in between or "بتنفيذ" in between
        if promulgates and law.number == named.number and dahir.kind == "dahir":
            return _first_day(text, dahir.end, _DATED)
    return None


def _first_day(text: str, at: int, announced: re.Pattern[str]) -> tuple[str, bool] | None:
    found = announced.match(text, at)
    return _day(text[found.end() : found.end() + REACH]) if found else None


def _day(window: str) -> tuple[str, bool] | None:
    """Give the day a stretch begins with, ISO 8601, and whether only the Hijri one is there."""
    window = re.sub(r"[،,](?=\s?[()])", " ", window)  # «( 1405فاتح ماي ،)1985»
    said = [one for one in languages.quantities(window) if one.kind == "date"]
    whole = [one for one in said[:3] if len(one.iso) == 10 and one.iso[0] != "-"]
    if not whole or whole[0].start > REACH // 3:
        day = next(find_days(window[: REACH // 2]), "")
        return (day, False) if day else None
    hijri = whole[0].calendar == "hijri"
    written = next((one for one in whole if one.calendar != "hijri"), None)
    if hijri and written and _apart(whole[0].iso, written.iso) < 400:
        return written.iso, False
    return whole[0].iso, hijri


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


# --- the gazette ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    number: str
    day: str
    first_note: bool


_GAZETTE = re.compile(
    r"(?:الجريده?\s*ال?رسميه|جريده\sرسميه|b\s?\.?\s?o\s?\.?|bulletin\sofficiel[\s\"»]*)[\s،,]*"
    r"(?:(?:عد\S{0,2}|رقم|n\s?[°o]\.?)[\s،,–-]*(?:\d{1,2}\s?-\s?)?(?P<number>\d{3,4})(?!\d)"
    r"|(?P<bare>\d{3,4})(?=\s?بتاريخ))(?P<bis>\s?-?\s?(?:مكرر|bis))?"
)
_RUNNING_HEAD = re.compile(
    r"(?:^|\n)(?:الجريده\sالرسميه\s*)?عدد\s(?:\d{1,2}\s-\s)?(?P<number>\d{4})(?!\d)(?P<bis>\s?مكرر)?"
)
_ISSUED = re.compile(r"[\s،,]*(?:ال)?(?:صادره?)?\s?(?:بت\S{2,4}خه?|في|du|-)\s?")
_FIRST_NOTE = re.compile(r"(?:^|\s)-?\s?1ه?\s?-?\s?$")


def _published(text: str, promulgated: str) -> tuple[str, str]:
    issues = list(_issues(text))
    mine = [one for one in issues if one.day and _follows(one.day, promulgated)]
    if mine:
        best = min(mine, key=lambda one: (not one.first_note, one.day))
        return best.number, best.day
    sure = [one for one in issues if one.first_note] or (issues if len(issues) == 1 else [])
    if sure and not promulgated:
        return sure[0].number, sure[0].day
    if sure and not sure[0].day:
        return sure[0].number, ""
    head = _RUNNING_HEAD.search(text, 0, 300)
    return (f"{head['number']} bis" if head["bis"] else head["number"], "") if head else ("", "")


def _follows(day: str, promulgated: str) -> bool:
    if not promulgated:
        return False
    after = (date.fromisoformat(day) - date.fromisoformat(promulgated)).days
    return -1 <= after <= DELAY


def _issues(text: str) -> Iterator[_Issue]:
    for found in _GAZETTE.finditer(text):
        day = _first_day(text, found.end(), _ISSUED)
        number = found["number"] or found["bare"]
        yield _Issue(
            number=f"{number} bis" if found["bis"] else number,
            day=day[0] if day else "",
            first_note=bool(_FIRST_NOTE.search(text[max(0, found.start() - 8) : found.start()])),
        )


# --- in force -------------------------------------------------------------------------------------

_ACT = r"(?:ال)?(?:قانون|مرسوم|قرار|ظهير|نظام|مدونه)\S*(?:\sال?تنظيمي|\sالشريف)?"
_TAKES_EFFECT = re.compile(
    rf"(?:(?:ي|ت)دخل\s(?:(?:احكام|مقتضيات)\s)?(?:هذ[اه]\s{_ACT}\s)?حيز\s(?:التنفيذ|التطبيق)"
    rf"|يعمل\s(?:باحكام\s|بمقتضيات\s)?ب?(?:هذ[اه]\s{_ACT}|ه)(?![ء-ي])"
    r"|(?:la\spresente\sloi|le\spresent\s(?:decret|arrete))\s(?:entrer?a?\sen\svigueur|prend\seffet))"
    r"[\s،,]*(?P<rule>(?:ابتدا|اعتبارا|من|بعد|داخل|في\s(?:اجل|تاريخ)|a\s|des\s|le\s|\w+\smois|\w+\sans?)"
    r"(?:[^.؛]|\.(?=\s?\d)){0,140})"
)
_LEFT = r"(?P<left>(?:بعد|داخل|في\sاجل)\s[^،]{2,45}?\s|\S+\s(?:mois|ans?|jours)\sapres\s)?"
_FROM_PUBLICATION = re.compile(
    rf"{_LEFT}(?:(?:ابتدا|اعتبارا)\s)?(?:(?:من|علي|في)\s)?(?:يوم\s|تاريخ\s)?نشر(?:ه|ها|\sهذا)(?![ء-ي])"
    rf"|{_LEFT.replace('left', 'reste')}(?:a\scompter\s|des\s|le\sjour\s)?(?:de\s)?(?:la\sdate\s)?"
    r"(?:de\s)?sa\spublication"
)
_NEXT_MONTH = re.compile(
    r"(?:ابتدا\s)?من\s(?:اليوم\sاالول\sمن|فاتح|اول)\sالشهر\s(?:التالي|الموالي|الذي\sيلي)"
    r"\s(?:ل?تاريخ\s|ل?شهر\s)?ل?نشره(?![ء-ي])"
)
_FROM_DAY = re.compile(r"(?:ابتدا\s|اعتبارا\s)?(?:من|في)\s|a\scompter\sdu\s|le\s")
_ONE = {"سنه": "P1Y", "شهر": "P1M", "اسبوع": "P1W", "un an": "P1Y"}


def _in_force(text: str, published: str) -> str:
    found = next(_TAKES_EFFECT.finditer(text), None)
    return _apply(found["rule"], published) if found else published


def _apply(rule: str, published: str) -> str:
    """Reckon the day a rule gives, from the day of publication; nothing where it gives none."""
    if _NEXT_MONTH.match(rule):
        return _next_month(published)
    if found := _FROM_PUBLICATION.match(rule):
        return _after(found["left"] or found["reste"] or "", published)
    if found := _FROM_DAY.match(rule):
        day = _day(rule[found.end() :][:40])
        return day[0] if day else ""
    return ""


def _next_month(published: str) -> str:
    if not published:
        return ""
    later = calendars.add_months(date.fromisoformat(published).replace(day=1), 1)
    return str(later) if later else ""


def _after(wait: str, published: str) -> str:
    """Add the time a rule leaves («بعد ستة أشهر») to the day of publication."""
    if re.search(r"اقصاه|يتعدي|au plus", wait):
        return ""  # at most so long: the day is not fixed
    wait = re.sub(r"\(\s?\d{1,3}\s?\)", " ", wait)  # « six (6) mois »
    said = [one.iso for one in languages.quantities(wait) if one.kind == "duration"]
    alone = [span for word, span in _ONE.items() if re.search(rf"(?<!\w){word}(?!\w)", wait)]
    span = re.fullmatch(
        r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?",
        next(iter((*said, *alone)), "" if wait else "P"),
    )
    if not span or not published:
        return ""
    years, months, weeks, days = (int(part or 0) for part in span.groups())
    day = calendars.add_months(date.fromisoformat(published), 12 * years + months)
    later = calendars.add_days(day, 7 * weeks + days) if day else None
    return str(later) if later else ""
