"""Load the one file of `verifier/`, and give tests real ledgers to look at."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.tampering import ORIGIN, load_verifier
from volant.ledger import Facts, Ledger, canonical
from volant.sovereignty import Facts as Asked
from volant.sovereignty import Standing, decide, load_policy
from volant.sovereignty.fingerprint import plain
from volant.sovereignty.policy import SHIPPED
from volant.sovereignty.replay import write_case


def state(**changes: object) -> Facts:
    facts: dict[str, object] = {
        "at": datetime(2026, 11, 22, 10, 2, 31, tzinfo=UTC),
        "question": "شحال ديال الإشعار خاصني نعطي قبل ما نخرج من الخدمة؟",
        "sent": "Question: délai de préavis (⟦PERSON_1⟧)",
        "answer": "Le délai de préavis est de huit jours [1].",
        "tag": "ary-Arab",
        "finish": "stop",
        "temperature": 0.7,
        "zone": "Z0",
        "egress": "E4",
        "outcome": "ALLOWED",
        "rules": ("OK-LOCAL",),
    }
    return Facts(**(facts | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def facts() -> Callable[..., Facts]:
    return state


@pytest.fixture(scope="session")
def verifier() -> Any:
    return load_verifier()


def write_policy() -> bytes:
    """Return the shipped policy as it is kept beside a log."""
    return canonical.encode(plain(tomllib.loads(SHIPPED.read_text("utf-8"))))


def make_case(**changes: Any) -> dict[str, Any]:
    """Return a decided case as the log holds it."""
    policy, day = load_policy(), date(2026, 11, 22)
    asked = Asked(day=day, classes=frozenset(("D2",)), tag="fr", approved_by="chef", **changes)
    standing = Standing(
        engine="x", profile="sha256:" + "0" * 64, policy=policy.digest, day=day, zone="Z3",
        country="FR", gate=2, egress="E0", basis=True,
    )  # fmt: skip
    case = write_case(asked, standing, decide(asked, standing, policy))
    plain_case: dict[str, Any] = json.loads(json.dumps(case))
    return plain_case


@pytest.fixture
def decided() -> dict[str, Any]:
    """Be a case that ended in sending."""
    return make_case(pseudonymised=True, replaced=2, residue=0)


@pytest.fixture
def undecided() -> dict[str, Any]:
    """Be a case that was still waiting for names to be replaced."""
    return make_case()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Be a ledger of 300 entries: a policy, receipts with and without a case, incidents."""
    folder = tmp_path_factory.mktemp("model") / "journal"
    ledger = Ledger.open(folder, origin=ORIGIN)
    ledger.publish_policy(write_policy(), "1")
    ledger.append("egress_probe", {"tier": "E4"})
    ledger.issue_many([state(question=f"سؤال {n}", probe=2) for n in range(5)])
    case = make_case(pseudonymised=True, replaced=2, residue=0)
    ledger.issue(state(outcome=case["outcome"], rules=tuple(case["rules"]), case=case))
    refused = make_case()
    ledger.issue(state(outcome="DENIED", sent=None, answer=None, case=refused))
    ledger.append_many([("incident", {"n": n}) for n in range(300 - ledger.size)])
    return folder


@pytest.fixture(scope="session")
def key(model: Path) -> bytes:
    return Ledger.open(model, origin=ORIGIN).public_key


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    shutil.copytree(model, tmp_path / "copy")
    return tmp_path / "copy"
