"""Check titles and dates on the openings of real Moroccan texts, as PDF extraction left them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.errors import NotText
from volant.library.readers import read
from volant.library.readers.dates import find_date, parse_iso
from volant.library.readers.titles import LONGEST, clean_title, find_title

LAWS = Path(__file__).parents[3] / "../shared/data/moroccan-law"

DATES = [
    ("ظهير شريف رقم 1.04.22 صادر في 12 من ذي الحجة 1424\n( 3فبراير )2004 بتنفيذ", "2004-02-03"),
    (
        "مــرســوم رقــم 2.99.671صــادر فــي\n 22مــن ربــيــع األول 4( 1423يونيو )2002",
        "2002-06-04",
    ),
    ("مرسوم رقم 2.02.597صادر في 2شعبان 9( 1423أكتوبر\n1\n )2002بإحداث", "2002-10-09"),
    ("مرسوم رقم 2.70.455بتاريخ 5شعبان 7( 1390أکتوبر )1970", "1970-10-07"),
    ("ظهير شريف رقم 1.18.109 صادر في 2 من جمادى الأولى 1440 (9 يناير 2019)", "2019-01-09"),
    ("مرسوم رقم 2.23.1068صادر في\n 17من جمادى األولى ( 1445فاتح ديسمبر )2023", "2023-12-01"),
    ("مرسوم رقم 2.03.684 صادر في 18 (7 حزيران 2004)", "2004-06-07"),
    ("قرار صادر في ٣ محرم ١٤٤٥ (٢١ يوليوز ٢٠٢٣)", "2023-07-21"),
    ("مرسوم رقم 2.56.248الصادر في 18رجب 8( 1377يبراير\n )1958بتطبيق", "1958-02-08"),
    ("وحرر بالرباط في 8ذي الحجة 30( 1438أغسطس .)2017", "2017-08-30"),
    ("Dahir n° 1-09-15 du 22 safar 1430 (18 février 2009) portant promulgation", "2009-02-18"),
    ("DÉCRET N° 2-09-165 du 25 joumada I 1430 (21 mai 2009) pris pour", "2009-05-21"),
    ("Loi n° 31-08 du 1er août 2011 édictant des mesures", "2011-08-01"),
    (
        "loi n° 24-96 relative à\nla poste promulguée par le Dahir n°1\ndu 28\n(17 avril\n2007)",
        "2007-04-17",
    ),
    ("Rabat, le 3 décembre 2020\nCirculaire", "2020-12-03"),
    # Dates of other texts, of the consolidation, of no day at all.
    ("القانون المتعلق بالرعاية\nصيغة محينة بتاريخ 20أكتوبر 1993\n", ""),
    ("بناء على الظهير الشريف رقم 1.00.199 الصادر في 15 من صفر 1421 (19 ماي 2000)", ""),
    ("تم نسخ المرسوم رقم 2.76.576 بمقتضى المرسوم صادر في 3 يناير 2010\n\nمتن", ""),
    ("قرار صادر في 31 فبراير 2004", ""),
    ("Vu la loi n° 09-08 du 18 février 2009", ""),
    ("", ""),
]

TITLES = [
    (
        "القانون المتعلق بالرعاية االجتماعية\nوضعاف البصر\nصيغة محينة بتاريخ 20أكتوبر 1993",
        "القانون المتعلق بالرعاية االجتماعية وضعاف البصر",
    ),
    (
        "مرسوم يتعلق بالجريدة الرسمية\nللجماعات المحلية\n\n-1-\n",
        "مرسوم يتعلق بالجريدة الرسمية للجماعات المحلية",
    ),
    ("\ufeff\n\n 1 \n---\nمـرسـوم بـتـحـديـد\n1\nبقية", "مرسوم بتحديد"),
    (
        "عدد 4243مكرر\n\nالجريدة الرسمية\n\n298\n\nرمضان 1414\n\nظهير شريف رقم 1.94.123\n\nنص",
        "ظهير شريف رقم 1.94.123",
    ),
    (
        "ROYAUME DU MAROC\n\nLoi n° 43-20\nrelative aux services de confiance\n\nTITRE",
        "Loi n° 43-20 relative aux services de confiance",
    ),
    ("", ""),
    ("1\n2\n---\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "date"), DATES)
def test_the_day_a_text_was_made(text: str, date: str) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_the_title_is_the_opening(text: str, title: str) -> None:
    assert find_title(text) == title


def test_a_long_title_is_cut_at_a_space() -> None:
    title = find_title("مرسوم بتحديد الشروط " * 40)
    assert len(title) <= LONGEST
    assert title.endswith("…")
    assert title[:-1] in "مرسوم بتحديد الشروط " * 40


@settings(deadline=None)
@given(st.text())
def test_titles_are_short_clean_and_stable(text: str) -> None:
    title = find_title(text)
    assert len(title) <= LONGEST
    assert "\n" not in title
    assert clean_title(title) == title


@settings(deadline=None)
@given(st.dates())
def test_an_iso_day_is_given_back_if_a_law_can_have_it(day: object) -> None:
    assert parse_iso(str(day)) in (str(day), "")


@settings(deadline=None)
@given(st.text(alphabet="ظهيرمسوقا صدفبتخ()0123456789\nينlodu", max_size=400))
def test_a_date_is_a_day_or_nothing(text: str) -> None:
    found = find_date(text)
    assert found == "" or parse_iso(found) == found


def test_the_official_texts() -> None:
    if not LAWS.is_dir():
        pytest.skip("the shared texts of law are not on this machine")
    files = sorted(LAWS.glob("*.txt"))[::6]
    documents = []
    for file in files:
        with contextlib.suppress(NotText):  # three of them are garbled extractions
            documents.append(read(file))
    assert len(documents) > 0.97 * len(files)
    assert sum(1 for document in documents if document.date) > 0.9 * len(documents)
    assert all(8 <= len(document.title) <= LONGEST for document in documents)
    assert not any(document.title == Path(document.source.name).stem for document in documents)
