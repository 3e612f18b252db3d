"""Check the vocabularies that lead a Darija or Tamazight question to Arabic law: form and size.

What the rows say is not judged here: whether a law is found is measured on questions, elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

import pytest

from volant.languages.folding import normalize

SIZES = {"ary": 1_500, "zgh": 250}
"""Rows that each table promises at least."""

SCRIPTS = {
    "ary": r"[\u0621-\u064aگڭڤپچ0-9]+(?: [\u0621-\u064aگڭڤپچ0-9]+)*",
    "zgh": r"[\u2d30-\u2d67\u2d6f]+(?: [\u2d30-\u2d67\u2d6f]+)*",
}
LATIN = {
    "ary": r"[a-z0-9]+(?:[ '-][a-z0-9]+)*",
    "zgh": r"[a-z3ʷḍḥɛɣṛṣṭẓ]+(?: [a-z3ʷḍḥɛɣṛṣṭẓ]+)*",
}
ARABIC = r"[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*"

LONGEST = 4
"""Words in the longest expression that readers of the tables look up."""


@cache
def _lines(tag: str) -> tuple[str, ...]:
    table = files("volant.languages") / "lexicon" / f"{tag}-ar.tsv"
    return tuple(table.read_bytes().decode("utf-8").split("\n"))


@cache
def _rows(tag: str) -> list[list[list[str]]]:
    """Give each row as cells of variants; an empty cell has none."""
    return [
        [cell.split("|") if cell else [] for cell in line.split("\t")]
        for line in _lines(tag)
        if line and not line.startswith("#")
    ]


def _forms(tag: str, column: int) -> list[str]:
    return [form for row in _rows(tag) for form in row[column]]


@pytest.fixture(params=SIZES)
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_comments_come_first_and_say_where_the_words_come_from(tag: str) -> None:
    lines = _lines(tag)
    comments = [line for line in lines if line.startswith("#")]
    assert list(lines[: len(comments)]) == comments
    assert any(line.startswith("# Source:") for line in comments)
    assert lines[-1] == "", "the file ends with a newline"
    assert "" not in lines[:-1]


def test_tables_are_as_large_as_promised(tag: str) -> None:
    assert len(_rows(tag)) >= SIZES[tag]


def test_rows_have_three_cells_and_tamazight_may_say_unverified() -> None:
    assert [row for row in _rows("ary") if len(row) != 3] == []
    assert [row for row in _rows("zgh") if row[3:] not in ([], [["unverified"]])] == []
    marked = sum(len(row) == 4 for row in _rows("zgh"))
    assert 0 < marked < len(_rows("zgh")) / 2


def test_every_row_can_be_reached_in_both_scripts(tag: str) -> None:
    assert [row for row in _rows(tag) if not row[0] or not row[1]] == []


def test_text_is_composed_and_trimmed(tag: str) -> None:
    assert [line for line in _lines(tag) if not unicodedata.is_normalized("NFC", line)] == []
    forms = [form for column in range(3) for form in _forms(tag, column)]
    assert [form for form in forms if form != " ".join(form.split()) or not form] == []


@pytest.mark.parametrize(("column", "pattern"), [(0, SCRIPTS), (1, LATIN)])
def test_forms_keep_to_the_script_of_their_column(
    tag: str, column: int, pattern: dict[str, str]
) -> None:
    legal = re.compile(pattern[tag])
    assert [form for form in _forms(tag, column) if not legal.fullmatch(form)] == []


def test_targets_are_arabic_without_marks_or_foreign_letters(tag: str) -> None:
    assert [form for form in _forms(tag, 2) if not re.fullmatch(ARABIC, form)] == []


@pytest.mark.parametrize("column", [0, 1])
def test_a_form_stands_on_one_row_only(tag: str, column: int) -> None:
    """Compared as search compares: two spellings that fold to one may not stand on two rows."""
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(_rows(tag)):
        for form in row[column]:
            rows.setdefault(normalize(form), set()).add(number)
    assert [form for form, numbers in rows.items() if len(numbers) > 1] == []


def test_no_cell_repeats_a_variant(tag: str) -> None:
    cells = [cell for row in _rows(tag) for cell in row]
    assert [cell for cell in cells if len(cell) != len(set(cell))] == []


@pytest.mark.parametrize("column", [0, 1])
def test_no_expression_is_too_long_to_be_looked_up(tag: str, column: int) -> None:
    assert [form for form in _forms(tag, column) if form.count(" ") >= LONGEST] == []


def test_function_words_are_few_and_have_no_target() -> None:
    dropped = {form for row in _rows("ary") if not row[2] for form in row[0]}
    assert {"واش", "ديال", "كيفاش", "علاش", "باش", "اللي", "ف", "هاد", "كاين", "حنا"} <= dropped
    assert sum(not row[2] for row in _rows("ary")) < 100


@pytest.mark.parametrize(
    ("form", "column", "target"),
    [
        ("كونجي", 0, "عطلة"),
        ("lkra", 1, "كراء"),
        ("batron", 1, "مشغل"),
        ("المقدم", 0, "عون السلطة"),
        ("chhal", 1, "مبلغ"),
        ("sh7al", 1, "مبلغ"),
        ("تزاد", 0, "ولادة"),
        ("qbel", 1, "قبل"),
        ("المنحة", 0, "منحة"),
        ("permis", 1, "رخصة السياقة"),
    ],
)
def test_everyday_words_meet_the_words_of_the_law(form: str, column: int, target: str) -> None:
    assert [target in row[2] for row in _rows("ary") if form in row[column]] == [True]
