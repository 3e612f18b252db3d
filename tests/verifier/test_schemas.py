"""Hold real receipts, entries, profiles and cases against the published schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.tampering import ORIGIN
from dev.schemas import FOLDER, SHAPES, write_schema
from volant.ledger import Facts, Ledger
from volant.ledger.receipt import Facts as Stated
from volant.ledger.tiles import unpack
from volant.sovereignty import Facts as Asked
from volant.sovereignty import load_profiles
from volant.sovereignty.fingerprint import plain


def fits(name: str, value: Any) -> None:
    """Raise unless a JSON value has the shape its schema was made from; msgspec checks both."""
    msgspec.json.decode(json.dumps(value), type=SHAPES[name])


@pytest.mark.parametrize("name", SHAPES)
def test_the_files_are_those_the_types_give(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text("utf-8") == write_schema(name)


def test_a_receipt_with_every_field_fits(
    tmp_path: Path, facts: Callable[..., Facts], decided: dict[str, Any]
) -> None:
    ledger = Ledger.open(tmp_path / "journal", origin=ORIGIN)
    sha = "ab" * 32
    whole = {
        "tokens_in": 3, "tokens_out": 4, "seed": 7, "engine": "نموذج", "weights": sha,
        "runtime": "x 1", "country": "MA", "probe": 1, "policy": sha, "profile": sha,
        "data_class": "D2", "pseudonymised": {"cin": 1}, "searched": "إشعار",
        "score": {"moteur": 52, "volant": 73, "gate": 2}, "approved_by": "role:chef",
        "sources": ((sha, "1-2"),), "case": decided,
    }  # fmt: skip
    given = set(whole) | {"at", "question", "tag", "outcome", "sent", "answer",
             "finish", "temperature", "zone", "egress", "rules"}  # fmt: skip
    assert given == set(Stated.__dataclass_fields__), "a field of Facts is in no test of its schema"
    receipt = ledger.issue(facts(**whole))
    fits("receipt", json.loads(receipt.to_json()))


def test_a_refusal_fits(tmp_path: Path, facts: Callable[..., Facts]) -> None:
    ledger = Ledger.open(tmp_path / "journal", origin=ORIGIN)
    receipt = ledger.issue(facts(outcome="DENIED", sent=None, answer=None, finish=None))
    fits("receipt", json.loads(receipt.to_json()))


def test_entries_and_their_cases_fit(model: Path) -> None:
    cases = 0
    for path in sorted(model.glob("tile/entries/**/*")):
        for data in unpack(path.read_bytes()) if path.is_file() else ():
            entry = json.loads(data)
            fits("entry", entry)
            if "case" in entry["body"]:
                fits("case", entry["body"]["case"])
                cases += 1
    assert cases >= 2


def test_a_case_has_every_field_of_the_facts() -> None:
    facts = SHAPES["case"].__annotations__ and msgspec.structs.fields(SHAPES["case"])[0].type
    assert {one.name for one in msgspec.structs.fields(facts)} == set(Asked.__dataclass_fields__)


def test_the_shipped_profiles_fit() -> None:
    profiles = load_profiles()
    for profile in profiles.values():
        fits("profile", plain(profile))
    assert len(profiles) >= 19


@pytest.mark.parametrize("change", [{"x": 1}, {"kid": "zz"}, {"alg": "none"}, {"payload": {}}])
def test_what_is_no_receipt_does_not_fit(
    tmp_path: Path, facts: Callable[..., Facts], change: dict[str, Any]
) -> None:
    receipt = Ledger.open(tmp_path / "journal", origin=ORIGIN).issue(facts())
    with pytest.raises(msgspec.ValidationError):
        fits("receipt", json.loads(receipt.to_json()) | change)
