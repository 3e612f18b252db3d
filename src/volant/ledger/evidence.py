"""Read every file of a log, broken or not, without trusting or changing any of them.

Where the writer's own reading stops at the first damage, this one goes on: it finds the next
entry after a broken length, and takes the widest tile where the right one is gone. What it could
not read it reports; what the bytes mean is judged elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from volant.errors import LedgerError
from volant.ledger.findings import Findings
from volant.ledger.log import CHECKPOINT
from volant.ledger.note import Checkpoint, read_checkpoint
from volant.ledger.tiles import ENTRIES, WIDTH, Level, locate

_START = b'{"at":"'
"""How every entry begins in canonical JSON: its keys are sorted."""

_TILE = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Be one file as found: its items, `width` items promised by its name."""

    path: Path
    items: tuple[bytes, ...]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Be a log as found.

    `size` is what the checkpoint claims, or what lies there if it cannot be read. `bundles` and
    `tiles[level]` are in order, an empty tuple where nothing was found. `parts` are the earlier
    widths, as (level, number, tile).
    """

    note: bytes
    head: Checkpoint | None
    size: int
    bundles: tuple[tuple[bytes, ...], ...]
    tiles: tuple[tuple[tuple[bytes, ...], ...], ...]
    parts: tuple[tuple[Level, int, Tile], ...]

    def list_entries(self) -> list[bytes]:
        return [entry for bundle in self.bundles for entry in bundle]


def read_evidence(folder: Path, findings: Findings) -> Evidence:
    """Read a log; unreadable files become problems."""
    note, head = _read_head(folder, findings)
    lying = _survey(folder, ENTRIES)
    size = head.size if head else _count(folder, lying)
    parts: list[tuple[Level, int, Tile]] = []
    bundles = _read_level(folder, ENTRIES, size, findings, parts)
    tiles, level = [], 0
    while size >> (8 * level):
        tiles.append(_read_level(folder, level, size >> (8 * level), findings, parts))
        level += 1
    if any(number * WIDTH + width > size for number, width in _extents(lying)):
        findings.remark(
            "unsigned_tail",
            f"entry bundles reach beyond the {size} entries that are signed: a writer was killed, "
            "or the checkpoint is an old one",
        )
    return Evidence(
        note=note, head=head, size=size, bundles=bundles, tiles=tuple(tiles), parts=tuple(parts)
    )


def _read_head(folder: Path, findings: Findings) -> tuple[bytes, Checkpoint | None]:
    try:
        note = (folder / CHECKPOINT).read_bytes()
        return note, read_checkpoint(note)
    except OSError as error:
        findings.add(None, "checkpoint_missing", f"no checkpoint can be read: {error.strerror}")
        return b"", None
    except LedgerError as error:
        findings.add(None, "checkpoint_malformed", error.message)
        return note, None


def _survey(folder: Path, level: Level) -> dict[int, set[int]]:
    """Return the widths found on disk for each tile number of a level."""
    top, found = folder / f"tile/{level}", dict[int, set[int]]()
    for path in top.rglob("*"):
        match = _TILE.fullmatch(path.relative_to(top).as_posix())
        if match and path.is_file():
            number = int(match[1].replace("x", "").replace("/", ""))
            found.setdefault(number, set()).add(int(match[2] or WIDTH))
    return found


def _extents(found: dict[int, set[int]]) -> list[tuple[int, int]]:
    return [(number, width) for number, widths in found.items() for width in widths]


def _count(folder: Path, lying: dict[int, set[int]]) -> int:
    if not lying:
        return 0
    last = max(lying)
    tile = _read_tile(folder, ENTRIES, last, max(lying[last]), Findings())
    return last * WIDTH + len(tile.items)


def _read_level(
    folder: Path,
    level: Level,
    size: int,
    findings: Findings,
    parts: list[tuple[Level, int, Tile]],
) -> tuple[tuple[bytes, ...], ...]:
    """Return the items of each tile that a level of `size` items needs, up to the last found."""
    found, tiles = _survey(folder, level), []
    needed = -(-size // WIDTH)
    for number in range(min(needed, max(found, default=-1) + 1)):
        width = min(WIDTH, size - number * WIDTH)
        chosen = _choose(found.get(number, set()), width)
        tile = None
        if chosen:
            tile = _read_tile(folder, level, number, chosen, findings)
        tiles.append(tile.items[: width if chosen > width else None] if tile else ())
        for other in sorted(found.get(number, set()) - {chosen}):
            if other < width:
                part = _read_tile(folder, level, number, other, findings)
                parts.append((level, number, part))
    return tuple(tiles)


def _choose(widths: set[int], width: int) -> int:
    """Return the width to read: the right one, else a wider one, else the widest, else 0."""
    if width in widths:
        return width
    wider = [found for found in widths if found > width]
    return min(wider) if wider else max(widths, default=0)


def _read_tile(folder: Path, level: Level, number: int, width: int, findings: Findings) -> Tile:
    path = folder / locate(level, number, width)
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.add(number * WIDTH, "tile_missing", f"cannot read {path}: {error.strerror}")
        return Tile(path=path, items=(), width=width)
    if level == ENTRIES:
        return Tile(path=path, items=_unpack(data, path, number, findings), width=width)
    if len(data) != width * 32:
        index = number * WIDTH ** (int(level) + 1)
        findings.add(index, "tile_changed", f"{path} has {len(data)} bytes, not {width * 32}")
    items = tuple(data[i : i + 32] for i in range(0, len(data), 32))
    return Tile(path=path, items=items, width=width)


def _unpack(data: bytes, path: Path, number: int, findings: Findings) -> tuple[bytes, ...]:
    items: list[bytes] = []
    start = 0
    while start < len(data):
        end = _skip(data, start)
        if not _fits(data, end) and not _fits(data, _skip(data, end)):
            index = number * WIDTH + len(items)
            end = _find_end(data, start)
            findings.add(
                index, "entry_malformed", f"in {path}, the length or end of entry {index} is wrong"
            )
        items.append(data[start + 2 : end])
        start = end
    return tuple(items)


def _skip(data: bytes, start: int) -> int:
    """Return where the entry at `start` says it ends."""
    return start + 2 + int.from_bytes(data[start : start + 2], "big")


def _fits(data: bytes, end: int) -> bool:
    return end == len(data) or data[end + 2 : end + 2 + len(_START)] == _START


def _find_end(data: bytes, start: int) -> int:
    following = data.find(_START, start + 2 + len(_START))
    return following - 2 if following >= start + 4 else len(data)
