"""Count how many spellings of one Darija word meet, and how many different words do.

Run from the repository: `python -m benchmarks.variants`. The word lists of DODa (MIT) give up to
four spellings a row (n1 to n4) and the meaning in English. A key that rows of different meanings
share may be a true synonym, so that figure is read against the one without a tag.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from volant.languages import normalize

LISTS = Path(__file__).parents[1] / "../shared/data/doda-mit-2023"

Row = tuple[list[str], str]


def rows() -> list[Row]:
    """Give the spellings and the meaning of each row."""
    found = []
    for path in sorted(LISTS.glob("s*_categories__*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if "n1" in (reader.fieldnames or ()):
                for row in reader:
                    cells = ((row.get(name) or "").strip() for name in ("n1", "n2", "n3", "n4"))
                    spellings = list(dict.fromkeys(cell for cell in cells if cell))
                    if spellings:
                        found.append((spellings, (row.get("eng") or "").strip().lower()))
    return found


def score(fold: Callable[[str], str], lists: list[Row]) -> tuple[float, float]:
    """Give the share of pairs of one row that meet, and of keys that mean different things."""
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    met = pairs = 0
    for spellings, meaning in lists:
        keys = [fold(one) for one in spellings]
        for one, other in combinations(keys, 2):
            pairs, met = pairs + 1, met + (one == other)
        for key in keys:
            meanings[key].add(meaning)
    held = [key for spellings, _ in lists for key in set(map(fold, spellings))]
    return met / pairs, sum(len(meanings[key]) > 1 for key in held) / len(held)


def main() -> None:
    lists = rows()
    print(f"{len(lists)} rows\n| tag | spellings of a row that meet | keys of several meanings |")
    print("| --- | --- | --- |")
    for tag in ("", "ary-Latn"):
        met, shared = score(lambda text, tag=tag: normalize(text, tag), lists)  # type: ignore[misc]
        print(f"| {tag or 'none'} | {met:.3f} | {shared:.3f} |")


if __name__ == "__main__":
    main()
