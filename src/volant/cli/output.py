"""Print results for people and for programs, and read requests a line at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from volant.errors import MalformedRequest, VolantError
from volant.records import Answer, Hit, Sentence

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
as_lines = click.option(
    "--jsonl", "as_lines", is_flag=True, help="Read a request a line, write a result a line."
)


def print_json(value: Any) -> None:
    """Print records, or anything JSON holds, as JSON in readable letters."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    click.echo(text.encode("utf-8", "surrogatepass"))


def read_lines(key: str) -> Iterator[dict[str, Any]]:
    """Yield the requests of standard input.

    A line is JSON, an object with `key` (or `text`) or a string, or else plain text itself. A line
    that is broken gives an object with `error`, so that one result comes out for each line in.
    """
    for raw in sys.stdin.buffer:
        if raw.strip():
            yield read_request(raw.decode("utf-8", "replace").strip("\r\n"), key)


def read_request(line: str, key: str) -> dict[str, Any]:
    """Read one line of `read_lines`; a broken one gives an object with `error`."""
    if line.lstrip()[:1] not in {"{", '"'}:
        return {key: line}
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": MalformedRequest(f"the line is not JSON: {error}.")}
    if isinstance(value, str):
        return {key: value}
    text = next((value[k] for k in (key, "text", "question", "query") if k in value), None)
    if not isinstance(text, str):
        known = {"id": value["id"]} if "id" in value else {}
        return known | {"error": MalformedRequest(f"the object has no {key!r} that is text.")}
    return {**value, key: text}


def failure(error: VolantError) -> dict[str, Any]:
    """Give the shape of an error in JSON."""
    return {"error": {"code": error.code, "message": error.message}}


def answer_json(answer: Answer) -> dict[str, Any]:
    """Give an answer as programs read it; `answer` is all its sentences as one text."""
    found: dict[str, Any] = msgspec.to_builtins(answer)
    return {"answer": "\n".join(s.text for s in answer.sentences), **found}


def print_hit(number: int, hit: Hit, tag: str = "") -> None:
    """Print one passage found: where it stands, said in `tag` as in `name`, then its text."""
    click.secho(f"[{number}] {name(hit, tag)}", bold=True)
    click.echo(f"{hit.text.strip()}\n")


def name(hit: Hit, tag: str = "") -> str:
    """Name where a passage stands: title, article, date, file.

    The article is spelled for an asker of `tag`, or as the passage's own language spells it. Marks
    of direction are left out: what is printed is copied, and not every terminal hides them.
    """
    from volant.library.laws import name_label  # noqa: PLC0415 (0.3 s, only where there are hits)

    article = name_label(hit.article, tag or hit.tag).translate(_MARKS)
    parts = [hit.title, article, hit.date, f"({hit.source})"]
    return " · ".join(dict.fromkeys(part for part in parts if part))


_MARKS = dict.fromkeys(map(ord, "\u2068\u2069"))


def print_sentence(sentence: Sentence) -> None:
    """Print one sentence with its citation numbers; quotations stand apart."""
    marks = "".join(f" [{citation.number}]" for citation in sentence.citations)
    if sentence.status == "quoted":
        click.echo(f"  « {' '.join(sentence.text.split())} »{marks}")
    else:
        click.echo(f"{sentence.text}{marks}")
