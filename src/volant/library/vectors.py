"""Keep one vector a passage in a flat file, memory-mapped for search by brute force.

Row number is passage id, so the file needs no index and a leftover row is harmless. Exact search
over 100,000 vectors of 512 dimensions is one matrix product (20 ms); an approximate index would
save little and miss some.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volant.errors import StorageFull


class Vectors:
    """Hold float32 rows of `dimensions`, unit norm."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path, self._dimensions = path, dimensions
        path.touch(exist_ok=True)
        self._rows: NDArray[np.float32] = np.zeros((0, dimensions), np.float32)
        self._live: NDArray[np.bool_] = np.zeros(0, np.bool_)

    def write(self, first: int, rows: NDArray[np.float32]) -> None:
        """Put rows at ids `first`, `first` + 1, …; lasting after `sync`."""
        try:
            with self._path.open("r+b") as file:
                file.seek(first * self._dimensions * 4)
                file.write(np.ascontiguousarray(rows, np.float32).tobytes())
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StorageFull(
                    "the disk is full; free some room and run the same command again."
                ) from error
            raise

    def sync(self) -> None:
        """Force what was written to the disk."""
        with self._path.open("r+b") as file:
            os.fsync(file.fileno())

    def load(self, ids: NDArray[np.int64]) -> None:
        """Map the file again; only `ids` will be found."""
        rows = self._path.stat().st_size // (self._dimensions * 4)
        if rows:
            shape = (rows, self._dimensions)
            self._rows = np.memmap(self._path, np.float32, "r", shape=shape).view(np.ndarray)
        self._live = np.zeros(len(self._rows), np.bool_)
        self._live[ids[ids < rows]] = True

    def search(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Give `(passage id, cosine)` of the nearest `limit`, nearest first."""
        if not self._live.any():
            return []
        scores = np.where(self._live, self._rows @ vector, -2.0)
        limit = min(limit, int(self._live.sum()))
        top = np.argpartition(-scores, limit - 1)[:limit]
        top = top[np.argsort(-scores[top], kind="stable")]
        return [(int(i), float(scores[i])) for i in top]

    def cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> NDArray[np.float32]:
        """Give the cosine of each id; 0 for one that has no row."""
        wanted = np.asarray(ids, np.int64)
        cosines = np.zeros(len(wanted), np.float32)
        known = wanted < len(self._rows)
        cosines[known] = self._rows[wanted[known]] @ vector
        return cosines
