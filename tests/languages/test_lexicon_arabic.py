"""Check everyday Standard Arabic, Arabizi spelled again, and the way back to French."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from volant.languages import render
from volant.languages.lexicon import french, legible

_ARABIC = re.compile("[ء-غف-ي0-9]+(?: [ء-غف-ي0-9]+)*")


def rows(name: str) -> list[list[list[str]]]:
    text = (files("volant.languages") / "lexicon" / name).read_text("utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return [[cell.split("|") for cell in line.split("\t")] for line in lines]


def test_a_form_of_everyday_arabic_stands_on_one_row_only() -> None:
    seen = Counter(form for forms, _ in rows("ar-ar.tsv") for form in forms)
    assert [form for form, times in seen.items() if times > 1] == []


def test_rows_are_arabic_without_marks() -> None:
    cells = [cell for row in rows("ar-ar.tsv") for cells in row for cell in cells if cell]
    assert [cell for cell in cells if not _ARABIC.fullmatch(cell)] == []


def test_a_plural_has_one_singular() -> None:
    seen = Counter(plural for plurals, _ in rows("plurals.tsv") for plural in plurals)
    assert [plural for plural, times in seen.items() if times > 1] == []


@pytest.mark.parametrize(
    ("question", "law"),
    [
        ("خادمة البيت", "عاملة منزلية"),
        ("كم الإيجار", "كراء"),
        ("بطاقة الهوية ضاعت", "بطاقة وطنية للتعريف"),
        ("صاحب العمل طردني", "فصل"),
        ("ميراث الأب", "إرث"),
    ],
)
def test_everyday_arabic_finds_the_words_of_laws(question: str, law: str) -> None:
    found, _ = render(question, "ar")
    assert law in [target for rendering in found for target in rendering.targets]


def test_words_of_asking_carry_nothing() -> None:
    found, rest = render("أريد أن أعرف هل يمكنني", "ar")
    assert [r.targets for r in found if r.targets] == []
    assert rest == []


def test_unknown_arabizi_is_read_in_arabic_letters() -> None:
    found, rest = render("lmo2a99at", "ary-Latn")
    assert "المؤقت" in found[0].targets
    assert not found[0].sure
    assert rest == []


def test_arabic_is_looked_up_in_french_too() -> None:
    assert ("employeur",) in french(("مشغل",))
    assert french(("لاشيء",)) == ()


def test_letters_of_arabizi_are_shown_as_typed() -> None:
    found, _ = render("ch7al f l3am", "ary-Latn")
    assert legible(" ".join(found[0].words)) == "ch7al"
