"""Build `weights/spelling.npz`: what `volant.languages` knows of Darija's spelling in both scripts.

Run from the root of the repository, with the development texts in `../shared/data` (10 minutes):

    python -m dev.spelling

Pairs come from `dev/spellings.tsv` and NArabizi's training part; counts from texts in Arabic
letters. A channel is learned from the pairs but a tenth of DODa's rows, the weights of
`arabizi.weigh` on that tenth, then the channel again from all. Everything is seeded: the same data
give the same file. `build(held=k)` leaves DODa's rows of tenth k out of everything, for measuring.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dev.alignment import Aligner
from dev.pairs import FOLDS, Pair, darija, fold, fold_of, lexicon, narabizi, rows, standard, typed
from volant.languages.arabizi import prepare, weigh
from volant.languages.channel import MULTIPLIER, SHIFT, features, hashed, transitions
from volant.languages.vocabulary import ORDER, STEP, Vocabulary, backwards, key, unpack

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "src/volant/languages/weights"

TUNED = 1
"""The tenth of DODa's rows that the weights of `arabizi.weigh` are fitted on."""

BITS = {"to_arabic": 20, "to_latin": 19}
"""Size of the tables. With 19 bits for Arabic 0.027 of unseen words were lost against 22."""

LEVELS, WIDEST = 15, 0.998
"""Steps a weight has on each side of zero, and the share of weights within the last step."""

EPOCHS, RATE, BATCH, SHRINK, SEED = 5, 0.15, 512, 1e-6, 0
CHOICES = 24
"""What one letter may write, at most; each was seen twice or more."""

OURS, THEIRS = 1.0, 1 / 3
"""Weight of a pair of ours, and of an Algerian one seen once."""

UNMARKED = 0.3
"""Weight of a pair of ours without its capitals, beside the pair itself."""

DARIJA_LEAST, OTHER_LEAST, LATIN_LEAST, RUN_LEAST, PAIR_LEAST = 2, 6, 2, 6, 3

Written = tuple[str, tuple[str, ...], float]
Model = tuple[NDArray[np.float32], dict[str, tuple[str, ...]]]
Arrays = dict[str, NDArray[np.generic]]
Examples = tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]

# --- learning ----------------------------------------------------------------------------------


def learn(pairs: dict[Pair, float], aligner: Aligner, bits: int) -> Model:
    """Learn a channel from weighted pairs; the alignment itself is learned from every third."""
    known = sorted(pairs)
    shares = aligner.learn(known[::3], [pairs[pair] for pair in known[::3]])
    written: list[Written] = []
    seen: Counter[tuple[str, str]] = Counter()
    for source, target in known:
        path = aligner.align(source, target, shares)
        if path is not None:
            written.append((source, path, pairs[source, target]))
            seen.update(zip(source, path, strict=True))
    listed: dict[str, list[str]] = defaultdict(list)
    for (letter, choice), count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if count > 1 and len(listed[letter]) < CHOICES:
            listed[letter].append(choice)
    choices = {letter: tuple(options) for letter, options in sorted(listed.items())}
    return _descend(written, choices, bits), choices


