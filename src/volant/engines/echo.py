"""Say the last user message back, word by word: the engine for tests, demos and measurements.

A real engine in every respect but sense: it streams, counts, stops and can be slow. A word stands
for a token, so its counts compare with nothing but themselves.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncGenerator

from volant.records import TAGS, Delta, Place, Request, Usage

_WORD = re.compile(r"\s*\S+\s*\Z|\s*\S+|\s+")


class Echo:
    """Wait `delay` seconds before each word.

    With a `seed` in the request the words come in an order drawn from it; without, as written.
    """

    name = "echo"
    place = Place(runtime="volant", egress="E0")

    def __init__(
        self, name: str = name, *, delay: float = 0.0, tags: frozenset[str] = frozenset(TAGS)
    ) -> None:
        self.name, self.delay, self.tags = name, delay, tags

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        """Yield the words; `finish` is `length` when `max_tokens` cut them, else `stop`."""
        words = _words(request)
        limit = len(words) if request.max_tokens is None else request.max_tokens
        held, count = _Held(request.stop), 0
        for word in words[:limit]:
            await asyncio.sleep(self.delay)
            count += 1
            if said := held.release(word):
                yield Delta(text=said)
            if held.stopped:
                break
        if not held.stopped and held.text:
            yield Delta(text=held.text)
        cut = not held.stopped and limit < len(words)
        yield Delta(text="", finish="length" if cut else "stop", usage=_usage(request, count))

    async def close(self) -> None:
        return None


class _Held:
    """Hold back what may be the beginning of a stop sequence, as engines do."""

    def __init__(self, stops: tuple[str, ...]) -> None:
        self.stops = tuple(stop for stop in stops if stop)
        self.text = ""
        self.stopped = False

    def release(self, word: str) -> str:
        """Return what can be said now that `word` has come; sets `stopped` at a stop sequence."""
        self.text += word
        ends = [found for stop in self.stops if (found := self.text.find(stop)) >= 0]
        self.stopped = bool(ends)
        keep = min(ends) if ends else len(self.text) - self._begun()
        said, self.text = self.text[:keep], self.text[keep:]
        return said

    def _begun(self) -> int:
        """Return how many last characters could begin a stop sequence."""
        longest = max((len(stop) for stop in self.stops), default=1) - 1
        lengths = range(min(longest, len(self.text)), 0, -1)
        begins = (n for n in lengths if any(stop.startswith(self.text[-n:]) for stop in self.stops))
        return next(begins, 0)


def _words(request: Request) -> list[str]:
    said = [turn.content for turn in request.messages if turn.role == "user"][-1:]
    if request.seed is not None:
        said = [_shuffle(text, request.seed) for text in said]
    return [found.group() for text in said for found in _WORD.finditer(text)]


def _shuffle(text: str, seed: int) -> str:
    words = text.split()
    random.Random(seed).shuffle(words)
    return " ".join(words)


def _usage(request: Request, count: int) -> Usage:
    asked = sum(len(turn.content.split()) for turn in request.messages)
    return Usage(prompt_tokens=asked, completion_tokens=count)
