"""Draw an answered question on the server, for a browser without JavaScript.

`static/turn.js` draws the same elements from the same records; the style sheet knows one shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from volant.errors import VolantError
from volant.records import Answer, Citation, Hit, Searched, Sentence
from volant.web.articles import draw_article
from volant.web.frame import Frame
from volant.web.markup import Markup, element, join
from volant.web.validity import is_over, today

_HEADING = re.compile(r"^#+ .*\n+")
"""A Markdown heading at the head of a passage: the card names the title already."""


def draw_turn(
    frame: Frame,
    question: str,
    searched: Searched,
    answer: Answer | None,
    error: VolantError | None = None,
    *,
    tag: Markup | None = None,
    keeps: bool = False,
) -> Markup:
    """Draw a question and what came of it; `tag` names the language it was asked in.

    `keeps` says that a question without an answer is kept.
    """
    found = answer is not None and not answer.refused
    hits = searched.hits
    state = _state(frame, "found", hits) if found else None
    parts = [element("h2", question, class_="asked", dir="auto")]
    parts += [element("div", tag, state, class_="about")]
    if found:
        parts += [_evidence(frame, "evidence", hits)]
    if answer is not None:
        parts += [_terms(frame, searched.terms)] if searched.terms else []
        missed = frame.word("p", "missed", class_="note") if keeps and answer.refused else None
        parts += [draw_answer(frame, answer, missed)]
    if error is not None:
        text = frame.words.say_error(error.code)
        lang = frame.words.borrow(f"error.{error.code}")
        parts += [element("p", text, class_="failure", role="alert", lang=lang)]
    return element("article", *parts, class_="turn")


def draw_answer(frame: Frame, answer: Answer, note: Markup | None = None) -> Markup:
    """Draw the sentences, a note, the nearest passages of a refusal, the way to the receipt."""
    blocks: list[Markup] = []
    for quoted, group in groupby(answer.sentences, lambda sentence: sentence.status == "quoted"):
        sentences = list(group)
        if quoted:
            blocks += [_quotation(frame, sentence) for sentence in sentences]
        else:
            spans = [_sentence(frame, sentence) for sentence in sentences]
            blocks += [element("p", *spans, dir="auto")]
    text = element("div", *blocks, class_="answer", lang=answer.tag)
    nearest = _nearest(frame, answer.nearest) if answer.nearest else None
    withheld = sum(count for _, count in answer.withheld)
    left_out = element("p", frame.words.say("withheld", n=withheld), class_="withheld")
    return join(text, note, nearest, left_out if withheld else None, _foot(frame, answer))


def link_hit(hit: Hit) -> str:
    """Give the address of the page that shows a hit in its document."""
    return f"/documents/{quote(hit.document, safe='')}?start={hit.start}&end={hit.end}#passage"


def _quotation(frame: Frame, sentence: Sentence) -> Markup:
    tag = sentence.citations[0].tag if sentence.citations else None
    text = element("p", sentence.text, *_marks(frame, sentence.citations))
    return element("blockquote", text, lang=tag, dir="auto")


def _sentence(frame: Frame, sentence: Sentence) -> Markup:
    marks = _marks(frame, sentence.citations)
    return element("span", sentence.text, *marks, " ", class_=f"sentence {sentence.status}")


def _marks(frame: Frame, citations: Sequence[Citation]) -> list[Markup]:
    return [
        element(
            "a",
            str(cited.number),
            class_="cite",
            href=link_hit(cited),
            aria_label=frame.words.say("citation", number=cited.number, title=cited.title),
        )
        for cited in citations
    ]


def _state(frame: Frame, key: str, hits: Sequence[Hit]) -> Markup:
    say = frame.words.say
    documents = say("documents", n=len({hit.document for hit in hits}))
    return element(
        "p", say(key, passages=say("passages", n=len(hits)), documents=documents), class_="state"
    )


def _evidence(frame: Frame, key: str, hits: Sequence[Hit]) -> Markup:
    cards = [element("li", _card(frame, hit)) for hit in hits]
    label = frame.words.say(key)
    return element("ul", *cards, class_="evidence", role="list", aria_label=label)


def _terms(frame: Frame, terms: Sequence[str]) -> Markup:
    """List what was looked for; each term may be of another direction than the page."""
    listed = [element("li", element("bdi", term)) for term in terms]
    heading = frame.word("summary", "terms")
    return element("details", heading, element("ul", *listed, role="list"), class_="terms")


def _card(frame: Frame, hit: Hit) -> Markup:
    return element(
        "a",
        element("span", hit.title, class_="title", dir="auto"),
        _place(frame, hit),
        element("span", _HEADING.sub("", hit.text)[:400], class_="extract", dir="auto"),
        frame.word("span", "starter", class_="badge") if hit.starter else None,
        frame.word("span", "outdated", class_="badge") if is_over(hit, today()) else None,
        href=link_hit(hit),
        class_="card",
        lang=hit.tag,
    )


def _place(frame: Frame, hit: Hit) -> Markup | None:
    """Name the article and the page."""
    article = draw_article(frame, hit.article, hit.tag, alone=False)
    if article is None and not hit.page:
        return None
    page = frame.words.say("page", page=hit.page)
    lang = frame.words.borrow("page") or frame.words.language
    return element(
        "span",
        article,
        element("span", page, class_="page", lang=lang) if hit.page else None,
        class_="place",
        dir="auto",
    )


def _nearest(frame: Frame, hits: Sequence[Hit]) -> Markup:
    return element(
        "section",
        frame.word("h3", "nearest"),
        frame.word("p", "nearest_note", class_="note"),
        _evidence(frame, "nearest", hits),
        class_="nearest",
    )


def _foot(frame: Frame, answer: Answer) -> Markup:
    say, lang = frame.words.say, frame.words.borrow("answered_by")
    engine = say("answered_by", engine=frame.words.say_engine(answer.engine))
    href = f"/receipts/{quote(answer.receipt, safe='')}?language={frame.words.language}"
    return element(
        "footer",
        frame.word("a", "receipt", class_="quiet", href=href) if answer.receipt else None,
        element("span", engine, class_="meta", lang=lang) if answer.engine else None,
    )
