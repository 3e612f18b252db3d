"""Identify and normalise texts, and write them in other letters."""

from __future__ import annotations

from typing import Any

import click

from volant import languages as lang
from volant.cli import output
from volant.errors import VolantError


@click.group()
def languages() -> None:
    """Identify and normalise texts, and write them in other letters."""


@languages.command()
@click.argument("text", required=False, default="")
@output.as_json
@output.as_lines
def identify(text: str, as_json: bool, as_lines: bool) -> None:
    """Say which language and script TEXT is in (with --jsonl, each line's)."""
    if as_lines:
        for request in output.read_lines("text"):
            output.print_json(_result(request))
        return
    found = lang.identify(text)
    if as_json:
        output.print_json(found)
    else:
        click.echo(f"{found.tag}\t{found.score:.2f}")


@languages.command()
@click.argument("text")
@output.as_json
def normalize(text: str, as_json: bool) -> None:
    """Give TEXT the form in which it is compared."""
    form = lang.normalize(text)
    if as_json:
        output.print_json({"text": form})
    else:
        click.echo(form)


@languages.command()
@click.argument("text")
@click.option(
    "--to", required=True, help="The tag to write it in: ary-Arab, ary-Latn, zgh-Tfng, ber-Latn."
)
@click.option("--from", "source", help="The tag it is in, if it should not be identified.")
@click.option("-n", default=1, show_default=True, help="How many spellings.")
@output.as_json
def transliterate(text: str, to: str, source: str | None, n: int, as_json: bool) -> None:
    """Write TEXT in other letters."""
    found = lang.transliterate(text, to, source, n)
    if as_json:
        output.print_json([{"text": form, "score": score} for form, score in found])
    else:
        for form, _ in found:
            click.echo(form)


def _result(request: dict[str, Any]) -> dict[str, Any]:
    echoed = {"id": request["id"]} if "id" in request else {}
    if isinstance(error := request.get("error"), VolantError):
        return echoed | output.failure(error)
    found = lang.identify(request["text"])
    return echoed | {"tag": found.tag, "score": found.score, "alternatives": found.alternatives}
