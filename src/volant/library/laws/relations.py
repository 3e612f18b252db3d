"""Find what a legal text does to others: which acts it amends, repeals, applies.

It reads the text's own clauses: «تنسخ أحكام القانون رقم 35.06» repeals, «تنسخ أحكام الفصل 6 من …
وتعوض» amends an article, «بتطبيق القانون رقم 17.86» implements. A text that loses only some of its
provisions is amended, not repealed: what is called repealed here is never cited as current. What
others did to this text («كما تم تعديله ب…») is not its own doing and left to `changes`.

Only acts with a number are reported: «القرار الصادر في 2 محرم 1356» has none to find it by. The
trade-off is towards precision: in an item of a clause only the act that the verb governs counts,
not the dahir that promulgated it, nor the acts its title names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from volant.library.laws.articles import named
from volant.library.laws.mentions import Mention, Plain, find_mentions, key, simplify
from volant.records import Relation

CLAUSE = 1500
"""Code points a clause of repeal runs on at most: the longest lists of repealed acts."""


def find(text: str) -> tuple[Relation, ...]:
    """Give what a text says it does to other acts, in order, each act once for each kind.

    >>> [(r.kind, r.number) for r in find("تنسخ أحكام القانون رقم 35.06 المتعلق بالبطاقة.")]
    [('repeals', '35-06')]
    """
    return find_in(simplify(text))


def find_in(plain: Plain, *, number: str = "", shift: int = 0) -> tuple[Relation, ...]:
    """Give the relations of a text made plain; none to the act `number`, which is its own.

    `shift` is taken off the spans, for a text that a title was put before.
    """
    clauses = _bound([*_titles(plain.text), *_verbs(plain.text)])
    found: dict[tuple[str, str], Relation] = {}
    for clause in clauses:
        for kind, mention, articles in _read(plain.text, clause):
            if key(mention.number) == key(number):
                continue
            start, end = plain.find(min(clause.verb, mention.start), mention.end)
            relation = Relation(
                kind=kind,
                number=mention.number,
                articles=articles,
                start=max(start - shift, 0),
                end=max(end - shift, 0),
            )
            _merge(found, relation)
    return tuple(found.values())


def _merge(found: dict[tuple[str, str], Relation], relation: Relation) -> None:
    """Keep one relation for each act and kind, with the articles of all its clauses."""
    held = found.setdefault((relation.kind, key(relation.number)), relation)
    if held is relation:
        return
    both = tuple(dict.fromkeys((*held.articles, *relation.articles)))
    whole = not held.articles or not relation.articles
    found[relation.kind, key(relation.number)] = Relation(
        kind=held.kind,
        number=held.number,
        articles=() if whole and held.kind == "repeals" else both,
        start=held.start,
        end=held.end,
    )


# --- clauses --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """Be a stretch of plain text that one verb governs, `kind` what it does to the acts named."""

    kind: str
    verb: int
    begin: int
    end: int


_REPEAL = r"(?:ت|ي)(?:نسخ|لغي)|(?:ت|ي)حذف"
_AMEND = r"(?:ت|ي)(?:غير|تمم|عدل|عوض)"
_ACTIVE = re.compile(
    rf"(?<![ء-ي])و?(?:(?P<repeal>{_REPEAL})|(?P<amend>{_AMEND}))(?![ء-ي])"
    r"|(?P<abroge>(?<!\()\b(?:(?:est|sont)\s(?:egalement\s)?abroge(?:e?s?)|abroge(?:ra)?)\b"
    r"(?!\s(?:et\s\w+\s)?par\s(?:la\sloi|le\sd|l'art|dahir|loi|decret)))"
    r"|(?P<modifie>\b(?:est|sont)\s(?:modifie|complete)(?:e?s?)\b"
    r"(?!\spar\s(?:la\sloi|le\sd|l'art|dahir|loi|decret)))"
)
_TITLE = re.compile(
    r"(?<![ء-ي])(?:ال?قاضي\s|ال?متعلق\s|يتعلق\s|ال?متمم\s)?ب(?P<amend>(?:تغيير|تتميم|تعديل)"
    r"(?:\sو(?:تغيير|تتميم|تعديل))?)(?![ء-ي])"
    r"|(?<![ء-ي])ب(?P<repeal>نسخ|الغا)(?![ء-ي])"
    r"|(?<![ء-ي])(?:ت|ي)(?P<by_it>غير|تمم)(?:\sو(?:ت|ي)تمم)?\sبموجبه"
    r"|(?<![ء-ي])(?:ب|ل)(?P<apply>تطبيق|تنفيذ)(?![ء-ي])|(?<![ء-ي])(?P<applied>تطبيقا\s[ال])"
    r"|(?P<modifiant>\b(?:modifiant|completant)(?:\set\scompletant)?\b)"
    r"|(?P<abrogeant>\babrogeant\b)"
    r"|(?P<pris>\bpris(?:e)?\s(?:pour\sl'application|en\sapplication)\b)"
)
_KINDS = {
    "repeal": "repeals", "abroge": "repeals", "abrogeant": "repeals", "amend": "amends",
    "by_it": "amends", "modifie": "amends", "modifiant": "amends", "apply": "implements",
    "applied": "implements", "pris": "implements",
}  # fmt: skip
_SUBJECT_FIRST = ("abroge", "modifie")
_SENTENCE = re.compile(
    r"[.:]\s|\n(?:article|الماد|الفصل)[^\n]{0,30}\n|^(?:article|الماد)[^\n]{0,30}\n"
)
# A verb of history or of power: «كما تم نسخ», «يمكن أن تغير», « tel qu'il a été abrogé ».
_NOT_ITS_OWN = re.compile(
    r"(?:\sان|\sال|\sلم|(?:^|[\W\d])تم|\sوقع|كما|\sالذي|\sالتي|\sقد|\sne|\sn'|\squi|\sa\sete|\sont\sete)\s$"
)
_PREAMBLE = re.compile(r"\n(?:الحمد|بنا\sعلي|رئيس\sالحكومه|الوزير\sال|ان\sالوزير|vu\sla|louange)")
_CLAUSE_END = re.compile(
    r"\.\s?\n|\n(?:ال|امال)?(?:ماده|ماد ه|فصل)\s|\narticle\s|\nو?حرر\sب|\nتم\s|\n-?\s?\d+\s?تم\s"
    r"|\sيسند\s(?:تنفيذ|الي)"
    r"|\sغير\sان(?![ء-ي])|\n-?\s?\d?\s?الجريده"
)


def _verbs(text: str) -> Iterator[_Clause]:
    for found in _ACTIVE.finditer(text):
        if "بموجبه" in text[found.end() : found.end() + 25]:
            continue  # the title of another act
        if not _NOT_ITS_OWN.search(text[max(0, found.start() - 12) : found.start()]):
            yield _clause(text, found, len(text))


def _bound(clauses: list[_Clause]) -> list[_Clause]:
    """Put clauses in order, each ending where the next of its kind begins."""
    ordered = sorted(clauses, key=lambda clause: clause.verb)
    following: dict[str, int] = {}
    bound: list[_Clause] = []
    for clause in reversed(ordered):
        end = min(clause.end, following.get(clause.kind, clause.end))
        bound.append(replace(clause, end=max(end, clause.begin)))
        following[clause.kind] = clause.verb
    return bound[::-1]


def _titles(text: str) -> Iterator[_Clause]:
    """Give the clauses of the act's own title, and «تطبيقا ل» wherever it stands."""
    opens = _PREAMBLE.search(text)
    limit = min(opens.start() if opens else 1500, 3000)
    before = list(find_mentions(text, 0, limit))
    own = next((place for place, said in enumerate(before) if said.own), -1)
    last = own + (own >= 0 and before[own].kind == "dahir")
    for found in _TITLE.finditer(text):
        if found["applied"]:
            yield _clause(text, found, len(text))
        elif found.start() < limit:
            latest = sum(said.end <= found.start() for said in before) - 1
            if latest <= last:
                yield _clause(text, found, limit)


