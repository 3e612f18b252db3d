"""Hold the frozen records that travel between folders, a file for each stretch of the way.

A record knows nothing of how it was made or will be stored; validation belongs to the edges.
Offsets are always code points into `Document.text`, half open: `text[start:end]`.
"""

from volant.records.answers import Answer, Answered, Event, Grounding, Searched, Sentence, Spoken
from volant.records.documents import (
    CLASSES,
    Box,
    Change,
    Document,
    Grade,
    Instrument,
    Mark,
    Passage,
    Relation,
    Rights,
    Source,
)
from volant.records.engines import TIERS, Delta, Message, Place, Request, Usage
from volant.records.languages import TAGS, UNKNOWN, Identification, Part
from volant.records.passages import Access, Analysed, Citation, Held, Hit, Term, Window

__all__ = [
    "CLASSES",
    "TAGS",
    "TIERS",
    "UNKNOWN",
    "Access",
    "Analysed",
    "Answer",
    "Answered",
    "Box",
    "Change",
    "Citation",
    "Delta",
    "Document",
    "Event",
    "Grade",
    "Grounding",
    "Held",
    "Hit",
    "Identification",
    "Instrument",
    "Mark",
    "Message",
    "Part",
    "Passage",
    "Place",
    "Relation",
    "Request",
    "Rights",
    "Searched",
    "Sentence",
    "Source",
    "Spoken",
    "Term",
    "Usage",
    "Window",
]
