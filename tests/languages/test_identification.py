"""Identification on short questions, on rules, and on input nobody meant to write."""

from __future__ import annotations

import hashlib
import itertools
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages.identification import identify, identify_each
from volant.languages.markers import (
    ARABIC,
    LATIN,
    STANDARD,
    is_arabic_darija,
    is_latin_darija,
)
from volant.languages.pieces import BUCKETS, LETTER_LIMIT, buckets, cut, fold
from volant.records import TAGS, UNKNOWN

HERE = Path(__file__).parent


def questions() -> list[tuple[str, str]]:
    rows = (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if not row.startswith("#"))
    return [("ary-Latn" if name == "mixed" else name, text) for name, text in pairs]


def test_short_questions_are_right_97_times_in_100() -> None:
    wrong = [(tag, text) for tag, text in questions() if identify(text).tag != tag]
    assert len(questions()) == 200
    assert len(wrong) <= 0.03 * 200, wrong
    assert max(Counter(tag for tag, _ in wrong).values(), default=0) <= 4, wrong


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("ⵎⴰⵏⵉⴽ ⵔⴰⴷ ⵙⵙⵏⴼⵍⵖ ⵜⴰⴽⴰⵕⴹⴰ", "zgh-Tfng"),
        ("ⵜⴰⴽⴰⵕⴹⴰ 2024", "zgh-Tfng"),
        ("Aḥric n uneɣlaf n temsal n tmurt", "ber-Latn"),
        ("Acḥal n wussan i d-yeqqimen?", "ber-Latn"),
        ("How much does a new passport cost?", "en"),
        ("Where can I register a birth?", "en"),
        ("¿Cuánto cuesta renovar el pasaporte?", "es"),
        ("¿Dónde puedo inscribir a mi hijo?", "es"),
        ("la veuve ila makantch enceinte, ch7al f la durée dyal l3idda?", "ary-Latn"),
        ("carte nationale dyali", "ary-Latn"),
        ("wach \ud83d khassni", "ary-Latn"),
        ("WACH KHASSNI NJI", "ary-Latn"),
        ("ما هي مدة العدة ديال الأرملة؟", "ary-Arab"),
        ("بغيت نجدد la carte nationale", "ary-Arab"),
        ("الوثائق ديال الزواج", "ary-Arab"),
        ("بُطَاقَةُ التَّعْرِيفِ الوَطَنِيَّةِ، كَيْفَ أَحْصُلُ عَلَيْهَا؟", "ar"),
        ("Article 7eme de la loi B2B covid19", "fr"),
        ("le 3ème étage, 2e porte, 30dh", "fr"),
    ],
)
def test_known_cases(text: str, tag: str) -> None:
    assert identify(text).tag == tag


def test_a_word_that_only_darija_has_tells_what_a_doubtful_question_is_answered_in() -> None:
    found = identify("pour le quorum minimum w maximum ch7al?", parts=False)
    assert found.nearest == "ary-Latn"


def test_what_all_the_maghreb_says_is_doubted_and_answered_in_darija() -> None:
    found = identify("ما عندوش الحق")
    assert found.tag == "und"
    assert found.nearest == "ary-Arab"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t", "2024", "٢٠٢٤", "12/05/2020 ?", "😀👍", "---", "\x00", "\u200f\u200e", "_"],
)
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert identify(text).tag == UNKNOWN


@pytest.mark.parametrize("text", ["Сколько стоит паспорт?", "护照多少钱?", "כמה זה עולה", "Πόσο"])
def test_a_script_nobody_answers_in_has_no_tag(text: str) -> None:
    assert identify(text).tag == UNKNOWN


def test_addresses_do_not_count() -> None:
    assert identify("شهادة السكنى https://www.service-public.ma/fr/page").tag in ("ar", "ary-Arab")
    assert identify("https://example.ma contact@example.ma").tag == UNKNOWN


def test_a_huge_text_costs_no_more_than_a_page() -> None:
    assert identify("wach khassni nji? " * 500_000).tag == "ary-Latn"
    assert identify("a" * 5_000_000).tag in {*TAGS, UNKNOWN}


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(), max_size=200))
def test_any_text_gets_a_tag_and_a_probability(text: str) -> None:
    found = identify(text)
    assert found.tag in {*TAGS, UNKNOWN}
    assert 0.0 <= found.score <= 1.0
    shares = [share for tag, share in found.alternatives if tag not in ("kab", "zgh-Latn")]
    assert shares == sorted(shares, reverse=True)
    assert found.tag not in dict(found.alternatives)
    assert identify(text) == found


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([text for _, text in questions()]))
def test_case_space_and_signs_do_not_change_the_tag(text: str) -> None:
    tag = identify(text).tag
    assert identify(f"  {text.upper()} !!! ").tag == tag
    assert identify(re.sub(r"\s+", "\n", text)).tag == tag


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word))[:LETTER_LIMIT] == fold(word)[:LETTER_LIMIT]


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=LETTER_LIMIT))
def test_pieces_stay_inside_the_table(word: str) -> None:
    rows, sizes = buckets([word, "و", word])
    assert len(rows) == sum(sizes)
    assert all(0 <= row < BUCKETS for row in rows)
    assert rows[: sizes[0]].tolist() == rows[-sizes[0] :].tolist() == buckets([word])[0].tolist()


