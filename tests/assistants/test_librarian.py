from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from volant import languages
from volant.assistants import Librarian
from volant.assistants.phrases import phrase
from volant.assistants.prompt import SPOKEN, grammar
from volant.library import Desk, Library
from volant.records import TAGS, Message


@pytest.fixture
def librarian(stocked: Path) -> Librarian:
    return Librarian(Desk(Library(stocked / "library")))


def user(*contents: str) -> tuple[Message, ...]:
    return tuple(Message(role="user", content=content) for content in contents)


def test_the_answer_follows_language_and_script_of_the_question(librarian: Librarian) -> None:
    for question, tag in (
        ("شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟", "ary-Arab"),
        ("ch7al mn nhar 3ndi f conge maternité?", "ary-Latn"),
        ("كم مدة إجازة الولادة؟", "ar"),
        ("Combien de jours ai-je pour déclarer une naissance ?", "fr"),
    ):
        grounding = librarian.ground(user(question))
        assert grounding.tag == tag
        assert not grounding.silent
        lead, first, *_ = librarian.quote(grounding)
        assert lead.text == phrase(tag, "lead")
        assert first.text == first.citations[0].text


@pytest.mark.parametrize(
    "question",
    ["Quel temps fait-il à Rabat demain ?", "ما هي الجملة التي قالها نيوتن؟"],
)
def test_silent_documents_are_admitted(librarian: Librarian, question: str) -> None:
    grounding = librarian.ground(user(question))
    assert grounding.silent
    said = librarian.refuse(grounding)
    assert said[0].text == phrase(grounding.tag, "silent")
    assert all(not sentence.citations for sentence in said)


def test_every_language_has_its_phrases_and_they_are_in_it() -> None:
    table = tomllib.loads((files("volant.assistants") / "phrases.toml").read_text("utf-8"))
    assert set(table) == set(TAGS)
    for tag, phrases in table.items():
        for key in ("lead", "silent", "advice"):
            text = phrases[key]
            if key not in phrases.get("unverified", ()):
                assert languages.identify(text).tag == tag, text


def test_the_grammar_allows_only_known_numbers(librarian: Librarian) -> None:
    evidence = librarian.ground(user("كم مدة إجازة الولادة؟")).evidence
    rules = grammar(evidence, "ar")
    assert rules.startswith('root ::= "[1] " sentence')
    assert 'number ::= "[1] " | "[2] "' in rules
    assert "؀-ۿ" in rules
    assert "؀-ۿ" not in grammar(evidence, "fr")
    for tag in SPOKEN:
        assert tag in TAGS
