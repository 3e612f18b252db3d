"""Find the numbers that the State and schools give to a person: card, passport, registers.

Their formats are those seen on documents; no official grammar was found, so beside the shape a
label, and against it the words of look-alikes (orders, invoices, flights) move the score.
"""

from __future__ import annotations

from volant.privacy.digits import Run
from volant.privacy.finding import Finding

_NOT_CARDS = frozenset((
    "A", "AT", "AU", "B", "BC", "BO", "BP", "CP", "CT", "D", "DE", "DES", "DH", "DU", "EN",
    "ET", "F", "FA", "GPS", "HT", "IF", "KM", "L", "LA", "LE", "LES", "MA", "N", "NO", "OU",
    "PV", "RC", "SI", "TF", "TP", "UN", "W", "Y",
))  # fmt: skip
"""Letters that precede other numbers or are words. Card prefixes among them need a label."""


def find_card_number(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find an identity card (1-2 letters, 5-6 digits, 7 seen) or a passport (7 digits)."""
    letters = run.letters(first)
    if not 1 <= len(letters) <= 2:
        return None
    kinds, length = run.labels(first, first).kinds, len(run.digits[first])
    if "cin" in kinds and not _reads_as_word(run, first, letters):
        last = first if length in (5, 6) else sums[max(sums)]
        if length in (5, 6) or (max(sums) in (5, 6) and letters not in _NOT_CARDS):
            return _numbered("cin", run, (first, last), 0.97, ("label",))
    if length == 7:
        return _find_seven(run, first, kinds)
    if length < 5 or length > 6 or "cin" in kinds or run.is_glued(first):
        return None
    return _find_bare(run, first, letters, kinds)


def _reads_as_word(run: Run, first: int, letters: str) -> bool:
    """Say whether the letters are « au », « de » or an amount's « dh », apart and small."""
    group = run.groups[first][0]
    apart = run.plain[group - 1] == " " and run.plain[run.front].islower()
    return apart and letters in _NOT_CARDS


def _find_bare(run: Run, first: int, letters: str, kinds: frozenset[str]) -> Finding | None:
    if letters in _NOT_CARDS or not run.plain[run.front].isupper():
        return None
    apart = run.plain[run.groups[first][0] - 1] == " "
    score = 0.6 if len(letters) == 2 and len(run.digits[first]) == 6 else 0.5
    if apart or "-" in kinds:
        return _numbered("cin", run, (first, first), score - 0.2, ("look-alike",))
    return _numbered("cin", run, (first, first), score, ("shape",))


def _find_seven(run: Run, first: int, kinds: frozenset[str]) -> Finding:
    if "passport" in kinds:
        return _numbered("passport", run, (first, first), 0.95, ("label",))
    if "cin" in kinds:
        return _numbered("cin", run, (first, first), 0.8, ("label",))
    return _numbered("passport", run, (first, first), 0.35, ("shape",))


def _numbered(
    kind: str, run: Run, span: tuple[int, int], score: float, reasons: tuple[str, ...]
) -> Finding:
    if run.is_scanned(*span):
        reasons = (*reasons, "ocr")
    end = run.groups[span[1]][1]
    return Finding(kind=kind, start=run.front, end=end, score=score, reasons=reasons)


def find_register(run: Run, first: int, sums: dict[int, int]) -> Finding | None:
    """Find what only its label tells from other digits: IDCS (10), CNSS (9), Massar (letter, 9).

    The check key of the IDCS (Law 72-18) is not published.
    """
    if 10 in sums and "idcs" in run.labels(first, sums[10]).kinds:
        return _labelled("idcs", run, first, sums[10])
    if 9 not in sums:
        return None
    kinds = run.labels(first, sums[9]).kinds
    if "massar" in kinds and len(run.letters(first)) == 1:
        return _numbered("massar", run, (first, sums[9]), 0.8, ("label",))
    return _labelled("cnss", run, first, sums[9]) if "cnss" in kinds else None


def _labelled(kind: str, run: Run, first: int, last: int) -> Finding:
    start, end = run.groups[first][0], run.groups[last][1]
    return Finding(kind=kind, start=start, end=end, score=0.8, reasons=("label",))
