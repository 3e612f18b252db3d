"""Write down what happened so that nobody can change it unnoticed."""

from volant.ledger.description import Line, describe, limits
from volant.ledger.findings import Problem, Report
from volant.ledger.ledger import Ledger
from volant.ledger.receipt import Facts, Receipt
from volant.ledger.verifier import verify

__all__ = [
    "Facts",
    "Ledger",
    "Line",
    "Problem",
    "Receipt",
    "Report",
    "describe",
    "limits",
    "verify",
]
