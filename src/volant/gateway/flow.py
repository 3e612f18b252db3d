"""Walk a question through the gateway: the order of the steps is this file.

    admit → ground → classify → clear (decide, protect) → phrase or quote or refuse → check → settle

Nothing reaches an engine but through here, and nothing leaves here without a receipt: the last
step runs whatever happened, also when the reader hangs up. What may not be sent is not: an
assistant then quotes its documents, a plain completion is refused, and both leave the rules in
their receipt. An embedder elsewhere is decided about like an engine, before a question is searched
for, and has a receipt of its own; where it may not read the question, words alone are looked for.
What waits for a disk or computes does so in `rooms`, so that nobody else waits for it. It does not
know HTTP, nor where an engine lives, nor how evidence is found.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Protocol, TypeVar, cast, runtime_checkable

from volant import languages
from volant.errors import (
    Denied,
    EngineError,
    MalformedRequest,
    UnknownModel,
    VolantError,
    WrongDigest,
)
from volant.gateway.caller import (
    NOBODY,
    Caller,
    admit,
    admit_caller,
    admit_request,
    admit_tag,
)
from volant.gateway.case import QUOTE, REFUSED, Case
from volant.gateway.corrections import Corrections
from volant.gateway.envelope import opened
from volant.gateway.inbox import Inbox
from volant.gateway.lessons import Lessons
from volant.gateway.reading import Reading
from volant.gateway.rooms import Rooms
from volant.gateway.steering import Steering, is_transfer
from volant.ledger import Ledger
from volant.protocols import Assistant, Embedder, Engine
from volant.records import (
    Answered,
    Delta,
    Event,
    Grounding,
    Message,
    Place,
    Request,
    Searched,
    Sentence,
    Spoken,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

ECHO = "echo"
"""The engine that repeats, for tests and for clients to try their wiring on."""


@runtime_checkable
class Startable(Protocol):
    """Be an engine that is started before it is decided about: what it proves, it proves then."""

    async def start(self) -> None: ...


class Gateway:
    """Hold the engines, the assistants and the ledger of one installation.

    `embedder` is the one of the settings where it is elsewhere: `by_words` are then the assistants,
    by name, that search without it. It is decided about also while its index is still being made:
    less is then found than could be, never more sent than may be.
    """

    def __init__(
        self,
        *,
        engines: Mapping[str, Engine],
        assistants: Mapping[str, Assistant],
        ledger: Ledger,
        steering: Steering,
        default: str,
        corrections: Corrections | None = None,
        inbox: Inbox | None = None,
        embedder: Embedder | None = None,
        by_words: Mapping[str, Assistant] | None = None,
        notice: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._engines, self._assistants = dict(engines), dict(assistants)
        self._ledger, self._default, self._notice = ledger, default, notice
        self._steering = steering
        self._lessons = Lessons(corrections, inbox, notice)
        self._rooms = Rooms()
        self._reading = Reading(
            steering=steering,
            rooms=self._rooms,
            settle=self._settle,
            notice=notice,
            elsewhere=embedder,
            by_words=by_words or {},
        )

    @property
    def keeps_corrections(self) -> bool:
        """Say whether a question whose language the asker corrects is kept, text included."""
        return self._lessons.corrections is not None

    def engines(self) -> tuple[str, ...]:
        """List the engines a reader may choose from, the default first; test engines left out."""
        return tuple(name for name in self.models() if name != ECHO)

    def models(self) -> tuple[str, ...]:
        """List every engine by name, the default first."""
        names = [self._default, *(name for name in self._engines if name != self._default)]
        return tuple(name for name in names if name in self._engines)

    def assistants(self) -> tuple[str, ...]:
        return tuple(self._assistants)

    def place(self, name: str) -> Place:
        """Say where an engine runs, as far as was seen; raises `UnknownModel`."""
        return self._engine(name).place

    async def close(self) -> None:
        """Stop every engine, and wait for the receipts that are being written."""
        for engine in self._engines.values():
            await engine.close()
        await self._rooms.close()

    async def ask(
        self,
        messages: tuple[Message, ...],
        engine: str | None = None,
        assistant: str = "volant",
        *,
        tag: str | None = None,
        caller: Caller = NOBODY,
    ) -> AsyncGenerator[Event]:
        """Answer from the documents: the search step, each checked sentence, the whole.

        `tag` is the asker's word for the language of the question, one of `records.TAGS`; where it
        is not what was identified, the correction is kept. Raises `EmptyQuestion`, `TooLong`,
        `UnknownModel`, `MalformedRequest` for a tag or what the caller says. An engine that fails,
        or that may not see the question, does not raise: the evidence is quoted instead.
        """
        case = Case(messages=messages, chosen=tag, caller=caller)
        helper = self._assistants[assistant]
        try:
            admit(messages)
            admit_tag(tag)
            admit_caller(caller)
            asked = case.engine = self._speaker(engine or self._default)
            grounding = await self._ground(case, helper)
            yield Searched(
                tag=grounding.tag,
                hits=grounding.hits,
                identified=grounding.identified,
                terms=grounding.searched,
            )
            async with _closing(self._speak(case, helper, grounding, asked)) as sentences:
                async for sentence in sentences:
                    case.sentences.append(sentence)
                    yield Spoken(sentence=sentence)
            case.complete()
        except REFUSED as error:
            case.refuse(error)
            raise
        finally:
            receipt = await self._settle(case)
        yield Answered(answer=case.answer(receipt))

    async def complete(
        self, request: Request, caller: Caller = NOBODY
    ) -> AsyncGenerator[Delta | str]:
        """Have a named engine answer a conversation as it is; the receipt id, a `str`, is last.

        Raises `Denied` where the policy does not let this engine see it, and as `ask`.
        """
        case = Case(messages=request.messages, caller=caller)
        try:
            admit(request.messages)
            admit_request(request)
            admit_caller(caller)
            engine = case.engine = self._engine(request.model)
            if request.grammar and not getattr(engine, "grammars", False):
                raise MalformedRequest(f"grammar: {engine.name} reads none; leave it out.")
            case.tag = languages.identify(case.question, parts=False).tag
            classify = self._steering.classify
            case.seen = await self._rooms.think(
                classify, request.messages, caller, outgoing=request
            )
            if not await self._clear(case, engine, request):
                raise case.refusal()
            async with _closing(self._stream(case, engine)) as deltas:
                async for delta in deltas:
                    case.said.append(delta.text)
                    yield delta
            case.complete()
        except REFUSED as error:
            case.refuse(error)
            raise
        finally:
            receipt = await self._settle(case)
        yield receipt

    async def embed(
        self, embedder: Embedder, model: str, texts: Sequence[str], caller: Caller = NOBODY
    ) -> tuple[NDArray[np.float32], str]:
        """Have texts turned into vectors, of unit norm; give them and the receipt's id.

        Raises `UnknownModel` where `model` is not the embedder's name, and as `complete`.
        """
        return await self._reading.embed(embedder, model, texts, caller)

    async def _ground(self, case: Case, helper: Assistant) -> Grounding:
        """Find the evidence, then the class of question and evidence together.

        The assistant gives an engine what was asked, and nothing of earlier answers.
        """
        grounding = await self._reading.find(case, helper)
        case.grounding, case.tag = grounding, grounding.tag
        if case.chosen:
            case.rules.append("LANGUAGE-CHOSEN")
        case.seen = await self._rooms.think(
            self._steering.classify,
            case.turns,
            case.caller,
            documents={hit.data_class for hit in grounding.hits},
        )
        return grounding

    async def _speak(
        self, case: Case, helper: Assistant, grounding: Grounding, engine: Engine
    ) -> AsyncIterator[Sentence]:
        if grounding.silent:
            case.rules.append("DOCUMENTS-SILENT")
            case.engine = self._engines[QUOTE]
            for sentence in helper.refuse(grounding):
                yield sentence
            return
        shown, tried = 0, _can_phrase(engine, helper, grounding.tag)
        if tried:
            async with _closing(self._phrase(case, helper, grounding, engine)) as sentences:
                async for sentence in sentences:
                    shown += 1
                    yield sentence
        if not shown:
            case.rules.append("QUOTED-INSTEAD" if tried else "QUOTED")
            case.engine = case.engine if case.request else self._engines[QUOTE]
            for sentence in helper.quote(grounding):
                yield sentence

    async def _phrase(
        self, case: Case, helper: Assistant, grounding: Grounding, engine: Engine
    ) -> AsyncIterator[Sentence]:
        text = ""
        try:
            if not await self._clear(case, engine, helper.request(grounding, engine.name)):
                case.rules.append("NOT-SENT")
                return
            async with _closing(self._stream(case, engine)) as deltas:
                async for delta in deltas:
                    text += delta.text
                    sentences, text = helper.cut(text, end=delta.finish is not None)
                    for sentence in self._checked(case, helper, grounding, sentences):
                        yield sentence
        except EngineError as error:
            case.rules.append(error.code.replace("_", "-").upper())
            # By code: a provider's own words may repeat the question, and this goes to a log.
            self._notice(f"{engine.name} did not answer ({error.code}); the documents are quoted")

    async def _clear(self, case: Case, engine: Engine, request: Request) -> bool:
        """Decide whether the engine may see a request; what may be sent is the case's from then on.

        An engine of this process that only repeats hands data to nobody; see `steering`.
        """
        if not is_transfer(engine):
            case.request = request
            return True
        if isinstance(engine, Startable):
            with suppress(WrongDigest):  # then the decision says that the weights were changed
                await engine.start()
        clear = self._steering.clear
        case.clearance = await self._rooms.think(
            clear, case.seen, case.caller, engine, request, case.tag
        )
        case.rules += case.clearance.decision.rules
        case.request = case.clearance.request
        return case.request is not None

    async def _stream(self, case: Case, engine: Engine) -> AsyncIterator[Delta]:
        """Send what was cleared, and put replaced data back into what comes."""
        assert case.request is not None
        envelope = case.clearance.envelope if case.clearance else None
        async with (
            _closing(engine.stream(case.request)) as words,
            _closing(opened(words, envelope)) as deltas,
        ):
            async for delta in deltas:
                case.finish, case.usage = delta.finish or case.finish, delta.usage or case.usage
                yield delta

    async def _settle(self, case: Case) -> str:
        """Log and sign what happened, keep what it teaches, and give the receipt's id.

        It ends also where the reader hangs up meanwhile.
        """
        return await self._rooms.write(self._keep, case)

    def _keep(self, case: Case) -> str:
        try:
            receipt = self._ledger.issue(case.facts()).id
        except VolantError as error:
            self._notice(f"no receipt could be written ({error.code})")
            raise
        if isinstance(case.error, Denied):
            case.error.receipt = receipt
        self._steering.note(case.seen, receipt)
        self._lessons.keep(case, receipt)
        return receipt

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

    def _speaker(self, name: str) -> Engine:
        """Give the engine that shall phrase an answer; one that repeats what it reads claims it."""
        if name == ECHO:
            raise UnknownModel(f"{ECHO!r} only repeats; ask {', '.join(self.engines())}.")
        return self._engine(name)

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            known = ", ".join((*self._engines, *self._assistants))
            raise UnknownModel(f"no model {name!r} here; there are: {known}")
        return self._engines[name]


def _can_phrase(engine: Engine, helper: Assistant, tag: str) -> bool:
    return engine.name != QUOTE and tag in engine.tags and tag in helper.tags


def _closing(items: AsyncIterator[T]) -> aclosing[AsyncGenerator[T]]:
    """Close an iterator on the way out, so that a reader who leaves stops the engine at once."""
    return aclosing(cast("AsyncGenerator[T]", items))
