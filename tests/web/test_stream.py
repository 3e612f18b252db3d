"""An answer is let go when its reader leaves, and never falls silent for long."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from volant.records import Event, Searched
from volant.web.stream import EventStream
from volant.web.wire import HEARTBEAT

FOUND = Searched(tag="fr", hits=())
SCOPE: dict[str, Any] = {"type": "http", "method": "POST", "headers": []}


class Reader:
    """Receive a response as a server would; `leave` closes the connection."""

    def __init__(self, until: Callable[[bytes], bool] = lambda body: False) -> None:
        self.gone = asyncio.Event()
        self.until = until
        self.body = b""
        self.status = 0

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        if self.until(self.body):
            self.gone.set()


class Work:
    """Yield one event and wait for ever; `ended` says how it was let go."""

    def __init__(self) -> None:
        self.ended = ""
        self.task: asyncio.Task[Any] | None = None
        self.same_task = False

    async def ask(self) -> AsyncIterator[Event]:
        self.task = asyncio.current_task()
        try:
            async with asyncio.timeout(60):
                yield FOUND
                await asyncio.sleep(60)
        finally:
            self.same_task = asyncio.current_task() is self.task
            await asyncio.sleep(0)
            self.ended = "let go"


async def listen(stream: EventStream, reader: Reader) -> None:
    async with asyncio.timeout(5):
        await stream(SCOPE, reader.receive, reader.send)


async def test_leaving_closes_the_flow_in_its_own_task() -> None:
    work = Work()
    await listen(EventStream(work.ask), Reader(until=lambda body: b"searched" in body))
    assert work.ended == "let go"
    assert work.same_task


async def test_leaving_before_the_first_event_closes_the_flow() -> None:
    closed = asyncio.Event()

    async def ask() -> AsyncIterator[Event]:
        try:
            await asyncio.sleep(60)
            yield FOUND
        finally:
            closed.set()

    reader = Reader()
    asyncio.get_running_loop().call_later(0.05, reader.gone.set)
    await listen(EventStream(ask), reader)
    assert closed.is_set()
    assert reader.status == 0


async def test_a_slow_reader_slows_the_flow_and_leaving_still_closes_it() -> None:
    made = 0
    closed = False

    async def ask() -> AsyncIterator[Event]:
        nonlocal made, closed
        try:
            while True:
                made += 1
                yield FOUND
        finally:
            closed = True

    class Slow(Reader):
        async def send(self, message: Any) -> None:
            await asyncio.sleep(60)

    reader = Slow()
    asyncio.get_running_loop().call_later(0.05, reader.gone.set)
    await listen(EventStream(ask), reader)
    assert closed
    assert made < 100


async def test_a_silence_is_filled_with_heartbeats() -> None:
    work = Work()
    reader = Reader(until=lambda body: body.count(HEARTBEAT) >= 3)
    await listen(EventStream(work.ask, beat=0.02), reader)
    assert reader.body.startswith(b"event: searched\n")
    assert reader.body.count(HEARTBEAT) == 3


async def test_a_reader_whose_connection_breaks_is_not_an_error() -> None:
    work = Work()

    class Broken(Reader):
        async def send(self, message: Any) -> None:
            raise OSError("connection reset")

    await listen(EventStream(work.ask), Broken())
    assert work.ended == "let go"


async def test_a_flow_that_says_nothing_ends_the_response() -> None:
    async def ask() -> AsyncIterator[Event]:
        nothing: tuple[Event, ...] = ()
        for event in nothing:
            yield event

    reader = Reader()
    await listen(EventStream(ask), reader)
    assert (reader.status, reader.body) == (200, b"")


async def test_a_server_that_stops_lets_the_flow_go() -> None:
    work = Work()
    serving = asyncio.create_task(listen(EventStream(work.ask), Reader()))
    await asyncio.sleep(0.05)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert work.ended == "let go"


async def test_context_variables_of_the_request_reach_the_flow() -> None:
    caller = contextvars.ContextVar("caller", default="")
    seen = []

    async def ask() -> AsyncIterator[Event]:
        seen.append(caller.get())
        yield FOUND

    caller.set("بلدية")
    await listen(EventStream(ask), Reader())
    assert seen == ["بلدية"]
