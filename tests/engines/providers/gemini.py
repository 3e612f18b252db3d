"""Speak as Google's Gemini API does: its own wire, and its OpenAI-compatible address.

Documentation: "Gemini API reference", v1beta, "Generating content": `streamGenerateContent` with
`alt=sse`, GenerateContentResponse (candidates, `promptFeedback` without any, `usageMetadata`,
`modelVersion`), FinishReason; "Troubleshooting guide" and google.rpc.RetryInfo for errors; "OpenAI
compatibility". That the latter refuses `seed`: Vali-98/ChatterUI, issue 227, 14 February 2025.
"""

from __future__ import annotations

from typing import Any

from providers.provider import DONE, TEXT, Failure, Provider, chunk, data, frames, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

NAME, DATED = "gemini-2.0-flash", "gemini-2.0-flash-001"


def part(text: str | None, finish: str | None = None, model: str = DATED) -> dict[str, Any]:
    """Return one GenerateContentResponse; counts so far come with each."""
    content = {"role": "model", **({"parts": [{"text": text}]} if text is not None else {})}
    candidate = {"content": content, "index": 0, **({"finishReason": finish} if finish else {})}
    counts = {"promptTokenCount": 19, "cachedContentTokenCount": 4, "totalTokenCount": 29}
    written = {"candidatesTokenCount": 8, "thoughtsTokenCount": 2} if finish else {}
    return {
        "candidates": [candidate],
        "usageMetadata": {**counts, **written},
        "modelVersion": model,
        "responseId": "Il0taoSYJ5Cez7",
    }


def answer(texts: tuple[str, ...] = TEXT, finish: str = "STOP") -> tuple[bytes, ...]:
    thought = part(None)
    thought["candidates"][0]["content"]["parts"] = [{"text": "réflexion", "thought": True}]
    said = [thought, *(part(text) for text in texts), part("", finish)]
    return tuple(data(one).replace(b"\n", b"\r\n") for one in said)


def error(code: int, status: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "status": status, **more}}


def blocked(reason: str) -> tuple[bytes, ...]:
    said = {"promptFeedback": {"blockReason": reason}, "modelVersion": DATED}
    return (data({**said, "usageMetadata": {"promptTokenCount": 19}}),)


RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}

FAILURES = (
    Failure(
        status="401 Unauthorized",
        body=error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
        error=EngineRefused,
        words="401: Request had invalid",
    ),
    Failure(
        status="403 Forbidden",
        body=error(403, "PERMISSION_DENIED", "Your API key was reported as leaked."),
        error=EngineRefused,
        words="403: Your API key",
    ),
    Failure(
        status="404 Not Found",
        body=error(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"),
        error=EngineRefused,
        words="404: models/gemini-9",
    ),
    Failure(
        status="429 Too Many Requests",
        body=[error(429, "RESOURCE_EXHAUSTED", "You exceeded your quota.", details=[RETRY])],
        error=RateLimited,
        words=r"429: You exceeded your quota\. \(retryDelay: 34s\)",
    ),
    Failure(
        status="503 Service Unavailable",
        body=error(503, "UNAVAILABLE", "The model is overloaded."),
        error=EngineRefused,
        words="503: The model is overloaded",
    ),
)

GEMINI = Provider(
    name="gemini",
    address="https://generativelanguage.googleapis.com/v1beta",
    wire="gemini",
    path=f"/v1beta/models/{NAME}:streamGenerateContent?alt=sse",
    header="x-goog-api-key",
    key="{key}",
    model=NAME,
    answers=DATED,
    other="gemini-2.0-flash-lite-001",
    sent={
        "generationConfig": {
            "maxOutputTokens": 60,
            "temperature": 0.0,
            "seed": 7,
            "stopSequences": ["\n\n"],
        },
        "systemInstruction": {"parts": [{"text": "Réponds en darija."}]},
    },
    absent=("model", "messages", "stream", "grammar"),
    frames=answer(),
    cut=answer(finish="MAX_TOKENS"),
    empty=answer((), "SAFETY"),
    broken=Failure(
        status="200 OK",
        body=(
            data(part("quinze")),
            data(error(500, "INTERNAL", "An internal error has occurred.")),
        ),
        error=EngineRefused,
        words="answered An internal error",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10, cached_tokens=4),
    failures=(
        *FAILURES,
        Failure(
            status="200 OK",
            body=blocked("PROHIBITED_CONTENT"),
            error=EngineRefused,
            words="answered that the prompt is blocked: PROHIBITED_CONTENT",
        ),
    ),
)

COMPATIBLE = Provider(
    name="gemini-openai",
    address="https://generativelanguage.googleapis.com/v1beta/openai",
    wire="gemini-openai",
    path="/v1beta/openai/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model=NAME,
    answers=f"models/{NAME}",
    other="gemini-2.5-pro",
    sent={"max_tokens": 60, "stream_options": {"include_usage": True}},
    absent=("seed", "grammar"),
    frames=frames(
        f"models/{NAME}",
        usage={"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
    ),
    cut=frames(NAME, finish="length"),
    empty=frames(NAME, texts=(), finish="content_filter"),
    broken=Failure(
        status="200 OK",
        body=(
            data(opening(NAME)),
            data(chunk(NAME, "quinze")),
            data(error(503, "UNAVAILABLE", "The model is overloaded.")),
            DONE,
        ),
        error=EngineRefused,
        words="answered The model is overloaded",
    ),
    usage=Usage(prompt_tokens=19, completion_tokens=10),
    failures=FAILURES,
)
