"""Add, list, show, search and remove documents."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from volant import assembly
from volant.cli import output
from volant.errors import UnknownDocument, VolantError
from volant.library import Library, Report
from volant.settings import load


@click.group()
def library() -> None:
    """Add, list, show, search and remove documents."""


@library.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@output.as_json
def add(paths: tuple[Path, ...], as_json: bool) -> None:
    """Bring in files and folders: TXT, Markdown, HTML, DOCX, PDF with a text layer.

    Unchanged files are skipped, changed ones replaced, files gone from a folder removed.
    """
    with Bar("Indexing", hidden=as_json) as bar:
        report = _open().add(list(paths), progress=bar.move)
    if as_json:
        output.print_json(asdict(report))
        return
    _print_report(report)


@library.command("list")
@output.as_json
def list_documents(as_json: bool) -> None:
    """List the documents held."""
    held = _open().documents()
    if as_json:
        output.print_json([asdict(document) for document in held])
        return
    for document in held:
        click.echo(
            f"{document.id}\t{document.passages}\t{document.tag}\t{document.date}\t{document.name}\t{document.title}"
        )


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
@click.option("-k", "--limit", default=5, show_default=True, help="How many passages.")
@click.option("--tag", default="", help="The question's language, if it should not be identified.")
@output.as_json
@output.as_lines
def search(question: str, limit: int, tag: str, as_json: bool, as_lines: bool) -> None:
    """Find the passages that answer QUESTION.

    With --jsonl, a line is {"query": "…"}, optionally with "k", "tag" and "id"; each result has
    "hits", and each hit source, start, end, text, score.
    """
    opened = _open()
    if as_lines:
        for request in output.read_lines("query"):
            output.print_json(_result(opened, request, limit, tag))
        return
    hits = opened.search(question, tag, limit)
    if as_json:
        output.print_json(hits)
        return
    for number, hit in enumerate(hits, 1):
        output.print_hit(number, hit)


@library.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@output.as_json
def remove(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take files, or all files under folders, out of the library (not off the disk)."""
    count = _open().remove(list(paths))
    if as_json:
        output.print_json({"removed": count})
    else:
        click.echo(f"{count} documents removed")


def _open() -> Library:
    return assembly.open_library(load())


def _result(opened: Library, request: dict[str, Any], limit: int, tag: str) -> dict[str, Any]:
    echoed = {"id": request["id"]} if "id" in request else {}
    if isinstance(error := request.get("error"), VolantError):
        return echoed | output.failure(error)
    hits = opened.search(
        request["query"], str(request.get("tag") or tag), int(request.get("k") or limit)
    )
    return echoed | {"hits": hits}


def _print_report(report: Report) -> None:
    counts = ((n, word) for word, n in asdict(report).items() if isinstance(n, int))
    click.echo(" · ".join(f"{n} {word}" for n, word in counts if n) or "nothing to do")
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
