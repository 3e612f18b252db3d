"""Send an answer while it is being made, and stop making it when nobody reads it any more.

One task reads the conversation from its first event to its closing, so that whatever the flow
holds open is let go in the task that took it; another sends; a third listens for the reader's
leaving. The trade-off: three small tasks an answer, against heartbeats that never cut the flow.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from volant.errors import VolantError
from volant.gateway import disguise
from volant.records import Event
from volant.web.failures import refuse
from volant.web.wire import HEARTBEAT, encode_event

BEAT = 15.0
"""Seconds of silence before a heartbeat; proxies commonly cut a silent stream after 30 to 60."""

AHEAD = 16
"""Events kept ready for a slow reader before the flow is made to wait."""

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

Item = Event | VolantError | None
"""What the reading task hands over; `None` is the end."""


class EventStream(Response):
    """Be the answer to `POST /api/ask`.

    An error before the first event is a JSON refusal with its status; a later one is an event.
    `start` is called once, when the response begins.
    """

    def __init__(self, start: Callable[[], AsyncIterator[Event]], beat: float = BEAT) -> None:
        super().__init__()
        self._start = start
        self._beat = beat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        queue: asyncio.Queue[Item] = asyncio.Queue(AHEAD)
        reading = _begin(self._read(queue))
        sending = _begin(self._send(queue, scope, receive, send))
        leaving = _begin(_wait_for_leaving(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, sending, leaving):
                task.cancel()
            outcomes = await asyncio.gather(reading, sending, leaving, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
                raise outcome

    async def _read(self, queue: asyncio.Queue[Item]) -> None:
        try:
            events = self._start()
            async with aclosing(cast("AsyncGenerator[Event, None]", events)):
                async for event in events:
                    await queue.put(event)
        except Exception as error:  # noqa: BLE001 (an outer door: the reader is told)
            await queue.put(disguise(error))
        await queue.put(None)

    async def _send(
        self, queue: asyncio.Queue[Item], scope: Scope, receive: Receive, send: Send
    ) -> None:
        first = await queue.get()
        if isinstance(first, VolantError):
            await refuse(first)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        item: Item = first
        while item is not None:
            await _push(send, encode_event(item))
            item = await self._next(queue, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self, queue: asyncio.Queue[Item], send: Send) -> Item:
        while True:
            try:
                return await asyncio.wait_for(queue.get(), self._beat)
            except TimeoutError:
                await _push(send, HEARTBEAT)


def _begin(work: Coroutine[object, object, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work)


async def _push(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _wait_for_leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
