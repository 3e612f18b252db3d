"""Find personal data in a text, replace it by placeholders, and put it back."""

from __future__ import annotations

import sys
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import cast

import click

from volant import privacy as data
from volant.cli import output
from volant.cli.lines import BLOCK, Lines
from volant.privacy import KINDS, LEAST, Erasure, Finding, Mention, Restorer, Vault
from volant.privacy.vault import DAY
from volant.settings import load

in_file = click.option(
    "--file", "path", type=click.Path(path_type=Path), help="Read this file instead."
)
conversation = click.option(
    "--conversation", default="cli", show_default=True, help="Where placeholders stay the same."
)
in_vault = click.option(
    "--vault",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the vault, if not `privacy` in Volant's home.",
)


@click.group()
def privacy() -> None:
    """Find personal data in a text, replace it by placeholders, and put it back."""


@privacy.command()
@click.argument("text", required=False)
@in_file
@click.option("--least", default=LEAST, show_default=True, help="The lowest score to report.")
@output.as_json
def find(text: str | None, path: Path | None, least: float, as_json: bool) -> None:
    """Find personal data in TEXT, `-` or --file: kind, score, place and words.

    With --json, each finding has kind, start, end, score, reasons and text.
    """
    given = _read(text, path)
    found = data.find(given, least=least)
    if as_json:
        output.print_json([asdict(one) | {"text": _words(given, one)} for one in found])
        return
    for one in found:
        click.echo(f"{one.kind}\t{one.score:.2f}\t{one.start}-{one.end}\t{_words(given, one)}")


def _words(text: str, one: Finding) -> str:
    return text[one.start : one.end]


@privacy.command()
@click.argument("text", required=False)
@in_file
@conversation
@in_vault
@output.as_json
def replace(
    text: str | None, path: Path | None, conversation: str, folder: Path | None, as_json: bool
) -> None:
    """Print TEXT, `-` or --file with placeholders instead of personal data.

    What they stand for goes, encrypted, into the vault. With --json: text and replaced (kind,
    placeholder, start, end in the text as given).
    """
    given = _read(text, path)
    sent, replaced = data.pseudonymize(given, _vault(folder), conversation)
    if as_json:
        output.print_json({"text": sent, "replaced": [asdict(one) for one in replaced]})
    else:
        click.echo(sent.encode("utf-8", "surrogateescape"), nl=given is text)


@privacy.command()
@click.argument("text", required=False)
@in_file
@conversation
@in_vault
def restore(text: str | None, path: Path | None, conversation: str, folder: Path | None) -> None:
    """Print TEXT, `-` or --file with the data its placeholders stand for, as it comes in.

    A placeholder that is not of the conversation, or was changed, becomes a neutral mark.
    """
    restorer = Restorer(_vault(folder).book(conversation))
    if text == "-" and path is None:
        stream = cast("BufferedReader", sys.stdin.buffer)
        while piece := stream.read1(BLOCK):
            _write(restorer.feed(piece))
        _write(restorer.finish())
    else:
        _write(restorer.feed(_read(text, path)) + restorer.finish())
        click.echo(nl=path is None)


def _write(text: str) -> None:
    click.echo(text.encode("utf-8", "surrogateescape"), nl=False)


@privacy.command()
@click.argument("text")
@click.option("--kind", type=click.Choice(KINDS), default="name", show_default=True)
@in_vault
@output.as_json
def erase(text: str, kind: str, folder: Path | None, as_json: bool) -> None:
    """Erase what the vault holds of TEXT, a name or number, in all conversations.

    A name goes in all its spellings; each other name or number has to be given. What is printed
    can be logged: it holds counts and no words.
    """
    _tell(_vault(folder).erase([Mention(kind=kind, text=text)]), as_json)


@privacy.command()
@click.argument("conversation", required=False)
@click.option(
    "--older-than", "days", type=click.IntRange(0), help="All that had none for so many days."
)
@in_vault
@output.as_json
def forget(conversation: str | None, days: int | None, folder: Path | None, as_json: bool) -> None:
    """Erase what the vault holds of CONVERSATION, or of all --older-than so many days.

    Its placeholders can be put back no more. The days begin when a conversation was last given one.
    """
    if (conversation is None) == (days is None):
        raise click.UsageError("give a conversation, or --older-than.")
    vault = _vault(folder)
    if conversation is not None:
        _tell(vault.forget(conversation), as_json)
    else:
        _tell(vault.expire((days or 0) * DAY), as_json)


def _tell(erased: Erasure, as_json: bool) -> None:
    if as_json:
        output.print_json(asdict(erased) | {"rows": dict(erased.rows)})
        return
    rows = ", ".join(f"{count} {kind}" for kind, count in erased.rows) or "nothing"
    click.echo(f"{rows} in {erased.conversations} conversations erased")


def _vault(folder: Path | None) -> Vault:
    """Open the vault of a folder, whose owner sees to its age, or that of the home."""
    if folder:
        return Vault.open(folder)
    settings = load()
    return Vault.open(settings.home / "privacy", days=settings.sovereignty.conversation_days)


def _read(text: str | None, path: Path | None) -> str:
    if text is not None and text != "-" and path is None:
        return text
    if text is None and path is None:
        raise click.UsageError("give a text, `-` or --file.")
    with Lines(path) as lines:
        return lines.read().decode("utf-8", "surrogateescape")
