"""Walk a question through the gateway: the order of the steps is this file.

    admit → ground → phrase or quote or refuse → check → settle → keep what it teaches

Nothing reaches an engine but through here, and nothing leaves here without a receipt: the last
step runs whatever happened, also when the reader hangs up. It does not know HTTP, nor where an
engine lives, nor how evidence is found.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import TypeVar, cast

from volant import languages
from volant.errors import (
    EmptyQuestion,
    EngineError,
    MalformedRequest,
    TooLong,
    UnknownModel,
    VolantError,
)
from volant.gateway.case import Case
from volant.gateway.corrections import Correction, Corrections
from volant.gateway.inbox import Inbox
from volant.ledger import Ledger
from volant.protocols import Assistant, Engine
from volant.records import (
    TAGS,
    Answer,
    Answered,
    Delta,
    Event,
    Grounding,
    Message,
    Request,
    Searched,
    Sentence,
    Spoken,
    Usage,
)

LONGEST_QUESTION = 16_000
"""Code points of one user turn; about eight pages. Longer texts belong in the library."""

LONGEST_TALK = 200_000
"""Code points of a whole conversation."""

T = TypeVar("T")

QUOTE = "quote"
"""The engine that is no engine: the evidence itself."""

ECHO = "echo"
"""The engine that repeats, for tests and for clients to try their wiring on."""


class Gateway:
    """Hold the engines, the assistants and the ledger of one installation."""

    def __init__(
        self,
        *,
        engines: Mapping[str, Engine],
        assistants: Mapping[str, Assistant],
        ledger: Ledger,
        default: str,
        corrections: Corrections | None = None,
        inbox: Inbox | None = None,
        notice: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._engines, self._assistants = dict(engines), dict(assistants)
        self._ledger, self._default, self._notice = ledger, default, notice
        self._corrections, self._inbox = corrections, inbox

    @property
    def keeps_corrections(self) -> bool:
        """Say whether a question whose language the asker corrects is kept, text included."""
        return self._corrections is not None

    def engines(self) -> tuple[str, ...]:
        """List the engines a reader may choose from, the default first; test engines left out."""
        return tuple(name for name in self.models() if name != ECHO)

    def models(self) -> tuple[str, ...]:
        """List every engine by name, the default first."""
        names = [self._default, *(name for name in self._engines if name != self._default)]
        return tuple(name for name in names if name in self._engines)

    def assistants(self) -> tuple[str, ...]:
        return tuple(self._assistants)

    async def close(self) -> None:
        """Stop every engine."""
        for engine in self._engines.values():
            await engine.close()

    async def ask(
        self,
        messages: tuple[Message, ...],
        engine: str | None = None,
        assistant: str = "volant",
        *,
        tag: str | None = None,
    ) -> AsyncGenerator[Event]:
        """Answer from the documents: the search step, each checked sentence, the whole.

        `tag` is the asker's word for the language of the question, one of `records.TAGS`; where it
        is not what was identified, the correction is kept. Raises `EmptyQuestion`, `TooLong`,
        `UnknownModel`, `MalformedRequest` for a tag. An engine that fails does not raise: the
        evidence is quoted instead.
        """
        case = Case(messages=messages, chosen=tag)
        helper = self._assistants[assistant]
        try:
            admit(messages)
            admit_tag(tag)
            case.engine = self._engine(engine or self._default)
            grounding = await asyncio.to_thread(helper.ground, messages, tag)
            case.grounding, case.tag = grounding, grounding.tag
            if tag:
                case.rules.append("LANGUAGE-CHOSEN")
            yield Searched(tag=grounding.tag, hits=grounding.hits, identified=grounding.identified)
            async with _closing(self._speak(case, helper, grounding)) as sentences:
                async for sentence in sentences:
                    case.sentences.append(sentence)
                    yield Spoken(sentence=sentence)
            case.outcome = "ALLOWED"
        except (EmptyQuestion, TooLong, UnknownModel, MalformedRequest):
            case.outcome, case.finish = "DENIED", "refused"
            raise
        finally:
            receipt = self._ledger.issue(case.facts())
            self._keep(case, receipt.id)
        yield Answered(answer=_answer(case, receipt.id))

    async def complete(self, request: Request) -> AsyncGenerator[Delta | str]:
        """Have a named engine answer a conversation as it is; the receipt id, a `str`, is last."""
        case = Case(messages=request.messages, request=request)
        try:
            admit(request.messages)
            case.engine = self._engine(request.model)
            case.tag = languages.identify(case.question, parts=False).tag
            async with _closing(case.engine.stream(request)) as deltas:
                async for delta in deltas:
                    case.said += delta.text
                    case.finish, case.usage = delta.finish or case.finish, delta.usage or case.usage
                    yield delta
            case.outcome = "ALLOWED"
        except (EmptyQuestion, TooLong, UnknownModel):
            case.outcome, case.finish = "DENIED", "refused"
            raise
        finally:
            receipt = self._ledger.issue(case.facts())
        yield receipt.id

    async def _speak(
        self, case: Case, helper: Assistant, grounding: Grounding
    ) -> AsyncIterator[Sentence]:
        if grounding.silent:
            case.rules.append("DOCUMENTS-SILENT")
            case.engine = self._engines[QUOTE]
            for sentence in helper.refuse(grounding):
                yield sentence
            return
        shown = 0
        if case.engine and _can_phrase(case.engine, helper, grounding.tag):
            async with _closing(self._phrase(case, helper, grounding, case.engine)) as sentences:
                async for sentence in sentences:
                    shown += 1
                    yield sentence
        if not shown:
            case.rules.append("QUOTED-INSTEAD" if case.request else "QUOTED")
            case.engine = case.engine if case.request else self._engines[QUOTE]
            for sentence in helper.quote(grounding):
                yield sentence

    async def _phrase(
        self, case: Case, helper: Assistant, grounding: Grounding, engine: Engine
    ) -> AsyncIterator[Sentence]:
        case.request = helper.request(grounding, engine.name)
        text = ""
        try:
            async with _closing(engine.stream(case.request)) as deltas:
                async for delta in deltas:
                    text += delta.text
                    case.finish, case.usage = delta.finish or case.finish, delta.usage or case.usage
                    sentences, text = helper.cut(text, end=delta.finish is not None)
                    for sentence in self._checked(case, helper, grounding, sentences):
                        yield sentence
        except EngineError as error:
            case.rules.append(error.code.replace("_", "-").upper())
            self._notice(error.message)

    def _checked(
        self, case: Case, helper: Assistant, grounding: Grounding, texts: list[str]
    ) -> list[Sentence]:
        shown = []
        for text in texts:
            outcome = helper.check(grounding, text)
            if isinstance(outcome, str):
                case.withheld[outcome] += 1
            else:
                shown.append(outcome)
        return shown

    def _keep(self, case: Case, receipt: str) -> None:
        """Keep what people's questions teach; a full disk costs no answer."""
        try:
            self._correct(case, receipt)
            self._miss(case, receipt)
        except VolantError as error:
            self._notice(error.message)

    def _correct(self, case: Case, receipt: str) -> None:
        """Keep what the asker said of the question's language."""
        if self._corrections is None or case.grounding is None or not case.chosen:
            return
        identified = case.grounding.identified
        correction = Correction(
            question=case.question,
            found=identified.tag,
            score=identified.score,
            chosen=case.chosen,
            at=case.at.isoformat(timespec="seconds"),
            receipt=receipt,
        )
        self._corrections.keep(correction)

    def _miss(self, case: Case, receipt: str) -> None:
        """Keep a question that the documents are silent on."""
        if self._inbox is None or case.grounding is None or not case.grounding.silent:
            return
        at = case.at.isoformat(timespec="seconds")
        self._inbox.keep(case.grounding.question, tag=case.tag, at=at, receipt=receipt)

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            known = ", ".join((*self._engines, *self._assistants))
            raise UnknownModel(f"no model {name!r} here; there are: {known}")
        return self._engines[name]


