"""Measure parts: French words inside Arabizi, on NArabizi's development part, beside the peers.

    python -m benchmarks.switching

The development part is of the same source as the gold that is learned from (its training part):
no other text marked word by word was at hand.
"""

from __future__ import annotations

from functools import partial

from benchmarks import peers
from dev.switching import Measured, measure

HEAD = "| word by word | F1 French | precision | recall | words right |"


def main() -> None:
    """Print one row for ours and one for each peer that tags words."""
    print(HEAD)
    print("| --- | --- | --- | --- | --- |")
    print(row("volant", measure()))
    for name, peer in peers.available("words").items():
        with peer:
            print(row(name, measure(partial(ask, peer))))


def ask(peer: peers.Peer, words: list[str]) -> list[str]:
    return peer.words([words])[0][0]


def row(name: str, found: Measured) -> str:
    figures = (found.f1, found.precision, found.recall, found.right)
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


if __name__ == "__main__":
    main()
