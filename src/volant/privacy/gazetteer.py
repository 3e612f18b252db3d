"""Know Moroccan names, however they are spelled, and the words that announce one.

Two tables of our own making, `names_first.tsv` and `names_family.tsv`, hold one name a line in
Arabic and Latin letters: a line is what « the same name » means across scripts. A closed list finds
fast and never guesses; names that are not in it need a title or a known name beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from volant.privacy.labels import attached

_TABLES = ("names_first.tsv", "names_family.tsv")
_HAMZA = str.maketrans("أإآٱ", "اااا")
_ARTICLES = ("el", "al", "l")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Be one name: `id` is the same in all spellings, `sort` is `m`, `f`, `n` or `s` (family).

    `common` says that the spelling is a word as well; `cut` counts letters of other words written
    onto its front («ومحمد»).
    """

    id: int
    sort: str
    common: bool
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Hold the names by spelling, in small letters, and the `cues` by sort.

    `firsts` begin a name of several words; `naming` and `announcing` are the words that `persons`
    and `place` are asked about, `triggers` both.
    """

    names: dict[str, Name]
    firsts: frozenset[str]
    cues: dict[str, frozenset[str]]
    announcing: frozenset[str]
    naming: frozenset[str]
    triggers: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Read the tables; takes tens of milliseconds, once."""
    names: dict[str, Name] = {}
    starts: set[str] = set()
    for number, (sort, arabic, latin) in enumerate(_rows()):
        for written in (*arabic.split(), *latin.split()):
            common = "*" in (sort[-1], written[0])
            name = Name(id=number, sort=sort[0], common=common)
            for spelling in _forms(written.removeprefix("*"), sort[0]):
                names.setdefault(spelling, name)
                if " " in spelling:
                    starts.add(spelling.split()[0])
    names = _attach(names)
    cues = _cues()
    announcing = frozenset().union(*(cues[sort] for sort in _ANNOUNCING))
    naming = cues["title"].union(cues["field"], names, starts)
    return Gazetteer(
        names=names,
        firsts=frozenset(starts),
        cues=cues,
        announcing=announcing,
        naming=naming,
        triggers=naming | announcing,
    )


_ANNOUNCING = ("born", "lives", "house", "street", "register")


def _rows() -> list[list[str]]:
    lines = (
        line
        for table in _TABLES
        for line in files("volant.privacy").joinpath(table).read_text("utf-8").splitlines()
    )
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _forms(spelling: str, sort: str) -> set[str]:
    return _arabic_forms(spelling, sort) if spelling[0] >= "ء" else _latin_forms(spelling, sort)


def _arabic_forms(spelling: str, sort: str) -> set[str]:
    """Give a spelling as written, without hamza, joined and apart, with ه and ي for ة and ى."""
    forms = {spelling.replace("_", " "), spelling.replace("_", "")}
    if sort == "s" and spelling.startswith("ال"):
        forms |= {"ل" + spelling[2:]}
    forms |= {form.translate(_HAMZA) for form in forms}
    forms |= {form[:-1] + "ه" for form in forms if form.endswith("ة")}
    forms |= {form[:-1] + "ي" for form in forms if form.endswith("ى")}
    forms |= {form[:-1] + "ى" for form in forms if form.endswith("ي") and len(form) > 4}
    return forms | {form.removesuffix("ء") for form in forms if len(form) > 4}


def _latin_forms(spelling: str, sort: str) -> set[str]:
    forms = {spelling.replace("-", " "), spelling.replace("-", "")}
    if sort == "s" and len(spelling) > 3:
        forms |= {article + spelling for article in _ARTICLES}
    return forms


def _attach(names: dict[str, Name]) -> dict[str, Name]:
    """Add «و», «ل» and their like on the front of Arabic names; a name as such comes first."""
    more: dict[str, Name] = {}
    for spelling, name in names.items():
        if not "ء" <= spelling[0] <= "ي":
            continue
        for front in "ولفبك" if len(spelling) > 3 else "و":
            form = front + spelling
            if form not in names:
                more[form] = Name(id=name.id, sort=name.sort, common=name.common, cut=1)
        if spelling.startswith("ال") and "لل" + spelling[2:] not in names:
            more["لل" + spelling[2:]] = Name(id=name.id, sort=name.sort, common=name.common, cut=2)
    return more | names


def _cues() -> dict[str, frozenset[str]]:
    source = files("volant.privacy").joinpath("cues.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in source.splitlines() if not line.startswith("#"))
    return {
        sort: frozenset(form for word in words.split() for form in attached(word))
        for sort, words in rows
    }


_CONSONANTS = (
    ("ch|sh|ش", "C"), ("kh|خ|5", "X"), ("gh|غ", "G"), ("dj|ج|j", "J"), ("th|ث|ط|ت", "t"),
    ("dh|ذ|ض|ظ|د", "d"), ("ph|ف|v", "f"), ("c(?=[eiy])|ç|ص|س", "s"), ("ق|ك|گ|ڭ|9|q|c|g", "k"),
    ("ح|ه|7|8", "h"), ("ب|p", "b"), ("ر", "r"), ("ز", "z"), ("ل", "l"), ("م", "m"), ("ن", "n"),
)  # fmt: skip
_RULES = [(re.compile(pattern), sound) for pattern, sound in _CONSONANTS]
_SILENT = re.compile("[^CXGJtdfskhbrzlmn]")
_TWICE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """Give what two spellings of an unlisted name share: its consonants, in either script.

    >>> skeleton("chkoundi") == skeleton("الشكوندي".removeprefix("ال"))
    True
    """
    form = word.lower().removesuffix("h")
    for pattern, sound in _RULES:
        form = pattern.sub(sound, form)
    return _TWICE.sub(r"\1", _SILENT.sub("", form)) or word.lower()
