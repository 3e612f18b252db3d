"""Keep each receipt as the file its owner was handed.

Receipts wait in `receipts/pending/` until their entries are in the log, so that a receipt in its
place always has one. Files are grouped by the first five characters of their identifier, about
nine hours each, so that a folder stays small. Receipts issued together wait in one file of lines:
one sync for all. That file stays until theirs are surely on the disk, which the system sees to
within a minute. Knows the log only by the question `is_logged`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from volant.errors import LedgerDamaged, MalformedRequest, UnknownReceipt
from volant.ledger import disk
from volant.ledger.receipt import IDENTITY, Receipt

FOLDER = "receipts"
PENDING = "pending"
_GROUP = 5

_REST = 60.0
"""Seconds after which files written without a sync are on the disk anyway, and syncing them costs
nothing: twice the age at which Linux writes them (`vm.dirty_expire_centisecs`, 3000)."""


class Shelf:
    """Be the receipts of one ledger folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._pending = self.folder / PENDING

    def hold(self, receipts: Sequence[Receipt]) -> None:
        """Write receipts down before their entries are."""
        self._retire()
        if receipts:
            lines = "".join(receipt.to_json() for receipt in receipts)
            disk.write(self._pending / f"{receipts[0].id}.json", lines.encode())

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Put receipts in their place; not synced, `sweep` does it again after a power cut."""
        if len(receipts) == 1:
            place = self.locate(receipts[0].id)
            with disk.storing(place):
                disk.make_folder(place.parent)
                (self._pending / place.name).replace(place)
            return
        for receipt in receipts:
            self._put(receipt)

    def is_settled(self, id: str) -> bool:
        return self.locate(id).exists()

    def sweep(self, is_logged: Callable[[Receipt], bool]) -> None:
        """Settle what a killed writer logged, drop what it did not."""
        for path in self.walk_pending():
            self._keep([receipt for receipt in _read_lines(path) if is_logged(receipt)])
            path.unlink(missing_ok=True)

    def get(self, id: str) -> Receipt:
        """Return a receipt; raises `UnknownReceipt`, or `LedgerDamaged` if its file is broken."""
        if not IDENTITY.fullmatch(id):
            raise UnknownReceipt(f"{id[:40]!r} is no receipt identifier: 26 letters and digits")
        path = self.locate(id)
        try:
            return Receipt.from_json(path.read_bytes())
        except FileNotFoundError:
            return self._get_pending(id)
        except MalformedRequest as error:
            raise LedgerDamaged(f"{path} was changed: {error.message}") from error

    def has(self, id: str) -> bool:
        """Say whether a file bears this name, settled or on its way."""
        name = f"{id}.json"
        return bool(IDENTITY.fullmatch(id)) and (
            self.locate(id).exists() or (self._pending / name).exists()
        )

    def walk(self) -> Iterator[Path]:
        """Yield the files of settled receipts, oldest first."""
        for group in sorted(self.folder.glob("*")):
            if group.name != PENDING:
                yield from sorted(group.glob("*"))

    def walk_pending(self) -> Iterator[Path]:
        """Yield the files of receipts on their way: one receipt a line."""
        yield from sorted(self._pending.glob("*"))

    def locate(self, id: str) -> Path:
        """Return where a settled receipt lies."""
        return self.folder / id[:_GROUP] / f"{id}.json"

    def _get_pending(self, id: str) -> Receipt:
        for path in self.walk_pending():
            for receipt in _read_lines(path):
                if receipt.id == id:
                    return receipt
        raise UnknownReceipt(f"no receipt {id} in this ledger; check its identifier")

    def _retire(self) -> None:
        """Drop the lines of receipts that have been in their place for a while."""
        for path in self.walk_pending():
            if time.time() - path.stat().st_mtime > _REST:
                receipts = list(_read_lines(path))
                if all(self.is_settled(receipt.id) for receipt in receipts):
                    self._keep(receipts)
                    path.unlink()

    def _put(self, receipt: Receipt) -> None:
        data = receipt.to_json().encode()
        disk.put(self.locate(receipt.id), data, aside=self._pending)

    def _keep(self, receipts: Sequence[Receipt]) -> None:
        """See to it that receipts are in their place for good."""
        for receipt in receipts:
            path, data = self.locate(receipt.id), receipt.to_json().encode()
            if not disk.keep(path, data):
                self._put(receipt)
                disk.keep(path, data)


def _read_lines(path: Path) -> Iterator[Receipt]:
    """Yield the receipts of a file on its way; what is none, a killed writer's, is passed over."""
    with suppress(OSError):
        for line in path.read_bytes().splitlines(keepends=True):
            with suppress(MalformedRequest):
                yield Receipt.from_json(line)
