"""Say which language and script a text is in.

Rules first: Tifinagh letters need no model, and a text without letters has no language. Then one
linear model per script adds up what the letters of each word say, in a few words of Latin letters
beside how common these words are, and a Darija grammar word settles a text that
mixes Darija with French or Standard Arabic. The models know what is not ours too: other Arabic
dialects and other languages are `und`. Words met before cost one lookup, and many texts at once
are weighed in one step. Weights load at the first text, not at import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from volant.languages import commonness, switching
from volant.languages.markers import (
    ASKED,
    is_arabic_darija,
    is_elsewhere,
    is_latin_darija,
    is_standard,
)
from volant.languages.pieces import (
    ARABIC,
    LATIN,
    TIFINAGH,
    WORD,
    WORD_LIMIT,
    buckets,
    cut,
    split,
    trim,
)
from volant.records import UNKNOWN, Identification

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from volant.languages.commonness import Commonness

BERBER = "ber-Latn"
VARIETIES = ("kab", "zgh-Latn", "taq")
"""What the model tells apart within Berber in Latin letters; the tag is their sum."""

_AT_ONCE = 1024
_WORDS_KEPT = 1 << 16
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_WEIGHT = 1.8
"""An Arabic word is written without its vowels: letters count for more."""


def identify(text: str, parts: bool = True) -> Identification:
    """Name the language of a text, `und` where it has no letters or none of the tags fits.

    Darija and French mixed in Latin letters is `ary-Latn`. The tag is that of the first words, so
    a huge text costs no more than a page; without `parts`, which are of all of it.

    >>> identify("ما هي مدة العدة؟").tag
    'ar'
    >>> [one.tag for one in identify("bghit njedded la carte nationale").parts]
    ['ary-Latn', 'fr']
    """
    return next(identify_each([text], parts))


def identify_each(texts: Iterable[str], parts: bool = False) -> Iterator[Identification]:
    """Identify many texts, in order, a thousand at a time; `texts` may be endless.

    Parts are found only when asked for: they cost more than all the rest.

    >>> [one.tag for one in identify_each(["azul fell-awen", "je voudrais un rendez-vous"])]
    ['ber-Latn', 'fr']
    """
    waiting = iter(texts)
    while several := list(islice(waiting, _AT_ONCE)):
        found = _identify_all(several)
        yield from map(_with_parts, several, found) if parts else found


def _with_parts(text: str, found: Identification) -> Identification:
    return replace(found, parts=switching.parts(text))


def _identify_all(texts: Sequence[str]) -> list[Identification]:
    found: list[Identification | None] = []
    asked: dict[str, list[tuple[int, str]]] = {}
    for place, given in enumerate(texts):
        text = trim(given)
        script, share = _script(text)
        if script in ("latin", "arabic"):
            asked.setdefault(script, []).append((place, text))
            found.append(None)
        else:
            tag = "zgh-Tfng" if script == "tifinagh" else UNKNOWN
            found.append(Identification(tag=tag, score=share))
    for script, several in asked.items():
        results = shipped(script).identify([text for _, text in several])
        for (place, _), result in zip(several, results, strict=True):
            found[place] = result
    return [one for one in found if one is not None]


def _script(text: str) -> tuple[str, float]:
    """Name the script most letters are in, with its share of them."""
    if text.isascii():
        return ("latin", 1.0) if LATIN.search(text) else ("none", 1.0)
    letters = len(_LETTER.findall(text))
    if not letters:
        return "none", 1.0
    latin, arabic, tifinagh = (len(letter.findall(text)) for letter in _SCRIPTS)
    counts = {
        "latin": float(latin),
        "arabic": arabic * _ARABIC_WEIGHT,
        "tifinagh": float(tifinagh),
        "other": max(0.0, float(letters - latin - arabic - tifinagh)),
    }
    best = max(counts, key=lambda name: counts[name])
    if best == "latin" and arabic and any(_proof("arabic", word) for word in cut(text)):
        best = "arabic"  # an Arabic grammar word among longer foreign ones
    return best, counts[best] / sum(counts.values())


_SCRIPTS = (LATIN, ARABIC, TIFINAGH)


class Model:
    """Weigh texts of one script: a table of `BUCKETS` rows and a column for each of `columns`.

    `sharpness` turns the sum of what words say into a probability: `(at one word, per doubling)`.
    """

    def __init__(
        self,
        script: str,
        columns: Sequence[str],
        table: NDArray[np.float32],
        sharpness: tuple[float, float] = (1.0, 0.0),
        common: Commonness | None = None,
    ) -> None:
        import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

        self._np: Any = np
        self.script, self._table, self.sharpness = script, table, sharpness
        self._letters = ARABIC if script == "arabic" else LATIN
        self._merge, self.tags = _merged(columns)
        self._common, self._named = common, [_named(name) for name in columns]
        self._varieties = {name: columns.index(name) for name in VARIETIES if name in columns}
        self.forget()

    def forget(self) -> None:
        """Forget the words met so far."""
        self._rows: dict[str, int] = {}
        self._said = self._np.zeros((1 << 12, self._table.shape[1]), self._np.float32)
        self._counts = [0]
        self._proofs: dict[int, str] = {}

    def logits(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[int], list[str]]:
        """Add up what the letters of each text say, over the root of its number of words.

        Returns a row a text, the number of words, and the tag a word of `markers` proves, if any.
        """
        np = self._np
        if len(self._counts) > _WORDS_KEPT:
            self.forget()
        tokens = [WORD.findall(text)[:WORD_LIMIT] for text in texts]
        self._meet(dict.fromkeys(token for some in tokens for token in some))
        found = [list(map(self._rows.__getitem__, some)) or [0] for some in tokens]
        counts = [sum(map(self._counts.__getitem__, some)) for some in found]
        proofs = [
            self._proof(some) or ("ar" if self.script == "arabic" and ASKED.search(text) else "")
            for some, text in zip(found, texts, strict=True)
        ]
        starts = np.cumsum([0, *map(len, found[:-1])])
        sums = np.add.reduceat(self._said[[row for some in found for row in some]], starts, axis=0)
        return sums / np.sqrt(np.maximum(counts, 1))[:, None], counts, proofs

    def _add_common(
        self, logits: NDArray[np.float32], texts: Sequence[str], counts: Sequence[int]
    ) -> None:
        """Add how common their words are to the rows of texts of few words."""
        if self._common is None:
            return
        pairs = [
            (row, word)
            for row, count in enumerate(counts)
            if count <= FEW
            for word in cut(texts[row])
        ]
        if pairs:
            rows, words = map(list, zip(*pairs, strict=True))
            odds = self._common.weigh(words, self._named)
            scale = self._np.sqrt(self._np.maximum([counts[row] for row in rows], 1))
            self._np.add.at(logits, rows, odds / scale[:, None])

    def _meet(self, tokens: Iterable[str]) -> None:
        """Weigh the tokens that are new; what a token says is the sum over its words."""
        words: list[str] = []
        owners: list[int] = []
        for token in tokens:
            if token in self._rows:
                continue
            of_token = [word for word in split(token) if self._letters.search(word)]
            row = self._rows[token] = len(self._counts) if of_token else 0
            if of_token:
                self._counts.append(len(of_token))
                words += of_token
                owners += [row] * len(of_token)
                for word in of_token:
                    if proof := _proof(self.script, word):
                        self._proofs[row] = proof
        if words:
            self._learn(words, owners)

    def _learn(self, words: list[str], owners: list[int]) -> None:
        np = self._np
        while len(self._counts) > len(self._said):
            self._said = np.concatenate([self._said, np.zeros_like(self._said)])
        np.add.at(self._said, owners, self.weigh(words))

    def weigh(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return what folded words say by themselves: a row a word, a column of the table each."""
        np = self._np
        rows, sizes = buckets(words)
        starts = np.cumsum(sizes) - sizes
        sums = np.add.reduceat(self._table.take(rows, axis=0), starts, axis=0)
        return sums / np.sqrt(sizes)[:, None]  # type: ignore[no-any-return]

    def _proof(self, rows: list[int]) -> str:
        sure = {self._proofs[row] for row in rows if row in self._proofs}
        return next((tag for tag in _OVERRULED if tag in sure), "")

    def identify(self, texts: Sequence[str]) -> list[Identification]:
        """Identify texts whose letters are of this script."""
        np = self._np
        logits, counts, proofs = self.logits(texts)
        first, slope = self.sharpness
        logits *= (first + slope * np.log2(np.maximum(counts, 1)))[:, None]
        self._add_common(logits, texts, counts)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        shares = (odds @ self._merge).tolist()
        return [
            self._name(share, whole, proof) if count else Identification(tag=UNKNOWN, score=1.0)
            for share, whole, proof, count in zip(shares, odds, proofs, counts, strict=True)
        ]

    def _name(self, shares: list[float], whole: NDArray[np.float32], proof: str) -> Identification:
        ranked = sorted(zip(self.tags, shares, strict=True), key=lambda pair: -pair[1])
        if ranked[0][0] == "ary-Arab" and dict(ranked)[UNKNOWN] * DOUBT > ranked[0][1]:
            ranked = _settle(ranked, UNKNOWN)
        if proof and ranked[0][0] in _OVERRULED[proof]:
            ranked = _settle(ranked, proof)
        elif proof and ranked[0][0] == UNKNOWN != proof:
            ranked = [ranked[0], *_settle(ranked[1:], proof)]  # what it is answered in
        tag, score = ranked[0]
        rest = ranked[1:]
        if tag == BERBER:
            sure = [(name, float(whole[at])) for name, at in self._varieties.items()]
            rest = [(name, share) for name, share in sure if share >= SURE and name != "taq"] + rest
        return Identification(tag=tag, score=min(score, 1.0), alternatives=tuple(rest))