def _clause(text: str, found: re.Match[str], limit: int) -> _Clause:
    verb = found.lastgroup or ""
    short = limit < len(text) or _KINDS[verb] == "implements"
    reach = min(found.end() + (250 if short else CLAUSE), limit)
    stop = _CLAUSE_END.search(text, found.end(), reach)
    begin = found.end()
    if verb in _SUBJECT_FIRST:  # « L'article 31 de la loi n° … est abrogé »
        begin = max(found.start() - 400, 0)
        for opened in _SENTENCE.finditer(text, begin, found.start()):
            begin = opened.end()
    return _Clause(
        kind=_KINDS[verb],
        verb=found.start(),
        begin=begin,
        end=stop.start() if stop else min(reach, len(text)),
    )


# --- the acts a clause governs --------------------------------------------------------------------

_NEW_ITEM = re.compile(
    r"[؛;•]|\n\s?[-–*](?!\s?\d+\s?[-–])|سيما|وكذ(?:ا|لك)|notamment|\bet\s(?:de\s)?(?:la|le|du|l')"
)
_ASIDE = re.compile(
    r"تنفيذه?\s|كما\s(?:تم|وقع)|بمقتضي|بموجب|ال?متعلق|يتعلق|بشان|في\sشان|بتحديد|باحداث|بتطبيق|لتطبيق"
    r"|المشار|المتخذ|\sبمثابه\s|بتغيير|بتتميم|promulgu|relati|portant|tel(?:le)?s?\sque|\bpar\b|\bpris"
)
_REPLACED = re.compile(r"(?:ت|ي)عوض|تعويض|يحل\sمحل|remplace")
_EXCEPTED = re.compile(r"باستثنا|ما\sعدا|(?<!ال)ماعدا|a\sl'exception|sauf\s")
_SOME = re.compile(
    r"(?:حكام|مقتضيات)\s(?:\S+\s){0,6}?(?:ال?وارده?|ال?مطبقه?|ال?متعلقه?|ال?خاصه?)\s"
    r"|(?:ال?منصوص\sعلي\S+|ال?وارده?)\sفي|ال?حساب"
    r"|(?:فقره|بند|باب|فرع|قسم|جز|جدول|ملحق|لائحه|اليحه|تعريفه)\s?"
    r"|\b(?:alinea|paragraphe|titre|chapitre|section|annexe|dispositions\srelatives)\b"
)


