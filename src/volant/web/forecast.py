"""Draw what would happen to a text: what is personal in it, its class, and engine by engine.

The text comes in a form's body and goes back in the page alone: it is in no address, no log and no
file. Engines with the same answer are drawn together, so that nobody reads nineteen times the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import HTMLResponse

from volant.records import CLASSES
from volant.sovereignty.outlook import Forecast, Outlook, View
from volant.web.engines import link_view, respond, say_zone
from volant.web.figures import draw_reasons, draw_verdict
from volant.web.frame import Frame
from volant.web.markup import Markup, element
from volant.web.speech import Speech

ORDER = ("ALLOWED", "PSEUDONYMISED", "APPROVED_BY_HUMAN", "PENDING", "DENIED")
"""Outcomes, the softest first."""


def draw_forecast(
    frame: Frame,
    views: Mapping[str, View],
    forecast: Forecast | None = None,
    text: str = "",
    given: str = "",
) -> HTMLResponse:
    """Draw the form and, once a text was given, what would happen to it."""
    speech = Speech(frame=frame)
    content = [
        speech.word("p", "explain_lead", class_="lead"),
        _form(speech, text, given),
        *(_answer(speech, views, forecast) if forecast else []),
    ]
    return respond(speech, "explain", "explain", *content)


def _form(speech: Speech, text: str, given: str) -> Markup:
    field = element(
        "textarea",
        text,
        name="text",
        rows=6,
        dir="auto",
        required=True,
        placeholder=speech.say("text_hint"),
        autocomplete="off",
        spellcheck="false",
    )
    options = [speech.word("option", "unknown", value="")]
    options += [
        element("option", speech.name_class(name), value=name, selected=name == given)
        for name in CLASSES
    ]
    choice = element("select", *options, name="class")
    return element(
        "form",
        element("label", speech.word("span", "text"), field, class_="whole-line"),
        element("label", speech.word("span", "choose"), choice),
        speech.word("button", "foresee", type="submit", class_="main wide-button"),
        speech.word("p", "not_kept", class_="note whole-line"),
        method="post",
        action="/sovereignty/explain",
        class_="choice",
    )


def _answer(speech: Speech, views: Mapping[str, View], forecast: Forecast) -> list[Markup]:
    found = speech.word("h2", "found"), _kinds(speech, forecast), _marked(speech, forecast)
    classes = speech.word("h2", "proposed"), *_classes(speech, forecast)
    parts = [element("section", *found), element("section", *classes)]
    parts += [_outlooks(speech, views, forecast)]
    if forecast.found:
        sent = element("div", forecast.sent, class_="text quoted", dir="auto")
        parts += [element("section", speech.word("h2", "sent"), sent)]
    return parts


def _kinds(speech: Speech, forecast: Forecast) -> Markup:
    if not forecast.found:
        return speech.word("p", "nothing")
    items = [
        element("li", f"{speech.name_kind(kind)} × {count}")
        for kind, count in forecast.kinds.most_common()
    ]
    return element("ul", *items, class_="kinds", role="list")


def _marked(speech: Speech, forecast: Forecast) -> Markup:
    """Mark what was found, each with the name of its kind, so that no colour has to be seen."""
    parts: list[str] = []
    at = 0
    for one in forecast.found:
        kind = element("span", speech.name_kind(one.kind), class_="kind", dir="auto")
        mark = element("mark", element("bdi", forecast.text[one.start : one.end]), " ", kind)
        parts += [forecast.text[at : one.start], mark]
        at = one.end
    return element("div", *parts, forecast.text[at:], class_="text quoted", dir="auto")


def _classes(speech: Speech, forecast: Forecast) -> list[Markup]:
    named = [speech.name_class(name) for name in sorted(forecast.classes)]
    floor = speech.word("p", "floor", class_="note")
    if not forecast.known:
        return [element("p", speech.say("unclassed", **{"class": named[0]})), floor]
    items = (element("li", name) for name in named)
    return [element("ul", *items, class_="kinds", role="list"), floor]


def _outlooks(speech: Speech, views: Mapping[str, View], forecast: Forecast) -> Markup:
    groups: dict[object, list[Outlook]] = {}
    for one in forecast.outlooks:
        groups.setdefault((one.now, one.then, one.standing.zone), []).append(one)

    def weigh(group: Sequence[Outlook]) -> tuple[int, str]:
        return ORDER.index(group[0].now.outcome), group[0].standing.zone

    cards = [
        element("li", _card(speech, views, group, len(forecast.found)))
        for group in sorted(groups.values(), key=weigh)
    ]
    return element(
        "section",
        speech.word("h2", "outlook"),
        element("ul", *cards, class_="outlooks", role="list"),
    )


def _card(
    speech: Speech, views: Mapping[str, View], group: Sequence[Outlook], replaced: int
) -> Markup:
    first = group[0]
    names = [element("li", link_view(speech, views[one.standing.engine])) for one in group]
    parts = [
        element("p", say_zone(speech, first.standing.zone), class_="zone"),
        element("ul", *names, class_="names", role="list"),
        element("h3", speech.say("as_is"), " ", draw_verdict(speech, first.now)),
        draw_reasons(speech, first.now),
    ]
    if first.then is not None:
        parts += [
            element("h3", speech.say("replaced"), " ", draw_verdict(speech, first.then)),
            draw_reasons(speech, first.then, replaced),
        ]
    return element("div", *parts, class_="engine-card")
