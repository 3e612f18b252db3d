"""Read the development questions and say what a right passage, value or refusal is.

The rules of scoring are those of the questions' own README: numbers in digits or words must all be
present; other values count when any readable form is; an unanswerable question wants a refusal.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from volant import languages

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
FORMS = ("fr", "ar", "ary-Arab", "ary-Latn", "mix")
TAGS = {"mix": "ary-Latn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Be one question in several forms; the evidence spans `[start, end)` of `file`."""

    id: str
    forms: dict[str, str]
    answerable: bool
    file: str
    start: int
    end: int
    values: tuple[str, ...]


def read_questions(path: Path = SHARED / "questions_law_dev.jsonl") -> list[Question]:
    """Read the questions and find each evidence in its file."""
    return [_question(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _question(row: dict[str, object]) -> Question:
    start = end = -1
    if row["answerable"]:
        start = _text(str(row["file"])).index(str(row["evidence"]))
        end = start + len(str(row["evidence"]))
    return Question(
        id=str(row["id"]), forms=row["questions"], answerable=bool(row["answerable"]),  # type: ignore[arg-type]
        file=str(row["file"]), start=start, end=end, values=tuple(row["answer_values"]),  # type: ignore[arg-type]
    )  # fmt: skip


@cache
def _text(file: str) -> str:
    return (SHARED / "moroccan-law" / file).read_text("utf-8")


def is_right(question: Question, source: str, start: int, end: int) -> bool:
    """Say whether a span of a source overlaps the evidence."""
    return source == question.file and start < question.end and end > question.start


def has_values(question: Question, answer: str) -> bool:
    """Say whether an answer states every number wanted, or any readable form where none is."""
    numbers = [value for value in question.values if _number(value) is not None]
    if numbers:
        stated = {value.value for value in languages.values(answer)}
        return all(_number(value) in stated for value in numbers)
    folded = languages.normalize(answer)
    return any(languages.normalize(value) in folded for value in question.values)


def _number(value: str) -> Fraction | None:
    try:
        return Fraction(value.replace(",", "."))
    except ValueError:
        return None
