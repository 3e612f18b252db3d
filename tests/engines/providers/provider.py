"""Describe one provider's wire as its documentation publishes it, for `test_providers`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from volant.errors import EngineError
from volant.records import Usage

TEXT = ("خمسطاش يوم — ", "quinze jours ", "ⵣ")
"""What every provider says here, in three pieces that UTF-8 gives one to three bytes a letter."""

SSE = "text/event-stream"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Be one published failure: what is sent, and the error it must become."""

    status: str
    body: Any
    error: type[EngineError]
    words: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Be one provider. `model` is asked; `answers` is how it names itself, `other` another model.

    `frames` are the events of a whole answer (`TEXT`), of which `opening` come before its first
    word; `cut` ends one for length, `empty` says nothing, `broken` fails after a word.
    """

    name: str
    address: str
    wire: str
    path: str
    header: str
    key: str
    model: str
    answers: str
    other: str
    sent: Mapping[str, Any]
    absent: tuple[str, ...] = ()
    frames: tuple[bytes, ...]
    cut: tuple[bytes, ...]
    empty: tuple[bytes, ...]
    broken: Failure
    usage: Usage
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        return self.name


def data(said: Any) -> bytes:
    """Write one event with data alone, as OpenAI, Google and all their likes do."""
    return b"data: " + json.dumps(said, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def chunk(
    model: str, text: str | None = None, finish: str | None = None, **more: Any
) -> dict[str, Any]:
    """Return OpenAI's `chat.completion.chunk` with one choice."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1795345183}
    return {**head, "model": model, "choices": [choice], **more}


def opening(model: str, **more: Any) -> dict[str, Any]:
    """Return the first chunk, which has a role and no words."""
    said = chunk(model, "", **more)
    said["choices"][0]["delta"] = {"role": "assistant", "content": ""}
    return said


def frames(
    model: str, *, texts: tuple[str, ...] = TEXT, finish: str = "stop", usage: Any = None
) -> tuple[bytes, ...]:
    """Return an answer in OpenAI's frames; with `usage`, in a last chunk without choices."""
    said = [opening(model), *(chunk(model, text) for text in texts), chunk(model, finish=finish)]
    last = [{**chunk(model), "choices": [], "usage": usage}] if usage else []
    return (*(data(one) for one in [*said, *last]), DONE)
