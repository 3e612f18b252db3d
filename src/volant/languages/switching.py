"""Say word by word which language a text that mixes them is in.

A first linear model says of each word, by its letters, how much it looks like each language. A
second looks at that, at how often texts of each language have the word, at the words beside it
and at the few around. It decides each word by itself: a search for the best whole sequence was
tried and found nothing more, because the words beside are looked at already. A French article goes
with the French noun after it, whatever the tables say. Proper names are those of a list; a word of
the list that the sentence makes a common one is still called a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING
from unicodedata import combining, normalize
from zlib import crc32

from volant.languages.pieces import WORD, buckets, script_of, split
from volant.records import UNKNOWN, Part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "name"
BUCKETS = 1 << 18
SLOTS = 1 << 20
MOST_KEPT = 1 << 16
"""What is looked at and its scores, kept at most."""

AROUND = 4
"""Words on either side that say in what language the passage is."""

TAGS = {
    "latin": ("fr", "en", "es", "ary-Latn", "ber-Latn"),
    "arabic": ("ar", "ary-Arab"),
}
LONGEST = 20_000
"""Words tagged one by one; the rest of a longer text goes with the last of them."""


@dataclass(frozen=True, slots=True)
class Token:
    """Be one word as it stands in a text; `script` is empty where it has no letters we model."""

    start: int
    text: str
    script: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text; a word with digits only has no script."""
    for found in WORD.finditer(text):
        word = found.group()
        yield Token(found.start(), word, script_of(word))


def parts(text: str) -> tuple[Part, ...]:
    """Cut a text into runs of one language; they tile it, in order.

    >>> [(text[one.start : one.end], one.tag) for text in ["bghit njedded la carte nationale"]
    ...  for one in parts(text)]
    [('bghit njedded ', 'ary-Latn'), ('la carte nationale', 'fr')]
    """
    found = list(_first(tokens(text), LONGEST))
    if not found:
        return (Part(start=0, end=len(text), tag=UNKNOWN),) if text else ()
    tags = _joined(tag_words(found))
    cuts = [next(run)[0] for _, run in groupby(enumerate(tags), key=lambda pair: pair[1])]
    inner = [_begin(text, found[cut - 1], found[cut]) for cut in cuts[1:]]
    begins, ends = [0, *inner], [*inner, len(text)]
    return tuple(
        Part(start=begin, end=end, tag=tags[cut])
        for begin, end, cut in zip(begins, ends, cuts, strict=True)
    )


def _begin(text: str, before: Token, token: Token) -> int:
    """Find where a word begins with the signs written right before it: the bracket of `(les`."""
    gap = text[before.start + len(before.text) : token.start]
    if not gap or gap[-1].isspace():
        return token.start
    glued = gap.split()[-1]
    return token.start - (len(glued) if len(glued) < len(gap) else 0)


def _first(several: Iterator[Token], limit: int) -> Iterator[Token]:
    for _, token in zip(range(limit), several, strict=False):
        yield token


def _joined(tags: Sequence[str]) -> list[str]:
    """Give a number the tag of the word before it, or of the first word after it."""
    first = next((tag for tag in tags if tag), UNKNOWN)
    joined: list[str] = []
    for tag in tags:
        joined.append(tag or (joined[-1] if joined else first))
    return joined


def tag_words(several: Sequence[Token]) -> list[str]:
    """Tag each word, `""` for a number or sign."""
    tags = ["zgh-Tfng" if token.script == "tifinagh" else "" for token in several]
    for script, columns in TAGS.items():
        places = [at for at, token in enumerate(several) if token.script == script]
        words = [several[at].text for at in places]
        for at, row in zip(places, _scores(script, words), strict=True):
            tags[at] = NAME if is_name(several[at].text) else columns[row]
    for at, token in enumerate(several[:-1]):
        if tags[at + 1] == "fr" and token.text.lower() in DETERMINERS:
            tags[at] = "fr"
    return tags


DETERMINERS = frozenset(("la", "le", "les", "un", "une", "du", "des"))
"""French words that belong to the French noun after them: `la` alone is Darija for "no"."""


def _scores(script: str, words: Sequence[str]) -> list[int]:
    model = shipped(script)
    return [int(model.score(keys).argmax()) for keys in model.features(words)]


# --- what is looked at -------------------------------------------------------------------------


