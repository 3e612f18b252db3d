"""Know in memory which passages exist and which of them an access may see, as arrays by id.

Searches ask for a mask of passages *before* they rank, so that a document that may not be shown
takes nobody's place. An immutable value: a change of a few documents makes a new register from the
old one at the cost of those documents, and readers keep the one they began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from volant.library.access import Claim, allows, dated
from volant.records import Access

MASKS = 64
"""Accesses whose mask is kept; one byte a passage each."""

FEW = 0.1
"""Share of all passages up to which a search goes by their documents."""

Mask = NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Be one document: passages `first` to `first + len(kinds)`, and what access goes by."""

    document: int
    first: int
    kinds: NDArray[np.uint32]
    claim: Claim

    @property
    def span(self) -> slice:
        return slice(self.first, self.first + len(self.kinds))


class Register:
    """Hold arrays over passage ids 0 … `size` - 1; ids without a passage are in no mask."""

    def __init__(self) -> None:
        self.seq = 0
        self.entries: dict[int, Entry] = {}
        self.kinds: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self.live: Mask = np.zeros(0, np.bool_)
        self.count = 0
        self._masks: dict[Access, Mask] = {}
        self._few: dict[Access, list[int]] = {}
        self._lock = Lock()

    @property
    def size(self) -> int:
        return len(self.live)

    def updated(self, entries: Sequence[Entry], gone: Iterable[int], seq: int) -> Register:
        """Give the register after the changes up to `seq`: documents that came, ids that went."""
        new = Register()
        new.seq = seq
        lost = [self.entries[number] for number in gone if number in self.entries]
        size = max((entry.span.stop for entry in entries), default=0)
        new.live, new.kinds = _grown(self.live, size), _grown(self.kinds, size)
        new.entries = {**self.entries, **{entry.document: entry for entry in entries}}
        for entry in lost:
            new.live[entry.span] = False
            new.entries.pop(entry.document, None)
        for entry in entries:
            new.live[entry.span] = True
            new.kinds[entry.span] = entry.kinds
        new.count = int(np.count_nonzero(new.live))
        with self._lock:
            kept = dict(self._masks)
        new._masks = {access: _patched(m, access, entries, lost) for access, m in kept.items()}
        return new

    def mask(self, access: Access) -> Mask:
        """Say of each id whether a passage is there and may be shown; not to be written to."""
        access = dated(access)
        with self._lock:
            mask = self._masks.pop(access, None)
        if mask is None:
            mask = _patched(np.zeros(self.size, np.bool_), access, [*self.entries.values()], [])
        with self._lock:
            while len(self._masks) >= MASKS:
                del self._masks[next(iter(self._masks))]
            self._masks[access] = mask
        return mask

    def among(self, access: Access, ids: Sequence[int]) -> Mask:
        """Say of each of `ids` whether it may be shown; any number is an answer, none an error."""
        mask, wanted = self.mask(access), np.asarray(ids, np.int64).reshape(-1)
        inside = (wanted >= 0) & (wanted < len(mask))
        inside[inside] = mask[wanted[inside]]
        return inside

    def few(self, access: Access) -> list[int] | None:
        """List the documents that may be shown where they hold few passages; None otherwise."""
        access = dated(access)
        if np.count_nonzero(self.mask(access)) > FEW * self.count:
            return None
        if access not in self._few:
            self._few = {access: self.documents(access)} if len(self._few) >= MASKS else {
                **self._few, access: self.documents(access)
            }  # fmt: skip
        return self._few[access]

    def documents(self, access: Access) -> list[int]:
        """List the documents that may be shown, by id."""
        access = dated(access)
        return [entry.document for entry in self.entries.values() if allows(access, entry.claim)]


def _patched(mask: Mask, access: Access, entries: Sequence[Entry], lost: Sequence[Entry]) -> Mask:
    size = max((entry.span.stop for entry in entries), default=0)
    mask = _grown(mask, size)
    for entry in lost:
        mask[entry.span] = False
    for entry in entries:
        mask[entry.span] = allows(access, entry.claim)
    return mask


def _grown(array: NDArray[_T], size: int) -> NDArray[_T]:
    grown = np.zeros(max(size, len(array)), array.dtype)
    grown[: len(array)] = array
    return grown
