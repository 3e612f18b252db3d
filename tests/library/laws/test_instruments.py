from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.laws.instruments import describe
from volant.library.laws.mentions import find_mentions, key, order_digits, simplify
from volant.records import Instrument

LAW = """القانون المتعلق بحماية المستهلك المثالي

ظهير شريف رقم 1.03.194 صادر في 14 من رجب 1424
( 11سبتمبر )2003بتنفيذ القانون رقم 65.99املتعلق بالمثال
1
الحمد هلل وحده،
بناء على الدستور والسيما الفصلين 26و 58منه،
ينفذ وينشر بالجريدة الرسمية القانون رقم .65.99
وحرر بالرباط في 14 من رجب 11( 1424سبتمبر .)2003
-1الجريدة الرسمية عدد 5167بتاريخ 13شوال 8( 1424ديسمبر ،)2003ص .3969
المادة 1
يطبق هذا القانون على الجميع.
المادة 2
يدخل هذا القانون حيز التنفيذ بعد انصرام أجل ستة أشهر من تاريخ نشره بالجريدة الرسمية.
"""
DECREE = (
    "Décret n° 2-04-469 du 16 kaada 1425 (29 décembre 2004) pris pour l'application de la loi "
    "n° 65-99 relative au travail.\nVu la loi n° 65-99 ;\nArticle premier\nLe délai est de 8 jours."
    "\nB.O. n° 5279 du 21 kaada 1425 (3 janvier 2005).\n"
)
PLACE = Path(__file__).parents[4] / "shared" / "data" / "moroccan-law"


def test_a_law_goes_under_its_own_number_not_the_dahirs() -> None:
    act = describe(LAW)
    assert (act.kind, act.number, act.promulgated) == ("law", "65-99", "2003-09-11")
    assert (act.gazette, act.published, act.in_force) == ("5167", "2003-12-08", "2004-06-08")
    assert act.relations == ()


def test_a_french_decree_says_what_it_applies() -> None:
    act = describe(DECREE)
    assert (act.kind, act.number, act.promulgated) == ("decree", "2-04-469", "2004-12-29")
    assert (act.gazette, act.published, act.in_force) == ("5279", "2005-01-03", "2005-01-03")
    assert [(one.kind, one.number) for one in act.relations] == [("implements", "65-99")]
    (relation,) = act.relations
    assert DECREE[relation.start : relation.end].endswith("n° 65-99")


def test_a_title_before_the_text_does_not_move_the_spans() -> None:
    (with_title,) = describe(DECREE, "Le travail").relations
    (alone,) = describe(DECREE).relations
    assert with_title == alone


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("قانون تنظيمي رقم 111.14 يتعلق بالجهات", "organic-law", "111-14"),
        ("مرسوم بقانون رقم 2.24.728 صادر في", "decree-law", "2-24-728"),
        ("قرار لوزير الشغل واإلدماج المهني رقم 1356.19 صادر", "order", "1356-19"),
        ("دورية لوزير الداخلية رقم 12.22 بتاريخ", "circular", "12-22"),
        ("ظهير شريف بمثابة قانون رقم 1.77. 335بتاريخ", "dahir", "1-77-335"),
        ("مرسوم ملكي رقم 514-65بتاريخ", "decree", "514-65"),
        ("LOI N° 09-08 relative à la protection", "law", "09-08"),
        ("Loi-cadre n° 51-17 relative", "law", "51-17"),
        ("Arrêté du ministre de l'emploi n° 1234-07 du 5 mai 2007", "order", "1234-07"),
        ("Dahir n° 1-58-376 du 3 joumada I 1378", "dahir", "1-58-376"),
    ],
)
def test_kinds_and_numbers(line: str, kind: str, number: str) -> None:
    act = describe(line + "\nنص.\n")
    assert (act.kind, act.number) == (kind, number)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("يعمل بهذا المرسوم ابتداء من تاريخ نشره بالجريدة الرسمية.", "2005-01-03"),
        ("يدخل هذا المرسوم حيز التنفيذ بعد ثالثة ( )3أشهر من تاريخ نشره.", "2005-04-03"),
        ("يدخل هذا القانون حيز التنفيذ بعد سنة من تاريخ نشره بالجريدة الرسمية.", "2006-01-03"),
        ("يعمل به ابتداء من اليوم األول من الشهر الموالي لتاريخ نشره.", "2005-02-01"),
        ("يعمل بهذا المرسوم ابتداء من فاتح يوليو .2007", "2007-07-01"),
        ("يدخل هذا القانون حيز التنفيذ ابتداء من تاريخ نشر النصوص التنظيمية.", ""),
        ("يعمل به ابتداء من السنة الجامعية 2019-2018.", ""),
        ("يدخل هذا القانون حيز التنفيذ في أجل أقصاه ستة أشهر من تاريخ نشره.", ""),
        ("La présente loi entre en vigueur six mois après sa publication.", "2005-07-03"),
        ("لا شيء عن التنفيذ.", "2005-01-03"),
    ],
)
def test_the_day_of_effect_follows_the_rule_stated(rule: str, day: str) -> None:
    text = (
        "مرسوم رقم 2.04.469 صادر في 16 من ذي القعدة 1425 (29 ديسمبر 2004)\n"
        f"-1الجريدة الرسمية عدد 5279بتاريخ 21ذو القعدة 3(1425يناير )2005؛ ص .14\nالمادة 2\n{rule}\n"
    )
    assert describe(text).in_force == day


def test_digits_that_extraction_turned_round() -> None:
    assert order_digits("469.04.2", "decree")[0] == "2-04-469"
    assert order_digits("65.99", "law")[0] == "65-99"
    assert order_digits("1157.66", "decree")[0] == "1157-66"
    assert key("09-08") == key("9-08") != key("9-80")


def test_spans_lead_back_to_the_text_as_given() -> None:
    text = "بناء على  الـقـانـون رقـم\n65.99الصادر"
    plain = simplify(text)
    (mention,) = find_mentions(plain.text)
    start, end = plain.find(mention.start, mention.end)
    assert text[start:end] == "الـقـانـون رقـم\n65.99الصادر"


@given(st.text(max_size=600))
def test_any_text_is_described(text: str) -> None:
    act = describe(text)
    assert isinstance(act, Instrument)
    assert all(0 <= one.start <= one.end <= len(text) for one in act.relations)


def test_a_large_text_without_structure_takes_linear_time() -> None:
    assert describe("القانون رقم " * 60_000).number == ""


@pytest.mark.skipif(not PLACE.is_dir(), reason="the texts of ../shared are not here")
def test_real_texts() -> None:
    text = (PLACE / "ma-adala-family-119.txt").read_text("utf-8")
    act = describe(text)
    assert (act.kind, act.number, act.published) == ("law", "41-10", "2010-12-30")
