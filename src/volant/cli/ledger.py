"""Show receipts and verify the log."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
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


@click.group()
def ledger() -> None:
    """Show receipts and verify the log."""


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
        described["texts"] = {piece.name: piece.text for piece in kept.reveal(id).pieces}
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
