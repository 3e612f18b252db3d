"""Turn an error into what a browser receives: a status, and a code with a message.

A subclass without a line of its own takes its parent's, so an error added elsewhere is never
answered with the wrong family. The message stays in English here; the page translates by code.
"""

from __future__ import annotations

import logging

import msgspec
from starlette.responses import Response

from volant import errors

STATUSES: dict[type[errors.VolantError], int] = {
    errors.VolantError: 500,
    errors.RequestError: 400,
    errors.TooLong: 413,
    errors.NotFound: 404,
    errors.UnreadableDocument: 422,
    errors.LibraryBusy: 503,
    errors.EngineError: 502,
    errors.EngineUnavailable: 503,
    errors.EngineTimeout: 504,
    errors.LedgerBusy: 503,
    errors.StorageFull: 507,
}

log = logging.getLogger(__name__)


class Unexpected(errors.VolantError):
    """Be what a reader is told of a failure nobody foresaw; its details stay on the server."""

    def __init__(self) -> None:
        super().__init__("The server failed while answering. Ask again; nothing was lost.")


def status(error: errors.VolantError) -> int:
    """Give the HTTP status of the nearest ancestor in `STATUSES`."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


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


def refuse(error: errors.VolantError) -> Response:
    """Answer `{"error": {"code", "message"}}` with the error's status."""
    body = msgspec.json.encode({"error": describe(error)})
    return Response(body, status(error), media_type="application/json")
