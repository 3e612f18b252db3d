"""Speak as OpenAI's chat completions do.

Documentation: "OpenAI API reference", Chat: "Create chat completion" and "Streaming" (OpenAPI
specification 2.3.0: usage in a last chunk without choices, `null` in all others); "Rate limits"
(headers `x-ratelimit-…`), "Error codes", and the help page "How can I solve 429: 'Too Many
Requests' errors?" (article 5955604).
"""

from __future__ import annotations

from providers.provider import DONE, Failure, Provider, chunk, data, frames, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME, DATED = "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"
LIMITS = {
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "120ms",
    "retry-after": "1",
}


def error(message: str, kind: str, code: str | None = None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


OPENAI = Provider(
    name="openai",
    address="https://api.openai.com/v1",
    wire="openai",
    path="/v1/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model=NAME,
    answers=DATED,
    other="gpt-4.1-nano-2025-04-14",
    sent={"max_completion_tokens": 60, "seed": 7, "stream_options": {"include_usage": True}},
    absent=("max_tokens", "grammar"),
    frames=frames(
        DATED,
        usage={
            "prompt_tokens": 19,
            "completion_tokens": 10,
            "total_tokens": 29,
            "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        },
    ),
    cut=frames(DATED, finish="length"),
    empty=frames(DATED, texts=("",), finish="content_filter"),
    broken=Failure(
        status="200 OK",
        body=(
            data(opening(DATED, usage=None)),
            data(chunk(DATED, "quinze", usage=None)),
            data(error("The server had an error processing your request.", "server_error")),
            DONE,
        ),
        error=EngineRefused,
        words="answered The server had an error",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10, cached_tokens=4),
    failures=(
        Failure(
            status="401 Unauthorized",
            body=error(
                "Incorrect API key provided: {key}.", "invalid_request_error", "invalid_api_key"
            ),
            error=EngineRefused,
            words=r"401: Incorrect API key provided: \[key\]",
        ),
        Failure(
            status="403 Forbidden",
            body=error(
                "Country, region, or territory not supported",
                "request_forbidden",
                "unsupported_country_region_territory",
            ),
            error=EngineRefused,
            words="403: Country",
        ),
        Failure(
            status="404 Not Found",
            body=error(
                "The model `gpt-9` does not exist", "invalid_request_error", "model_not_found"
            ),
            error=EngineRefused,
            words="404: The model",
        ),
        Failure(
            status="429 Too Many Requests",
            body=error("Rate limit reached for gpt-4.1-mini", "requests", "rate_limit_exceeded"),
            headers=LIMITS,
            error=RateLimited,
            words=r"429: Rate limit reached.*\(retry-after: 1, x-ratelimit-reset-requests: 120ms\)",
        ),
        Failure(
            status="429 Too Many Requests",
            body=error(
                "You exceeded your current quota", "insufficient_quota", "insufficient_quota"
            ),
            error=RateLimited,
            words="429: You exceeded your current quota$",
        ),
        Failure(
            status="503 Service Unavailable",
            body=error("The engine is currently overloaded", "service_unavailable"),
            headers={"retry-after": "20"},
            error=EngineRefused,
            words=r"503: The engine is currently overloaded \(retry-after: 20\)",
        ),
    ),
)
