"""Numbers in digits and words, and what must not be taken for one."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages import numerals
from volant.languages.numbers import KINDS, Value, fold_digits, values

Expected = list[tuple[Fraction, str]]


def cases() -> list[tuple[str, Expected]]:
    rows = (Path(__file__).parent / "numbers.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for text, _, wanted in (row.partition("\t") for row in rows if not row.startswith("#")):
        pairs = (one.partition(":") for one in wanted.split())
        found.append((text, [(Fraction(value), kind or "number") for value, _, kind in pairs]))
    return found


def seen(text: str) -> Expected:
    return [(one.value, one.kind) for one in values(text)]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_numbers_of_a_text(text: str, expected: Expected) -> None:
    assert seen(text) == expected


def test_there_are_cases_enough() -> None:
    assert len(cases()) >= 150


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = values(text)
    assert all(0 <= one.start < one.end <= len(text) and one.kind in KINDS for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([word for text, _ in cases() for word in text.split()]), max_size=12)
)
def test_words_of_numbers_in_any_order_are_read(words: list[str]) -> None:
    text = " ".join(words)
    found = values(text)
    assert all(text[one.start : one.end].strip() for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_folding_digits_twice_is_folding_once_and_keeps_the_length(text: str) -> None:
    once = fold_digits(text)
    assert fold_digits(once) == once
    assert len(once) == len(text)
    assert values(once) == values(text)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0, max_value=10**15))
def test_a_number_reads_the_same_in_every_digit_and_grouping(number: int) -> None:
    plain = str(number)
    arabic = plain.translate({48 + digit: 0x660 + digit for digit in range(10)})
    persian = plain.translate({48 + digit: 0x6F0 + digit for digit in range(10)})
    grouped = [f"{number:,}".replace(",", sign) for sign in (",", ".", " ", "\u202f", "٬")]
    for text in (plain, arabic, persian, *grouped, f"{plain}يوليو", f"بتاريخ{plain}"):
        assert values(text)[0].value == number, text


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0, max_value=9999), st.integers(min_value=1, max_value=99))
def test_a_decimal_comma_is_a_point(whole: int, cents: int) -> None:
    expected = whole + Fraction(cents, 100)
    for sign in (",", ".", "٫"):
        assert seen(f"{whole}{sign}{cents:02d} %") == [(expected, "percent")]


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=11, max_value=999_999))
def test_french_words_are_read_back(number: int) -> None:
    assert [one.value for one in values(french(number))] == [number]


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=11, max_value=999_999))
def test_arabic_words_are_read_back(number: int) -> None:
    assert [one.value for one in values(arabic(number))] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "", "un'", "le maire", "Qui peut voter ?", "في المحكمة", "الوحدة الترابية", "ch7al",
        "l3idda", "يوم الخميس", "ربيع", "الستر", "cinquantenaire", "septembre", "dixit",
        "centre", "milles'",
        "نسبة مئوية", "3lach", "9anoun", "m3a", "a3tini", "الخدمة", "5alti", "kh7ta",
    ],
)  # fmt: skip
def test_no_number_is_invented(text: str) -> None:
    assert [one for one in values(text) if one.kind != "weak"] == []


def test_a_run_of_digits_too_long_to_be_a_number_is_left_out() -> None:
    assert values("9" * 100_000) == ()


def test_a_long_text_is_read_in_time_that_grows_with_it() -> None:
    assert len(values("المادة 5 وعشرون درهما " * 5_000)) == 10_000


def test_offsets_name_the_words_that_say_it() -> None:
    text = "أربعة أشهر وعشرة أيام، soit quatre mois"
    assert [text[one.start : one.end] for one in values(text)] == ["أربعة", "وعشرة", "quatre"]


def test_a_value_is_a_frozen_record() -> None:
    one = Value(start=0, end=1, value=Fraction(2))
    with pytest.raises(AttributeError):
        one.value = Fraction(3)  # type: ignore[misc]


def test_the_tables_are_in_comparable_spelling() -> None:
    tables = (numerals.UNITS, numerals.TENS, numerals.HUNDREDS, numerals.SCALES, numerals.PARTS)
    assert [word for table in tables for word in table if numerals.bare(word) != word] == []


# --- writers, to read back ---------------------------------------------------------------------

SMALL = [
    "_",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
]
SMALL += ["seize", "dix-sept", "dix-huit", "dix-neuf"]
TENS = ["_", "_", "vingt", "trente", "quarante", "cinquante", "soixante"]


def french(number: int) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = (
            "mille" if thousands == 1 else f"{french(thousands)} mille".replace("cents ", "cent ")
        )
        return f"{head} {french(rest)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{SMALL[hundreds]} cent{'' if rest else 's'}"
        return f"{head} {french(rest)}" if rest else head
    if number < 20:
        return SMALL[number]
    if number < 80:
        tens = min(number // 10, 6)
        rest = number - tens * 10
        joint = " et " if rest in (1, 11) else "-"
        return f"{TENS[tens]}{joint}{SMALL[rest]}" if rest else TENS[tens]
    return f"quatre-vingt-{SMALL[number - 80]}" if number > 80 else "quatre-vingts"


ONES = ["_", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
ROUND = ["_", "_", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDRED = [
    "_",
    "مائة",
    "مائتان",
    "ثلاثمائة",
    "أربعمائة",
    "خمسمائة",
    "ستمائة",
    "سبعمائة",
    "ثمانمائة",
    "تسعمائة",
]


def arabic(number: int) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        named = {1: "ألف", 2: "ألفان"}
        few = "آلاف" if thousands < 11 else "ألفا"
        head = named.get(thousands) or f"{arabic(thousands)} {few}"
        return f"{head} و{arabic(rest)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{HUNDRED[hundreds]} و{arabic(rest)}" if rest else HUNDRED[hundreds]
    if number <= 10:
        return ONES[number]
    if number < 20:
        first = {11: "أحد", 12: "اثنا"}.get(number, ONES[number - 10])
        return f"{first} عشر"
    ones = number % 10
    return f"{ONES[ones]} و{ROUND[number // 10]}" if ones else ROUND[number // 10]
