"""Speak as Alibaba Cloud Model Studio does with Qwen.

Documentation: Alibaba Cloud Model Studio, "OpenAI compatible - Chat", updated 18 March 2026 (base
address, `stream_options`, frames with `null` fields), "Error codes" (codes of 401, 403, 404, 429;
`Throttling.RateQuota`), "Rate limits", updated 24 December 2025 (no header says when to retry).
"""

from __future__ import annotations

from typing import Any

from providers.provider import DONE, TEXT, Failure, Provider, chunk, data, frames, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME = "qwen-plus"
NULLS = {"service_tier": None, "system_fingerprint": None, "usage": None}


def error(message: str, kind: str, code: str) -> dict[str, Any]:
    said = {"message": message, "type": kind, "param": None, "code": code}
    return {"error": said, "request_id": "dd51401d-146f-9ce6-a8b0-9b7d24a4b8b4"}


QWEN = Provider(
    name="qwen",
    address="https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    wire="openai-compatible",
    path="/compatible-mode/v1/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model=NAME,
    answers=NAME,
    other="qwen-turbo",
    sent={"max_tokens": 60, "seed": 7, "stream_options": {"include_usage": True}},
    absent=("grammar",),
    frames=(
        data(opening(NAME, **NULLS)),
        data({**chunk(NAME, **NULLS), "choices": [{"delta": {"content": None}, "index": 0}]}),
        *(data(chunk(NAME, text, **NULLS)) for text in TEXT),
        *frames(
            NAME,
            texts=(),
            usage={
                "prompt_tokens": 19,
                "completion_tokens": 10,
                "total_tokens": 29,
                "prompt_tokens_details": {"cached_tokens": 0},
            },
        )[1:],
    ),
    cut=frames(NAME, finish="length"),
    empty=frames(NAME, texts=("",)),
    broken=Failure(
        status="200 OK",
        body=(
            data(opening(NAME)),
            data(chunk(NAME, "quinze")),
            data(
                error(
                    "Output data may contain inappropriate content.",
                    "data_inspection_failed",
                    "data_inspection_failed",
                )
            ),
            DONE,
        ),
        error=EngineRefused,
        words="answered Output data may contain inappropriate content",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10),
    failures=(
        Failure(
            status="401 Unauthorized",
            body=error("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
            error=EngineRefused,
            words="401: Incorrect API key",
        ),
        Failure(
            status="403 Forbidden",
            body={"code": "AccessDenied", "message": "Access denied.", "request_id": "dd51401d"},
            error=EngineRefused,
            words="403: Access denied",
        ),
        Failure(
            status="404 Not Found",
            body=error(
                "The model `qwen-9` does not exist.", "invalid_request_error", "model_not_found"
            ),
            error=EngineRefused,
            words="404: The model",
        ),
        Failure(
            status="429 Too Many Requests",
            body=error("Requests rate limit exceeded", "limit_requests", "Throttling.RateQuota"),
            error=RateLimited,
            words="429: Requests rate limit exceeded$",
        ),
        Failure(
            status="500 Internal Server Error",
            body=error("An internal error has occured", "internal_error", "internal_error"),
            error=EngineRefused,
            words="500: An internal error",
        ),
    ),
)
