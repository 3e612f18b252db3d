"""Say the page's sentences in the reader's language.

One file a language in `words/`, the same keys in each. A key listed as `borrowed` holds French
where no sure Tamazight was known, and is marked up as French; one listed as `unverified` waits
for a fluent reader. Which sentence is said when is not known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import msgspec

LANGUAGES = ("fr", "ar", "zgh", "en")
"""Languages of the interface, in the order they are offered; the first one is the default."""

NEARBY = {"ary": "ar", "ber": "zgh", "tzm": "zgh", "shi": "zgh", "rif": "zgh", "kab": "zgh"}
"""Languages of Morocco's readers (ISO 639) to the interface that serves them best."""

ISOLATED = frozenset({"class", "date", "engine", "source", "title"})
"""Values that may be written the other way than the sentence; they are set between the marks
FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode Standard Annex 9, 2.4)."""

TABLES = ("tag", "engine", "error", "wheel")
"""Groups of sentences, whose keys begin with the group's name."""

SERVED = "wheel."
"""How the keys begin of what only the server says: the page's JavaScript does not load it."""

Text = str | dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Words:
    """Hold the sentences of one language; a plural holds one form a CLDR category."""

    language: str
    name: str
    direction: str
    borrowed: frozenset[str]
    unverified: frozenset[str]
    months: tuple[str, ...]
    texts: Mapping[str, Text]

    def say(self, key: str, **values: str | int) -> str:
        """Give a sentence, its `{names}` filled; `n` chooses among plural forms."""
        text = self.texts[key]
        if isinstance(text, dict):
            text = text.get(plural(self.language, int(values["n"])), text["other"])
        return fill(text, values)

    def say_date(self, date: str) -> str:
        """Write an ISO 8601 date with its month in words; anything else stays as it is."""
        parts = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})", date, re.ASCII)
        if parts is None:
            return date
        return f"{int(parts[3])} {self.months[int(parts[2]) - 1]} {parts[1]}"

    def say_error(self, code: str) -> str:
        """Explain an error and what to do; an unknown code gets the general explanation."""
        return self.say(f"error.{code}" if f"error.{code}" in self.texts else "error.volant")

    def say_tag(self, tag: str) -> str:
        """Name a language and script (BCP 47); one without a name here is named by its tag."""
        return self.say(f"tag.{tag}") if f"tag.{tag}" in self.texts else tag

    def say_engine(self, name: str) -> str:
        """Name an engine; the one that only quotes is told in words, any other has its name."""
        return self.say(f"engine.{name}") if f"engine.{name}" in self.texts else name

    def say_share(self, score: float) -> str:
        """Write a probability as a percentage, 100 only for what is certain."""
        whole = 100 if score >= 1 else min(99, int(score * 100 + 0.5))
        return f"{whole}\u202f%" if self.language in ("fr", "zgh") else f"{whole}%"

    def say_decimal(self, score: float) -> str:
        """Write a share in [0, 1] with two decimals, never rounded up."""
        text = f"{int(score * 100 + 1e-9) / 100:.2f}"
        return text if self.language == "en" else text.replace(".", ",")

    def borrow(self, key: str) -> str | None:
        """Name the language of a sentence where it is not the page's own."""
        return "fr" if key in self.borrowed else None

    @cached_property
    def encoded(self) -> bytes:
        """The JSON that the page's JavaScript loads."""
        return msgspec.json.encode(
            {
                "language": self.language,
                "direction": self.direction,
                "borrowed": sorted(key for key in self.borrowed if not key.startswith(SERVED)),
                "months": self.months,
                "texts": {k: text for k, text in self.texts.items() if not k.startswith(SERVED)},
            }
        )


def load_catalogue() -> dict[str, Words]:
    """Read every language of the interface."""
    return {language: load_words(language) for language in LANGUAGES}


def load_words(language: str) -> Words:
    """Read one language."""
    data = _read(language)
    whole = data.get("borrowed_tables", [])
    data |= {name: _read(LANGUAGES[0])[name] for name in whole}
    texts: dict[str, Text] = dict(data["say"]) | dict(data["plural"])
    for table in TABLES:
        texts |= {f"{table}.{key}": text for key, text in data[table].items()}
    borrowed = {key for key in texts if key.partition(".")[0] in whole}
    return Words(
        language=language,
        name=data["name"],
        direction=data["direction"],
        borrowed=frozenset(data.get("borrowed", ())) | borrowed,
        unverified=frozenset(data.get("unverified", ())) | borrowed,
        months=tuple(data["months"]),
        texts=texts,
    )


def _read(language: str) -> dict[str, Any]:
    path = files("volant.web") / "words" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fill(text: str, values: Mapping[str, str | int]) -> str:
    """Replace each `{name}` that has a value; anything else stays as it is.

    >>> fill("{passages} dans {documents}", {"passages": "3 مقاطع"})
    '3 مقاطع dans {documents}'
    """

    def replace(found: re.Match[str]) -> str:
        value = str(values.get(found[1], found[0]))
        return f"\u2068{value}\u2069" if found[1] in ISOLATED else value

    return re.sub(r"\{(\w+)\}", replace, text)


def plural(language: str, n: int) -> str:
    """Give the CLDR plural category of a whole number from 0 (Unicode CLDR 46, cardinals)."""
    if language == "ar":
        return _plural_arabic(n)
    if language == "fr":
        return "one" if n in (0, 1) else "other"
    return "one" if n == 1 else "other"


def _plural_arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


def choose(*wishes: str | None) -> str:
    """Give the first interface language wished for.

    A wish is a tag or an `Accept-Language` header (RFC 9110, 12.5.4).

    >>> choose(None, "ary-MA, fr;q=0.5")
    'ar'
    """
    for wish in wishes:
        for tag in _order(wish or ""):
            base = tag.split("-")[0].lower()
            base = NEARBY.get(base, base)
            if base in LANGUAGES:
                return base
    return LANGUAGES[0]


def _order(header: str) -> list[str]:
    weighed = []
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
