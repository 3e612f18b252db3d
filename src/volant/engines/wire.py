"""Say a request and read a reply in OpenAI's chat-completions words, and in its dialects.

Pure: it knows nothing of connections, time or keys. Reasoning an engine shows apart from its
answer (`reasoning_content`, a `thinking` part) is not answer text and is dropped; tool calls are
not asked for. Other providers' words are files of their own and give the same `Piece`.
Source of the field names: OpenAI API reference, "Chat"; `grammar` is llama.cpp's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from volant.engines.faults import MalformedError
from volant.records import Request, Usage

END = "[DONE]"
"""The event after which OpenAI's stream says nothing more; some servers leave it out."""

Dialect = Literal["", "openai", "mistral", "gemini"]

DIALECTS: Mapping[str, Mapping[str, str]] = {
    "": {},
    "openai": {"max_tokens": "max_completion_tokens"},
    "mistral": {"seed": "random_seed", "stream_options": ""},
    "gemini": {"seed": ""},
}
"""What a provider calls a field; what it calls nothing is not sent, for it would refuse all of it.

OpenAI API reference, "Create chat completion": `max_tokens` is deprecated, and reasoning models
take only `max_completion_tokens`. Mistral AI API specification 1.0.0, `ChatCompletionRequest`:
`random_seed`, no `stream_options` (usage comes unasked), 422 `extra_forbidden` for what it does
not know. Google's OpenAI-compatible address answers 400 `Unknown name "seed"`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be what one event carries; `error` is the whole event, or the reason, when it is one.

    `model` is the name the engine gives itself; `idle` says that this only keeps the line open,
    `end` that nothing more will come.
    """

    text: str = ""
    finish: str | None = None
    usage: Usage | None = None
    error: str | None = None
    model: str | None = None
    idle: bool = False
    end: bool = False


def body(request: Request, model: str, *, grammars: bool, dialect: Dialect = "") -> dict[str, Any]:
    """Return the JSON of a streamed completion; what the request leaves open is not sent."""
    said = {
        "stream_options": {"include_usage": True},
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": request.seed,
        "stop": list(request.stop) or None,
        "grammar": request.grammar if grammars else None,
    }
    names = DIALECTS[dialect]
    return {
        "model": model,
        "messages": [{"role": turn.role, "content": turn.content} for turn in request.messages],
        "stream": True,
        **{
            called: value
            for name, value in said.items()
            if value is not None and (called := names.get(name, name))
        },
    }


class _Details(msgspec.Struct):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


class _Part(msgspec.Struct):
    type: str = ""
    text: str | None = None


class _Message(msgspec.Struct):
    content: str | list[_Part] | None = None


class _Choice(msgspec.Struct):
    delta: _Message | None = None
    message: _Message | None = None
    finish_reason: str | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    model: str | None = None
    error: Any = None
    message: Any = None
    code: Any = None
    error_code: Any = None

    @property
    def failed(self) -> bool:
        """Say whether this is an error; Baidu and vLLM have sent theirs without `error` around."""
        bare = (self.message, self.code, self.error_code)
        return self.error is not None or (
            self.choices is None and any(field is not None for field in bare)
        )


_chunks = msgspec.json.Decoder(_Chunk)


def piece(event: str) -> Piece:
    """Read one event, or a whole answer; raises `MalformedError` on anything but this wire's JSON.

    >>> piece('{"model":"qwen3","choices":[{"delta":{"content":"خمسطاش يوم"}}]}').text
    'خمسطاش يوم'
    """
    if event.strip() == END:
        return Piece(end=True)
    try:
        chunk = _chunks.decode(event)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise MalformedError(str(fault)) from None
    if chunk.failed:
        return Piece(error=event)
    choice = chunk.choices[0] if chunk.choices else _Choice()
    return Piece(
        text=_text(choice.delta or choice.message),
        finish=choice.finish_reason,
        usage=_usage(chunk.usage) if chunk.usage else None,
        model=chunk.model,
    )


def _text(message: _Message | None) -> str:
    """Join the text of a message; Mistral's reasoning models send a list of parts (their API)."""
    content = message.content if message else None
    if isinstance(content, list):
        return "".join(part.text or "" for part in content if part.type == "text")
    return content or ""


def _usage(usage: _Usage) -> Usage:
    details = usage.prompt_tokens_details or _Details()
    return Usage(
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
        cached_tokens=details.cached_tokens or 0,
    )
