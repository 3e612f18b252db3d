"""Cut a server-sent event stream into the data of its events, wherever the network cut it.

Follows the WHATWG HTML standard, section 9.2.6 (Interpreting an event stream), as far as engines
use it: `data` and `error` lines, comments, and the three line endings. It does not know JSON or
any model's wire. `id`, `event` and `retry` are ignored: no engine says anything in them. An
unfinished last event is given by `end`, because some engines omit the closing blank line.
"""

from __future__ import annotations

import re

LIMIT = 4 * 1024 * 1024
"""Bytes one event may take: far above any delta, far below what would hurt this process."""

# A lone CR at the end of what has arrived may be half of a CRLF: it waits for the next bytes.
_LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")


class OverlongError(ValueError):
    """One event grew past `LIMIT` bytes."""


class Events:
    """Hold what has arrived of a stream between two reads."""

    __slots__ = ("_begun", "_data", "_rest", "_size")

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._begun = False

    def feed(self, data: bytes) -> list[str]:
        """Return the data of the events that `data` completes; raises `OverlongError`.

        A line that goes on is only added to: cutting all of it again at each read would let a
        server that sends a line without end, in small pieces, take a minute of processor time.
        """
        ends = self._rest.endswith(b"\r") or b"\n" in data or b"\r" in data
        self._rest += data
        lines: list[bytes] = []
        if ends:
            *lines, rest = _LINE_END.split(bytes(self._rest))
            self._rest = bytearray(rest)
        if len(self._rest) + self._size > LIMIT:
            raise OverlongError
        return [event for line in lines if (event := self._take(line)) is not None]

    def end(self) -> list[str]:
        """Return the event left open when the stream ended, if there is one."""
        line = bytes(self._rest).removesuffix(b"\r")
        self._rest = bytearray()
        return [event for last in (line, b"") if (event := self._take(last)) is not None]

    def _take(self, line: bytes) -> str | None:
        if not self._begun:
            line, self._begun = line.removeprefix(b"\xef\xbb\xbf"), True
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        # llama.cpp has sent failures in the middle of a stream as `error: {...}`.
        if name in (b"data", b"error"):
            self._data.append(value.removeprefix(b" "))
            self._size += len(line) + 1
        if self._size > LIMIT:
            raise OverlongError
        return None

    def _dispatch(self) -> str | None:
        if not self._data:
            return None
        event = b"\n".join(self._data).decode("utf-8", "replace")
        self._data, self._size = [], 0
        return event
