"""Turn an error into what a browser receives: a status, and a code with a message.

The gateway keeps the table of statuses. The message stays in English here; the page translates by
code.
"""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from volant import errors
from volant.gateway import status


def describe(error: errors.VolantError) -> dict[str, str]:
    """Give the `code` and `message` that travel."""
    return {"code": error.code, "message": error.message}


def refuse(error: errors.VolantError, code: int | None = None) -> Response:
    """Answer `{"error": {"code", "message"}}` with the status `code`, or the error's own."""
    body = msgspec.json.encode({"error": describe(error)})
    return Response(body, code or status(error), media_type="application/json")
