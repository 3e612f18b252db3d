"""Ask a question of the library, from the shell or from a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import Any, Literal

import click
import msgspec

from volant import assembly
from volant.cli import output
from volant.cli.library import tell_if_empty
from volant.cli.lines import read_requests
from volant.errors import EmptyQuestion, VolantError
from volant.gateway import Caller
from volant.gateway.caller import NOBODY
from volant.records import TAGS, Answer, Answered, Event, Message, Searched, Spoken
from volant.settings import load
from volant.sovereignty.words import LANGUAGES


@click.command()
@click.argument("question", required=False)
@click.option("--engine", help="Which engine phrases the answer; `quote` needs none.")
@click.option(
    "--tag",
    type=click.Choice(TAGS),
    help="The question's language, where it is told wrongly; see `volant feedback`.",
)
@click.option("--data-class", default="", help="What the data is, D0 to D4; it only raises.")
@click.option("--conversation", default="", help="A name of yours for the conversation.")
@click.option("--approval", default="", help="Who approved the sending, as role:chef-service.")
@output.as_json
@output.as_lines
def ask(
    *,
    question: str | None,
    engine: str | None,
    tag: str | None,
    data_class: str,
    conversation: str,
    approval: str,
    as_json: bool,
    as_lines: bool,
) -> None:
    """Ask QUESTION, in Darija, Arabic, French or Tamazight; read a cited answer.

    With --jsonl, a line is {"question": "…"}, optionally with "messages" (the turns before),
    "engine", "tag", "data_class", "conversation", "approval" and "id"; each result has tag,
    identified, engine, refused, sentences, receipt.
    """
    if question is None and not as_lines:
        raise EmptyQuestion("the question is empty; write it after `volant ask`, in quotes.")
    caller = Caller(data_class=data_class, conversation=conversation, approval=approval)
    options = Options(engine=engine, tag=tag, caller=caller)
    asyncio.run(_run(question or "", options, as_json, as_lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Be what comes with a question."""

    engine: str | None = None
    tag: str | None = None
    caller: Caller = NOBODY


PLAIN = Options()


class _Turn(msgspec.Struct):
    role: Literal["system", "user", "assistant"]
    content: str


class _Asked(msgspec.Struct):
    """Be a line of `--jsonl`; what it leaves empty, the command's options say."""

    question: str
    messages: list[_Turn] = []
    engine: str | None = None
    tag: str | None = None
    data_class: str | None = None
    conversation: str | None = None
    approval: str | None = None


async def _run(question: str, options: Options, as_json: bool, as_lines: bool) -> None:
    volant = assembly.assemble(load(), notice=lambda line: click.echo(f"volant: {line}", err=True))
    try:
        if as_lines:
            for echoed, asked in read_requests("question", _Asked):
                output.print_json(echoed | await _result(volant, asked, options))
        elif as_json:
            answer = await answer_one(volant, _turn(question), options)
            _tell_if_empty(volant, answer)
            output.print_json(output.answer_json(answer))
        else:
            await show(volant, question, options)
    finally:
        await volant.close()


async def _result(
    volant: assembly.Installation, asked: _Asked | VolantError, options: Options
) -> dict[str, Any]:
    try:
        if isinstance(asked, VolantError):
            raise asked
        before = [Message(role=turn.role, content=turn.content) for turn in asked.messages]
        messages = (*before, *_turn(asked.question))
        answer = await answer_one(volant, messages, _choose(asked, options))
    except VolantError as error:
        return output.failure(error)
    return output.answer_json(answer)


def _choose(asked: _Asked, options: Options) -> Options:
    """Take what a line says, and what the command says for the rest."""
    given = asdict(options.caller)
    caller = {name: getattr(asked, name) or given[name] for name in given}
    return Options(
        engine=asked.engine or options.engine,
        tag=asked.tag or options.tag,
        caller=Caller(**caller),
    )


def _turn(question: str) -> tuple[Message, ...]:
    return (Message(role="user", content=question),)


async def answer_one(
    volant: assembly.Installation, messages: tuple[Message, ...], options: Options
) -> Answer:
    """Walk one question to its end and give the whole answer."""
    async with aclosing(_ask(volant, messages, options)) as events:
        last = [event async for event in events][-1]
    assert isinstance(last, Answered)
    return last.answer


def _tell_if_empty(volant: assembly.Installation, answer: Answer) -> None:
    """Tell documents that are silent from a library that has none."""
    if answer.refused and not answer.nearest:
        tell_if_empty(volant.library)


async def show(volant: assembly.Installation, question: str, options: Options = PLAIN) -> None:
    """Print an answer while it is made: the search step, sentences, rules, sources, receipt."""
    async with aclosing(_ask(volant, _turn(question), options)) as events:
        async for event in events:
            if isinstance(event, Searched):
                documents = len({hit.document for hit in event.hits})
                click.secho(
                    f"{len(event.hits)} passages in {documents} documents", dim=True, err=True
                )
            elif isinstance(event, Spoken):
                output.print_sentence(event.sentence)
            elif isinstance(event, Answered):
                _tell_if_empty(volant, event.answer)
                _explain(volant, event.answer)
                _close(event.answer)


def _ask(
    volant: assembly.Installation, messages: tuple[Message, ...], options: Options
) -> AsyncGenerator[Event]:
    return volant.gateway.ask(messages, options.engine, tag=options.tag, caller=options.caller)


def _explain(volant: assembly.Installation, answer: Answer) -> None:
    """Say why an engine was not given the question, and where to look; else nothing."""
    language = answer.tag if answer.tag in LANGUAGES else "ar" if "Arab" in answer.tag else "fr"
    rules = volant.receipts.describe(answer.receipt, language)["rules"]
    assert isinstance(rules, list)
    codes = {rule["code"] for rule in rules}
    if "NOT-SENT" not in codes:
        return
    click.echo()
    for rule in rules:
        if rule["text"]:
            click.secho(f"{rule['code']}: {rule['text']}", dim=True)
    if "ZONE-UNKNOWN" in codes:
        click.secho(UNPLACED, dim=True, err=True)


UNPLACED = (
    "volant: to say where this machine stands, set name, country, premises and document (the text "
    "that says so) in [institution] of volant.toml; for an engine elsewhere, write a profile. "
    "See: volant sovereignty list"
)
"""What an operator can do where an engine's place is unknown."""


def _close(answer: Answer) -> None:
    click.echo()
    cited = {c.number: c for sentence in answer.sentences for c in sentence.citations}
    for number in sorted(cited):
        click.echo(f"[{number}] {output.name(cited[number], answer.tag)}")
    for number, hit in enumerate(answer.nearest, 1):
        click.secho(f"  {number}. {output.name(hit, answer.tag)}", dim=True)
    click.secho(f"{answer.engine} · {_language(answer)} · receipt {answer.receipt}", dim=True)


def _language(answer: Answer) -> str:
    """Name the answer's tag, with what was found and its score where that was another."""
    found = answer.identified
    if found is None:
        return answer.tag
    share = f"{found.tag} {found.score:.2f}"
    return share if found.tag == answer.tag else f"{answer.tag} (found {share})"
