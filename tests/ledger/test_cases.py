"""Logged decisions, made again under the policy kept with the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from volant.errors import LedgerError
from volant.ledger import Facts, Ledger, verify
from volant.sovereignty import Facts as Asked
from volant.sovereignty import assess, decide, load_policy, load_profiles
from volant.sovereignty.policy import SHIPPED, read_policy
from volant.sovereignty.policy import load_policy as read_file
from volant.sovereignty.replay import agrees, write_case

DAY = date(2026, 11, 22)
POLICY = load_policy()
STANDING = assess(load_profiles()["embedded"], POLICY, DAY)
PINNED = STANDING.weights


def judge(case: Mapping[str, Any], policy: bytes) -> bool:
    return agrees(case, read_policy(policy))


def make_case(row: str = "D0", **changes: Any) -> dict[str, Any]:
    asked = Asked(day=DAY, classes=frozenset((row,)), weights=PINNED)
    return write_case(asked, STANDING, decide(asked, STANDING, POLICY)) | changes


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in verify(folder, judge=judge).problems]


@pytest.fixture
def published(ledger: Ledger) -> Ledger:
    ledger.publish_policy(POLICY.text, POLICY.version)
    return ledger


def test_a_policy_is_published_once_and_again_when_it_changes(
    folder: Path, published: Ledger, tmp_path: Path
) -> None:
    body = published.entry(1).body
    assert body == {"digest": POLICY.digest, "version": POLICY.version}
    again = Ledger.open(folder, origin=published.origin)
    assert again.publish_policy(POLICY.text, POLICY.version) is None
    own = tmp_path / "policy.toml"
    own.write_text(SHIPPED.read_text("utf-8").replace('version = "1"', 'version = "commune 2"'))
    other = read_file(own)
    assert again.publish_policy(other.text, other.version) == 2
    assert again.entry(2).body == {"digest": other.digest}
    assert again.publish_policy(POLICY.text, POLICY.version) == 3
    assert verify(folder).ok


def test_the_kept_policy_is_the_one_decided_by(folder: Path, published: Ledger) -> None:
    text = (folder / "policies" / f"{POLICY.digest.removeprefix('sha256:')}.json").read_bytes()
    kept = read_policy(text)
    assert (kept.digest, kept.table, kept.cells) == (POLICY.digest, POLICY.table, POLICY.cells)


def test_every_case_comes_out_again(
    folder: Path, published: Ledger, facts: Callable[..., Facts]
) -> None:
    for row in ("D0", "D1", "D2", "D3", "D4"):
        case = make_case(row)
        sent = {} if case["outcome"] == "ALLOWED" else {"sent": None, "outcome": "DENIED"}
        published.issue(facts(case=case, **sent))
    published.issue(facts())
    assert codes(folder) == []


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (make_case("D4", outcome="ALLOWED"), "decision_differs"),
        (make_case("D0", rules=["OK-LOCAL"]), "decision_differs"),
        (make_case("D0", facts={"day": "tomorrow"}), "case_malformed"),
        (make_case("D0", standing={"policy": POLICY.digest}), "case_malformed"),
        (make_case("D0", standing={}), "policy_missing"),
        (make_case("D0", standing={"policy": "sha256:" + "0" * 64}), "policy_missing"),
        (make_case("D0", standing={"policy": "../../checkpoint"}), "policy_missing"),
        ({"x": [1]}, "policy_missing"),
    ],
)
def test_a_case_that_is_not_so_is_found(
    folder: Path, published: Ledger, facts: Callable[..., Facts], case: Any, code: str
) -> None:
    published.issue(facts(sent=None, case=case))
    assert code in codes(folder)
    assert verify(folder).ok


def test_sending_what_was_refused_is_found(
    folder: Path, published: Ledger, facts: Callable[..., Facts]
) -> None:
    published.issue(facts(case=make_case("D4")))
    assert codes(folder) == ["sent_though_refused"]


def test_a_policy_that_is_gone_changed_or_was_never_published_is_found(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    ledger.issue(facts(case=make_case()))
    assert codes(folder) == ["policy_missing", "policy_unpublished"]
    ledger.publish_policy(POLICY.text, POLICY.version)
    ledger.issue(facts(case=make_case()))
    assert codes(folder) == ["policy_unpublished"]
    path = next((folder / "policies").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"L0520-11", b"L0520-12"))
    assert "policy_changed" in codes(folder)
    path.unlink()
    assert codes(folder).count("policy_missing") == 1


def test_a_case_with_words_is_not_logged(published: Ledger, facts: Callable[..., Facts]) -> None:
    with pytest.raises(LedgerError, match="not a code"):
        published.issue(facts(case={"facts": {"approved_by": "Mme la directrice"}}))
    assert published.issue(facts()).facts["log"]["index"] == 2
