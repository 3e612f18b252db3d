"""Say of a failure nobody foresaw no more than that it happened.

Its kind and place go to the log of the server, never its text, which could hold somebody's words.
"""

from __future__ import annotations

import logging

from volant.errors import VolantError

log = logging.getLogger(__name__)


class Unexpected(VolantError):
    """Be what a reader is told of a failure nobody foresaw; its details stay on the server."""

    def __init__(self) -> None:
        super().__init__("The server failed while answering. Ask again; nothing was lost.")


def disguise(error: Exception) -> VolantError:
    """Pass an error of ours through, and log any other by kind and place, never by its text."""
    if isinstance(error, VolantError):
        return error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return Unexpected()
