"""A word that stands twice in one place is read as the text says it plainly elsewhere, or left."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.languages.mending import repair
from volant.languages.overprints import WOVEN, Dictionary, holds_twice

TWICE = "االلننففققااتت"
"""A word printed twice as a whole, which tells that a text has such print."""


@pytest.mark.parametrize(
    ("woven", "plain"),
    [
        ("االلأاوولل", "الأول"),
        ("االتلتأسيس", "التأسيس"),
        ("ووببناءء", "وبناء"),
        ("مججممووع", "مجموع"),
        ("االبنايات", "البنايات"),
        ("االلاإددااررييةة", "الإدارية"),
        ("الاالراراضي", "الاراضي"),
        ("وااللمسمساهمات", "والمساهمات"),
        ("تتممننححهاها", "تمنحها"),
        ("الففققرة", "الفقرة"),
    ],
)
def test_copies_that_differ_are_read_as_the_text_says_elsewhere(woven: str, plain: str) -> None:
    done = repair(f"{TWICE} {woven}، {plain}")
    assert done.text == f"النفقات {plain}، {plain}"
    assert [mend.kind for mend in done.mends] == ["overprinted", "overprinted"]
    assert repair(done.text).mends == ()


def test_a_text_without_words_printed_twice_keeps_all() -> None:
    text = "الممددة والمدة، االلأاوولل والأول، للممثلين، الالتزام والتزام"
    assert repair(text).text == text


def test_right_words_with_doubled_letters_stay_beside_print_of_two() -> None:
    text = "للممثلين ولممثلين ومثلين، تتمم تتم، الله اللـه، مما، للسكك والسكك، الالتزام التزام"
    assert repair(f"{TWICE} {text}").text == f"النفقات {text}"


def test_what_the_text_nowhere_says_stays() -> None:
    assert repair(f"{TWICE} االلجممعيهدد").text == "النفقات االلجممعيهدد"


def test_ligatures_in_wrong_order_are_not_taken_for_two_copies() -> None:
    text = f"{TWICE} األجل األول، االلتزامات، التزامات، األسرة"
    assert repair(text).text == "النفقات الأجل الأول، الالتزامات، التزامات، الأسرة"


def test_the_copies_are_close_to_one_another() -> None:
    words = Dictionary(["السياحة", "السياحية"])
    assert words.read("االلسسياحية") == "السياحية"


def test_hamza_and_marks_of_the_text_are_kept() -> None:
    words = Dictionary(["الاول", "الاول", "الأول"])
    assert words.read("االلأاوولل") == "الأول"
    assert words.read("االلااوولل") == "الاول"
    assert repair(f"{TWICE} مُدَّة").text == "النفقات مُدَّة"


@given(st.text(alphabet="المتأسي", min_size=4, max_size=12), st.data())
def test_each_word_is_found_in_two_copies_of_it(word: str, data: st.DataObject) -> None:
    doubled = data.draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    woven = "".join(letter * (1 + twice) for letter, twice in zip(word, doubled, strict=True))
    assert holds_twice(woven, word) is any(doubled)


@given(st.lists(st.text(alphabet="الممتتأسي", min_size=1, max_size=9), max_size=9), st.text())
def test_a_reading_is_a_word_of_the_text_or_the_word_itself(words: list[str], word: str) -> None:
    read = Dictionary(words).read(word)
    assert read == word or (read in words and WOVEN.search(word) and holds_twice(word, read))


@pytest.mark.parametrize("letters", ["ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ابتثجح"])
def test_a_long_text_of_woven_words_takes_no_time(letters: str) -> None:
    middles = list(itertools.islice(itertools.product(letters, repeat=5), 6000))
    plain = [f"م{''.join(middle)}ي" for middle in middles]
    woven = [f"مم{''.join(middle)}يي" for middle in middles]
    begun = time.process_time()
    repair(" ".join([TWICE, *plain, *woven]))
    assert time.process_time() - begun < 20
