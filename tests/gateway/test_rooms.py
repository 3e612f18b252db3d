"""Where what computes and what waits for the disk is done."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from volant.gateway.rooms import Rooms


async def test_as_many_compute_at_once_as_there_are_cores() -> None:
    rooms, lock = Rooms(), threading.Lock()
    at_once, most = 0, 0

    def work(number: int) -> int:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        threading.Event().wait(0.005)
        with lock:
            at_once -= 1
        return number

    found = await asyncio.gather(*(rooms.think(work, n) for n in range(40)))
    assert found == list(range(40))
    assert most <= (os.cpu_count() or 1)
    await rooms.close()


async def test_what_is_being_written_ends_when_nobody_waits_for_it() -> None:
    rooms, begun, go = Rooms(), threading.Event(), threading.Event()
    written: list[str] = []

    def write(text: str) -> None:
        begun.set()
        go.wait(10)
        written.append(text)

    waiting = asyncio.create_task(rooms.write(write, "وصل"))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    await rooms.close()
    await rooms.close()
    assert written == ["وصل"]


async def test_what_fails_says_so_to_whoever_asked() -> None:
    rooms = Rooms()
    with pytest.raises(ZeroDivisionError):
        await rooms.write(lambda: 1 // 0)
    await rooms.close()
