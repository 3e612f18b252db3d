"""Nothing a person or a document says can become markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from volant.web.markup import Markup, element, join

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


class Outline(HTMLParser):
    """Read HTML back: the tags opened, their attributes, the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.found: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXT, TEXT)
def test_text_and_attributes_come_back_unchanged(text: str, label: str) -> None:
    read = Outline(element("p", text, aria_label=label))
    assert (read.tags, read.text, read.found) == (["p"], text, {"aria-label": label})


@given(TEXT, TEXT)
def test_joined_text_is_escaped_once(first: str, second: str) -> None:
    assert Outline(join(join(first), second)).text == first + second


def test_attributes_left_out_and_bare() -> None:
    html = element("input", type="text", hidden=True, value=None, checked=False, for_="x")
    assert html == '<input type="text" hidden for="x">'


def test_markup_is_not_escaped_twice() -> None:
    assert element("p", Markup("<b>ⵣ</b>"), None, "&") == "<p><b>ⵣ</b>&amp;</p>"
