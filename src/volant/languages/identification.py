"""Say which language and script a text is in.

Rules first: Tifinagh letters need no model, and a text without letters has no language. Then one
linear model per script adds up what each word says, and a Darija grammar word settles a text that
mixes Darija with French or Standard Arabic. It knows only `records.TAGS`: a German text gets the
nearest of them, or `und` where nothing comes near. Weights load at the first text, not at import.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from math import exp, sqrt
from typing import TYPE_CHECKING

from volant.languages.markers import is_arabic_darija, is_latin_darija, is_standard
from volant.languages.pieces import buckets, cut, trim
from volant.records import Identification

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = "und"
CACHED_WORDS = 1 << 15

_TIFINAGH = re.compile(r"[\u2d30-\u2d67]")
_ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)
_LATIN = re.compile(
    r"[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0263\u025b]"
)
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_WEIGHT = 1.8
"""An Arabic word is written without its vowels: letters count for more."""

_LEAST = {"arabic": 0.5, "latin": 0.35}
"""Below this probability nothing fits; chance is 1/2 and 1/5."""


def identify(text: str) -> Identification:
    """Name the language of a text, `und` where it has no letters or none of the tags fits.

    Darija and French mixed in Latin letters is `ary-Latn`. Reads the first words only, so a huge
    text costs no more than a page.

    >>> identify("wach khassni njib l3a9d?").tag
    'ary-Latn'
    >>> identify("ما هي مدة العدة؟").tag
    'ar'
    """
    text = trim(text)
    script, share = _script(text)
    if script == "latin" and _ARABIC.search(text) and _has_arabic_grammar(text):
        script = "arabic"
    if script in ("none", "other"):
        return Identification(tag=UNKNOWN, score=share)
    if script == "tifinagh":
        return Identification(tag="zgh-Tfng", score=share)
    return _weigh(script, text)


def _has_arabic_grammar(text: str) -> bool:
    """Say whether a grammar word in Arabic letters stands among longer foreign ones."""
    return any(_proof("arabic", word) for word in cut(text))


def _script(text: str) -> tuple[str, float]:
    """Name the script most letters are in, with its share of them."""
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
    return best, counts[best] / sum(counts.values())


_SCRIPTS = (_LATIN, _ARABIC, _TIFINAGH)


def _weigh(script: str, text: str) -> Identification:
    tags, bias, _ = _model(script)
    totals = [0.0] * len(tags)
    count, sure = 0, set()
    for word in cut(text):
        scores, certain = _word(script, word)
        if scores is not None:
            totals = [total + score for total, score in zip(totals, scores, strict=True)]
            count += 1
            sure.add(certain)
    scale = 1.0 / sqrt(max(count, 1))
    ranked = _rank(tags, [b + total * scale for b, total in zip(bias, totals, strict=True)])
    ranked = _settle(ranked, sure)
    if not count or ranked[0][1] < _LEAST[script]:
        return Identification(tag=UNKNOWN, score=1.0 - ranked[0][1], alternatives=ranked)
    return Identification(tag=ranked[0][0], score=ranked[0][1], alternatives=ranked[1:])


def _rank(tags: tuple[str, ...], logits: list[float]) -> tuple[tuple[str, float], ...]:
    highest = max(logits)
    odds = [exp(logit - highest) for logit in logits]
    total = sum(odds)
    pairs = [(tag, odd / total) for tag, odd in zip(tags, odds, strict=True)]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def _settle(ranked: tuple[tuple[str, float], ...], sure: set[str]) -> tuple[tuple[str, float], ...]:
    """Put a tag first that a word of `markers` proves, with the probability the first had."""
    first = ranked[0][0]
    tag = next((tag for tag in _OVERRULED if tag in sure), first)
    if first not in _OVERRULED.get(tag, ()):
        return ranked
    swapped = {first: dict(ranked)[tag], tag: ranked[0][1]}
    pairs = [(name, swapped.get(name, score)) for name, score in ranked]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0] != tag)))


_OVERRULED = {
    "ary-Latn": ("fr", "en", "es"),
    "ary-Arab": ("ar",),
    "ar": ("ary-Arab",),
}
"""What one sure word of a tag outweighs; Darija comes before Standard Arabic, as people mix."""


@lru_cache(maxsize=CACHED_WORDS)
def _word(script: str, word: str) -> tuple[tuple[float, ...] | None, str]:
    """Score one folded word and name the tag it proves; `None` for a word in another script."""
    letters = _ARABIC if script == "arabic" else _LATIN
    if not letters.search(word):
        return None, ""
    _, _, table = _model(script)
    pieces = buckets(word)
    scores = table.take(pieces, axis=0).sum(axis=0) / sqrt(len(pieces))
    return tuple(scores.tolist()), _proof(script, word)


def _proof(script: str, word: str) -> str:
    if script == "latin":
        return "ary-Latn" if is_latin_darija(word) else ""
    if is_arabic_darija(word):
        return "ary-Arab"
    return "ar" if is_standard(word) else ""


@lru_cache(maxsize=2)
def _model(script: str) -> tuple[tuple[str, ...], tuple[float, ...], NDArray[np.float32]]:
    """Load the weights of one script: tags, bias, and a table of `BUCKETS` rows, a column a tag."""
    import numpy as np  # noqa: PLC0415 - 60 ms that a program without questions does not pay

    with (files("volant.languages") / "weights" / "identify.npz").open("rb") as stored:
        arrays = np.load(stored, allow_pickle=False)
        tags = tuple(str(tag) for tag in arrays[f"{script}_tags"])
        bias = tuple(float(value) for value in arrays[f"{script}_bias"])
        scale = np.float32(arrays[f"{script}_scale"])
        return tags, bias, arrays[f"{script}_table"].astype(np.float32) * scale
