"""Read what a browser sent and make a question of it, or say what is wrong with it.

Nothing past the limit is ever held in memory. What a question means is not known here.
"""

from __future__ import annotations

import unicodedata
from typing import Literal
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request

from volant.errors import EmptyQuestion, MalformedRequest, TooLong
from volant.records import CLASSES, Message

LIMIT = 1_000_000
"""Bytes; the longest conversation a page sends. About 300 pages of text."""


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be one message of the conversation; the page may not speak as `system`."""

    role: Literal["user", "assistant"]
    content: str


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the body of `POST /api/ask`; `tag` is the asker's word for the question's language."""

    messages: list[Turn]
    engine: str | None = None
    tag: str | None = None


async def read_body(request: Request) -> bytes:
    """Read the body whole. Raises `TooLong` from its announced or its real size."""
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and len(announced) < 20:
        _check_size(int(announced))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        _check_size(len(body))
    return bytes(body)


def decode_asked(body: bytes) -> tuple[tuple[Message, ...], str | None, str | None]:
    """Give the conversation, the engine asked for and the language said.

    Raises `MalformedRequest` and `EmptyQuestion`.
    """
    try:
        asked = msgspec.json.decode(body, type=Asked)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRequest(f"The body is not the JSON expected: {error}. Correct it.") from None
    if not asked.messages or asked.messages[-1].role != "user":
        raise MalformedRequest("The last of `messages` must have the role `user`. Add a question.")
    check_question(asked.messages[-1].content)
    messages = tuple(Message(role=turn.role, content=turn.content) for turn in asked.messages)
    return messages, asked.engine or None, asked.tag or None


def decode_form(body: bytes) -> tuple[str, str | None, str | None]:
    """Give the question, an example's button first, the engine and the language of a form."""
    fields = _decode_fields(body)
    question = (fields.get("example") or fields.get("question") or [""])[0]
    engine, tag = (fields.get(name, [""])[0] or None for name in ("engine", "tag"))
    return question.replace("\r\n", "\n"), engine, tag


def decode_text(body: bytes) -> tuple[str, str]:
    """Give the text of a form and the class its sender gave it, or `""`.

    Raises `MalformedRequest` for a name that is no class.
    """
    fields = _decode_fields(body)
    text, given = (fields.get(name, [""])[0] for name in ("text", "class"))
    if given and given not in CLASSES:
        raise MalformedRequest(f"`class` is none of {', '.join(CLASSES)}. Choose one of them.")
    return text.replace("\r\n", "\n"), given


def check_question(text: str) -> None:
    """Raise `EmptyQuestion` for a text that shows nothing: spaces, controls, joiners only."""
    if all(unicodedata.category(character)[0] in "ZC" for character in text):
        raise EmptyQuestion("The question is empty. Write it, then send it.")


def decode_span(query: dict[str, str]) -> tuple[int, int]:
    """Give `start` and `end`, both 0 when absent. Raises `MalformedRequest`."""
    start, end = (_decode_offset(name, query.get(name, "0")) for name in ("start", "end"))
    if end < start:
        raise MalformedRequest(f"`end` ({end}) is before `start` ({start}). Exchange them.")
    return start, end


def _decode_fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError:
        raise MalformedRequest("The form has more than 10 fields. Send the page's own.") from None


def _decode_offset(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise MalformedRequest(f"`{name}` is not an offset. Give a whole number from 0.")
    return int(text)


def _check_size(size: int) -> None:
    if size > LIMIT:
        raise TooLong(f"The request is larger than {LIMIT} bytes. Shorten it.")
