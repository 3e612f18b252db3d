"""Speak as Mistral AI's chat completions do.

Documentation: "Mistral AI API" specification 1.0.0 (mistralai/platform-docs-public, openapi.yaml):
ChatCompletionRequest (`random_seed`, no `stream_options`, nothing more is permitted),
CompletionChunk (usage in the last, content as text or as parts), HTTPValidationError; "Error
glossary" (docs.mistral.ai/resources/error-glossary: 429 has Retry-After). Header names of its
limits: mistralai/client-ts, issue 169, 12 February 2026; body of 429: raycast/extensions, issue
31107, 14 September 2026. The body of 403 was not found: the one here has the shape of the others.
"""

from __future__ import annotations

from typing import Any

from providers.provider import DONE, TEXT, Failure, Provider, chunk, data, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME, DATED = "mistral-small-latest", "mistral-small-2506"


def answer(texts: tuple[Any, ...] = TEXT, finish: str = "stop") -> tuple[bytes, ...]:
    """Return the frames of an answer: the last has the finish reason and the usage together."""
    usage = {"prompt_tokens": 19, "total_tokens": 29, "completion_tokens": 10}
    said = [opening(DATED), *(chunk(DATED, text) for text in texts)]
    return (*map(data, said), data(chunk(DATED, "", finish, usage=usage)), DONE)


def error(message: str, kind: str, code: str) -> dict[str, Any]:
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


THOUGHT = [{"type": "thinking", "thinking": [{"type": "text", "text": "ما خاصوش يبان"}]}]
PARTS = (THOUGHT, *([{"type": "text", "text": text}] for text in TEXT))
"""How reasoning models (Magistral) write the same answer."""

MISTRAL = Provider(
    name="mistral",
    address="https://api.mistral.ai/v1",
    wire="mistral",
    path="/v1/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model=NAME,
    answers=DATED,
    other="mistral-tiny-2407",
    sent={"max_tokens": 60, "random_seed": 7, "stream": True, "stop": ["\n\n"]},
    absent=("seed", "stream_options", "grammar"),
    frames=answer(PARTS),
    cut=answer(finish="length"),
    empty=answer(("",)),
    broken=Failure(
        status="200 OK",
        body=(
            data(opening(DATED)),
            data(chunk(DATED, "quinze")),
            data(error("Service tier capacity exceeded", "service_tier_capacity_exceeded", "3505")),
        ),
        error=EngineRefused,
        words="answered Service tier capacity exceeded",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10),
    failures=(
        Failure(
            status="401 Unauthorized",
            body={"detail": "Unauthorized"},
            error=EngineRefused,
            words="401: Unauthorized",
        ),
        Failure(
            status="403 Forbidden",
            body=error("Not allowed for this workspace", "forbidden", "1100"),
            error=EngineRefused,
            words="403: Not allowed",
        ),
        Failure(
            status="400 Bad Request",
            body=error("Invalid model: mistral-9", "invalid_model", "1500"),
            error=EngineRefused,
            words="400: Invalid model",
        ),
        Failure(
            status="422 Unprocessable Entity",
            body={"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"]}]},
            error=EngineRefused,
            words="422: .*extra_forbidden",
        ),
        Failure(
            status="429 Too Many Requests",
            body={**error("Rate limit exceeded", "rate_limited", "1300"), "raw_status_code": 429},
            headers={
                "retry-after": "1",
                "x-ratelimit-limit-req-minute": "720",
                "x-ratelimit-remaining-req-minute": "0",
            },
            error=RateLimited,
            words=r"429: Rate limit exceeded \(retry-after: 1\)",
        ),
        Failure(
            status="500 Internal Server Error",
            body=error("Service unavailable.", "internal_server_error", "1000"),
            error=EngineRefused,
            words="500: Service unavailable",
        ),
    ),
)
