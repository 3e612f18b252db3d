"""What is asked of an engine and what it says."""

from __future__ import annotations

from dataclasses import dataclass

TIERS = ("E0", "E1", "E2", "E3", "E4", "E5")
"""How far an engine is shut in, the least first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be one turn; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Ask an engine for a completion, in OpenAI's words; `grammar` is llama.cpp's GBNF."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    grammar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Count tokens; `cached_tokens` of the prompt were not read again."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Be one streamed piece; the last one of a stream has `finish` and, where known, `usage`."""

    text: str
    finish: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Say where an engine runs and what it runs, as far as this program knows; None is unknown.

    `weights` is the SHA-256 of the file, hex; `egress` is the tier really reached, E0 to E5;
    `probe` is the number of the log's entry that says how that was found.
    """

    weights: str | None = None
    runtime: str | None = None
    egress: str | None = None
    probe: int | None = None
