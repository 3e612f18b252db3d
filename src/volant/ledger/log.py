"""Append entries to a Merkle log on disk, and sign its head.

A commit writes entries and hash tiles first and the signed checkpoint last, each synced: what a
checkpoint names is there, what it does not name is nobody's. The caller holds the lock. Memory
holds only the right edge of the tree; opening costs a few small files whatever the size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from volant.errors import LedgerDamaged, LedgerError
from volant.ledger import disk
from volant.ledger.canonical import Json
from volant.ledger.entry import FIRST, Entry, read_entry, tell_time, write_entry
from volant.ledger.note import Checkpoint, Signer, is_signed, read_checkpoint
from volant.ledger.tiles import ENTRIES, WIDTH, Edge, Tiles, read_edge
from volant.ledger.tree import EMPTY, hash_leaf, hash_tree

CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """Be what the next append needs: the signed note, the edge, the open bundle, the last hash."""

    note: bytes
    edge: Edge
    bundle: tuple[bytes, ...]
    last: bytes


class Draft:
    """Chain entries in memory: `index` and `prev` are those of the next one.

    `leaves` are the hashes of `entries`.
    """

    def __init__(self, index: int, prev: bytes) -> None:
        self.index = index
        self.prev = prev
        self.entries: list[bytes] = []
        self.leaves: list[bytes] = []
        self._now = tell_time(datetime.now(UTC))

    def add(self, kind: str, body: Mapping[str, Json]) -> None:
        entry = Entry(index=self.index, at=self._now, kind=kind, prev=self.prev, body=body)
        data = write_entry(entry)
        self.prev = hash_leaf(data)
        self.entries.append(data)
        self.leaves.append(self.prev)
        self.index += 1


class Log:
    """Be the entries of one folder under one key."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.tiles = Tiles(folder)
        self._path = folder / CHECKPOINT
        self._signer = signer
        self._tip: Tip | None = None

    @property
    def tip(self) -> Tip:
        """Be the state as of the last `refresh` or `commit`."""
        if self._tip is None:
            self.refresh()
        assert self._tip is not None
        return self._tip

    @property
    def size(self) -> int:
        return self.tip.edge.size

    @property
    def exists(self) -> bool:
        """Say whether there is a log here; tiles without a checkpoint are a damaged one."""
        return self._path.exists() or (self.tiles.folder / "tile").exists()

    def begin(self) -> None:
        """Sign the head of a log without entries."""
        self._tip = self._sign(Edge(size=0, levels=()), bundle=(), last=FIRST)

    def refresh(self) -> None:
        """Take in what other processes appended; raises `LedgerDamaged`."""
        note = self.read_note()
        if self._tip is None or note != self._tip.note:
            tip = self._load(note)
            if self._tip is not None and tip.edge.size < self.size:
                raise LedgerDamaged(
                    f"{self._path} went back from {self.size} to {tip.edge.size} entries; "
                    "run the verifier and restore the folder"
                )
            self._tip = tip

    def draft(self) -> Draft:
        """Begin a batch after the last entry; nothing is written until `commit`."""
        return Draft(self.size, self.tip.last)

    def commit(self, draft: Draft) -> range:
        """Append a batch and return its indexes; when it returns it is on the disk."""
        start = self.size
        if draft.entries:
            self._tip = self._store(self.tip, draft)
        return range(start, self.size)

    def trim(self) -> None:
        """Drop what a writer that was killed left beyond the signed head."""
        size, level = self.size, 0
        with disk.storing(self.tiles.folder):
            self.tiles.trim(ENTRIES, size)
            while (self.tiles.folder / f"tile/{level}").exists():
                self.tiles.trim(level, size >> (8 * level))
                level += 1

    def read_note(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise LedgerDamaged(
                f"cannot read {self._path}: {error.strerror}; restore it from a copy"
            ) from error

    def read(self, index: int) -> tuple[Entry, bytes]:
        """Return an entry and its leaf hash; `index` is below `size`."""
        number, offset = divmod(index, WIDTH)
        width = min(WIDTH, self.size - number * WIDTH)
        data = self.tiles.read(ENTRIES, number, width)[offset]
        return read_entry(data), hash_leaf(data)

    def _store(self, tip: Tip, draft: Draft) -> Tip:
        number = tip.edge.size // WIDTH
        pending = [*tip.bundle, *draft.entries]
        edge, changed = tip.edge.grow(draft.leaves)
        bundles = [
            (ENTRIES, number + start // WIDTH, pending[start : start + WIDTH])
            for start in range(0, len(pending), WIDTH)
        ]
        self.tiles.write([*bundles, *changed])
        rest = pending[len(pending) // WIDTH * WIDTH :]
        new = self._sign(edge, bundle=tuple(rest), last=draft.prev)
        self._drop_parts(len(pending), number, changed)
        return new

    def _drop_parts(
        self, pending: int, number: int, changed: Sequence[tuple[int, int, list[bytes]]]
    ) -> None:
        if pending >= WIDTH:
            self.tiles.drop_parts(ENTRIES, number)
        for level, place, hashes in changed:
            if len(hashes) == WIDTH:
                self.tiles.drop_parts(level, place)

    def _sign(self, edge: Edge, *, bundle: tuple[bytes, ...], last: bytes) -> Tip:
        head = Checkpoint(origin=self._signer.origin, size=edge.size, root=edge.find_root())
        note = self._signer.sign_note(head.to_text())
        disk.write(self._path, note)
        return Tip(note=note, edge=edge, bundle=bundle, last=last)

    def _load(self, note: bytes) -> Tip:
        """Check the head, the edge against it, and the last entries against the edge."""
        signer = self._signer
        try:
            head = read_checkpoint(note)
        except LedgerError as error:
            raise LedgerDamaged(
                f"{self._path} is no checkpoint: {error.message}; restore it from a copy"
            ) from error
        if head.origin != signer.origin or not is_signed(note, head.origin, signer.public_key):
            raise LedgerDamaged(
                f"{self._path} is not signed by {signer.origin} with the key of this folder "
                f"({signer.kid}); run the verifier and restore the folder"
            )
        edge = read_edge(self.tiles, head.size)
        if edge.find_root() != head.root:
            raise LedgerDamaged(
                f"the hash tiles in {self.tiles.folder} do not give the signed root of "
                f"{head.size} entries; run the verifier to learn which changed"
            )
        bundle, last = self._read_last(edge)
        return Tip(note=note, edge=edge, bundle=bundle, last=last)

    def _read_last(self, edge: Edge) -> tuple[tuple[bytes, ...], bytes]:
        if edge.size == 0:
            return (), EMPTY
        number = (edge.size - 1) // WIDTH
        width = edge.size - number * WIDTH
        bundle = self.tiles.read(ENTRIES, number, width)
        leaves = [hash_leaf(entry) for entry in bundle]
        above, place = divmod(number, WIDTH)
        known = (
            list(edge.levels[0])
            if width < WIDTH
            else self.tiles.read(1, above, min(WIDTH, edge.size // WIDTH - above * WIDTH))[place:]
        )
        if (leaves if width < WIDTH else [hash_tree(leaves)]) != known:
            raise LedgerDamaged(
                f"entries {number * WIDTH} to {edge.size - 1} in {self.tiles.folder} do not match "
                "their hashes; run the verifier to learn which changed"
            )
        return tuple(bundle) if width < WIDTH else (), leaves[-1]
