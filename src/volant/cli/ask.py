"""Ask a question of the library, from the shell or from a script."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import click

from volant import assembly
from volant.cli import output
from volant.errors import EmptyQuestion, VolantError
from volant.records import TAGS, Answer, Answered, Message, Searched, Spoken
from volant.settings import load


@click.command()
@click.argument("question", required=False)
@click.option("--engine", help="Which engine phrases the answer; `quote` needs none.")
@click.option(
    "--tag",
    type=click.Choice(TAGS),
    help="The question's language, where it is told wrongly; see `volant feedback`.",
)
@output.as_json
@output.as_lines
def ask(
    question: str | None, engine: str | None, tag: str | None, as_json: bool, as_lines: bool
) -> None:
    """Ask QUESTION, in Darija, Arabic, French or Tamazight; read a cited answer.

    With --jsonl, a line is {"question": "…"}, optionally with "messages" (the turns before),
    "engine", "tag" and "id"; each result has tag, identified, engine, refused, sentences, receipt.
    """
    if question is None and not as_lines:
        raise EmptyQuestion("the question is empty; write it after `volant ask`, in quotes.")
    asyncio.run(_run(question or "", engine, tag, as_json, as_lines))


async def _run(
    question: str, engine: str | None, tag: str | None, as_json: bool, as_lines: bool
) -> None:
    volant = assembly.assemble(load(), notice=lambda line: click.echo(f"volant: {line}", err=True))
    try:
        if as_lines:
            for request in output.read_lines("question"):
                output.print_json(await _result(volant, request, engine, tag))
        elif as_json:
            answer = await answer_one(volant, _turn(question), engine, tag)
            output.print_json(output.answer_json(answer))
        else:
            await show(volant, question, engine, tag)
    finally:
        await volant.close()


async def _result(
    volant: assembly.Installation, request: dict[str, Any], engine: str | None, tag: str | None
) -> dict[str, Any]:
    echoed = {"id": request["id"]} if "id" in request else {}
    try:
        if "error" in request:
            raise request["error"]
        before = [
            Message(role=str(turn["role"]), content=str(turn["content"]))
            for turn in request.get("messages", [])
        ]
        messages = (*before, *_turn(request["question"]))
        said = str(request.get("tag") or tag or "") or None
        answer = await answer_one(volant, messages, request.get("engine") or engine, said)
    except VolantError as error:
        return echoed | output.failure(error)
    return echoed | output.answer_json(answer)


def _turn(question: str) -> tuple[Message, ...]:
    return (Message(role="user", content=question),)


async def answer_one(
    volant: assembly.Installation,
    messages: tuple[Message, ...],
    engine: str | None,
    tag: str | None = None,
) -> Answer:
    """Walk one question to its end and give the whole answer."""
    async with aclosing(volant.gateway.ask(messages, engine, tag=tag)) as events:
        last = [event async for event in events][-1]
    assert isinstance(last, Answered)
    return last.answer


async def show(
    volant: assembly.Installation, question: str, engine: str | None, tag: str | None = None
) -> None:
    """Print an answer while it is made: the search step, sentences, sources, receipt."""
    async with aclosing(volant.gateway.ask(_turn(question), engine, tag=tag)) as events:
        async for event in events:
            if isinstance(event, Searched):
                documents = len({hit.document for hit in event.hits})
                click.secho(
                    f"{len(event.hits)} passages in {documents} documents", dim=True, err=True
                )
            elif isinstance(event, Spoken):
                output.print_sentence(event.sentence)
            elif isinstance(event, Answered):
                _close(event.answer)


def _close(answer: Answer) -> None:
    click.echo()
    cited = {c.number: c for sentence in answer.sentences for c in sentence.citations}
    for number in sorted(cited):
        click.echo(f"[{number}] {output.name(cited[number])}")
    for number, hit in enumerate(answer.nearest, 1):
        click.secho(f"  {number}. {output.name(hit)}", dim=True)
    click.secho(f"{answer.engine} · {_language(answer)} · receipt {answer.receipt}", dim=True)


def _language(answer: Answer) -> str:
    """Name the answer's tag, with what was found and its score where that was another."""
    found = answer.identified
    if found is None:
        return answer.tag
    share = f"{found.tag} {found.score:.2f}"
    return share if found.tag == answer.tag else f"{answer.tag} (found {share})"
