"""Questions that found no answer: counted once a wording, asked again, erased, hostile or not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted
from steered import steer

from volant.assistants import Librarian
from volant.errors import VolantError
from volant.gateway import Gateway, Inbox
from volant.ledger import Ledger
from volant.library import Desk, Library
from volant.records import Answered, Message

AT = "2026-11-22T06:00:00+00:00"
FOOTBALL = "Qui a gagné le dernier match de football du Raja ?"
BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"


@pytest.fixture
def inbox(home: Path) -> Inbox:
    return Inbox(home / "feedback.sqlite3")


@pytest.fixture
def gateway(
    home: Path, library: Library, ledger: Ledger, scripted: Scripted, inbox: Inbox
) -> Gateway:
    return Gateway(
        engines={"quote": scripted},
        assistants={"volant": Librarian(Desk(library))},
        ledger=ledger,
        steering=steer(home, ledger),
        default="quote",
        inbox=inbox,
    )


async def ask(gateway: Gateway, *turns: str) -> Answered:
    messages = tuple(Message(role="user", content=turn) for turn in turns)
    *_, last = [event async for event in gateway.ask(messages)]
    assert isinstance(last, Answered)
    return last


async def test_what_the_documents_are_silent_on_is_kept_and_nothing_else(
    gateway: Gateway, inbox: Inbox
) -> None:
    assert inbox.read() == []
    assert not (await ask(gateway, BIRTH)).answer.refused
    assert inbox.read() == []
    refused = (await ask(gateway, FOOTBALL)).answer
    assert refused.refused
    (one,) = inbox.read()
    assert (one.question, one.tag, one.count) == (FOOTBALL, "fr", 1)
    assert one.receipt == refused.receipt


async def test_one_wording_is_one_line_and_the_oftenest_stands_first(
    gateway: Gateway, inbox: Inbox
) -> None:
    await ask(gateway, "Quelle est la capitale du Pérou ?")
    for question in (FOOTBALL, FOOTBALL.upper(), FOOTBALL.replace("é", "e").rstrip(" ?")):
        await ask(gateway, question)
    first, second = inbox.read()
    assert (first.count, second.count) == (3, 1)
    assert first.first <= first.last


async def test_a_full_disk_or_a_broken_file_costs_no_answer(
    gateway: Gateway, inbox: Inbox, home: Path
) -> None:
    (home / "feedback.sqlite3").write_bytes(b"not a database" * 100)
    assert (await ask(gateway, FOOTBALL)).answer.refused
    with pytest.raises(VolantError):
        inbox.read()


def test_asking_again_closes_what_is_answered_now(inbox: Inbox) -> None:
    inbox.keep("شحال الضريبة على الطوموبيل؟", tag="ary-Arab", at=AT, receipt="01A")
    inbox.keep(FOOTBALL, tag="fr", at=AT, receipt="01B")
    found = inbox.retry(lambda question, tag: "vignette.ar.md" if tag == "ary-Arab" else "")
    assert [(one.receipt, one.document) for one in found] == [("01A", "vignette.ar.md")]
    assert [one.receipt for one in inbox.read()] == ["01B"]
    assert [one.receipt for one in inbox.read(answered=True)] == ["01A"]
    inbox.keep("شحال الضريبة على الطوموبيل", tag="ary-Arab", at=AT, receipt="01C")
    assert {one.receipt: one.count for one in inbox.read()} == {"01B": 1, "01C": 2}


def test_words_erased_are_in_no_byte_of_the_file(inbox: Inbox, home: Path) -> None:
    inbox.keep(FOOTBALL, tag="fr", at=AT, receipt="01A")
    inbox.keep(BIRTH, tag="fr", at=AT, receipt="01B")
    assert inbox.erase("01A") == 1
    assert inbox.erase("01A") == 0
    kept = (home / "feedback.sqlite3").read_bytes()
    assert b"football" not in kept
    assert b"naissance" in kept
    assert inbox.erase() == 1
    assert stat.S_IMODE((home / "feedback.sqlite3").stat().st_mode) == 0o600


def test_no_more_than_the_limit_is_kept(home: Path) -> None:
    inbox = Inbox(home / "feedback.sqlite3", limit=2)
    for number in ("un", "deux", "trois", "deux"):
        inbox.keep(f"question {number}", tag="fr", at=AT, receipt=number)
    assert {one.question: one.count for one in inbox.read()} == {
        "question un": 1,
        "question deux": 2,
    }


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_any_text_is_kept_as_given(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    inbox = Inbox(tmp_path_factory.mktemp("inbox") / "feedback.sqlite3")
    inbox.keep(text, tag="und", at=AT, receipt="01A")
    inbox.keep(text, tag="und", at=AT, receipt="01B")
    (one,) = inbox.read()
    assert (one.question, one.count, one.receipt) == (text, 2, "01B")
