"""Draw the pages one arrives at: a source at its passage, a receipt, a failure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import HTMLResponse

from volant.errors import VolantError
from volant.gateway import status
from volant.web.answers import name_article
from volant.web.frame import Frame
from volant.web.markup import Markup, element
from volant.web.protocols import Window
from volant.web.wire import cut


class Line(msgspec.Struct, frozen=True):
    """Be one fact of a receipt, in the reader's words."""

    label: str
    value: str


class Description(msgspec.Struct, frozen=True):
    """Be a receipt explained; what `Receipts.describe` must give."""

    id: str
    lines: list[Line]
    limits: list[str]
    verified: bool
    receipt: dict[str, object]


def draw_source(frame: Frame, window: Window) -> HTMLResponse:
    """Draw a piece of a document, its passage marked."""
    parts = cut(window)
    match = element("mark", parts.match, id="passage") if parts.match else None
    text = element(
        "div", parts.before, match, parts.after, class_="text", dir="auto", lang=window.tag
    )
    title = element("h1", window.title, dir="auto", lang=window.tag)
    main = element("main", title, _facts(frame, window), text, _back(frame), class_="sheet")
    return frame.respond(f"{window.title} · Volant", main)


def draw_receipt(frame: Frame, described: Mapping[str, object]) -> HTMLResponse:
    """Draw a receipt with what it does not prove."""
    say = frame.words.say
    description = msgspec.convert(described, Description)
    verdict = "verified" if description.verified else "not_verified"
    lines = [
        element("div", element("dt", line.label), element("dd", element("bdi", line.value)))
        for line in description.lines
    ]
    limits = [element("li", limit, dir="auto") for limit in description.limits]
    signed = msgspec.json.format(msgspec.json.encode(description.receipt), indent=2).decode()
    main = element(
        "main",
        frame.word("h1", "receipt_title"),
        frame.word("p", verdict, class_=f"verdict {verdict}"),
        element("dl", *lines),
        frame.word("h2", "limits"),
        element("ul", *limits, class_="limits"),
        element("details", frame.word("summary", "signed"), _code(signed, say("signed"))),
        _back(frame),
        class_="sheet receipt",
    )
    return frame.respond(f"{say('receipt_title')} · Volant", main)


def draw_failure(frame: Frame, error: VolantError) -> HTMLResponse:
    """Draw what went wrong and what to do, in the reader's language."""
    text = frame.words.say_error(error.code)
    lang = frame.words.borrow(f"error.{error.code}")
    paragraph = element("p", text, class_="failure", lang=lang)
    code = element("p", error.code, class_="note", dir="ltr")
    main = element(
        "main", frame.word("h1", "failed"), paragraph, code, _back(frame), class_="sheet"
    )
    return frame.respond(f"{frame.words.say('failed')} · Volant", main, status=status(error))


def _facts(frame: Frame, window: Window) -> Markup:
    say = frame.words.say
    article = name_article(frame, window.article)
    return element(
        "div",
        element("span", article, dir="auto", lang=window.tag) if article else None,
        element("span", say("date", date=frame.words.say_date(window.date)))
        if window.date
        else None,
        element("span", say("file", source=window.source), dir="auto"),
        frame.word("span", "starter", class_="badge") if window.starter else None,
        frame.word("span", "starter_note", class_="note") if window.starter else None,
        class_="facts",
    )


def _back(frame: Frame) -> Markup:
    return element("p", frame.word("a", "back", href="/"))


def _code(text: str, label: str) -> Markup:
    return element(
        "pre", text, dir="ltr", translate="no", tabindex=0, role="region", aria_label=label
    )
