"""Make logged decisions again with the verifier's own reading of the table, and compare."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.tampering import ORIGIN
from volant.ledger import Facts as Issued
from volant.ledger import Ledger, canonical
from volant.records import CLASSES
from volant.sovereignty import Facts, Standing, decide, load_policy
from volant.sovereignty.policy import ZONES
from volant.sovereignty.replay import write_case

POLICY, DAY = load_policy(), date(2026, 11, 22)
SOME = st.sampled_from(["", "a"])

FACTS = st.builds(
    Facts,
    day=st.sampled_from([DAY, DAY, DAY, date(2030, 1, 1), date(2020, 1, 1)]),
    classes=st.frozensets(st.sampled_from([*CLASSES, "D9"][:5])),
    tag=st.sampled_from(["fr", "zgh-Tfng"]),
    weights=SOME,
    purpose=st.sampled_from(["answer", "tool"]),
    public=st.booleans(),
    legal_effect=st.booleans(),
    exempt=st.booleans(),
    human=SOME,
    pseudonymised=st.booleans(),
    replaced=st.integers(0, 3),
    residue=st.sampled_from([None, 0, 1]),
    approved_by=SOME,
    cndp=SOME,
    basis=SOME,
    authorisation=SOME,
    affordable=st.booleans(),
    faults=st.sampled_from([(), (), (), ("detector",)]),
)
STANDINGS = st.builds(
    Standing,
    engine=st.just("x"),
    profile=st.just("sha256:" + "0" * 64),
    policy=st.sampled_from([POLICY.digest, POLICY.digest, POLICY.digest, "sha256:" + "1" * 64]),
    day=st.sampled_from([DAY, DAY, DAY, date(2030, 1, 1)]),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["", "MA", "FR"]),
    gate=st.integers(0, 4),
    egress=st.just("E0"),
    proof=st.sampled_from(["", "fresh", "old"]),
    weights=SOME,
    tested=st.sampled_from([(), ("fr",)]),
    cndp=st.booleans(),
    basis=st.booleans(),
    authorisation=st.booleans(),
    risk_study=st.booleans(),
)


@pytest.fixture(scope="module")
def kept(model: Path, verifier: Any) -> Any:
    """Be the policy as it lies beside a log."""
    return verifier.read_policies(model)


def compare(verifier: Any, kept: Any, facts: Facts, standing: Standing) -> None:
    ours = decide(facts, standing, POLICY)
    case = json.loads(json.dumps(write_case(facts, standing, ours)))
    policy = kept[POLICY.digest]
    theirs = verifier.decide(case["facts"], case["standing"], policy, POLICY.digest)
    assert theirs == (ours.outcome, list(ours.rules))


@settings(max_examples=600, deadline=None)
@given(facts=FACTS, standing=STANDINGS)
def test_both_decide_alike(verifier: Any, kept: Any, facts: Facts, standing: Standing) -> None:
    compare(verifier, kept, facts, standing)


def test_both_decide_alike_in_every_cell(verifier: Any, kept: Any) -> None:
    for row, zone, recorded, done in product(CLASSES, ZONES, (False, True), (False, True)):
        facts = Facts(
            day=DAY, classes=frozenset((row,)), pseudonymised=done, residue=0 if done else None,
            approved_by="chef" if done else "",
        )  # fmt: skip
        standing = Standing(
            engine="x", profile="", policy=POLICY.digest, day=DAY, zone=zone, country="MA",
            gate=2, egress="E4", cndp=recorded, basis=recorded, authorisation=recorded,
            risk_study=recorded,
        )  # fmt: skip
        compare(verifier, kept, facts, standing)


def issue(folder: Path, case: dict[str, Any], facts: Callable[..., Issued], **more: Any) -> Any:
    """Log a case that no decision gave, as an operator with the key might."""
    Ledger.open(folder, origin=ORIGIN).issue(facts(case=case, **more))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": "ALLOWED"}, "decision"),
        ({"rules": ["OK-LOCAL"]}, "decision"),
        ({"facts": 3}, "case_malformed"),
        ({"standing": {}}, "case_malformed"),
    ],
)
def test_a_decision_that_was_not_made_so(
    verifier: Any,
    copy: Path,
    key: bytes,
    decided: dict[str, Any],
    facts: Callable[..., Issued],
    *,
    change: dict[str, Any],
    code: str,
) -> None:
    issue(copy, decided | change, facts)
    report = verifier.verify_ledger(copy, key=key)
    assert (code, 300) in {(one.code, one.index) for one in report.problems}


def test_what_was_refused_and_sent_all_the_same(
    verifier: Any, copy: Path, key: bytes, undecided: dict[str, Any], facts: Callable[..., Issued]
) -> None:
    issue(copy, undecided, facts)
    report = verifier.verify_ledger(copy, key=key)
    assert {(one.code, one.index) for one in report.problems} == {("sent_refused", 300)}


def test_a_policy_that_is_gone_or_was_never_published(
    verifier: Any, copy: Path, key: bytes, decided: dict[str, Any], facts: Callable[..., Issued]
) -> None:
    decided["standing"]["policy"] = "sha256:" + "1" * 64
    issue(copy, decided, facts)
    codes = {one.code for one in verifier.verify_ledger(copy, key=key).problems}
    assert codes == {"policy_missing", "policy_unpublished"}


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"expires":3,"published":[],"table":9}'])
def test_a_policy_that_is_none_refuses(verifier: Any, text: bytes) -> None:
    policy = json.loads(text or b"{}")
    policy = policy if isinstance(policy, dict) else {}
    standing = {"day": "2026-11-22", "policy": "x", "zone": "Z0", "country": "MA", "gate": 4}
    said = verifier.decide({"day": "2026-11-22"}, standing, policy, "x")
    assert said == ("DENIED", ["FAIL-CLOSED"])
    assert canonical.encode(policy)
