"""Turn an error into what a browser receives: a status, and a code with a message.

The gateway keeps the table of statuses. The message stays in English here; the page translates by
code.
"""

from __future__ import annotations

import logging

import msgspec
from starlette.responses import Response

from volant import errors
from volant.gateway import status

log = logging.getLogger(__name__)


class Unexpected(errors.VolantError):
    """Be what a reader is told of a failure nobody foresaw; its details stay on the server."""

    def __init__(self) -> None:
        super().__init__("The server failed while answering. Ask again; nothing was lost.")


def disguise(error: Exception) -> errors.VolantError:
    """Pass an error of ours through, and log any other by kind and place, never by its text."""
    if isinstance(error, errors.VolantError):
        return error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return Unexpected()


def describe(error: errors.VolantError) -> dict[str, str]:
    """Give the `code` and `message` that travel."""
    return {"code": error.code, "message": error.message}


def refuse(error: errors.VolantError, code: int | None = None) -> Response:
    """Answer `{"error": {"code", "message"}}` with the status `code`, or the error's own."""
    body = msgspec.json.encode({"error": describe(error)})
    return Response(body, code or status(error), media_type="application/json")
