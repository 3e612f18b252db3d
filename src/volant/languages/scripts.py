"""Write a text of one script in another: one door to `tifinagh` and `arabizi`.

It changes letters and not language. French, English and Spanish words that stand among Darija stay
as they are, where `parts` says so; by themselves they are written in Arabic letters, as asked. Each
word has its spellings; those beside it help to choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from volant.errors import RequestError
from volant.languages import accents, arabizi, switching, tamazight, tifinagh
from volant.languages.lattice import Place, Ranked, best
from volant.languages.vocabulary import vocabulary

Foreign = Callable[[str], Iterable[tuple[int, int]]]
"""Says which spans of a text are foreign words, to be kept: `text[start:end]`, in order."""

_WORD = re.compile(r"(?:\d?\d?[A-Za-z\u00c0-\u024f](?:[\w'’]*\w)?|[2-9](?=[A-Za-z])[\w'’]*)")
_NUMBER = re.compile(r"\d{2,}\w*|\d(?:er|ère|eme|ème|e|h\d*|km|kg|dh|dhs|mad)", re.IGNORECASE)
_SIGNS = str.maketrans("?,;", "؟،؛")
_LATIN_SIGNS = str.maketrans("؟،؛", "?,;")
_ARABIC_WORD = re.compile("[\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]+")
_OPTIONS = 5
"""Spellings of each word that are weighed, at least."""


def foreign_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of another language than Darija that stand among it.

    One such word alone is taken for Darija if the lexicon has it: `fin` is "where" as well.
    """
    found = switching.parts(text)
    if any(part.tag == "ary-Latn" for part in found):
        for part in found:
            run = text[part.start : part.end].split()
            if part.tag in _FOREIGN and (len(run) > 1 or not arabizi.listed_spellings(run[0])):
                yield part.start, part.end


_FOREIGN = ("fr", "en", "es")


def transliterate(
    text: str, to: str, from_: str | None = None, n: int = 5, foreign: Foreign = foreign_words
) -> Ranked:
    """Give the `n` likeliest ways to write a text in the script of `to`, best first.

    Tags are BCP 47, any that `identify` gives; without `from_` the script follows from `to`. Scores
    are in (0, 1], per word.
    From Arabizi, `foreign` names the spans that stay as they are.
    Raises `RequestError` for a pair that has no table.

    >>> transliterate("wach lmadrasa 9riba mn hna?", "ary-Arab")[0][0]
    'واش المدرسة قريبة من هنا؟'
    >>> transliterate("bghit njedded la carte nationale dyali", "ary-Arab")[0][0]
    'بغيت نجدد la carte nationale ديالي'
    >>> transliterate("tamaziɣt", "zgh-Tfng")
    (('ⵜⴰⵎⴰⵣⵉⵖⵜ', 1.0),)
    """
    if n < 1:
        return ()
    target = _LETTERS.get(to, to)
    source = _LETTERS.get(from_, from_) if from_ else _OTHER.get(target)
    if source == target:
        return ((text, 1.0),)
    if source is None or _OTHER.get(target) != source:
        known = ", ".join(f"{a} to {b}" for b, a in sorted(_OTHER.items()))
        raise RequestError(f"no table writes {from_ or 'this text'} as {to}; known: {known}")
    match target:
        case "ary-Arab":
            return best(_arabic_places(text, n, foreign(text)), vocabulary().pairs, n)
        case "ary-Latn":
            return _to_latin(text, n)
        case "zgh-Tfng":
            return _to_tifinagh(text, n)
        case _:
            return ((tifinagh.to_latin(text), 1.0),)


_OTHER: Mapping[str | None, str] = {
    "ary-Arab": "ary-Latn",
    "ary-Latn": "ary-Arab",
    "ber-Latn": "zgh-Tfng",
    "zgh-Tfng": "ber-Latn",
}
_BERBER = ("ber", "kab", "rif", "shi", "tzm", "zgh")
_LETTERS: Mapping[str, str] = {
    "ar": "ary-Arab", "ar-Arab": "ary-Arab", "ar-Latn": "ary-Latn", "ary": "ary-Arab",
    "ber": "ber-Latn", "kab": "ber-Latn", "zgh": "zgh-Tfng",
    **{f"{language}-Latn": "ber-Latn" for language in _BERBER},
    **{f"{language}-Tfng": "zgh-Tfng" for language in _BERBER},
}  # fmt: skip
"""Tags that share letters; where a language alone is named, those it is usually written in."""


def _to_tifinagh(text: str, n: int) -> Ranked:
    """Take IRCAM's spelling letter for letter, and choose for every other way of typing."""
    if tifinagh.is_exact(text):
        return ((tifinagh.to_tifinagh(text), 1.0),)
    return tamazight.write(text, n)


def _arabic_places(text: str, n: int, kept: Iterable[tuple[int, int]]) -> Iterator[Place]:
    """Cut a text in Latin letters into places; words of the spans `kept` have one option."""
    at, spans = 0, _Spans(kept)
    algerian = accents.algerian((found[0] for found in _WORD.finditer(text)), vocabulary())
    for found in _WORD.finditer(text):
        yield _between(text[at : found.start()].translate(_SIGNS))
        at = found.end()
        if spans.touch(found.start(), at):
            yield _between(found.group())
        else:
            options = _spellings(found.group(), text[at : at + 2], n, algerian)
            yield Place(options=options, is_word=True)
    yield _between(text[at:].translate(_SIGNS))


def _between(piece: str) -> Place:
    return Place(options=((piece, 1.0),), is_word=False)


class _Spans:
    """Walk along spans in order, as long as the questions come in order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._rest = iter(spans)
        self._span = next(self._rest, None)

    def touch(self, start: int, end: int) -> bool:
        while self._span is not None and self._span[1] <= start:
            self._span = next(self._rest, None)
        return self._span is not None and self._span[0] < end


def _spellings(word: str, after: str, n: int, algerian: float) -> Ranked:
    if _NUMBER.fullmatch(word):
        return ((word, 1.0),)
    if word in ("l", "L") and after[:1].isspace() and after[1:].lower() in _OPEN:
        return _ARTICLE
    if n == 1 and algerian < _HARDLY and (listed := arabizi.listed_spellings(word)):
        return listed
    return arabizi.spellings(word, max(n, _OPTIONS), algerian) or ((word, 1.0),)


_HARDLY = 0.25
"""Below this, no spelling of an Algerian comes before a listed one."""

_OPEN = frozenset("aeiou2")
_ARTICLE = (("ال", 0.9), ("ل", 0.1))
"""`l` alone is the article before a vowel (`l amal`) and "to" elsewhere (`l dar`)."""


def _to_latin(text: str, n: int) -> Ranked:
    return best(_latin_places(text, n), {}, n)


def _latin_places(text: str, n: int) -> Iterator[Place]:
    at = 0
    for found in _ARABIC_WORD.finditer(text):
        yield _between(text[at : found.start()].translate(_LATIN_SIGNS))
        at = found.end()
        options = arabizi.latin_spellings(found.group(), max(n, _OPTIONS))
        yield Place(options=options or ((found.group(), 1.0),), is_word=True)
    yield _between(text[at:].translate(_LATIN_SIGNS))
