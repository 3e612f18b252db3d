"""Add, list, show, search, withdraw and remove documents."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import click
import msgspec

from volant import assembly, languages
from volant.cli import output
from volant.cli.lines import read_requests
from volant.errors import LibraryError, UnknownDocument, VolantError
from volant.gateway.caller import admit_tag
from volant.library import Library, Report
from volant.library.cluster import on_ray
from volant.records import TAGS, Access, Rights
from volant.settings import load


@click.group()
def library() -> None:
    """Add, list, show, search and remove documents."""


HERE = "here"
"""What `--ray` means without an address."""

MOST = 1_000
"""The most passages of one search; more is no search, and `library list` shows what is held."""

EMPTY = (
    "volant: the library holds no document yet; fill it: volant library add PATH "
    "(or, with the starter library: volant serve --setup)"
)

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
CLASS = click.Choice(["D0", "D1", "D2", "D3", "D4"])


@library.command()
@PATHS
@click.option("--unit", default="", help="Whose they are, as a path: sante/chu-fes.")
@click.option(
    "--class", "data_class", type=CLASS, default="D0", help="Class of data; D0 is public."
)
@click.option("--licence", default="", help="SPDX id, or the owner's words.")
@click.option("--added-by", default="", help="Who brings them in.")
@click.option("--approved-by", default="", help="Who said they may be kept.")
@click.option(
    "--ray",
    is_flag=False,
    flag_value=HERE,
    default=None,
    metavar="[ADDRESS]",
    help="Read on a Ray cluster; without an address one is started here.",
)
@output.as_json
def add(
    paths: tuple[Path, ...],
    *,
    unit: str,
    data_class: str,
    licence: str,
    added_by: str,
    approved_by: str,
    ray: str | None,
    as_json: bool,
) -> None:
    """Bring in files and folders: PDF, DOCX, ODT, HTML, EPUB, XLSX, ODS, e-mail, Markdown, TXT.

    Unchanged files are skipped, changed ones replaced, files gone from a folder removed. What was
    refused is tried again; what was withdrawn stays withdrawn. Without an option that says so, a
    file keeps the unit and class it has. Exit status 1 if all there was is refused.
    """
    rights = Rights(
        unit=unit,
        data_class=data_class,
        licence=licence,
        added_by=added_by,
        approved_by=approved_by,
    )
    with Bar("Indexing", hidden=as_json) as bar:
        workers = None if ray is None else on_ray("" if ray == HERE else ray)
        report = _open().add(
            list(paths),
            progress=bar.move,
            workers=workers,
            rights=None if rights == Rights() else rights,
        )
    if as_json:
        output.print_json(asdict(report))
    else:
        _print_report(report)
    if report == Report(refused=report.refused) and report.refused:
        sys.exit(1)


@library.command()
@output.as_json
def reembed(as_json: bool) -> None:
    """Make the index anew for the embedder of the settings; the old one answers meanwhile.

    `volant serve` does it by itself, one document at a time.
    """
    opened = _open()
    wanted = opened.awaits
    with Bar("Embedding", hidden=as_json) as bar:
        whole = opened.reembed(bar.move)
    if as_json:
        output.print_json({"embedder": opened.embedder.name, "whole": whole})
    elif not wanted:
        click.echo(f"The index is made with {opened.embedder.name}.")
    elif whole:
        click.echo(f"The index is made with {wanted} now.")
    else:
        raise LibraryError(
            "some files are gone or cannot be read any more, so the old index stays; "
            "remove them (volant library remove) or put them back, then: volant library reembed"
        )


@library.command("list")
@click.option("--all", "every", is_flag=True, help="Refused and withdrawn ones too, with why.")
@output.as_json
def list_documents(every: bool, as_json: bool) -> None:
    """List the documents held."""
    opened = _open()
    held = opened.held() if every else opened.documents()
    if as_json:
        output.print_json([asdict(document) for document in held])
        return
    for one in held:
        cells = [str(one.id), str(one.passages), one.tag, one.date, one.name, one.title]
        if every:
            cells += [one.state, one.reason]
        click.echo("\t".join(cells))


@library.command()
@click.argument("document")
@output.as_json
def show(document: str, as_json: bool) -> None:
    """Show one document, by its number in the list or its file name."""
    opened = _open()
    held = [d for d in opened.documents() if document in {str(d.id), d.name, d.path}]
    if not held:
        raise UnknownDocument(f"no document {document!r} in the library; see: volant library list")
    text = opened.text(str(held[0].id))
    if as_json:
        output.print_json(asdict(held[0]) | {"text": text})
    else:
        click.echo(text)


@library.command()
@click.argument("question", required=False, default="")
@click.option(
    "-k",
    "--limit",
    type=click.IntRange(1, MOST),
    default=5,
    show_default=True,
    help="How many passages.",
)
@click.option(
    "--tag", type=click.Choice(TAGS), help="The question's language, where it is told wrongly."
)
@click.option("--as-of", default="", help="What held on a day, YYYY-MM-DD; always: whatever day.")
@click.option(
    "--unit", "units", multiple=True, help="Only what this unit may read; again for more."
)
@click.option("--clearance", type=CLASS, default="D4", help="The highest class of data shown.")
@output.as_json
@output.as_lines
def search(
    question: str,
    *,
    limit: int,
    tag: str | None,
    as_of: str,
    units: tuple[str, ...],
    clearance: str,
    as_json: bool,
    as_lines: bool,
) -> None:
    """Find the passages that answer QUESTION.

    Only texts that hold today are searched, as far as the library knows when each holds.

    With --jsonl, a line is {"query": "…"}, optionally with "k", "tag" and "id"; each result has
    "hits", and each hit source, start, end, text, score.
    """
    access = Access(
        units=frozenset(units) if units else None, clearance=clearance, as_of=_day(as_of)
    )
    opened = _open()
    if as_lines:
        for echoed, sought in read_requests("query", _Sought):
            output.print_json(echoed | _result(opened, sought, limit, tag, access))
        return
    hits = opened.search(question, tag or "", limit, access)
    if not hits and not tell_if_empty(opened):
        click.echo("volant: no passage found", err=True)
    if as_json:
        output.print_json(hits)
        return
    asker = tag or languages.identify(question, parts=False).nearest
    for number, hit in enumerate(hits, 1):
        output.print_hit(number, hit, asker)


@library.command()
@PATHS
@click.option("--reason", required=True, help="Why, for those who look for it later.")
@output.as_json
def withdraw(paths: tuple[Path, ...], reason: str, as_json: bool) -> None:
    """Hide files, or all files under folders, from every search; they stay in the library."""
    count = _open().withdraw(list(paths), reason)
    if as_json:
        output.print_json({"withdrawn": count})
    else:
        click.echo(f"{count} documents withdrawn")


@library.command()
@PATHS
@output.as_json
def restore(paths: tuple[Path, ...], as_json: bool) -> None:
    """Show again what was withdrawn."""
    count = _open().restore(list(paths))
    if as_json:
        output.print_json({"restored": count})
    else:
        click.echo(f"{count} documents restored")


@library.command()
@output.as_json
def acts(as_json: bool) -> None:
    """List the legal texts held: kind, number, from when until when they hold, what ended them.

    Days are as far as the texts of this library say; an empty one is not known.
    """
    opened = _open()
    found = opened.validities()
    held = [one for one in opened.held() if one.state == "indexed" and one.instrument.number]
    if as_json:
        output.print_json([asdict(one) | {"validity": asdict(found[str(one.id)])} for one in held])
        return
    for one in held:
        validity = found[str(one.id)]
        act = one.instrument
        cells = [act.kind, act.number, validity.since, validity.until, validity.repealed_by]
        click.echo("\t".join([*cells, f"{len(validity.amendments)}", one.name]))


@library.command()
@output.as_json
def twins(as_json: bool) -> None:
    """List the texts held in two languages, and the figures that only one of the two states.

    Which of the two is right is for a person to say; text moved by a PDF shows up here too.
    """
    pairs = _open().twins()
    if as_json:
        output.print_json([asdict(one) for one in pairs])
        return
    for one in pairs:
        click.echo(f"{one.first.name}\t{one.second.name}\t{len(one.differences)} differences")
        for found in one.differences:
            lacking = one.first if found.missing == "first" else one.second
            click.echo(f"  {found.article}\t{found.said}\tnot in {lacking.name}")


@library.command()
@PATHS
@output.as_json
def remove(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take files, or all files under folders, out of the library (not off the disk)."""
    count = _open().remove(list(paths))
    if as_json:
        output.print_json({"removed": count})
    else:
        click.echo(f"{count} documents removed")


