"""Quantities of texts in eight languages and scripts, and dates written and read back."""

from __future__ import annotations

import itertools
import time
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quantities import FILES, TODAY, Case, read_cases, score
from volant.languages import Quantity, quantities, values, write_amount, write_date
from volant.languages.calendars import add_months, find_nearest, from_hijri, to_hijri_year
from volant.languages.dates import READERS
from volant.languages.quantity import KINDS

TAGS = ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn", "fr", "en", "es")
DAYS = st.dates(min_value=date(1000, 1, 1))


@pytest.mark.parametrize("name", FILES)
def test_what_people_write_is_read(name: str) -> None:
    cases = read_cases(name)
    failed = [case for case in cases if not score(case)]
    assert len(failed) <= 0.03 * len(cases), [(case.text, case.expected) for case in failed]


def test_every_tag_has_cases_enough() -> None:
    cases = read_cases("quantities.tsv")
    assert len(cases) >= 300
    assert {tag: n for tag in TAGS if (n := sum(case.tag == tag for case in cases)) < 40} == {}
    assert len(read_cases("quantities_held.tsv")) >= 100


def check(text: str) -> None:
    for as_of in (None, TODAY):
        found = quantities(text, as_of)
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert all(one.kind in KINDS and (one.value is None) == bool(one.iso) for one in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(deadline=None, max_examples=150)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    check(text)


WORDS = sorted({word for case in read_cases("quantities.tsv") for word in case.text.split()})


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", "-", "، ", "", "\u200f "])
)
def test_words_of_quantities_in_any_order_are_read(words: list[str], gap: str) -> None:
    check(gap.join(words))


@pytest.mark.parametrize(
    "text",
    ["\ud800 3 avril \udfff 2025", "\u202e15\u202c يوم\u200f", "9" * 100_000, "0" * 30 + " ans"],
)
def test_odd_text_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)])
def test_any_day_is_today(day: date) -> None:
    text = " ".join(case.text for case in read_cases("quantities.tsv"))
    assert len(quantities(text, day)) > 200


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet="dynoq1GKMYHumahkjr#><=}{fiLtDIA&b,;ve~"), st.sampled_from(READERS))
def test_a_date_begins_with_a_sign_of_its_pattern(line: str, reader: tuple[str, Any, Any]) -> None:
    signs, pattern, _ = reader
    assert all(
        found.group()[0] in signs for at in range(len(line)) if (found := pattern.match(line, at))
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("dix-septième", 17), ("deux centième", 200), ("quatre-vingtième", 80),
        ("cent cinquante-deuxième", 152), ("vingt et unième", 21), ("forty-second", 42),
        ("one hundred and fifth", 105), ("decimotercero", 13), ("vigésimo primero", 21),
        ("XIXe siècle", 19), ("siglo XXI", 21),
    ],
)  # fmt: skip
def test_ranks_are_read_in_every_language(text: str, number: int) -> None:
    assert [(one.kind, one.value) for one in quantities(text)] == [("ordinal", Fraction(number))]


