"""Name the seams between folders: what fills each place has this shape and no base class."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Protocol

from volant.records import Delta, Document, Grounding, Message, Place, Request, Sentence, Source

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

    @property
    def place(self) -> Place: ...

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

    @property
    def tags(self) -> frozenset[str]:
        """Give the languages it can ask an engine to write in; in others it quotes."""
        ...

    def ground(self, messages: Sequence[Message], tag: str | None = None) -> Grounding:
        """Find the evidence for the last question of a conversation. Takes tens of milliseconds.

        `tag` is the asker's own word for the question's language, where it was given.
        """
        ...

    def request(self, grounding: Grounding, model: str) -> Request:
        """Say what the engine shall read, and the grammar that keeps it to citing."""
        ...

    def cut(self, text: str, *, end: bool) -> tuple[list[str], str]:
        """Cut an engine's words so far into whole sentences and the rest."""
        ...

    def check(self, grounding: Grounding, text: str) -> Sentence | str:
        """Give an engine's sentence with its citations, or the reason code for withholding it."""
        ...

    def quote(self, grounding: Grounding) -> tuple[Sentence, ...]:
        """Answer without any engine: the evidence itself, framed in the asker's language."""
        ...

    def refuse(self, grounding: Grounding) -> tuple[Sentence, ...]:
        """Say in the asker's language that the documents are silent."""
        ...
