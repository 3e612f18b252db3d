"""Measure reading quantities and dates, beside a peer: `python -m benchmarks.quantities`.

The cases are those of tests/languages: `quantities.tsv`, which the reader was made on,
`quantities_held.tsv`, written before it and looked at after its first figure (99.2 % of 118), and
`quantities_asked.tsv`, written later from the words of the bar: at first 73 % of 184 were read,
and, each time the faults mended, 92 % of 166 more, 93 % of 89, 93 % of 224, 80 % of 149 letters,
bills and laws, 97 % of 263, 89 % of 118, 85 % of 100; of the last five sets, part of what was read
at once is left out. All were written inside the project, so they say what the reader was meant to
do. `dateparser` gets the cases that are one whole day, told the language
and today's date; a day without a year is here the nearest, there one of this year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

from benchmarks import peers
from benchmarks.peers import available
from volant.languages import Quantity, quantities

TODAY = date(2025, 4, 3)
FILES = ("quantities.tsv", "quantities_held.tsv", "quantities_asked.tsv")
CASES = Path(__file__).parents[1] / "tests" / "languages"

Peer = Callable[[str, str, date | None], date | None]
"""A text, its tag and today give a day, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Be one text, what it says as `kind:value`, its tag, and whether today is known."""

    text: str
    expected: tuple[str, ...]
    tag: str
    today: bool


def read_cases(name: str) -> list[Case]:
    """Read the cases of a file in tests/languages."""
    rows = (CASES / name).read_text(encoding="utf-8").splitlines()
    fields = (row.split("\t") for row in rows if not row.startswith("#"))
    return [
        Case(text=text, expected=tuple(wanted.split()), tag=tag, today=today == "@")
        for text, wanted, tag, today in fields
    ]


def score(case: Case) -> bool:
    """Say whether all that the text says, and nothing else, was read."""
    found = quantities(case.text, TODAY if case.today else None)
    return [_name(one) for one in found] == [_parse(wanted) for wanted in case.expected]


def _name(one: Quantity) -> tuple[str, str, Fraction | None]:
    kind = "hijri" if one.calendar == "hijri" else one.kind
    return kind, one.iso or one.unit, one.value


def _parse(wanted: str) -> tuple[str, str, Fraction | None]:
    kind, _, said = wanted.partition(":")
    if kind == "amount":
        return kind, said[-3:], Fraction(said[:-3])
    return (
        (kind, "", Fraction(said))
        if kind in ("number", "percent", "ordinal")
        else (kind, said, None)
    )


def compare(cases: Iterable[Case], peer: Peer) -> dict[str, tuple[int, int, int]]:
    """Count, for each tag, the cases of one whole day: how many, ours right, the peer's right."""
    counts: dict[str, tuple[int, int, int]] = {}
    for case in cases:
        if len(case.expected) != 1 or not (day := _day(case.expected[0])):
            continue
        answer = peer(case.text, case.tag, TODAY if case.today else None)
        total, ours, theirs = counts.get(case.tag, (0, 0, 0))
        counts[case.tag] = (total + 1, ours + score(case), theirs + (answer == day))
    return counts


def _day(wanted: str) -> date | None:
    try:
        return date.fromisoformat(wanted.partition(":")[2])
    except ValueError:
        return None


_LOCALES = {
    "ar": ["ar-MA"], "ary-Arab": ["ar-MA"], "ary-Latn": ["fr", "en"], "zgh-Tfng": ["zgh"],
    "ber-Latn": ["kab", "shi"], "fr": ["fr"], "en": ["en"], "es": ["es"],
}  # fmt: skip
"""What the peer is told of each tag; with `ar-MA` it knows the Moroccan months."""


def ask_dateparser(peer: peers.Peer, text: str, tag: str, today: date | None) -> date | None:
    """Ask for the day of a text, told its language where the peer has it, else left to guess."""
    for locales in (_LOCALES[tag], None):
        (said,), _ = peer.dates([text], today or date.today(), locales)
        if said:
            return date.fromisoformat(said[:10])
    return None


def main() -> None:
    """Print ours for each tag and file; then ours beside the peer on the dates."""
    for name in FILES:
        cases = read_cases(name)
        print(f"{name}: {sum(map(score, cases))} of {len(cases)} texts read whole")
        for tag in dict.fromkeys(case.tag for case in cases):
            mine = [score(case) for case in cases if case.tag == tag]
            print(f"  {tag:9} {sum(mine):4} of {len(mine)}")
    peer = available("dates").get("dateparser")
    if peer is None:
        print("dateparser is not installed: no comparison")
        return
    every = [case for name in FILES for case in read_cases(name)]
    print("one whole day     cases  ours  dateparser")
    with peer:
        for tag, (total, ours, theirs) in compare(every, partial(ask_dateparser, peer)).items():
            print(f"  {tag:15} {total:5} {ours:5} {theirs:11}")


if __name__ == "__main__":
    main()
