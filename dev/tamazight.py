"""Count the words of `tamazight`, and write them with their datasheet.

Run from the repository: `python -m dev.tamazight`. Lines of the OLDI seed are numbered from 0;
`benchmarks/tifinagh.py` holds every fifth out and counts the others with `counts`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from volant.languages.tifinagh import IRCAM, to_latin

ROOT = Path(__file__).parents[1]
TEXT = ROOT / "../shared/data/oldi-seed/zgh_Tfng.txt"
WEIGHTS = ROOT / "src/volant/languages/weights"
_WORD = re.compile(f"[{''.join(IRCAM)}]+")


def lines() -> list[str]:
    return TEXT.read_text("utf-8").split("\n")


def words(line: str) -> list[str]:
    return _WORD.findall(line)


def counts(texts: Iterable[str]) -> Counter[str]:
    """Count words, in IRCAM Latin."""
    return Counter(to_latin(word) for line in texts for word in words(line))


def packed(table: Mapping[str, int]) -> str:
    """Write words in order, each as the letters shared with the one before (A = 0), rest, count."""
    rows, before = [], ""
    for word in sorted(table):
        shared = 0
        while shared < min(len(word), len(before), 25) and word[shared] == before[shared]:
            shared += 1
        count = f"{table[word]}" if table[word] > 1 else ""
        rows.append(f"{chr(ord('A') + shared)}{word[shared:]} {count}")
        before = word
    return "\n".join(rows) + "\n"


def main() -> None:
    table = counts(lines())
    text = packed(table)
    data = text.encode("utf-8")
    (WEIGHTS / "tamazight.txt").write_bytes(data)
    (WEIGHTS / "tamazight.md").write_text(
        f"""# Words of `transliterate` to Tifinagh

Counts of {len(table)} words ({sum(table.values())} in the text), in IRCAM Latin letters, in order;
each line is the letters shared with the word before (A is none), the other letters, and the count
where it is not 1. Made by `dev/tamazight.py`; the same text gives the same bytes.

- File: `tamazight.txt`, {len(data)} bytes, SHA-256 `{hashlib.sha256(data).hexdigest()}`
- Source: OLDI seed, `zgh_Tfng`, CC BY-SA 4.0: Maillard, Gao, Kalbassi, Sadagopan, Goswami, Koehn,
  Fan, Guzmán, *Small Data, Big Impact: Leveraging Minimal Data for Effective Machine Translation*,
  ACL 2023. The counts are CC BY-SA 4.0 too.

Known limits: one encyclopedic text; Tachelhit and Central Atlas forms side by side, no Tarifit.
""",
        "utf-8",
    )
    print(f"{len(table)} words, {len(data)} bytes")


if __name__ == "__main__":
    main()
