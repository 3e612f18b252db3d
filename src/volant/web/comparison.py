"""Draw two engines side by side, question by question, and say whether their order holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import HTMLResponse

from volant.sovereignty.outlook import View
from volant.sovereignty.score import find_firsts
from volant.web.engines import link_view, name_view, note, respond
from volant.web.figures import draw_figures, draw_level
from volant.web.frame import Frame
from volant.web.markup import Markup, element
from volant.web.scorecard import draw_radar
from volant.web.speech import Speech


def draw_comparison(
    frame: Frame, views: Sequence[View], pair: Sequence[View] | None
) -> HTMLResponse:
    """Draw the choice of two engines and, where they are chosen, what sets them apart."""
    speech = Speech(frame=frame)
    content = _pair(speech, pair) if pair else []
    form = _form(speech, views, [view.profile.id for view in pair or ()])
    lead = speech.word("p", "compare_lead", class_="lead")
    return respond(speech, "compare", "compare", lead, form, *content, note(speech))


def _form(speech: Speech, views: Sequence[View], chosen: Sequence[str]) -> Markup:
    fields = [
        element("label", speech.word("span", key), _choice(speech, views, name, at, chosen))
        for at, (name, key) in enumerate((("a", "first"), ("b", "second")))
    ]
    button = speech.word("button", "show", type="submit", class_="main wide-button")
    return element(
        "form", *fields, button, method="get", action="/sovereignty/compare", class_="choice"
    )


def _choice(
    speech: Speech, views: Sequence[View], name: str, at: int, chosen: Sequence[str]
) -> Markup:
    picked = chosen[at] if at < len(chosen) else None
    options = [
        element(
            "option",
            name_view(speech, view),
            value=view.profile.id,
            selected=view.profile.id == picked if picked else number == at,
        )
        for number, view in enumerate(views)
    ]
    return element("select", *options, name=name)


def _pair(speech: Speech, pair: Sequence[View]) -> list[Markup]:
    firsts = find_firsts({view.profile.id: view.score for view in pair})
    columns = [
        element("div", element("h2", link_view(speech, view)), draw_figures(speech, view))
        for view in pair
    ]
    return [
        element("div", *columns, class_="halves"),
        draw_radar(speech, *pair),
        _table(speech, pair, firsts),
    ]


def _table(speech: Speech, pair: Sequence[View], firsts: Mapping[str, float]) -> Markup:
    heads = [speech.word("th", "question", scope="col")]
    heads += [element("th", link_view(speech, view), scope="col") for view in pair]
    rows = [_row(speech, number, pair) for number in range(1, len(pair[0].score.levels) + 1)]
    shares = [element("td", speech.frame.words.say_share(firsts[view.profile.id])) for view in pair]
    rows += [element("tr", speech.word("th", "firsts", scope="row"), *shares)]
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("section", speech.word("h2", "questions"), _scroll(speech, "questions", table))


def _row(speech: Speech, number: int, pair: Sequence[View]) -> Markup:
    cells = [
        element(
            "td",
            draw_level(speech, view.score.levels[number - 1]),
            " ",
            speech.mark(view.marks[number - 1]),
        )
        for view in pair
    ]
    return element("tr", element("th", speech.ask(number), scope="row"), *cells)


def _scroll(speech: Speech, key: str, table: Markup) -> Markup:
    """Let a table too wide for a phone be scrolled, also with the keyboard."""
    return element(
        "div", table, class_="scrolled", role="region", aria_label=speech.say(key), tabindex=0
    )
