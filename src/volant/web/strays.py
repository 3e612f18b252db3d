"""Answer a path that no route has, and a method that a path does not take.

A person gets a page in their language; a program, or whoever asks under `/api/` or `/v1/`, gets
JSON. Starlette finds out which it is; the address asked for is neither shown nor logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from volant.errors import PathNotFound, RequestError, VolantError
from volant.web.assets import Assets
from volant.web.catalogue import Words
from volant.web.failures import refuse
from volant.web.frame import frame_for
from volant.web.headers import protect
from volant.web.sheets import draw_failure

WIRES = ("/api/", "/v1/")
"""How the paths begin that programs use."""

STRAYS: Mapping[int, VolantError] = {
    404: PathNotFound("There is no such path. Begin at `/`, or at `/v1/models`."),
    405: RequestError("This path does not take that method. See the header `Allow`."),
}
"""What is said of each status (RFC 9110, 15.5.5 and 15.5.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strays:
    """Hold what the page is drawn with."""

    catalogue: Mapping[str, Words]
    assets: Assets

    async def answer(self, request: Request, error: Exception) -> Response:
        """Answer one of Starlette's exceptions, whose status is in `STRAYS`."""
        if not isinstance(error, HTTPException):
            raise error
        code = error.status_code
        if _is_read(request):
            frame = frame_for(request, self.catalogue, self.assets)
            response: Response = draw_failure(frame, STRAYS[code], code)
        else:
            response = refuse(STRAYS[code], code)
        response.headers.update(error.headers or {})
        protect(response.headers)
        return response


def _is_read(request: Request) -> bool:
    """Say whether a person asks, with a browser (RFC 9110, 12.5.1)."""
    wanted = request.headers.get("accept", "")
    return "text/html" in wanted and not request.url.path.startswith(WIRES)
