"""Do what computes, and what waits for the disk, where it stops nobody else.

Two rooms of threads: in one questions are understood and searched for, as many at once as there are
cores, the rest in a queue; in the other receipts are written, where another process may hold a lock
for seconds. What was begun in the second ends, whether or not somebody still waits for it. They do
not know what is done in them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

WRITERS = 4
"""Threads that write: they wait for one lock, and for files beside it."""


class Rooms:
    """Hold both rooms; threads are made at first use."""

    def __init__(self) -> None:
        self._thinking = ThreadPoolExecutor(os.cpu_count() or 1, "volant-think")
        self._writing = ThreadPoolExecutor(WRITERS, "volant-write")

    async def think(self, work: Callable[..., T], *given: Any, **named: Any) -> T:
        """Compute, in turn."""
        return await self._run(self._thinking, work, *given, **named)

    async def write(self, work: Callable[..., T], *given: Any, **named: Any) -> T:
        """Write to the end, also if whoever waits is called away."""
        return await asyncio.shield(self._run(self._writing, work, *given, **named))

    async def close(self) -> None:
        """Wait until all is written; idempotent."""
        self._thinking.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._writing.shutdown)

    @staticmethod
    def _run(
        room: ThreadPoolExecutor, work: Callable[..., T], *given: Any, **named: Any
    ) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(room, partial(work, *given, **named))
