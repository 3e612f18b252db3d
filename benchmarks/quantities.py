"""Measure reading quantities and dates, beside a peer: `python -m benchmarks.quantities`.

The cases are those of tests/languages: `quantities.tsv`, which the reader was made on, and
`quantities_held.tsv`, written before it and looked at after its first figure (99.2 % of 118). Both
were written by the author of the reader, so they say what it was meant to do. `dateparser` gets the
cases that are one whole day, told the language and today's date, and may search inside the text; a
day without a year is here the nearest, there one of this year. It is not a dependency, and runs
where it can be imported.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from volant.languages import Quantity, quantities

TODAY = date(2025, 4, 3)
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


_LANGUAGES = {
    "ar": (["ar"], ["ar-MA"]), "ary-Arab": (["ar"], ["ar-MA"]), "ary-Latn": (["fr", "en"], None),
    "zgh-Tfng": (["zgh"], None), "ber-Latn": (["kab", "shi", "fr"], None), "fr": (["fr"], None),
    "en": (["en"], None), "es": (["es"], None),
}  # fmt: skip
"""What the peer is told of each tag: its language, or the locale with Moroccan months."""


def ask_dateparser(text: str, tag: str, today: date | None) -> date | None:
    """Ask dateparser for the day of a text: with the locale, the language, then inside the text."""
    parse = importlib.import_module("dateparser").parse
    search = importlib.import_module("dateparser.search").search_dates
    languages, locales = _LANGUAGES[tag]
    known: dict[str, object] = {"DATE_ORDER": "DMY"}
    if today:
        known["RELATIVE_BASE"] = datetime(today.year, today.month, today.day)
    ways: tuple[Callable[[], object], ...] = (
        lambda: locales and parse(text, locales=locales, settings=known),
        lambda: parse(text, languages=languages, settings=known),
        lambda: search(text, languages=languages, settings=known),
    )
    return next((day for way in ways if (day := _take(way))), None)


def _take(ask: Callable[[], object]) -> date | None:
    """Give the first day of an answer; a language that the peer has not is no answer."""
    try:
        found = ask()
    except ValueError:
        return None
    if isinstance(found, list) and found:
        found = found[0][1]
    return found.date() if isinstance(found, datetime) else None


def main() -> None:
    """Print ours for each tag and file; then ours beside the peer on the dates."""
    for name in ("quantities.tsv", "quantities_held.tsv"):
        cases = read_cases(name)
        print(f"{name}: {sum(map(score, cases))} of {len(cases)} texts read whole")
        for tag in dict.fromkeys(case.tag for case in cases):
            mine = [score(case) for case in cases if case.tag == tag]
            print(f"  {tag:9} {sum(mine):4} of {len(mine)}")
    try:
        importlib.import_module("dateparser")
    except ImportError:
        print("dateparser is not installed: no comparison")
        return
    both = [*read_cases("quantities.tsv"), *read_cases("quantities_held.tsv")]
    print("one whole day     cases  ours  dateparser")
    for tag, (total, ours, theirs) in compare(both, ask_dateparser).items():
        print(f"  {tag:15} {total:5} {ours:5} {theirs:11}")


if __name__ == "__main__":
    main()
