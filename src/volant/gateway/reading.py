"""Have an embedder read what is asked, where it may.

Whoever embeds elsewhere reads every question, so it is decided about like an engine, before a
question is searched for: it gets the words as they are or not at all, since a placeholder finds
nothing. What it was given leaves a receipt, as what an engine was. It knows neither the wire nor
how evidence is found.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from volant import languages
from volant.engines import Echo
from volant.errors import Denied, EngineError, UnknownModel
from volant.gateway.caller import NOBODY, Caller, admit_caller, admit_texts
from volant.gateway.case import REFUSED, Case
from volant.gateway.rooms import Rooms
from volant.gateway.standings import Reader
from volant.gateway.steering import Steering, is_transfer
from volant.protocols import Assistant, Embedder
from volant.records import Grounding, Message, Place, Request

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


class Reading:
    """Hold what decides, and the embedder of the settings where it is elsewhere.

    `settle` writes the receipt of a case; `by_words` are the assistants, by name, that search
    without an embedder.
    """

    def __init__(
        self,
        *,
        steering: Steering,
        rooms: Rooms,
        settle: Callable[[Case], Awaitable[str]],
        notice: Callable[[str], None],
        elsewhere: Embedder | None,
        by_words: Mapping[str, Assistant],
    ) -> None:
        self._steering, self._rooms, self._settle, self._notice = steering, rooms, settle, notice
        self._elsewhere, self._by_words = elsewhere, dict(by_words)

    async def embed(
        self, embedder: Embedder, model: str, texts: Sequence[str], caller: Caller = NOBODY
    ) -> tuple[NDArray[np.float32], str]:
        """Have texts turned into vectors, of unit norm; give them and the receipt's id.

        Raises `UnknownModel` where `model` is not the embedder's name, `MalformedRequest`,
        `TooLong`, `Denied`, and what the embedder raises.
        """
        case = Case(messages=(Message(role="user", content="\n\n".join(texts)),), caller=caller)
        try:
            admit_texts(texts)
            admit_caller(caller)
            if model != embedder.name:
                raise UnknownModel(f"no embedder {model!r} here; there is: {embedder.name}")
            vectors = await self._read(case, embedder, partial(embedder.embed, texts))
        except REFUSED as error:
            case.refuse(error)
            raise
        finally:
            receipt = await self._settle(case)
        return vectors, receipt

    async def find(self, case: Case, helper: Assistant) -> Grounding:
        """Find the evidence, by words alone where an embedder elsewhere may not read the question.

        It may be given the user's turns, which the query is made of, and answers for itself: what
        was decided is in a receipt of its own. One that fails costs no answer either.
        """
        if self._elsewhere is None:
            return await self._rooms.think(helper.ground, case.messages, case.chosen)
        tag = case.chosen or languages.identify(case.question, parts=False).tag
        reading = Case(messages=case.turns, caller=case.caller, tag=tag)
        work = partial(helper.ground, case.messages, case.chosen)
        try:
            return await self._read(reading, self._elsewhere, work)
        except Denied as error:
            reading.refuse(error)
        except EngineError as error:
            self._notice(f"the embedder did not answer ({error.code}); words alone are looked for")
        finally:
            await self._settle(reading)
        case.rules.append("SEARCHED-BY-WORDS")
        alone = self._by_words[helper.name]
        return await self._rooms.think(alone.ground, case.messages, case.chosen)

    async def _read(self, case: Case, embedder: Embedder, work: Callable[[], T]) -> T:
        """Have an embedder read what a case holds, where it may, for the work it is needed for."""
        place = Place() if is_transfer(embedder) else Echo.place
        case.engine = reader = Reader(name=embedder.name, place=place)
        request = Request(model=embedder.name, messages=case.messages)
        case.seen = await self._rooms.think(
            self._steering.classify, case.messages, case.caller, outgoing=request
        )
        if is_transfer(embedder):
            clear = partial(self._steering.clear, whole=True)
            case.clearance = await self._rooms.think(
                clear, case.seen, case.caller, reader, request, case.tag
            )
            case.rules += case.clearance.decision.rules
            case.request = case.clearance.request
            if case.request is None:
                raise case.refusal()
        done = await self._rooms.think(work)
        case.complete()
        return done
