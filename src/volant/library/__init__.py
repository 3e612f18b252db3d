"""Turn official documents into passages that can be found and cited."""

from volant.library.cite import Evidence, cite
from volant.library.embed import UniversalSentenceEncoder
from volant.library.index import Index
from volant.library.ingest import Report, add, remove
from volant.library.library import Library

__all__ = [
    "Evidence",
    "Index",
    "Library",
    "Report",
    "UniversalSentenceEncoder",
    "add",
    "cite",
    "remove",
]
