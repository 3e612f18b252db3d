"""Build `weights/spelling.npz`: what `volant.languages` knows of Darija's spelling in both scripts.

Run from the root of the repository, with the development texts in `../shared/data` (10 minutes,
after `make .venv/languages`):

    OPENBLAS_NUM_THREADS=1 python -m dev.spelling

Pairs come from `dev/spellings.tsv` and NArabizi's training part; counts from texts in Arabic
letters and `wordfreq`. A channel is learned from the pairs but a tenth of DODa's rows and two
tenths of NArabizi's sentences, the weights of `arabizi.weigh` on those, then the channel again from
all. Everything is seeded: the same data give the same file on the same kind of processor.
`build(held=k)` leaves DODa's rows of tenth k out of everything, for measuring.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dev.accents import telling
from dev.alignment import Aligner
from dev.network import HIDDEN, INNER, SEED, Lesson, learn
from dev.pairs import (
    COMMON,
    FOLDS,
    Pair,
    common,
    darija,
    fold,
    fold_of,
    lexicon,
    narabizi,
    rows,
    standard,
    typed,
)
from volant.languages.arabizi import ALGERIAN, MOROCCAN, prepare, weigh
from volant.languages.channel import Layers
from volant.languages.vocabulary import ORDER, STEP, Vocabulary, backwards, key, unpack

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "src/volant/languages/weights"

TUNED = 1
"""The tenth of DODa's rows that the weights of `arabizi.weigh` are fitted on."""

TUNED_ALGERIAN = frozenset([0, 1])
"""The tenths of NArabizi's sentences that they are fitted on."""

LEVELS, WIDEST = 127, 0.9999
"""Steps a weight has on each side of zero, and the share of weights within the last step."""

CHOICES = 24
"""What one letter may write, at most; each was seen twice or more."""

UNMARKED = 0.3
"""Weight of a pair of ours without its capitals, beside the pair itself."""

MET = 2.0
"""What it says, as a log, that an Algerian text has a word, beside how often."""

DARIJA_LEAST, OTHER_LEAST, LATIN_LEAST, RUN_LEAST, PAIR_LEAST = 2, 6, 2, 6, 3

Weighted = dict[tuple[str, str, int], float]
"""What a Latin and an Arabic word of an accent count for."""

Model = tuple[Layers, dict[str, tuple[str, ...]]]
Arrays = dict[str, NDArray[np.generic]]
Goals = Sequence[tuple[str, frozenset[str]]]
Choice = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""The rows of a word's candidates, and which are right."""

# --- learning ----------------------------------------------------------------------------------


def learned(pairs: Weighted, aligner: Aligner) -> Model:
    """Learn a channel from weighted pairs; the alignment itself is learned from every third."""
    known = sorted(pairs)
    some = known[::3]
    shares = aligner.learn([(pair[0], pair[1]) for pair in some], [pairs[pair] for pair in some])
    lessons: list[Lesson] = []
    seen: Counter[tuple[str, str]] = Counter()
    for source, target, accent in known:
        path = aligner.align(source, target, shares)
        if path is not None:
            weight = pairs[source, target, accent]
            lessons.append(Lesson(source=source, path=path, weight=weight, accent=accent))
            seen.update(zip(source, path, strict=True))
    listed: dict[str, list[str]] = defaultdict(list)
    for (letter, choice), count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if count > 1 and len(listed[letter]) < CHOICES:
            listed[letter].append(choice)
    choices = {letter: tuple(options) for letter, options in sorted(listed.items())}
    return learn(lessons, choices), choices


def tune(known: Vocabulary, goals: Goals, accent: int) -> NDArray[np.float32]:
    """Fit the weights of `arabizi.weigh` so that right candidates of unseen words come first."""
    choices = []
    for form, golds in goals:
        prepared = prepare(form)
        written = known.to_arabic.write(prepared, most=12, beam=10, accent=accent)
        candidates = weigh(prepared, written, known)
        right = np.array([fold(spelling) in golds for spelling, _ in candidates])
        if right.any() and not right.all():
            choices.append((np.array([row for _, row in candidates]), right))
    return _fit(choices)


