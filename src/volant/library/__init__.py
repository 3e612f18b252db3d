"""Turn official documents into passages that can be found and cited."""

from volant.library.cite import Evidence, cite
from volant.library.desk import Desk, Sheet
from volant.library.embed import UniversalSentenceEncoder
from volant.library.index import Index
from volant.library.ingest import Report, add, remove
from volant.library.library import Library

__all__ = [
    "Desk",
    "Evidence",
    "Index",
    "Library",
    "Report",
    "Sheet",
    "UniversalSentenceEncoder",
    "add",
    "cite",
    "remove",
]
