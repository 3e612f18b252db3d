"""Draw the list of engines: those of this installation first, then the catalogue.

Never a single number first: what is controlled of the engine and what of its use stand side by
side, with the weakest link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote

from starlette.responses import HTMLResponse

from volant.sovereignty.outlook import View
from volant.web.figures import draw_figures
from volant.web.frame import STYLES, Frame
from volant.web.markup import Markup, element
from volant.web.speech import Speech

SHEETS = (*STYLES, "figures.css", "wheel.css", "print.css")
PAGES = (("all", "/sovereignty"), ("compare", "/sovereignty/compare"))
EXPLAIN = ("explain", "/sovereignty/explain")


def draw_engines(frame: Frame, views: Iterable[View], installed: Collection[str]) -> HTMLResponse:
    """Draw every engine, the strongest weakest link first."""
    speech = Speech(frame=frame)
    ranked = sort_views(views)
    ours = [view for view in ranked if view.profile.id in installed]
    others = [view for view in ranked if view.profile.id not in installed]
    return respond(
        speech,
        "title",
        "all",
        speech.word("p", "lead", class_="lead"),
        _section(speech, "installed", ours),
        _section(speech, "catalogue", others),
        note(speech),
    )


def respond(speech: Speech, title: str, page: str, *content: Markup | None) -> HTMLResponse:
    """Compose a page about engines; `title` is a key of its words, or the title itself."""
    named = speech.frame.words.texts.get(f"wheel.{title}")
    heading = speech.say(title) if named else title
    main = element(
        "main",
        _pages(speech, page),
        element("h1", heading),
        *content,
        element("p", speech.frame.word("a", "back", href="/"), class_="way-back"),
        class_="sheet wide",
        **speech.borrowed,
    )
    return speech.frame.respond(f"{heading} · Volant", main, styles=SHEETS)


def note(speech: Speech) -> Markup:
    """Say that nobody has certified any of this."""
    return element("p", speech.term("phrase", "self"), class_="note")


def name_view(speech: Speech, view: View) -> str:
    """Name an engine in the reader's language."""
    return str(getattr(view.profile.label, speech.language))


def link_view(speech: Speech, view: View) -> Markup:
    """Link the page of an engine."""
    href = f"/sovereignty/{quote(view.profile.id, safe='')}"
    return element("a", name_view(speech, view), href=href)


def sort_views(views: Iterable[View]) -> list[View]:
    """Order engines: the weakest link that holds most, then the control of use and of engine."""

    def weigh(view: View) -> tuple[int, int, int, str]:
        score = view.score
        return -score.gate, -score.volant, -score.moteur, view.profile.id

    return sorted(views, key=weigh)


def say_zone(speech: Speech, zone: str) -> str:
    """Say a zone: its letter, and what it means."""
    return f"{zone} · {speech.term('zone', zone)}"


def _section(speech: Speech, title: str, views: Sequence[View]) -> Markup | None:
    if not views:
        return None
    cards = [element("li", _card(speech, view)) for view in views]
    return element(
        "section",
        speech.word("h2", title),
        element("ul", *cards, class_="engines", role="list"),
    )


def _card(speech: Speech, view: View) -> Markup:
    return element(
        "div",
        element("h3", link_view(speech, view)),
        element("p", say_zone(speech, view.standing.zone), class_="zone"),
        draw_figures(speech, view),
        class_="engine-card",
    )


def _pages(speech: Speech, page: str) -> Markup:
    links = [
        speech.word("a", key, href=href, aria_current="page" if key == page else None)
        for key, href in (*PAGES, EXPLAIN)
    ]
    return element("nav", *links, class_="pages", aria_label=speech.say("pages"))
