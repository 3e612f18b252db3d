"""Measure the ledger beside SQLite: `python -m benchmarks.ledger`.

One core, the median of rounds, CPU time and wall time. Entries are appended and receipts issued
through `Ledger`, as the gateway does: when a call returns, what it wrote is on the disk. SQLite
(rollback journal, `synchronous = FULL`) writes as many bytes in as many transactions; it hashes
and signs nothing, so it is a yardstick for the disk and no peer. "Signed" is Ed25519 over a payload
that is ready; "sealed" makes it as well: three commitments, canonical JSON, signature. Trade-off:
wall time on a shared machine says more about the neighbours than about the code.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from volant.ledger import Facts, Ledger, Receipt
from volant.ledger.note import Signer
from volant.ledger.receipt import seal

ROUNDS = 5
ORIGIN = "commune-taza.ma/journal"
BARS = {"appended": 50_000, "signed": 15_000, "verified": 4_000}
"""A second, on one core."""

FACTS = Facts(
    at=datetime(2026, 11, 22, 10, 2, 31, tzinfo=UTC),
    question="شحال ديال الإشعار خاصني نعطي قبل ما نخرج من الخدمة؟",
    sent="Question: délai de préavis (⟦PERSON_1⟧)",
    answer="Le délai de préavis est de huit jours [1].",
    tag="ary-Arab",
    tokens_in=812,
    tokens_out=331,
    finish="stop",
    engine="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    weights="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    runtime="xllamacpp",
    temperature=0.7,
    seed=7,
    zone="Z0",
    egress="E4",
    outcome="ALLOWED",
    rules=("OK-LOCAL",),
    sources=(("ab" * 32, "120-348"), ("cd" * 32, "0-77")),
)


def measure(call: Callable[[], object], count: int, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return how many a second, by CPU and by wall."""
    spent = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    by_cpu, by_wall = zip(*spent, strict=True)
    return count / statistics.median(by_cpu), count / statistics.median(by_wall)


def print_row(name: str, batch: int, rates: tuple[float, float], bar: str = "") -> None:
    target = BARS.get(bar)
    met = "" if target is None else f"{target:,}: {'met' if rates[0] >= target else 'MISSED'}"
    print(f"| {name:34} | {batch:>6,} | {rates[0]:>9,.0f} | {rates[1]:>9,.0f} | {met:16} |")


def print_log(folder: Path) -> None:
    """Print entries appended, in batches of several sizes, and SQLite beside them."""
    ledger = Ledger.open(folder / "journal", origin=ORIGIN)
    base = sqlite3.connect(folder / "rows.sqlite3", isolation_level=None)
    with closing(base):
        base.execute("PRAGMA synchronous = FULL")
        base.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, row BLOB)")
        for batch in (1, 100, 1_000, 10_000):
            times = max(1, min(20, 1_000 // batch))
            items = [("incident", {"n": n, "code": "OK-LOCAL"}) for n in range(batch)]
            rows = [(b"x" * 190,)] * batch

            def append(items: list[tuple[str, dict[str, object]]] = items, n: int = times) -> None:
                for _ in range(n):
                    ledger.append_many(items)  # type: ignore[arg-type]

            def insert(rows: list[tuple[bytes]] = rows, n: int = times) -> None:
                for _ in range(n):
                    base.execute("BEGIN")
                    base.executemany("INSERT INTO rows (row) VALUES (?)", rows)
                    base.execute("COMMIT")

            bar = "appended" if batch == 10_000 else ""
            print_row("entries appended", batch, measure(append, batch * times), bar)
            print_row("yardstick: SQLite rows", batch, measure(insert, batch * times))


def print_receipts(folder: Path) -> None:
    """Print receipts signed, sealed, issued and verified."""
    ledger = Ledger.open(folder / "receipts", origin=ORIGIN)
    signer = Signer(ORIGIN, Ed25519PrivateKey.generate())
    made, _ = seal(FACTS, signer, index=7, prev=bytes(32))
    many = range(2_000)
    signed = measure(lambda: [signer.sign(made.payload) for _ in many], len(many))
    print_row("receipts signed", len(many), signed, "signed")
    sealed = measure(
        lambda: [seal(FACTS, signer, index=n, prev=bytes(32)) for n in many], len(many)
    )
    print_row("receipts sealed", len(many), sealed)
    for batch in (1, 50, 1_000):
        stated = [replace(FACTS, tokens_out=n) for n in range(batch)]
        times = max(1, min(20, 200 // batch))

        def issue(stated: list[Facts] = stated, n: int = times) -> None:
            for _ in range(n):
                ledger.issue_many(stated)

        print_row("receipts issued, on the disk", batch, measure(issue, batch * times))
    print_verified(made, signer.public_key, len(many))


def print_verified(receipt: Receipt, key: bytes, count: int) -> None:
    """Print the reading of a receipt's file with its signature, and the signature alone."""
    text = receipt.to_json()

    def verify() -> None:
        for _ in range(count):
            assert receipt.is_signed(key)

    def read() -> None:
        for _ in range(count):
            assert Receipt.from_json(text).is_signed(key)

    print_row("receipts verified", count, measure(verify, count), "verified")
    print_row("receipts read and verified", count, measure(read, count))


def main() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp())
    heads = f"{'batch':>6} | {'CPU':>9} | {'wall':>9} | {'bar (CPU)':16}"
    print(f"| {'a second, one core':34} | {heads} |")
    print(f"| {'-' * 34} | -----: | --------: | --------: | {'-' * 16} |")
    try:
        print_log(folder)
        print_receipts(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
