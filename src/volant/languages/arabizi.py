"""Write Darija from Latin letters in Arabic letters, and back, word by word.

Arabizi has no spelling rule, so a word has many Arabic spellings: `spellings` gives them best
first. Known words come from a list that was written by hand (`dev/spellings.tsv`, after
`docs/darija-spelling.md`); the letters of other words from a learned `Channel`, weighed by how
often people write the result. Trade-off: no word is looked at beside its neighbours, `lattice`
does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import exp

from volant.languages import accents
from volant.languages.lattice import Ranked
from volant.languages.vocabulary import Vocabulary, key, plain, vocabulary

MOROCCAN, ALGERIAN = 0, 1
"""The accents of the channel to Arabic letters, and the rows of the weights."""

LISTED = 0.94
"""Share of the score that listed spellings get: of 1,076 listed words in sentences that were
spelled by another hand, 0.96 were spelled as listed."""

_NEXT = 0.3
"""Share of each further listed spelling against the one before it."""

_CANDIDATES = 12
_CACHED_WORDS = 1 << 15


def spellings(word: str, limit: int = 32, algerian: float | None = None) -> Ranked:
    """Give Arabic spellings of one Arabizi word, best first, at most `limit`.

    Scores are in (0, 1], about the probability that the spelling is right. `algerian` is how likely
    the writer is Algerian, from 0 to 1; by default the word itself is asked (`accents`). A word
    without Latin letters has no spelling.

    >>> spellings("nafa9a")[0][0]
    'نفقة'
    """
    if limit < 1 or not any(_is_latin(letter) for letter in word):
        return ()
    return _spell(word[:_LONGEST], None if algerian is None else round(algerian, 1))[:limit]


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and letter < "\u0250"


_LONGEST = 64
_PLAIN = str.maketrans("éèêëàâäîïôöùûüçÉÈÊÀÇ’ʼ`", "eeeeaaaiioouuuceeeac'''")
_SOUNDS = (("3'", "gh"), ("7'", "kh"), ("9'", "D"), ("5", "kh"), ("4", "gh"), ("q", "9"),
           ("6", "T"), ("sh", "ch"))  # fmt: skip
_MANY = re.compile(r"(.)\1{2,}")
_LETTERS = re.compile("[^a-zTDSZH2-9']")


def prepare(word: str) -> str:
    """Fold what is only a way of typing: capitals that mark no emphasis, accents, stretching.

    >>> prepare("Bzaaaaf")
    'bzaf'
    """
    word = word.translate(_PLAIN)
    if word.isupper() and len(word) > 1:
        word = word.lower()
    word = "".join(letter if letter in "TDSZH" else letter.lower() for letter in word)
    word = _MANY.sub(r"\1", word)
    for typed, sound in _SOUNDS:
        word = word.replace(typed, sound)
    return _LETTERS.sub("", word)


@lru_cache(maxsize=_CACHED_WORDS)
def _spell(word: str, algerian: float | None) -> Ranked:
    return spell(word, vocabulary(), algerian)


def spell(word: str, known: Vocabulary, algerian: float | None = None) -> Ranked:
    """Spell a word as Moroccans and as Algerians do, each weighed by how likely they wrote it.

    Spellings that differ by a hamza or the like alone share their score, so that few first ones
    say more.
    """
    share = accents.algerian([word], known) if algerian is None else algerian
    scores: dict[str, float] = {}
    for accent, weight in ((MOROCCAN, 1 - share), (ALGERIAN, share)):
        if weight > _LEAST_SHARE:
            for spelling, score in _spell_as(word, known, accent):
                scores[spelling] = scores.get(spelling, 0.0) + weight * score
    return _gathered(_ranked(scores))


_LEAST_SHARE = 0.04


def _spell_as(word: str, known: Vocabulary, accent: int) -> Iterator[tuple[str, float]]:
    """Give listed spellings first, then guesses; Algerians know no list of ours."""
    listed = () if accent == ALGERIAN else _shared(listing(word, known))
    yield from listed
    rest = 1 - LISTED if listed else 1.0
    yield from ((spelling, rest * score) for spelling, score in guesses(word, known, accent))


def _gathered(found: Ranked) -> Ranked:
    """Give the first of spellings that look alike the score of all, and the others a tenth."""
    firsts: dict[str, str] = {}
    scores: dict[str, float] = {}
    for spelling, score in found:
        first = firsts.setdefault(spelling.translate(_ALIKE), spelling)
        if first != spelling:
            scores[first] += 0.9 * score
            score *= 0.1  # noqa: PLW2901
        scores[spelling] = score
    return _ranked(scores)


_ALIKE = str.maketrans("أإآىةڤپ", "ااايهفب", "ء")


@lru_cache(maxsize=_CACHED_WORDS)
def listed_spellings(word: str) -> Ranked:
    """Give the spellings of a listed word alone, which is ten times quicker than `spellings`.

    >>> listed_spellings("wach")
    (('واش', 0.94),)
    """
    return _shared(listing(word, vocabulary()))


def _shared(listed: tuple[str, ...]) -> Ranked:
    shares = [_NEXT**rank for rank in range(len(listed))]
    return tuple(
        (spelling, LISTED * share / sum(shares))
        for spelling, share in zip(listed, shares, strict=True)
    )


def listing(word: str, known: Vocabulary) -> tuple[str, ...]:
    """Give the listed spellings of a word: as typed, in small letters, or prepared."""
    if _LAUGHTER.fullmatch(word):
        return ("ه" * min(len(word), _LAUGHED),)
    for form in (word, word.lower(), prepare(word)):
        if form in known.listed:
            return known.listed[form]
    return ()


_LAUGHTER = re.compile("[hH]{3,}")
_LAUGHED = 4
"""Letters of written laughter, at most: of 14 in NArabizi's training part 6 have four."""


