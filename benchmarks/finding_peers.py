"""Be a search engine beside Volant, in a Python of its own: `benchmarks.finding` runs this.

Reads `{"name", "passages", "questions", "vectors", "asked"}` from the file named first, writes the
best five passage numbers of each question to the file named second. Each peer is used as its own
quick start shows it: its own tokens, its own ranking, nothing tuned for these texts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BEST = 5


def bm25s(work: dict[str, Any]) -> list[list[int]]:
    """Rank by BM25 over words as they stand."""
    peer = import_module("bm25s")
    index = peer.BM25()
    index.index(peer.tokenize(work["passages"], stopwords=None, show_progress=False))
    asked = peer.tokenize(work["questions"], stopwords=None, show_progress=False)
    found, _ = index.retrieve(asked, k=BEST, show_progress=False)
    return [[int(number) for number in row] for row in found]


def lancedb(work: dict[str, Any]) -> list[list[int]]:
    """Rank by full text and vectors together, fused by reciprocal rank, as LanceDB does."""
    peer = import_module("lancedb")
    rows = [
        {"number": n, "text": text, "vector": vector}
        for n, (text, vector) in enumerate(zip(work["passages"], work["vectors"], strict=True))
    ]
    with tempfile.TemporaryDirectory() as folder:
        table = peer.connect(folder).create_table("passages", rows)
        table.create_fts_index("text", replace=True)
        return [
            _hybrid(table, text, vector)
            for text, vector in zip(work["questions"], work["asked"], strict=True)
        ]


def _hybrid(table: Any, text: str, vector: list[float]) -> list[int]:
    search = table.search(query_type="hybrid").vector(vector).text(text).limit(BEST)
    return [int(row["number"]) for row in search.to_list()[:BEST]]


PEERS: dict[str, Callable[[dict[str, Any]], list[list[int]]]] = {
    "bm25s": bm25s,
    "lancedb": lancedb,
}


def main() -> None:
    """List what is installed, or do the work of one file."""
    if sys.argv[1] == "--list":
        print(json.dumps([name for name in PEERS if find_spec(name)]))
        return
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Path(sys.argv[2]).write_text(json.dumps(PEERS[work["name"]](work)), "utf-8")


if __name__ == "__main__":
    main()
