"""Measure what is read of legal texts, on `dev/laws_gold.tsv`: `python -m benchmarks.laws`.

108 Moroccan texts of every category, labelled by reading before anything was written. Half of them,
by a hash of the name, the rules were tuned on; the other half (`held`) was asked once, at the end,
and faults it showed in general rules were mended after (first figures in `dev/LOG.md`). Precision
counts what was said, recall what the text states; relations count act by act. There is no peer to
run beside: no package reads the numbers or dates of Moroccan acts.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from volant.library.laws.instruments import describe
from volant.library.laws.mentions import key
from volant.library.readers.titles import find_title
from volant.records import Instrument

GOLD = Path(__file__).parents[1] / "dev" / "laws_gold.tsv"
LAWS = Path(__file__).parents[2] / "shared" / "data" / "moroccan-law"
FIELDS = ("kind", "number", "promulgated", "gazette", "published", "amends", "repeals")
UNSCORED = "?"

Row = Mapping[str, str]
Counts = dict[str, list[int]]
"""Right, said, stated: for each field."""


def read_gold(path: Path = GOLD) -> list[dict[str, str]]:
    """Read the labelled rows: `file` and the fields, lists parted by `;`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = ("file", *FIELDS)
    return [
        dict(zip(names, line.split("\t"), strict=True))
        for line in lines
        if not line.startswith("#")
    ]


def half(name: str) -> str:
    """Say which half a file belongs to, by its name alone."""
    return "held" if hashlib.sha256(b"laws " + name.encode()).digest()[0] & 1 else "tuned"


def flatten(act: Instrument) -> dict[str, str]:
    """Give what was read in the form of a gold row."""
    said = {name: str(getattr(act, name)) for name in FIELDS[:5]}
    for kind in ("amends", "repeals"):
        said[kind] = ";".join(one.number for one in act.relations if one.kind == kind)
    return said


def count(rows: Iterable[Row], counts: Counts, *, verbose: bool = False) -> Counts:
    """Add what was read of each text to the counts; print what differs where asked."""
    for row in rows:
        text = (LAWS / row["file"]).read_text(encoding="utf-8", errors="replace")
        said = flatten(describe(text, find_title(text)))
        for name in FIELDS:
            wanted, got = (set(filter(None, one[name].split(";"))) for one in (row, said))
            if UNSCORED in wanted:
                continue
            if name in ("number", "amends", "repeals"):
                wanted, got = {key(one) for one in wanted}, {key(one) for one in got}
            for at, many in enumerate((wanted & got, got, wanted)):
                counts[name][at] += len(many)
            if verbose and wanted != got:
                print(f"  {row['file'][3:-4]} {name}: {sorted(got)} for {sorted(wanted)}")
    return counts


def main() -> None:
    """Print precision and recall for each field and half; `-v` says what differs."""
    if not LAWS.is_dir():
        sys.exit("the texts of ../shared/data/moroccan-law are not here")
    asked = [name for name in sys.argv[1:] if name in ("tuned", "held")] or ["tuned", "held"]
    gold = read_gold()
    print(f"{'half':6} {'field':12} precision  recall  right   said stated")
    for name in asked:
        rows = [row for row in gold if half(row["file"]) == name]
        counts = count(rows, defaultdict(lambda: [0, 0, 0]), verbose="-v" in sys.argv)
        for field in FIELDS:
            right, said, stated = counts[field]
            shares = [f"{right / many:9.3f}" if many else "        -" for many in (said, stated)]
            print(f"{name:6} {field:12}", *shares, f"{right:5} {said:6} {stated:6}")


if __name__ == "__main__":
    main()
