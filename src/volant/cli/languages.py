"""Identify, mend and read texts, and write them in other letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from volant import languages as lang
from volant.cli import output
from volant.cli.lines import Lines
from volant.errors import VolantError
from volant.records import Identification

COLORS = {
    "ary-Arab": "green",
    "ary-Latn": "green",
    "ar": "cyan",
    "fr": "blue",
    "zgh-Tfng": "yellow",
    "ber-Latn": "yellow",
    "en": "magenta",
    "es": "magenta",
    "name": "white",
}
"""A colour a language, on a terminal; the tag is written too, as not everybody sees colours."""

in_file = click.option(
    "--file", "path", type=click.Path(path_type=Path), help="Read this file instead."
)


@click.group()
def languages() -> None:
    """Identify, mend and read texts, and write them in other letters."""


@languages.command()
@click.argument("text", required=False)
@in_file
@output.as_json
@output.as_lines
def identify(text: str | None, path: Path | None, as_json: bool, as_lines: bool) -> None:
    """Say which language and script TEXT is in; `-` or --file: each line of plain text.

    With --jsonl, a line is {"text": "…"}, a JSON string or plain text, and each result has tag,
    score, alternatives and parts (start, end, tag: the runs of one language).
    """
    if as_lines or path or text == "-":
        _identify_lines(path, as_lines, as_json)
    elif text is None:
        raise click.UsageError("give a text, `-`, --file or --jsonl.")
    elif as_json:
        output.print_json(lang.identify(text))
    else:
        found = lang.identify(text, parts=False)
        click.echo(f"{found.tag}\t{found.score:.2f}")


def _identify_lines(path: Path | None, as_requests: bool, as_json: bool) -> None:
    with Lines(path) as lines:
        for group in lines.groups():
            texts = [raw.decode("utf-8", "replace").rstrip("\r") for raw in group]
            if as_requests:
                for result in _results([text for text in texts if text.strip()]):
                    output.print_json(result)
            else:
                for text, found in zip(texts, lang.identify_each(texts), strict=True):
                    _print_found(text, found, as_json)


def _results(lines: list[str]) -> Iterator[dict[str, Any]]:
    requests = [output.read_request(line, "text") for line in lines]
    texts = [request.get("text", "") for request in requests]
    for request, found in zip(requests, lang.identify_each(texts, parts=True), strict=True):
        echoed = {"id": request["id"]} if "id" in request else {}
        if isinstance(error := request.get("error"), VolantError):
            yield echoed | output.failure(error)
        else:
            yield echoed | msgspec.to_builtins(found)


def _print_found(text: str, found: Identification, as_json: bool) -> None:
    if as_json:
        output.print_json({"text": text, "tag": found.tag, "score": found.score})
    else:
        click.echo(f"{found.tag}\t{found.score:.2f}\t{text}")


@languages.command()
@click.argument("text")
@output.as_json
def parts(text: str, as_json: bool) -> None:
    """Say run by run which language TEXT is in, where it mixes several."""
    runs = [(text[part.start : part.end], part) for part in lang.identify(text).parts]
    if as_json:
        output.print_json([msgspec.to_builtins(part) | {"text": run} for run, part in runs])
        return
    for run, part in runs:
        label = click.style(f"{part.tag:<9}", fg=COLORS.get(part.tag), bold=True)
        click.echo(f"{label} {click.style(run.strip(), fg=COLORS.get(part.tag))}")


@languages.command()
@click.argument("text")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Today's date, so that `lbare7` is a day; without it, such words are left out.",
)
@output.as_json
def quantities(text: str, as_of: datetime | None, as_json: bool) -> None:
    """Find the numbers, amounts, dates and durations in TEXT."""
    day: date | None = as_of.date() if as_of else None
    found = lang.quantities(text, day)
    if as_json:
        output.print_json([_quantity_json(one, text) for one in found])
        return
    for one in found:
        value = one.iso or f"{_number(one)} {one.unit}".strip()
        click.echo(f"{one.kind}\t{value}\t{text[one.start : one.end]}")


def _quantity_json(one: lang.Quantity, text: str) -> dict[str, Any]:
    return asdict(one) | {"value": _number(one), "text": text[one.start : one.end]}


def _number(one: lang.Quantity) -> int | float | None:
    """Write a value as JSON can; a third is the nearest float."""
    if one.value is None:
        return None
    return int(one.value) if one.value.denominator == 1 else float(one.value)


@languages.command()
@click.argument("text", required=False)
@in_file
@output.as_json
def repair(text: str | None, path: Path | None, as_json: bool) -> None:
    """Mend what PDF extraction broke in TEXT, `-` or --file, and nothing else.

    A whole text is read at once: how damaged it is says what to mend. With --json, the mends
    (start, end in the text as given, kind, before, after) come with it.
    """
    given = _read_whole(path) if path or text == "-" else text
    if given is None:
        raise click.UsageError("give a text, `-` or --file.")
    found = lang.repair(given)
    if as_json:
        output.print_json(found)
    else:
        mended = found.text.encode("utf-8", "surrogateescape")
        click.echo(mended, nl=given is text)


def _read_whole(path: Path | None) -> str:
    """Read a text so that bytes which are none come out again as they were."""
    with Lines(path) as lines:
        return lines.read().decode("utf-8", "surrogateescape")


@languages.command()
@click.argument("text")
@click.option("--tag", default="", help="Fold what this language is spelled with, too.")
@output.as_json
def normalize(text: str, tag: str, as_json: bool) -> None:
    """Give TEXT the form in which it is compared."""
    form = lang.normalize(text, tag)
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
@click.option("-n", default=1, show_default=True, help="How many spellings, with their scores.")
@output.as_json
def transliterate(text: str, to: str, source: str | None, n: int, as_json: bool) -> None:
    """Write TEXT in other letters."""
    found = lang.transliterate(text, to, source, n)
    if as_json:
        output.print_json([{"text": form, "score": score} for form, score in found])
        return
    for form, score in found:
        click.echo(form if n == 1 else f"{score:.3f}\t{form}")
