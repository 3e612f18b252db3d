"""Say a request and read a reply in the words of Google's `streamGenerateContent`.

Google also has an OpenAI-compatible address, which has answered 400 to `seed`, and OpenAI's words
have no place for a prompt that is blocked (`blockReason`). So its own wire is spoken; the other is
the dialect `gemini` of `wire`. A part marked `thought` is not answer text and is dropped.
Source: Gemini API reference, "Generating content" (v1beta): GenerateContentRequest,
GenerateContentResponse, FinishReason, PromptFeedback, UsageMetadata.
"""

from __future__ import annotations

from typing import Any

import msgspec
from yarl import URL

from volant.engines.faults import MalformedError
from volant.engines.wire import Piece
from volant.records import Message, Request, Usage

WIRE = "Gemini's wire"

FINISHES = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    **dict.fromkeys(
        ("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"),
        "content_filter",
    ),
}
"""Google's `FinishReason` in OpenAI's words; one that is not here is kept, in small letters."""


def address(base: URL, model: str) -> URL:
    name = model.removeprefix("models/")
    return (base / "models" / f"{name}:streamGenerateContent").with_query(alt="sse")


def headers(key: str | None) -> dict[str, str]:
    """Give the key as a header: in the address, where it may also go, logs would keep it."""
    return {"x-goog-api-key": key} if key else {}


def body(request: Request, model: str) -> dict[str, Any]:
    """Return the JSON of a request; the address names the model and asks for a stream."""
    system = [turn for turn in request.messages if turn.role == "system"]
    said = {
        "maxOutputTokens": request.max_tokens,
        "temperature": request.temperature,
        "topP": request.top_p,
        "seed": request.seed,
        "stopSequences": list(request.stop) or None,
    }
    return {
        "contents": [_turn(turn) for turn in request.messages if turn.role != "system"],
        **({"systemInstruction": {"parts": [_part(turn) for turn in system]}} if system else {}),
        "generationConfig": {name: value for name, value in said.items() if value is not None},
    }


def _turn(turn: Message) -> dict[str, Any]:
    return {"role": "model" if turn.role == "assistant" else turn.role, "parts": [_part(turn)]}


def _part(turn: Message) -> dict[str, str]:
    return {"text": turn.content}


class _Part(msgspec.Struct):
    text: str | None = None
    thought: bool = False


class _Content(msgspec.Struct):
    parts: list[_Part] | None = None


class _Candidate(msgspec.Struct, rename="camel"):
    content: _Content | None = None
    finish_reason: str | None = None


class _Feedback(msgspec.Struct, rename="camel"):
    block_reason: str | None = None


class _Usage(msgspec.Struct, rename="camel"):
    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None
    cached_content_token_count: int | None = None


class _Chunk(msgspec.Struct, rename="camel"):
    candidates: list[_Candidate] | None = None
    prompt_feedback: _Feedback | None = None
    usage_metadata: _Usage | None = None
    model_version: str | None = None
    error: Any = None


_chunks = msgspec.json.Decoder(_Chunk)
_wrapped = msgspec.json.Decoder(list[_Chunk])


def piece(event: str) -> Piece:
    """Read one event; a prompt that was blocked is an error. Raises `MalformedError`.

    >>> piece('{"candidates":[{"content":{"parts":[{"text":"ⴰⵣⵓⵍ"}]}}]}').text
    'ⴰⵣⵓⵍ'
    """
    try:
        wrapped = event.lstrip().startswith("[")
        chunk = (_wrapped.decode(event) or [_Chunk()])[0] if wrapped else _chunks.decode(event)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise MalformedError(str(fault)) from None
    candidate = chunk.candidates[0] if chunk.candidates else _Candidate()
    parts = (candidate.content and candidate.content.parts) or []
    return Piece(
        text="".join(part.text or "" for part in parts if not part.thought),
        finish=_finish(candidate.finish_reason),
        usage=_usage(chunk.usage_metadata) if chunk.usage_metadata else None,
        error=_error(chunk, event),
        model=chunk.model_version,
    )


def _finish(reason: str | None) -> str | None:
    return FINISHES.get(reason, reason.lower()) if reason else None


def _error(chunk: _Chunk, event: str) -> str | None:
    if chunk.error is not None:
        return event
    blocked = chunk.prompt_feedback and chunk.prompt_feedback.block_reason
    return f"that the prompt is blocked: {blocked}" if blocked else None


def _usage(usage: _Usage) -> Usage:
    """Count what was thought as written, as OpenAI does."""
    return Usage(
        prompt_tokens=usage.prompt_token_count or 0,
        completion_tokens=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
        cached_tokens=usage.cached_content_token_count or 0,
    )
