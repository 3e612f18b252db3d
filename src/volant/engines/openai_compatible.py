"""Speak to any engine that speaks OpenAI's chat completions, over TCP or a Unix socket.

One adapter for vLLM, SGLang, Ollama, llama.cpp and the paid providers. It does not know whether
the engine may see the data: the gateway decided before. It follows no redirect and uses no proxy
from the environment, because either could carry a question to a country nobody decided on. It
does not ask again by itself, for that could pay twice; the one exception is a kept connection
that closed before a byte of the answer (llama.cpp closes after each stream without saying so).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from volant.engines import wire
from volant.engines.events import Events, OverlongError
from volant.errors import EngineRefused, EngineTimeout, EngineUnavailable, SettingsError
from volant.records import Delta, Place, Request, Usage

ERROR_BYTES = 64 * 1024
"""Bytes read of an error page before its message is looked for."""

VECTOR_BYTES = 64 * 1024 * 1024
"""Bytes of the largest reply of `embed`: about 2,000 vectors of 1,024 numbers, as JSON."""

IDLE = 4.0
"""Seconds an idle connection is kept: llama.cpp and uvicorn close theirs after 5."""

PARTING = 0.05
"""Seconds an engine has to end its reply after `[DONE]`, so that the connection can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Say how long to wait, in seconds: to connect, for the first token, between two tokens.

    A comment that keeps the connection alive is not a token.
    """

    connect: float = 5.0
    first: float = 120.0
    next: float = 60.0


class OpenAICompatible:
    """Be the engine at `base_url`, the address that `/chat/completions` is added to.

    With `socket`, `base_url` only gives the path. `grammars` says that the engine understands
    llama.cpp's `grammar`; without it a request's grammar is not sent. TLS certificates are
    verified; SSL_CERT_FILE names an institution's own authority.
    """

    def __init__(
        self,
        name: str,
        base_url: str = "http://localhost/v1",
        *,
        model: str,
        socket: Path | None = None,
        api_key: str | None = None,
        timeouts: Timeouts | None = None,
        tags: frozenset[str] = frozenset(),
        grammars: bool = False,
    ) -> None:
        self.name, self.model, self.tags, self.grammars = name, model, tags, grammars
        self._url, self._socket = _parse(base_url), socket
        self._timeouts = timeouts or Timeouts()
        self._key = _secret(api_key)
        self._http: aiohttp.ClientSession | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"OpenAICompatible({self.name!r}, {self._address!r}, model={self.model!r})"

    @property
    def place(self) -> Place:
        """Return that nothing is known: only who runs the engine could say."""
        return Place()

    @property
    def _address(self) -> str:
        return str(self._socket or self._url.origin())

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        """Yield deltas as the engine writes them; closing the iterator closes the connection."""
        deadline = _now() + self._timeouts.first
        said = wire.body(request, self.model, grammars=self.grammars)
        response = await self._post("chat/completions", said, deadline)
        finish: str | None = None
        usage: Usage | None = None
        spoken = False
        try:
            async with aclosing(self._pieces(response, deadline)) as pieces:
                async for piece in pieces:
                    finish, usage = piece.finish or finish, piece.usage or usage
                    if piece.text:
                        spoken = True
                        yield Delta(text=piece.text)
        finally:
            response.close()
        yield self._last(finish, usage, spoken)

    def _last(self, finish: str | None, usage: Usage | None, spoken: bool) -> Delta:
        if finish is None:
            raise EngineUnavailable(f"{self._who} stopped in the middle of its answer. Ask again.")
        if not spoken:
            raise EngineRefused(f"{self._who} gave an empty answer.")
        return Delta(text="", finish=finish, usage=usage)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector per text, in order, as the engine gave it (norm included)."""
        if not texts:
            return []
        deadline = _now() + self._timeouts.first
        said = {"model": self.model, "input": list(texts), "encoding_format": "float"}
        response = await self._post("embeddings", said, deadline)
        try:
            data = await self._read_all(response, deadline, VECTOR_BYTES)
            with self._faults(self._timeouts.first):
                return wire.vectors(data, len(texts))
        finally:
            response.close()

    async def close(self) -> None:
        self._closed = True
        if self._http is not None:
            await self._http.close()

    @property
    def _who(self) -> str:
        return f"Engine '{self.name}' at {self._address}"

    def _session(self) -> aiohttp.ClientSession:
        """Return the one session, made on first use because it belongs to the running loop."""
        if self._closed:
            raise EngineUnavailable(f"{self._who} has been closed.")
        if self._http is None:
            key = {"Authorization": f"Bearer {self._key}"} if self._key else {}
            seconds = self._timeouts.connect
            self._http = aiohttp.ClientSession(
                connector=self._connector(),
                timeout=aiohttp.ClientTimeout(total=None, connect=seconds, sock_connect=seconds),
                headers={"User-Agent": "volant", **key},
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[_trace()],
            )
        return self._http

    def _connector(self) -> aiohttp.BaseConnector:
        if self._socket is not None:
            return aiohttp.UnixConnector(str(self._socket), limit=0, force_close=True)
        return aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE)

    async def _post(
        self, path: str, said: dict[str, Any], deadline: float
    ) -> aiohttp.ClientResponse:
        with self._faults(self._timeouts.first):
            async with asyncio.timeout_at(deadline):
                response = await self._send(self._url / path, said)
        if response.status == 200:
            return response
        try:
            page = await self._read_all(response, deadline, ERROR_BYTES)
        finally:
            response.close()
        quoted = page.decode("utf-8", "replace") or response.reason or ""
        raise self._refusal(quoted, status=f"{response.status}: ")

    async def _send(self, url: URL, said: dict[str, Any]) -> aiohttp.ClientResponse:
        """Post until an open connection has taken it: a kept one may have closed unnoticed."""
        while True:
            sent = _Sent()
            try:
                return await self._session().post(
                    url, json=said, allow_redirects=False, trace_request_ctx=sent
                )
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not sent.reused:
                    raise

    async def _pieces(
        self, response: aiohttp.ClientResponse, deadline: float
    ) -> AsyncGenerator[wire.Piece]:
        events, seconds, ended = Events(), self._timeouts.first, False
        while not ended:
            with self._faults(seconds):
                async with asyncio.timeout_at(deadline):
                    data = await response.content.readany()
                ended = not data
                found = events.end() if ended else events.feed(data)
            for event in found:
                if event.strip() == "[DONE]":
                    await _part(response)
                    return
                yield self._piece(event)
            if found:
                seconds = self._timeouts.next
                deadline = _now() + seconds

    def _piece(self, event: str) -> wire.Piece:
        with self._faults(0):
            piece = wire.piece(event)
        if piece.error is not None:
            raise self._refusal(piece.error)
        return piece

    async def _read_all(
        self, response: aiohttp.ClientResponse, deadline: float, limit: int
    ) -> bytes:
        """Return the first `limit` bytes of the body."""
        read = bytearray()
        with self._faults(self._timeouts.first):
            async with asyncio.timeout_at(deadline):
                while len(read) < limit and (data := await response.content.readany()):
                    read += data
        return bytes(read[:limit])

    def _refusal(self, said: str, status: str = "") -> EngineRefused:
        """Quote the engine, less the key, which some servers repeat to whoever sent it."""
        quoted = said.replace(self._key, "[key]") if self._key else said
        return EngineRefused(f"{self._who} answered {status}{wire.reason(quoted)}")

    @contextmanager
    def _faults(self, seconds: float) -> Iterator[None]:
        """Turn what goes wrong below into the tree of `errors`; `seconds` is the wait in force."""
        try:
            yield
        except aiohttp.ConnectionTimeoutError:
            waited = self._timeouts.connect
            raise EngineTimeout(f"{self._who} did not accept in {waited:g} seconds.") from None
        except TimeoutError:
            raise EngineTimeout(f"{self._who} said nothing for {seconds:g} seconds.") from None
        except aiohttp.ClientConnectionError as fault:
            why = wire.shorten(str(fault))
            raise EngineUnavailable(f"{self._who} cannot be reached: {why}") from None
        except aiohttp.ClientPayloadError:
            raise EngineUnavailable(f"{self._who} cut the connection. Ask again.") from None
        except (aiohttp.ClientError, wire.MalformedError, OverlongError) as fault:
            said = str(fault) or type(fault).__name__
            raise self._refusal(f"what is not OpenAI's wire: {said}") from None


@dataclass(slots=True)
class _Sent:
    """Remember, for one request, whether it went over a kept connection."""

    reused: bool = False


def _trace() -> aiohttp.TraceConfig:
    async def note(session: aiohttp.ClientSession, context: Any, params: Any) -> None:
        context.trace_request_ctx.reused = True

    trace = aiohttp.TraceConfig()
    trace.on_connection_reuseconn.append(note)
    return trace


async def _part(response: aiohttp.ClientResponse) -> None:
    with suppress(TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(PARTING):
            await response.content.readany()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _parse(base_url: str) -> URL:
    try:
        url = URL(base_url)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError("An engine's base_url must start with http:// or https:// and a host.")
    if url.user or url.password or url.query_string or url.fragment:
        raise SettingsError("An engine's base_url takes no user, query or fragment: see api_key.")
    return url


def _secret(api_key: str | None) -> str | None:
    key = (api_key or "").strip()
    if not key.isascii() or not (key.isprintable() or not key):
        raise SettingsError("An engine's API key holds characters that a header cannot carry.")
    return key or None