class Model:
    """Score words of one script by three tables with a column for each of `TAGS`.

    `counts`, of `SLOTS` rows, holds how often texts of each tag have a word, as a power of two;
    `letters`, of `BUCKETS` rows, says what a word looks like; `table`, of as many, decides, from
    these and from the words beside. What a key is worth is kept, so that a word met before costs
    four lookups.
    """

    def __init__(
        self,
        counts: NDArray[np.uint8],
        letters: NDArray[np.float32],
        table: NDArray[np.float32],
    ) -> None:
        self._counts, self._letters, self._table = counts, letters, table
        self._pieces: dict[str, list[int]] = {}
        self._looks: dict[str, tuple[float, ...]] = {}
        self._worth: dict[str, NDArray[np.float32]] = {}

    def features(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Name what is looked at for each word: itself, the one before and after, those around."""
        folded = [" ".join(split(word)) or "#" for word in words]
        self._meet(["#", *folded])
        looks = [self.looks(word) for word in folded]
        beside = ["#", *folded, "#"]
        return [
            (f"0{word}", f"-{beside[at]}", f"+{beside[at + 2]}", _around(looks, at))
            for at, word in enumerate(folded)
        ]

    def score(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """Add up what is looked at, a score a tag."""
        return sum(self._value(key) for key in keys)  # type: ignore[return-value]

    def _value(self, key: str) -> NDArray[np.float32]:
        found = self._worth.get(key)
        if found is None:
            if len(self._worth) > MOST_KEPT:
                self._worth.clear()
            places = self.rows(key)
            sums = self._table.take(places, axis=0).sum(axis=0)
            found = self._worth[key] = sums / sqrt(len(places))
        return found

    def _meet(self, words: Iterable[str]) -> None:
        """Hash the new words all at once."""
        new = [word for word in dict.fromkeys(words) if word not in self._pieces]
        if len(self._pieces) > MOST_KEPT:
            self._pieces.clear()
            new = list(dict.fromkeys(words))
        if new:
            self._pieces.update(zip(new, pieces(new), strict=True))

    def looks(self, word: str) -> tuple[float, ...]:
        """Say what a folded word looks like by its letters, a score a tag."""
        found = self._looks.get(word)
        if found is None:
            if len(self._looks) > MOST_KEPT:
                self._looks.clear()
            self._meet([word])
            places = self._pieces.get(word) or pieces([word])[0]
            sums = self._letters.take(places, axis=0).sum(axis=0) / sqrt(len(places))
            found = self._looks[word] = tuple(sums.tolist())
        return found

    def rows(self, key: str) -> list[int]:
        """Hash what is looked at; the first letter of `key` says what it is."""
        kind, word = key[0], key[1:]
        if kind == "~":
            return [_hash(key)]
        looks = self.looks(word)
        best = max(range(len(looks)), key=looks.__getitem__)
        names = [f"{kind}={word}", f"{kind}s{word[-2:]}", f"{kind}p{word[:2]}", f"{kind}m{best}"]
        names += [f"{kind}{place}:{_bin(score)}" for place, score in enumerate(looks)]
        names.append(f"{kind}{best} {_ahead(looks)}")
        counts = self._counts[slot(word)].tolist()
        seen = [f"{kind}#{place}:{count}" for place, count in enumerate(counts)]
        seen.append(f"{kind}##{counts}")
        if kind != "0":
            return [_hash(name) for name in (*names, *seen)]
        own = self._pieces.get(word) or pieces([word])[0]
        return [*own, *map(_hash, names), *2 * [_hash(name) for name in seen]]


def pieces(words: Sequence[str]) -> list[list[int]]:
    """Hash folded words and their pieces, without accents, to rows below `BUCKETS`."""
    rows, sizes = buckets([plain(word) for word in words])
    several = (rows & (BUCKETS - 1)).tolist()
    ends = sizes.cumsum().tolist()
    return [several[end - size : end] for end, size in zip(ends, sizes.tolist(), strict=True)]


def slot(word: str) -> int:
    """Hash a folded word, without accents, to a row below `SLOTS`."""
    return crc32(plain(word).encode("utf-8", "surrogatepass")) & (SLOTS - 1)


def plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(one for one in normalize("NFD", word) if not combining(one)) or word


def _around(looks: Sequence[tuple[float, ...]], at: int) -> str:
    near = [*looks[max(0, at - AROUND) : at], *looks[at + 1 : at + 1 + AROUND]]
    if not near:
        return "~"
    sums = [sum(column) / len(near) for column in zip(*near, strict=True)]
    best = max(range(len(sums)), key=sums.__getitem__)
    return f"~{best} {_ahead(sums)}"


def _ahead(scores: Sequence[float]) -> int:
    """Round how far the best score is ahead of the next."""
    first, second = sorted(scores, reverse=True)[:2]
    return min(6, round(2 * (first - second)))


def _bin(score: float) -> int:
    return max(-6, min(6, round(score)))


def _hash(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)


@cache
def shipped(script: str) -> Model:
    """Load the shipped weights of a script, `latin` or `arabic`."""
    import numpy as np  # noqa: PLC0415 - as in identification

    with (files("volant.languages") / "weights" / "switching.npz").open("rb") as stored:
        arrays = np.load(stored, allow_pickle=False)
        tables = [
            arrays[f"{script}_{name}"].astype(np.float32)
            * np.float32(arrays[f"{script}_{name}_scale"])
            for name in ("letters", "table")
        ]
        return Model(arrays[f"{script}_counts"], *tables)


@cache
def _names() -> frozenset[str]:
    listed = (files("volant.languages") / "weights" / "names.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if not line.startswith("#"))


def is_name(word: str) -> bool:
    """Say whether a word is one of the listed first names and places."""
    return " ".join(split(word)) in _names()
