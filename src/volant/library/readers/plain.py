"""Read plain text and Markdown, keeping every character, so that offsets point into the file.

It knows three encodings by rule (UTF-8, UTF-16 with its mark, and the Windows pages that Moroccan
offices typed in) and guesses nothing else: a wrong guess would be cited as if it were the law. It
does not know Markdown beyond front matter and `#` headings.
"""

from __future__ import annotations

import codecs
import re

from volant.errors import NotText
from volant.library.readers.dates import parse_iso
from volant.library.readers.draft import finish
from volant.records import Document, Mark, Source

CONTROL_SHARE = 0.01
"""Of 778 official texts the garbled ones have 0.25 or more, the others 0.001 or less."""

PAIR_SHARE = 0.5
"""In Arabic nearly every letter touches another one; in French read as 1256 almost none does."""

FRONT_LINES = 60
"""A front matter longer than this many lines is a text between two rules."""

WINDOWS_1252_HOLES = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_ARABIC = re.compile(r"[\u0621-\u064a\u0679-\u06d2]")
_ARABIC_PAIRED = re.compile(r"[\u0621-\u064a\u0679-\u06d2]{2,}")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(?P<label>.*?))?(?:[ \t]+#+)?[ \t]*$")
_FIELD = re.compile(r"(?P<key>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*$")


def read_text(data: bytes, source: Source) -> Document:
    """Read a text file. Raises `NotText` for bytes that are not text."""
    return finish(source, decode(data, source.name))


def read_markdown(data: bytes, source: Source) -> Document:
    """Read Markdown: front matter gives `title`, `date`, `starter`; headings become marks."""
    text = decode(data, source.name)
    fields, body = parse_front(text)
    marks = find_headings(text, body)
    return finish(
        source,
        text,
        title=fields.get("title", "") or (marks[0].label if marks else ""),
        date=parse_iso(fields.get("date", "")),
        marks=marks,
        starter=fields.get("starter", "").lower() == "true",
        body=body,
    )


def decode(data: bytes, name: str) -> str:
    """Turn the bytes of a text file into text, byte order mark of UTF-8 included."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decode_or_refuse(data, "utf-16", name)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _decode_windows(data)
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    if "\x00" in text or controls > CONTROL_SHARE * len(text):
        raise NotText(
            f"{name} holds binary data or a garbled extraction, not text: "
            "add the file it was made from instead"
        )
    return text


def _decode_or_refuse(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"{name} says it is {encoding} and is not: {error.reason}") from error


def _decode_windows(data: bytes) -> str:
    """Choose between Arabic and Western Windows by whether Arabic letters stand side by side."""
    text = data.decode("windows-1256")
    letters = sum(1 for _ in _ARABIC.finditer(text))
    paired = sum(len(run[0]) for run in _ARABIC_PAIRED.finditer(text))
    if letters and paired >= PAIR_SHARE * letters:
        return text
    western = data.decode("latin-1")
    return "".join(_western(char) for char in western) if _CONTROLS.search(western) else western


def _western(char: str) -> str:
    code = ord(char)
    if 0x80 <= code < 0xA0 and code not in WINDOWS_1252_HOLES:
        return bytes((code,)).decode("windows-1252")
    return char


def parse_front(text: str) -> tuple[dict[str, str], int]:
    """Give the `key: value` lines between two leading `---`, and where the body starts."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)[:FRONT_LINES]
    if not lines or lines[0].strip() != "---":
        return {}, 0
    offset = len(lines[0]) + text.startswith("\ufeff")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        offset += len(line)
        if line.strip() == "---":
            return fields, offset
        if field := _FIELD.match(line.rstrip("\r\n")):
            fields[field["key"].lower()] = _unquote(field["value"])
    return {}, 0


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def find_headings(text: str, start: int) -> tuple[Mark, ...]:
    """Mark the `#` headings from `start` on, those inside code fences left out."""
    marks: list[Mark] = []
    fence = ""
    for line in text[start:].splitlines(keepends=True):
        if opened := _FENCE.match(line):
            run = opened[1]
            if not fence:
                fence = run
            elif run[0] == fence[0] and len(run) >= len(fence):
                fence = ""
        elif not fence and (heading := _HEADING.match(line.rstrip("\r\n"))):
            label = (heading["label"] or "").strip()
            if label:
                marks.append(Mark(start=start, kind="heading", label=label))
        start += len(line)
    return tuple(marks)
