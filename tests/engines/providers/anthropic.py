"""Speak as Anthropic's Messages do.

Documentation: Claude API, version 2023-06-01: "Streaming messages" (event names, `ping`, an
`error` event in a stream, cumulative usage in `message_delta`), "Errors" (shape, 529
`overloaded_error`, `request_id`), "Rate limits" (headers), "Handling stop reasons" (`refusal`).
"""

from __future__ import annotations

import json
from typing import Any

from providers.provider import TEXT, Failure, Provider
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME, DATED = "claude-sonnet-4-5", "claude-sonnet-4-5-20250929"


def event(kind: str, **more: Any) -> bytes:
    said = json.dumps({"type": kind, **more}, ensure_ascii=False)
    return f"event: {kind}\ndata: {said}\n\n".encode()


def start(model: str = DATED) -> bytes:
    usage = {"input_tokens": 11, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 3}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": model}
    head = {"stop_reason": None, "stop_sequence": None, "usage": {**usage, "output_tokens": 1}}
    return event("message_start", message={**message, **head})


def words(text: str) -> bytes:
    return event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


def answer(texts: tuple[str, ...] = TEXT, stop: str = "end_turn") -> tuple[bytes, ...]:
    thought = {"type": "thinking_delta", "thinking": "ما خاصوش يبان"}
    return (
        start(),
        event("ping"),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        event("content_block_delta", index=0, delta=thought),
        *(words(text) for text in texts),
        event("content_block_stop", index=0),
        event(
            "message_delta",
            delta={"stop_reason": stop, "stop_sequence": None},
            usage={"output_tokens": 15},
        ),
        event("message_stop"),
    )


def error(kind: str, message: str) -> dict[str, Any]:
    said = {"type": "error", "error": {"type": kind, "message": message}}
    return {**said, "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy"}


ANTHROPIC = Provider(
    name="anthropic",
    address="https://api.anthropic.com/v1",
    wire="anthropic",
    path="/v1/messages",
    header="x-api-key",
    key="{key}",
    model=NAME,
    answers=DATED,
    other="claude-haiku-4-5-20251001",
    sent={
        "max_tokens": 60,
        "stream": True,
        "system": "Réponds en darija.",
        "stop_sequences": ["\n\n"],
    },
    absent=("seed", "stream_options", "grammar", "stop"),
    frames=answer(),
    cut=answer(stop="max_tokens"),
    empty=answer(("",), "refusal"),
    broken=Failure(
        status="200 OK",
        body=(start(), words("quinze"), event("error", **error("overloaded_error", "Overloaded"))),
        error=EngineRefused,
        words="answered Overloaded",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=15, cached_tokens=5),
    failures=(
        Failure(
            status="401 Unauthorized",
            body=error("authentication_error", "invalid x-api-key"),
            error=EngineRefused,
            words="401: invalid x-api-key",
        ),
        Failure(
            status="403 Forbidden",
            body=error("permission_error", "Your API key does not have permission"),
            error=EngineRefused,
            words="403: Your API key",
        ),
        Failure(
            status="404 Not Found",
            body=error("not_found_error", "model: claude-9"),
            error=EngineRefused,
            words="404: model: claude-9",
        ),
        Failure(
            status="429 Too Many Requests",
            body=error("rate_limit_error", "This request would exceed your rate limit"),
            headers={
                "retry-after": "12",
                "anthropic-ratelimit-requests-limit": "50",
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-22T10:00:12Z",
            },
            error=RateLimited,
            words=r"429: This request.*\(retry-after: 12, anthropic-ratelimit-requests-reset: 2026",
        ),
        Failure(
            status="529 Overloaded",
            body=error("overloaded_error", "Overloaded"),
            error=EngineRefused,
            words="529: Overloaded",
        ),
        Failure(
            status="200 OK",
            body=(
                start(),
                event("error", **error("rate_limit_error", "Number of tokens exceeded")),
            ),
            error=RateLimited,
            words="answered Number of tokens exceeded",
        ),
    ),
)
