"""Reach any engine that streams events over HTTP, over TCP or a Unix socket, in its own words.

The one client of all providers; what differs is `Words`, a file each. It does not know whether
the engine may see the data: the gateway decided before. It follows no redirect and uses no proxy
from the environment, because either could carry a question to a country nobody decided on. It
does not ask again by itself, for that could pay twice; the one exception is a kept connection
that closed before a byte of the answer (llama.cpp closes after each stream without saying so).
What is silent elsewhere is an error here: no text, or the name of another model.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp
from yarl import URL

from volant.engines import faults
from volant.engines.door import Door
from volant.engines.events import Events, OverlongError
from volant.engines.naming import is_same
from volant.engines.wire import Piece
from volant.errors import (
    EmptyAnswer,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    OtherModel,
    RateLimited,
    SettingsError,
)
from volant.records import Delta, Place, Request, Usage

ERROR_BYTES = 64 * 1024
"""Bytes read of an error page before its message is looked for."""

IDLE = 4.0
"""Seconds an idle connection is kept: llama.cpp and uvicorn close theirs after 5."""

PARTING = 0.05
"""Seconds an engine has to end its reply after its last event, so that the connection is kept."""

TOKENS = 131_072
"""Tokens taken to be asked for where a request leaves it open, or asks for more: an answer of two
hundred pages, which no question here has needed. A bound for engines that do not end."""

WIDTH = 16
"""Characters, or events that hold none, a token of an answer is let to take: several times what a
token of any language's text holds, so only an engine that does not end meets it."""

COUNTED = 2**53 - 1
"""The largest number of tokens that is believed, and that a receipt can hold (RFC 7493, 2.2)."""

TOO_MANY = 429
"""RFC 6585, section 4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Say how long to wait, in seconds: to connect, for the first token, between two tokens.

    A comment or a ping that keeps the connection alive is not a token.
    """

    connect: float = 5.0
    first: float = 120.0
    next: float = 60.0


class Words(Protocol):
    """Be one provider's way of asking and of answering; pure. A module or a record fills it."""

    @property
    def WIRE(self) -> str:  # noqa: N802 - a constant of the module that fills this
        """Name the wire, for messages."""
        ...

    def address(self, base: URL, model: str, /) -> URL: ...

    def headers(self, key: str | None, /) -> dict[str, str]: ...

    def body(self, request: Request, model: str, /) -> dict[str, Any]: ...

    def piece(self, event: str, /) -> Piece:
        """Read one event; raises `MalformedError`."""
        ...