def tell_if_empty(opened: Library) -> bool:
    """Say that a library holds nothing, and what fills it; an answer from it would mislead."""
    empty = not opened.documents()
    if empty:
        click.echo(EMPTY, err=True)
    return empty


def _open() -> Library:
    return assembly.open_library(load(), notice=lambda line: click.echo(line, err=True))


def _day(text: str) -> str:
    """Check a day given by hand: a typing slip must not open expired texts."""
    if text in ("", "always"):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day; write YYYY-MM-DD, or always") from error


class _Sought(msgspec.Struct):
    """Be a line of `--jsonl`; what it leaves empty, the command's options say."""

    query: str
    k: Annotated[int, msgspec.Meta(ge=1, le=MOST)] | None = None
    tag: str | None = None


def _result(
    opened: Library, sought: _Sought | VolantError, limit: int, tag: str | None, access: Access
) -> dict[str, Any]:
    try:
        if isinstance(sought, VolantError):
            raise sought
        admit_tag(sought.tag or None)
        hits = opened.search(sought.query, sought.tag or tag or "", sought.k or limit, access)
    except VolantError as error:
        return output.failure(error)
    return {"hits": hits}


def _print_report(report: Report) -> None:
    counts = ((n, word) for word, n in asdict(report).items() if isinstance(n, int))
    nothing = "nothing taken" if report.refused else "nothing to do"
    click.echo(" · ".join(f"{n} {word}" for n, word in counts if n) or nothing)
    for refusal in report.refused:
        click.echo(f"not taken: {refusal.message} [{refusal.code}]", err=True)


class Bar:
    """Draw progress on standard error, where it is a terminal."""

    def __init__(self, label: str, *, hidden: bool = False) -> None:
        self._label, self._hidden = label, hidden
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def move(self, done: int, total: int, name: str = "") -> None:
        """Say how far the work is."""
        if self._hidden:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label=self._label, file=sys.stderr, show_pos=total < 1e6
            )
        self._bar.update(done - self._bar.pos)
