"""Say a request and read a reply in OpenAI's chat-completions words.

Pure: it knows nothing of connections, time or keys. Reasoning an engine shows apart from its
answer (`reasoning_content`) is not answer text and is dropped; tool calls are not asked for.
Source of the field names: OpenAI API reference, "Chat", "Embeddings"; `grammar` is llama.cpp's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from volant.records import Request, Usage

SHORT = 300
"""Characters kept of what an engine says of its own failure: enough to act on, no page of HTML."""


class MalformedError(ValueError):
    """An engine's reply is not in the words of this wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be what one event carries; `error` is the whole event when it is one."""

    text: str = ""
    finish: str | None = None
    usage: Usage | None = None
    error: str | None = None


def body(request: Request, model: str, *, grammars: bool) -> dict[str, Any]:
    """Return the JSON of a streamed completion; what the request leaves open is not sent."""
    said = {
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": request.seed,
        "stop": list(request.stop) or None,
        "grammar": request.grammar if grammars else None,
    }
    return {
        "model": model,
        "messages": [{"role": turn.role, "content": turn.content} for turn in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: value for name, value in said.items() if value is not None},
    }


class _Details(msgspec.Struct):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Message | None = None
    finish_reason: str | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None
    message: Any = None
    code: Any = None


class _Vector(msgspec.Struct):
    embedding: list[float]
    index: int


class _Vectors(msgspec.Struct):
    data: list[_Vector]


_chunks = msgspec.json.Decoder(_Chunk)
_vectors = msgspec.json.Decoder(_Vectors)


def piece(event: str) -> Piece:
    """Read one event; raises `MalformedError` on anything but this wire's JSON."""
    try:
        chunk = _chunks.decode(event)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise MalformedError(str(fault)) from None
    if chunk.error is not None or (chunk.message is not None and chunk.choices is None):
        return Piece(error=event)
    choice = chunk.choices[0] if chunk.choices else _Choice()
    return Piece(
        text=(choice.delta.content or "") if choice.delta else "",
        finish=choice.finish_reason,
        usage=_usage(chunk.usage) if chunk.usage else None,
    )


def _usage(usage: _Usage) -> Usage:
    details = usage.prompt_tokens_details or _Details()
    return Usage(
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
        cached_tokens=details.cached_tokens or 0,
    )


def vectors(data: bytes, count: int) -> list[list[float]]:
    """Read `count` embeddings, in the order the texts were given; raises `MalformedError`."""
    try:
        found = {vector.index: vector.embedding for vector in _vectors.decode(data).data}
    except (msgspec.DecodeError, RecursionError) as fault:
        raise MalformedError(str(fault)) from None
    if sorted(found) != list(range(count)):
        raise MalformedError(f"{len(found)} vectors for {count} texts")
    if len({len(vector) for vector in found.values()}) > 1:
        raise MalformedError("vectors of different lengths")
    return [found[index] for index in range(count)]


def reason(text: str) -> str:
    """Return the message in an engine's error, in the shapes providers use, shortened."""
    try:
        said = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return shorten(text)
    if isinstance(said, list) and said:  # Gemini wraps its errors in a list
        said = said[0]
    for key in ("error", "message", "detail"):
        if isinstance(said, dict) and said.get(key):
            said = said[key]
    return shorten(said if isinstance(said, str) else msgspec.json.encode(said).decode())


def shorten(text: str) -> str:
    """Return `text` on one line of at most `SHORT` characters."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
