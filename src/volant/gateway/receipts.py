"""Show receipts to readers: rendered from their codes, with their signature checked."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from volant.ledger import Ledger, describe, limits


class Receipts:
    """Explain the receipts of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def describe(self, id: str, language: str) -> Mapping[str, object]:
        """Give `id`, `lines`, `limits`, `verified` and `receipt`; raises `UnknownReceipt`.

        `verified` says that this ledger's key signed it; that the log still holds it is what
        `volant ledger verify` says.
        """
        receipt = self._ledger.receipt(id)
        return {
            "id": receipt.id,
            "lines": [
                {"label": line.label, "value": line.value} for line in describe(receipt, language)
            ],
            "limits": list(limits(language)),
            "verified": receipt.is_signed(self._ledger.public_key),
            "receipt": msgspec.json.decode(receipt.to_json()),
        }
