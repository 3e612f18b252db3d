"""Finding: every trap of the specification, the labelled lines, hostile and huge text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.privacy import BARS, read_lines, score, spans_of
from volant.privacy import KINDS, find
from volant.privacy.scan import split

LAW = Path(__file__).resolve().parents[3] / "shared" / "data" / "moroccan-law"


def found(text: str, least: float = 0.5) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text, least=least)]


def best(text: str) -> dict[str, float]:
    return {one.kind: one.score for one in find(text, least=0.0)}


# --- the labelled lines ------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["dev", "held"])
def test_the_lines_are_found_as_well_as_the_bars_ask(part: str) -> None:
    lines = [line for line in read_lines() if line.part == part]
    scores = score(lines, [spans_of(line.text, line.tag) for line in lines])
    low = {
        kind: (scores[kind].precision, scores[kind].recall)
        for kind, bar in BARS.items()
        if min(scores[kind].precision, scores[kind].recall) < bar
    }
    assert low == {}


def test_the_lines_are_many_of_all_languages_and_a_quarter_look_alikes() -> None:
    lines = read_lines()
    assert len(lines) >= 600
    assert sum(not line.spans for line in lines) >= len(lines) / 4
    assert {line.tag for line in lines} >= {"fr", "ar", "ary-Arab", "ary-Latn", "zgh-Tfng"}
    assert {kind for line in lines for kind, _, _ in line.spans} <= set(KINDS)


# --- the traps ---------------------------------------------------------------------------------


def test_a_card_number_is_found_glued_to_arabic_letters() -> None:
    assert found("بطاقةAB123456") == [("cin", "AB123456")]
    assert found("رقم البطاقة الوطنيةBK456789المسلمة بفاس") == [("cin", "BK456789")]


@pytest.mark.parametrize(
    "digits", ["٠٦٦١٢٣٤٥٦٧", "۰۶۶۱۲۳۴۵۶۷", "０６６１２３４５６７", "0661234567"]
)
def test_digits_of_every_keyboard_are_read(digits: str) -> None:
    assert found(f"الهاتف {digits}.") == [("phone", digits)]


def test_direction_marks_are_left_out_and_the_text_as_given_is_cut() -> None:
    text = "هاتف \u200f06\u200e61\u202a23\u202c45\u206667\u2069 فقط"
    ((kind, words),) = found(text)
    assert kind == "phone"
    assert words.startswith("06")
    assert words.endswith("67")
    marked = "الســـيد مُحَمَّد العَلمي قدم طلبا"
    assert found(marked) == [("name", "مُحَمَّد العَلمي")]


def test_rib_and_iban_come_before_ice() -> None:
    assert found("ICE 011780000012345678901296") == [("rib", "011780000012345678901296")]
    assert found("ICE MA64 0117 8000 0012 3456 7890 1296") == [
        ("iban", "MA64 0117 8000 0012 3456 7890 1296")
    ]
    assert found("ICE 001561191000066") == [("ice", "001561191000066")]


def test_a_window_of_longer_digits_is_no_number() -> None:
    assert found("suivi 99001561191000066123456789") == []
    assert found("n° 120661234567890123") == []


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("rib", "RIB 011780000012345678901296", "RIB 011780000012345678901297"),
        ("iban", "IBAN MA64011780000012345678901296", "IBAN MA65011780000012345678901296"),
        ("ice", "ICE 001561191000066", "ICE 001561191000067"),
        ("card", "carte bancaire 4539578763621486", "carte bancaire 4539578763621487"),
    ],
)
def test_a_wrong_check_digit_lowers_the_score_and_discards_nothing(
    kind: str, right: str, wrong: str
) -> None:
    assert best(right)[kind] > best(wrong)[kind] >= 0.5
    bare_right, bare_wrong = (text.rpartition(" ")[2] for text in (right, wrong))
    assert best(bare_wrong)[kind] > 0
    assert best(bare_right)[kind] > best(bare_wrong)[kind]


def test_a_key_alone_is_less_than_a_key_and_a_word() -> None:
    assert best("001561191000066")["ice"] < best("ICE 001561191000066")["ice"]


@pytest.mark.parametrize(
    "text",
    ["O6 6l 23 45 67", "06 61 23 45 67", "06.61.23.45.67", "06-61-23-45-67", "06  61 23  45 67",
     "+212 (0)6 61 23 45 67", "00212661234567", "(+212) 661 23 45 67",
     "06\u00a061\u00a023\u00a045\u00a067"],
)  # fmt: skip
def test_what_scanners_and_people_put_between_digits_is_read(text: str) -> None:
    assert found(f"tél : {text}, merci") == [("phone", text)]


@pytest.mark.parametrize("text", ["AB1O2456", "BE7l2345", "G.401288", "JB-482913", "bh612345"])
def test_cards_are_read_with_signs_and_scanning_errors(text: str) -> None:
    assert found(f"CIN n° {text}") == [("cin", text)]


@pytest.mark.parametrize(
    "text",
    ["Vol AT 2005 pour Paris", "le vol AT751", "125 000 DH", "1.250.000,00 DH", "loi n° 09-08",
     "BO n° 6500 du 15/09/2016", "commande n° CMD-2024031234567", "facture FA123456 réglée",
     "référence BC 123456", "TF 12345/06", "القانون رقم 09.08", "الجريدة الرسمية عدد 6500",
     "سنة 2010 إلى 2020", "code postal 20250", "colis RR123456789MA", "total : 45 600 dirhams",
     "n° 2024/1205/4567", "https://portail.ma/?id=20240612345678", "IMEI 490154203237518"],
)  # fmt: skip
def test_flights_prices_laws_and_orders_are_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["avenue Mohammed V", "شارع محمد الخامس", "جامعة الحسن الثاني", "hôpital Ibn Sina",
     "M. le Président", "السيد رئيس المجلس", "السيد الوزير", "إقليم سيدي قاسم",
     "rue du Docteur Tazi", "الملك محمد السادس"],
)  # fmt: skip
def test_streets_kings_and_offices_are_no_persons(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("smiti hamza mn casa", "hamza"),
        ("السيدة كوثر الزاهيدي حضرت", "كوثر الزاهيدي"),
        ("OUAZZANI Karim est absent", "OUAZZANI Karim"),
        ("Mme Zghondi attend", "Zghondi"),
        ("khouya abdelilah mchal", "abdelilah"),
        ("ورثة عبد السلام التازي", "عبد السلام التازي"),
    ],
)
def test_names_are_found_in_three_ways_of_writing(text: str, name: str) -> None:
    assert found(text) == [("name", name)]


def test_unknown_formats_need_their_word() -> None:
    assert found("le 123456789 est là") == []
    assert found("CNSS 123456789") == [("cnss", "123456789")]
    assert found("4821093576") == []
    assert found("IDCS 4821093576") == [("idcs", "4821093576")]
    assert found("code Massar R130123456") == [("massar", "R130123456")]
    assert found("RC 8745 Fès, IF 1452369") == [("rc", "8745"), ("if", "1452369")]


def test_a_word_before_a_number_is_no_part_of_it() -> None:
    text = "Mme Khadija Berrada, CIN BK456789, joignable au 06 61 23 45 67"
    assert [kind for kind, _ in found(text)] == ["name", "cin", "phone"]
    assert found("CIN AB 123 456") == [("cin", "AB 123 456")]
    assert found("du 06.12.2023 - 06.12.2024") == []


def test_phones_of_other_countries_and_bare_ones_need_a_sign() -> None:
    assert found("appelez +33 6 12 34 56 78") == [("phone", "+33 6 12 34 56 78")]
    assert found("tél 661 23 45 67") == [("phone", "661 23 45 67")]
    assert found("tél 0142345678") == [("phone", "0142345678")]
    assert found("le 0142345678") == []


def test_addresses_begin_with_a_word_or_a_house_number() -> None:
    street = "12, rue Ibn Batouta"
    assert found(f"demeurant {street}, Salé, tél 0661234567")[0] == ("address", f"{street}, Salé")
    assert found("livré au 45 avenue Zerktouni") == [("address", "45 avenue Zerktouni")]
    assert found("l'avenue Zerktouni") == []


def test_two_numbers_side_by_side_are_two() -> None:
    assert [kind for kind, _ in found("06 61 23 45 67 06 62 23 45 67")] == ["phone", "phone"]
    assert [kind for kind, _ in found("tél 0661234567 0522334455")] == ["phone", "phone"]
    assert found("en 2024 0661234567") == [("phone", "0661234567")]


def test_findings_hold_reasons_and_no_words() -> None:
    (one,) = find("tél 0661234567")
    assert one.reasons == ("label",)
    assert not hasattr(one, "text")


# --- hostile, huge, empty ----------------------------------------------------------------------

LETTERS = st.text(
    st.sampled_from("0123456789٠١٢٣ AB.-@()+ا لمحدسي\u200fİßOl/:,'éM\n⟦⟧_\\u\ud800")
    | st.characters(),
    max_size=120,
)


@given(LETTERS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str) -> None:
    spans = find(text, least=0.0)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(one.kind in KINDS and 0 <= one.score <= 1 for one in spans)
    assert set(find(text)) <= set(spans)


@given(LETTERS)
@settings(max_examples=200, deadline=None)
def test_no_finding_needs_an_escape_in_json(text: str) -> None:
    assert not any(
        sign in text[one.start : one.end] for one in find(text, least=0.0) for sign in '"\\\n\r'
    )


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "a@", "@", "AB1", "01-", "م", "محمد ", "M. ", "(", "⟦", "a.", "O", "0O", "x@a.",
     "rue 1, ", "né ", "عبد ", "12 rue ", "(at) ", "السيد "],
)  # fmt: skip
def test_long_and_monotonous_texts_come_to_an_end(unit: str) -> None:
    text = unit * 20_000
    assert all(one.end <= len(text) for one in find(text))


def test_the_empty_text_has_nothing() -> None:
    assert find("") == ()
    assert find("\ud800\x00\uffff") == ()
    assert split("") == []


def test_laws_hold_no_numbers_of_persons() -> None:
    if not LAW.exists():
        pytest.skip("../shared/data/moroccan-law is not here")
    kinds = [
        one.kind
        for path in sorted(LAW.glob("*.txt"))[::40]
        for one in find(path.read_text("utf-8", "replace")[:40_000])
    ]
    assert set(kinds) <= {"name"}
