"""Gather what happens to one question while it walks through the gateway, for its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from volant.ledger import Facts
from volant.protocols import Engine
from volant.records import Grounding, Message, Request, Sentence, Usage


@dataclass(slots=True, kw_only=True)
class Case:
    """Be the one mutable thing of a walk; `facts` freezes it.

    `chosen` is the tag the asker gave the question, where one was given.
    """

    messages: tuple[Message, ...]
    tag: str = "und"
    chosen: str | None = None
    grounding: Grounding | None = None
    engine: Engine | None = None
    request: Request | None = None
    sentences: list[Sentence] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)
    said: str = ""
    usage: Usage = field(default_factory=Usage)
    finish: str = ""
    outcome: str = "FAILED"
    rules: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def question(self) -> str:
        return next((m.content for m in reversed(self.messages) if m.role == "user"), "")

    def facts(self) -> Facts:
        """Say what happened, measured things only."""
        request, engine = self.request, self.engine
        return Facts(
            at=self.at,
            question=self.question,
            tag=self.tag,
            outcome=self.outcome,
            sent=_transcript(request.messages) if request else None,
            answer=self.said or "\n".join(s.text for s in self.sentences) or None,
            tokens_in=self.usage.prompt_tokens if request else None,
            tokens_out=self.usage.completion_tokens if request else None,
            finish=self.finish or None,
            engine=engine.name if engine else None,
            weights=engine.place.weights if engine else None,
            runtime=engine.place.runtime if engine else None,
            temperature=request.temperature if request else None,
            seed=request.seed if request else None,
            egress=engine.place.egress if engine else None,
            rules=tuple(self.rules),
            sources=_sources(self.sentences),
        )


def _transcript(messages: Sequence[Message]) -> str:
    return "\n\n".join(f"{message.role}: {message.content}" for message in messages)


def _sources(sentences: Sequence[Sentence]) -> tuple[tuple[str, str], ...]:
    found = [(c.digest, f"{c.start}-{c.end}") for s in sentences for c in s.citations]
    return tuple(dict.fromkeys(found))
