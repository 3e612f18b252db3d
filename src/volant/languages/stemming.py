"""Take particles and endings off an Arabic word, and a word down to its consonants.

Light stemming in the line of Larkey, Ballesteros and Connell, "Light Stemming for Arabic
Information Retrieval" (2007), light10, with two lists that decide where a rule would guess: nouns
that Moroccan laws use with the article (`lexicon/nouns.tsv`: «بولادة» is ب + ولادة, but «بنك» is no
ب + نك), and broken plurals (`lexicon/plurals.tsv`). It works on folded words (`folding`), knows no
grammar and disambiguates nothing. `root` is coarser on purpose: it brings «نشر», «ينشر» and
«منشور» together, and now and then words that have nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from volant.languages.folding import normalize

# Longest first. In folded text the article before an alef reads `اال` (see `folding`), and
# `لل` + alef reads `لال`: the alef belongs to the word.
_ARTICLE = re.compile("^(?:[وف]?[بك]?اال(?=.)|[وف]?[بك]?ال(?=..)|[وف]?لال(?=.)|[وف]?لل(?=..))")
# Folding turns «ولا» into «وال», which is no article in «ولادة» (and «والدة», folded alike) and
# «ولاية»; each is brought to one form.
_BEFORE = "^(?:[وف]?[بك]?ال|[وف]?لل|[وف]?[بلك]?)"
_BIRTH = re.compile(
    f"{_BEFORE}والد(?:ا|ه|ات|ان|ين|ي|يه|تي|ته|تها|تهم|تك|تنا|ها|هم|ك|نا|هما|تان|تين|تيه)?$"
)
_RULE = re.compile(f"{_BEFORE}وال(?:يه|يات|ي|يته|يتها|تي|اه|ايه)$")
# Endings in the order they go, and the letters that must be left: «سنة» is no «سن».
_ENDINGS = {"ها": 3, "ان": 3, "ات": 3, "ون": 3, "ين": 3, "يه": 2, "ه": 3, "ي": 2}
_PRONOUNS_AFTER_T = ("تهما", "تها", "تهم", "تكم", "تنا", "تي", "ته", "تك")
_PRONOUNS = ("هما", "هم", "كم", "نا", "ها", "ك")
_PARTICLES = "وفبلك"
_FEWEST = 3
"""Letters that must be left when a particle or pronoun goes."""


@lru_cache(maxsize=200_000)
def stem_arabic(word: str) -> str:
    """Give the stem of a folded Arabic word; broken plurals give the stem of their singular.

    >>> {stem_arabic(normalize(w)) for w in ("لتسجيل", "التسجيل", "وتسجيلها")}
    {'تسجيل'}
    >>> stem_arabic(normalize("الأشهر")) == stem_arabic(normalize("شهر"))
    True
    """
    bare = _bare(word)
    if bare in _plurals():
        return _plurals()[bare]
    found = _unended(bare)
    return _plurals().get(found, found)


@lru_cache(maxsize=200_000)
def root(stem: str) -> str:
    """Give what is left of an Arabic stem without verb letters and long vowels; others as given.

    >>> root("ينشر") == root("منشور") == root("نشر")
    True
    """
    if not "ء" <= stem[0] <= "ي":
        return stem
    word = _without(stem, ("يست", "تست", "نست", "مست", "است"), ("ي", "ت", "ن", "م", "ا"))
    for ending in ("وا", "ت", "نا"):
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST:
            word = word[: -len(ending)]
            break
    if len(word) > _FEWEST:
        word = word[0] + re.sub("[اوي]", "", word[1:])
    return word[0] + word[2:] if len(word) == _FEWEST + 1 and word[1] == "ت" else word


def _without(word: str, *prefixes: tuple[str, ...]) -> str:
    for prefix in (prefix for group in prefixes for prefix in group):
        if word.startswith(prefix) and len(word) - len(prefix) >= _FEWEST:
            return word[len(prefix) :]
    return word


def _bare(word: str) -> str:
    """Take the article and particles off."""
    if _BIRTH.match(word):
        return "والد"
    if _RULE.match(word):
        return "ولاي"
    if article := _ARTICLE.match(word):
        rest = word[article.end() :]
        return f"ا{rest}" if article[0].endswith(("اال", "لال")) else rest
    return _without_particles(word)


def _without_particles(word: str) -> str:
    """Take one or two particles off, where the rest is a noun and the word is none."""
    for size in (1, 2):
        rest = word[size:]
        if len(rest) < _FEWEST or word[size - 1] not in _PARTICLES:
            break
        if _is_noun(rest) and not _is_noun(word[size - 1 :]):
            return rest
    return word[1:] if word[0] == "و" and len(word) > _FEWEST and not _is_noun(word) else word


def _unended(word: str) -> str:
    word = _without_pronoun(word)
    for ending, left in _ENDINGS.items():
        if word.endswith(ending) and len(word) - len(ending) >= left:
            word = word[: -len(ending)]
    if len(word) > _FEWEST and word.endswith("ت") and word not in _nouns():
        word = word[:-1]
    return word[:-1] if word.endswith("ا") and len(word) > _FEWEST else word


def _without_pronoun(word: str) -> str:
    nouns = _nouns()
    if word in nouns:
        return word
    for base in _bases(word, _PRONOUNS_AFTER_T, fewest=2):
        if f"{base}ه" in nouns or (len(base) >= _FEWEST and f"{base}ت" not in nouns):
            return f"{base}ه"
    return next((base for base in _bases(word, _PRONOUNS) if base in nouns), word)


def _is_noun(word: str) -> bool:
    nouns = _nouns()
    return (
        word in nouns
        or any(base in nouns for base in _bases(word, (*_PRONOUNS, "ه", "ي")))
        or any(f"{base}ه" in nouns for base in _bases(word, _PRONOUNS_AFTER_T))
    )


def _bases(word: str, endings: tuple[str, ...], fewest: int = _FEWEST) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= fewest:
            yield word[: -len(ending)]


@cache
def _nouns() -> frozenset[str]:
    return frozenset(_lines("nouns.tsv"))


@cache
def _plurals() -> dict[str, str]:
    """Give each plural, without particles, and the stem of its singular."""
    rows = [normalize(line).split("\t") for line in _lines("plurals.tsv")]
    pairs = {
        _bare(plural): _unended(_bare(one)) for many, one in rows for plural in many.split("|")
    }
    return {plural: one for plural, one in pairs.items() if plural != one}


def _lines(name: str) -> Iterator[str]:
    text = (files("volant.languages") / "lexicon" / name).read_text("utf-8")
    yield from (line for line in text.split("\n") if line and not line.startswith("#"))
