"""What a conversation keeps of its class, on disk, without a word of it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import assembly
from volant.errors import LedgerError, RequestError, SettingsError, VolantError
from volant.gateway import Conversations
from volant.gateway.conversations import Held, Lowering
from volant.records import Message
from volant.settings import load

CLASSES = st.frozensets(st.sampled_from(["D0", "D1", "D2", "D3", "D4"]))


def turns(*texts: str) -> list[Message]:
    return [Message(role="user", content=text) for text in texts]


def test_a_name_is_stable_and_tells_nothing(home: Path) -> None:
    kept, again = Conversations(home), Conversations(home)
    name = kept.name(turns("بطاقتي AB123456", "ومن بعد؟"))
    assert name == again.name(turns("بطاقتي AB123456"))
    assert name != kept.name(turns("سلام"))
    assert kept.name(turns("a"), "dossier") == kept.name(turns("b"), "dossier")
    assert kept.name([], "سلام") != kept.name(turns("سلام"))
    assert Conversations(home / "other").name(turns("سلام")) != kept.name(turns("سلام"))
    assert stat.S_IMODE((home / "conversations.key").stat().st_mode) == 0o600


def test_lone_surrogates_have_a_name_too(home: Path) -> None:
    assert len(Conversations(home).name(turns("\ud83d"))) == 64


def test_nothing_is_made_before_something_is_kept(home: Path) -> None:
    assert Conversations(home).read("x") == Held()
    assert not (home / "conversations.sqlite3").exists()


@given(st.lists(st.tuples(CLASSES, CLASSES), min_size=1, max_size=4))
def test_classes_only_grow(tmp_path_factory: pytest.TempPathFactory,
                           steps: list[tuple[frozenset[str], frozenset[str]]]) -> None:  # fmt: skip
    kept = Conversations(tmp_path_factory.mktemp("kept"))
    before = Held()
    for said, found in steps:
        kept.keep("x", said, found)
        after = kept.read("x")
        assert after.said == before.said | said
        assert after.found == before.found | found
        before = after


def test_a_human_lowers_what_is_kept_once_it_is_logged(home: Path) -> None:
    kept, logged = Conversations(home), list[Lowering]()

    def log(done: Lowering) -> int:
        logged.append(done)
        return 7

    kept.keep("x", {"D4"}, {"D2"})
    kept.note("x", "01R")
    assert kept.lower("01R", "D1", log) == 7
    assert (logged[0].before, logged[0].after) == ("D4", "D1")
    assert kept.read("x") == Held(said=frozenset({"D1"}))


@pytest.mark.parametrize(("receipt", "to"), [("01X", "D0"), ("01R", "D4"), ("01R", "D9")])
def test_what_cannot_be_lowered_is_said(home: Path, receipt: str, to: str) -> None:
    kept = Conversations(home)
    kept.keep("x", {"D4"}, ())
    kept.note("x", "01R")
    with pytest.raises(RequestError):
        kept.lower(receipt, to, lambda done: 0)
    assert kept.read("x").highest == "D4"


def test_a_lowering_that_is_not_logged_is_not_done(home: Path) -> None:
    kept = Conversations(home)
    kept.keep("x", {"D4"}, ())
    kept.note("x", "01R")

    def full(done: Lowering) -> int:
        raise LedgerError("no room")

    with pytest.raises(LedgerError):
        kept.lower("01R", "D0", full)
    assert kept.read("x").highest == "D4"


def test_a_conversation_is_let_go_days_after_it_was_last_taken_up(home: Path) -> None:
    days = [date(2026, 1, 1)]
    kept = Conversations(home, days=30, today=lambda: days[0])
    kept.keep("still", {"D4"}, ())
    kept.keep("taken up", {"D3"}, ())
    days[0] += timedelta(20)
    kept.note("taken up", "01R")
    days[0] += timedelta(10)
    assert kept.read("still").highest == "D4"
    days[0] += timedelta(1)
    assert kept.read("still") == Held()
    assert b"still" not in (home / "conversations.sqlite3").read_bytes()
    assert kept.read("taken up").highest == "D3"
    days[0] += timedelta(20)
    kept.sweep()
    with pytest.raises(RequestError):
        kept.lower("01R", "D0", lambda done: 0)


def test_without_days_nothing_is_let_go(home: Path) -> None:
    days = [date(2026, 1, 1)]
    kept = Conversations(home, today=lambda: days[0])
    kept.keep("x", {"D4"}, ())
    days[0] += timedelta(5_000)
    assert kept.read("x").highest == "D4"


def test_the_days_of_a_file_from_before_begin_when_it_is_opened(home: Path) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "conversations.sqlite3")) as base, base:
        base.execute(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, said TEXT NOT NULL,"
            " found TEXT NOT NULL, receipt TEXT NOT NULL)"
        )
        base.execute("INSERT INTO conversations VALUES ('x', 'D4', 'D2', '01R')")
    days = [date(2026, 1, 1)]
    kept = Conversations(home, days=30, today=lambda: days[0])
    kept.sweep()
    days[0] += timedelta(30)
    assert kept.read("x") == Held(said=frozenset({"D4"}), found=frozenset({"D2"}))
    days[0] += timedelta(1)
    assert kept.read("x") == Held()


def test_sweeping_makes_no_file(home: Path) -> None:
    Conversations(home, days=30).sweep()
    assert not home.exists()


def test_an_installation_sweeps_at_its_start_and_goes_on_where_it_cannot(home: Path) -> None:
    environ = {"VOLANT_HOME": str(home), "VOLANT_SOVEREIGNTY__CONVERSATION_DAYS": "30"}
    days = date.today() - timedelta(40)
    Conversations(home, today=lambda: days).keep("x", {"D4"}, ())
    ledger = assembly.open_ledger(load(environ))
    assembly.open_steering(load(environ), ledger)
    assert Conversations(home).read("x") == Held()
    (home / "conversations.sqlite3").write_bytes(b"not a database" * 99)
    said: list[str] = []
    assembly.open_steering(load(environ), ledger, notice=said.append)
    assert "conversations.sqlite3" in said[0]


@pytest.mark.parametrize("days", ["-1", "3651"])
def test_days_out_of_reach_are_an_error_of_the_settings(home: Path, days: str) -> None:
    environ = {"VOLANT_HOME": str(home), "VOLANT_SOVEREIGNTY__CONVERSATION_DAYS": days}
    with pytest.raises(SettingsError, match=r"conversation_days|an int"):
        assembly.open_conversations(load(environ))


def test_broken_files_are_errors_of_ours(home: Path) -> None:
    home.mkdir()
    (home / "conversations.key").write_bytes(b"short")
    with pytest.raises(SettingsError, match="restore"):
        Conversations(home).name(turns("سلام"))
    (home / "conversations.sqlite3").write_bytes(b"not a database" * 99)
    with pytest.raises(VolantError, match="conversations"):
        Conversations(home).read("x")


def test_a_class_that_was_scribbled_over_is_the_highest(home: Path) -> None:
    kept = Conversations(home)
    kept.keep("x", {"D1"}, ())
    with sqlite3.connect(home / "conversations.sqlite3") as base:
        base.execute("UPDATE conversations SET said = 'nothing'")
    assert kept.read("x").highest == "D4"
