"""Translate between OpenAI's JSON and records, both ways.

A field that asks for another kind of answer than text (tools, several choices, log-probabilities,
a response format, a modality) is refused by name rather than ignored. Fields that ask for nothing
here (`user`, `metadata`, penalties…) are let through unread, as clients send them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from volant.errors import Denied, MalformedRequest, VolantError
from volant.gateway.caller import Caller
from volant.records import Answer, Citation, Message, Request, Sentence, Usage
from volant.sovereignty import explain
from volant.sovereignty.words import LANGUAGES

Json = dict[str, Any]

MOST_TEXTS = 2_048
"""Texts to embed at once (OpenAI API reference, "Create embeddings")."""


class Part(msgspec.Struct, frozen=True):
    """Be a piece of a message's content; only text is read."""

    type: str
    text: str = ""


class Turn(msgspec.Struct, frozen=True):
    role: str
    content: str | list[Part] | None = None


class StreamOptions(msgspec.Struct, frozen=True):
    include_usage: bool = False


class Format(msgspec.Struct, frozen=True):
    """Be a `response_format`; only text is written."""

    type: str = "text"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Be what a client may say of any request, in fields of ours.

    `data_class` raises the class of the data, `conversation` names the conversation, `approval`
    the role that approved the sending.
    """

    data_class: str | None = None
    conversation: str | None = None
    approval: str | None = None

    @property
    def caller(self) -> Caller:
        """Be what the client says of its request."""
        return Caller(
            data_class=self.data_class or "",
            conversation=self.conversation or "",
            approval=self.approval or "",
        )


class Chat(Said, frozen=True, kw_only=True):
    """Be the body of `POST /v1/chat/completions`.

    Two fields are ours, for `volant`: `engine` says who phrases, `tag` what language is asked in.
    """

    model: str
    messages: list[Turn]
    stream: bool = False
    stream_options: StreamOptions | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    grammar: str | None = None
    n: int | None = None
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    logprobs: bool | None = None
    response_format: Format | None = None
    logit_bias: dict[str, float] | None = None
    modalities: list[str] | None = None
    audio: Any = None
    engine: str | None = None
    tag: str | None = None

    @property
    def unsupported(self) -> list[str]:
        """Name the fields that ask for what is not written here."""
        asked = {
            "n": (self.n or 1) != 1,
            "tools": self.tools,
            "functions": self.functions,
            "logprobs": self.logprobs,
            "response_format": self.response_format and self.response_format.type != "text",
            "logit_bias": self.logit_bias,
            "modalities": set(self.modalities or ()) - {"text"},
            "audio": self.audio,
        }
        return [name for name, wanted in asked.items() if wanted]


class Embeddings(Said, frozen=True, kw_only=True):
    """Be the body of `POST /v1/embeddings`."""

    model: str
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None

    @property
    def texts(self) -> list[str]:
        return [self.input] if isinstance(self.input, str) else self.input


_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


def decode_chat(body: bytes) -> tuple[Chat, Request]:
    """Read a chat request; raises `MalformedRequest` naming the field."""
    chat: Chat = _decode(body, Chat)
    if chat.unsupported:
        raise MalformedRequest(f"{', '.join(chat.unsupported)}: not supported; leave them out.")
    if not chat.messages:
        raise MalformedRequest("messages is empty; add at least one of role user.")
    limit = chat.max_completion_tokens if chat.max_tokens is None else chat.max_tokens
    stop = (chat.stop,) if isinstance(chat.stop, str) else tuple(chat.stop or ())
    return chat, Request(
        model=chat.model,
        messages=tuple(_message(turn) for turn in chat.messages),
        max_tokens=limit,
        temperature=chat.temperature,
        top_p=chat.top_p,
        stop=stop,
        seed=chat.seed,
        grammar=chat.grammar,
    )


def decode_embeddings(body: bytes) -> Embeddings:
    """Read an embeddings request; raises `MalformedRequest`."""
    asked: Embeddings = _decode(body, Embeddings)
    if len(asked.texts) > MOST_TEXTS:
        raise MalformedRequest(
            f"input holds {len(asked.texts)} texts; send at most {MOST_TEXTS} at once."
        )
    return asked


def encode_completion(
    id: str, model: str, text: str, *, finish: str, usage: Usage, more: Json
) -> bytes:
    """Write a whole completion; `more` holds documented extra fields."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return msgspec.json.encode(
        _envelope(id, model, "chat.completion")
        | {"choices": [choice], "usage": usage_json(usage)}
        | more
    )


