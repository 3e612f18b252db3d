"""Be the assistant `volant`: answer from the library, each sentence cited, or say it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from volant import languages
from volant.assistants import claims, prompt, turns
from volant.assistants.phrases import FALLBACK, phrase
from volant.library import Desk, Evidence
from volant.records import TAGS, Grounding, Hit, Message, Request, Sentence

CONFIDENCE = 0.5
"""Probability that the hits hold the answer under which the documents are called silent. Then .75
to .85 of decisions were right on the law folder, by form of question (`make bench-answers`), and
about .90 on the starter library. At .42 as many are right, more of them answers; one half was taken
because a wrong silence still shows the nearest passages, and a wrong answer misleads."""


class Librarian:
    """Answer from what one desk shows."""

    name = "volant"
    tags = prompt.SPOKEN

    def __init__(self, desk: Desk, passages: int = 5) -> None:
        self._desk, self._passages = desk, passages

    def ground(self, messages: Sequence[Message], tag: str | None = None) -> Grounding:
        """Identify the language of the last turn, search, choose the evidence.

        A `tag` given by the asker goes before the one identified.
        """
        last = next(m.content for m in reversed(messages) if m.role == "user")
        identified = languages.identify(last, parts=False)
        tag = tag or identified.nearest
        question, (hits, evidence) = self._search(messages, tag)
        silent = not evidence.citations or evidence.confidence < CONFIDENCE
        return Grounding(
            tag=tag if tag in TAGS else FALLBACK,
            identified=identified,
            question=question,
            hits=tuple(hits),
            evidence=evidence.citations,
            silent=silent,
            searched=evidence.searched,
        )

    def _search(
        self, messages: Sequence[Message], tag: str
    ) -> tuple[str, tuple[list[Hit], Evidence]]:
        """Search for the question as it stands alone; say how it was put.

        A turn that goes on with another subject (« et le SMIG ? ») is answered by what names that
        subject; where nothing found after the turn before does, it is searched for by itself.
        """
        last = next(m.content for m in reversed(messages) if m.role == "user")
        question = turns.standalone(messages, tag)
        hits, evidence = self._desk.find(question, tag, self._passages)
        if question == last:
            return question, (hits, evidence)
        subjects = turns.subject(last, tag)
        named = [c for c in evidence.citations if turns.names(f"{c.title}\n{c.text}", subjects)]
        if not named:
            return last, self._desk.find(last, tag, self._passages)
        kept = tuple(replace(one, number=n) for n, one in enumerate(named, 1))
        return question, (hits, replace(evidence, citations=kept))

    def request(self, grounding: Grounding, model: str) -> Request:
        return prompt.compose(grounding, model)

    def cut(self, text: str, *, end: bool) -> tuple[list[str], str]:
        return claims.cut(text, end=end)

    def check(self, grounding: Grounding, text: str) -> Sentence | str:
        return claims.check(text, grounding.evidence, grounding.tag, grounding.question)

    def quote(self, grounding: Grounding) -> tuple[Sentence, ...]:
        """Give the evidence verbatim after a lead in the asker's language."""
        lead = Sentence(text=phrase(grounding.tag, "lead"), status="frame")
        quotes = (
            Sentence(text=c.text, status="quoted", citations=(c,)) for c in grounding.evidence
        )
        return lead, *quotes

    def refuse(self, grounding: Grounding) -> tuple[Sentence, ...]:
        keys = ("silent", "advice") if grounding.hits else ("silent",)
        return tuple(Sentence(text=phrase(grounding.tag, key), status="frame") for key in keys)
