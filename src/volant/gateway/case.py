"""Gather what happens to one question while it walks through the gateway, for its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from volant.errors import (
    Denied,
    EmptyQuestion,
    MalformedRequest,
    TooLong,
    UnknownModel,
    VolantError,
)
from volant.gateway.caller import NOBODY, Caller
from volant.gateway.standings import Placed
from volant.gateway.steering import UNSEEN, Clearance, Sensitivity, is_transfer
from volant.ledger import Facts
from volant.records import Answer, Grounding, Message, Request, Sentence, Usage

QUOTE = "quote"
"""The engine that is no engine: the evidence itself."""

REFUSED = (EmptyQuestion, TooLong, UnknownModel, MalformedRequest, Denied)
"""What is wrong with a request, or may not be: it leaves a denial."""


@dataclass(slots=True, kw_only=True)
class Case:
    """Be the one mutable thing of a walk; `facts` freezes it.

    `chosen` is the tag the asker gave the question, where one was given. `request` is what an
    engine was given, `clearance` what was decided before, `error` why nothing was answered.
    """

    messages: tuple[Message, ...]
    caller: Caller = NOBODY
    seen: Sensitivity = UNSEEN
    clearance: Clearance | None = None
    error: VolantError | None = None
    tag: str = "und"
    chosen: str | None = None
    grounding: Grounding | None = None
    engine: Placed | None = None
    request: Request | None = None
    sentences: list[Sentence] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    finish: str = ""
    outcome: str = "FAILED"
    rules: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def question(self) -> str:
        return next((m.content for m in reversed(self.messages) if m.role == "user"), "")

    @property
    def turns(self) -> tuple[Message, ...]:
        """Give what the asker said, and nothing of earlier answers."""
        return tuple(message for message in self.messages if message.role == "user")

    def complete(self) -> None:
        """Note that all was answered; where an engine was asked, as the decision says.

        Data that may go only once replaced is said to be, also where the table asks nothing more.
        """
        sent = self.clearance if self.request else None
        self.outcome = sent.decision.outcome if sent else "ALLOWED"
        if self.outcome == "ALLOWED" and sent and sent.envelope and sent.envelope.counts:
            self.outcome = "PSEUDONYMISED"
            self.rules.append("PSEUDO-n")

    def refuse(self, error: VolantError) -> None:
        """Note that nothing was answered, and why."""
        self.outcome, self.finish, self.error = "DENIED", "refused", error

    def refusal(self) -> Denied:
        """Make the error that says what was decided."""
        assert self.clearance is not None
        return self.clearance.refusal()

    def answer(self, receipt: str) -> Answer:
        """Give what the asker reads, whole."""
        grounding = self.grounding
        refused = grounding is not None and grounding.silent
        phrased = any(sentence.status == "supported" for sentence in self.sentences)
        return Answer(
            tag=self.tag,
            engine=self.engine.name if phrased and self.engine else QUOTE,
            refused=refused,
            sentences=tuple(self.sentences),
            nearest=grounding.hits if grounding and refused else (),
            withheld=tuple(sorted(self.withheld.items())),
            usage=self.usage,
            receipt=receipt,
            identified=grounding.identified if grounding else None,
        )

    def facts(self) -> Facts:
        """Say what happened, measured things only."""
        facts = Facts(
            at=self.at,
            question=self.question,
            tag=self.tag,
            outcome=self.outcome,
            answer="".join(self.said) or "\n".join(s.text for s in self.sentences) or None,
            finish=self.finish or None,
            rules=tuple(self.rules),
            sources=_sources(self.sentences),
            data_class=None if self.seen is UNSEEN else self.seen.highest,
            searched="\n".join(self.grounding.searched) or None if self.grounding else None,
        )
        return self._decided(self._sent(self._placed(facts)))

    def _placed(self, facts: Facts) -> Facts:
        """Add the engine, where it ran and what it was."""
        if self.engine is None:
            return facts
        place = self.engine.place
        return replace(
            facts,
            engine=self.engine.name,
            weights=place.weights,
            runtime=place.runtime,
            egress=place.egress,
            probe=getattr(place, "probe", None),
        )

    def _sent(self, facts: Facts) -> Facts:
        """Add what the engine was given, and how much it read and wrote."""
        if self.request is None:
            return facts
        envelope = self.clearance.envelope if self.clearance else None
        return replace(
            facts,
            sent=_transcript(self.request.messages),
            tokens_in=self.usage.prompt_tokens or None,
            tokens_out=self.usage.completion_tokens or None,
            temperature=self.request.temperature,
            seed=self.request.seed,
            pseudonymised=envelope.counts if envelope else {},
        )

    def _decided(self, facts: Facts) -> Facts:
        """Add what was decided; where another engine stood in, nothing of the one refused."""
        clearance = self.clearance
        if clearance is None or clearance.stance is None:
            return facts
        standing = clearance.stance.standing
        facts = replace(facts, policy=standing.policy, case=clearance.case)
        if self.engine is None or not is_transfer(self.engine):
            return facts
        return replace(
            facts,
            profile=standing.profile,
            zone=standing.zone,
            country=standing.country or None,
            score=clearance.stance.score,
            approved_by=clearance.approved_by or None,
        )


def _transcript(messages: Sequence[Message]) -> str:
    return "\n\n".join(f"{message.role}: {message.content}" for message in messages)


def _sources(sentences: Sequence[Sentence]) -> tuple[tuple[str, str], ...]:
    found = [(c.digest, f"{c.start}-{c.end}") for s in sentences for c in s.citations]
    return tuple(dict.fromkeys(found))
