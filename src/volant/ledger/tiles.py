"""Lay a Merkle tree and its entries out as files anyone can serve (c2sp.org/tlog-tiles).

    tile/entries/000        256 entries, each after its length in two bytes
    tile/0/000              their 256 leaf hashes
    tile/1/000.p/1          one hash for each full tile below, here only one so far

Knows paths and bytes, not signatures. A tile that is not full lies beside its earlier widths
until it is, as the specification wants; they are prefixes of each other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from volant.errors import LedgerDamaged
from volant.ledger import disk
from volant.ledger.tree import cut, fold, hash_pair, hash_tree, split

WIDTH = 256
ENTRIES = "entries"
Level = int | str


def locate(level: Level, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile below the log's folder.

    >>> locate(0, 1234067, 5)
    'tile/0/x001/x234/067.p/5'
    """
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{name}" + (f".p/{width}" if width < WIDTH else "")


def pack(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises `LedgerDamaged` if lengths and bytes disagree."""
    entries: list[bytes] = []
    start = 0
    while start < len(data):
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        if start + 2 > len(data) or end > len(data):
            raise LedgerDamaged(f"an entry bundle ends inside its entry {len(entries)}")
        entries.append(data[start + 2 : end])
        start = end
    return entries


class Tiles:
    """Read and write the tiles below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, level: Level, number: int, width: int) -> Path:
        """Return the file that holds at least `width` items: the exact one, else the full one."""
        exact = self.folder / locate(level, number, width)
        return exact if exact.exists() else self.folder / locate(level, number)

    def read(self, level: Level, number: int, width: int) -> list[bytes]:
        """Return `width` hashes or entries of a tile; raises `LedgerDamaged`."""
        path = self.find(level, number, width)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LedgerDamaged(f"cannot read {path}: {error.strerror}") from error
        items = unpack(data) if level == ENTRIES else _slice(data)
        if len(items) < width:
            raise LedgerDamaged(f"{path} holds {len(items)} items instead of {width}")
        return items[:width]

    def write(self, tiles: Iterable[tuple[Level, int, Sequence[bytes]]]) -> None:
        """Write tiles (level, number, items); none has its name before all are on the disk."""
        disk.write_many(
            (
                self.folder / locate(level, number, len(items)),
                pack(items) if level == ENTRIES else b"".join(items),
            )
            for level, number, items in tiles
        )

    def drop_parts(self, level: Level, number: int) -> None:
        """Remove the earlier widths of a tile that is full now."""
        shutil.rmtree(self.folder / f"{locate(level, number)}.p", ignore_errors=True)

    def trim(self, level: Level, size: int) -> None:
        """Remove what lies beyond the first `size` items of a level: nobody signed it."""
        number, width = divmod(size, WIDTH)
        for part in (self.folder / f"{locate(level, number)}.p").glob("*"):
            if not part.name.isdigit() or int(part.name) > width:
                part.unlink()
        (self.folder / locate(level, number)).unlink(missing_ok=True)
        number += 1
        while self._remove(level, number):
            number += 1

    def _remove(self, level: Level, number: int) -> bool:
        full = self.folder / locate(level, number)
        parts = full.with_name(f"{full.name}.p")
        found = full.exists() or parts.exists()
        full.unlink(missing_ok=True)
        shutil.rmtree(parts, ignore_errors=True)
        return found

    def hash_range(self, start: int, end: int, size: int) -> bytes:
        """Return the hash over entries `start` to `end`, a subtree of the log of `size`."""
        count = end - start
        if count & (count - 1):
            middle = start + split(count)
            return hash_pair(
                self.hash_range(start, middle, size), self.hash_range(middle, end, size)
            )
        level, rest = divmod(count.bit_length() - 1, 8)
        number, offset = divmod(start >> (8 * level), WIDTH)
        width = min(WIDTH, (size >> (8 * level)) - number * WIDTH)
        return hash_tree(self.read(level, number, width)[offset : offset + (1 << rest)])


def _slice(data: bytes) -> list[bytes]:
    return [data[i : i + 32] for i in range(0, len(data) - 31, 32)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Be the right side of the tree: at each level the hashes of the tile that is not full.

    With it a new root costs at most 255 hashes a level, whatever the size of the log.
    """

    size: int
    levels: tuple[tuple[bytes, ...], ...]

    def find_root(self) -> bytes:
        peaks = []
        for hashes in reversed(self.levels):
            peaks += [hash_tree(hashes[start:end]) for start, end in cut(len(hashes))]
        return fold(peaks)

    def grow(self, leaves: Sequence[bytes]) -> tuple[Edge, list[tuple[int, int, list[bytes]]]]:
        """Return the edge with `leaves` added, and each tile (level, number, hashes) that changed.

        The lowest level comes first and, within a level, the leftmost tile.
        """
        levels, changed = [], []
        new, level = list(leaves), 0
        while new or level < len(self.levels):
            old = self.levels[level] if level < len(self.levels) else ()
            number = self.size >> (8 * (level + 1))
            hashes = [*old, *new]
            tiles = [hashes[i : i + WIDTH] for i in range(0, len(hashes), WIDTH)]
            if new:
                changed += [(level, number + i, tile) for i, tile in enumerate(tiles)]
            new = [hash_tree(tile) for tile in tiles if len(tile) == WIDTH]
            levels.append(tuple(hashes[len(new) * WIDTH :]))
            level += 1
        return Edge(size=self.size + len(leaves), levels=tuple(levels)), changed


def read_edge(tiles: Tiles, size: int) -> Edge:
    """Return the edge of a log of `size` entries, from one file a level."""
    levels, level = [], 0
    while size >> (8 * level):
        number, width = divmod(size >> (8 * level), WIDTH)
        levels.append(tuple(tiles.read(level, number, width)) if width else ())
        level += 1
    return Edge(size=size, levels=tuple(levels))
