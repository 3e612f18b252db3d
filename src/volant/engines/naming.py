"""Tell whether the model that answered is the one that was asked.

A provider may answer an alias by the dated version behind it: that is the same model. Anything
else is another, for a name is all a rented engine shows of itself. It cannot see a provider that
keeps the name and changes the weights; digests do that, for weights that are held here.
"""

from __future__ import annotations

import re

_VERSION = re.compile(r"[-@:](latest|v?\d{3,8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4})")
"""What follows an alias: OpenAI `-2024-08-06`, Anthropic `-20250929`, Mistral `-2506`, Google
`-001` or `-09-2025`, Ollama `:latest` (each provider's list of models)."""


def is_same(asked: str, said: str) -> bool:
    """Say whether `said` names the model `asked`, or a dated version of it where no date was asked.

    >>> is_same("mistral-small-latest", "mistral-small-2506"), is_same("gpt-4o", "gpt-4o-mini")
    (True, False)
    """
    asked, said = _plain(asked), _plain(said)
    base = re.sub(r"[-:]latest$", "", asked)
    rest = said.removeprefix(base)
    return said in (asked, base) or (said.startswith(base) and _VERSION.fullmatch(rest) is not None)


def _plain(name: str) -> str:
    """Drop what is not the name: Google's OpenAI-compatible address writes `models/` before it."""
    return name.strip().casefold().removeprefix("models/")