def _can_phrase(engine: Engine, helper: Assistant, tag: str) -> bool:
    return engine.name != QUOTE and tag in engine.tags and tag in helper.tags


def admit(messages: tuple[Message, ...]) -> None:
    """Refuse a conversation without a question, or one too long to be one."""
    turns = [message.content for message in messages if message.role == "user"]
    if not turns or all(unicodedata.category(character)[0] in "ZC" for character in turns[-1]):
        raise EmptyQuestion("the question is empty; write it, then send it.")
    if len(turns[-1]) > LONGEST_QUESTION:
        raise TooLong(
            f"the question has {len(turns[-1])} characters, the limit is {LONGEST_QUESTION}; "
            "add long texts to the library and ask about them."
        )
    if sum(len(message.content) for message in messages) > LONGEST_TALK:
        raise TooLong(
            f"the conversation is longer than {LONGEST_TALK} characters; begin a new one."
        )


def admit_tag(tag: str | None) -> None:
    """Refuse a language that Volant does not answer in; none at all is identified."""
    if tag is not None and tag not in TAGS:
        raise MalformedRequest(f"tag {tag[:40]!r} is not one of {', '.join(TAGS)}.")


def _answer(case: Case, receipt: str) -> Answer:
    grounding = case.grounding
    refused = grounding is not None and grounding.silent
    phrased = any(sentence.status == "supported" for sentence in case.sentences)
    return Answer(
        tag=case.tag,
        engine=case.engine.name if phrased and case.engine else QUOTE,
        refused=refused,
        sentences=tuple(case.sentences),
        nearest=grounding.hits if grounding and refused else (),
        withheld=tuple(sorted(case.withheld.items())),
        usage=case.usage or Usage(),
        receipt=receipt,
        identified=grounding.identified if grounding else None,
    )


def _closing(items: AsyncIterator[T]) -> aclosing[AsyncGenerator[T]]:
    """Close an iterator on the way out, so that a reader who leaves stops the engine at once."""
    return aclosing(cast("AsyncGenerator[T]", items))
