from __future__ import annotations

import pytest

from volant import languages
from volant.library.kinds import BITS, asked, kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("داخل أجل ثالثين ( )30يوما", "duration"),
        ("لمدة شهرين", "duration"),
        ("dans un délai de quinze jours", "duration"),
        ("بغرامة من 25.000إلى 30.000درهم", "money"),
        ("une taxe de 250 dirhams", "money"),
        ("نسبة 60بالمائة من الحد األدنى", "percent"),
        ("70% من الثمن", "percent"),
        ("يبلغ سنه 18 سنة كاملة", "age"),
        ("âgé de 16 ans révolus", "age"),
    ],
)
def test_a_passage_states_a_kind(text: str, kind: str) -> None:
    assert kinds(languages.words(text)) & BITS[kind]


@pytest.mark.parametrize("text", ["", "يسلم الرئيس الشهادة", "Le maire signe.", "المادة 12"])
def test_a_passage_without_value_states_none(text: str) -> None:
    assert kinds(languages.words(text)) == 0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("شحال من نهار عندي؟", "duration"),
        ("Quelle amende pour ce retard ?", "penalty"),
        ("Combien de fois par an ?", "times"),
        ("Quel prix ?", "money"),
        ("ch7al f lmia ?", "percent"),
        ("À quel âge ?", "age"),
    ],
)
def test_a_question_asks_for_a_kind(question: str, kind: str) -> None:
    assert asked(languages.words(question)) & BITS[kind]
