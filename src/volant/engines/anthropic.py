"""Say a request and read a reply in the words of Anthropic's Messages.

Anthropic also has an OpenAI-compatible address, which it publishes for trying models out, "not
considered a long-term or production-ready solution" ("OpenAI SDK compatibility"), and where the
details of usage are always empty. So its own wire is spoken. It has no `seed` and no grammar;
thinking and tool calls are not answer text and are dropped.
Sources: Claude API, "Messages", "Streaming messages", "Errors", "Versions" (2023-06-01).
"""

from __future__ import annotations

from typing import Any

import msgspec
from yarl import URL

from volant.engines.faults import MalformedError
from volant.engines.wire import Piece
from volant.records import Request, Usage

WIRE = "Anthropic's wire"

VERSION = "2023-06-01"

MOST = 4096
"""Tokens of an answer where the request names no limit: here the field must be sent."""

FINISHES = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
    "tool_use": "tool_calls",
}
"""Anthropic's `stop_reason` in OpenAI's words; one that is not here is kept as it is."""


def address(base: URL, model: str) -> URL:
    return base / "messages"


def headers(key: str | None) -> dict[str, str]:
    return {"anthropic-version": VERSION, **({"x-api-key": key} if key else {})}


def body(request: Request, model: str) -> dict[str, Any]:
    """Return the JSON of a streamed message; system turns are one field, before all others."""
    turns = [turn for turn in request.messages if turn.role != "system"]
    system = "\n".join(turn.content for turn in request.messages if turn.role == "system")
    said = {
        "system": system or None,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "stop_sequences": list(request.stop) or None,
    }
    return {
        "model": model,
        "messages": [{"role": turn.role, "content": turn.content} for turn in turns],
        "max_tokens": MOST if request.max_tokens is None else request.max_tokens,
        "stream": True,
        **{name: value for name, value in said.items() if value is not None},
    }


class _Usage(msgspec.Struct):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None


class _Message(msgspec.Struct):
    model: str | None = None
    usage: _Usage | None = None


class _Delta(msgspec.Struct):
    type: str = ""
    text: str | None = None
    stop_reason: str | None = None


class _Event(msgspec.Struct):
    type: str = ""
    message: _Message | None = None
    delta: _Delta | None = None
    usage: _Usage | None = None


_events = msgspec.json.Decoder(_Event)


def piece(event: str) -> Piece:
    """Read one event; a kind that is not known says nothing, as Anthropic's "Versions" asks.

    Raises `MalformedError`.

    >>> piece('{"type":"content_block_delta","delta":{"type":"text_delta","text":"ثلاثون"}}').text
    'ثلاثون'
    """
    try:
        said = _events.decode(event)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise MalformedError(str(fault)) from None
    message, delta = said.message or _Message(), said.delta or _Delta()
    usage = said.usage or message.usage
    return Piece(
        text=(delta.text or "") if delta.type == "text_delta" else "",
        finish=FINISHES.get(delta.stop_reason, delta.stop_reason) if delta.stop_reason else None,
        usage=_usage(usage) if usage else None,
        error=event if said.type == "error" else None,
        model=message.model,
        idle=said.type == "ping",
        end=said.type == "message_stop",
    )


def _usage(usage: _Usage) -> Usage:
    """Count the whole prompt, as OpenAI does: Anthropic leaves out what its cache held."""
    cached = usage.cache_read_input_tokens or 0
    return Usage(
        prompt_tokens=(usage.input_tokens or 0) + cached + (usage.cache_creation_input_tokens or 0),
        completion_tokens=usage.output_tokens or 0,
        cached_tokens=cached,
    )
