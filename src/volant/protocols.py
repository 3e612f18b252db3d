"""Name the places a plugin can fill.

Built-ins fill them through the same entry points (`volant.plugins`) as anyone else's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Protocol

from volant.records import Delta, Document, Message, Request, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Engine(Protocol):
    """Run a model, wherever it lives.

    `name` is what a request's `model` says. `tags` are the languages it may phrase answers in;
    for any other the assistant quotes instead.
    """

    @property
    def name(self) -> str: ...

    @property
    def tags(self) -> frozenset[str]: ...

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        """Yield deltas until one has `finish`. Closing the iterator stops the engine's work.

        Raises `EngineUnavailable`, `EngineTimeout` or `EngineRefused`.
        """
        ...

    async def close(self) -> None:
        """Let go of processes and connections; idempotent."""
        ...


class Embedder(Protocol):
    """Turn texts into vectors of length `dimensions`, float32, unit norm."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Reader(Protocol):
    """Turn the bytes of one format into a Document; raises an `UnreadableDocument`."""

    def __call__(self, data: bytes, source: Source) -> Document: ...


class Assistant(Protocol):
    """Turn a conversation into cited sentences; the gateway alone hands it an engine's words."""

    @property
    def name(self) -> str: ...

    def ground(self, messages: Sequence[Message]) -> Grounding: ...


class Grounding(Protocol):
    """Be what was found for one question, before any engine speaks. See `volant.assistants`."""
