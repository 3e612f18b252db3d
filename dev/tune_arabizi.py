"""Count how often each Latin group of Arabizi stands for each Arabic letter, and measure.

Run from the root of the repository, with the development texts in `../shared/data`:

    python dev/tune_arabizi.py

Pairs come from `dev/arabizi.tsv`, half of DODa's picture words, and NArabizi's training part. The
best path of each pair through the table of `volant.languages.arabizi` is counted, the counts become
the next round's weights. Held out: `tests/languages/arabizi.tsv`, the other half of DODa's words,
and NArabizi's development part.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

from volant.languages import arabizi

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
WEIGHTS = ROOT / "src/volant/languages/weights"
ROUNDS = 4
WORDS, LEAST, PER_LAW = 30_000, 3, 3
"""Words kept, the fewest times one was seen, and times one law may count a word."""

WORD = re.compile("[\u0621-\u064a\u06af\u06ad\u067e\u06a4]{2,}")
MOROCCAN = 4
"""Times a Moroccan pair counts against an Algerian one."""

Pair = tuple[str, str]

FOLD = str.maketrans("أإآٱىةگڭݣؤئڤپ", "ااااiهكككوiفب".replace("i", "ي"))
MARKS = str.maketrans("", "", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670ء")


def fold(word: str) -> str:
    return word.translate(MARKS).translate(FOLD)


def own(path: Path) -> list[Pair]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [tuple(row.split("\t")) for row in rows if not row.startswith("#")]  # type: ignore[misc]


def doda() -> list[Pair]:
    """Read picture words of one word in both scripts, sorted, without repeats."""
    pairs: set[Pair] = set()
    path = DATA / "doda-mit-2023/imagenet_b_darija.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            arabic = row["darija_ar"].strip()
            for name in ("general_darija", "specific2_darija"):
                latin = row[name].strip()
                if latin and arabic and " " not in latin + arabic and latin.isalnum():
                    pairs.add((latin, arabic))
    return sorted(pairs, key=lambda pair: hashlib.sha256(pair[1].encode()).hexdigest())


def narabizi(part: str) -> list[Pair]:
    pairs: list[Pair] = []
    path = DATA / f"narabizi/{part}_NArabizi.conllu"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 9 and "lang=ar" in cells[-1] and cells[0].isdecimal():
            latin, arabic = cells[1], cells[3]
            if len(latin) > 1 and arabic.isalpha() and any(c.isalpha() for c in latin):
                pairs.append((latin, arabic))
    return pairs


def align(word: str, gold: str, weights: dict[str, float]) -> list[str]:
    """Find the likeliest choices that spell `gold`, compared letter by letter after folding."""
    goal = fold(gold)
    paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for place, group in arabizi.groups(arabizi._prepare(word)):
        options = arabizi.choices(place, group)
        grown: dict[str, tuple[float, list[str]]] = {}
        for path, (score, keys) in paths.items():
            for option in options:
                spelled = path + fold(option)
                key = f"{place} {group} {option}"
                total = score + weights.get(key, -log(len(options)))
                if goal.startswith(spelled) and total > grown.get(spelled, (-1e9, []))[0]:
                    grown[spelled] = (total, [*keys, key])
        paths = grown
    return paths.get(goal, (0.0, []))[1]


def count(pairs: Iterable[tuple[Pair, float]]) -> dict[str, float]:
    held = list(pairs)
    weights: dict[str, float] = {}
    for _ in range(ROUNDS):
        counts: Counter[str] = Counter()
        for (latin, arabic), weight in held:
            for key in align(latin, arabic, weights):
                counts[key] += weight  # type: ignore[assignment]
        weights = smooth(counts)
    return weights


def smooth(counts: Counter[str]) -> dict[str, float]:
    """Turn counts to log probabilities, each choice of a group seen once more than it was."""
    weights: dict[str, float] = {}
    for place, group in sorted({tuple(key.split(" ")[:2]) for key in counts}):
        options = arabizi.choices(place, group)
        keys = [f"{place} {group} {option}" for option in options]
        total = sum(counts[key] + 1.0 for key in keys)
        for key in keys:
            weights[key] = round(log((counts[key] + 1.0) / total), 3)
    return weights


def seen() -> dict[str, float]:
    """Count words of Darija and of the law in Arabic letters; log counts of the frequent ones."""
    counts: Counter[str] = Counter()
    for line in (DATA / "lid_dev.tsv").read_text(encoding="utf-8").splitlines():
        label, _, source, text = line.split("\t", 3)
        if label in ("ary_Arab", "arb_Arab") and source != "law":
            counts.update(WORD.findall(text) * (2 if label == "ary_Arab" else 1))
    for path in sorted((DATA / "moroccan-law").glob("*.txt")):
        found = Counter(WORD.findall(path.read_text(encoding="utf-8", errors="ignore")))
        counts.update({word: min(count, PER_LAW) for word, count in found.items()})
    common = [pair for pair in counts.most_common(WORDS) if pair[1] >= LEAST]
    return {word: round(log(count), 1) for word, count in sorted(common)}


def grid(pairs: Sequence[Pair]) -> str:
    """Try weights of the log count on pairs that were counted; print words right first."""
    rows = []
    for arabizi.OFTEN in (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5):
        right = sum(fold(arabizi.spellings(latin)[0][0]) == fold(gold) for latin, gold in pairs)
        rows.append(f"{arabizi.OFTEN} {right / len(pairs):.3f}")
    return "\n".join(rows)


def measure(name: str, pairs: Sequence[Pair]) -> str:
    top = anywhere = 0
    for latin, arabic in pairs:
        found = [fold(spelling) for spelling, _ in arabizi.spellings(latin)]
        top += found[:1] == [fold(arabic)]
        anywhere += fold(arabic) in found
    return f"| {name} | {len(pairs)} | {top / len(pairs):.3f} | {anywhere / len(pairs):.3f} |"


def main() -> None:
    words, mine = doda(), own(ROOT / "dev/arabizi.tsv")
    half = len(words) // 2
    moroccan = [(pair, float(MOROCCAN)) for pair in mine * 2 + words[:half]]
    weights = count([*moroccan, *((pair, 1.0) for pair in narabizi("train"))])
    path = WEIGHTS / "arabizi.json"
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    listed = json.dumps(seen(), ensure_ascii=False, separators=(",", ":"))
    (WEIGHTS / "words.json").write_text(listed + "\n", encoding="utf-8")
    arabizi._weights.cache_clear()
    arabizi._words.cache_clear()
    if "--grid" in sys.argv:
        print(grid([*mine, *words[:half]]))
        return
    table = [
        measure("own words", own(ROOT / "tests/languages/arabizi.tsv")),
        measure("DODa picture words, other half", words[half:]),
        measure("NArabizi development part (Algerian, 'ary' table)", narabizi("dev")),
    ]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sheet = SHEET.format(least=LEAST, digest=digest, choices=len(weights), table="\n".join(table))
    (WEIGHTS / "arabizi.md").write_text(sheet, encoding="utf-8")
    print(sheet)


SHEET = """# Weights of `spellings`

Log probabilities of {choices} choices, counted by `dev/tune_arabizi.py`. `arabizi.json`, SHA-256
`{digest}`.

`words.json`: log counts of words in Arabic letters seen {least} times or more in ArBanking77 and
the OLDI seed (CC BY-SA 4.0), MArSum (CC BY 4.0), the Universal Declaration and the law texts.

Pairs: own words (`dev/arabizi.tsv`); half of DODa's picture words (MIT, last commit under MIT);
NArabizi, training part (Algerian, CC BY-SA 4.0). The counts are CC BY-SA 4.0.

Words right on pairs never counted, after folding (hamza and alef, final ya, ta marbuta, the
letters for g), grammar words included:

| pairs | words | first | among 32 |
| --- | --- | --- | --- |
{table}
"""

if __name__ == "__main__":
    main()