class Remote:
    """Be the engine at `base_url`, which speaks `words` and calls itself `model`.

    With `socket`, `base_url` only gives the path, and the name the engine gives itself does not
    count: what runs on this machine is known by its digest. TLS certificates are verified;
    SSL_CERT_FILE names an institution's own authority. `lacks` says what is missing before anything
    may be sent, such as its key.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        words: Words,
        *,
        model: str,
        socket: Path | None = None,
        api_key: str | None = None,
        timeouts: Timeouts | None = None,
        tags: frozenset[str] = frozenset(),
        lacks: str = "",
    ) -> None:
        self.name, self.model, self.tags = name, model, tags
        self._words, self._url, self._socket = words, _parse(base_url), socket
        self._timeouts = timeouts or Timeouts()
        self._key, self._lacks = _secret(api_key), lacks
        self._http: aiohttp.ClientSession | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self._address!r}, model={self.model!r})"

    @property
    def place(self) -> Place:
        """Return that nothing is known: only who runs the engine could say."""
        return Place()

    @property
    def _address(self) -> str:
        return str(self._socket or self._url.origin())

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        """Yield deltas as the engine writes them; closing the iterator closes the connection.

        An answer far longer than was asked for is left, with `length` for its finish. Raises
        `RateLimited`, `EmptyAnswer` and `OtherModel` besides what any engine raises.
        """
        deadline = _now() + self._timeouts.first
        address = self._words.address(self._url, self.model)
        response = await self._post(address, self._words.body(request, self.model), deadline)
        finish: str | None = None
        usage: Usage | None = None
        spoken, left = False, WIDTH * min(request.max_tokens or TOKENS, TOKENS)
        try:
            async with aclosing(self._pieces(response, deadline)) as pieces:
                async for piece in pieces:
                    finish, usage = piece.finish or finish, _most(usage, piece.usage)
                    if piece.text:
                        spoken = spoken or not piece.text.isspace()
                        yield Delta(text=piece.text)
                    left -= 0 if piece.idle else max(1, len(piece.text))
                    if left < 0:
                        finish = finish or "length"
                        break
        finally:
            response.close()
        yield self._last(finish, usage, spoken)

    def _last(self, finish: str | None, usage: Usage | None, spoken: bool) -> Delta:
        if finish is None:
            raise EngineUnavailable(f"{self._who} stopped in the middle of its answer. Ask again.")
        if not spoken:
            why = faults.shorten(finish)
            raise EmptyAnswer(f"{self._who} gave an empty answer, finished by '{why}'.")
        return Delta(text="", finish=finish, usage=usage)

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
        if self._lacks:
            raise EngineUnavailable(f"{self._who} was not asked: {self._lacks}.")
        if self._http is None:
            seconds = self._timeouts.connect
            self._http = Door([str(self._url)]).session(
                socket=self._socket,
                keep=IDLE,
                timeout=aiohttp.ClientTimeout(total=None, connect=seconds, sock_connect=seconds),
                headers={"User-Agent": "volant", **self._words.headers(self._key)},
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[_trace()],
            )
        return self._http

    async def _post(
        self, address: URL, said: dict[str, Any], deadline: float
    ) -> aiohttp.ClientResponse:
        with self._faults(self._timeouts.first):
            async with asyncio.timeout_at(deadline):
                response = await self._send(address, said)
        if response.status == 200:
            return response
        try:
            page = await self._read_all(response, deadline, ERROR_BYTES)
        finally:
            response.close()
        quoted = page.decode("utf-8", "replace") or response.reason or ""
        raise self._refusal(quoted, response)

    async def _send(self, address: URL, said: dict[str, Any]) -> aiohttp.ClientResponse:
        """Post until an open connection has taken it: a kept one may have closed unnoticed."""
        while True:
            sent = _Sent()
            try:
                return await self._session().post(
                    address, json=said, allow_redirects=False, trace_request_ctx=sent
                )
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not sent.reused:
                    raise

    async def _pieces(
        self, response: aiohttp.ClientResponse, deadline: float
    ) -> AsyncGenerator[Piece]:
        """Yield what each event says; a reply that is no stream of events is read as one."""
        events, page, silent = Events(), bytearray(), True
        seconds, ended = self._timeouts.first, False
        while not ended:
            with self._faults(seconds):
                async with asyncio.timeout_at(deadline):
                    data = await response.content.readany()
                ended = not data
                found = events.end() if ended else events.feed(data)
            silent = silent and not found
            if silent and len(page) < ERROR_BYTES:
                page += data
            if silent and ended and page.lstrip().startswith((b"{", b"[", b"<")):
                found = [page.decode("utf-8", "replace")]
            working = False
            for event in found:
                piece = self._piece(event, response)
                if piece.end:
                    await _part(response)
                    return
                working = working or not piece.idle
                yield piece
            if working:
                seconds = self._timeouts.next
                deadline = _now() + seconds

    def _piece(self, event: str, response: aiohttp.ClientResponse) -> Piece:
        with self._faults(0):
            piece = self._words.piece(event)
        if piece.error is not None:
            raise self._refusal(piece.error, response)
        if piece.model and not self._socket and not is_same(self.model, piece.model):
            raise OtherModel(
                f"{self._who} was asked for '{self.model}' and answered as "
                f"'{faults.shorten(piece.model)}'; its answer was set aside. If that is the model "
                "you want, give the engine that name."
            )
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

    def _refusal(self, said: str, response: aiohttp.ClientResponse) -> EngineRefused:
        """Quote the engine, less the key, which some servers repeat to whoever sent it.

        A limit may also come in a reply of status 200, whole (Baidu) or in a stream (Anthropic).
        """
        limited = response.status == TOO_MANY or faults.is_limit(said)
        kind = RateLimited if limited else EngineRefused
        status = "" if response.status == 200 else f"{response.status}: "
        when = faults.waits(response.headers, said)
        return kind(f"{self._who} answered {status}{faults.reason(self._hush(said))}{when}")

    def _hush(self, said: str) -> str:
        return said.replace(self._key, "[key]") if self._key else said

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
            why = faults.shorten(str(fault))
            raise EngineUnavailable(f"{self._who} cannot be reached: {why}") from None
        except aiohttp.ClientPayloadError:
            raise EngineUnavailable(f"{self._who} cut the connection. Ask again.") from None
        except (aiohttp.ClientError, faults.MalformedError, OverlongError) as fault:
            said = faults.shorten(self._hush(str(fault))) or type(fault).__name__
            wire = self._words.WIRE
            raise EngineRefused(f"{self._who} answered what is not {wire}: {said}") from None


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


def _most(one: Usage | None, other: Usage | None) -> Usage | None:
    """Keep the larger of each count: it comes in parts from some, whole and again from others."""
    if other is None:
        return one
    one = one or Usage()
    return Usage(
        prompt_tokens=_larger(one.prompt_tokens, other.prompt_tokens),
        completion_tokens=_larger(one.completion_tokens, other.completion_tokens),
        cached_tokens=_larger(one.cached_tokens, other.cached_tokens),
    )


def _larger(one: int, other: int) -> int:
    """Give the larger of two counts; what is no count at all counts nothing."""
    return max(one, other if 0 <= other <= COUNTED else 0)


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
