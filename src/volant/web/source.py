"""Draw a source: the passage in its text, what is known of its page, and the page itself.

`static/source.js` draws the same elements in the panel, from what `wire.py` writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import HTMLResponse

from volant.records import Grade
from volant.web.articles import draw_article
from volant.web.frame import Frame
from volant.web.markup import Markup, element
from volant.web.protocols import Sheet, Twin, Window
from volant.web.validity import draw_validity, today
from volant.web.wire import cut, doubt, link_picture


def draw_source(frame: Frame, sheet: Sheet) -> HTMLResponse:
    """Draw a piece of a document, its passage marked and its page shown."""
    window = sheet.window
    parts = cut(window)
    match = element("mark", parts.match, id="passage") if parts.match else None
    text = element(
        "div", parts.before, match, parts.after, class_="text", dir="auto", lang=window.tag
    )
    main = element(
        "main",
        element("h1", window.title, dir="auto", lang=window.tag),
        _facts(frame, sheet),
        text,
        _picture(frame, window, link_picture(sheet)),
        _twins(frame, sheet.twins),
        element("p", frame.word("a", "back", href="/")),
        class_="sheet",
    )
    return frame.respond(f"{window.title} · Volant", main)


def _facts(frame: Frame, sheet: Sheet) -> Markup:
    say, window = frame.words.say, sheet.window
    date = say("date", date=frame.words.say_date(window.date)) if window.date else None
    page = say("page", page=window.page) if window.page else None
    return element(
        "div",
        draw_article(frame, window.article, window.tag),
        element("span", page, lang=frame.words.borrow("page")) if page else None,
        element("span", date) if date else None,
        *draw_validity(frame, window, today()),
        element("span", say("file", source=window.source), dir="auto"),
        frame.word("span", "starter", class_="badge") if window.starter else None,
        frame.word("span", "starter_note", class_="note") if window.starter else None,
        _reading(frame, sheet.grade, link_picture(sheet)),
        class_="facts",
    )


def _reading(frame: Frame, grade: Grade | None, picture: str | None) -> Markup | None:
    """Say how a page was read where that leaves a doubt, and what to check it against."""
    key = doubt(grade)
    if grade is None or key is None:
        return None
    words = frame.words
    check = "check_picture" if picture else "check_original"
    return element(
        "span",
        element(
            "span",
            words.say(key, quality=words.say_decimal(grade.score)),
            lang=words.borrow(key),
        ),
        " ",
        frame.word("span", check),
        class_="reading",
    )


def _picture(frame: Frame, window: Window, link: str | None) -> Markup | None:
    """Draw the page, which opens large at a press."""
    if link is None:
        return None
    say = frame.words.say
    image = element(
        "img",
        src=link,
        alt=say("picture", page=window.page),
        lang=frame.words.borrow("picture"),
        loading="lazy",
    )
    caption = frame.word("figcaption", "picture_note")
    return element("figure", element("a", image, href=link), caption, class_="drawn")


def _twins(frame: Frame, twins: Sequence[Twin]) -> Markup | None:
    """Link the same text in other languages."""
    if not twins:
        return None
    say_tag = frame.words.say_tag
    links = [
        element(
            "li",
            element(
                "a",
                twin.title,
                href=f"/documents/{quote(str(twin.id), safe='')}",
                lang=twin.tag,
                hreflang=twin.tag,
                dir="auto",
            ),
            " ",
            element("bdi", say_tag(twin.tag), lang=frame.words.borrow(f"tag.{twin.tag}")),
        )
        for twin in twins
    ]
    return element(
        "section", frame.word("h2", "twins"), element("ul", *links, role="list"), class_="twins"
    )
