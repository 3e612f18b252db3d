"""Draw the figures of an engine: two bars, five steps, a verdict. Each says in words what it shows.

Bars are pictures whose sizes are attributes, since the page's policy allows no inline style; the
style sheet turns them round in right-to-left pages.
"""

from __future__ import annotations

from volant.sovereignty import Decision
from volant.sovereignty.outlook import View
from volant.sovereignty.score import HIGHEST
from volant.web.markup import Markup, element
from volant.web.speech import Speech

VERDICTS = {"DENIED": "denied", "PENDING": "pending"}
"""Which word an outcome gets; any other may go at once."""

OBVIOUS = ("PSEUDO-n", "APPROVAL")
"""Rules that say again what is still to be done."""


def draw_bar(speech: Speech, name: str, share: int) -> Markup:
    """Draw one share, a whole percentage, with its name."""
    words = speech.frame.words
    drawn = element(
        "svg",
        element("rect", class_="whole", width=100, height=6),
        element("rect", class_="part", width=share, height=6) if share else None,
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        class_="bar",
        aria_hidden="true",
    )
    said = element("span", words.say_share(share / 100), class_="share")
    return element("span", speech.word("span", name, class_="name"), said, drawn, class_="figure")


def draw_level(speech: Speech, level: int) -> Markup:
    """Draw a level as steps, 0 to 4."""
    steps = (
        element("rect", class_="part" if n < level else "whole", x=n * 11, width=9, height=9, rx=2)
        for n in range(HIGHEST)
    )
    drawn = element("svg", *steps, viewBox="0 0 42 9", class_="steps", aria_hidden="true")
    return element("span", drawn, speech.word_level(level), class_="level")


def draw_figures(speech: Speech, view: View) -> Markup:
    """Draw what is to be read before any single number: two bars, and the weakest link."""
    gate = element(
        "span",
        speech.word("span", "gate", class_="name"),
        draw_level(speech, view.score.gate),
        class_="figure gate",
    )
    bars = (draw_bar(speech, name, getattr(view.score, name)) for name in ("moteur", "volant"))
    return element("div", *bars, gate, class_="figures")


def draw_verdict(speech: Speech, decision: Decision) -> Markup:
    """Draw a decision in one word."""
    name = VERDICTS.get(decision.outcome, "allowed")
    return element("span", speech.say(name), class_=f"verdict {name}")


def draw_reasons(speech: Speech, decision: Decision, n: int = 0) -> Markup | None:
    """List what is still to be done, then why; `n` is how many items were replaced."""
    pending = decision.outcome == "PENDING"
    rules = [code for code in decision.rules if not (pending and code in OBVIOUS)]
    said = [speech.term("obligation", one) for one in decision.obligations]
    said += [speech.explain(code, n) for code in rules]
    lines = [element("li", line) for line in said]
    return element("ul", *lines, class_="reasons") if lines else None
