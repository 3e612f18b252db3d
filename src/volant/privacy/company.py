"""Find the numbers of companies: ICE, tax identifier, trade register, business tax.

They are a person's where the company is one. Only the ICE has a key; the others are digits like any
others, and are found only right after their name.
"""

from __future__ import annotations

import re

from volant.privacy import checks
from volant.privacy.digits import Run
from volant.privacy.finding import Finding

_PLAIN = {"if": (7, 8), "tp": (8,), "rc": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}
"""Digits by kind, as seen on documents; no official grammar was found, hence the label."""


def find_ice(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find the 15 digits of the common company identifier."""
    last = sums.get(15)
    if last is None:
        return None
    digits = run.join(first, last)
    right = checks.ice(digits)
    labelled = "ice" in run.labels(first, last).kinds
    reasons = ("check" if right else "check-wrong", *(("label",) if labelled else ()))
    if labelled:
        score = 0.99 if right else 0.7
    else:
        score = 0.65 if right and digits.startswith("00") else 0.3
    start, end = run.groups[first][0], run.groups[last][1]
    return Finding(kind="ice", start=start, end=end, score=score, reasons=reasons)


def find_plain(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find a number without a key, of the kind that the nearest word names."""
    nearest = run.labels(first, first).nearest
    for kind in nearest:
        for length in reversed(_PLAIN.get(kind, ())):
            if (last := sums.get(length)) is not None and not run.is_glued(last):
                start, end = run.groups[first][0], run.groups[last][1]
                return Finding(kind=kind, start=start, end=end, score=0.7, reasons=("label",))
    return None


_SHORT = re.compile(r"[ .:n°ºر-]*([0-9]{1,4})(?![0-9])")


def find_short_register(low: str, end: int) -> Finding | None:
    """Find a number of the trade register too short for a run, after a word ending at `end`."""
    found = _SHORT.match(low, end)
    if found is None:
        return None
    start, end = found.span(1)
    return Finding(kind="rc", start=start, end=end, score=0.6, reasons=("label",))
