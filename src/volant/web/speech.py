"""Say the words of the pages about engines: the page's own, and those of `sovereignty`.

Both exist in French, Arabic and English. In an interface of another language the whole content of
these pages is French, and is marked as French once, on `main`.
"""

from __future__ import annotations

from dataclasses import dataclass

from volant.ledger.description import read_catalogue
from volant.sovereignty import explain
from volant.sovereignty.words import FALLBACK, LANGUAGES, load_words, say
from volant.web.frame import Frame
from volant.web.markup import Markup, Value, element

SIGNS = {"checked": "●", "written": "□", "said": "○", "unknown": "✕"}
"""What stands at the points of the radar, beside each fact."""

PERSON = "person"
"""What the receipts call a `name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Speak in a frame's language, or in French."""

    frame: Frame

    @property
    def language(self) -> str:
        """Name the language that is really spoken."""
        wanted = self.frame.words.language
        return wanted if wanted in LANGUAGES else FALLBACK

    @property
    def borrowed(self) -> dict[str, Value]:
        """Give the attributes of `main` where its language is not the page's."""
        return {} if self.language == self.frame.words.language else {"lang": FALLBACK}

    def say(self, key: str, **values: str | int) -> str:
        """Say one of the page's own sentences."""
        return self.frame.words.say(f"wheel.{key}", **values)

    def word(self, name: str, key: str, **attributes: Value) -> Markup:
        """Build an element that says one."""
        return element(name, self.say(key), **attributes)

    def term(self, group: str, code: str, **values: object) -> str:
        """Say a code of `sovereignty`."""
        return say(group, code, self.language, **values)

    def list_levels(self, question: int) -> list[str]:
        """Give what each level of a question means, level 0 first."""
        levels: list[str] = load_words()["question"][str(question)]["levels"][self.language]
        return levels

    def ask(self, question: int) -> str:
        """Say one of the ten questions."""
        return str(load_words()["question"][str(question)]["ask"][self.language])

    def explain(self, code: str, n: int = 0) -> str:
        """Say why, with the article of law."""
        return explain(code, self.language, n)

    def name_class(self, name: str) -> str:
        """Name a class of data: its letter, and what it means."""
        return f"{name} · {self.term('class', name)}"

    def name_kind(self, kind: str) -> str:
        """Name a kind of personal data, as receipts do."""
        words = read_catalogue().get("kind", {}).get(PERSON if kind == "name" else kind, {})
        return str(words.get(self.language, kind))

    def name_country(self, code: str) -> str:
        """Name a country (ISO 3166-1); one without a name here is named by its code."""
        key = f"country-{code}"
        return self.say(key) if f"wheel.{key}" in self.frame.words.texts else code

    def word_level(self, level: int) -> Markup:
        """Say a level in words."""
        return element("span", self.say("level", level=level))

    def mark(self, mark: str) -> Markup:
        """Draw how something is known: a sign and a word."""
        sign = element("span", SIGNS[mark], class_="sign", aria_hidden="true")
        return element("span", sign, " ", self.term("mark", mark), class_=f"known {mark}")
