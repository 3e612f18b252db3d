"""Write records as the page's JavaScript reads them: JSON, and server-sent events.

Records leave as they are, signed citations too. Beside each label of articles goes `spelled`, the
same in every language of the interface, since a reader may change it without asking again.
Offsets inside a document are code points in Python and would be UTF-16 units in JavaScript, so
none is ever computed there: a window leaves as three strings, before, match and after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from volant.errors import VolantError
from volant.library.laws import Spelling, spell_label
from volant.records import Answered, Event, Grade, Searched
from volant.web.catalogue import LANGUAGES
from volant.web.failures import describe
from volant.web.protocols import Sheet, Window

HEARTBEAT = b": still here\n\n"
"""A comment line of the event stream format (HTML standard, 9.2.5), ignored by its readers."""

SURE = 0.98
"""The share of words that are right from which a page with its own letters leaves no doubt: the
bar of the reader's self-check."""


_HEADING = re.compile(r"#{1,6} (.*)\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Be a text cut around a span; the three parts joined are the text, its title left out."""

    before: str
    match: str
    after: str


def cut(window: Window) -> Cut:
    """Cut the text of a window; a span that leaves the text is brought back inside it."""
    text, first = window.text, _skip_title(window)
    start = min(max(window.start - window.offset, first), len(text))
    end = min(max(window.end - window.offset, start), len(text))
    return Cut(before=text[first:start], match=text[start:end], after=text[end:])


def _skip_title(window: Window) -> int:
    """Give where the text begins after a Markdown heading that only says its title again."""
    found = _HEADING.match(window.text)
    return found.end() if found and found[1].strip() == window.title.strip() else 0


def doubt(grade: Grade | None) -> str | None:
    """Say what a reader should know of how a page was read: a key of the words, or None."""
    if grade is None or (grade.how == "text" and grade.score >= SURE):
        return None
    return {"ocr": "read_ocr", "none": "read_none"}.get(grade.how, "read_poorly")


def link_picture(sheet: Sheet) -> str | None:
    """Give the address of the page's picture, or None where there is nothing to show on it."""
    window = sheet.window
    if not sheet.drawable or window.end <= window.start:
        return None
    name = quote(window.document, safe="")
    return f"/documents/{name}/page.png?start={window.start}&end={window.end}"


def spell_all(label: str) -> Mapping[str, Spelling] | None:
    """Spell a label in every language of the interface; None where it is no list of articles."""
    spelled = {language: spell_label(label, language) for language in LANGUAGES}
    return {language: one for language, one in spelled.items() if one} or None


def encode_sheet(sheet: Sheet) -> bytes:
    """Write what the source panel shows."""
    window = sheet.window
    parts = cut(window)
    return msgspec.json.encode(
        {
            "document": window.document,
            "source": window.source,
            "title": window.title,
            "article": window.article,
            "spelled": spell_all(window.article),
            "date": window.date,
            "tag": window.tag,
            "starter": window.starter,
            "offset": window.offset,
            "start": window.start,
            "end": window.end,
            "page": window.page,
            "valid_from": window.valid_from,
            "valid_until": window.valid_until,
            "doubt": doubt(sheet.grade),
            "quality": sheet.grade.score if sheet.grade else None,
            "picture": link_picture(sheet),
            "twins": [
                {"document": str(twin.id), "title": twin.title, "tag": twin.tag}
                for twin in sheet.twins
            ],
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
        return _frame(
            "searched", found | {"documents": documents, "hits": event.hits, "terms": event.terms}
        )
    if isinstance(event, Answered):
        return _frame("answer", event.answer)
    return _frame("sentence", event.sentence)


def _frame(name: str, data: object) -> bytes:
    written = msgspec.json.encode(_spell(msgspec.to_builtins(data)))
    return b"event: %b\ndata: %b\n\n" % (name.encode(), written)


def _spell(data: Any) -> Any:
    """Put `spelled` beside each `article`, at any depth."""
    if isinstance(data, list | tuple):
        return [_spell(item) for item in data]
    if not isinstance(data, dict):
        return data
    held = {key: _spell(value) for key, value in data.items()}
    return held | {"spelled": spell_all(held["article"])} if "article" in held else held
