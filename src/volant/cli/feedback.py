"""Show or erase what people's questions taught; see `gateway.corrections` and `gateway.inbox`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import click

from volant import assembly
from volant.assistants import Librarian
from volant.cli import output
from volant.records import Message
from volant.settings import Settings, load


@click.group()
def feedback() -> None:
    """Show or erase what askers corrected and what found no answer."""


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
@click.option("--again", is_flag=True, help="Ask them again and print what is answered now.")
@click.option("--answered", is_flag=True, help="Print those that were answered since.")
@output.as_json
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a JSON object a line.")
def unanswered(again: bool, answered: bool, as_json: bool, as_lines: bool) -> None:
    """Print the questions that the documents were silent on, the oftenest asked first.

    It is the list of the documents that are missing. Each has question, tag, count, first and last
    (UTC), the receipt of the last refusal and, once one answers, the document.
    """
    settings = load()
    inbox = assembly.open_inbox(settings)
    kept = inbox.retry(_find(settings)) if again else inbox.read(answered=answered)
    if as_lines:
        for one in kept:
            output.print_json(asdict(one))
    elif as_json:
        output.print_json([asdict(one) for one in kept])
    else:
        for one in kept:
            question = " ".join(one.question.split())
            click.echo("\t".join(filter(None, (f"{one.count}", one.tag, question, one.document))))


def _find(settings: Settings) -> Callable[[str, str], str]:
    """Give a search that names the document an answer would cite, or nothing."""
    near = not settings.library.embedder_url  # what class a kept question had is not known
    desk = assembly.open_desk(settings, assembly.open_library(settings), embedded=near)
    librarian = Librarian(desk, settings.assistant.passages)

    def search(question: str, tag: str) -> str:
        found = librarian.ground((Message(role="user", content=question),), tag)
        return "" if found.silent else found.evidence[0].source

    return search


@feedback.command()
@click.argument("receipt", required=False)
@click.option("--all", "every", is_flag=True, help="Erase everything.")
@output.as_json
def erase(receipt: str | None, every: bool, as_json: bool) -> None:
    """Erase the question that RECEIPT is of from what was taught, or --all.

    The words behind the receipt itself: volant ledger erase.
    """
    if bool(receipt) == every:
        raise click.UsageError("give a receipt, or --all.")
    settings = load()
    kept = (assembly.open_corrections(settings), assembly.open_inbox(settings))
    count = sum(some.erase(receipt) for some in kept)
    if as_json:
        output.print_json({"erased": count})
    else:
        click.echo(f"{count} erased")
