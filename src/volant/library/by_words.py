"""Search by words alone, for a question that may not be embedded.

Whoever embeds elsewhere reads the question; where it may not, nothing of it leaves and the index is
asked for tokens and kinds of value only. What is lost is what only vectors find: words of another
language, mostly. The index answers as if no passage were near, so ranking and confidence need not
know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from volant import protocols
from volant.records import Access

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Unembedded:
    """Be in the place of an embedder, and ask nobody: every vector is zero."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), self.dimensions), np.float32)


def by_words(
    index: protocols.Index, embedder: protocols.Embedder
) -> tuple[protocols.Index, protocols.Embedder]:
    """Give both as a search by words sees them."""
    blind = Unembedded(name=embedder.name, dimensions=embedder.dimensions)
    return cast("protocols.Index", _Words(index)), blind


class _Words:
    """Be an index whose passages are near to nothing."""

    def __init__(self, index: protocols.Index) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def nearest(self, vector: object, limit: int, access: Access) -> list[tuple[int, float]]:
        return []

    def cosines(self, vector: object, ids: Sequence[int], access: Access) -> NDArray[np.float32]:
        return np.zeros(len(ids), np.float32)
