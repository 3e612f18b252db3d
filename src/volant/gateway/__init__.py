"""Be the one door: who may ask what, of which engine, and what is kept of it."""

from volant.gateway.corrections import Correction, Corrections
from volant.gateway.flow import Gateway
from volant.gateway.http import routes
from volant.gateway.inbox import Inbox, Unanswered
from volant.gateway.receipts import Receipts
from volant.gateway.statuses import STATUSES, status

__all__ = [
    "STATUSES",
    "Correction",
    "Corrections",
    "Gateway",
    "Inbox",
    "Receipts",
    "Unanswered",
    "routes",
    "status",
]
