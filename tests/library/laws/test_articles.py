from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.laws.articles import MULTIPLES, find_articles, named, number


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("المادة 12 المكررة", "12 bis"),
        ("المـادة 12 مكرر", "12 bis"),
        ("المادة 32المكررة ثالث مرات", "32 quater"),
        ("الفصل 147المكرر إثني عشر مرة", "147 terdecies"),
        ("المادة التاسعة المكررة أربع مرات", "9 quinquies"),
        ("الفصل 3-1", "3-1"),
        ("المادة 17.1", "17-1"),
        ("Article 12 bis", "12 bis"),
        ("Art. 3", "3"),
        ("ARTICLE PREMIER", "1"),
        ("Article dix-septième", "17"),
        ("المادة األولى", "1"),
        ("المادة الحادية عشرة", "11"),
        ("الفصل الثامن واألربعون", "48"),
        ("المادة الواحدة والعشرون", "21"),
        ("المادة الثالثون", "30"),
        ("الفصل الحادي بعد المائة", "101"),
        ("المادة الثانية عشرة بعد المائة", "112"),
        ("مادة فريدة", "unique"),
        ("املادة 247", "247"),
        ("الفصل .5", "5"),
        ("الفصل )(34", "34"),
        ("المادة :2مجال التطبيق", "2"),
        ("الفصل - 20 نص الفصل", "20"),
        ("الفصل السابع والعشرون :18أجل البت", "27"),
    ],
)
def test_headings_are_read_in_every_spelling(line: str, expected: str) -> None:
    assert [article.number for article in find_articles(f"نص.\n{line}\nيطبق هذا.")] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "المادة 50 من القانون رقم 08.09",
        "المادة 8أعاله.",
        "يطبق ما جاء في\nالمادة 50\nعلى الطلبات.",
        "طبقا لذلك\n-3-\nالمادة 29\n(الفقرة الثالثة) منه.",
        "Article 5 ........................ 12",
        "«المادة 57\n«الإعفاءات",
        "les dispositions de\nArticle 14.1",
        "Article 3\nde la loi n° 65-99",
    ],
)
def test_mentions_are_no_headings(text: str) -> None:
    assert find_articles(text) == ()


def test_a_heading_that_the_line_before_took_in_is_found() -> None:
    text = "1- الأجور؛\n2- مدة الشغل.المادة 102\nيرأس المجلس الوزير.\nطبقا للمادة 102\n"
    assert [(a.start, a.label) for a in find_articles(text)] == [
        (text.index("المادة"), "المادة 102")
    ]


def test_chapters_of_a_text_of_articles_have_no_number() -> None:
    text = "الفصل الأول: أحكام عامة\nالمادة 1\nنص.\nالمادة 2\nنص.\nالفصل الثاني\nالمادة 3\nنص."
    assert [article.number for article in find_articles(text)] == ["", "1", "2", "", "3"]


def test_phrases_name_articles() -> None:
    assert named("أحكام المواد 5 و7 المكررة و9") == ("5", "7 bis", "9")
    assert named("المواد من الأولى إلى 3") == ("1", "2", "3")
    assert named("les articles 414, 425 et 440 ter") == ("414", "425", "440 ter")
    assert named("القانون رقم 65.99") == ()


@given(st.integers(1, 999), st.sampled_from(["", *MULTIPLES]))
def test_a_number_comes_back_as_written(main: int, multiple: str) -> None:
    said = f"{main} {multiple}".strip()
    assert number(f"Article {said}") == said


@given(st.text(alphabet="المادةفصلArticle 12.:()-\nـ", max_size=400))
def test_any_text_gives_headings_in_order_inside_it(text: str) -> None:
    starts = [article.start for article in find_articles(text)]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)
