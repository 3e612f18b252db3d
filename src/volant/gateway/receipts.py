"""Show receipts to readers: rendered from their codes, with their signature checked."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from volant.ledger import Ledger, describe, limits
from volant.ledger.description import say_rule
from volant.sovereignty import explain


class Receipts:
    """Explain the receipts of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def describe(self, id: str, language: str) -> Mapping[str, object]:
        """Give `id`, `lines`, `rules`, `limits`, `verified` and `receipt`.

        Raises `UnknownReceipt`. `rules` are the codes the receipt bears, each with its words where
        it has any; `lines` say them too.

        `verified` says that this ledger's key signed it; that the log still holds it is what
        `volant ledger verify` says.
        """
        receipt = self._ledger.receipt(id)
        codes = receipt.facts["policy"]["rules"]
        return {
            "id": receipt.id,
            "lines": [
                {"label": line.label, "value": line.value}
                for line in describe(receipt, language, explain)
            ],
            "rules": [
                {"code": code, "text": say_rule(receipt, code, language, explain)} for code in codes
            ],
            "limits": list(limits(language)),
            "verified": receipt.is_signed(self._ledger.public_key),
            "receipt": msgspec.json.decode(receipt.to_json()),
        }
