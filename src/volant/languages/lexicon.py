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

from volant.languages.normalize import normalize
from volant.languages.tokens import STOPWORDS, stem, words

LONGEST = 4
"""Words in the longest expression that is looked up."""

_TABLES = {
    "fr": (("fr-ar.tsv", 0, "stem"),),
    "en": (("en-ar.tsv", 0, "stem"),),
    "es": (("es-ar.tsv", 0, "stem"),),
    "ary-Arab": (("ary-ar.tsv", 0, "arabic"),),
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
    """Give the renderings of a text's expressions, longest first match, and the words left over.

    >>> found, rest = render("délai de préavis", "fr")
    >>> "أجل" in found[0].targets
    True
    """
    tables = [(_table(name, column, kind), kind) for name, column, kind in _TABLES.get(tag, ())]
    given = words(_arabizi_text(text) if tag == "ary-Latn" else text)
    found, rest, i = [], [], 0
    while i < len(given):
        for rendering, size in _matches(given, i, tables):
            found.append(rendering)
            i += size
            break
        else:
            rest.append(given[i])
            i += 1
    return found, rest


def _matches(
    given: Sequence[str], i: int, tables: Sequence[tuple[Mapping[str, tuple[str, ...]], str]]
) -> Iterator[tuple[Rendering, int]]:
    for loose in (False, True):
        for size in range(min(LONGEST, len(given) - i), 0, -1):
            expression = tuple(given[i : i + size])
            for table, kind in tables:
                for key in _LOOSE[kind](expression) if loose else [_key(expression, kind)]:
                    if (targets := table.get(key)) is not None:
                        yield Rendering(words=expression, targets=targets, sure=not loose), size


@cache
def _table(name: str, column: int, kind: str) -> dict[str, tuple[str, ...]]:
    """Load one table as key → targets; a key of several rows has all their targets, in turn."""
    table: dict[str, tuple[str, ...]] = {}
    for form, targets in _rows(name, column):
        given = words(_arabizi_text(form) if kind == "arabizi" else form)
        if not given or len(given) > LONGEST:
            continue
        keys = [_key(given, kind)]
        if kind == "arabizi" and len(given) == 1 and len(given[0]) > 3:
            keys.append("~" + _skeleton(given[0]))
        for key in keys:
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), *targets)))
    return table


def _rows(name: str, column: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = (files("volant.languages") / "lexicon" / name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            last = cells[2 if len(cells) > 2 else 1]
            targets = tuple(target.strip() for target in last.split("|") if target.strip())
            for form in cells[column].split("|"):
                yield form.strip(), targets


def _key(expression: Sequence[str], kind: str) -> str:
    if kind != "stem":
        return " ".join(expression)
    content = [stem(word) for word in expression if word not in STOPWORDS]
    return " ".join(content or expression)


# Clitics and verb prefixes of Darija, longest first: conjunctions, prepositions, the article,
# the present in ka-/ta-, the future in gha-, and the persons of the imperfect.
_ARABIC_PREFIXES = re.compile(
    "^(?:و|ف|ب|ل|د|ك)?(?:كان|كات|كاي|كن|كت|كي|تان|تات|تاي|غادي|غان|غات|غاي|غن|غت|غي|ان|ال|لل|ل|ما|م|ن|ت|ي)(?=..)"
)
_ARABIC_SUFFIXES = re.compile("(?<=..)(?:اتش|اوش|ينش|هاش|نيش|كمش|تيش|ناش|وش|يش|ش|هوم|كوم|ها|هم|كم|نا|ني|تي|ين|ات|وا|و|ي|ك|ه|ت|ا)$")
_LATIN_PREFIXES = re.compile(
    "^(?:w|f|b|l|d|m|o|ou)?(?:kan|kat|kay|kai|ka|tan|tat|tay|ta|ghan|ghat|ghay|ghadi|gha|kn|kt|ky|ki|el|al|l|ma|n|t|y|i)(?=..)|^(?:w|f|b|l|d)(?=...)"
)
_LATIN_SUFFIXES = re.compile(
    "(?<=..)(?:atch|och|ouch|inch|hach|nich|komch|tich|nach|ch|hom|houm|kom|koum|ha|na|ni|ti|in|at|aw|ou|o|i|k|h|t|a|e)$"
)


def _loose_arabic(expression: Sequence[str]) -> Iterator[str]:
    if len(expression) == 1:
        yield from _strip(expression[0], _ARABIC_PREFIXES, _ARABIC_SUFFIXES)


def _loose_arabizi(expression: Sequence[str]) -> Iterator[str]:
    if len(expression) == 1:
        stripped = list(_strip(expression[0], _LATIN_PREFIXES, _LATIN_SUFFIXES))
        yield from stripped
        yield from ("~" + _skeleton(word) for word in (expression[0], *stripped) if len(word) > 3)


def _strip(word: str, prefixes: re.Pattern[str], suffixes: re.Pattern[str]) -> Iterator[str]:
    bare, cut = prefixes.sub("", word), suffixes.sub("", word)
    yield from dict.fromkeys(w for w in (bare, cut, suffixes.sub("", bare)) if w != word)


def _loose_none(expression: Sequence[str]) -> Iterator[str]:
    return iter(())


_LOOSE = {
    "word": _loose_none,
    "stem": _loose_none,
    "arabic": _loose_arabic,
    "arabizi": _loose_arabizi,
}

_DIGRAPHS = (("gh", "G"), ("kh", "X"), ("ch", "C"), ("sh", "C"), ("th", "t"), ("dh", "d"))
_VARIANTS = str.maketrans(
    {"ɋ": "q", "k": "q", "c": "q", "ħ": "h", "ɥ": "h", "x": "X", "ꭓ": "X", "p": "b", "v": "f", "g": "G", "ŧ": "t"}
)


def _skeleton(word: str) -> str:
    """Reduce an Arabizi word to the consonants its spellings share: `ch7al`, `chhal`, `sh7el`."""
    for pair, letter in _DIGRAPHS:
        word = word.replace(pair, letter)
    word = re.sub(r"(.)\1+", r"\1", word.translate(_VARIANTS))
    return re.sub(r"(.)\1+", r"\1", word[0] + re.sub("[aeiouywʔ]", "", word[1:]))


_ARABIZI_DIGIT = re.compile(r"(?<=[A-Za-z])[2-9]|[2-9](?=[A-Za-z])")


def _arabizi_text(text: str) -> str:
    """Keep digits that are letters inside their words: `ch7al` is one word, `15 youm` two."""
    return _ARABIZI_DIGIT.sub(lambda match: _LETTER_FOR[match[0]], text)


# Letters of phonetic alphabets stand in for the digits, so that `words` sees letters.
_LETTER_FOR = dict(zip("23456789", "ʔʕɖꭓŧħɥɋ", strict=True))
