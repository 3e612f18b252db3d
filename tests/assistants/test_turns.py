from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import languages
from volant.assistants import Librarian
from volant.assistants.turns import names, standalone, subject
from volant.library import Desk, Library
from volant.records import TAGS, Message

BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"
MAWLID = "شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟"


def user(*contents: str) -> tuple[Message, ...]:
    return tuple(Message(role="user", content=content) for content in contents)


def asked(*contents: str) -> str:
    tag = languages.identify(contents[-1], parts=False).nearest
    return standalone(user(*contents), tag)


@pytest.fixture
def librarian(stocked: Path) -> Librarian:
    return Librarian(Desk(Library(stocked / "library")))


@pytest.mark.parametrize(
    "turn",
    [
        "Et un décès ?", "Et l'amende ?", "Où dois-je aller ?", "Quels documents ?",
        "Combien ça coûte ?", "Et si je dépasse ce délai ?", "Pourquoi ?", "Et ?",
        "وشحال الغرامة؟", "وإلا فات الوقت؟", "فين نمشي؟", "واش فابور؟", "والوفاة؟", "وللأب؟",
        "w ila fat lwe9t?", "fin nmchi?", "o lwafat?", "وماذا عن الوفاة؟", "أين؟",
        "ما هي الوثائق المطلوبة؟", "and the fine?", "¿y la multa?",
    ],
)  # fmt: skip
def test_a_turn_that_leans_carries_the_turn_before(turn: str) -> None:
    assert asked(BIRTH, turn) == f"{BIRTH}\n{turn}"


@pytest.mark.parametrize(
    "turn",
    [
        "Je veux divorcer", "Quel est le SMIG ?", "Comment créer une association ?", "Le SMIG ?",
        "Quelle est la durée du congé maternité ?", "Où se trouve le tribunal de commerce ?",
        "Y a-t-il une aide au logement ?", "carte nationale", "smig", "شنو هو السميك؟",
        "بغيت نطلق", "والدي مريض", "w7ed ssa7bi bgha ytelle9", "bghit ntelle9", "أريد الطلاق",
        "ما هو الحد الأدنى للأجر؟", "D acu-t lqanun n uxeddim?", "merci beaucoup", "شكرا",
    ],
)  # fmt: skip
def test_a_question_of_its_own_stands_alone_however_short(turn: str) -> None:
    assert asked(BIRTH, turn) == asked(MAWLID, turn) == turn


def test_one_earlier_turn_is_carried_the_last_that_stands() -> None:
    talk = ("Quel est le SMIG ?", BIRTH, "merci", "Et l'amende ?", "Où ?")
    assert asked(*talk) == f"{BIRTH}\nOù ?"
    assert asked("Et ?", "Où ?") == "Et ?\nOù ?"


def test_a_long_talk_of_nothing_is_read() -> None:
    turns = ["w"] * (sys.getrecursionlimit() + 1)
    assert standalone(user(*turns), "ary-Latn") == "w\nw"


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5), st.sampled_from((*TAGS, "")))
def test_the_last_turn_is_always_last(turns: list[str], tag: str) -> None:
    assert standalone(user(*turns), tag).endswith(turns[-1])
    subject(turns[-1], tag)


def test_a_turn_that_goes_on_names_its_own_subject() -> None:
    death = "Tout décès se déclare à l'officier de l'état civil."
    assert names(death, subject("Et un décès ?", "fr"))
    assert names("يصرح بالوفاة لدى ضابط الحالة المدنية.", subject("Et un décès ?", "fr"))
    assert not names(death, subject("Et le SMIG ?", "fr"))
    for circumstance in ("Et si je dépasse ce délai ?", "Et ?", "Où ?"):
        assert subject(circumstance, "fr") == ()
        assert names(death, ())


def test_the_second_question_is_not_answered_with_the_first(librarian: Librarian) -> None:
    for turn in ("Quel est le SMIG ?", "Et le SMIG ?", "شنو هو السميك؟", "ch7al smig?"):
        after = librarian.ground(user(BIRTH, turn))
        assert {one.source[:12] for one in after.evidence} & {"minimum-wage"}, turn
        assert not any(one.source.startswith("birth") for one in after.evidence), turn
    alone, after = (
        librarian.ground(user(*t)) for t in (["Je veux divorcer"], [BIRTH, "Je veux divorcer"])
    )
    assert alone == after


def test_a_follow_up_is_understood(librarian: Librarian) -> None:
    for before, turn in ((BIRTH, "Et un décès ?"), (BIRTH, "Où ?"), (MAWLID, "والوفاة؟")):
        grounding = librarian.ground(user(before, turn))
        assert grounding.evidence[0].source.startswith("birth-and-death")
        assert [one.number for one in grounding.evidence] == list(
            range(1, len(grounding.evidence) + 1)
        )


def test_every_language_has_its_words() -> None:
    table = tomllib.loads((files("volant.assistants") / "turns.toml").read_text("utf-8"))
    assert set(table) == set(TAGS)
    for words in table.values():
        assert set(words) == {"opens", "bends", "points", "general", "polite"}
