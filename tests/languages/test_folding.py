from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.languages import analyse, normalize, words


@given(st.one_of(st.text(), st.text(alphabet="الأإةىءوفل لاﻻﷲ\u0640\u064bà ÉœAaa33٣ﬁ\u0307iء가Σŉ")))
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("األسرة", "الأُسرة"),
        ("االلتزامات", "الالتزامات"),
        ("لألسرة", "للأسرة"),
        ("ثالثة", "ثلاثة"),
        ("لاللتزام", "للالتزام"),
        ("مدونةاألسـرة", "مدونة الأسرة"),
        ("29يوليو", "٢٩ يوليو"),
    ],
)
def test_damaged_and_clean_spellings_give_the_same_tokens(damaged: str, clean: str) -> None:
    assert analyse(damaged) == analyse(clean) != []


def test_the_article_goes_and_the_word_stays() -> None:
    assert analyse("للأسرة") == analyse("أسرة") == analyse("والأسرة")
    assert analyse("ثلاثين يوما") == analyse("ثلاثين يوم")


def test_look_alike_letters_of_kabyle_and_accents_fold() -> None:
    assert normalize("εΓ") == normalize("ɛɣ")
    assert words("Délai d'Été") == ["delai", "d", "ete"]
    assert words("ch7al بززززاف") == words("CH7AL بززاف")
