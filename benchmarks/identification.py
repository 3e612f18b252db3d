"""Measure identification: `make bench-languages`, or this module alone.

Leaves one source out, trains as `dev.identification` does on the others, and asks it about the
one left out; what each found is put together to F1 by tag, short (2 to 10 words) and long. Each
tag weighs the same, and each source within a tag, as in the specification's table. Peers answer
the same texts. Fits the sharpness that makes probabilities honest, on the same held-out answers.

    python -m benchmarks.identification [--peers] [--fit]
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from benchmarks.peers import available
from benchmarks.questions import SHARED, read_questions
from dev import commonness
from dev.identification import Words, train
from dev.texts import SEED, Text, only, script_of, without
from volant import languages
from volant.languages.commonness import Commonness
from volant.languages.identification import SHARPNESS, Model

TAGS = ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn", "fr", "en", "es")
HELD = {
    "arabic": (
        "arbanking", "marsum", "oldi", ("law", "udhr"), "doda", "own1", "own2", "street",
        "narabizi",
    ),
    "latin": ("doda", "cv-kab", "kab", "oldi", "own1", "own2", "narabizi"),
}  # fmt: skip
"""Sources left out together. French, English and Spanish of `cv` are the bulk of what is known of
these languages, so they are asked about on the other sources only."""

NOT_ASKED = {("ary-Latn", "narabizi"), ("ary-Arab", "marsum"), ("ber-Latn", "oldi-taq")}
"""Algerian is no test of Moroccan; news that mixes both is labelled by the text, not the line; and
Tamasheq is no language of Morocco. All three are trained on."""

AT_MOST = 1500

Answer = tuple[str, str, str, str, tuple[tuple[str, float], ...]]
"""The tag, the source, the text, what was found, and the ranking it was found with."""


def main(given: Sequence[str] | None = None) -> None:
    """Print F1 by tag and the false Darija of other dialects."""
    arguments = _arguments(given)
    if not SHARED.is_dir():
        sys.exit("../shared/data is absent: there is nothing to measure on")
    answers = list(left_out(arguments.script or tuple(HELD), arguments.fit))
    print("leave one source out:\n")
    show(answers)
    if arguments.peers:
        peers([answer[:3] for answer in answers])


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="ask the peers too (minutes)")
    parser.add_argument("--script", action="append", choices=HELD, help="only this script")
    parser.add_argument("--fit", action="store_true", help="fit the sharpness anew and print it")
    return parser.parse_args(given)


def left_out(scripts: Sequence[str], fit: bool = False) -> Iterator[Answer]:
    """Train without each group of sources and yield what is found in it."""
    yield from tifinagh()
    for script in scripts:
        groups = HELD[script]
        held: list[tuple[Model, list[Text]]] = []
        words = Words()
        for group in groups:
            prefixes = (group,) if isinstance(group, str) else group
            arrays = train(without(*prefixes), script, words)
            asked = sample([*only(*prefixes), *(questions() if group == "own1" else [])], script)
            common = commonness.of(without(*prefixes)) if script == "latin" else None
            held.append((model(script, arrays, common), asked))
            print(f"{script} without {'/'.join(prefixes)}: {len(asked)} texts", flush=True)
        sharpness = fitted(held) if fit else SHARPNESS[script]
        print(f"sharpness {script}: {sharpness}")
        for one, asked in held:
            one.sharpness = sharpness
            results = one.identify([text for _, _, text in asked])
            for (tag, source, text), found in zip(asked, results, strict=True):
                ranking = ((found.tag, found.score), *found.alternatives)
                yield tag, source, text, found.tag, ranking


def model(script: str, arrays: dict[str, np.ndarray], common: Commonness | None = None) -> Model:
    table = arrays[f"{script}_table"].astype(np.float32) * np.float32(arrays[f"{script}_scale"])
    return Model(script, tuple(map(str, arrays[f"{script}_tags"])), table, common=common)


def sample(texts: Iterable[Text], script: str) -> list[Text]:
    """Take at most `AT_MOST` texts of each tag, source and length."""
    groups: dict[tuple[str, str, bool], list[Text]] = defaultdict(list)
    for tag, source, text in texts:
        named = "ber-Latn" if tag in ("kab", "zgh-Latn", "taq") else tag
        if (
            (named, source) not in NOT_ASKED
            and "-made-" not in source
            and script_of(text) == script
            and len(text.split()) > 1
        ):
            groups[named, source, is_short(text)].append((named, source, text))
    chance = random.Random(SEED)
    return [
        one
        for _, several in sorted(groups.items())
        for one in chance.sample(several, min(AT_MOST, len(several)))
    ]


def questions() -> Iterator[Text]:
    for question in read_questions():
        for form, text in question.forms.items():
            if text and form != "zgh-Tfng":
                yield ("ary-Latn" if form == "mix" else form), f"questions-{form}", text


def tifinagh() -> Iterator[Answer]:
    lines = (SHARED / "oldi-seed/zgh_Tfng.txt").read_text("utf-8").splitlines()
    for line, found in zip(lines, languages.identify_each(lines), strict=True):
        yield "zgh-Tfng", "oldi-seed", line, found.tag, ()
        short = " ".join(line.split()[:7])
        yield "zgh-Tfng", "oldi-seed", short, languages.identify(short).tag, ()


def is_short(text: str) -> bool:
    return len(text.split()) <= 10


def fitted(held: Sequence[tuple[Model, list[Text]]]) -> tuple[float, float]:
    """Find the sharpness with the least loss, each tag weighing the same."""
    best = (math.inf, 1.0, 0.0)
    for first in (0.25, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 1.8, 2.2, 2.7):
        for slope in (0.0, 0.1, 0.2, 0.3, 0.45, 0.6):
            losses: dict[str, list[float]] = defaultdict(list)
            for one, asked in held:
                one.sharpness = (first, slope)
                for (tag, _, _), found in zip(
                    asked, one.identify([text for *_, text in asked]), strict=True
                ):
                    shares = dict([(found.tag, found.score), *found.alternatives])
                    losses[tag].append(-math.log(max(shares.get(tag, 0.0), 1e-3)))
            loss = sum(sum(some) / len(some) for some in losses.values()) / len(losses)
            best = min(best, (loss, first, slope))
    return best[1:]


# --- scoring -----------------------------------------------------------------------------------


def by_length(answers: Sequence[Answer]) -> None:
    for name, kept in (("short", True), ("long", False)):
        some = [answer for answer in answers if is_short(answer[2]) == kept]
        print(f"{name}: " + "  ".join(f"{tag} {f1:.3f}" for tag, f1 in scores(some).items()))


def false_darija(answers: Sequence[Answer]) -> float:
    """Give the share of other dialects called Darija, each source weighing the same."""
    called: dict[str, list[bool]] = defaultdict(list)
    for _, source, _, found, _ in answers:
        if is_dialect(source):
            called[source].append(found == "ary-Arab")
    return sum(sum(some) / len(some) for some in called.values()) / max(len(called), 1)


def show(answers: Sequence[Answer]) -> None:
    by_length(answers)
    print("without the short lines of chat (`dev/texts/chat.tsv`), which are harder:")
    by_length([answer for answer in answers if "-chat" not in answer[1]])
    print("\nby source (recall, short / long):")
    rights: dict[tuple[str, str], dict[bool, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for tag, source, text, found, _ in answers:
        rights[tag, source][is_short(text)].append(tag == found)
    for (tag, source), of_length in sorted(rights.items()):
        shares = [
            f"{sum(some) / len(some):.3f} of {len(some)}" if (some := of_length[short]) else "-"
            for short in (True, False)
        ]
        print(f"  {tag:9} {source:16} {shares[0]:>16} {shares[1]:>16}")
    print(f"\nother dialects called Darija: {false_darija(answers):.3f}, each source alike")
    sure = [
        tag == ranking[0][0] for tag, *_, ranking in answers if ranking and ranking[0][1] >= 0.9
    ]
    print(f"right where the score is 0.9 or more: {sum(sure) / len(sure):.4f} of {len(sure)}")


def is_dialect(source: str) -> bool:
    """Say whether a source of `und` is another dialect in Arabic letters."""
    return re.sub("^(own1|own2|street)-", "", source) in DIALECTS


DIALECTS = (
    "arz",
    "apc",
    "afb",
    "ars",
    "acm",
    "aeb",
    "arq",
    "ayl",
    "apd",
    "acq",
    "arbanking-pal",
    "narabizi-arab",
)


def scores(answers: Sequence[tuple[str, str, str, str, object]]) -> dict[str, float]:
    """Give F1 by tag over the eight tags, and their mean; `und` texts count as errors only."""
    groups: dict[tuple[str, str], int] = defaultdict(int)
    for tag, source, *_ in answers:
        groups[tag, source] += 1
    sources: dict[str, int] = defaultdict(int)
    for tag, _ in groups:
        sources[tag] += 1
    right: dict[str, float] = defaultdict(float)
    said: dict[str, float] = defaultdict(float)
    for tag, source, _, found, *_ in answers:
        if tag == "und":
            continue
        weight = 1.0 / groups[tag, source] / sources[tag]
        said[found] += weight
        right[tag] += weight * (tag == found)
    f1 = {tag: 2 * right[tag] / (1.0 + said[tag]) for tag in TAGS if sources[tag]}
    return {**f1, "macro": sum(f1.values()) / len(f1)}


def peers(texts: Sequence[Text]) -> None:
    for name, peer in available("identify").items():
        some = texts[:: SLOW.get(name, 1)]
        with peer:
            found, _ = peer.identify([text for *_, text in some])
        print(f"\n{name}" + (f", every {SLOW[name]}th text" if name in SLOW else ""))
        answers: list[Answer] = [(*one, tag, ()) for one, tag in zip(some, found, strict=True)]
        by_length(answers)
        print(f"other dialects called Darija: {false_darija(answers):.3f}")


SLOW = {"lingua": 20}
"""A peer of a thousand texts a second is asked about a part."""


if __name__ == "__main__":
    main()
