"""Say a fact of a profile in the reader's words: its name, its value, and where it is from.

What a fact is worth is not known here, nor which ones matter. Digests are cut to what a person
compares; the profile itself has them whole. What a source quotes is never translated.
Source of the words: `facts.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from volant.sovereignty.words import FALLBACK, load_words, say

SHOWN = 16
"""Hexadecimal digits of a digest that are shown: as many as people compare."""

QUOTED = "en"
"""The language of what stands between “ and ” in the source of a profile."""

_QUOTATION = re.compile("“([^“”]*)”")
_PLACE = re.compile(r"\{(\d)\}")
_DIGEST = re.compile(r"\b([0-9a-f]{64})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be a piece of a source: `quoted` from it, or said of it; `tag` is empty if not known."""

    text: str
    tag: str
    quoted: bool = False


def name_fact(pointer: str, language: str = FALLBACK) -> str:
    """Return the name of a fact, also of one under it; any other pointer is shown as it is.

    >>> name_fact("/weights/control", "ar"), name_fact("/languages/results/ary-Arab")
    ('من يتحكم في الأوزان', 'Essais par langue (ary-Arab)')
    """
    above, _, last = pointer.rpartition("/")
    named = load_words()["fact"]
    if pointer not in named and above in named:
        return f"{say('fact', above, language)} ({last})"
    return say("fact", pointer, language)


def spell(value: Any, language: str = FALLBACK) -> str:
    """Return a value as a reader reads it; lists and records are parted by semicolons and dots.

    Decimals have a comma but in English, as Morocco writes them (CLDR 46, ar-MA and fr-MA).

    >>> spell(("api_only", True, 0.5))
    'le fabricant seul : accès par API, révocable ; oui ; 0,5'
    """
    if isinstance(value, bool):
        return say("value", "yes" if value else "no", language)
    if isinstance(value, tuple | list):
        return _join(" ; ", (spell(item, language) for item in value), language)
    if isinstance(value, Mapping):
        pairs = (f"{key}: {spell(one, language)}" for key, one in value.items())
        return _join(" ; ", pairs, language)
    if is_dataclass(value):
        held = (getattr(value, field.name) for field in fields(value))
        return " · ".join(spell(one, language) for one in held if one is not None)
    if isinstance(value, float):
        return str(value) if language == "en" else str(value).replace(".", ",")
    text = str(value)
    known = text in load_words()["value"]
    return say("value", text, language) if known else _DIGEST.sub(_cut, text)


def cite_source(source: str, language: str = FALLBACK) -> tuple[Piece, ...]:
    """Return a source in pieces: its quotations as they are, the rest in the reader's words.

    One without words here, as an institution writes its own, is a single piece of no known tag.

    >>> for piece in cite_source("Model card of “Qwen/Qwen3-8B, 29 April 2025”", "ar"):
    ...     print(piece.tag, piece.text, piece.quoted)
    ar بطاقة النموذج  False
    en Qwen/Qwen3-8B, 29 April 2025 True
    """
    quotations = _QUOTATION.findall(source)
    numbers = map(str, range(len(quotations)))
    told = _QUOTATION.sub(lambda _: f"{{{next(numbers)}}}", source)
    words = load_words()["source"].get(told)
    if words is None or _PLACE.search(source):
        return (Piece(text=source, tag=""),) if source else ()
    pieces = (
        Piece(text=quotations[int(part)], tag=QUOTED, quoted=True)
        if at % 2
        else Piece(text=part, tag=language)
        for at, part in enumerate(_PLACE.split(words.get(language, told)))
    )
    return tuple(piece for piece in pieces if piece.text)


def _join(mark: str, parts: Any, language: str = FALLBACK) -> str:
    return {"ar": "؛ ", "en": "; "}.get(language, mark).join(parts)


def _cut(found: re.Match[str]) -> str:
    return found[1][:SHOWN] + "…"
