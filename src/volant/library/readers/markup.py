"""Read HTML: its words, line by line, without what a browser would not print as text.

Menus, scripts and styles are left out; a table becomes one line a row, marked. Tables that only lay
out a page, as older official sites do, are taken apart again. No tree is built, so that depth costs
nothing. It runs no script and fetches nothing: what a page loads later is not there.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from volant.errors import BrokenDocument, DocumentTooLarge
from volant.library.readers.draft import finish
from volant.library.readers.plain import decode
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

SKIPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "template",
        "noscript",
        "svg",
        "math",
        "head",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "button",
        "textarea",
        "map",
        "datalist",
        "noframes",
    ]
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "ul",
        "br",
    ]
)
"""Elements that start a line, from the HTML Standard, section 15.3 (rendering)."""

CELLS = frozenset(("tr", "td", "th"))

LAYOUT = HEADINGS | {"table"}
"""What a cell of data does not hold: a table with one of these lays out a page."""

LARGEST_PAGE = 50_000_000
"""Bytes. Chosen, not measured: all events are in memory at once, at several times this size."""

CHARSET_WINDOW = 4096
"""Bytes looked at for a `meta charset`; the HTML Standard asks for the first 1024."""

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE
)


@dataclass(slots=True, kw_only=True)
class _Events:
    """Take down what the parser meets, in order: `<name`, `>name` or words after a space."""

    seen: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.seen.append("<" + ("nav" if "hidden" in attributes else name))

    def end(self, name: str) -> None:
        self.seen.append(">" + name)

    def data(self, words: str) -> None:
        self.seen.append(" " + words)

    def close(self) -> list[str]:
        return self.seen


def read_markup(data: bytes, source: Source) -> Document:
    """Read an HTML page; marks are its headings, tables and rows.

    Its title is the first `h1`, else `title`. Raises `BrokenDocument` or `DocumentTooLarge`.
    """
    if len(data) > LARGEST_PAGE:
        raise DocumentTooLarge(f"{source.name} is over {LARGEST_PAGE:,} bytes: split it")
    transcript = Transcript()
    title = write_markup(decode_markup(data, source.name), source.name, transcript)
    return finish(source, transcript.text, title=title, marks=transcript.marks)


def write_markup(text: str, name: str, transcript: Transcript) -> str:
    """Write the words of a page down and give its title; raises `BrokenDocument`."""
    events = _parse(text, name)
    _write(events, transcript)
    transcript.end_line()
    return _words_of("h1", events) or _words_of("title", events)


def decode_markup(data: bytes, name: str) -> str:
    """Turn bytes into text by mark, declaration, then the rules of plain text."""
    declared = _CHARSET.search(data[:CHARSET_WINDOW])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # the declaration is wrong, as it often is: the bytes decide
    return decode(data, name)


def _parse(text: str, name: str) -> list[str]:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, target=_Events())
    try:
        parser.feed(text.encode("utf-8", "replace"))
        return list(parser.close())
    except etree.XMLSyntaxError as error:
        raise BrokenDocument(f"{name} is not HTML ({error}): save the page again") from error


def _words_of(name: str, events: list[str]) -> str:
    """Give the words of the first element of that name."""
    try:
        start = events.index("<" + name)
        end = events.index(">" + name, start)
    except ValueError:
        return ""
    return " ".join("".join(e[1:] for e in events[start:end] if e[0] == " ").split())


def _write(events: list[str], transcript: Transcript) -> None:
    """Write the words that a reader of the page sees."""
    layout = _layout_tables(events)
    tables: list[bool] = []  # for each open table, whether its rows are data
    skipped = verbatim = 0
    for place, event in enumerate(events):
        kind, name = event[0], event[1:]
        if skipped or (kind == "<" and name in SKIPPED):
            skipped += (kind == "<") - (kind == ">")
        elif kind == " ":
            (transcript.add_lines if verbatim else transcript.add)(name)
        elif name in HEADINGS:
            (transcript.open_heading if kind == "<" else transcript.close_heading)()
        elif name == "table":
            _write_table(kind, transcript, tables, place not in layout)
        elif name in CELLS:
            _write_cell(kind, name, transcript, tables[-1:] == [True])
        elif name in BLOCKS:
            verbatim += (name == "pre") * ((kind == "<") - (kind == ">"))
            line = transcript.end_line()
            if event == ">caption":
                transcript.label_table(line)


def _write_table(kind: str, transcript: Transcript, tables: list[bool], is_data: bool) -> None:
    if kind == "<":
        tables.append(is_data)
        (transcript.open_table if is_data else transcript.end_line)()
    elif tables:
        (transcript.close_table if tables.pop() else transcript.end_line)()


def _write_cell(kind: str, name: str, transcript: Transcript, is_data: bool) -> None:
    if not is_data:
        transcript.end_line()
    elif name == "tr":
        (transcript.open_row if kind == "<" else transcript.close_row)()
    elif kind == "<":
        transcript.open_cell()


def _layout_tables(events: list[str]) -> set[int]:
    """Find the tables, by place, that hold a heading or another table in a cell."""
    found: set[int] = set()
    tables: list[int] = []
    for place, event in enumerate(events):
        if tables and event[0] == "<" and event[1:] in LAYOUT:
            found.add(tables[-1])
        if event == "<table":
            tables.append(place)
        elif event == ">table" and tables:
            tables.pop()
    return found
