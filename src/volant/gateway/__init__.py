"""Be the one door: who may ask what, of which engine, and what is kept of it."""

from volant.gateway.caller import Caller
from volant.gateway.conversations import Conversations
from volant.gateway.corrections import Correction, Corrections
from volant.gateway.flow import Gateway
from volant.gateway.http import routes
from volant.gateway.inbox import Inbox, Unanswered
from volant.gateway.receipts import Receipts
from volant.gateway.standings import Standings
from volant.gateway.statuses import STATUSES, status
from volant.gateway.steering import Steering

__all__ = [
    "STATUSES",
    "Caller",
    "Conversations",
    "Correction",
    "Corrections",
    "Gateway",
    "Inbox",
    "Receipts",
    "Standings",
    "Steering",
    "Unanswered",
    "routes",
    "status",
]
