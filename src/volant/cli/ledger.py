"""Show receipts, verify the log, and erase the words behind it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import click

from volant import assembly
from volant.cli import output
from volant.gateway import Receipts
from volant.ledger import verify as verify_log
from volant.settings import load
from volant.sovereignty import Policy
from volant.sovereignty.policy import read_policy
from volant.sovereignty.replay import agrees

CENTURY = 36_500
"""Days: as far back as a date is counted here."""


@click.group()
def ledger() -> None:
    """Show receipts, verify the log, and erase the words behind it."""


@ledger.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), help="A ledger elsewhere: a copy, a USB key."
)
@click.option(
    "--head", type=click.Path(path_type=Path, exists=True), help="A checkpoint seen earlier."
)
@click.option("--key", help="The public key printed in the charter, 64 hexadecimal digits.")
@output.as_json
def verify(folder: Path | None, head: Path | None, key: str | None, as_json: bool) -> None:
    """Check, offline, that nothing in the log was changed, dropped, swapped or cut off.

    Each decision is made again under the policy of its day, and must come out as it was logged.
    Exit status 1 and one line a problem where something was.
    """
    report = verify_log(
        folder or load().home / "ledger",
        head=head.read_bytes() if head else None,
        public_key=_key(key),
        judge=judge,
    )
    if as_json:
        output.print_json({"ok": report.ok, **asdict(report)})
    else:
        for problem in report.problems:
            where = "" if problem.index is None else f"entry {problem.index}: "
            click.echo(f"{where}{problem.message} [{problem.code}]")
        for remark in report.remarks:
            click.echo(f"note: {remark.message} [{remark.code}]")
        state = "every entry verifies" if report.ok else f"{len(report.problems)} problems"
        click.echo(f"{report.size} entries, root {report.root[:16]}…: {state}")
    sys.exit(0 if report.ok else 1)


@ledger.command()
@click.argument("id")
@click.option(
    "--language", type=click.Choice(["fr", "ar", "zgh", "en"]), default="fr", show_default=True
)
@click.option("--texts", is_flag=True, help="Also the words behind it, while they are kept.")
@output.as_json
def show(id: str, language: str, texts: bool, as_json: bool) -> None:
    """Show the receipt ID in a reader's language, with what it does not prove."""
    kept = assembly.open_ledger(load())
    described = dict(Receipts(kept).describe(id, language))
    if texts:
        revealed = kept.reveal(id)
        described["erased"] = revealed.erased
        described["texts"] = {piece.name: piece.text for piece in revealed.pieces}
    if as_json:
        output.print_json(described)
        return
    lines: list[dict[str, str]] = described["lines"]  # type: ignore[assignment]
    limits: list[str] = described["limits"]  # type: ignore[assignment]
    for line in lines:
        click.echo(f"{line['label']}: {line['value']}")
    for limit in limits:
        click.echo(f"– {limit}")
    for name, text in described.get("texts", {}).items():  # type: ignore[attr-defined]
        click.echo(f"\n{name}:\n{text}")
    if described.get("erased"):
        click.echo("\nThe words were erased.")


@ledger.command()
@click.argument("id", required=False)
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, CENTURY),
    help="Of all receipts of so many days ago and before.",
)
@output.as_json
def erase(id: str | None, days: int | None, as_json: bool) -> None:
    """Erase the words behind the receipt ID, or behind all --older-than so many days.

    The receipts stay, and verify; the log says what was erased and when. What other receipts of the
    same conversation hold, what `feedback` keeps and what `privacy` replaced is erased there.
    """
    if (id is None) == (days is None):
        raise click.UsageError("give a receipt, or --older-than.")
    kept = assembly.open_ledger(load())
    if id is not None:
        count = int(not kept.reveal(id).erased)
        kept.erase(id)
    else:
        count = kept.erase_before(datetime.now(UTC) - timedelta(days or 0))
    if as_json:
        output.print_json({"erased": count})
    else:
        click.echo(f"{count} erased")


def judge(case: Mapping[str, Any], policy: bytes) -> bool:
    """Say whether a logged decision comes out again under the policy kept with the log."""
    return agrees(case, _read_policy(policy))


@cache
def _read_policy(text: bytes) -> Policy:
    return read_policy(text)


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = bytes.fromhex(text.removeprefix("ed25519:"))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise click.BadParameter("give 64 hexadecimal digits", param_hint="--key")
    return key
