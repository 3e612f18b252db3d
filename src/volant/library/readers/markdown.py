"""Find the headings and tables of a Markdown text, where they stand in it.

The text stays as it is, so that offsets point into the file. It knows `#` headings, code fences and
tables with a line of dashes (GitHub Flavored Markdown 0.29, sections 4.2, 4.5 and 4.10) and nothing
else; a table inside a list or a quotation is text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from volant.records import Mark

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(?P<label>.*?))?(?:[ \t]+#+)?[ \t]*$")
_DASHES = re.compile(r"[ \t]*:?-+:?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")

Line = tuple[int, str]
"""Where a line starts, and the line without its end."""


def find_marks(text: str, start: int) -> tuple[Mark, ...]:
    """Mark the headings, tables and rows from `start` on, those inside code fences left out.

    A row's mark leaves out its outer pipes; the line of dashes is no row.

    >>> text = "# رسوم\\n| الوثيقة | درهم |\\n|---|---|\\n| رسم الولادة | 2 |\\n"
    >>> [(m.kind, m.label, text[m.start : m.end]) for m in find_marks(text, 0) if m.kind == "row"]
    [('row', '1', 'الوثيقة | درهم'), ('row', '2', 'رسم الولادة | 2')]
    """
    marks: list[Mark] = []
    for piped, lines in itertools.groupby(
        _outside_fences(text, start), lambda line: "|" in line[1]
    ):
        if piped:
            marks += _mark_table(list(lines))
        else:
            marks += [mark for line in lines for mark in _mark_heading(line)]
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _outside_fences(text: str, start: int) -> Iterator[Line]:
    fence = ""
    for line in text[start:].splitlines(keepends=True):
        if opened := _FENCE.match(line):
            run = opened[1]
            if not fence:
                fence = run
            elif run[0] == fence[0] and len(run) >= len(fence):
                fence = ""
            yield start, ""
        elif not fence:
            yield start, line.rstrip("\r\n")
        start += len(line)


def _mark_heading(line: Line) -> Iterator[Mark]:
    heading = _HEADING.match(line[1])
    if heading and (label := (heading["label"] or "").strip()):
        yield Mark(start=line[0], kind="heading", label=label)


def _mark_table(lines: Sequence[Line]) -> list[Mark]:
    """Mark the table in a run of lines with pipes; a heading with a pipe is a heading."""
    for number in range(1, len(lines)):
        if _is_rule(lines[number][1], lines[number - 1][1]):
            before, rows = lines[: number - 1], [lines[number - 1], *lines[number + 1 :]]
            marked = [_mark_row(line, str(n)) for n, line in enumerate(rows, 1)]
            table = Mark(start=marked[0].start, kind="table", label="", end=marked[-1].end)
            return [mark for line in before for mark in _mark_heading(line)] + [table, *marked]
    return [mark for line in lines for mark in _mark_heading(line)]


def _is_rule(line: str, header: str) -> bool:
    """Say whether a line parts the header above it from the rows below."""
    cells = _cells(line)
    return all(map(_DASHES.fullmatch, cells)) and len(cells) == len(_cells(header))


def _cells(line: str) -> list[str]:
    return _PIPE.split(line.strip(" \t").removeprefix("|").removesuffix("|"))


def _mark_row(line: Line, label: str) -> Mark:
    start, words = line
    left = len(words) - len(words.lstrip(" \t|"))
    return Mark(start=start + left, kind="row", label=label, end=start + len(words.rstrip(" \t|")))
