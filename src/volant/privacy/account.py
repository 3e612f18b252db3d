"""Find bank accounts (RIB), IBAN and payment cards.

A wrong key lowers the score: a typing mistake in somebody's account is somebody's account.
"""

from __future__ import annotations

import re

from volant.privacy import checks
from volant.privacy.digits import Run
from volant.privacy.finding import Finding

_FOREIGN = re.compile(r"(?:[ .\-]?[0-9A-Za-zO])+")
_SIGNS = re.compile(r"[ .\-\u00a0\u202f]")
_GROUPS = 8
"""A number typed in more groups than this is a table's row."""


def find_iban(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find an IBAN: country, key, account."""
    letters = run.letters(first)
    country, group = letters[-2:], run.groups[first][0]
    if country not in checks.LENGTHS or len(run.digits[first]) < 2 or run.plain[group - 1] in ":/":
        return None
    length = checks.LENGTHS[country]
    last = sums.get(length - 2)
    start = group - (2 if run.plain[group - 1].isalpha() else 3)
    if last is not None and len(letters) == 2:
        compact, end = country + run.join(first, last), run.groups[last][1]
    else:
        compact, end = _read_mixed(run.plain, start, length)
    if len(compact) != length:
        return None
    reasons = ("ocr",) if last is not None and run.is_scanned(first, last) else ()
    if checks.iban(compact):
        return Finding(kind="iban", start=start, end=end, score=0.99, reasons=("check", *reasons))
    if last is None:
        return None
    score = 0.8 if "iban" in run.labels(first, last).kinds else 0.6
    return Finding(
        kind="iban", start=start, end=end, score=score, reasons=("check-wrong", *reasons)
    )


def _read_mixed(plain: str, start: int, length: int) -> tuple[str, int]:
    """Read an IBAN that has letters in its account."""
    found = _FOREIGN.match(plain, start, start + 2 * length)
    compact, end = "", start
    while found and len(compact) < length and end < found.end():
        if not _SIGNS.match(plain[end]):
            compact += plain[end].upper()
        end += 1
    glued = plain[end : end + 1].isascii() and plain[end : end + 1].isalnum()
    return ("" if glued else compact), end


def find_rib(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find the 24 digits of a Moroccan bank account."""
    last = sums.get(24)
    if last is None:
        return None
    right = checks.rib(run.join(first, last))
    if right and last - first < _GROUPS:
        return _account("rib", run, (first, last), 0.95, ("check",))
    labelled = not run.labels(first, last).kinds.isdisjoint(("rib", "iban"))
    score = (0.95 if right else 0.7) if labelled else 0.4
    reasons = _reasons(right=right, labelled=labelled)
    return _account("rib", run, (first, last), score, reasons)


def find_card(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find a payment card: 16 digits, or 13 to 19 beside a word that says so (ISO/IEC 7812-1)."""
    last = next((sums[n] for n in (16, 15, 13, 14, 17, 18, 19) if n in sums), None)
    if last is None or run.digits[first][0] not in "3456":
        return None
    digits = run.join(first, last)
    labelled = "card" in run.labels(first, last).kinds
    right = checks.card(digits)
    if not labelled and len(digits) != 16:
        return None
    score = (0.97 if right else 0.6) if labelled else (0.7 if right else 0.2)
    if not labelled and "-" in run.labels(first, last).kinds:
        score -= 0.3
    reasons = _reasons(right=right, labelled=labelled)
    return _account("card", run, (first, last), score, reasons)


def _account(
    kind: str, run: Run, span: tuple[int, int], score: float, reasons: tuple[str, ...]
) -> Finding:
    first, last = span
    reasons += ("ocr",) * run.is_scanned(first, last)
    start, end = run.groups[first][0], run.groups[last][1]
    return Finding(kind=kind, start=start, end=end, score=score, reasons=reasons)


def _reasons(*, right: bool, labelled: bool) -> tuple[str, ...]:
    return ("check" if right else "check-wrong", *(("label",) if labelled else ()))
