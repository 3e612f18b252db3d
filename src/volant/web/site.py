"""Answer each request of the page: one method a path.

It joins the readers of requests to the drawers of pages, and asks the three seams for content.
Pages without JavaScript wait for a whole answer; the others receive it piece by piece.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import cast

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from volant.errors import MalformedRequest, VolantError
from volant.gateway import Unexpected, disguise, status
from volant.records import Answer, Answered, Event, Message, Searched
from volant.web.answers import draw_turn
from volant.web.assets import Assets
from volant.web.body import check_question, decode_asked, decode_form, decode_span, read_body
from volant.web.catalogue import Words, choose
from volant.web.failures import refuse
from volant.web.frame import Frame, frame_for
from volant.web.home import draw_home
from volant.web.markup import Markup
from volant.web.protocols import Flow, Passages, Receipts, Sheet
from volant.web.sheets import draw_failure, draw_receipt
from volant.web.source import draw_source
from volant.web.stream import EventStream
from volant.web.tags import draw_tag
from volant.web.wire import encode_sheet

KEPT = "private, max-age=300"
"""How a picture may be kept: by its reader alone, and not for long, as rights may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Hold what the paths share."""

    flow: Flow
    passages: Passages
    receipts: Receipts
    catalogue: Mapping[str, Words]
    assets: Assets
    drawing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def check_health(self, request: Request) -> Response:
        return _send_json({"status": "ok"})

    async def list_engines(self, request: Request) -> Response:
        return _send_json({"engines": self.flow.engines()})

    async def ask(self, request: Request) -> Response:
        """Stream the answer; asks for JSON by name, so that no other site's form can ask."""
        kind = request.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            return refuse(MalformedRequest("Send JSON, with `Content-Type: application/json`."))
        try:
            messages, engine, tag = decode_asked(await read_body(request))
        except VolantError as error:
            return refuse(error)
        return EventStream(lambda: self.flow.ask(messages, engine, tag=tag))

    async def show_window(self, request: Request) -> Response:
        try:
            sheet = await self._find_sheet(request)
        except VolantError as error:
            return refuse(error)
        return Response(encode_sheet(sheet), media_type="application/json")

    async def draw_page(self, request: Request) -> Response:
        """Draw the page of a passage; one at a time, so that nobody else waits for a thread."""
        try:
            start, end = decode_span(dict(request.query_params))
            picture = await to_thread.run_sync(
                self.passages.picture,
                request.path_params["document"],
                start,
                end,
                limiter=self.drawing,
            )
        except VolantError as error:
            shown = "text/html" in request.headers.get("accept", "")
            return draw_failure(self._frame(request), error) if shown else refuse(error)
        return Response(picture, media_type="image/png", headers={"cache-control": KEPT})

    async def explain_receipt(self, request: Request) -> Response:
        language = choose(request.query_params.get("language"))
        try:
            return _send_json(self.receipts.describe(request.path_params["receipt"], language))
        except VolantError as error:
            return refuse(error)

    async def open_home(self, request: Request) -> Response:
        return self._draw(self._frame(request))

    async def answer_form(self, request: Request) -> Response:
        """Answer in the page; a form sent from another site is only put in the draft."""
        frame = self._frame(request)
        try:
            question, engine, tag = decode_form(await read_body(request))
        except VolantError as error:
            return draw_failure(frame, error)
        if request.headers.get("sec-fetch-site") == "cross-site":
            return self._draw(frame, draft=question, engine=engine)
        return await self._answer_in_page(frame, question, engine, tag)

    async def open_source(self, request: Request) -> Response:
        frame = self._frame(request)
        try:
            sheet = await self._find_sheet(request)
        except VolantError as error:
            return draw_failure(frame, error)
        return draw_source(frame, sheet)

    async def open_receipt(self, request: Request) -> Response:
        frame = self._frame(request)
        language = frame.words.language
        try:
            described = self.receipts.describe(request.path_params["receipt"], language)
        except VolantError as error:
            return draw_failure(frame, error)
        return draw_receipt(frame, described)

    async def _find_sheet(self, request: Request) -> Sheet:
        start, end = decode_span(dict(request.query_params))
        document = request.path_params["document"]
        return await to_thread.run_sync(self.passages.sheet, document, start, end)

    def _frame(self, request: Request) -> Frame:
        return frame_for(request, self.catalogue, self.assets)

    def _draw(
        self,
        frame: Frame,
        *,
        draft: str = "",
        turn: Markup | None = None,
        engine: str | None = None,
        status: int = 200,
    ) -> Response:
        return draw_home(
            frame,
            self.flow.engines(),
            keeps=self.flow.keeps_corrections,
            draft=draft,
            turn=turn,
            engine=engine,
            status=status,
        )

    async def _answer_in_page(
        self, frame: Frame, question: str, engine: str | None, tag: str | None
    ) -> Response:
        searched = Searched(tag="", hits=())
        answer: Answer | None = None
        failure: VolantError | None = None
        try:
            check_question(question)
            searched, answer = await self._collect(question, engine, tag)
        except Exception as error:  # noqa: BLE001 (an outer door)
            failure = disguise(error)
        about, keeps = None, self.flow.keeps_corrections
        if answer is not None and answer.identified is not None:
            about = draw_tag(frame, question, answer.identified, tag, engine, keeps=keeps)
        return self._draw(
            frame,
            draft=question if failure else "",
            turn=draw_turn(frame, question, searched, answer, failure, tag=about, keeps=keeps),
            engine=engine,
            status=status(failure) if failure else 200,
        )

    async def _collect(
        self, question: str, engine: str | None, tag: str | None
    ) -> tuple[Searched, Answer]:
        searched = Searched(tag="", hits=())
        answer: Answer | None = None
        asked = self.flow.ask((Message(role="user", content=question),), engine, tag=tag)
        async with aclosing(cast("AsyncGenerator[Event, None]", asked)) as events:
            async for event in events:
                if isinstance(event, Searched):
                    searched = event
                if isinstance(event, Answered):
                    answer = event.answer
        if answer is None:
            raise Unexpected
        return searched, answer


def _send_json(data: object) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")
