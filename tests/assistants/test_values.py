from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.assistants.values import unstated


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Le délai est de 30 mois.", "Le délai est de 30 jours."),
        ("Vous devez payer 30 dirhams.", "La déclaration se fait dans les 30 jours."),
        ("L'amende est de 500 euros.", "L'amende est de 500 dirhams."),
        ("L'amende est de 30 % du prix.", "L'amende est de 30 dirhams."),
        ("Le délai expire le 5 mai 2025.", "Le délai est de 5 jours, article 2025."),
        ("Le délai court le 12/05/2024.", "Article 12, alinéa 5, année 2024."),
        ("Le bureau ouvre à 8h30.", "Article 8 : 30 dirhams."),
        ("Le délai est d'un an.", "Le délai est de 30 jours."),
        ("أجل ثلاثة أشهر", "Le délai est de 3 jours."),
        ("l'ajal howa 30 chher", "داخل أجل ثلاثين يوما"),
        ("La loi n° 36-22 le dit.", "ينص عليه القانون رقم 36.21."),
    ],
)
def test_a_value_is_what_it_measures(said: str, source: str) -> None:
    assert unstated(said, source)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Le délai est de trente jours.", "داخل أجل ثالثين ( )30يوما"),
        ("Le délai est d'un an.", "يمتد أجل التصريح إلى سنة في ولادات المغاربة بالخارج."),
        ("Le délai est d'un an.", "Le délai est de 12 mois."),
        ("Le préavis est de 14 jours.", "Le préavis est de deux semaines."),
        ("De 3 mois à 6 mois.", "من 3 إلى 6 أشهر"),
        ("L'amende va de 100 dirhams à 500 dirhams.", "غرامة من 100 إلى 500 درهم"),
        ("Le décret date de juin 2023.", "Décret du 22 juin 2023"),
        ("La loi n° 36-21 le dit.", "ينص عليه القانون رقم 36.21."),
        ("Entre 6 heures et 21 heures.", "بين السادسة صباحا والتاسعة ليلا"),
        ("يصرح بها خلال ٣٠ يوما.", "dans les trente (30) jours"),
    ],
)
def test_a_value_said_another_way_is_stated(said: str, source: str) -> None:
    assert not unstated(said, source)


@given(st.text(max_size=60))
def test_a_text_states_its_own_values(text: str) -> None:
    assert not unstated(text, text)