def _descend(
    written: Sequence[Written], choices: dict[str, tuple[str, ...]], bits: int
) -> NDArray[np.float32]:
    """Fit the weights by AdaGrad on the log loss of each letter's choice.

    Features seen once are left out. Putting the least weights to zero, in steps while fitting, was
    tried and costs far more than the cells that features share: 0.17 of unseen words.
    """
    batches = _examples(written, choices)
    table = np.zeros(1 << bits, dtype=np.float32)
    squares = np.full(1 << bits, 1e-6, dtype=np.float32)
    random = np.random.default_rng(SEED)
    hashes = {letter: hashed(options) for letter, options in choices.items()}
    for epoch in range(EPOCHS):
        order = [
            (letter, chosen)
            for letter, (_, _, goals, _) in batches.items()
            for chosen in np.array_split(random.permutation(len(goals)), len(goals) // BATCH + 1)
        ]
        loss = weight = 0.0
        for at in random.permutation(len(order)):
            letter, chosen = order[at]
            found, known, goals, weights = (array[chosen] for array in batches[letter])
            mixed = (found[:, :, None] ^ hashes[letter]) * MULTIPLIER
            cells = (mixed >> SHIFT) & ((1 << bits) - 1)
            scores = (table[cells] * known[:, :, None]).sum(axis=1)
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            here = np.arange(len(goals))
            loss -= float((np.log(shares[here, goals] + 1e-9) * weights).sum())
            weight += float(weights.sum())
            shares[here, goals] -= 1
            slopes = (shares * weights[:, None])[:, None, :] * known[:, :, None]
            touched, where = np.unique(cells.ravel(), return_inverse=True)
            steps = np.bincount(where, weights=slopes.ravel()).astype(np.float32)
            steps += SHRINK * len(goals) * table[touched]
            squares[touched] += steps * steps
            table[touched] -= RATE * steps / np.sqrt(squares[touched])
        print(f"epoch {epoch + 1}: loss {loss / weight:.4f}", file=sys.stderr, flush=True)
    return table


def _examples(
    written: Sequence[Written], choices: dict[str, tuple[str, ...]]
) -> dict[str, Examples]:
    """List, for each letter, the features, which of them count, the choice taken, the weight."""
    places: dict[str, list[tuple[list[int], int, float]]] = defaultdict(list)
    for source, path, weight in written:
        before = ""
        for at, choice in enumerate(path):
            letter = source[at]
            if choice in choices.get(letter, ()):
                found = features(source, at) + transitions(before, source, at)
                places[letter].append((found, choices[letter].index(choice), weight))
            before += choice
    seen = Counter(one for listed in places.values() for place in listed for one in place[0])
    return {
        letter: (
            np.array([place[0] for place in listed], dtype=np.int64),
            np.array([[seen[one] > 1 for one in place[0]] for place in listed], dtype=np.float32),
            np.array([place[1] for place in listed]),
            np.array([place[2] for place in listed], dtype=np.float32),
        )
        for letter, listed in sorted(places.items())
    }


def tune(
    known: Vocabulary, pairs: Sequence[tuple[str, frozenset[str]]], listed: dict[str, list[str]]
) -> NDArray[np.float32]:
    """Fit the weights of `arabizi.weigh` so that right candidates of unseen words come first.

    Every other word is taken for a new spelling of a listed one: it sees its row.
    """
    alike = Counter((key(form), word) for form, words in listed.items() for word in words)
    lists, loose = [], known.loose
    for at, (form, golds) in enumerate(pairs):
        prepared, sounds = prepare(form), key(form)
        if at % 2:
            others = frozenset(
                word
                for (one, word), count in alike.items()
                if one == sounds and count > (word in listed[form])
            )
            known = replace(known, loose={key(prepared): others})
        else:
            known = replace(known, loose=loose)
        written = known.to_arabic.write(prepared, most=12, beam=10)
        candidates = weigh(prepared, written, known)
        right = np.array([fold(spelling) in golds for spelling, _ in candidates])
        if right.any() and not right.all():
            lists.append((np.array([row for _, row in candidates]), right))
    weights = np.zeros(lists[0][0].shape[1])
    weights[0] = 1.0
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(300):
        slope = 0.003 * weights * len(lists)
        for rows_, right in lists:
            scores = rows_ @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            goal = shares * right
            slope = slope + rows_.T @ (shares - goal / (goal.sum() + 1e-12))
        slope /= len(lists)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
        weights -= (0.1 if step < 200 else 0.03) * mean / (np.sqrt(square) + 1e-8)
    return weights.astype(np.float32)


# --- packing -----------------------------------------------------------------------------------


def quantised(table: NDArray[np.float32]) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    """Round weights to `LEVELS` steps on each side, which the file stores in four bits or so."""
    scale = max(float(np.quantile(np.abs(table), WIDEST)), 1e-9) / LEVELS
    steps = np.clip(np.round(table / scale), -LEVELS, LEVELS)
    return steps.astype(np.int8), np.array(scale, dtype=np.float32)


def text(lines: Iterable[str]) -> NDArray[np.generic]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def logs(values: Iterable[float], kind: type[np.generic]) -> NDArray[np.generic]:
    return np.array([round(value * STEP) for value in values]).astype(kind)


def counted(listed: dict[str, list[str]]) -> Arrays:
    """Count words, runs of letters, and pairs of neighbours."""
    ours = Counter(word for words in listed.values() for word in words)
    texts = list(darija())
    seen = Counter(word for words in texts for word in words)
    other = standard()
    kept = {word for word, count in seen.items() if count >= DARIJA_LEAST} | set(ours)
    kept |= {word for word, count in other.items() if count >= OTHER_LEAST}
    names = sorted(word for word in kept if len(word) > 1 or word in ours)
    latins = typed()
    often = sorted(word for word, count in latins.items() if count >= LATIN_LEAST)
    runs = _runs(seen, ours)
    pairs = _pairs(texts, seen, ours)
    return {
        "latin": text(often),
        "latin_logs": logs((log(1 + latins[word]) for word in often), np.uint8),
        "words": text(names),
        "darija": logs((log(1 + seen[word] + ours[word]) for word in names), np.uint8),
        "other": logs((log(1 + other[word]) for word in names), np.uint8),
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
    arrays = counted(listed)
    tuning = unpack(_packed(fewer, arrays | counted(fewer), to_arabic(fewer), to_arabic({})))
    goals = [(form, frozenset(map(fold, listed[form]))) for form in sorted(unseen & set(listed))]
    weights = tune(tuning, goals, listed)
    full = _packed(listed, arrays, to_arabic(listed), to_latin(listed))
    return full | {"weights": weights}


def to_arabic(listed: dict[str, list[str]]) -> Model:
    """Learn to write Latin letters in Arabic letters, from our words and NArabizi's."""
    if not listed:
        return np.ones(2, dtype=np.float32), {}
    pairs: dict[Pair, float] = defaultdict(float)
    for latin, arabic in narabizi("train"):
        pairs[prepare(latin), arabic] = min(1.0, pairs[prepare(latin), arabic] + THEIRS)
    for form, words in listed.items():
        for word in words:
            pairs.setdefault((prepare(form).lower(), word), OURS * UNMARKED)
    for form, words in listed.items():
        pairs.update({(prepare(form), word): OURS for word in words})
    pairs = {pair: weight for pair, weight in pairs.items() if all(pair)}
    return learn(pairs, Aligner(most=2, first=3), BITS["to_arabic"])


def to_latin(listed: dict[str, list[str]]) -> Model:
    """Learn to write Arabic letters as DODa does; the first spelling of a word counts most."""
    pairs: dict[Pair, float] = {}
    for word, latins in backwards(ordered(listed)).items():
        for rank, latin in enumerate(latins[:4]):
            pairs[word, latin] = OURS / (1 + rank)
    return learn(pairs, Aligner(most=4, first=4), BITS["to_latin"])


def _packed(listed: dict[str, list[str]], arrays: Arrays, there: Model, back: Model) -> Arrays:
    packed = dict(arrays)
    for name, (table, choices) in (("to_arabic", there), ("to_latin", back)):
        packed[f"{name}_table"], packed[f"{name}_scale"] = quantised(table)
        lines = ("\t".join((letter, *options)) for letter, options in choices.items())
        packed[f"{name}_choices"] = text(lines)
    packed["lexicon"] = text("\t".join((latin, *words)) for latin, words in ordered(listed).items())
    packed["weights"] = np.zeros(7, dtype=np.float32)
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
        bits=", ".join(f"2^{bits} to {name[3:].title()}" for name, bits in sorted(BITS.items())),
        tuned=TUNED,
    )


SHEET = """# Spelling of Darija: what `spellings` and `transliterate` know

`spelling.npz`, {size} bytes, built by `python -m dev.spelling` (seed {seed}), SHA-256
`{digest}`.

- lexicon: {listed} Latin words, those with capitals once more in small letters, with their
  Arabic spellings, `dev/spellings.tsv`. Latin from DODa (MIT, commit 2cd75ce, the last under
  MIT), Arabic by hand for Volant. Latin words of DODa's sentences are counted too.
- channels: hashed weights, {bits} letters; from the lexicon, to
  Arabic also from {narabizi} pairs of NArabizi's training part (Algerian, CC BY-SA 4.0).
- words: log counts of {words} words in Arabic letters, those of Darija and others apart; from the
  OLDI seed and ArBanking77 (CC BY-SA 4.0), MArSum (CC BY 4.0), Moroccan laws (official texts) and
  the lexicon.
- runs: {runs} runs of up to four letters; pairs: {pairs} pairs of neighbours that stand together
  more often than chance; both from the same texts of Darija.
- weights: the seven of `arabizi.weigh`, fitted on tenth {tuned} of DODa's rows with a channel that
  had not seen it.

The file is CC BY-SA 4.0, with attribution to the above. No Arabic column of DODa was used. Never
read: NArabizi's development and test parts, `tests/languages/spelled.tsv`,
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
