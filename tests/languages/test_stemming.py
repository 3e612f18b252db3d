from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.languages import analyse, words
from volant.languages.stemming import root, stem_arabic
from volant.languages.tokens import roots


def stems(text: str) -> set[str]:
    return {stem_arabic(word) for word in words(text)}


@pytest.mark.parametrize(
    "forms",
    [
        "تسجيل التسجيل لتسجيل وتسجيلها بالتسجيل",
        "مدة المدة مدته بمدة ومدتها مدد",
        "ابنة ابنته ابنتنا",
        "جريدة جريدتي الجرائد",
        "شهر أشهر الشهور شهرا",
        "طالب الطلبة طلاب",
        "ولادة بولادة ولادتي الولادات",
        "وثيقة وثائق والوثائق",
        "عاملة لعاملة للعاملة",
        "قاضي القضاة",
    ],
)
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len(stems(forms)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سنة", "سن"),
        ("مدة", "مدين"),
        ("طلب", "طالب"),
        ("بنك", "نكح"),
        ("لجنة", "جنة"),
        ("حبس", "وقف"),
        ("كتاب", "كاتب"),
    ],
)
def test_words_that_look_alike_stay_apart(one: str, other: str) -> None:
    assert stems(one).isdisjoint(stems(other))


def test_damaged_and_clean_spelling_have_one_stem() -> None:
    assert stems("الوالدة") == stems("الولادة") == {"والد"}
    assert analyse("االلتزامات") == analyse("الالتزامات")


@pytest.mark.parametrize("forms", ["نشر ينشر منشور تنشر", "طلاق تطليق مطلقة", "تشغيل يشغل"])
def test_roots_bring_verbs_and_nouns_together(forms: str) -> None:
    assert len(set(roots(analyse(forms)))) == 1


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=30))
def test_no_word_is_lost(word: str) -> None:
    found = stem_arabic(word)
    assert found
    assert root(found)


def test_other_scripts_keep_their_stems() -> None:
    assert roots(analyse("délais 30 ⵜⴰⵎⴰⵣⵉⵖⵜ")) == analyse("délais 30 ⵜⴰⵎⴰⵣⵉⵖⵜ")
