"""Say why, in the reader's language: one text for each code of a decision.

The texts name the law and the next step; a page composes nothing of its own, so it cannot disagree
with the log. Tamazight is missing until a speaker writes it, and French stands in.
Source: `reasons.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from volant.sovereignty.words import FALLBACK


@cache
def load_reasons() -> Mapping[str, Mapping[str, str]]:
    """Return the texts, by code and language."""
    text = Path(__file__).with_name("reasons.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def explain(code: str, language: str = FALLBACK, n: int = 0) -> str:
    """Return the text of a code; one of another version is shown as it is.

    >>> explain("PSEUDO-n", "ar", n=2)
    'تم تعويض 2 من العناصر الشخصية قبل الإرسال وإرجاعها في الجواب.'
    """
    texts = load_reasons().get(code)
    if texts is None:
        return code
    return texts.get(language, texts[FALLBACK]).replace("{n}", str(n))