@pytest.mark.parametrize(
    "text", ["causé à un tiers", "une quarantaine stricte", "Mohammed VI", "Ve"]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert quantities(text) == ()


GROWING = (
    "9", "a", "ا", "ⴰ", "1 ", "un ", "3/", "d ", "jour ", "عام و", "3 و ", "mars ", "& ", "-",
    "trente (30) ", "(30) ", "((", "tres ", "مليون ونصف ", "ⵙⵎⵎⵓⵙ ⵎⵔⴰⵡ ", "1, 2 et ", "27/28/",
    "deux virgule ", "بين 2015 و", "مليون و600 ألف و", "two thousand, ", "XX", "a third of ",
    "à 3 heures moins ", "السنوات الخمس ",
)  # fmt: skip


@pytest.mark.parametrize("text", GROWING)
def test_long_text_is_read_in_time_that_grows_with_it(text: str) -> None:
    def clock(length: int) -> float:
        began = time.process_time()
        quantities((text * length)[:length], TODAY)
        return time.process_time() - began

    assert clock(30_000) <= 40 * clock(3_000) + 2


@settings(deadline=None, max_examples=200)
@given(DAYS, st.sampled_from([*TAGS, "kab", "zgh-Latn", "de"]))
def test_a_date_written_is_read_back(day: date, tag: str) -> None:
    text = write_date(day, tag)
    assert [(one.kind, one.iso) for one in quantities(text)] == [("date", str(day))], text


@settings(deadline=None, max_examples=100)
@given(st.integers(min_value=2, max_value=999_999))
def test_english_words_are_read_back(number: int) -> None:
    assert [int(one.value) for one in values(f"{english(number)} days")] == [number]


@settings(deadline=None, max_examples=100)
@given(st.integers(min_value=2, max_value=999_999))
def test_spanish_words_are_read_back(number: int) -> None:
    assert [int(one.value) for one in values(f"{spanish(number)} días")] == [number]


@settings(deadline=None, max_examples=200)
@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from(["MAD", "EUR", "USD"]),
    st.sampled_from(TAGS),
)
def test_an_amount_written_is_read_back(cents: int, currency: str, tag: str) -> None:
    text = write_amount(Fraction(cents, 100), currency, tag)
    found = [(one.kind, one.value, one.unit) for one in quantities(text)]
    assert found == [("amount", Fraction(cents, 100), currency)], text


@pytest.mark.parametrize(
    ("tag", "date_", "amount"),
    [
        ("ar", "3 أبريل 2025", "1.250,50 درهم"),
        ("ary-Arab", "3 أبريل 2025", "1.250,50 درهم"),
        ("ary-Latn", "3 abril 2025", "1 250.50 dh"),
        ("zgh-Tfng", "3 ⵉⴱⵔⵉⵔ 2025", "1\u202f250,50 MAD"),
        ("ber-Latn", "3 ibrir 2025", "1\u202f250,50 MAD"),
        ("kab", "3 Yebrir 2025", "1\u202f250,50 MAD"),
        ("fr", "3 avril 2025", "1\u202f250,50 dirhams"),
        ("en", "3 April 2025", "1,250.50 dirhams"),
        ("es", "3 de abril de 2025", "1.250,50 dírhams"),
        ("xx", "2025-04-03", "1\u202f250,50 MAD"),
    ],
)
def test_dates_and_amounts_are_written(tag: str, date_: str, amount: str) -> None:
    assert write_date(date(2025, 4, 3), tag) == date_
    assert write_amount(Fraction(2501, 2), "MAD", tag) == amount


def test_an_arabic_noun_agrees_with_its_number() -> None:
    written = [write_amount(value, "MAD", "ar") for value in (1, 3, 10, 11, 99, 100, 103)]
    assert written == [
        "1 درهم", "3 دراهم", "10 دراهم", "11 درهما", "99 درهما", "100 درهم", "103 دراهم",
    ]  # fmt: skip


def test_offsets_name_the_words_that_say_it() -> None:
    text = "Le délai est de quinze jours, soit jusqu'au 18 avril 2025 : 10 % de 200 dh."
    said = [text[one.start : one.end] for one in quantities(text)]
    assert said == ["quinze jours", "18 avril 2025", "10 %", "200 dh"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("dans les trente (30) jours", "trente (30) jours"),
        ("داخل أجل ثلاثين (30) يوما", "ثلاثين (30) يوما"),
        ("أجل أقصاه ستون ( )60 يوما", "ستون ( )60 يوما"),
        ("خلال خمسة عشر ) (15 يوما", "خمسة عشر ) (15 يوما"),
        ("(30) ثلاثون يوما", "30) ثلاثون يوما"),
        ("cinq mille (5.000) dirhams", "cinq mille (5.000) dirhams"),
        ("( 140.000 مائة وأربعون ألف) درهم", "140.000 مائة وأربعون ألف) درهم"),
        ("5 000 DH (cinq mille dirhams)", "5 000 DH (cinq mille dirhams"),
        ("أجل شهرين (2)", "شهرين (2"),
    ],
)
def test_a_number_in_words_and_in_figures_is_said_once(text: str, whole: str) -> None:
    assert [text[one.start : one.end] for one in quantities(text)] == [whole]


