"""An engine for tests that says what it is told; see `Scripted`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from volant.errors import EngineUnavailable
from volant.records import TAGS, Delta, Place, Request, Usage


class Scripted:
    """Be an engine that says what it is told, in pieces; a real one, with nothing behind it."""

    name = "scripted"
    tags = frozenset(TAGS)
    place = Place(runtime="test")
    grammars = True

    def __init__(self) -> None:
        self.words = ""
        self.fails = False
        self.closed = 0
        self.asked: list[Request] = []
        self.pause = 0.0

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        self.asked.append(request)
        try:
            for start in range(0, len(self.words), 7):
                await asyncio.sleep(self.pause)
                yield Delta(text=self.words[start : start + 7])
            if self.fails:
                raise EngineUnavailable("the engine went away; ask again.")
            usage = Usage(prompt_tokens=9, completion_tokens=4)
            yield Delta(text="", finish="stop", usage=usage)
        finally:
            self.closed += 1

    async def close(self) -> None:
        self.closed += 1
