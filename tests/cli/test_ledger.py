"""`volant ledger`: the words behind receipts, shown and erased."""

from __future__ import annotations

import json
from pathlib import Path

from shell import volant

QUESTION = "Combien coûte la licence de pilote de montgolfière ?"


def ask() -> str:
    return str(json.loads(volant("ask", QUESTION, "--engine", "quote", "--json"))["receipt"])


def test_words_are_erased_by_receipt_and_by_age(stocked: Path) -> None:
    (stocked / "volant.toml").write_text("[feedback]\nkeep = false\n", "utf-8")
    first, second = ask(), ask()
    assert QUESTION in volant("ledger", "show", first, "--texts")
    assert volant("ledger", "erase", first) == "1 erased\n"
    assert json.loads(volant("ledger", "erase", first, "--json")) == {"erased": 0}
    shown = volant("ledger", "show", first, "--texts")
    assert QUESTION not in shown
    assert shown.endswith("The words were erased.\n")
    assert json.loads(volant("ledger", "show", first, "--texts", "--json"))["texts"] == {}
    assert QUESTION in volant("ledger", "show", second, "--texts")
    assert volant("ledger", "erase", "--older-than", "1") == "0 erased\n"
    assert volant("ledger", "erase", "--older-than", "0") == "1 erased\n"
    words = QUESTION.encode()
    assert not any(words in one.read_bytes() for one in stocked.rglob("*") if one.is_file())
    assert "every entry verifies" in volant("ledger", "verify")


def test_what_cannot_be_erased_is_said(home: Path) -> None:
    assert "no receipt" in volant("ledger", "erase", "0" * 26, status=1)
    for wrong in ((), ("0" * 26, "--older-than", "1"), ("--older-than", "-1")):
        volant("ledger", "erase", *wrong, status=2)
