"""Write records as the page's JavaScript reads them: JSON, and server-sent events.

Offsets inside a document are code points in Python and would be UTF-16 units in JavaScript, so
none is ever computed there: a window leaves as three strings, before, match and after.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from volant.errors import VolantError
from volant.records import Answered, Event, Searched
from volant.web.failures import describe
from volant.web.protocols import Window

HEARTBEAT = b": still here\n\n"
"""A comment line of the event stream format (HTML standard, 9.2.5), ignored by its readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Be a text cut around a span; the three parts joined are the text."""

    before: str
    match: str
    after: str


def cut(window: Window) -> Cut:
    """Cut the text of a window; a span that leaves the text is brought back inside it."""
    size = len(window.text)
    start = min(max(window.start - window.offset, 0), size)
    end = min(max(window.end - window.offset, start), size)
    text = window.text
    return Cut(before=text[:start], match=text[start:end], after=text[end:])


def encode_window(window: Window) -> bytes:
    """Write what the source panel shows."""
    parts = cut(window)
    return msgspec.json.encode(
        {
            "document": window.document,
            "source": window.source,
            "title": window.title,
            "article": window.article,
            "date": window.date,
            "tag": window.tag,
            "starter": window.starter,
            "offset": window.offset,
            "start": window.start,
            "end": window.end,
            "before": parts.before,
            "match": parts.match,
            "after": parts.after,
        }
    )


def encode_event(event: Event | VolantError) -> bytes:
    """Write one server-sent event: `searched`, `sentence`, `answer` or `error`."""
    if isinstance(event, VolantError):
        return _frame("error", describe(event))
    if isinstance(event, Searched):
        documents = len({hit.document for hit in event.hits})
        found = {"tag": event.tag, "identified": event.identified}
        return _frame("searched", found | {"documents": documents, "hits": event.hits})
    if isinstance(event, Answered):
        return _frame("answer", event.answer)
    return _frame("sentence", event.sentence)


def _frame(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data))
