"""Draw the language a question was told to be in, and the menu that corrects it.

The menu is a disclosure holding a form, so it works with a keyboard, a screen reader and without
JavaScript. `static/tags.js` draws the same elements from the same record.
"""

from __future__ import annotations

from volant.records import TAGS, Identification
from volant.web.frame import Frame
from volant.web.markup import Markup, element


def draw_tag(
    frame: Frame,
    question: str,
    identified: Identification,
    chosen: str | None,
    engine: str | None,
    *,
    keeps: bool,
) -> Markup:
    """Draw the tag found with its score, or the one `chosen`, above the other tags to choose."""
    say = frame.words.say
    tag = chosen or identified.tag
    certainty = say("chosen") if chosen else frame.words.say_share(identified.score)
    summary = element(
        "summary",
        element("span", say("asked_in"), " ", class_="unseen", lang=frame.words.borrow("asked_in")),
        _name(frame, tag),
        element("span", certainty, class_="share", lang=chosen and frame.words.borrow("chosen")),
        element("span", class_="icon icon-down", aria_hidden="true"),
    )
    buttons = [
        element("li", element("button", _name(frame, other), name="tag", value=other))
        for other in rank_tags(identified, tag)
    ]
    form = element(
        "form",
        element("input", type="hidden", name="question", value=question),
        element("input", type="hidden", name="engine", value=engine or ""),
        frame.word("p", "correct"),
        element("ul", *buttons, role="list", aria_label=say("correct")),
        frame.word("p", "kept", class_="note") if keeps else None,
        method="post",
        action="/",
    )
    return element("details", summary, form, class_="tag")


def rank_tags(identified: Identification, shown: str) -> list[str]:
    """Order the tags that can be chosen instead of the one `shown`: the likeliest first."""
    likely = [identified.tag, *(tag for tag, _ in identified.alternatives), *TAGS]
    return [tag for tag in dict.fromkeys(likely) if tag in TAGS and tag != shown]


def _name(frame: Frame, tag: str) -> Markup:
    lang = frame.words.borrow(f"tag.{tag}")
    return element("span", frame.words.say_tag(tag), class_="name", lang=lang)