FEW = 4
"""Words of a text up to which it counts how common they are; longer ones are told by letters."""

DOUBT = 3.0
"""How many times likelier than another dialect Darija must be to be named. Leaving sources out, at
1 / 2 / 3 / 4: other dialects called Darija .155 / .097 / .068 / .050, F1 of short Darija .919 /
.886 / .865 / .845. A question so doubted is still answered in Darija, as `nearest` says."""

SURE = 0.9
"""A variety of Berber is named from this probability on."""


def _settle(ranked: list[tuple[str, float]], tag: str) -> list[tuple[str, float]]:
    """Put a tag first that a word of `markers` proves, with the probability the first had."""
    first = ranked[0]
    shares = dict(ranked)
    swapped = {first[0]: shares[tag], tag: first[1]}
    pairs = [(name, swapped.get(name, score)) for name, score in ranked]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0] != tag))


_OVERRULED = {
    "ary-Latn": ("fr", "en", "es"),
    "ary-Arab": ("ar",),
    UNKNOWN: ("ary-Arab", "ar"),
    "ar": ("ary-Arab", UNKNOWN),
}
"""What one sure word of a tag outweighs; Darija comes before Standard Arabic, as people mix."""


def _proof(script: str, word: str) -> str:
    if script == "latin":
        return "ary-Latn" if is_latin_darija(word) else ""
    if is_arabic_darija(word):
        return "ary-Arab"
    if is_elsewhere(word):
        return UNKNOWN
    return "ar" if is_standard(word) else ""


