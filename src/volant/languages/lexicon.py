"""Render a question's words in Standard Arabic, the language most official texts are written in.

The tables in `lexicon/` are ours: French, English, Spanish, Darija (both scripts) and Tamazight
words beside the words laws use for them. This is no translation: order and grammar are lost, and
each word keeps all its renderings, because search wants every door the word may open. Words of no
table are left to the caller, as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from volant.languages.arabizi import spellings
from volant.languages.folding import normalize
from volant.languages.stemming import root
from volant.languages.tokens import STOPWORDS, cut, stem, words

LONGEST = 4
"""Words in the longest expression that is looked up."""

_TABLES = {
    "ar": (("ar-ar.tsv", 0, "root"),),
    "fr": (("fr-ar.tsv", 0, "stem"), ("ary-ar.tsv", 1, "latin")),
    "en": (("en-ar.tsv", 0, "stem"),),
    "es": (("es-ar.tsv", 0, "stem"),),
    "ary-Arab": (("ary-ar.tsv", 0, "arabic"), ("ar-ar.tsv", 0, "root")),
    "ary-Latn": (("ary-ar.tsv", 1, "arabizi"), ("fr-ar.tsv", 0, "stem")),
    "zgh-Tfng": (("zgh-ar.tsv", 0, "word"),),
    "ber-Latn": (("zgh-ar.tsv", 1, "word"), ("fr-ar.tsv", 0, "stem")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Be one expression of the question, folded, and what the laws call it, likeliest first.

    `targets` is empty for function words; `sure` is False where only a loose key matched.
    """

    words: tuple[str, ...]
    targets: tuple[str, ...]
    sure: bool = True


def render(text: str, tag: str) -> tuple[list[Rendering], list[str]]:
    """Give the renderings of a text's expressions, and the content words left over.

    At each word the longest expression wins; as given before by stem, by stem before loosely.

    >>> found, rest = render("mon patron refuse", "fr")
    >>> "مشغل" in found[0].targets
    True
    """
    tables = [(_table(name, column, kind), kind) for name, column, kind in _TABLES.get(tag, ())]
    given = _content(words(_spell_digits(text) if tag in _DIGIT_TAGS else text))
    found, rest, i = [], [], 0
    while i < len(given):
        rendering = next(_matches(given, i, tables), None)
        if tag in _SPELLED and (rendering is None or not rendering.sure):
            rendering = _respelled(given[i]) or rendering
        if rendering is None:
            rest.append(given[i])
            i += 1
        else:
            found.append(rendering)
            i += len(rendering.words)
    return found, rest


def legible(words: str) -> str:
    """Give folded words with the digits that Arabizi writes for letters."""
    return words.translate(_DIGIT_FOR)


_FRENCH_FORMS = 3
"""French forms given for one Arabic expression, at most."""


def french(stemmed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the stems of the French that Arabic stems render, likeliest first; often none.

    >>> french(("مشغل",))[0]
    ('employeur',)
    """
    return _french().get(stemmed, ())[:_FRENCH_FORMS]


@cache
def _french() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Turn the French table round: the first form of a row, under its two likeliest renderings."""
    table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for form, targets in _rows("fr-ar.tsv", 0, "stem"):
        rows.setdefault(targets, tuple(map(stem, _content(cut(form)))))
    for n in range(2):
        for targets, given in rows.items():
            for target in targets[n : n + 1]:
                key = tuple(dict.fromkeys(map(stem, _content(words(target)))))
                if given and key:
                    table[key] = tuple(dict.fromkeys((*table.get(key, ()), given)))
    return table


def _respelled(word: str) -> Rendering | None:
    """Read an unknown Arabizi word in Arabic letters, and what the tables say of it then."""
    found: list[str] = []
    for spelled, score in spellings(legible(word), limit=_SPELLINGS):
        if score >= _LIKELY:
            given = _content(words(spelled))
            rows = (
                (row for row in _matches(given, 0, _arabic_tables()) if row.sure) if given else ()
            )
            row = next(iter(rows), None)
            found += [spelled, *(row.targets if row else ())]
    return (
        Rendering(words=(word,), targets=tuple(dict.fromkeys(found)), sure=False) if found else None
    )


@cache
def _arabic_tables() -> tuple[tuple[Table, str], ...]:
    return tuple((_table(*row), row[2]) for row in _TABLES["ary-Arab"])


Table = Mapping[str, tuple[str, ...]]


def _matches(
    given: Sequence[str], i: int, tables: Sequence[tuple[Table, str]]
) -> Iterator[Rendering]:
    for keys, sure in ((_sure_keys, True), (_loose_keys, False)):
        for size in range(min(LONGEST, len(given) - i), 0, -1):
            expression = tuple(given[i : i + size])
            for table, kind in tables:
                for key in keys(expression, kind):
                    if (targets := table.get(key)) is not None:
                        yield Rendering(words=expression, targets=targets, sure=sure)


@cache
def _table(name: str, column: int, kind: str) -> Table:
    """Load one table as key → targets; a key of several rows has the targets of all, in turn."""
    table: dict[str, tuple[str, ...]] = {}
    for form, targets in _rows(name, column, kind):
        given = _content(cut(form))
        for key in _keys(given, kind) if 0 < len(given) <= LONGEST else ():
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), *targets)))
    return table