def _fit(choices: Sequence[Choice]) -> NDArray[np.float32]:
    """Fit a log-linear model of the right candidates by Adam, all choices at each step."""
    widest = max(len(right) for _, right in choices)
    count = choices[0][0].shape[1]
    signs, goals = np.zeros((len(choices), widest, count)), np.zeros((len(choices), widest))
    absent = np.full((len(choices), widest), -1e9)
    for at, (rows_, right) in enumerate(choices):
        signs[at, : len(right)], goals[at, : len(right)] = rows_, right
        absent[at, : len(right)] = 0.0
    weights = np.zeros(count)
    weights[0] = 1.0
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(300):
        shares = _softmax(signs @ weights + absent)
        wished = shares * goals + 1e-12 * goals
        wished /= wished.sum(axis=1, keepdims=True)
        slope = 0.003 * weights + np.einsum("nmf,nm->f", signs, shares - wished) / len(choices)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
        weights -= (0.1 if step < 200 else 0.03) * mean / (np.sqrt(square) + 1e-8)
    return weights.astype(np.float32)


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
    return found


def half_seen(known: Vocabulary, goals: Goals, listed: dict[str, list[str]]) -> Vocabulary:
    """Show the row of every other word, as if that were a new spelling of a listed one."""
    alike = Counter((key(form), word) for form, words in listed.items() for word in words)
    sounds = defaultdict(set)
    for (sound, word), count in alike.items():
        sounds[sound].add((word, count))
    loose = dict(known.loose)
    for form, _ in goals[1::2]:
        others = {word for word, count in sounds[key(form)] if count > (word in listed[form])}
        loose[key(prepare(form))] = frozenset(others)
    return replace(known, loose=loose)


# --- packing -----------------------------------------------------------------------------------


