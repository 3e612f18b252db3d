"""Answer each request of the pages about engines: one method a path.

Reading profiles and weighing them takes tens of milliseconds, and is done in a thread. Which
profiles there are, and which policy decides, the `Wheel` says. A text that is to be looked at comes
in a body, never in an address, and whatever goes wrong, no log shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from volant.gateway import disguise
from volant.sovereignty.catalogue import find_profile
from volant.sovereignty.outlook import View, admit, foresee, view
from volant.web.assets import Assets
from volant.web.body import decode_text, read_body
from volant.web.catalogue import Words
from volant.web.comparison import draw_comparison
from volant.web.engines import draw_engines, sort_views
from volant.web.forecast import draw_forecast
from volant.web.frame import Frame, frame_for
from volant.web.protocols import Wheel
from volant.web.scorecard import draw_scorecard
from volant.web.sheets import draw_failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Helm:
    """Hold what the paths share."""

    wheel: Wheel
    catalogue: Mapping[str, Words]
    assets: Assets

    async def list_engines(self, request: Request) -> Response:
        return await self._answer(
            request, lambda frame: draw_engines(frame, self._look().values(), self.wheel.installed)
        )

    async def open_engine(self, request: Request) -> Response:
        """Show one engine; a name nobody knows is not found."""
        return await self._answer(
            request, lambda frame: self._open(frame, request.path_params["engine"])
        )

    async def compare(self, request: Request) -> Response:
        """Compare the engines `a` and `b`; without both, offer the choice."""
        names = [request.query_params.get(name, "") for name in ("a", "b")]
        return await self._answer(request, lambda frame: self._compare(frame, names))

    async def open_form(self, request: Request) -> Response:
        return await self._answer(request, lambda frame: draw_forecast(frame, {}))

    async def foresee(self, request: Request) -> Response:
        """Say what would happen to the text of a form."""
        frame = self._frame(request)
        try:
            text, given = decode_text(await read_body(request))
            return await to_thread.run_sync(self._foresee, frame, text, given)
        except Exception as error:  # noqa: BLE001 (an outer door: the text is in no traceback)
            return draw_failure(frame, disguise(error))

    def _open(self, frame: Frame, name: str) -> Response:
        policy, profiles = self.wheel.read()
        shown = view(find_profile(name, profiles), policy, today())
        return draw_scorecard(frame, shown, admit(shown.standing, policy))

    def _compare(self, frame: Frame, names: list[str]) -> Response:
        views = self._look()
        pair = None
        if all(names):
            profiles = {name: one.profile for name, one in views.items()}
            pair = [views[find_profile(name, profiles).id] for name in names]
        return draw_comparison(frame, sort_views(views.values()), pair)

    def _foresee(self, frame: Frame, text: str, given: str) -> Response:
        if not text.strip():
            return draw_forecast(frame, {}, text="", given=given)
        policy, _ = self.wheel.read()
        views = self._look()
        standings = [one.standing for one in views.values()]
        forecast = foresee(text, standings, policy, today(), [given] if given else [])
        return draw_forecast(frame, views, forecast, text, given)

    def _look(self) -> dict[str, View]:
        policy, profiles = self.wheel.read()
        return {name: view(profile, policy, today()) for name, profile in profiles.items()}

    def _frame(self, request: Request) -> Frame:
        return frame_for(request, self.catalogue, self.assets)

    async def _answer(self, request: Request, draw: Callable[[Frame], Response]) -> Response:
        frame = self._frame(request)
        try:
            return await to_thread.run_sync(draw, frame)
        except Exception as error:  # noqa: BLE001 (an outer door)
            return draw_failure(frame, disguise(error))


def today() -> date:
    """Give the day, in universal time; proofs age by the day."""
    return datetime.now(UTC).date()