@given(st.integers(min_value=2, max_value=999_999), st.sampled_from(["{} ({})", "({1}) {0}"]))
def test_words_and_figures_that_agree_are_one(number: int, form: str) -> None:
    text = form.format(spanish(number), number) + " días"
    assert [one.iso for one in quantities(text)] == [f"P{number}D"], text


@given(st.integers(min_value=2, max_value=999), st.integers(min_value=2, max_value=999))
def test_words_and_figures_that_differ_are_two(said: int, written: int) -> None:
    found = quantities(f"{english(said)} ({written}) days")
    assert len(found) == (1 if said == written else 2)
    assert found[-1].iso == f"P{written}D"


def test_what_only_today_can_fix_is_left_out_without_it() -> None:
    assert quantities("hier, lbare7, السيمانة الجاية, lundi") == ()
    assert [one.kind for one in quantities("dans 15 jours")] == ["duration"]


def test_a_hijri_day_is_the_gregorian_one_beside_it() -> None:
    """Dahir 1.02.296, 25 rajab 1423: the reckoned day is the second, the law says the third."""
    alone, *_ = quantities("25 من رجب 1423")
    moon, sun = quantities("25 من رجب 1423 (3 أكتوبر 2002)")
    assert (alone.iso, moon.iso, sun.iso) == ("2002-10-02", "2002-10-03", "2002-10-03")
    assert (moon.calendar, sun.calendar) == ("hijri", "gregorian")


def test_the_two_dates_of_a_law_are_read_as_pdfs_have_them() -> None:
    found = quantities("بتاريخ 20 من رمضان 7( 1436يوليو )2015")
    assert [(one.iso, one.calendar) for one in found] == [
        ("2015-07-07", "hijri"),
        ("2015-07-07", "gregorian"),
    ]


@given(st.dates(min_value=date(700, 1, 1), max_value=date(9000, 1, 1)))
def test_a_day_lies_in_its_hijri_year(day: date) -> None:
    year = to_hijri_year(day)
    first, following = from_hijri(year, 1, 1), from_hijri(year + 1, 1, 1)
    assert first is not None
    assert following is not None
    assert first <= day < following
    assert (following - first).days in (354, 355)


def test_days_beyond_the_calendar_are_none() -> None:
    assert add_months(date.max, 1) is None
    assert from_hijri(0, 1, 1) is None
    assert find_nearest([None], TODAY) is None


def test_a_quantity_is_a_frozen_record() -> None:
    one = Quantity(start=0, end=1, kind="number", value=Fraction(2))
    with pytest.raises(AttributeError):
        one.kind = "date"  # type: ignore[misc]


def test_a_case_says_what_it_expects() -> None:
    case = Case(text="15 يوم", expected=("duration:P15D",), tag="ary-Arab", today=False)
    assert score(case)


# --- writers, to read back ---------------------------------------------------------------------


def cut(words: str) -> list[str]:
    return words.split()


ENGLISH = cut(
    "_ one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = cut("_ _ twenty thirty forty fifty sixty seventy eighty ninety")


def english(number: int) -> str:
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            over, rest = divmod(number, size)
            joint = " and " if rest < 100 else " "
            return f"{english(over)} {name}" + (f"{joint}{english(rest)}" if rest else "")
    if number < 20:
        return ENGLISH[number]
    ones = number % 10
    return TENS[number // 10] + (f"-{ENGLISH[ones]}" if ones else "")


SPANISH = cut(
    "_ uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
)
DECENAS = cut("_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa")
CIENTOS = cut(
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)


def spanish(number: int) -> str:
    if number >= 1000:
        over, rest = divmod(number, 1000)
        head = "mil" if over == 1 else f"{spanish(over)} mil"
        return f"{head} {spanish(rest)}" if rest else head
    if number >= 100:
        over, rest = divmod(number, 100)
        return "cien" if number == 100 else CIENTOS[over] + (f" {spanish(rest)}" if rest else "")
    if number < 30:
        return SPANISH[number]
    ones = number % 10
    return DECENAS[number // 10] + (f" y {SPANISH[ones]}" if ones else "")
