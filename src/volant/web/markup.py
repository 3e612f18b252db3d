"""Build HTML from elements, so that text is always escaped and tags always close.

It knows no page. A template engine would be shorter to write in; this one has no syntax of its
own, no dependency, and no way to forget the escaping.
"""

from __future__ import annotations

from html import escape

VOID = frozenset({"br", "img", "input", "link", "meta"})
"""Elements without content or end tag (HTML standard, 13.1.2) that the pages use."""


class Markup(str):
    """Be text that is HTML already; any other string is escaped."""

    __slots__ = ()


Child = str | None
Value = str | int | bool | None


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """Build one element; `class_` writes `class`, `data_word` writes `data-word`.

    `None` and `False` leave a child or an attribute out; `True` writes its bare name.

    >>> element("p", "واش 5 < 7؟", dir="auto")
    '<p dir="auto">واش 5 &lt; 7؟</p>'
    """
    opening = "<" + name + "".join(_write(key, value) for key, value in attributes.items()) + ">"
    if name in VOID:
        return Markup(opening)
    return Markup(f"{opening}{join(*children)}</{name}>")


def join(*children: Child) -> Markup:
    """Put children one after the other, escaping those that are not `Markup`."""
    return Markup(
        "".join(
            child if isinstance(child, Markup) else escape(child)
            for child in children
            if child is not None
        )
    )


def _write(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
