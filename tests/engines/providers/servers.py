"""Speak as the servers of open weights do: vLLM, SGLang, Ollama, llama.cpp.

Documentation: vLLM, "OpenAI-Compatible Server" (errors under `error`, bare ones from older
versions, an error in a stream before `[DONE]`); SGLang, "OpenAI-Compatible APIs" (bare, `object:
error`); Ollama, docs/openai.md (fields supported, a key that is asked for and ignored); llama.cpp,
tools/server/README.md (error types, 503 while loading, `timings`). Current versions of llama.cpp
name the weights, or `--alias`, and not what was asked: seen with xllamacpp 2026.10. None of them
publishes a 403 or a 429: those here are what a proxy before such a server says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from providers.provider import DONE, Failure, Provider, chunk, data, frames, opening
from volant.errors import EngineRefused, RateLimited
from volant.records import Usage

COUNTS = {"prompt_tokens": 19, "total_tokens": 29, "completion_tokens": 10}


def bare(message: str, kind: str, code: int) -> dict[str, Any]:
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


def error(message: str, kind: str, code: int | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def refused(status: str, body: Any) -> Failure:
    return Failure(status=status, body=body, error=EngineRefused, words=f"{status[:3]}: ")


def broken(model: str, said: Any) -> Failure:
    body = (data(opening(model)), data(chunk(model, "quinze")), data(said), DONE)
    return Failure(status="200 OK", body=body, error=EngineRefused, words="answered ")


BUSY = Failure(
    status="429 Too Many Requests",
    body="<html><title>Too Many Requests</title></html>",
    headers={"retry-after": "Wed, 25 Nov 2026 10:00:00 GMT"},
    error=RateLimited,
    words=r"429: .*\(retry-after: Wed, 25 Nov 2026 10:00:00 GMT\)",
)
VLLM = Provider(
    name="vllm",
    address="http://moteur.commune.example:8000/v1",
    wire="openai-compatible",
    path="/v1/chat/completions",
    header="authorization",
    key="Bearer {key}",
    model="Qwen/Qwen3-8B",
    answers="Qwen/Qwen3-8B",
    other="Qwen/Qwen3-0.6B",
    sent={"max_tokens": 60, "seed": 7, "stream_options": {"include_usage": True}},
    absent=("grammar",),
    frames=frames("Qwen/Qwen3-8B", usage={**COUNTS, "prompt_tokens_details": None}),
    cut=frames("Qwen/Qwen3-8B", finish="length"),
    empty=frames("Qwen/Qwen3-8B", texts=("",)),
    broken=broken("Qwen/Qwen3-8B", error("EngineCore died", "InternalServerError", 500)),
    usage=Usage(prompt_tokens=19, completion_tokens=10),
    failures=(
        refused("401 Unauthorized", {"error": "Unauthorized"}),
        refused("403 Forbidden", "Forbidden"),
        refused("404 Not Found", error("The model does not exist.", "NotFoundError", 404)),
        refused("400 Bad Request", bare("maximum context length", "BadRequestError", 400)),
        refused("500 Internal Server Error", error("died", "InternalServerError", 500)),
        BUSY,
    ),
)

SGLANG = replace(
    VLLM,
    name="sglang",
    address="http://moteur.commune.example:30000/v1",
    broken=broken("Qwen/Qwen3-8B", bare("out of memory", "InternalServerError", 500)),
    failures=(
        refused("401 Unauthorized", {"error": "Unauthorized"}),
        refused("403 Forbidden", "Forbidden"),
        refused("404 Not Found", bare("Model not found", "NotFoundError", 404)),
        refused("500 Internal Server Error", bare("died", "InternalServerError", 500)),
        refused("503 Service Unavailable", bare("queue is full", "SERVICE_UNAVAILABLE", 503)),
        BUSY,
    ),
)

OLLAMA = replace(
    VLLM,
    name="ollama",
    address="http://localhost:11434/v1",
    model="atlas-chat",
    answers="atlas-chat:latest",
    other="llama3.2",
    frames=frames("atlas-chat:latest", usage=COUNTS),
    cut=frames("atlas-chat", finish="length"),
    empty=frames("atlas-chat", texts=("",)),
    broken=broken("atlas-chat", error("llama runner has terminated", "api_error", None)),
    failures=(
        refused("401 Unauthorized", {"error": "unauthorized"}),
        refused("403 Forbidden", "Forbidden"),
        refused("404 Not Found", error("model 'x' not found", "not_found_error", None)),
        refused("500 Internal Server Error", error("out of memory", "api_error", None)),
        BUSY,
    ),
)

LLAMA_SERVER = replace(
    VLLM,
    name="llama-server",
    address="http://moteur.commune.example:8080/v1",
    model="falcon3-7b-q4_k_m.gguf",
    answers="falcon3-7b-q4_k_m.gguf",
    other="/models/qwen2-0.5b.gguf",
    frames=tuple(
        frame.replace(b'"usage":', b'"timings": {"predicted_ms": 2.3}, "usage":')
        for frame in frames("falcon3-7b-q4_k_m.gguf", usage=COUNTS)
    ),
    cut=frames("falcon3-7b-q4_k_m.gguf", finish="length"),
    empty=frames("falcon3-7b-q4_k_m.gguf", texts=("",)),
    broken=broken(
        "falcon3-7b-q4_k_m.gguf",
        error("the context is exceeded", "exceed_context_size_error", 400),
    ),
    failures=(
        refused("401 Unauthorized", error("Invalid API Key", "authentication_error", 401)),
        refused("403 Forbidden", error("no", "permission_error", 403)),
        refused("404 Not Found", error("File Not Found", "not_found_error", 404)),
        refused("503 Service Unavailable", error("Loading model", "unavailable_error", 503)),
        refused("500 Internal Server Error", error("failed", "server_error", 500)),
        BUSY,
    ),
)
