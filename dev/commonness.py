"""Count how common words are, for `volant.languages.commonness`, and write the datasheet.

Run from the repository: `python -m dev.commonness`. French, English, Spanish and what is none of
ours from wordfreq's lists; Darija and Tamazight in Latin letters are counted in the texts, each
source by itself, and a word is as common as in the source that has it most. Written for the
benchmark too, which leaves a source out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log10

import numpy as np
from numpy.typing import NDArray

from dev.frequencies import ranked
from dev.identification import WEIGHTS
from dev.texts import Text, gather, listed_darija, script_of
from volant.languages.commonness import FLOOR, TAGS, Commonness
from volant.languages.pieces import cut, fold

PER_LIST = 20_000
"""Words of a language of ours: down to once in about a million."""
PER_OTHER = 4_000
OTHERS = ("it", "pt", "de", "nl", "ca", "sv", "pl", "fi")
"""Languages that share words with ours, and have a long list in wordfreq."""
LISTED = 1.5
"""What a word of DODa's lists stands over the floor at least: they say no counts."""
PLAIN = 0.5
"""What a word loses that is typed without its accents."""
LEAD = {"fr": 0.2, "ary-Latn": -0.5, "ber-Latn": -0.5, "und": -0.5}
"""Added by tag: counts of small texts are high for what they have, and a word that French shares
with English is French in Morocco."""

Table = dict[str, dict[str, float]]
"""Zipf values by word and tag."""


def count(texts: Iterable[Text]) -> Table:
    """Give the values of every word, with Darija and Tamazight from `texts`."""
    table: Table = defaultdict(dict)
    for tag, languages in {**{tag: (tag,) for tag in ("fr", "en", "es")}, "und": OTHERS}.items():
        for language in languages:
            for word, zipf in ranked(language, PER_OTHER if tag == "und" else PER_LIST):
                _raise(table, fold(word), tag, zipf)
    for tag, word, zipf in counted(texts):
        _raise(table, word, tag, zipf)
    for word, values in list(table.items()):
        if (plain := without_accents(word)) != word:
            for tag in {"fr", "es"} & set(values):
                _raise(table, plain, tag, values[tag] - PLAIN)
    return table


def counted(texts: Iterable[Text]) -> Iterator[tuple[str, str, float]]:
    """Yield tag, word and value of what texts hold more than once, and of listed words."""
    names = {"ary-Latn": "ary-Latn", "kab": "ber-Latn", "zgh-Latn": "ber-Latn"}
    sources: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for tag, source, text in texts:
        if tag in names and source != "narabizi" and script_of(text) == "latin":
            sources[names[tag], source].update(cut(text))
    for (tag, source), words in sources.items():
        whole = sum(words.values())
        for word, times in words.items():
            if times > 1 and not word.isdecimal():
                yield tag, word, log10(times / whole) + 9
        if source == "doda-mit":
            yield from ((tag, fold(word), FLOOR + LISTED - LEAD[tag]) for word in listed_darija())


def without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _raise(table: Table, word: str, tag: str, zipf: float) -> None:
    if len(word) > 1:
        table[word][tag] = max(table[word].get(tag, 0.0), zipf)


def packed(table: Mapping[str, Mapping[str, float]]) -> tuple[list[str], NDArray[np.uint8]]:
    """Give the words that stand over the floor, in order, and their tenths by tag."""
    rows = {
        word: [
            max(0, round(10 * (values[tag] + LEAD.get(tag, 0.0) - FLOOR))) if tag in values else 0
            for tag in TAGS
        ]
        for word, values in sorted(table.items())
    }
    kept = {word: row for word, row in rows.items() if any(row)}
    return list(kept), np.asarray(list(kept.values()), np.uint8)


def of(texts: Iterable[Text]) -> Commonness:
    """Give what `identify` would know had it been made from these texts alone."""
    return Commonness(*packed(count(texts)))


def main() -> None:
    words, tenths = packed(count(gather()))
    path = WEIGHTS / "common.npz"
    written = np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)
    np.savez_compressed(path, words=written, tenths=tenths)
    data = path.read_bytes()
    shares = "\n".join(
        f"| {tag} | {np.count_nonzero(tenths[:, at])} |" for at, tag in enumerate(TAGS)
    )
    sheet = SHEET.format(
        words=len(words), size=len(data), digest=hashlib.sha256(data).hexdigest(), shares=shares
    )
    (WEIGHTS / "common.md").write_text(sheet, "utf-8")
    print(f"{path.name}: {len(words)} words, {len(data)} bytes")


SHEET = """# Common words of `identify`

How many tenths of the Zipf scale each of {words} words stands over 3 (once in a million), by
language. Made by `python -m dev.commonness`; the same texts give the same bytes.

- File: `common.npz`, {size} bytes, SHA-256 `{digest}`
- French, English and Spanish, and other European languages as `und`: wordfreq 3.1.1 (Robyn Speer,
  2022), CC BY-SA 4.0
- Darija and Tamazight in Latin letters: counted in the texts that `identify.md` lists, and DODa's
  word lists (last commit under MIT)
- Licence of the table: CC BY-SA 4.0, the strictest of the sources

| tag | words |
| --- | --- |
{shares}

French and Spanish words stand without accents too. Known limits: Tamazight from Kabyle and one
encyclopedic text; Darija in the spellings of one project and of Volant's own lines.
"""


if __name__ == "__main__":
    main()
