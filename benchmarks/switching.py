"""Measure parts: French words inside Arabizi, Algerian and Moroccan, beside the peers.

    python -m benchmarks.switching

NArabizi's development part is of the same source as most of the gold that is learned from. The
Moroccan messages (`dev/texts/marked.tsv`) were written and marked for Volant by one hand; each half
is tagged with weights that learned the other half alone, which takes a minute or two.
"""

from __future__ import annotations

from functools import partial

from benchmarks import peers
from dev.switching import (
    Line,
    Measured,
    half,
    marked,
    measure,
    narabizi,
    ours,
    tagging,
    without_half,
)

HEAD = "| word by word | text | F1 French | precision | recall | words right |"


def main() -> None:
    """Print a row for ours and for each peer that tags words, on each text."""
    texts = {"NArabizi dev": narabizi("dev"), "Moroccan messages": marked()}
    print(HEAD)
    print("| --- | --- | --- | --- | --- | --- |")
    print(row("volant", "NArabizi dev", measure(texts["NArabizi dev"], ours)))
    halves = [measure_half(which, texts["Moroccan messages"]) for which in (0, 1)]
    for which, found in enumerate(halves):
        print(row("volant", f"Moroccan messages, half {which + 1}", found))
    for name, peer in peers.available("words").items():
        with peer:
            for text, lines in texts.items():
                print(row(name, text, measure(lines, partial(ask, peer))))


def measure_half(which: int, lines: list[Line]) -> Measured:
    asked = [line for line in lines if half(line) == which]
    return measure(asked, tagging(without_half(which)))


def ask(peer: peers.Peer, words: list[str]) -> list[str]:
    return peer.words([words])[0][0]


def row(name: str, text: str, found: Measured) -> str:
    figures = (found.f1, found.precision, found.recall, found.right)
    return f"| {name} | {text} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


if __name__ == "__main__":
    main()
