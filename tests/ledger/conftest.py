"""Give tests of the ledger real folders and plausible facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from volant.ledger import Facts, Ledger

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
"""Times on a shared machine say nothing about the code."""

ORIGIN = "commune-taza.ma/journal"


def state(**changes: object) -> Facts:
    facts: dict[str, object] = {
        "at": datetime(2026, 11, 21, 10, 2, 31, tzinfo=UTC),
        "question": "شحال ديال الإشعار خاصني نعطي قبل ما نخرج من الخدمة؟",
        "sent": "Question: délai de préavis (⟦PERSON_1⟧)",
        "answer": "Le délai de préavis est de huit jours [1].",
        "tag": "ary-Arab",
        "tokens_in": 812,
        "tokens_out": 331,
        "finish": "stop",
        "engine": "Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
        "weights": "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        "runtime": "xllamacpp 0.3",
        "temperature": 0.7,
        "seed": 7,
        "zone": "Z0",
        "egress": "E4",
        "outcome": "ALLOWED",
        "rules": ("OK-LOCAL",),
        "sources": (("ab" * 32, "120-348"), ("cd" * 32, "0-77")),
    }
    return Facts(**(facts | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def facts() -> Callable[..., Facts]:
    return state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def ledger(folder: Path) -> Ledger:
    return Ledger.open(folder, origin=ORIGIN)
