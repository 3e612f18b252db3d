"""Choose the words that a rented engine's address speaks.

A provider's own address says what it speaks, so that no setting can be got wrong; a gateway that
passes one on has another address, and its settings say the wire. It knows no keys, no prices and
no jurisdictions: those are facts of a profile.
Sources of the addresses: OpenAI API reference, "Introduction"; Mistral AI API specification,
`servers`; Claude API, "API overview"; Gemini API reference, and "OpenAI compatibility".
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from volant.engines import anthropic, gemini
from volant.engines.openai_compatible import OpenAICompatible
from volant.engines.remote import Remote
from volant.errors import SettingsError

COMPATIBLE = "openai-compatible"
"""What every address speaks that is not known to speak otherwise."""

WIRES: Mapping[str, Callable[..., Remote]] = {
    COMPATIBLE: OpenAICompatible,
    "openai": partial(OpenAICompatible, dialect="openai"),
    "mistral": partial(OpenAICompatible, dialect="mistral"),
    "gemini-openai": partial(OpenAICompatible, dialect="gemini"),
    "gemini": partial(Remote, words=gemini),
    "anthropic": partial(Remote, words=anthropic),
}

ADDRESSES = {
    "https://api.openai.com/": "openai",
    "https://api.mistral.ai/": "mistral",
    "https://api.anthropic.com/": "anthropic",
    "https://generativelanguage.googleapis.com/v1beta/openai": "gemini-openai",
    "https://generativelanguage.googleapis.com/": "gemini",
}
"""Where each address begins; the first that fits decides."""


def choose(base_url: str) -> str:
    """Name the wire that an address speaks.

    >>> choose("https://api.mistral.ai/v1"), choose("http://moteur.commune.example:8000/v1")
    ('mistral', 'openai-compatible')
    """
    address = f"{base_url.strip().rstrip('/')}/".casefold()
    found = (wire for start, wire in ADDRESSES.items() if address.startswith(start))
    return next(found, COMPATIBLE)


def reach(name: str, base_url: str, *, wire: str = "", **options: Any) -> Remote:
    """Return the engine at an address; `wire` is one of `WIRES`, else the address decides.

    `options` are those of `Remote`. Raises `SettingsError`.
    """
    chosen = wire or choose(base_url)
    if chosen not in WIRES:
        near = difflib.get_close_matches(chosen, WIRES, 1, 0.0)[0]
        raise SettingsError(f"engines.{name}.wire = {chosen!r} is no wire; did you mean {near!r}?")
    return WIRES[chosen](name, base_url, **options)
