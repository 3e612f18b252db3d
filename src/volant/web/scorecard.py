"""Draw one engine for somebody who decides: what it may be given, ten answers, every fact.

What is written here is computed in `sovereignty.outlook`; this file knows the order in which a
reader wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from starlette.responses import HTMLResponse

from volant.sovereignty import Decision
from volant.sovereignty.facts import Piece, cite_source, name_fact, spell
from volant.sovereignty.outlook import View
from volant.sovereignty.radar import Shape, draw
from volant.sovereignty.score import Advice
from volant.web.engines import name_view, note, respond, say_zone
from volant.web.figures import draw_bar, draw_figures, draw_level, draw_reasons, draw_verdict
from volant.web.frame import Frame
from volant.web.markup import Markup, element, join
from volant.web.speech import Speech

PLACES = ("/engine/jurisdiction", "/inference/country", "/inference/operator_law")
"""Facts that are a country (ISO 3166-1)."""


def draw_scorecard(frame: Frame, view: View, admitted: Mapping[str, Decision]) -> HTMLResponse:
    """Draw an engine; `admitted` is what is decided of data of each class."""
    speech = Speech(frame=frame)
    head = element(
        "div",
        element("div", _identity(speech, view), draw_figures(speech, view)),
        draw_radar(speech, view),
        class_="halves",
    )
    return respond(
        speech,
        name_view(speech, view),
        "",
        head,
        _admission(speech, admitted),
        _questions(speech, view),
        _facts(speech, view),
        _rest(speech, view),
        note(speech),
    )


def draw_radar(speech: Speech, *views: View) -> Markup:
    """Draw one or two engines on ten axes."""
    shapes = [
        Shape(label=name_view(speech, view), levels=view.score.levels, marks=view.marks)
        for view in views
    ]
    picture = Markup(draw(shapes, speech.language))
    return element("figure", picture, speech.word("figcaption", "radar"), class_="radar")


def _identity(speech: Speech, view: View) -> Markup:
    standing, engine = view.standing, view.profile.engine
    unknown = speech.say("country_unknown")
    maker = element("bdi", engine.maker or unknown)
    home = f" · {speech.name_country(engine.jurisdiction)}" if engine.jurisdiction else None
    rows = (
        ("zone", say_zone(speech, standing.zone)),
        ("country", speech.name_country(standing.country) if standing.country else unknown),
        ("maker", join(maker, home)),
    )
    lines = (element("div", speech.word("dt", key), element("dd", value)) for key, value in rows)
    return element("dl", *lines)


def _admission(speech: Speech, admitted: Mapping[str, Decision]) -> Markup:
    """Draw a small table; its roles are said, since a phone shows its rows as blocks."""
    names = ("class", "verdict", "conditions")
    heads = (speech.word("th", key, scope="col", role="columnheader") for key in names)
    rows = (_admit(speech, name, decision) for name, decision in admitted.items())
    table = element(
        "table",
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        class_="admission",
        role="table",
    )
    return element("section", speech.word("h2", "given"), table)


def _admit(speech: Speech, name: str, decision: Decision) -> Markup:
    return element(
        "tr",
        element("th", speech.name_class(name), scope="row", role="rowheader"),
        element("td", draw_verdict(speech, decision), role="cell"),
        element("td", draw_reasons(speech, decision), role="cell"),
        role="row",
    )


def _questions(speech: Speech, view: View) -> Markup:
    steps = {step.question: step for step in view.advice}
    items = (
        _question(speech, number, level, mark, steps.get(number))
        for number, (level, mark) in enumerate(
            zip(view.score.levels, view.marks, strict=True), start=1
        )
    )
    legend = speech.word("p", "known_note", class_="note")
    listed = element("ol", *items, class_="questions", role="list")
    return element("section", speech.word("h2", "questions"), legend, listed)


def _question(speech: Speech, number: int, level: int, mark: str, step: Advice | None) -> Markup:
    """Draw a question; what is not known is at level 0, and is not what that level says."""
    levels = speech.list_levels(number)
    meaning = speech.say("unproved") if mark == "unknown" else levels[level]
    return element(
        "li",
        element("h3", element("span", f"{number}. ", class_="number"), speech.ask(number)),
        element("p", draw_level(speech, level), " ", speech.mark(mark), class_="reached"),
        element("p", meaning, class_="meaning"),
        _next(speech, levels, step) if step else _top(speech),
    )


def _top(speech: Speech) -> Markup:
    return element("p", speech.term("phrase", "top"), class_="next")


def _next(speech: Speech, levels: list[str], step: Advice) -> Markup:
    """Say what takes a question further: the level, and the facts it still lacks."""
    said = speech.term("phrase", "next", level=step.level, wanted=levels[step.level])
    lines = [
        element(
            "li",
            f"{name_fact(pointer, speech.language)} ({speech.term('status', status)})",
        )
        for pointer, status in step.missing
    ]
    lacking = [speech.say("missing"), element("ul", *lines)] if lines else []
    return element("div", element("p", said), *lacking, class_="next")


def _facts(speech: Speech, view: View) -> Markup:
    pointers = view.knowledge.facts()
    if not pointers:
        return element("section", speech.word("h2", "facts"), speech.word("p", "no_facts"))
    groups: list[Markup] = []
    for section, group in groupby(pointers, lambda pointer: pointer.split("/")[1]):
        groups += [element("h3", speech.term("section", section))]
        groups += [element("dl", *_list_facts(speech, view, group), class_="recorded")]
    quoted = speech.word("p", "quoted", class_="note")
    return element("section", speech.word("h2", "facts"), quoted, *groups)


def _list_facts(speech: Speech, view: View, pointers: Iterable[str]) -> Iterator[Markup]:
    before = ""
    for pointer in pointers:
        source = view.knowledge.source(pointer)
        yield _fact(speech, view, pointer, _prove(speech, source, before))
        before = source


def _fact(speech: Speech, view: View, pointer: str, proof: Markup | None) -> Markup:
    known = view.knowledge
    return element(
        "div",
        element("dt", name_fact(pointer, speech.language)),
        element("dd", element("bdi", _value(speech, pointer, known.look(pointer)))),
        element("dd", speech.mark(known.mark(pointer))),
        proof,
    )


def _prove(speech: Speech, source: str, before: str) -> Markup | None:
    """Say where a fact is from, in full where the fact before it was from elsewhere."""
    if not source:
        return None
    if source == before:
        return speech.word("dd", "same", class_="proof")
    return element("dd", *map(_cite, cite_source(source, speech.language)), class_="proof")


def _cite(piece: Piece) -> Markup | str:
    """Draw a quotation in its own language and direction; what an institution wrote, in its own."""
    if piece.quoted:
        return element("q", piece.text, lang=piece.tag, dir="auto")
    return piece.text if piece.tag else element("bdi", piece.text, lang="")


def _value(speech: Speech, pointer: str, value: object) -> str:
    return speech.name_country(str(value)) if pointer in PLACES else spell(value, speech.language)


def _rest(speech: Speech, view: View) -> Markup:
    """Show what stays in the country and, last, the total."""
    bars = (draw_bar(speech, name, getattr(view.score, name)) for name in ("valeur", "total"))
    return element("div", *bars, class_="figures rest")
