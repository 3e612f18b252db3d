"""Issue receipts, open their commitments, erase words, and look for words where none may be."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.errors import LedgerDamaged, LedgerError, MalformedRequest, UnknownReceipt
from volant.ledger import Facts, Ledger, Receipt, verify
from volant.ledger import ledger as ledger_module
from volant.ledger.receipt import commit
from volant.ledger.shelf import Shelf

ORIGIN = "commune-taza.ma/journal"
CANARY = "كناري-canari-ⴰⵙⵇⵙⵉ-7f3a"


def find_canary(folder: Path, canary: str = CANARY) -> set[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    words = [canary.encode(), canary.encode("utf-16-le"), json.dumps(canary).encode()[1:-1]]
    return {path.name for path in files if any(word in path.read_bytes() for word in words)}


def test_a_receipt_has_the_shape_of_the_specification(
    ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    receipt = ledger.issue(facts())
    payload = receipt.facts
    assert payload["v"] == "volant.receipt/1"
    assert payload["at"] == "2026-11-21T10:02:31Z"
    assert payload["request"]["lang"] == "ary-Arab"
    assert payload["request"]["tokens"] == 812
    assert payload["answer"]["tokens"] == 331
    assert payload["answer"]["finish"] == "stop"
    assert payload["answer"]["truncated"] is False
    assert payload["engine"]["params"] == {"temperature": 0.7, "seed": 7}
    assert payload["engine"]["weights"].startswith("sha256:cc324af0")
    assert payload["place"] == {"zone": "Z0", "egress": "E4"}
    assert payload["policy"] == {"outcome": "ALLOWED", "rules": ["OK-LOCAL"]}
    assert payload["sources"][0] == {"doc": "sha256:" + "ab" * 32, "passage": "120-348"}
    assert payload["log"]["index"] == 1
    assert payload["log"]["prev"] == "sha256:" + ledger.entry(1).prev.hex()
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", receipt.id)
    assert receipt.is_signed(ledger.public_key)
    assert not receipt.is_signed(bytes(32))
    entry = ledger.entry(1)
    assert (entry.kind, entry.body) == (
        "answer",
        {"receipt": receipt.id, "payload": receipt.digest},
    )


def test_a_decision_has_the_shape_of_the_specification(
    ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    case = {"facts": {"day": "2026-11-22"}, "outcome": "PSEUDONYMISED", "rules": ["PSEUDO-n"]}
    receipt = ledger.issue(
        facts(
            data_class="D2", pseudonymised={"person": 2, "cin": 1}, searched="مدة: أجل",
            profile="sha256:" + "cd" * 32, country="MA", probe=4182, policy="ef" * 32,
            score={"moteur": 52, "volant": 73, "gate": 2}, approved_by="role:dpo", case=case,
        )
    )  # fmt: skip
    payload = receipt.facts
    assert payload["request"]["class"] == "D2"
    assert payload["sent"]["pseudonymised"] == {"cin": 1, "person": 2}
    assert payload["searched"] == {"commit": payload["searched"]["commit"]}
    assert payload["engine"]["profile"] == "sha256:" + "cd" * 32
    assert payload["place"] == {"zone": "Z0", "country": "MA", "egress": "E4", "probe": 4182}
    assert payload["policy"]["digest"] == "sha256:" + "ef" * 32
    assert payload["score"] == {"moteur": 52, "volant": 73, "gate": 2}
    assert payload["human"] == {"required": True, "by": "role:dpo", "decision": "approved"}
    assert ledger.entry(1).body["case"] == case
    assert [piece.name for piece in ledger.reveal(receipt.id).pieces][-1] == "searched"


def test_what_was_not_measured_is_left_out(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    receipt = ledger.issue(Facts(at=now, question="", tag="und", outcome="DENIED"))
    assert set(receipt.facts) == {"v", "id", "at", "request", "policy", "sources", "log"}
    assert ledger.entry(1).kind == "denial"


def test_a_batch_is_chained(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    receipts = ledger.issue_many([facts(), facts(outcome="DENIED"), facts(outcome="FAILED")])
    assert [ledger.entry(n).kind for n in (1, 2, 3)] == ["answer", "denial", "answer"]
    for index, receipt in enumerate(receipts, start=1):
        assert receipt.facts["log"]["prev"] == "sha256:" + ledger.entry(index).prev.hex()
    assert len({receipt.id for receipt in receipts}) == 3


def test_commitments_open_with_text_and_salt_only(
    ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    first, second = ledger.issue_many([facts(), facts()])
    pieces = {piece.name: piece for piece in ledger.reveal(first.id).pieces}
    assert list(pieces) == ["request", "sent", "answer"]
    for name, piece in pieces.items():
        assert len(piece.salt) == 32
        assert commit(piece.text, piece.salt) == first.facts[name]["commit"]
        assert commit(piece.text + " ", piece.salt) != first.facts[name]["commit"]
        assert first.facts[name]["commit"] != second.facts[name]["commit"]


def test_a_receipt_survives_its_file(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    receipt = ledger.issue(facts(finish="finished, because the question was about Amina"))
    assert receipt.facts["answer"]["finish"] == "other"
    assert Receipt.from_json(receipt.to_json()) == receipt == ledger.receipt(receipt.id)
    assert Receipt.from_json(receipt.to_json().encode()) == receipt


@pytest.mark.parametrize(
    "question",
    ["", "\x00", "\ud83d lone", "سؤال\u202e معكوس", "é" * 3_000_000, "ⵎⴰⵏⵣⴰⴽⵉⵏ?"],
    ids=["empty", "nul", "surrogate", "bidi", "huge", "tifinagh"],
)
def test_hostile_questions_are_kept_as_they_came(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts], question: str
) -> None:
    receipt = ledger.issue(facts(question=question))
    assert ledger.reveal(receipt.id).pieces[0].text == question
    assert verify(folder).ok


@pytest.mark.parametrize(
    "change",
    [
        {"at": datetime(2026, 11, 21)},
        {"outcome": "MAYBE"},
        {"tag": "la darija"},
        {"rules": ("OK LOCAL",)},
        {"weights": "latest"},
        {"sources": (("loi.pdf", "1-2"),)},
        {"sources": (("ab" * 32, "au début"),)},
        {"engine": "two\nlines"},
        {"temperature": float("nan")},
        {"seed": 2**64},
        {"zone": "à Rabat"},
        {"country": "Royaume du Maroc"},
        {"data_class": "très secret"},
        {"policy": "la politique"},
        {"pseudonymised": {"nom de M. X": 1}},
        {"approved_by": "Mme la directrice"},
        {"case": {"facts": "بطاقتي"}},
    ],
)
def test_facts_that_cannot_be_are_refused_and_the_log_goes_on(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts], change: dict[str, object]
) -> None:
    with pytest.raises(LedgerError):
        ledger.issue(facts(**change))
    assert ledger.issue(facts()).facts["log"]["index"] == 1
    assert verify(folder).ok


@pytest.mark.parametrize(
    "id", ["", "01", "../../etc/passwd", "0" * 26, "0" * 5000, "٠" * 26, "\ud800", "pending"]
)
def test_unknown_receipts_are_unknown(ledger: Ledger, id: str) -> None:
    with pytest.raises(UnknownReceipt):
        ledger.receipt(id)
    for act in (ledger.reveal, ledger.erase):
        with pytest.raises(UnknownReceipt):
            act(id)
    assert ledger.size == 1


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_what_is_no_receipt_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedRequest):
        Receipt.from_json(text)


@pytest.mark.parametrize(
    "path",
    [("kid",), ("payload", "v"), ("payload", "id"), ("payload", "log"), ("payload", "policy")],
)
def test_a_receipt_without_a_part_is_refused(
    ledger: Ledger, facts: Callable[..., Facts], path: tuple[str, ...]
) -> None:
    whole = json.loads(ledger.issue(facts()).to_json())
    part = whole
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    with pytest.raises(MalformedRequest):
        Receipt.from_json(text)


def test_no_word_of_people_leaves_the_vault(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    words = {"question": CANARY, "sent": f"<{CANARY}>", "answer": CANARY * 900}
    first = ledger.issue(facts(**words, finish=CANARY))
    second = ledger.issue(facts(**words, outcome="DENIED"))
    assert find_canary(folder) == {"vault.sqlite3"}
    ledger.erase(first.id)
    ledger.erase(second.id)
    assert find_canary(folder) == set()
    salts = re.compile(rb"hmac-sha256:[0-9a-f]{64}")
    assert salts.search(ledger.receipt(first.id).payload)
    report = verify(folder)
    assert report.ok, report.problems


def test_an_erasure_is_logged_once(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    receipt = ledger.issue(facts())
    assert not ledger.reveal(receipt.id).erased
    assert ledger.erase(receipt.id) == ledger.erase(receipt.id) == 2
    assert ledger.entry(2).body == {"receipt": receipt.id, "index": 1}
    revealed = ledger.reveal(receipt.id)
    assert (revealed.erased, revealed.pieces) == (True, ())
    assert ledger.receipt(receipt.id) == receipt
    assert ledger.size == 3


def test_words_older_than_a_moment_are_erased(
    folder: Path,
    ledger: Ledger,
    facts: Callable[..., Facts],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_module, "BATCH", 2)
    old = ledger.issue_many([facts(question=CANARY)] * 5)
    time.sleep(0.002)
    between = datetime.now(UTC)
    ledger.erase(old[3].id)
    new = ledger.issue(facts())
    assert ledger.erase_before(between) == 4
    assert ledger.erase_before(between) == 0
    assert all(ledger.reveal(one.id).erased for one in old)
    assert not ledger.reveal(new.id).erased
    assert find_canary(folder) == set()
    assert ledger.size == 1 + 5 + 1 + 5
    report = verify(folder)
    assert report.ok, report.problems


def test_words_go_by_themselves_when_their_days_are_over(
    folder: Path, facts: Callable[..., Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "BATCH", 2)
    day, today = timedelta(1), datetime.now(UTC)
    clock = [today]
    ledger = Ledger.open(folder, origin=ORIGIN, days=30, now=lambda: clock[0])
    first = ledger.issue_many([facts(question=CANARY)] * 5)
    clock[0] = today + 29 * day
    ledger.issue(facts())
    assert not any(ledger.reveal(one.id).erased for one in first)
    clock[0] = today + 31 * day
    assert [_still(ledger, first), ledger.issue(facts()) and _still(ledger, first)] == [5, 3]
    clock[0] = today  # a clock that was set back brings nothing back and takes nothing more
    ledger.issue(facts())
    assert _still(ledger, first) == 3
    again = Ledger.open(folder, origin=ORIGIN, days=30, now=lambda: today + 31 * day)
    assert _still(again, first) == 1
    for_ever = Ledger.open(folder, origin=ORIGIN, now=lambda: today + 9_999 * day)
    for_ever.issue(facts())
    assert _still(for_ever, first) == 1
    report = verify(folder)
    assert report.ok, report.problems


def _still(ledger: Ledger, receipts: Iterable[Receipt]) -> int:
    return sum(not ledger.reveal(one.id).erased for one in receipts)


def test_an_erasure_that_was_cut_is_logged_at_opening(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    receipt = ledger.issue(facts())
    with sqlite3.connect(folder / "vault.sqlite3") as base:
        base.execute("DELETE FROM pieces")
        base.execute("UPDATE receipts SET erased = 1")
    base.close()
    assert [problem.code for problem in verify(folder).problems] == ["erasure_not_logged"]
    again = Ledger.open(folder, origin=ledger.origin)
    assert again.entry(2).kind == "erasure"
    assert again.erase(receipt.id) == 2
    assert verify(folder).ok


def test_a_vault_that_is_no_vault_is_said(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    receipt = ledger.issue(facts())
    (folder / "vault.sqlite3").write_bytes(b"not a vault" * 1000)
    with pytest.raises(LedgerDamaged):
        ledger.reveal(receipt.id)
    with pytest.raises(LedgerDamaged):
        Ledger.open(folder, origin=ledger.origin)
    assert [problem.code for problem in verify(folder).problems] == ["vault_damaged"]


def test_a_receipt_file_that_was_changed_is_not_given_out(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    receipt = ledger.issue(facts())
    path = Shelf(folder).locate(receipt.id)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LedgerDamaged):
        ledger.receipt(receipt.id)
