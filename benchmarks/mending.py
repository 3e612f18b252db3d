"""Damage clean texts as PDF extraction does, mend them, and count what came back.

Run from the repository: `python -m benchmarks.mending`, about seven minutes. Each source is mended
with a table fitted without it, so no held-out text helps itself. Then the damaged law texts are
mended with the shipped table, and what still looks damaged is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dev import mending as fitting
from volant.languages.ligatures import LIGATURE, Model
from volant.languages.mending import repair

_LETTER = "\u0621-\u063a\u0641-\u064a"
_SPACED = re.compile(rf"(?<=\d) (?=[{_LETTER}]{{2}})")
_GLUED = re.compile(rf"\d(?=[{_LETTER}]{{2}})")
_STILL = re.compile(rf"(?<![{_LETTER}])[وف]?[بك]?ا[اأإآ]ل[{_LETTER}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Be counts of one source, in words and in numbers run into a word."""

    damaged: int
    restored: int
    plain_damaged: int
    plain_restored: int
    untouched: int
    changed: int
    glued: int
    parted: int
    clean_words: int
    clean_changed: Counter[str]


def score(texts: list[str], model: Model) -> Score:
    """Mend damaged copies of the texts and the texts themselves."""
    counts: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for text in texts:
        mends = repair(text, model).mends
        changed.update(kind for mend in mends for kind in mend.kind.split("+"))
        counts["clean_words"] += len(fitting.words(text))
        # What is damaged in the source itself (lost spaces, lost order) is no gold.
        gold = repair(text, model).text
        bad = _SPACED.sub("", LIGATURE.sub(r"\1ل", gold))
        mended = repair(bad, model).text
        counts["glued"] += len(_GLUED.findall(bad)) - len(_GLUED.findall(gold))
        counts["parted"] += len(_GLUED.findall(bad)) - len(_GLUED.findall(mended))
        triples = map(fitting.words, (gold, bad, mended))
        for was, seen, now in zip(*triples, strict=True):
            counts["damaged" if was != seen else "untouched"] += 1
            counts["restored"] += was != seen and was == now
            if not _OVERPRINTED.search(was):
                counts["plain_damaged"] += was != seen
                counts["plain_restored"] += was != seen and was == now
            counts["changed"] += was == seen and was != now
    return Score(clean_changed=changed, **{name: counts[name] for name in _COUNTS})


_COUNTS = (
    "damaged", "restored", "plain_damaged", "plain_restored", "untouched", "changed", "glued",
    "parted", "clean_words",
)  # fmt: skip
# Bold print of old laws is text printed twice («االلتتأأسسييسس»): no word, and no gold.
_OVERPRINTED = re.compile(r"(.)\1.*(.)\2|اا")


def splits() -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield a name, the texts held out and those fitted on: each source, then every second file."""
    sources = fitting.sources()
    for name, held in sources.items():
        yield name, held, [text for other in sources if other != name for text in sources[other]]
    files = [*sources["laws"], *sources["starter"]]
    rest = [text for name in ("marsum", "oldi-seed", "arbanking") for text in sources[name]]
    yield "laws and starter, every second file", files[1::2], files[::2] + rest


def fitted(texts: list[str], held: list[str]) -> Model:
    """Fit a table as the shipped one is, on texts and without what is held out."""
    return Model(fitting.table(texts, held))


def laws() -> Counter[str]:
    """Mend the damaged law texts: words, mends by kind, what still looks damaged."""
    counts: Counter[str] = Counter()
    for path in sorted((fitting.DATA / "moroccan-law").glob("ma-adala-*.txt")):
        text = path.read_text("utf-8")
        done = repair(text)
        counts["words"] += len(fitting.words(text))
        counts.update(kind for mend in done.mends for kind in mend.kind.split("+"))
        counts["looked damaged"] += len(_STILL.findall(text))
        counts["still looks damaged"] += len(_STILL.findall(done.text))
        counts["numbers glued"] += len(_GLUED.findall(text))
        counts["numbers still glued"] += len(_GLUED.findall(done.text))
        counts["texts that a second mending changes"] += repair(done.text).text != done.text
    return counts


def main() -> None:
    print(
        "| held out | damaged words | restored | overprinted ones aside | others changed",
        end=" ",
    )
    print("| numbers parted | clean words | mends when clean |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, held, rest in splits():
        one = score(held, fitted(rest, held))
        print(
            f"| {name} | {one.damaged} | {one.restored / one.damaged:.4f} "
            f"| {one.plain_restored / one.plain_damaged:.4f} of {one.plain_damaged} "
            f"| {one.changed} of {one.untouched} | {one.parted} of {one.glued} "
            f"| {one.clean_words} | {dict(one.clean_changed)} |",
            flush=True,
        )
    for name, count in laws().items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
