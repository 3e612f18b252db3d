"""Draw a receipt, and a failure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import HTMLResponse

from volant.errors import NotFound, VolantError
from volant.gateway import status
from volant.web.frame import Frame
from volant.web.markup import Markup, element


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
        element("p", frame.word("a", "engines", href="/sovereignty")),
        _back(frame),
        class_="sheet receipt",
    )
    return frame.respond(f"{say('receipt_title')} · Volant", main)


def draw_failure(frame: Frame, error: VolantError, code: int | None = None) -> HTMLResponse:
    """Draw what went wrong and what to do, in the reader's language; `code` is its HTTP status."""
    text = frame.words.say_error(error.code)
    lang = frame.words.borrow(f"error.{error.code}")
    paragraph = element("p", text, class_="failure", lang=lang)
    name = element("p", element("bdi", error.code, dir="ltr"), class_="note")
    title = "missing_here" if isinstance(error, NotFound) else "undone"
    main = element("main", frame.word("h1", title), paragraph, name, _back(frame), class_="sheet")
    heading = f"{frame.words.say(title)} · Volant"
    return frame.respond(heading, main, status=code or status(error))


def _back(frame: Frame) -> Markup:
    return element("p", frame.word("a", "back", href="/"))


def _code(text: str, label: str) -> Markup:
    return element(
        "pre", text, dir="ltr", translate="no", tabindex=0, role="region", aria_label=label
    )