def _rows(name: str, column: int, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (folded form, targets); the file is folded whole, which is ten times quicker."""
    text = (files("volant.languages") / "lexicon" / name).read_text("utf-8")
    folded = normalize(_spell_digits(text) if kind in _LATIN_DARIJA else text)
    for line, comparable in zip(text.split("\n"), folded.split("\n"), strict=True):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            last = cells[2 if len(cells) > 2 else 1]
            targets = tuple(target.strip() for target in last.split("|") if target.strip())
            for form in comparable.split("\t")[column].split("|"):
                yield form, targets


def _content(given: Sequence[str]) -> list[str]:
    return [word for word in given if word not in STOPWORDS]


def _keys(given: Sequence[str], kind: str) -> Iterator[str]:
    """Give the keys a form is found by: as written, by stems (^), by consonants (~)."""
    yield from _sure_keys(given, kind)
    if kind == "arabizi" and len(given) == 1 and len(given[0]) > 3:
        yield "~" + _skeleton(given[0])
    if kind == "root" and len(given) == 1:
        yield "~" + root(stem(given[0]))


def _sure_keys(given: Sequence[str], kind: str) -> Iterator[str]:
    yield " ".join(given)
    if kind in {"stem", "root"}:
        yield "^" + " ".join(map(stem, given))


def _loose_keys(given: Sequence[str], kind: str) -> Iterator[str]:
    if len(given) == 1 and kind in _LOOSE:
        yield from _LOOSE[kind](given[0])


# Clitics and verb prefixes of Darija, longest first: conjunctions, prepositions, the article,
# the present in ka-/ta-, the future in gha-, and the persons of the imperfect.
_ARABIC_PREFIXES = re.compile(
    "^(?:و|ف|ب|ل|د|ك)?(?:كان|كات|كاي|كن|كت|كي|تان|تات|تاي|غادي|غان|غات|غاي|غن|غت|غي|ان|ال|لل|ل|ما|م|ن|ت|ي)(?=..)"
)
_ARABIC_SUFFIXES = re.compile(
    "(?<=..)(?:اتش|اوش|ينش|هاش|نيش|كمش|تيش|ناش|وش|يش|ش|هوم|كوم|ها|هم|كم|نا|ني|تي|ين|ات|وا|و|ي|ك|ه|ت|ا)$"
)
_LATIN_PREFIXES = re.compile(
    "^(?:w|f|b|l|d|m|o|ou)?(?:kan|kat|kay|kai|ka|tan|tat|tay|ta|ghan|ghat|ghay|ghadi|gha|kn|kt|ky|ki|el|al|l|ma|n|t|y|i)(?=..)|^(?:w|f|b|l|d)(?=...)"
)
_LATIN_SUFFIXES = re.compile(
    "(?<=..)(?:atch|och|ouch|inch|hach|nich|komch|tich|nach|ch|hom|houm|kom|koum|ha|na|ni|ti|in|at|aw|ou|o|i|k|h|t|a|e)$"
)


def _loose_arabic(word: str) -> Iterator[str]:
    yield from _strip(word, _ARABIC_PREFIXES, _ARABIC_SUFFIXES)


def _loose_arabizi(word: str) -> Iterator[str]:
    stripped = list(_strip(word, _LATIN_PREFIXES, _LATIN_SUFFIXES))
    yield from stripped
    yield from ("~" + _skeleton(form) for form in (word, *stripped) if len(form) > 3)


def _strip(word: str, prefixes: re.Pattern[str], suffixes: re.Pattern[str]) -> Iterator[str]:
    bare, cut = prefixes.sub("", word), suffixes.sub("", word)
    yield from dict.fromkeys(w for w in (bare, cut, suffixes.sub("", bare)) if w != word)


def _loose_root(word: str) -> Iterator[str]:
    stemmed = stem(word)
    if len(stemmed) > _SHORT:
        yield "~" + root(stemmed)


_SHORT = 3
"""Letters of an Arabic stem whose root says too little to look it up."""

_LOOSE = {"arabic": _loose_arabic, "arabizi": _loose_arabizi, "root": _loose_root}

_DIGRAPHS = (("gh", "G"), ("kh", "X"), ("ch", "C"), ("sh", "C"), ("th", "t"), ("dh", "d"))
_VARIANTS = str.maketrans(
    {
        "ɋ": "q",
        "k": "q",
        "c": "q",
        "ħ": "h",
        "ɥ": "h",
        "x": "X",
        "ꭓ": "X",
        "p": "b",
        "v": "f",
        "g": "G",
        "ŧ": "t",
    }
)


def _skeleton(word: str) -> str:
    """Reduce an Arabizi word to the consonants its spellings share: `ch7al`, `chhal`, `sh7el`."""
    for pair, letter in _DIGRAPHS:
        word = word.replace(pair, letter)
    word = re.sub(r"(.)\1+", r"\1", word.translate(_VARIANTS))
    return re.sub(r"(.)\1+", r"\1", word[0] + re.sub("[aeiouywʔ]", "", word[1:]))


_LATIN_DARIJA = {"arabizi", "latin"}
_DIGIT_TAGS = {"ary-Latn", "fr"}
_ARABIZI_DIGIT = re.compile(r"(?<=[A-Za-z])[2-9]|[2-9](?=[A-Za-z])")


def _spell_digits(text: str) -> str:
    """Keep digits that are letters inside their words: `ch7al` is one word, `15 youm` two."""
    return _ARABIZI_DIGIT.sub(lambda match: _LETTER_FOR[match[0]], text)


# Letters of phonetic alphabets stand in for the digits, so that `words` sees letters.
_LETTER_FOR = dict(zip("23456789", "ʔʕɖꭓŧħɥɋ", strict=True))
_DIGIT_FOR = {ord(letter): digit for digit, letter in _LETTER_FOR.items()}
_SPELLED = {"ary-Latn"}
_SPELLINGS = 4
_LIKELY = 0.05
