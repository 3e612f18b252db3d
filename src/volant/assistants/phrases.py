"""Say the few words of ours around the evidence, in the asker's language and script."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

FALLBACK = "fr"
"""For a question whose language could not be told (`und`)."""


def phrase(tag: str, key: str) -> str:
    """Give `lead`, `silent` or `advice` in a language.

    >>> phrase("ary-Arab", "silent")
    'ما لقيتش الجواب فهاد الوثائق.'
    """
    table = _phrases()
    return str(table.get(tag, table[FALLBACK])[key])


@cache
def _phrases() -> dict[str, dict[str, str]]:
    text = (files("volant.assistants") / "phrases.toml").read_text("utf-8")
    return tomllib.loads(text)
