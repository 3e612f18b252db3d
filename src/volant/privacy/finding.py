"""Be the record of one piece of personal data found in a text.

It holds offsets and no words, so that a finding can be logged, counted and sent where the text may
not go. Whoever holds the text cuts it: `text[finding.start:finding.end]`.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "cin",
    "passport",
    "idcs",
    "cnss",
    "massar",
    "birth",
    "rib",
    "iban",
    "card",
    "ice",
    "if",
    "rc",
    "tp",
    "phone",
    "email",
    "address",
    "name",
)
"""What is looked for: identity card, passport, digital civil and social identifier (Law 72-18),
social security number, pupil's number, date of birth; bank account, IBAN, payment card; common
company identifier, tax identifier, trade register, business tax; phone, e-mail, address, name."""

LEAST = 0.5
"""The score from which a finding is reported. It parts what is likelier than not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Say that `text[start:end]` is personal data of one of `KINDS`.

    `score` is a rank in [0, 1] and no probability; `reasons` are stable codes of what spoke for or
    against it: `check` or `check-wrong` (its key), `label` (a word beside it), `look-alike` (a word
    of something else), `shape`, `ocr` (a letter read as a digit), `cue` (a title or role),
    `listed` (in the gazetteer).
    """

    kind: str
    start: int
    end: int
    score: float
    reasons: tuple[str, ...] = ()
