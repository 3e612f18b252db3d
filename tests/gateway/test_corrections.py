"""What askers say of their questions' language: kept once, in one private file, not in the log."""

from __future__ import annotations

import stat
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted
from steered import steer

from volant.assistants import Librarian
from volant.errors import MalformedRequest, VolantError
from volant.gateway import Correction, Corrections, Gateway
from volant.ledger import Ledger
from volant.library import Desk, Library
from volant.records import Answered, Message, Searched

BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"


def correction(question: str, **changes: Any) -> Correction:
    one = Correction(
        question=question,
        found="fr",
        score=0.6,
        chosen="ary-Latn",
        at="2026-11-22T03:00:00+00:00",
        receipt="01J",
    )
    return replace(one, **changes)


@pytest.fixture
def kept(home: Path) -> Corrections:
    return Corrections(home / "feedback.sqlite3")


@pytest.fixture
def gateway(
    home: Path, library: Library, ledger: Ledger, scripted: Scripted, kept: Corrections
) -> Gateway:
    return Gateway(
        engines={"quote": scripted},
        assistants={"volant": Librarian(Desk(library))},
        ledger=ledger,
        steering=steer(home, ledger),
        default="quote",
        corrections=kept,
    )


async def ask(gateway: Gateway, question: str, tag: str | None) -> tuple[Searched, Answered]:
    messages = (Message(role="user", content=question),)
    walk = [event async for event in gateway.ask(messages, tag=tag)]
    assert isinstance(walk[0], Searched)
    assert isinstance(walk[-1], Answered)
    return walk[0], walk[-1]


async def test_the_asker_s_word_goes_before_what_was_found(
    gateway: Gateway, kept: Corrections, ledger: Ledger
) -> None:
    searched, answered = await ask(gateway, BIRTH, "ar")
    assert searched.tag == answered.answer.tag == "ar"
    assert searched.identified is not None
    assert searched.identified.tag == "fr"
    assert searched.identified == answered.answer.identified
    (one,) = kept.read()
    assert (one.question, one.found, one.chosen) == (BIRTH, "fr", "ar")
    assert (one.score, one.receipt) == (searched.identified.score, answered.answer.receipt)
    payload = msgspec.json.decode(ledger.receipt(one.receipt).payload)
    assert "LANGUAGE-CHOSEN" in payload["policy"]["rules"]


async def test_what_needs_no_correction_is_not_kept(gateway: Gateway, kept: Corrections) -> None:
    await ask(gateway, BIRTH, None)
    await ask(gateway, BIRTH, "fr")
    assert kept.read() == []


async def test_going_back_takes_the_correction_away(gateway: Gateway, kept: Corrections) -> None:
    await ask(gateway, BIRTH, "ar")
    await ask(gateway, BIRTH, "es")
    assert [one.chosen for one in kept.read()] == ["es"]
    await ask(gateway, BIRTH, "fr")
    assert kept.read() == []


async def test_a_reader_who_leaves_is_heard_too(gateway: Gateway, kept: Corrections) -> None:
    messages = (Message(role="user", content=BIRTH),)
    async with aclosing(gateway.ask(messages, tag="ar")) as walk:
        async for event in walk:
            assert isinstance(event, Searched)
            break
    assert len(kept.read()) == 1


@pytest.mark.parametrize("tag", ["klingon", "FR", "und", "\ud800" * 500])
async def test_a_language_not_ours_is_refused_and_logged(
    gateway: Gateway, ledger: Ledger, kept: Corrections, tag: str
) -> None:
    before = ledger.size
    with pytest.raises(MalformedRequest):
        await ask(gateway, BIRTH, tag)
    assert ledger.entry(before).kind == "denial"
    assert kept.read() == []


async def test_a_file_that_cannot_be_written_costs_no_answer(
    home: Path, library: Library, ledger: Ledger, scripted: Scripted, tmp_path: Path
) -> None:
    (tmp_path / "feedback.sqlite3").write_text("not a database, " * 100, "utf-8")
    broken, told = Corrections(tmp_path / "feedback.sqlite3"), list[str]()
    gateway = Gateway(
        engines={"quote": scripted}, assistants={"volant": Librarian(Desk(library))}, ledger=ledger,
        steering=steer(home, ledger), default="quote", corrections=broken, notice=told.append,
    )  # fmt: skip
    _, answered = await ask(gateway, BIRTH, "ar")
    assert answered.answer.receipt
    assert "feedback.sqlite3" in told[0]
    assert BIRTH not in told[0]
    with pytest.raises(VolantError, match="move it away"):
        broken.read()


def test_no_file_is_made_to_read_or_erase_nothing(kept: Corrections, home: Path) -> None:
    assert kept.read() == []
    assert kept.erase() == 0
    assert not home.exists()


def test_the_file_is_private_and_what_is_erased_is_gone(kept: Corrections, home: Path) -> None:
    kept.keep(correction("سؤال-كناري", receipt="a"))
    kept.keep(correction("autre", receipt="b"))
    file = home / "feedback.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "كناري".encode() in file.read_bytes()
    assert kept.erase("a") == 1
    assert "كناري".encode() not in file.read_bytes()
    assert [one.question for one in kept.read()] == ["autre"]
    assert kept.erase() == 1


def test_the_file_does_not_grow_for_ever(home: Path) -> None:
    kept = Corrections(home / "feedback.sqlite3", limit=3)
    for number in range(5):
        kept.keep(correction(f"question {number}"))
    kept.keep(correction("question 1", chosen="es"))
    assert [one.question for one in kept.read()] == ["question 0", "question 2", "question 1"]


@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40),
    st.sampled_from(["ar", "es"]),
)
def test_every_question_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, question: str, chosen: str
) -> None:
    kept = Corrections(tmp_path_factory.mktemp("kept") / "feedback.sqlite3")
    kept.keep(correction(question, chosen=chosen))
    assert kept.read() == [correction(question, chosen=chosen)]
