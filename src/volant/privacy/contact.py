"""Find phone numbers and e-mail addresses.

Moroccan numbers after the national numbering plan (nine digits after 0 or 212: 5 fixed, 6 and 7
mobile); those of other countries where a `+` or a word says that they are phones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from volant.privacy.digits import Run
from volant.privacy.finding import Finding

_NATIONAL = re.compile(r"(?:(?:00)?2120?|0)[567]\d{8}")
_ABROAD = range(8, 16)
"""Digits of a number with its country code: at most 15 (ITU-T E.164)."""


def find_phone(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find a phone number."""
    start = _start(run, first)
    plus = "+" in run.plain[start : run.groups[first][0]]
    for length in (10, 12, 13, 14, 15):
        last = sums.get(length)
        if last is not None and _NATIONAL.fullmatch(run.join(first, last)):
            return _phone(run, start, first, last, 0.45 if _goes_on(run, first, last) else 0.9)
    if plus:
        last = next((sums[n] for n in reversed(_ABROAD) if n in sums), None)
        return None if last is None else _phone(run, start, first, last, 0.8)
    last = sums.get(10, sums.get(9))
    if last is None or "phone" not in run.labels(first, last).kinds:
        return None
    digits = run.join(first, last)
    likely = digits[0] == "0" if len(digits) == 10 else digits[0] in "567"
    return _phone(run, start, first, last, 0.65) if likely else None


def _start(run: Run, first: int) -> int:
    """Take in the plus and the bracket before a number."""
    start = run.groups[first][0]
    if run.plain[start - 1 : start] == "+":
        start -= 1
    if run.plain[start - 1 : start] == "(" and ")" in run.plain[start : start + 7]:
        start -= 1
    return start


def _goes_on(run: Run, first: int, last: int) -> bool:
    """Say whether this is part of something longer: dates, a row of numbers."""
    groups, plain = run.groups, run.plain
    if " - " in plain[groups[first][0] : groups[last][1]]:
        return True
    if not first < last < len(groups) - 1:
        return False
    following = run.sums(last + 1).get(10)
    if following is not None and _NATIONAL.fullmatch(run.join(last + 1, following)):
        return False
    before = plain[groups[last - 1][1] : groups[last][0]]
    after = plain[groups[last][1] : groups[last + 1][0]]
    alike = len(run.digits[last]) == len(run.digits[last + 1])
    return before == after and alike


def _phone(run: Run, start: int, first: int, last: int, score: float) -> Finding:
    kinds = run.labels(first, last).kinds
    reasons = ["shape"]
    if "phone" in kinds:
        score, reasons = min(score + 0.08, 0.98), ["label"]
    elif "-" in kinds and start == run.groups[first][0]:
        score, reasons = score - 0.3, ["look-alike"]
    if run.is_scanned(first, last):
        reasons.append("ocr")
    end = run.groups[last][1]
    return Finding(kind="phone", start=start, end=end, score=score, reasons=tuple(reasons))


# RFC 5321, 4.1.2, the part of it that people use; a space beside the sign is a scanner's.
_WRITTEN = re.compile(r"[(\[] ?(?:at|arobase) ?[)\]]")
_LOCAL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}")
_DOMAIN = re.compile(r" ?((?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24})")
_LABEL = re.compile(r"(?:e-?mail(?=[a-z]{2})|[.\-]+)", re.IGNORECASE)


def find_emails(plain: str, low: str) -> Iterator[Finding]:
    """Find e-mail addresses, also glued to Arabic letters or with the sign written out."""
    for begin, after in _signs(low):
        until = begin - (plain[begin - 1 : begin] == " ")
        local = _LOCAL.match(plain[max(0, until - 64) : until][::-1])
        domain = _DOMAIN.match(plain, after)
        if local is None or domain is None:
            continue
        start = until - local.end()
        label = _LABEL.match(plain, start, until)
        start = label.end() if label else start
        exact = until == begin and domain.start(1) == after == begin + 1
        score, reason = (0.98, "shape") if exact else (0.8, "ocr")
        if start < until:
            yield Finding(
                kind="email", start=start, end=domain.end(), score=score, reasons=(reason,)
            )


def _signs(low: str) -> Iterator[tuple[int, int]]:
    at = low.find("@")
    while at >= 0:
        yield at, at + 1
        at = low.find("@", at + 1)
    if "(" in low or "[" in low:
        for found in _WRITTEN.finditer(low):
            yield found.span()
