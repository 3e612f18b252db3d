"""Have texts embedded elsewhere, over OpenAI's `/v1/embeddings`.

Whoever embeds reads every passage and every question: who it may be is for the settings to decide,
not for this file. One answer is one batch; what is not a vector for each text is refused whole.
Source of the wire: "Create embeddings", OpenAI's API reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from volant.engines.door import Door, ProtocolFault
from volant.errors import EngineRefused, EngineUnavailable

BATCH = 64
"""Texts in one request."""

LARGEST = 64_000_000
"""Bytes of an answer: a batch of vectors of 4,096 numbers, written out, with room."""

CONNECT, READ = 10.0, 120.0
"""Seconds: to be accepted, and without a byte."""


class _Vector(msgspec.Struct):
    index: int
    embedding: list[float]


class _Answer(msgspec.Struct):
    data: list[_Vector]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteEmbedder:
    """Embed by a model behind `url` (`http://127.0.0.1:8080/v1`), in `dimensions` numbers.

    It can be sent to another process: it holds no connection.
    """

    url: str
    model: str
    dimensions: int
    api_key: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Name what an index is made with: another model's vectors are of no use to it."""
        return f"{self.model}/{self.dimensions}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give an array of shape (len(texts), dimensions), unit norm.

        Raises `EngineUnavailable`, `EngineRefused`, `HostRefused`.
        """
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start, rows in self._batches(texts):
            vectors[start : start + len(rows)] = rows
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        door = Door([self.url])
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            yield start, self._read(self._ask(door, batch), len(batch))

    def _ask(self, door: Door, batch: list[str]) -> bytes:
        body = msgspec.json.encode({"model": self.model, "input": batch})
        headers = {"content-type": "application/json"}
        if self.api_key:
            headers["authorization"] = f"Bearer {self.api_key}"
        address = f"{self.url.rstrip('/')}/embeddings"
        try:
            with door.open(address, headers, connect=CONNECT, read=READ, data=body) as answer:
                return answer.read(LARGEST + 1)
        except (OSError, ProtocolFault) as error:
            # By kind: a server's own words may repeat the texts.
            raise EngineUnavailable(
                f"the embedder {self.model} at {self.url} does not answer ({_kind(error)}); "
                "start it, or take library.embedder_url out of the settings."
            ) from None

    def _read(self, answer: bytes, wanted: int) -> NDArray[np.float32]:
        """Read one vector for each text, in order; anything else is refused."""
        try:
            found = msgspec.json.decode(answer, type=_Answer).data if len(answer) <= LARGEST else []
            rows = np.array([one.embedding for one in sorted(found, key=_place)], np.float32)
        except (msgspec.DecodeError, ValueError) as error:
            raise self._refuse("something that is no list of vectors") from error
        if [one.index for one in sorted(found, key=_place)] != list(range(wanted)):
            raise self._refuse(f"{len(found)} vectors for {wanted} texts")
        if rows.shape != (wanted, self.dimensions) or not np.isfinite(rows).all():
            raise self._refuse(f"vectors that are not {self.dimensions} numbers each")
        return rows

    def _refuse(self, what: str) -> EngineRefused:
        return EngineRefused(f"the embedder {self.model} at {self.url} answered with {what}.")


def _place(vector: _Vector) -> int:
    return vector.index


def _kind(error: Exception) -> str:
    return f"HTTP {error.code}" if hasattr(error, "code") else type(error).__name__
