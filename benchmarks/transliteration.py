"""Measure Arabizi to Arabic letters and back, on pairs nothing was learned from.

    python -m benchmarks.transliteration             # what ships
    python -m benchmarks.transliteration --held 0    # and built without a tenth of DODa's rows

Compared after folding: hamza and alef, final ya, ta marbuta and the letters for g are one each;
marks are dropped. A word that is listed with several spellings accepts each. Texts: a tenth of the
rows of DODa's word lists, with the Arabic of `dev/spellings.tsv`; NArabizi's development part
(Algerian) and `tests/languages/spelled.tsv` as sentences. NArabizi's training part may be learned.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from benchmarks import peers
from dev import pairs, spelling
from volant import languages
from volant.languages import arabizi
from volant.languages.vocabulary import Vocabulary, unpack, vocabulary

Write = Callable[[list[str]], list[str]]
"""Gives for each text its form in the other script, `""` where it cannot."""

Golds = frozenset[str]
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
SPELLED = Path(__file__).parents[1] / "tests/languages/spelled.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Be one text and, for each of its words by white space, the accepted forms, or none."""

    text: str
    golds: tuple[Golds, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Be shares of words: right, and letters wrong per letter of the gold."""

    words: int
    right: float
    wrong_letters: float


def word_lists(tenth: int) -> list[Sample]:
    """Give the words of one tenth of DODa's rows, every spelling a sample."""
    listed = pairs.lexicon()
    held = (row for row in pairs.rows() if pairs.fold_of(row) == tenth)
    words = dict.fromkeys(word for row in held for word in row if word in listed)
    return [Sample(text=word, golds=(frozenset(map(pairs.fold, listed[word])),)) for word in words]


def algerian() -> list[Sample]:
    """Give NArabizi's development sentences; French words have no gold."""
    samples = []
    for sentence in pairs.sentences("dev"):
        words = [(latin.replace(" ", ""), *rest) for latin, *rest in sentence]
        golds = tuple(
            frozenset([pairs.fold(arabic)])
            if language == "ar" and len(latin) > 1 and pairs.WORD.fullmatch(arabic)
            else frozenset()
            for latin, arabic, language in words
        )
        samples.append(Sample(text=" ".join(word[0] for word in words), golds=golds))
    return samples


def sentences() -> list[Sample]:
    """Give the sentences whose Arabic letters were written by hand; Latin words have no gold."""
    samples = []
    for line in SPELLED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            latin, arabic = line.split("\t")
            words = [word for word in latin.split() if _bare(word)]
            golds = [_bare(word) for word in arabic.split() if _bare(word)]
            accepted = (
                frozenset([pairs.fold(gold)] if pairs.WORD.search(gold) else []) for gold in golds
            )
            samples.append(Sample(text=" ".join(words), golds=tuple(accepted)))
    return samples


def _bare(word: str) -> str:
    return _EDGES.sub("", word)


def score(samples: Sequence[Sample], write: Write) -> Score:
    """Compare word by word, in sentences."""
    words = right = letters = wrong = 0
    for sample, found in zip(samples, _cut(samples, write), strict=True):
        for word, golds in zip(found, sample.golds, strict=True):
            if golds:
                words += 1
                right += word in golds
                nearest = min((distance(word, gold), len(gold)) for gold in golds)
                wrong, letters = wrong + nearest[0], letters + nearest[1]
    return Score(words=words, right=right / words, wrong_letters=wrong / letters)


def _cut(samples: Sequence[Sample], write: Write) -> Iterator[list[str]]:
    """Yield each text's words; a text that came back with more or fewer is asked word by word."""
    written = [text.split() for text in write([sample.text for sample in samples])]
    changed = [
        sample.text.split()
        for sample, found in zip(samples, written, strict=True)
        if len(found) != len(sample.golds)
    ]
    rest = iter(write([word for words in changed for word in words]) if changed else ())
    for sample, found in zip(samples, written, strict=True):
        if len(found) != len(sample.golds):
            found = [next(rest) for _ in sample.golds]  # noqa: PLW2901
        yield [pairs.fold(_bare(word)) for word in found]


def distance(one: str, other: str) -> int:
    """Count the letters to insert, drop or change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, goal in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != goal))
    return row[-1]


def among(samples: Sequence[Sample], known: Vocabulary, most: int = 5) -> float:
    """Give the share of words whose gold is among the `most` best spellings, each word alone."""
    words = right = 0
    for sample in samples:
        for word, golds in zip(sample.text.split(), sample.golds, strict=True):
            if golds:
                words += 1
                found = arabizi.spell(word, known)[:most]
                right += any(pairs.fold(one) in golds for one, _ in found)
    return right / words


# --- who writes --------------------------------------------------------------------------------


def ours(texts: list[str]) -> list[str]:
    return [languages.transliterate(text, "ary-Arab")[0][0] for text in texts]


def alone(known: Vocabulary, algerian: float | None = None) -> Write:
    """Write each word by itself from a vocabulary; `algerian` tells how likely its writer is so."""

    def first(word: str) -> str:
        return next((spelled for spelled, _ in arabizi.spell(word, known, algerian)), word)

    def write(texts: list[str]) -> list[str]:
        return [" ".join(map(first, text.split())) for text in texts]

    return write


_TABLE = {
    "ch": "ش", "sh": "ش", "kh": "خ", "gh": "غ", "th": "ث", "dh": "ذ", "ou": "و", "oo": "و",
    "a": "ا", "b": "ب", "c": "ك", "d": "د", "D": "ض", "e": "", "f": "ف", "g": "ك", "h": "ه",
    "i": "ي", "j": "ج", "k": "ك", "l": "ل", "m": "م", "n": "ن", "o": "و", "p": "پ", "q": "ق",
    "r": "ر", "s": "س", "S": "ص", "t": "ت", "T": "ط", "u": "و", "v": "ڤ", "w": "و", "x": "كس",
    "y": "ي", "z": "ز", "Z": "ظ", "2": "ا", "3": "ع", "4": "غ", "5": "خ", "6": "ط", "7": "ح",
    "8": "ه", "9": "ق",
}  # fmt: skip
_GROUP = re.compile("ch|sh|kh|gh|th|dh|ou|oo|(.)\\1|.")


def plain_table(texts: list[str]) -> list[str]:
    """Write letter for letter: the baseline."""

    def letter(found: re.Match[str]) -> str:
        group = found[1] or found[0]
        return _TABLE.get(group, _TABLE.get(group.lower(), group))

    return [_GROUP.sub(letter, text) for text in texts]


# --- the other way -----------------------------------------------------------------------------


def accepted(tenth: int) -> dict[str, set[str]]:
    """Give the Arabic words of one tenth of DODa's rows with every Latin spelling DODa lists."""
    listed = pairs.lexicon()
    everywhere: dict[str, set[str]] = {}
    inside = set()
    for row in pairs.rows():
        for word in row:
            for arabic in listed.get(word, ())[:1]:
                everywhere.setdefault(arabic, set()).update(row)
                if pairs.fold_of(row) == tenth:
                    inside.add(arabic)
    return {arabic: everywhere[arabic] for arabic in sorted(inside)}


def back(golds: dict[str, set[str]], write: Write) -> float:
    """Give the share of words written as one of the listed spellings."""
    written = write(list(golds))
    return sum(text in golds[word] for word, text in zip(golds, written, strict=True)) / len(golds)


def latin(texts: list[str]) -> list[str]:
    return [languages.transliterate(text, "ary-Latn")[0][0] for text in texts]


def latin_alone(known: Vocabulary) -> Write:
    return lambda texts: [arabizi.spell_latin(word, known)[0][0] for word in texts]


# --- the table ---------------------------------------------------------------------------------


def lines(held: int | None, others: Sequence[tuple[str, Write]] = ()) -> Iterator[str]:
    """Yield the rows of the table; `others` are names and ways to write Arabic letters."""
    tenth = held or 0
    sets = {
        "DODa words": word_lists(tenth),
        "NArabizi dev": algerian(),
        "sentences": sentences(),
    }
    known = unpack(spelling.build(held)) if held is not None else None
    writers = [("plain table", plain_table), *others, ("Volant", ours)]
    if known:
        writers.append(("Volant, tenth held out", alone(known)))
    yield f"{'':26}{'':14}{'words':>7}{'right':>8}{'CER':>8}{'in 5':>8}"
    for name, samples in sets.items():
        for writer, write in writers:
            who = writer
            found = score(samples, write)
            if name == "DODa words" and who == "Volant":
                who = "Volant, listed: circular"
            row = f"{who:26}{name:14}{found.words:7}{found.right:8.3f}{found.wrong_letters:8.3f}"
            vocabularies = {
                "Volant": vocabulary(),
                "Volant, listed: circular": vocabulary(),
                "Volant, tenth held out": known,
            }
            used = vocabularies.get(who)
            yield row + (f"{among(samples, used):8.3f}" if used else "")
    told = score(sets["NArabizi dev"], alone(vocabulary(), 1.0))
    row = f"{'Volant, told: Algerian':26}{'NArabizi dev':14}{told.words:7}"
    yield f"{row}{told.right:8.3f}{told.wrong_letters:8.3f}"
    golds = accepted(tenth)
    yield f"{'Volant, listed: circular':26}{'to Latin':14}{len(golds):7}{back(golds, latin):8.3f}"
    if known:
        unseen = {word: golds[word] for word in golds if word not in known.reverse}
        share = back(unseen, latin_alone(known))
        yield f"{'Volant, tenth held out':26}{'to Latin':14}{len(unseen):7}{share:8.3f}"
    yield speed(sets["sentences"] + sets["NArabizi dev"])


def speed(samples: Sequence[Sample]) -> str:
    """Time texts not seen before in this process, after one word has loaded the weights."""
    arabizi._spell.cache_clear()
    ours(["wach"])
    started = process_time()
    ours([sample.text for sample in samples])
    words = sum(len(sample.golds) for sample in samples)
    return f"{words / (process_time() - started):.0f} words a second of one core, no word cached"


def main() -> None:
    held = int(sys.argv[sys.argv.index("--held") + 1]) if "--held" in sys.argv else None
    with ExitStack() as stack:
        others = [
            (name, _asking(stack.enter_context(peer), "ary-Arab"))
            for name, peer in peers.available("ary-Arab").items()
        ]
        for line in lines(held, others):
            print(line, flush=True)
    golds = accepted(held or 0)
    for name, peer in peers.available("ary-Latn").items():
        with peer:
            share = back(golds, _asking(peer, "ary-Latn"))
        print(f"{name:26}{'to Latin':14}{len(golds):7}{share:8.3f}", flush=True)


def _asking(peer: peers.Peer, to: str) -> Write:
    return lambda texts: peer.transliterate(texts, to)[0]


if __name__ == "__main__":
    main()
