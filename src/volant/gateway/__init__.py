"""Be the one door: who may ask what, of which engine, and what is kept of it."""

from volant.gateway.caller import LONGEST_QUESTION, LONGEST_TALK, MOST_TURNS, Caller
from volant.gateway.conversations import Conversations
from volant.gateway.corrections import Correction, Corrections
from volant.gateway.failures import Unexpected, disguise
from volant.gateway.flow import Gateway
from volant.gateway.http import routes
from volant.gateway.inbox import Inbox, Unanswered
from volant.gateway.origin import check_host, check_origin
from volant.gateway.receipts import Receipts
from volant.gateway.standings import Standings
from volant.gateway.statuses import STATUSES, status
from volant.gateway.steering import Steering

__all__ = [
    "LONGEST_QUESTION",
    "LONGEST_TALK",
    "MOST_TURNS",
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
    "Unexpected",
    "check_host",
    "check_origin",
    "disguise",
    "routes",
    "status",
]
