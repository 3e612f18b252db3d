"""Keep each receipt as the file its owner was handed.

A receipt waits in `receipts/pending/` until its entry is in the log, so that a receipt in its
place always has one. Files are grouped by the first five characters of their identifier, about
nine hours each, so that a folder stays small. Knows the log only by the question `is_logged`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from volant.errors import LedgerDamaged, MalformedRequest, UnknownReceipt
from volant.ledger import disk
from volant.ledger.receipt import IDENTITY, Receipt

FOLDER = "receipts"
PENDING = "pending"
_GROUP = 5


class Shelf:
    """Be the receipts of one ledger folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._pending = self.folder / PENDING

    def hold(self, receipts: Sequence[Receipt]) -> None:
        """Write receipts down before their entries are."""
        for receipt in receipts:
            disk.write(self._pending / f"{receipt.id}.json", receipt.to_json().encode())

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Put receipts in their place; not synced, `sweep` does it again after a power cut."""
        for receipt in receipts:
            place = self.locate(receipt.id)
            with disk.storing(place):
                disk.make_folder(place.parent)
                (self._pending / place.name).replace(place)

    def is_settled(self, id: str) -> bool:
        return self.locate(id).exists()

    def sweep(self, is_logged: Callable[[Receipt], bool]) -> None:
        """Settle what a killed writer logged, drop what it did not."""
        for path in self.walk_pending():
            with suppress(MalformedRequest):
                receipt = Receipt.from_json(path.read_bytes())
                if is_logged(receipt):
                    self.settle([receipt])
            path.unlink(missing_ok=True)

    def get(self, id: str) -> Receipt:
        """Return a receipt; raises `UnknownReceipt`, or `LedgerDamaged` if its file is broken."""
        if not IDENTITY.fullmatch(id):
            raise UnknownReceipt(f"{id[:40]!r} is no receipt identifier: 26 letters and digits")
        path = self.locate(id)
        if not path.exists():
            path = self._pending / path.name
        try:
            return Receipt.from_json(path.read_bytes())
        except FileNotFoundError:
            raise UnknownReceipt(f"no receipt {id} in this ledger; check its identifier") from None
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
        yield from sorted(self._pending.glob("*"))

    def locate(self, id: str) -> Path:
        """Return where a settled receipt lies."""
        return self.folder / id[:_GROUP] / f"{id}.json"