def _named(column: str) -> str:
    return BERBER if column in VARIETIES else column


def _merged(columns: Sequence[str]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Give the matrix that adds the varieties of Berber up, and the tags of its columns."""
    import numpy as np  # noqa: PLC0415

    named = [_named(name) for name in columns]
    tags = tuple(dict.fromkeys(named))
    matrix = np.zeros((len(columns), len(tags)), np.float32)
    for row, name in enumerate(named):
        matrix[row, tags.index(name)] = 1.0
    return matrix, tags


@cache
def shipped(script: str) -> Model:
    """Load the shipped weights of a script, `latin` or `arabic`."""
    import numpy as np  # noqa: PLC0415

    with (files("volant.languages") / "weights" / "identify.npz").open("rb") as stored:
        arrays = np.load(stored, allow_pickle=False)
        columns = tuple(str(tag) for tag in arrays[f"{script}_tags"])
        table = arrays[f"{script}_table"].astype(np.float32) * np.float32(arrays[f"{script}_scale"])
    common = commonness.shipped() if script == "latin" else None
    return Model(script, columns, table, SHARPNESS[script], common)


SHARPNESS = {"latin": (1.8, 0.0), "arabic": (1.5, 0.0)}
"""Fitted on sources the weights had not seen, by `python -m benchmarks.identification`."""
