"""Read a stream line by line as it comes, as text or as requests, and say how far one is.

Lines come in groups: all that have arrived. So a program that writes one line and waits has its
result at once, and a large file is worked on many lines at a time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, TextIO, TypeVar, cast

import msgspec

from volant.cli import output
from volant.errors import MalformedRequest, PathNotFound, VolantError

BLOCK = 1 << 16
"""Bytes read at once; the largest group of lines."""

Kind = TypeVar("Kind", bound=msgspec.Struct)


def read_requests(
    key: str, kind: type[Kind]
) -> Iterator[tuple[dict[str, Any], Kind | VolantError]]:
    """Yield for each line of standard input what its result repeats (`id`), and its request.

    In the place of a request that is broken stands what is wrong with it, and the next one comes.
    """
    for raw in sys.stdin.buffer:
        if raw.strip():
            yield read_request(raw.decode("utf-8", "replace").strip("\r\n"), key, kind)


def read_request(
    line: str, key: str, kind: type[Kind]
) -> tuple[dict[str, Any], Kind | VolantError]:
    """Read one line of `read_requests`; `key` is the field that holds the text.

    >>> class Asked(msgspec.Struct):
    ...     question: str
    >>> read_request('{"id": 7, "question": "شنو هو السميك؟"}', "question", Asked)
    ({'id': 7}, Asked(question='شنو هو السميك؟'))
    """
    said = output.read_request(line, key)
    echoed = {"id": said["id"]} if isinstance(said.get("id"), str | int) else {}
    if isinstance(error := said.get("error"), VolantError):
        return echoed, error
    try:
        return echoed, msgspec.convert(said, kind)
    except UnicodeEncodeError:  # half a letter, where a word was awaited
        return echoed, MalformedRequest("the line holds half a letter; write it as UTF-8.")
    except msgspec.ValidationError as error:
        return echoed, MalformedRequest(f"the line cannot be acted on: {error}.")


class Lines:
    """Be the lines of a file, or of standard input where no path is given.

    Raises `PathNotFound` for a file that cannot be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._path, self._opened = path, ExitStack()

    def __enter__(self) -> Lines:
        self._stream = self._open()
        self._size = os.fstat(self._stream.fileno()).st_size
        self._progress = Progress(self._size)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.clear()
        self._opened.close()

    def read(self) -> bytes:
        """Give everything at once."""
        return self._stream.read()

    def groups(self) -> Iterator[list[bytes]]:
        """Yield the lines as they come, without their ends, several at a time."""
        begun: list[bytes] = []
        while block := self._stream.read1(BLOCK):
            first, *rest = block.split(b"\n")
            begun.append(first)
            if rest:
                lines = [b"".join(begun), *rest[:-1]]
                begun = [rest[-1]]
                yield lines
                self._progress.move(len(block), len(lines))
            else:
                self._progress.move(len(block), 0)
        if last := b"".join(begun):
            yield [last]

    def _open(self) -> BufferedReader:
        if self._path is None:
            return cast("BufferedReader", sys.stdin.buffer)
        try:
            return self._opened.enter_context(self._path.open("rb"))
        except OSError as error:
            raise PathNotFound(
                f"{self._path} cannot be read ({error.strerror}); give a file of text."
            ) from error


class Progress:
    """Say on a terminal how much of a long stream is done; `size` is in bytes, 0 if not known."""

    AFTER = 2.0
    """Seconds before anything is said; what takes less needs no words."""

    def __init__(self, size: int, to: TextIO | None = None, after: float = AFTER) -> None:
        self._to = sys.stderr if to is None else to
        self._size, self._next = size, monotonic() + after
        self._done = self._lines = 0
        self._said = False

    def move(self, size: int, lines: int) -> None:
        """Count more bytes and lines; speaks at most twice a second."""
        self._done += size
        self._lines += lines
        if monotonic() < self._next or not self._to.isatty():
            return
        self._next, self._said = monotonic() + 0.5, True
        share = f" · {min(self._done / self._size, 1):.0%}" if self._size else ""
        self._to.write(f"\r\033[K{self._lines} lines{share}")
        self._to.flush()

    def clear(self) -> None:
        """Take the words away."""
        if self._said:
            self._to.write("\r\033[K")
            self._to.flush()
