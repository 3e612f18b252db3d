"""Check that headings and tables of Markdown are found where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.readers.markdown import find_marks

TABLE = """# Tarifs

| Acte   | Droit |
|:-------|------:|
| Extrait | 2 DH |
نسخة كاملة | 5 دراهم
suite

| pas | une |
| table | sans règle |
"""


def found(text: str) -> list[tuple[str, str, str]]:
    return [(m.kind, m.label, text[m.start : m.end]) for m in find_marks(text, 0) if m.end]


def test_a_table_and_its_rows() -> None:
    assert found(TABLE) == [
        (
            "table",
            "",
            "Acte   | Droit |\n|:-------|------:|\n| Extrait | 2 DH |\nنسخة كاملة | 5 دراهم",
        ),
        ("row", "1", "Acte   | Droit"),
        ("row", "2", "Extrait | 2 DH"),
        ("row", "3", "نسخة كاملة | 5 دراهم"),
    ]
    assert [m.label for m in find_marks(TABLE, 0) if m.kind == "heading"] == ["Tarifs"]


@pytest.mark.parametrize(
    "text",
    [
        "```\n| a |\n|---|\n```\n",
        "| a | b |\n|---|\n",
        "a\n---\n",
        "|---|\n",
        "a \\| b\n---\n",
        "||\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert found(text) == []


def test_a_heading_with_a_pipe_is_a_heading() -> None:
    assert [m.label for m in find_marks("# oui | non\n", 0)] == ["oui | non"]


@given(st.text("|-:# a\n\r\\`", max_size=60))
def test_marks_stand_inside_the_text_and_in_order(text: str) -> None:
    marks = find_marks(text, 0)
    assert all(0 <= mark.start <= max(mark.end, mark.start) <= len(text) for mark in marks)
    assert list(marks) == sorted(marks, key=lambda mark: mark.start)
