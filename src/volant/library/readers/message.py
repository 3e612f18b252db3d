"""Read e-mails (EML): who wrote to whom, when and what, then what was attached.

Of alternatives the richest that can be read is taken (RFC 2046, 5.1.4). Attachments are read by the
readers of their own formats, one level deep; one that cannot be read is named with the reason's
code. The parser of the standard library is recursive, so that nesting is counted before it starts.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from volant.errors import BrokenDocument, DocumentTooLarge, UnknownFormat, UnreadableDocument
from volant.library.readers.draft import LONGEST, finish
from volant.library.readers.intake import show
from volant.library.readers.markup import write_markup
from volant.library.readers.plain import decode
from volant.library.readers.transcript import Transcript
from volant.protocols import Reader
from volant.records import Document, Source

LARGEST_MESSAGE = 60_000_000
"""Bytes, attachments included; the limits of mail servers are at half of this or less."""

MOST_BOUNDARIES = 100
"""Parts that hold parts, as the bytes announce them; forwarding adds two at a time."""

MOST_PARTS = 1_000

LONGEST_HEADER = 10_000
"""Characters of one header that are decoded; RFC 5322, 2.1.1 has lines of 998."""

HEADERS = ("Subject", "From", "To", "Date")
"""What stands above the words, under the names of RFC 5322, 3.6."""

_BOUNDARY = re.compile(rb"boundary[ \t]*=", re.IGNORECASE)


def read_message(data: bytes, source: Source, *, readers: Mapping[str, Reader]) -> Document:
    """Read an e-mail; its title is the subject; `readers` are those of attachments, by suffix.

    Raises `BrokenDocument` or `DocumentTooLarge`.
    """
    if len(data) > LARGEST_MESSAGE:
        raise DocumentTooLarge(f"{source.name} is over {LARGEST_MESSAGE:,} bytes: split it")
    message = _parse(data, source.name)
    transcript = Transcript()
    for header in HEADERS:
        if value := _header(message, header):
            transcript.add(f"{header}: {value}")
            transcript.end_line()
    for part in _parts(message, source.name):
        _write(part, source, readers, transcript)
        if transcript.length > LONGEST:
            raise DocumentTooLarge(f"{source.name} holds over {LONGEST:,} characters: split it")
    return finish(
        source,
        transcript.text,
        title=_header(message, "Subject"),
        date=_date(message),
        marks=transcript.marks,
    )


def _parse(data: bytes, name: str) -> Message:
    if len(_BOUNDARY.findall(data)) > MOST_BOUNDARIES:
        raise DocumentTooLarge(
            f"{name} has over {MOST_BOUNDARIES} parts that hold parts: save what it carries"
        )
    try:
        message = email.message_from_bytes(data)
    except (MessageError, RecursionError, ValueError, LookupError) as error:
        raise BrokenDocument(f"{name} is not a whole e-mail ({error}): save it again") from error
    if not any(header in message for header in (*HEADERS, "Content-Type")):
        raise BrokenDocument(f"{name} has no header of an e-mail: save it again as .eml")
    return message


def _header(message: Message, name: str) -> str:
    """Give a header in readable letters; one that cannot be decoded as it stands."""
    value = str(message.get(name, ""))[:LONGEST_HEADER]
    with suppress(HeaderParseError, LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return show(" ".join(value.encode("utf-8", "replace").decode("utf-8").split()))


def _date(message: Message) -> str:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except (TypeError, ValueError, OverflowError, IndexError):
        return ""


def _parts(message: Message, name: str) -> Iterator[Message]:
    """Yield the parts to be read, in order: of alternatives the last, of the rest all."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise DocumentTooLarge(f"{name} has over {MOST_PARTS:,} parts: save what it carries")
        held = [inner for inner in part.get_payload() if isinstance(inner, Message)]
        if not part.is_multipart():
            yield part
        elif part.get_content_subtype() == "alternative":
            waiting += [inner for inner in held if inner.get_content_type() != "text/calendar"][-1:]
        else:
            waiting += reversed(held)


def _write(
    part: Message, source: Source, readers: Mapping[str, Reader], transcript: Transcript
) -> None:
    """Write one part: words at once, an attachment under its name, inline pictures not at all."""
    name = _file_name(part)
    kind = part.get_content_type()
    if name:
        _write_attachment(name, _bytes(part), source, readers, transcript)
    elif kind == "text/html":
        write_markup(_text(part, source.name), source.name, transcript)
    elif kind == "text/plain":
        transcript.add_lines(_text(part, source.name))
        transcript.end_line()


def _file_name(part: Message) -> str:
    """Give the name of an attachment, without any folder; empty for the message's own words."""
    try:
        name = part.get_filename() or ""
    except (TypeError, ValueError, LookupError):
        name = "?"
    return show(PurePath(name.replace("\\", "/")).name[:255].encode("utf-8", "replace").decode())


def _bytes(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return data if isinstance(data, bytes) else b""


def _text(part: Message, name: str) -> str:
    """Decode a part by its charset where that is right, else by the rules of plain text."""
    data = _bytes(part)
    try:
        return data.decode(str(part.get_content_charset() or "ascii")).replace("\x00", "\ufffd")
    except (LookupError, ValueError):
        return decode(data, name)


def _write_attachment(
    name: str, data: bytes, source: Source, readers: Mapping[str, Reader], transcript: Transcript
) -> None:
    reader = readers.get(PurePath(name).suffix.lower())
    held = replace(source, name=name, digest=hashlib.sha256(data).hexdigest(), size=len(data))
    transcript.open_heading()
    transcript.add(name)
    transcript.close_heading()
    try:
        if reader is None:
            raise UnknownFormat("no reader")
        document = reader(data, held)
    except UnreadableDocument as refusal:
        transcript.add(f"[{refusal.code}]")
        transcript.end_line()
        return
    transcript.add_document(document.text, document.marks)