def quantised(layer: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Round weights to `LEVELS` steps on each side; give also the size of a step."""
    scale = max(float(np.quantile(np.abs(layer), WIDEST)), 1e-9) / LEVELS
    return np.clip(np.round(layer / scale), -LEVELS, LEVELS).astype(np.int8), scale


def text(lines: Iterable[str]) -> NDArray[np.generic]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def logs(values: Iterable[float], kind: type[np.generic]) -> NDArray[np.generic]:
    return np.array([round(value * STEP) for value in values]).astype(kind)


def counted(listed: dict[str, list[str]], theirs: Sequence[Pair]) -> Arrays:
    """Count words, runs of letters, and pairs of neighbours."""
    ours = Counter(word for words in listed.values() for word in words)
    texts = list(darija())
    seen = Counter(word for words in texts for word in words)
    other = standard()
    kept = {word for word, count in seen.items() if count >= DARIJA_LEAST} | set(ours)
    kept |= {word for word, count in other.items() if count >= OTHER_LEAST}
    usual, algerian = common(), Counter(arabic for _, arabic in theirs)
    kept |= set(usual) | set(algerian)
    names = sorted(word for word in kept if len(word) > 1 or word in ours)
    latins, told = typed(), telling()
    often = sorted(word for word, count in latins.items() if count >= LATIN_LEAST)
    runs = _runs(seen, ours)
    pairs = _pairs(texts, seen, ours)
    return {
        "latin": text(often),
        "latin_logs": logs((log(1 + latins[word]) for word in often), np.uint8),
        "words": text(names),
        "darija": logs((log(1 + seen[word] + ours[word]) for word in names), np.uint8),
        "other": logs((log(1 + other[word]) for word in names), np.uint8),
        "common": logs((usual.get(word, 0.0) for word in names), np.uint8),
        "algerian": logs(
            (MET + log(algerian[word]) if word in algerian else 0.0 for word in names), np.uint8
        ),
        "accents": text(told),
        "accent_logs": logs((told[word] for word in told), np.int8),
        "runs": text(sorted(runs)),
        "run_logs": logs((runs[run] for run in sorted(runs)), np.int16),
        "pairs": text(sorted(pairs)),
        "pair_logs": logs((pairs[pair] for pair in sorted(pairs)), np.int8),
    }


def _runs(seen: Counter[str], ours: Counter[str]) -> dict[str, float]:
    """Give log probabilities of the last letter of each frequent run, smoothed by shorter runs."""
    counts: dict[str, float] = defaultdict(float)
    before: dict[str, float] = defaultdict(float)
    kinds: dict[str, int] = defaultdict(int)
    for word in sorted({word for word in seen if seen[word] > 1} | set(ours)):
        weight = (log(1 + seen[word]) if seen[word] > 1 else 0) + 2 * log(1 + ours[word])
        padded = f"{'^' * (ORDER - 1)}{word}$"
        for at in range(ORDER - 1, len(padded)):
            for size in range(ORDER):
                run = padded[at - size : at + 1]
                kinds[run[:-1]] += run not in counts
                counts[run] += weight
                before[run[:-1]] += weight
    shares: dict[str, float] = {}
    for run in sorted(counts, key=len):
        shorter = shares[run[1:]] if len(run) > 1 else 1 / 45
        context = run[:-1]
        shares[run] = (counts[run] + kinds[context] * shorter) / (before[context] + kinds[context])
    return {run: log(shares[run]) for run in counts if counts[run] >= RUN_LEAST or len(run) < 3}


def _pairs(texts: list[list[str]], seen: Counter[str], ours: Counter[str]) -> dict[str, float]:
    """Give how much likelier two words stand side by side than apart, as a log, if often."""
    counts = Counter(
        f"{one} {two}"
        for words in texts
        for one, two in pairwise(words)
        if one in ours or two in ours
    )
    total = sum(seen.values())
    kept = {}
    for pair, count in counts.items():
        one, two = pair.split(" ")
        gain = log(count * total / (seen[one] * seen[two]))
        if count >= PAIR_LEAST and gain > 0.5:
            kept[pair] = min(gain, 7.0)
    return kept


def ordered(listed: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put the spellings first that DODa puts first: of a word's spellings these are the usual."""
    firsts = {row[0]: -len(row) for row in reversed(rows())}
    return dict(sorted(listed.items(), key=lambda item: (firsts.get(item[0], 0), item[0])))


def build(held: int | None = None) -> Arrays:
    """Make the arrays of `spelling.npz`; DODa's rows of tenth `held` leave no trace in them."""
    everything, lists = lexicon(), rows()
    hidden = {word for row in lists if fold_of(row) == held for word in row}
    listed = {latin: words for latin, words in everything.items() if latin not in hidden}
    tuned = TUNED if held is None else (held + 1) % FOLDS
    unseen = {word for row in lists if fold_of(row) == tuned for word in row}
    fewer = {latin: words for latin, words in listed.items() if latin not in unseen}
    theirs = list(narabizi("train"))
    rest = list(narabizi("train", set(range(FOLDS)) - TUNED_ALGERIAN))
    there = to_arabic(fewer, rest)
    tuning = unpack(_packed(fewer, counted(fewer, rest), there, there))
    goals = [(form, frozenset(map(fold, listed[form]))) for form in sorted(unseen & set(listed))]
    algerian = [
        (latin, frozenset([fold(arabic)])) for latin, arabic in narabizi("train", TUNED_ALGERIAN)
    ]
    weights = [
        tune(half_seen(tuning, goals, listed), goals, MOROCCAN),
        tune(tuning, algerian, ALGERIAN),
    ]
    full = _packed(listed, counted(listed, theirs), to_arabic(listed, theirs), to_latin(listed))
    return full | {"weights": np.array(weights)}


def to_arabic(listed: dict[str, list[str]], theirs: Sequence[Pair]) -> Model:
    """Learn to write Latin letters in Arabic letters, from our words and from NArabizi's."""
    pairs: Weighted = {}
    for form, words in listed.items():
        for word in words:
            pairs.setdefault((prepare(form).lower(), word, MOROCCAN), UNMARKED)
    for form, words in listed.items():
        pairs.update({(prepare(form), word, MOROCCAN): 1.0 for word in words})
    counts = Counter((prepare(latin), arabic) for latin, arabic in theirs)
    for (latin, arabic), count in counts.items():
        pairs[latin, arabic, ALGERIAN] = count**0.5
    pairs = {pair: weight for pair, weight in pairs.items() if pair[0] and pair[1]}
    return learned(pairs, Aligner(most=2, first=3))


def to_latin(listed: dict[str, list[str]]) -> Model:
    """Learn to write Arabic letters as DODa does; the first spelling of a word counts most."""
    pairs: Weighted = {}
    for word, latins in backwards(ordered(listed)).items():
        for rank, latin in enumerate(latins[:4]):
            pairs[word, latin, MOROCCAN] = 1 / (1 + rank)
    return learned(pairs, Aligner(most=4, first=4))


def _packed(listed: dict[str, list[str]], arrays: Arrays, there: Model, back: Model) -> Arrays:
    packed = dict(arrays)
    for name, (layers, choices) in (("to_arabic", there), ("to_latin", back)):
        scales = []
        for layer in fields(Layers):
            rounded, scale = quantised(getattr(layers, layer.name))
            packed[f"{name}_{layer.name}"] = rounded
            scales.append(scale)
        packed[f"{name}_scales"] = np.array(scales, dtype=np.float32)
        lines = ("\t".join((letter, *options)) for letter, options in choices.items())
        packed[f"{name}_choices"] = text(lines)
    packed["lexicon"] = text("\t".join((latin, *words)) for latin, words in ordered(listed).items())
    packed["weights"] = np.zeros((2, 1), dtype=np.float32)
    return packed


def store(arrays: Arrays, path: Path) -> None:
    np.savez_compressed(path, **{name: arrays[name] for name in sorted(arrays)})  # type: ignore[arg-type]


def sheet(arrays: Arrays, path: Path) -> str:
    """Describe what was built: sources, licences, counts, seed and digest."""
    known = unpack(arrays)
    return SHEET.format(
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        size=path.stat().st_size,
        listed=len(known.listed),
        words=len(arrays["words"].tobytes().decode().splitlines()),
        runs=len(known.runs),
        pairs=len(known.pairs),
        narabizi=len(set(narabizi("train"))),
        seed=SEED,
        accents=len(known.accents),
        common=COMMON,
        cells=f"{HIDDEN} and {INNER}",
        most=ORDER,
        signs=len(known.weights[0]),
        tuned=TUNED,
    )


SHEET = """# Spelling of Darija: what `spellings` and `transliterate` know

`spelling.npz`, {size} bytes, built by `python -m dev.spelling` (seed {seed}), SHA-256
`{digest}`.

- lexicon: {listed} Latin words, those with capitals once more in small letters, with their
  Arabic spellings, `dev/spellings.tsv`. Latin from DODa (MIT, commit 2cd75ce, the last under
  MIT), Arabic by hand for Volant. Latin words of DODa's sentences are counted too.
- channels: two networks of {cells} hidden cells, one to each script, in eight bits a weight; from
  the lexicon, to Arabic also, as a second accent, from {narabizi} pairs of NArabizi's training
  part (Algerian, CC BY-SA 4.0).
- words: log counts of {words} words in Arabic letters: those of Darija, from the OLDI seed and
  ArBanking77 (CC BY-SA 4.0), MArSum (CC BY 4.0) and the lexicon; of other texts, from ArBanking77
  and Moroccan laws (official texts); the {common} commonest of wordfreq 3.1.1 (CC BY-SA 4.0, from
  Wikipedia, OpenSubtitles, Leeds corpus and others); those of NArabizi's training part.
- accents: how much {accents} Latin words tell an Algerian from a Moroccan; from NArabizi's
  training part, DODa's sentences and `dev/texts/chat.tsv` (written for Volant).
- runs: {runs} runs of up to {most} letters; pairs: {pairs} pairs of neighbours that stand together
  more often than chance; both from the same texts of Darija.
- weights: twice the {signs} of `arabizi.weigh`, fitted on tenth {tuned} of DODa's rows and on two
  tenths of NArabizi's training sentences, with a channel that had seen neither.

The file is CC BY-SA 4.0, with attribution to the above. No Arabic column of DODa was used. Not
built from: NArabizi's development and test parts, `tests/languages/spelled.tsv`,
`tests/languages/arabizi.tsv`.

Measured by `python -m benchmarks.transliteration --held 0`; see `dev/LOG.md`.
"""

if __name__ == "__main__":
    tenth = int(sys.argv[1]) if len(sys.argv) > 1 else None
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else WEIGHTS / "spelling.npz"
    made = build(tenth)
    store(made, target)
    if tenth is None:
        target.with_suffix(".md").write_text(sheet(made, target), encoding="utf-8")
    print(target, target.stat().st_size)