def encode_chunk(
    id: str, model: str, delta: Json, finish: str | None = None, more: Json | None = None
) -> bytes:
    """Write one server-sent event of a streamed completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return event(
        _envelope(id, model, "chat.completion.chunk") | {"choices": [choice]} | (more or {})
    )


def encode_usage(id: str, model: str, usage: Usage) -> bytes:
    """Write the last event that `stream_options.include_usage` asks for."""
    envelope = _envelope(id, model, "chat.completion.chunk")
    return event(envelope | {"choices": [], "usage": usage_json(usage)})


def event(data: Json) -> bytes:
    return b"data: " + msgspec.json.encode(data) + b"\n\n"


def usage_json(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }


def error_json(error: VolantError, status: int) -> Json:
    """Give OpenAI's error shape; `code` is ours and stable."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    said: Json = {"message": error.message, "type": kind, "param": None, "code": error.code}
    if isinstance(error, Denied):
        said |= {"reasons": _reasons(error), "receipt": error.receipt}
    return {"error": said}


def _reasons(error: Denied) -> list[Json]:
    """Give each rule in every language there are words in."""
    return [
        {"code": code, **{language: explain(code, language) for language in LANGUAGES}}
        for code in error.rules
    ]


def answer_json(answer: Answer) -> Json:
    """Give the extra field `volant` of a completion: everything but the words."""
    citations = {c.number: c for sentence in answer.sentences for c in sentence.citations}
    found = answer.identified
    return {
        "tag": answer.tag,
        "identified": found
        and {"tag": found.tag, "score": found.score, "alternatives": found.alternatives},
        "engine": answer.engine,
        "refused": answer.refused,
        "sentences": answer.sentences,
        "citations": [citations[number] for number in sorted(citations)],
        "nearest": answer.nearest,
        "withheld": dict(answer.withheld),
        "receipt": answer.receipt,
    }


def sentence_text(sentence: Sentence) -> str:
    """Write a sentence with its numbers, for clients that show only text."""
    marks = "".join(f" [{citation.number}]" for citation in sentence.citations)
    body = (
        f"« {' '.join(sentence.text.split())} »" if sentence.status == "quoted" else sentence.text
    )
    return f"{body}{marks}"


def sources_text(answer: Answer) -> str:
    """Write the short source list and receipt id that close an answer given as text."""
    citations: dict[int, Citation] = {c.number: c for s in answer.sentences for c in s.citations}
    lines = [f"[{n}] {_name(citations[n])}" for n in sorted(citations)]
    return "\n".join(
        ["", "", *lines, f"({answer.receipt})"] if lines else ["", f"({answer.receipt})"]
    )


def _name(citation: Citation) -> str:
    parts = (citation.title or citation.source, citation.article, citation.date)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _envelope(id: str, model: str, kind: str) -> Json:
    return {"id": id, "object": kind, "created": int(time.time()), "model": model}


def _message(turn: Turn) -> Message:
    if turn.role not in _ROLES:
        raise MalformedRequest(f"role {turn.role!r} is not one of {', '.join(_ROLES)}.")
    return Message(role=_ROLES[turn.role], content=_text(turn.content))


def _text(content: str | Sequence[Part] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    for part in content:
        if part.type != "text":
            raise MalformedRequest(f"content of type {part.type!r} cannot be read; send text.")
    return "\n".join(part.text for part in content)


def _decode(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest(f"the body is not the JSON expected: {error}.") from None
