"""What `volant.languages` says of a text."""

from __future__ import annotations

from dataclasses import dataclass

TAGS = ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn", "fr", "en", "es")
"""The languages and scripts Volant answers in, BCP 47."""

UNKNOWN = "und"
"""None of them, BCP 47's word for undetermined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Be a run of words in one language: `text[start:end]`, with the space and signs after it.

    `tag` is BCP 47, `name` for a proper name, `und` for what is none of these.
    """

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Name the language and script of a text.

    `tag` is BCP 47, `und` when none fits; `score` is the probability that it is right, in [0, 1];
    `alternatives` are the next best `(tag, score)`, best first. `parts` tile the text, in order;
    they are empty where only the tag was asked for.
    """

    tag: str
    score: float
    alternatives: tuple[tuple[str, float], ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def nearest(self) -> str:
        """Give the likeliest of `TAGS`, for a text that is answered whatever it is in; or `""`."""
        ranked = (self.tag, *(tag for tag, _ in self.alternatives))
        return next((tag for tag in ranked if tag in TAGS), "")
