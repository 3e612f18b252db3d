"""Name the seams between folders: what fills each place has this shape and no base class."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from volant.records import (
    Access,
    Analysed,
    Box,
    Delta,
    Document,
    Grade,
    Grounding,
    Held,
    Hit,
    Message,
    Place,
    Request,
    Rights,
    Sentence,
    Source,
    Term,
    Window,
)

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


class Index(Protocol):
    """Keep documents and find their passages, with their rights; `library` has the embedded one.

    `access` is what the reader may be shown: nothing else comes back by any path, nor takes a place
    among the best. Searches begin from all that holds today, lists and texts from all that is held.
    Passages have numbers, never given twice; documents have names. What writes, but for `mark` and
    the two `settle`, is called inside `writing`; what it acknowledged survives a killed process.
    """

    def close(self) -> None: ...

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer while inside; raises `LibraryBusy`."""
        ...

    def add(self, batch: Sequence[Analysed]) -> None:
        """Add or replace documents by path, all or none."""
        ...

    def remove(self, paths: Iterable[str]) -> int:
        """Erase documents by path and say how many there were."""
        ...

    def receive(
        self, source: Source, modified: int, *, rights: Rights | None = None, reason: str = ""
    ) -> None:
        """Note a file to be read, or refused for `reason`, a stable code."""
        ...

    def mark(self, paths: Iterable[str], state: str, reason: str = "") -> int:
        """Put documents in another state of `Held` and say how many."""
        ...

    def settle_validity(self, days: Mapping[str, tuple[str, str]]) -> None:
        """Note for documents from when, until before when they hold; ISO 8601, empty if unknown."""
        ...

    def settle_twins(self, keys: Mapping[str, str]) -> None:
        """Note which documents are one text in several languages: those of one key."""
        ...

    def touch(self, path: str, modified: int) -> None:
        """Note a new modification time of an unchanged file."""
        ...

    def held(self) -> list[Held]:
        """List every document by name, in whatever state: what a records owner sees."""
        ...

    def documents(self, access: Access = ...) -> list[Held]:
        """List the documents that may be shown, by name."""
        ...

    def one(self, document: str, access: Access = ...) -> Held:
        """Give one document that may be shown; raises `UnknownDocument`."""
        ...

    def versions(self, twin: str, access: Access = ...) -> list[Held]:
        """List the documents of one text that may be shown, by name; `twin` as in `Held`."""
        ...

    def text(self, document: str, access: Access = ...) -> str:
        """Give a document's text as it was read; raises `UnknownDocument`."""
        ...

    def window(
        self, document: str, start: int, end: int, around: int = ..., access: Access = ...
    ) -> Window:
        """Give the text around a span; raises `UnknownDocument`."""
        ...

    def boxes(
        self, document: str, start: int, end: int, access: Access = ...
    ) -> tuple[Box, ...]: ...

    def grades(self, document: str, access: Access = ...) -> tuple[Grade, ...]: ...

    @property
    def passages(self) -> int:
        """Count the passages that exist, for the statistics of words."""
        ...

    def frequency(self, token: str) -> int:
        """Count the passages whose body holds a token, whoever may see them."""
        ...

    def lexical(
        self, terms: Sequence[Term], limit: int, access: Access = ...
    ) -> list[tuple[int, float]]:
        """Give `(passage, BM25 score)`, best first."""
        ...

    def nearest(
        self, vector: NDArray[np.float32], limit: int, access: Access = ...
    ) -> list[tuple[int, float]]:
        """Give `(passage, cosine)`, nearest first."""
        ...

    def cosines(
        self, vector: NDArray[np.float32], ids: Sequence[int], access: Access = ...
    ) -> NDArray[np.float32]:
        """Give the cosine of each passage; 0 for one that may not be shown."""
        ...

    def states(self, kinds: int, ids: Sequence[int], access: Access = ...) -> NDArray[np.bool_]:
        """Say of each passage whether it states a value of any of the kinds (bits)."""
        ...

    def hits(self, scores: Sequence[tuple[int, float]], access: Access = ...) -> list[Hit]:
        """Look passages up, in the order given; what is gone or closed is left out."""
        ...


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
