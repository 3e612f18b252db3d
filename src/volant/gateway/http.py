"""Serve OpenAI's wire under `/v1`: chat completions, models, embeddings.

`model` names an engine, or an assistant: `volant` answers from the documents, with citations and
receipt in the extra field `volant` and, for clients that ignore it, as a short list in the text.
Whatever fails is answered in OpenAI's shape. What cannot be read as a request never reaches the
gateway, so it alone leaves no receipt.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection
from contextlib import aclosing
from typing import Any

import msgspec
import numpy as np
from anyio import to_thread
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from volant.errors import MalformedRequest, TooLong
from volant.gateway import wire
from volant.gateway.failures import disguise
from volant.gateway.flow import Gateway
from volant.gateway.origin import check_origin
from volant.gateway.statuses import status
from volant.protocols import Embedder
from volant.records import Answered, Delta, Event, Request, Spoken, Usage

LIMIT = 4_000_000
"""Bytes of a body; more is refused unread."""

Handler = Callable[[HttpRequest], Awaitable[Response]]


def routes(
    gateway: Gateway, embedder: Callable[[], Embedder], *, names: Collection[str] = ()
) -> list[BaseRoute]:
    """Give the routes of the wire; `embedder` gives the one in use, which may change meanwhile.

    `names` are those that this machine may be asked under besides its own.
    """

    async def list_models(request: HttpRequest) -> Response:
        current = await to_thread.run_sync(embedder)
        names = [*gateway.assistants(), *gateway.models(), current.name]
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "volant"} for name in names
        ]
        return JSONResponse({"object": "list", "data": models})

    async def complete(request: HttpRequest) -> Response:
        chat, asked = wire.decode_chat(await _body(request))
        speak = _ask if chat.model in gateway.assistants() else _complete
        return await speak(gateway, chat, asked)

    async def embed(request: HttpRequest) -> Response:
        asked = wire.decode_embeddings(await _body(request))
        current = await to_thread.run_sync(embedder)
        if asked.dimensions not in (None, current.dimensions):
            raise MalformedRequest(
                f"dimensions = {asked.dimensions}: {current.name} gives {current.dimensions}."
            )
        found = await gateway.embed(current, asked.model, asked.texts, asked.caller)
        return Response(_vectors(asked, *found), media_type="application/json")

    return [
        Route("/v1/models", _guard(list_models, names)),
        Route("/v1/chat/completions", _guard(complete, names), methods=["POST"]),
        Route("/v1/embeddings", _guard(embed, names), methods=["POST"]),
    ]


async def _complete(gateway: Gateway, chat: wire.Chat, asked: Request) -> Response:
    """Pass an engine's own words on, whole or as they come."""
    completion_id = f"chatcmpl-{secrets.token_hex(12)}"
    pieces = gateway.complete(asked, chat.caller)
    if chat.stream:
        return await _stream(_chunks(completion_id, chat, pieces))
    text, finish, usage, receipt = "", "stop", Usage(), ""
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, str):
                receipt = piece
            else:
                text += piece.text
                finish, usage = piece.finish or finish, piece.usage or usage
    body = wire.encode_completion(
        completion_id,
        chat.model,
        text,
        finish=finish,
        usage=usage,
        more={"volant": {"receipt": receipt}},
    )
    return Response(body, media_type="application/json")


async def _chunks(
    id: str, chat: wire.Chat, pieces: AsyncGenerator[Delta | str]
) -> AsyncGenerator[bytes]:
    usage = Usage()
    finish: str | None = None
    first: wire.Json = {"role": "assistant"}
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, str):
                more = {"volant": {"receipt": piece}}
                yield wire.encode_chunk(id, chat.model, {}, finish or "stop", more)
            else:
                finish, usage = piece.finish or finish, piece.usage or usage
                if piece.text:
                    yield wire.encode_chunk(id, chat.model, first | {"content": piece.text})
                    first = {}
    if chat.stream_options and chat.stream_options.include_usage:
        yield wire.encode_usage(id, chat.model, usage)
    yield b"data: [DONE]\n\n"


async def _ask(gateway: Gateway, chat: wire.Chat, asked: Request) -> Response:
    """Answer from the documents, whole or sentence by sentence."""
    completion_id = f"chatcmpl-{secrets.token_hex(12)}"
    caller = chat.caller
    events = gateway.ask(asked.messages, chat.engine, chat.model, tag=chat.tag, caller=caller)
    if chat.stream:
        return await _stream(_sentences(completion_id, chat, events))
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answered):
                answer = event.answer
    text = "\n".join(map(wire.sentence_text, answer.sentences)) + wire.sources_text(answer)
    more = {"volant": wire.answer_json(answer)}
    body = wire.encode_completion(
        completion_id, chat.model, text, finish="stop", usage=answer.usage, more=more
    )
    return Response(body, media_type="application/json")


async def _sentences(
    id: str, chat: wire.Chat, events: AsyncGenerator[Event]
) -> AsyncGenerator[bytes]:
    first: wire.Json = {"role": "assistant"}
    usage = Usage()
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Spoken):
                text = wire.sentence_text(event.sentence)
                yield wire.encode_chunk(
                    id, chat.model, first | {"content": text if first else f"\n{text}"}
                )
                first = {}
            elif isinstance(event, Answered):
                usage = event.answer.usage
                content = {"content": wire.sources_text(event.answer)}
                yield wire.encode_chunk(id, chat.model, first | content)
                more = {"volant": wire.answer_json(event.answer)}
                yield wire.encode_chunk(id, chat.model, {}, "stop", more)
    if chat.stream_options and chat.stream_options.include_usage:
        yield wire.encode_usage(id, chat.model, usage)
    yield b"data: [DONE]\n\n"


async def _stream(chunks: AsyncGenerator[bytes]) -> Response:
    """Wait for the first chunk, so that what is wrong with a request still has its status."""
    first = await anext(chunks)

    async def body() -> AsyncIterator[bytes]:
        async with aclosing(chunks):
            yield first
            try:
                async for chunk in chunks:
                    yield chunk
            except Exception as fault:  # noqa: BLE001 (an outer door)
                error = disguise(fault)
                yield wire.event(wire.error_json(error, status(error)))

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


def _guard(handler: Handler, names: Collection[str]) -> Handler:
    async def guarded(request: HttpRequest) -> Response:
        try:
            check_origin(request, names)
            return await handler(request)
        except ClientDisconnect:
            raise
        except Exception as fault:  # noqa: BLE001 (an outer door)
            error = disguise(fault)
            code = status(error)
            return JSONResponse(wire.error_json(error, code), code)

    return guarded


async def _body(request: HttpRequest) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LIMIT:
            raise TooLong(f"the body is larger than {LIMIT} bytes; shorten it.")
    return bytes(body)


def _vectors(asked: wire.Embeddings, vectors: Any, receipt: str) -> bytes:
    def write(vector: Any) -> str | list[float]:
        if asked.encoding_format == "base64":
            return base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode()
        return [float(x) for x in vector]

    data = [
        {"object": "embedding", "index": n, "embedding": write(v)} for n, v in enumerate(vectors)
    ]
    words = sum(len(text.split()) for text in asked.texts)
    return msgspec.json.encode(
        {
            "object": "list",
            "model": asked.model,
            "data": data,
            "usage": {"prompt_tokens": words, "total_tokens": words},
            "volant": {"receipt": receipt},
        }
    )