def test_markers_are_in_the_form_they_are_looked_up_in() -> None:
    assert [word for word in LATIN | ARABIC | STANDARD if fold(word) != word] == []
    assert frozenset() == ARABIC & STANDARD


@pytest.mark.parametrize("word", ["معاش", "مفتش", "منقوش", "القانون", "كيف", "كانت", "مناقش"])
def test_standard_words_are_no_marker(word: str) -> None:
    assert not is_arabic_darija(word)


@pytest.mark.parametrize("word", ["2ème", "1er", "3e", "7jours", "covid19", "b2b", "fin", "had"])
def test_french_words_are_no_marker(word: str) -> None:
    assert not is_latin_darija(fold(word))


def test_words_are_cut_without_page_addresses() -> None:
    assert list(cut("l'État, www.ma.ma dyal-na")) == ["l", "état", "dyal", "na"]


def test_the_package_loads_without_numpy() -> None:
    program = "import sys, volant.languages; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False"], done.stderr


@pytest.mark.parametrize(
    "name", ["common", "identify", "switching", "spelling", "ligatures", "tamazight"]
)
def test_the_datasheet_names_the_weights_that_are_there(name: str) -> None:
    folder = files("volant.languages") / "weights"
    sheet = (folder / f"{name}.md").read_text(encoding="utf-8")
    stored = next(path for path in folder.iterdir() if path.name in KINDS[name]).read_bytes()
    assert hashlib.sha256(stored).hexdigest() in sheet
    assert len(stored) <= 2 * 1024 * 1024


KINDS = {
    "common": ("common.npz",),
    "identify": ("identify.npz",),
    "switching": ("switching.npz",),
    "spelling": ("spelling.npz",),
    "ligatures": ("ligatures.bin",),
    "tamazight": ("tamazight.txt",),
}


def test_what_ships_for_the_languages_is_small() -> None:
    folder = Path(str(files("volant.languages")))
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert sum(sizes) <= 10 * 1024 * 1024


def test_many_texts_are_identified_as_one_by_one() -> None:
    texts = [text for _, text in questions()] * 6
    together = [one.tag for one in identify_each(texts)]
    assert together == [identify(text).tag for text in texts]
    endless = identify_each(itertools.repeat("wach khassni nji?"))
    assert next(endless).tag == "ary-Latn"


@pytest.mark.parametrize(
    "text",
    [
        "Wie viel kostet ein neuer Reisepass bei der Gemeinde?",
        "Quanto costa il nuovo passaporto e dove devo andare?",
        "Ne kadar sürede pasaport alabilirim acaba?",
        "عايز أعرف إزاي أجدد البطاقة دلوقتي",
        "شلون أجدد الجواز هسه وشكد يكلف",
        "چگونه می‌توانم گذرنامه‌ام را تمدید کنم؟",
    ],
)
def test_what_is_none_of_ours_is_said_to_be_none(text: str) -> None:
    assert identify(text).tag == UNKNOWN


def test_a_variety_of_berber_is_named_when_it_is_sure() -> None:
    found = identify("Ad nruḥ azekka ɣer taddart, ad nẓer imawlan-nneɣ d watmaten-nneɣ")
    assert found.tag == "ber-Latn"
    assert found.alternatives[0][0] == "kab"


def test_development_texts_of_every_class() -> None:
    path = Path(__file__).parents[2] / "../shared/data/lid_dev.tsv"
    if not path.is_file():
        pytest.skip("the development texts are not on this machine")
    names = {"ary_Latn": "ary-Latn", "ber_Latn": "ber-Latn", "ber_Tfng": "zgh-Tfng"}
    names |= {"fra_Latn": "fr", "eng_Latn": "en", "spa_Latn": "es"}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in path.read_text(encoding="utf-8").splitlines()[::40]:
        label, _, _, text = row.split("\t", 3)
        if label in names:
            total[label] += 1
            right[label] += identify(text).tag == names[label]
    assert all(right[label] >= 0.9 * count for label, count in total.items()), (right, total)
