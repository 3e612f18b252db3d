"""Tifinagh both ways is exact on any text; what people type is read by choice."""

from __future__ import annotations

import hashlib
import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages import transliterate
from volant.languages.tamazight import Speller, spell
from volant.languages.tifinagh import IRCAM, is_exact, to_latin, to_tifinagh

ZGH = Path(__file__).parents[2] / "../shared/data/oldi-seed/zgh_Tfng.txt"
MIXED = [
    *IRCAM,
    "a",
    "É",
    "e\u0301",
    "\u0323",
    "ε",
    "σ",
    "°",
    "ⵒ",
    "م",
    "3",
    " ",
    "\u2060",
    "ʷ",
    "Ⅷ",
]


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(), st.lists(st.sampled_from(MIXED)).map("".join)))
def test_tifinagh_to_latin_and_back_is_the_same_for_any_text(text: str) -> None:
    assert to_tifinagh(to_latin(text)) == text


def test_latin_in_a_tifinagh_text_stays_latin_and_nobody_sees_how() -> None:
    latin = to_latin("ⴰⵖⵔⵎ AFC 1984")
    assert latin.replace("\u2060", "") == "aɣrm AFC 1984"
    assert to_tifinagh(latin) == "ⴰⵖⵔⵎ AFC 1984"


def test_every_professional_line_comes_back() -> None:
    if not ZGH.is_file():
        pytest.skip("the development texts are not on this machine")
    lines = ZGH.read_text("utf-8").splitlines()
    assert all(to_tifinagh(to_latin(line)) == line for line in lines)


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("tamazight", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        ("Tamazight", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        ("azul", "ⴰⵣⵓⵍ"),
        ("azoul", "ⴰⵣⵓⵍ"),
        ("aghrom", "ⴰⵖⵔⵓⵎ"),
        ("a4rum", "ⴰⵖⵔⵓⵎ"),
        ("asggas", "ⴰⵙⴳⴳⵯⴰⵙ"),
        ("tamghart", "ⵜⴰⵎⵖⴰⵔⵜ"),
        ("adrar", "ⴰⴷⵔⴰⵔ"),
        ("oussan", "ⵓⵙⵙⴰⵏ"),
        ("iwaliwn", "ⵉⵡⴰⵍⵉⵡⵏ"),
        ("tamourt", "ⵜⴰⵎⵓⵔⵜ"),
    ],
)
def test_what_people_type_is_read(typed: str, signs: str) -> None:
    assert signs in dict(spell(typed, 3))


def test_sentences_keep_signs_spaces_and_other_scripts() -> None:
    ((text, score),) = transliterate("azul, 12 سلام !", "zgh-Tfng", n=1)
    assert text == "ⴰⵣⵓⵍ, 12 سلام !"
    assert 0 < score <= 1


def test_the_best_come_first_and_all_differ() -> None:
    found = transliterate("tamazight n lmghrib", "zgh-Tfng", n=5)
    assert len({text for text, _ in found}) == len(found) == 5
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_writer_who_never_doubles_a_letter_is_understood() -> None:
    text = "ar ilan mdn lan izran imoun ghasad d wiyad illi"
    doubled = transliterate(text + " tafat i wass", "zgh-Tfng", n=1)[0][0]
    assert "ⵍⵍⴰⵏ" not in doubled  # `illi` tells that held letters are written twice
    single = transliterate(text.replace("illi", "ili") + " tafat i was", "zgh-Tfng", n=1)[0][0]
    assert "ⵉⵍⵍⴰⵏ" in single


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("tamaziɣt", True),
        ("aman", False),
        ("illa umur n tmurt s ufus inu", True),
        ("illa umur n tmourt s ufus inu", False),
        ("a\u2060x\u2060b", True),
        ("illa 1912 umur n tmurt ufus inu", True),
        ("illa 7umur n tmurt s ufus inu", False),
    ],
)
def test_ircam_spelling_is_known_by_what_is_not_there(text: str, exact: bool) -> None:
    assert is_exact(text) is exact


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40), st.integers(min_value=1, max_value=8))
def test_any_word_is_spelled(word: str, n: int) -> None:
    found = spell(word, n)
    assert 1 <= len(found) <= n
    assert all(0 < share <= 1 + 1e-9 for _, share in found)
    assert len({spelling for spelling, _ in found}) == len(found)


def test_a_speller_learns_from_its_words() -> None:
    assert Speller({"aḍar": 5, "adar": 1}).spell("adar")[0][0] == "ⴰⴹⴰⵔ"


@pytest.mark.parametrize("piece", ["a", "gh", "ⴰ", "\u2060", "\ud800", "3", "a ", "\u0323"])
def test_a_hundred_thousand_of_one_piece_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    assert to_tifinagh(to_latin(text)) == text
    transliterate(text, "zgh-Tfng")
    assert time.process_time() - begun < 60


def test_counts_are_those_of_the_datasheet() -> None:
    folder = files("volant.languages") / "weights"
    data = (folder / "tamazight.txt").read_bytes()
    assert len(data) < 200_000
    assert hashlib.sha256(data).hexdigest() in (folder / "tamazight.md").read_text("utf-8")