def _read(text: str, clause: _Clause) -> Iterator[tuple[str, Mention, tuple[str, ...]]]:
    """Yield what a clause does to which act, with the articles it names of it."""
    at = clause.begin
    for place, mention in enumerate(find_mentions(text, clause.begin, clause.end)):
        lead = text[at : mention.start]
        begins = _governs(lead) if place == 0 else _begins_item(text[at : mention.end], lead)
        if place == 0 and not begins:
            return
        if not begins:
            continue
        at = mention.end
        lead = re.split(r"سيما|notamment", _BY_THE_WAY.sub(" ", lead))[-1]
        tail = re.split(r"[؛;]", text[mention.end : min(clause.end, mention.end + 400)])[0]
        said = text[clause.verb : clause.verb + 40], lead, tail
        articles = named(lead)
        yield _weigh(clause.kind, said, articles), mention, articles


_BY_THE_WAY = re.compile(
    r"(?:ابتدا|مع\sمراعاه)\s(?:[^،:]{0,120}[،:]|[^،]{0,90}?(?:اعاله|بعده|التاريخ(?!\sال)))"
    r"|(?:ال)?(?:ماد|مواد|فص)\S+\s\d+(?:\s?و\s?\d+)*\s?(?:اعاله|ادناه|بعده)"
)


_NOT_THE_OBJECT = re.compile(
    r"كما\s(?:تم|وقع)\s(?!تحديد)|(?<!حدثه)(?<!تنفيذه)[\s،](?:بموجب|بمقتضي)\s|حا+ل(?:ه|ات|ت)\s(?:علي|الي)"
    r"|(?:احكام|مقتضيات)\sهذا|وفق\s(?:نفس\s)?احكام"
)


def _governs(lead: str) -> bool:
    """Say whether the first act after a verb is its object, and not in what is said of another."""
    return not _NOT_THE_OBJECT.search(lead)


def _begins_item(said: str, lead: str) -> bool:
    """Say whether a further act is governed too, not only named in the title of another."""
    marks = list(_NEW_ITEM.finditer(lead))
    since = lead[marks[-1].end() :] if marks else lead
    if marks:
        return not _ASIDE.search(since)
    passed = next(find_mentions(lead), None) or re.search(r"كما\s(?:تم|وقع)", lead)
    return said[len(lead) :].startswith("و") and not passed


def _weigh(kind: str, said: tuple[str, str, str], articles: tuple[str, ...]) -> str:
    """Call an amendment what leaves part of an act standing, or puts words in the place of part."""
    verb, lead, tail = said
    if kind != "repeals":
        return kind
    part = not articles and _SOME.search(lead)
    replaced = articles and (_REPLACED.search(verb) or _REPLACED.search(tail))
    return "amends" if part or replaced or _EXCEPTED.search(tail) else "repeals"
