"""Check that damaged letters are noticed and clean ones left in peace, whatever their language."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.readers.legibility import judge, number

PAGES = {
    "ar": "يعاقب بالحبس من شهر إلى سنة وبغرامة من ألف إلى عشرة آلاف درهم كل من خالف أحكام هذا"
    " القانون والنصوص المتخذة لتطبيقه وتضاعف العقوبة في حالة العود",
    "ary": "واش كاين شي حل باش نجدد لاكارط ناسيونال ديالي حيت ضاعت ليا وخاصني نديرها قبل ما نسافر"
    " وشحال من نهار غادي نتسنى",
    "fr": "Toute personne qui enfreint les dispositions de la présente loi est passible d'un"
    " emprisonnement d'un mois à un an et d'une amende de mille à dix mille dirhams",
    "zgh": "ⵜⴰⴳⵍⴷⵉⵜ ⵏ ⵍⵎⵖⵔⵉⴱ ⵜⴳⴰ ⵜⴰⵎⵓⵔⵜ ⵜⴰⵏⵎⵓⵔⵜ ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⴳⴰ ⵜⵓⵜⵍⴰⵢⵜ ⵜⵓⵏⵚⵉⴱⵜ ⵏ ⵓⵡⴰⵏⴽ ⵙ ⵓⵎⴰⵜⴰ",
    "ary-Latn": "wach kayn chi hal bach njedded la carte nationale dyali hit daat liya w khassni"
    " ndirha qbel ma nsafer w chhal men nhar ghadi ntsenna",
}


def backwards(text: str) -> str:
    return " ".join(word[::-1] for word in text.split())


def shuffled(text: str) -> str:
    order = random.Random(7)
    return re.sub(r"\w+", lambda word: "".join(order.sample(word[0], len(word[0]))), text)


@pytest.mark.parametrize("tag", PAGES)
def test_clean(tag: str) -> None:
    verdict = judge(PAGES[tag])
    assert verdict.faults == ()
    assert verdict.score >= 0.9


@pytest.mark.parametrize("tag", PAGES)
def test_backwards(tag: str) -> None:
    assert "reversed" in judge(backwards(PAGES[tag])).faults


@pytest.mark.parametrize("tag", ["ar", "fr"])
def test_backwards_in_part(tag: str) -> None:
    words = PAGES[tag].split()
    damaged = [word[::-1] if place % 2 else word for place, word in enumerate(words)]
    verdict = judge(" ".join(damaged))
    assert verdict.faults
    assert verdict.score < 0.9


@pytest.mark.parametrize("tag", ["ar", "ary", "fr"])
def test_shuffled(tag: str) -> None:
    assert "mixed-up" in judge(shuffled(PAGES[tag] * 4)).faults


def test_letters_of_another_script() -> None:
    assert judge(PAGES["ar"].encode("cp1256").decode("latin-1")).faults == ("mixed-up",)


def test_no_map() -> None:
    verdict = judge("\ufffd\ue001\ufffd " * 30 + "fin")
    assert "no-map" in verdict.faults
    assert verdict.score < 0.1


@pytest.mark.parametrize(
    "text", ["", "12", "1 234,56 " * 50, "المادة 2", "- - - " * 90, "المادة 1 .......... 3\n" * 20]
)
def test_too_little_to_tell(text: str) -> None:
    assert judge(text).faults == ()


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    verdict = judge(text)
    assert 0 <= verdict.score <= 1
    assert (
        number(text.upper()).tolist() == number(text.upper().lower()).tolist() or not text.isascii()
    )
