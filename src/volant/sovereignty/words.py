"""Say the words around a score and a decision, in the reader's language.

They are data, so that a translator can review them. Tamazight is missing until a speaker writes
it, and French stands in.
Source: `words.toml`; `questions.toml` for the ten questions, `facts.toml` for facts of a profile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("fr", "ar", "en")
FALLBACK = "fr"


@cache
def load_words() -> Mapping[str, Any]:
    """Return every word, by group, code and language."""
    folder = files("volant.sovereignty")
    found: dict[str, Any] = {}
    for name in ("words.toml", "questions.toml", "facts.toml"):
        found |= tomllib.loads((folder / name).read_text("utf-8"))
    return MappingProxyType(found)


def say(group: str, code: str, language: str = FALLBACK, **values: object) -> str:
    """Return the words of a code, with values put in; one that is not known is shown as it is.

    >>> say("phrase", "next", "fr", level=3, wanted="deux copies")
    'Pour atteindre le niveau 3 : deux copies.'
    """
    words = load_words()[group].get(code)
    return code if words is None else str(words.get(language, words[FALLBACK])).format(**values)
