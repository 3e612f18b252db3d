"""Show or erase what askers corrected; see `gateway.corrections`."""

from __future__ import annotations

from dataclasses import asdict

import click

from volant import assembly
from volant.cli import output
from volant.settings import load


@click.group()
def feedback() -> None:
    """Show or erase what askers corrected."""


@feedback.command()
@output.as_json
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a JSON object a line.")
def languages(as_json: bool, as_lines: bool) -> None:
    """Print the questions whose language was told wrongly, with the one their asker chose.

    Each has question, found, score, chosen, at (UTC) and the receipt of the answer. They are kept
    on this machine alone; [feedback] keep = false in volant.toml keeps none.
    """
    kept = assembly.open_corrections(load()).read()
    if as_lines:
        for one in kept:
            output.print_json(asdict(one))
    elif as_json:
        output.print_json([asdict(one) for one in kept])
    else:
        for one in kept:
            question = " ".join(one.question.split())
            click.echo(f"{one.at}\t{one.found} {one.score:.2f}\t{one.chosen}\t{question}")


@feedback.command()
@click.argument("receipt", required=False)
@click.option("--all", "every", is_flag=True, help="Erase everything.")
@output.as_json
def erase(receipt: str | None, every: bool, as_json: bool) -> None:
    """Erase the correction that RECEIPT's answer followed, or --all."""
    if bool(receipt) == every:
        raise click.UsageError("give a receipt, or --all.")
    count = assembly.open_corrections(load()).erase(receipt)
    if as_json:
        output.print_json({"erased": count})
    else:
        click.echo(f"{count} erased")
