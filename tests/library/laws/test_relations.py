from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.laws.changes import history
from volant.library.laws.relations import find


def said(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.number, one.articles) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تنسخ أحكام القانون رقم 35.06 المحدثة بموجبه البطاقة.", ("repeals", "35-06", ())),
        ("ينسخ المرسوم رقم 2.79.439الصادر في 15 جمادى.", ("repeals", "2-79-439", ())),
        ("ويلغى ابتداء من نفس التاريخ القرار رقم 350.05 الصادر.", ("repeals", "350-05", ())),
        (
            "تنسخ جميع المقتضيات المخالفة، والسيما المرسوم رقم 2.04.512 الصادر.",
            ("repeals", "2-04-512", ()),
        ),
        (
            "تنسخ أحكام المواد من 1 إلى 3 من القانون رقم 03.07.",
            ("repeals", "03-07", ("1", "2", "3")),
        ),
        (
            "تنسخ أحكام الفصل 6 من الظهير الشريف رقم 1.75.453 وتعوض على النحو التالي:",
            ("amends", "1-75-453", ("6",)),
        ),
        (
            "تنسخ الأحكام المطبقة على المجالس الواردة في المرسوم رقم 2.04.753 الصادر.",
            ("amends", "2-04-753", ()),
        ),
        (
            "تنسخ مقتضيات المرسوم رقم 2.72.113 باستثناء مقتضيات الفصول 5و 6منه.",
            ("amends", "2-72-113", ()),
        ),
        (
            "تغير وتتمم على النحو التالي أحكام المادتين 57و 247من القانون رقم 43.06:",
            ("amends", "43-06", ("57", "247")),
        ),
        ("قانون رقم 83.17 بتغيير وتتميم القانون رقم 41.10", ("amends", "41-10", ())),
        ("مرسوم رقم 2.93.751 لتطبيق القانون رقم 17.86", ("implements", "17-86", ())),
        ("Loi n° 20-05 modifiant et complétant la loi n° 17-95.", ("amends", "17-95", ())),
        ("L'article 31 de la loi n° 15-95 est abrogé et remplacé.", ("amends", "15-95", ("31",))),
        ("La loi n° 9-88 est abrogée.", ("repeals", "9-88", ())),
        ("Est abrogé le décret n° 2-00-368 du 7 juin 2004.", ("repeals", "2-00-368", ())),
    ],
)
def test_what_a_text_does_to_others(text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:
    own = text.startswith(("قانون", "مرسوم", "Loi"))
    assert said(text if own else f"المادة 9\n{text}\n") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "كما تم تغييره وتتميمه بالقانون رقم 71.15 الصادر.",
        "يمكن أن تغير هذه القائمة بقرار.",
        "تم نسخ المادة 8 بمقتضى القانون رقم 44.21.",
        "تنسخ الإحالات على القانون رقم 06.87.",
        "بناء على القانون رقم 65.99 المتعلق بمدونة الشغل؛",
        "(Abrogé par l'article 4 de la loi n° 20-05).",
        "Les alinéas 2 et 3 sont abrogés par l'article 4 de la loi n° 20-05.",
    ],
)
def test_what_others_did_is_no_relation(text: str) -> None:
    assert said(f"المادة 9\n{text}\n") == []


def test_a_list_of_repealed_acts_gives_each_and_no_act_of_their_titles() -> None:
    text = (
        "المادة 45\nتنسخ مقتضيات:\n"
        "• المرسوم رقم 2.11.508 بتطبيق القانون رقم 98.15 والقانون رقم 99.15؛\n"
        "• القرار رقم 3.44.18 الصادر بتنفيذ الظهير الشريف رقم 1.07.149.\nالمادة 46\nينشر."
    )
    assert said(text) == [("repeals", "2-11-508", ()), ("repeals", "3-44-18", ())]


def test_notes_say_who_changed_this_text_and_when() -> None:
    text = (
        "القانون رقم 41.10\nكما تم تعديله ب:\n"
        "القانون رقم 83.17 الصادر بتنفيذه الظهير الشريف رقم 1.18.20 بتاريخ 22 فبراير 2018؛ "
        "الجريدة الرسمية عدد 6655 بتاريخ 12 مارس 2018، ص 1456.\n\n"
        "ظهير شريف رقم 1.10.191\nالمادة 3\nنص.\n"
        "- 4تم نسخ المادة 3 أعلاه، بمقتضى المادة 2 من القانون رقم 44.21 السالف الذكر.\n"
    )
    assert [(c.kind, c.number, c.articles, c.day) for c in history(text)] == [
        ("amends", "83-17", (), "2018-03-12"),
        ("repeals", "44-21", ("3",), ""),
    ]


def test_a_notice_repeals_the_whole_only_of_its_own_number() -> None:
    notice = "تم نسخ القانون رقم 41.10 بمقتضى المادة 19 من القانون رقم 58.23 الصادر.\n"
    assert [c.kind for c in history(notice, "41-10")] == ["repeals"]
    assert history(notice, "65-99") == ()


def test_french_notes_are_of_the_article_they_stand_in() -> None:
    text = (
        "Article 9\n(Abrogé et remplacé par l'article 5 de la Loi n° 23-01 promulguée par le Dahir "
        "n° 1-04-17 du 1er Rabii I 1425 (21 avril 2004) - B.O. n° 5210 du 6 mai 2004).\nTexte.\n"
    )
    (change,) = history(text)
    assert (change.kind, change.number, change.articles) == ("amends", "23-01", ("9",))
    assert change.day == "2004-05-06"


@given(st.text(alphabet="تنسخ يلغىالقانون رقم 0123456789.\n؛وMoabrogé", max_size=500))
def test_spans_stay_inside_any_text(text: str) -> None:
    for one in (*find(text), *history(text)):
        assert 0 <= one.start < one.end <= len(text)
