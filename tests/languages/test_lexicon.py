"""Check the vocabularies that lead a Latin-script question to Arabic law: form, size and reach.

What the rows say is not judged here: whether a law is found is measured on questions, elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files

import pytest

from volant.languages import analyse, render

SIZES = {"fr": 1_800, "en": 300, "es": 300}
"""Rows that each table promises at least."""

_LATIN = re.compile(r"[a-zà-öø-ÿœ\d]+(?:[ '-][a-zà-öø-ÿœ\d]+)*")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*")


@cache
def _lines(tag: str) -> list[str]:
    table = files("volant.languages") / "lexicon" / f"{tag}-ar.tsv"
    return table.read_bytes().decode("utf-8").split("\n")


@cache
def _rows(tag: str) -> list[tuple[list[str], list[str]]]:
    cells = [line.split("\t") for line in _lines(tag) if line and not line.startswith("#")]
    return [(forms.split("|"), targets.split("|")) for forms, targets in cells]


@pytest.fixture(params=SIZES)
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_lines_are_comments_then_rows_of_two_cells(tag: str) -> None:
    lines = _lines(tag)
    assert lines[-1] == "", "the file ends with a newline"
    comments = sum(line.startswith("#") for line in lines)
    assert comments > 0
    assert all(line.startswith("#") for line in lines[:comments])
    assert [line for line in lines[comments:-1] if line.count("\t") != 1] == []


def test_tables_are_as_large_as_promised(tag: str) -> None:
    assert len(_rows(tag)) >= SIZES[tag]


def test_text_is_composed(tag: str) -> None:
    assert [line for line in _lines(tag) if not unicodedata.is_normalized("NFC", line)] == []


def test_forms_are_lower_case_latin(tag: str) -> None:
    assert [form for forms, _ in _rows(tag) for form in forms if not _LATIN.fullmatch(form)] == []


def test_targets_are_arabic_without_marks_or_foreign_letters(tag: str) -> None:
    assert [t for _, targets in _rows(tag) for t in targets if not _ARABIC.fullmatch(t)] == []


def test_a_form_stands_on_one_row_only(tag: str) -> None:
    seen = Counter(form for forms, _ in _rows(tag) for form in forms)
    assert [form for form, times in seen.items() if times > 1] == []


def test_a_row_gives_each_target_once(tag: str) -> None:
    assert [targets for _, targets in _rows(tag) if len(targets) != len(set(targets))] == []


def test_every_form_reaches_its_whole_row(tag: str) -> None:
    """A form too long for the reader, or hidden behind another, would be dead weight."""
    dead = []
    for forms, targets in _rows(tag):
        for form in filter(analyse, forms):  # a form of function words alone is never looked up
            found, _ = render(form, tag)
            if len(found) != 1 or not set(targets) <= set(found[0].targets):
                dead.append(form)
    assert dead == []


@pytest.mark.parametrize(
    ("tag_of", "question", "law"),
    [
        ("fr", "Mon patron veut me licencier sans préavis", {"مشغل", "فصل", "أجل الإخطار"}),
        ("fr", "À quel âge peut-on se marier ?", {"سن", "زواج", "يجوز"}),
        ("fr", "Quelle pension alimentaire après le divorce ?", {"نفقة", "طلاق"}),
        ("fr", "Combien coûte le permis de construire ?", {"رخصة البناء", "رسم"}),
        ("fr", "Je me suis fait virer de mon boulot", {"فصل", "شغل"}),
        ("en", "How long is maternity leave?", {"مدة", "إجازة الأمومة"}),
        ("es", "¿Cuánto tiempo dura el permiso de maternidad?", {"مدة", "إجازة الأمومة"}),
    ],
)
def test_everyday_questions_meet_the_words_of_the_law(
    tag_of: str, question: str, law: set[str]
) -> None:
    found, _ = render(question, tag_of)
    assert law <= {target for rendering in found for target in rendering.targets}


@pytest.mark.parametrize("text", ["", "\t\t|", "##", "|" * 1_000, "kjhgfd " * 200, "\u202e\x00é"])
def test_text_without_known_words_renders_to_nothing(tag: str, text: str) -> None:
    found, _ = render(text, tag)
    assert [target for rendering in found for target in rendering.targets] == []
