"""Draw the articles of a law as the library spells them, and tell the law's name from them.

`static/articles.js` draws the same elements from what `wire.py` sends. What has to be short may
cut the name of a law, never its articles: the style sheet knows one from the other.
"""

from __future__ import annotations

from volant.library.laws import Spelling, spell_label
from volant.web.frame import Frame
from volant.web.markup import Markup, element


def draw_article(frame: Frame, label: str, tag: str, *, alone: bool = True) -> Markup | None:
    """Draw a label of a text in the language `tag`, or nothing for none.

    What is spelled runs as the page does. Whatever else runs as it begins, unless it is not
    `alone` and what is around it decides.
    """
    if not label:
        return None
    spelled = spell_label(label, frame.words.language)
    if spelled is None:
        return element("span", label, class_="heading", lang=tag, dir="auto" if alone else None)
    named = _draw_law(spelled, tag) if spelled.law else ()
    lang = frame.words.language
    return element("span", *named, spelled.articles, class_="article", lang=lang)


def _draw_law(spelled: Spelling, tag: str) -> tuple[Markup, Markup]:
    law = element("bdi", spelled.law, class_="law", lang=tag)
    return law, element("span", spelled.joint, class_="joint")
