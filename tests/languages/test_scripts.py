"""Tifinagh both ways is exact; Arabizi is measured on words that were never tuned on."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.errors import RequestError
from volant.languages import tifinagh
from volant.languages.arabizi import latin_spellings, spellings
from volant.languages.scripts import transliterate

HERE = Path(__file__).parent
FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "گ": "ك", "ڭ": "ك", "ئ": "ي"}
)

# --- Tifinagh ----------------------------------------------------------------------------------


def test_the_table_is_one_letter_to_one_letter() -> None:
    assert len(set(tifinagh.IRCAM.values())) == len(tifinagh.IRCAM) == 32


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=sorted(tifinagh.IRCAM) + list(" .,-0123456789")))
def test_tifinagh_to_latin_and_back_is_the_same(text: str) -> None:
    assert tifinagh.to_tifinagh(tifinagh.to_latin(text)) == text


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=sorted(tifinagh.IRCAM.values()) + list(" .,-0123456789")))
def test_latin_to_tifinagh_and_back_is_the_same(text: str) -> None:
    assert tifinagh.to_latin(tifinagh.to_tifinagh(text)) == text


@pytest.mark.parametrize(
    ("latin", "signs"),
    [
        ("tamurt", "ⵜⴰⵎⵓⵔⵜ"),
        ("Tamaziɣt", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        ("akʷal", "ⴰⴽⵯⴰⵍ"),
        ("aḍar", "ⴰⴹⴰⵔ"),
        ("ad\u0323ar", "ⴰⴹⴰⵔ"),
        ("tisaεtin", "ⵜⵉⵙⴰⵄⵜⵉⵏ"),
        ("", ""),
        ("سلام 12", "سلام 12"),
    ],
)
def test_latin_to_tifinagh(latin: str, signs: str) -> None:
    assert tifinagh.to_tifinagh(latin) == signs


def test_informal_latin_reads_two_letters_as_one() -> None:
    assert tifinagh.to_tifinagh("tamazight", informal=True) == "ⵜⴰⵎⴰⵣⵉⵖⵜ"
    assert transliterate("tamazight", "zgh-Tfng")[0][0] == "ⵜⴰⵎⴰⵣⵉⵖⵜ"
    assert len(transliterate("tamazight", "zgh-Tfng", n=2)) == 2


def test_professional_tifinagh_survives_both_ways() -> None:
    path = Path(__file__).parents[2] / "../shared/data/oldi-seed/zgh_Tfng.txt"
    if not path.is_file():
        pytest.skip("the development texts are not on this machine")
    for line in path.read_text(encoding="utf-8").splitlines()[:500]:
        words = [word for word in line.split() if set(word) <= set(tifinagh.IRCAM)]
        text = " ".join(words)
        assert tifinagh.to_tifinagh(tifinagh.to_latin(text)) == text


# --- Arabizi -----------------------------------------------------------------------------------


def pairs() -> list[tuple[str, str]]:
    rows = (HERE / "arabizi.tsv").read_text(encoding="utf-8").splitlines()
    return [(row.split("\t")[0], row.split("\t")[1]) for row in rows if not row.startswith("#")]


def test_held_out_words_are_among_the_candidates() -> None:
    first = anywhere = 0
    for latin, arabic in pairs():
        found = [spelling.translate(FOLD) for spelling, _ in spellings(latin)]
        first += found[0] == arabic.translate(FOLD)
        anywhere += arabic.translate(FOLD) in found
    assert first >= 0.75 * len(pairs())
    assert anywhere >= 0.95 * len(pairs())


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("ch7al", "شحال"),
        ("dyal", "ديال"),
        ("Wach", "واش"),
        ("nafa9a", "نفقة"),
        ("ttla9", "الطلاق"),
        ("l7adana", "الحضانة"),
        ("rokhsa", "رخصة"),
        ("Tbib", "طبيب"),
        ("qanoun", "قانون"),
    ],
)
def test_words_people_ask_with(latin: str, arabic: str) -> None:
    assert arabic in dict(spellings(latin))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.integers(min_value=-1, max_value=64))
def test_candidates_are_ranked_few_and_different(word: str, limit: int) -> None:
    found = spellings(word, limit)
    scores = [score for _, score in found]
    assert len(found) <= max(limit, 0)
    assert len({spelling for spelling, _ in found}) == len(found)
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 1.0 + 1e-9 for score in scores)


@settings(deadline=None, max_examples=60)
@given(st.from_regex(r"[a-z2-9]{1,30}", fullmatch=True))
def test_candidates_hold_no_latin_letter(word: str) -> None:
    assert not any(letter.isascii() for spelling, _ in spellings(word) for letter in spelling)


@pytest.mark.parametrize("word", ["", "3", "2024", "شحال", "ⵜ", "?", " "])
def test_what_is_no_arabizi_has_no_spelling(word: str) -> None:
    assert spellings(word) == ()


def test_weights_are_those_of_the_datasheet() -> None:
    folder = files("volant.languages") / "weights"
    digest = hashlib.sha256((folder / "spelling.npz").read_bytes()).hexdigest()
    assert digest in (folder / "spelling.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("kankhdem", "كنخدم"),
        ("kayakol", "كياكل"),
        ("lmadrasa", "المدرسة"),
        ("fldar", "فالدار"),
        ("bzaaaaaf", "بزاف"),
        ("BZAF", "بزاف"),
        ("Wach", "واش"),
        ("mabghitch", "مابغيتش"),
    ],
)
def test_forms_and_ways_of_typing(latin: str, arabic: str) -> None:
    assert spellings(latin)[0][0] == arabic


def test_sentences_spelled_by_hand_are_written_so() -> None:
    """Three of four words, with no more than known forms: the benchmark gives the exact share."""
    right = words = 0
    for line in (HERE / "spelled.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        latin, gold = line.split("\t")
        written = transliterate(latin, "ary-Arab")[0][0].translate(FOLD).split()
        golds = gold.translate(FOLD).split()
        right += sum(one.strip(_SIGNS) == two.strip(_SIGNS) for one, two in zip(written, golds))  # noqa: B905
        words += len(golds)
    assert right >= 0.85 * words


_SIGNS = ".,!?؟،؛…"


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("شحال", "ch7al"),
        ("واش", "wach"),
        ("مُحَمَّد؟", "mohammad?"),
        ("", ""),
        ("ⵜ 12", "ⵜ 12"),
    ],
)
def test_arabic_letters_to_arabizi(arabic: str, latin: str) -> None:
    assert latin in dict(transliterate(arabic, "ary-Latn", n=5))


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=30))
def test_arabizi_holds_no_arabic_letter(word: str) -> None:
    assert all(spelling.isascii() for spelling, _ in latin_spellings(word))


def test_foreign_words_stay_when_the_caller_says_so() -> None:
    text = "wach l'email wSel?"
    kept = transliterate(text, "ary-Arab", foreign=lambda _: [(5, 12)])[0][0]
    assert kept == "واش l'email وصل؟"
    written = transliterate(text, "ary-Arab", foreign=lambda _: ())[0][0]
    assert not any(letter.isascii() and letter.isalpha() for letter in written)


def test_foreign_words_stay_among_darija_alone() -> None:
    text = "fin nsowel 3la le certificat de résidence?"
    assert transliterate(text, "ary-Arab")[0][0].endswith("le certificat de résidence؟")
    for alone in ("le certificat de résidence", "certificat", "fin", "salam, fin kayna?"):
        written = transliterate(alone, "ary-Arab")[0][0]
        assert not any(letter.isascii() and letter.isalpha() for letter in written), alone


def test_the_article_alone_is_told_from_the_preposition() -> None:
    assert transliterate("l amal", "ary-Arab")[0][0].startswith("ال ")
    assert transliterate("l dar", "ary-Arab")[0][0].startswith("ل ")


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "3" * 100_000, "ش" * 100_000, "wach " * 4_000, "\ud800wach\x00 \u202eشنو"],
    ids=["letter", "digit", "arabic", "words", "odd"],
)
@pytest.mark.parametrize("to", ["ary-Arab", "ary-Latn"])
def test_hostile_texts_are_written_in_linear_time(text: str, to: str) -> None:
    found = transliterate(text, to, n=3)
    assert 1 <= len(found) <= 3


# --- the door ----------------------------------------------------------------------------------


def test_numbers_signs_and_spaces_stay_where_they_are() -> None:
    text, score = transliterate("wach 30dh, 2eme  12?", "ary-Arab")[0]
    assert text == "واش 30dh، 2eme  12؟"
    assert 0 < score <= 1


def test_the_best_comes_first_and_all_differ() -> None:
    found = transliterate("chno khass l zwaj", "ary-Arab", n=5)
    assert len({text for text, _ in found}) == len(found) == 5
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize(
    ("to", "from_", "source", "text"),
    [
        ("ber-Latn", None, "ⴰⵣⵓⵍ", "azul"),
        ("zgh-Tfng", "ber-Latn", "azul", "ⴰⵣⵓⵍ"),
        ("ary-Latn", "ar", "باب", "bab"),
        ("ary-Arab", "ary-Latn", "wach", "واش"),
        ("zgh-Latn", None, "ⴰⵣⵓⵍ", "azul"),
        ("kab", "zgh", "ⴰⵣⵓⵍ", "azul"),
        ("zgh", "kab", "azul", "ⴰⵣⵓⵍ"),
        ("ary", None, "wach", "واش"),
        ("ar", "ary-Latn", "wach", "واش"),
        ("ary-Arab", "ar", "باب", "باب"),
        ("fr", "fr", "bonjour", "bonjour"),
    ],
)
def test_each_way(to: str, from_: str | None, source: str, text: str) -> None:
    assert transliterate(source, to, from_)[0][0] == text


@pytest.mark.parametrize(
    ("to", "from_"), [("fr", None), ("ar", "zgh"), ("zgh-Tfng", "fr"), ("", None)]
)
def test_a_pair_without_a_table_is_refused(to: str, from_: str | None) -> None:
    with pytest.raises(RequestError, match="no table writes"):
        transliterate("salam", to, from_)


def test_no_candidates_are_asked_for() -> None:
    assert transliterate("salam", "ary-Arab", n=0) == ()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.sampled_from(["ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn"]))
def test_any_text_is_written(text: str, to: str) -> None:
    found = transliterate(text, to, n=3)
    assert 1 <= len(found) <= 3
    assert all(0 < score <= 1.0 + 1e-9 for _, score in found)
