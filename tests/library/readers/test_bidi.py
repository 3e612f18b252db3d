"""Check reading order as laws, on rows of letters as they stand from left to right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.library.readers.bidi import face_brackets, read_row

WORD = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=8)
NUMBER = st.builds(
    lambda whole, sign, rest: f"{whole}{sign}{rest}" if sign else str(whole),
    st.integers(1, 9999),
    st.sampled_from(["", ".", ",", "/"]),
    st.integers(0, 999),
)

VISUAL = [
    ("33 ةداملا", "المادة 33"),
    ("30-15 نيب", "بين 15-30"),
    ("هنم 07.22 مقر", "رقم 07.22 منه"),
    ("% 4,52 ةبسن", "نسبة 4,52 %"),
    ("ةيعامتجا CNSS قودنص", "صندوق CNSS اجتماعية"),
    ("ءاقل contact@cndp.ma ديرب", "بريد contact@cndp.ma لقاء"),
    (".ةسردم", "مدرسة."),
    ("Le mot ريهظ désigne", "Le mot ظهير désigne"),
    ("loi 70-03 du 3", "loi 70-03 du 3"),
]


@pytest.mark.parametrize(("visual", "line"), VISUAL)
def test_known_rows(visual: str, line: str) -> None:
    assert read_row(visual, 1) == line


@settings(deadline=None)
@given(st.lists(WORD, min_size=1))
def test_an_arabic_row_is_its_reverse(words: list[str]) -> None:
    line = " ".join(words)
    assert read_row(line[::-1], 1) == line


@settings(deadline=None)
@given(st.lists(WORD | NUMBER, min_size=1).map(lambda words: ["المادة", *words]))
def test_numbers_keep_their_digits_in_order(words: list[str]) -> None:
    visual = " ".join(w if w[0].isdigit() else w[::-1] for w in reversed(words))
    assert read_row(visual, 1) == " ".join(words)


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_a_latin_row_is_left_alone(line: str) -> None:
    assert read_row(line, -1) == line


@settings(deadline=None)
@given(st.text("اب 1a.()«»", min_size=1).filter(lambda t: t.strip()), st.sampled_from([1, -1]))
def test_no_character_is_lost(visual: str, towards: int) -> None:
    read = read_row(visual, towards)
    assert sorted(read.replace(" ", "")) == sorted(visual.replace(" ", ""))


@settings(deadline=None)
@given(st.text("ابa1 ()«»[]", max_size=40))
def test_facing_brackets_twice_changes_nothing_more(text: str) -> None:
    once = face_brackets(text)
    assert len(once) == len(text)
    assert face_brackets(once) == once


@pytest.mark.parametrize(
    ("mirrored", "faced"),
    [
        (")30 نوفمبر 2023(،", "(30 نوفمبر 2023)،"),
        ("(30 نوفمبر 2023)", "(30 نوفمبر 2023)"),
        ("» مدونة الأسرة «", "« مدونة الأسرة »"),
        ("1) أولا", "1) أولا"),
    ],
)
def test_brackets_face_what_they_hold(mirrored: str, faced: str) -> None:
    assert face_brackets(mirrored) == faced
