"""Speak as Baidu's Qianfan does with ERNIE, by its OpenAI-compatible V2 address.

Documentation (Baidu AI Cloud, in Chinese): Qianfan, error codes, updated 30 October 2025 (status,
type, code, message); ModelBuilder, how to lessen errors (headers `X-Ratelimit-…`; **a limit is
answered with status 200** and `code` and `msg` for a body); ModelBuilder, error codes, updated 5
September 2025 (`error_code`, `error_msg`, also with status 200). No 403 was found in them: the one
here has the shape of the others.
"""

from __future__ import annotations

from typing import Any

from providers.provider import DONE, Failure, Provider, chunk, data, frames, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME = "ernie-4.5-turbo-128k"


def error(message: str, kind: str, code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": kind}, "id": "as-1j8xi1t7xt"}


ERNIE = Provider(
    name="ernie",
    address="https://qianfan.baidubce.com/v2",
    wire="openai-compatible",
    path="/v2/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model=NAME,
    answers=NAME,
    other="ernie-speed-128k",
    sent={"max_tokens": 60, "seed": 7, "stream_options": {"include_usage": True}},
    absent=("grammar",),
    frames=frames(NAME, usage={"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29}),
    cut=frames(NAME, finish="length"),
    empty=frames(NAME, texts=("",), finish="content_filter"),
    broken=Failure(
        status="200 OK",
        body=(
            data(opening(NAME)),
            data(chunk(NAME, "quinze")),
            data(error("Internal error", "internal_error", "internal_error")),
            DONE,
        ),
        error=EngineRefused,
        words="answered Internal error",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10),
    failures=(
        Failure(
            status="401 Unauthorized",
            body=error("IAM Certification failed", "invalid_request_error", "invalid_iam_token"),
            error=EngineRefused,
            words="401: IAM Certification failed",
        ),
        Failure(
            status="401 Unauthorized",
            body=error("No permission to use the model", "invalid_request_error", "invalid_model"),
            error=EngineRefused,
            words="401: No permission",
        ),
        Failure(
            status="403 Forbidden",
            body=error("Access denied", "access_denied", "access_denied"),
            error=EngineRefused,
            words="403: Access denied",
        ),
        Failure(
            status="429 Too Many Requests",
            body=error(
                "Rate limit reached for RPM", "rate_limit_exceeded", "rpm_rate_limit_exceeded"
            ),
            error=RateLimited,
            words="429: Rate limit reached",
        ),
        Failure(
            status="200 OK",
            body={"code": "rpm_rate_limit_exceeded", "msg": "Rate limit reached for RPM"},
            headers={
                "X-Ratelimit-Limit-Requests": "300",
                "X-Ratelimit-Remaining-Requests": "0",
            },
            error=RateLimited,
            words="answered Rate limit reached for RPM",
        ),
        Failure(
            status="200 OK",
            body={"error_code": 110, "error_msg": "Access token invalid or no longer valid"},
            error=EngineRefused,
            words="answered Access token invalid",
        ),
        Failure(
            status="500 Internal Server Error",
            body=error("Internal error", "internal_error", "internal_error"),
            error=EngineRefused,
            words="500: Internal error",
        ),
    ),
)
