"""Read plain text and Markdown, keeping every character, so that offsets point into the file.

It knows three encodings by rule (UTF-8, UTF-16 with its mark, and the Windows pages that Moroccan
offices typed in) and guesses nothing else: a wrong guess would be cited as if it were the law. It
knows the front matter of Markdown; `markdown` knows its headings and tables.
"""

from __future__ import annotations

import codecs
import re

from volant.errors import NotText
from volant.library.readers.dates import parse_iso
from volant.library.readers.draft import finish
from volant.library.readers.markdown import find_marks
from volant.records import Document, Source

CONTROL_SHARE = 0.01
"""Of 778 official texts the garbled ones have 0.25 or more, the others 0.001 or less."""

PAIR_SHARE = 0.5
"""In Arabic nearly every letter touches another one; in French read as 1256 almost none does."""

DAMAGED_SHARE = 0.01
"""Damaged letters in a hundred that are not ASCII, up to which bytes are UTF-8 all the same: in the
Windows pages nearly all letters would be damaged."""

FRONT_LINES = 60
"""A front matter longer than this many lines is a text between two rules."""

WINDOWS_1252_HOLES = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}

KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip or an office file",
    bytes.fromhex("d0cf11e0a1b11ae1"): "an old office file",
    b"{\\rtf": "a rich text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
"""How files that are no text begin, whatever their name says."""

_WIDE = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"} | {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Encodings by their mark; the first of UTF-32 begins like the one of UTF-16, so it comes first."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_ARABIC = re.compile(r"[\u0621-\u064a\u0679-\u06d2]")
_ARABIC_PAIRED = re.compile(r"[\u0621-\u064a\u0679-\u06d2]{2,}")
_FIELD = re.compile(r"(?P<key>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*$")


def read_text(data: bytes, source: Source) -> Document:
    """Read a text file. Raises `NotText` for bytes that are not text."""
    return finish(source, decode(data, source.name))


def read_markdown(data: bytes, source: Source) -> Document:
    """Read Markdown: front matter gives `title`, `date`, `starter`; headings become marks."""
    text = decode(data, source.name)
    fields, body = parse_front(text)
    marks = find_marks(text, body)
    headings = (mark.label for mark in marks if mark.kind == "heading")
    return finish(
        source,
        text,
        title=fields.get("title", "") or next(headings, ""),
        date=parse_iso(fields.get("date", "")),
        marks=marks,
        starter=fields.get("starter", "").lower() == "true",
        body=body,
    )


def decode(data: bytes, name: str) -> str:
    """Turn the bytes of a text file into text, byte order mark of UTF-8 included."""
    if kind := next((said for start, said in KINDS.items() if data.startswith(start)), ""):
        raise NotText(f"{name} is {kind}, not text: give it the suffix of its format")
    wide = next((encoding for mark, encoding in _WIDE.items() if data.startswith(mark)), "")
    text = _decode_or_refuse(data, wide, name) if wide else _decode_narrow(data)
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    if "\x00" in text or controls > CONTROL_SHARE * len(text):
        raise NotText(
            f"{name} holds binary data or a garbled extraction, not text: "
            "add the file it was made from instead"
        )
    return text


def _decode_narrow(data: bytes) -> str:
    """Take UTF-8, whole or hardly damaged (its damage shown as U+FFFD), else a Windows page."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return text if damaged <= max(1, DAMAGED_SHARE * wide) < wide else _decode_windows(data)


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
