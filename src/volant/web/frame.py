"""Draw what every page has: its head, its name, the choice of language.

It knows no content. The language and the theme come from the address, then from a cookie set by
the page itself, then from the browser; nothing else is remembered of a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from volant.web.assets import Assets
from volant.web.catalogue import LANGUAGES, Words, choose
from volant.web.markup import Markup, element

STYLES = (
    "colors.css",
    "page.css",
    "controls.css",
    "composer.css",
    "turn.css",
    "tags.css",
    "panel.css",
)

LANGUAGE_COOKIE = "volant_language"
THEME_COOKIE = "volant_theme"
YEAR = 31_536_000
"""Seconds a choice of language is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Be what a page is drawn in: the reader's words and theme, and where the files are.

    `here` is the page's own address without its language, ready for one to be added.
    """

    words: Words
    catalogue: Mapping[str, Words]
    assets: Assets
    theme: str | None
    chosen: bool
    here: str

    def word(self, name: str, key: str, **attributes: str | bool | None) -> Markup:
        """Build an element that says a sentence and lets the page say it in another language."""
        lang = self.words.borrow(key)
        return element(name, self.words.say(key), data_word=key, lang=lang, **attributes)

    def respond(
        self,
        title: str,
        *content: Markup | None,
        live: bool = False,
        status: int = 200,
        styles: Sequence[str] = STYLES,
    ) -> HTMLResponse:
        """Compose a whole page; a `live` one runs the page's script."""
        head = element("head", *self._head(title, live, styles))
        body = element(
            "body",
            self.word("a", "skip", class_="skip", href="#question") if live else None,
            self._top(live),
            *content,
        )
        html = element(
            "html",
            head,
            body,
            lang=self.words.language,
            dir=self.words.direction,
            data_theme=self.theme,
        )
        text = f"<!doctype html>\n{html}".encode("utf-8", "replace")
        response = HTMLResponse(text, status)
        if self.chosen:
            response.set_cookie(LANGUAGE_COOKIE, self.words.language, YEAR, samesite="lax")
        return response

    def _head(self, title: str, live: bool, styles: Sequence[str]) -> list[Markup]:
        viewport = "width=device-width, initial-scale=1, interactive-widget=resizes-content"
        parts = [
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content=viewport),
            element("meta", name="color-scheme", content="light dark"),
            element("title", title),
            element("link", rel="icon", type="image/svg+xml", href=self.assets.link("mark.svg")),
        ]
        parts += [element("link", rel="stylesheet", href=self.assets.link(s)) for s in styles]
        if live:
            parts += [element("script", type="module", src=self.assets.link("page.js"))]
        return parts

    def _top(self, live: bool) -> Markup:
        mark = element("span", class_="mark", aria_hidden="true")
        return element(
            "header",
            element("a", mark, "Volant", class_="brand", href="/", translate="no"),
            self._languages(),
            self._tools() if live else None,
            class_="top",
        )

    def _languages(self) -> Markup:
        links = [
            element(
                "a",
                self.catalogue[language].name,
                href=f"{self.here}language={language}",
                lang=language,
                hreflang=language,
                aria_current="true" if language == self.words.language else None,
            )
            for language in LANGUAGES
        ]
        label = self.words.say("language")
        return element("nav", *links, class_="languages", aria_label=label, data_label="language")

    def _tools(self) -> Markup:
        say = self.words.say
        fresh = element(
            "button",
            element("span", class_="icon icon-plus", aria_hidden="true"),
            self.word("span", "fresh", class_="word"),
            type="button",
            id="fresh",
            class_="quiet",
            hidden=True,
        )
        theme = element(
            "button",
            element("span", class_="icon icon-theme", aria_hidden="true"),
            type="button",
            id="theme",
            class_="quiet round",
            aria_label=say("dark"),
            hidden=True,
        )
        return element("div", fresh, theme, class_="tools")


def frame_for(request: Request, catalogue: Mapping[str, Words], assets: Assets) -> Frame:
    """Give the frame that suits a request."""
    asked = request.query_params.get("language")
    remembered = request.cookies.get(LANGUAGE_COOKIE)
    language = choose(asked, remembered, request.headers.get("accept-language"))
    theme = request.cookies.get(THEME_COOKIE)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "language"]
    query = urlencode(kept) + "&" if kept else ""
    return Frame(
        words=catalogue[language],
        catalogue=catalogue,
        assets=assets,
        theme=theme if theme in ("light", "dark") else None,
        chosen=asked == language,
        here=f"{quote(request.scope['path'])}?{query}",
    )