def guesses(word: str, known: Vocabulary, accent: int = MOROCCAN) -> Ranked:
    """Spell a word that nobody listed; scores add up to 1."""
    prepared = prepare(word)
    written = known.to_arabic.write(prepared, most=_CANDIDATES, beam=_BEAM, accent=accent)
    scored = [
        (spelling, sum(w * x for w, x in zip(known.weights[accent], row, strict=True)))
        for spelling, row in weigh(prepared, written, known)
    ]
    highest = max((score for _, score in scored), default=0.0)
    odds = {spelling: exp(max(score - highest, -50.0)) for spelling, score in scored}
    total = sum(odds.values())
    return _ranked({spelling: odd / total for spelling, odd in odds.items()})


_BEAM = 10


def weigh(
    prepared: str, written: list[tuple[str, float]], known: Vocabulary
) -> list[tuple[str, tuple[float, ...]]]:
    """Say of each candidate what speaks for it.

    In turn: the channel's log probability; log counts in texts of Darija, in other texts, in the
    list of common words and in Algerian texts; 1 if none of the first two has it; log probability
    of its letters whole and per letter; its length; 1 if a listed word that sounds alike is
    spelled so.
    """
    alike = known.loose.get(key(prepared), frozenset())
    if prepared[:1] == prepared[1:2]:  # `ddar` may be the article, which the key does not tell
        alike = alike.union(f"ال{word}" for word in alike if not word.startswith("ال"))
    lowest = min((score for _, score in written), default=-10.0)
    candidates = dict(written)
    for spelling in sorted(alike):
        candidates.setdefault(spelling, lowest - 1.0)
    return [
        (spelling, (score, *_signs(spelling, known), float(spelling in alike)))
        for spelling, score in candidates.items()
    ]


def _signs(spelling: str, known: Vocabulary) -> tuple[float, ...]:
    seen, elsewhere = known.darija.get(spelling, 0.0), known.other.get(spelling, 0.0)
    letters = known.familiar(spelling)
    return (
        seen,
        elsewhere,
        known.common.get(spelling, 0.0),
        known.algerian.get(spelling, 0.0),
        float(not seen and not elsewhere),
        letters / 5,
        letters / (len(spelling) + 1),
        len(spelling) / 5,
    )


def _ranked(scores: dict[str, float]) -> Ranked:
    return tuple(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


# --- the other way -----------------------------------------------------------------------------


def latin_spellings(word: str, limit: int = 5) -> Ranked:
    """Give Arabizi spellings of one word in Arabic letters, best first, at most `limit`.

    >>> latin_spellings("شحال")[0][0]
    'ch7al'
    """
    return _spell_latin(plain(word)[:_LONGEST])[:limit] if limit > 0 else ()


SEEN = 1.5
"""Weight of the log count of a Latin spelling: 0.50 of unseen words right without, 0.53 with."""


@lru_cache(maxsize=_CACHED_WORDS)
def _spell_latin(word: str) -> Ranked:
    return spell_latin(word, vocabulary())


def spell_latin(word: str, known: Vocabulary) -> Ranked:
    """Spell a word in Arabic letters from what a vocabulary knows, listed spellings first."""
    written = known.to_latin.write(word, most=_CANDIDATES, beam=_BEAM)
    scores = {
        spelling: exp(score + SEEN * known.latin.get(spelling, 0.0)) for spelling, score in written
    }
    listed = known.reverse.get(word, ())
    most = 9 * max(1.0, *scores.values(), 0.0)
    for rank, spelling in enumerate(listed):
        scores[spelling] = scores.get(spelling, 0.0) + most * _NEXT**rank
    total = sum(scores.values()) or 1.0
    return _ranked({spelling: score / total for spelling, score in scores.items()})
