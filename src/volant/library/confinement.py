"""Have files read by a confined process, and survive whatever they do to it.

One process reads many files. It is ended when a file takes too long, and made anew after a death;
the file it died of is refused, but tried again where the process was killed by another hand.
Replies are decoded by their types, never unpickled: the other side may be anybody's by then. It
knows nothing of formats, and each `Confinement` belongs to one thread.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from volant.errors import (
    BrokenDocument,
    LibraryError,
    PathNotFound,
    ReadingTooLarge,
    ReadingTooLong,
    UnreadableDocument,
    VolantError,
)
from volant.library.confined import CHANNEL, Drawn, Held, Limits, Reply, Task, serve
from volant.library.preparation import Prepared
from volant.library.readers.intake import opened, show
from volant.records import Box

LARGEST_REPLY = 1_000_000_000
"""Bytes: a document of the most code points that are read, its passages and tokens."""

STARTING = 60.0
"""Seconds within which the process must come up."""

DYING = 0.5
"""Seconds given to a process to end by itself once its channel is closed."""

CALM = {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
"""Only a process of one thread may leave the network."""

TRIES = 3
"""How often a file is tried where something else kills the process."""

KILLED = (-signal.SIGKILL, -signal.SIGTERM)
"""What another hand ends a process with; a flaw of a parser ends it otherwise."""

KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
"""What an interpreter of its own inherits of the environment: no secrets."""

START = "from volant.library.confined import main; main()"
"""What a fresh interpreter is told: it must not run the parent's own program again."""

_T = TypeVar("_T")


class Confinement:
    """Own one confined process, started with the first file.

    `fork` starts it from this very process, at once: only for a fresh one, with no threads and no
    secrets of its own. `held` names the limits that the machine allowed, `pid` is the number of the
    process while there is one.
    """

    def __init__(self, *, fork: bool = False, limits: Limits | None = None) -> None:
        self.held: tuple[str, ...] = ()
        self.pid: int | None = None
        self._start_process = _fork if fork else _spawn
        self._limits = limits or Limits()
        self._channel: socket.socket | None = None

    def __enter__(self) -> Confinement:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> tuple[str, ...]:
        """Start the process where there is none, and name the limits that the machine allowed.

        Raises `LibraryError` where it does not come up.
        """
        if self._channel is None:
            self._start()
        return self.held

    def prepare(self, path: Path) -> Prepared:
        """Read one file and prepare it for the index.

        Raises `PathNotFound` or an `UnreadableDocument`, among them `ReadingTooLong` and
        `ReadingTooLarge`.
        """
        prepared = self._give(path, _task(path)).prepared
        assert prepared is not None
        return prepared

    def draw(self, path: Path, page: int, boxes: Sequence[Box] = ()) -> Drawn:
        """Draw a page of a PDF, counted from 1, with those of the boxes that stand on it shaded.

        Raises as `prepare`, and `PathNotFound` for a page that is not there.
        """
        drawn = self._give(path, _task(path, page, boxes)).drawn
        assert drawn is not None
        return drawn

    def close(self) -> None:
        """End the process; idempotent."""
        self._end()

    def _give(self, path: Path, task: Task) -> Reply:
        """Give a file to the process, again where it was killed by another hand."""
        with opened(path) as descriptor:
            for _ in range(TRIES):
                reply = self._ask(task, descriptor)
                if reply is not None:
                    return _refuse(reply)
                os.lseek(descriptor, 0, os.SEEK_SET)
        raise UnreadableDocument(
            f"{task.name} was not read: something kills the process that reads; add it again"
        )

    def _ask(self, task: Task, descriptor: int) -> Reply | None:
        """Give the reply to one file; None where the process was killed by another hand."""
        channel = self._channel or self._start()
        seconds = self._limits.patience * self._limits.allow(os.fstat(descriptor).st_size)
        try:
            socket.send_fds(channel, [msgspec.msgpack.encode(task)], [descriptor])
            reply = _receive(channel, Reply, time.monotonic() + seconds)
        except TimeoutError:
            self.close()
            raise _too_long(task.name, seconds) from None
        except OSError:
            died_of = self._end()
            if died_of in KILLED:
                return None
            if died_of == -signal.SIGXCPU:
                raise _too_long(task.name, seconds / self._limits.patience) from None
            raise BrokenDocument(
                f"{task.name} kills the process that reads it: it is damaged; make it anew"
            ) from None
        if reply.code == ReadingTooLarge.code:
            self.close()  # what is left of its memory is of no use
        return reply

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self.pid, self._channel = self._start_process(theirs, self._limits), ours
        try:
            self.held = _receive(ours, Held, time.monotonic() + STARTING).limits
        except OSError as error:
            self._end()
            raise LibraryError(f"the process that reads files does not start: {error}") from error
        return ours

    def _end(self) -> int:
        """Clear the process away, if there is one, and say what it died of (a signal: negative)."""
        if self.pid is None or self._channel is None:
            return 0
        self._channel.close()
        status = _wait(self.pid)
        self.pid = self._channel = None
        return os.waitstatus_to_exitcode(status)


def _fork(channel: socket.socket, limits: Limits) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            serve(channel, limits)
        finally:
            os._exit(1)
    return pid


def _spawn(channel: socket.socket, limits: Limits) -> int:
    """Start an interpreter with the channel for its standard input and this one's search path."""
    argument = msgspec.json.encode(limits).decode()
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-P", "-c", START, argument],
        {name: os.environ[name] for name in KEPT if name in os.environ}
        | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **CALM},
        file_actions=[(os.POSIX_SPAWN_DUP2, channel.fileno(), CHANNEL)],
    )


def _wait(pid: int) -> int:
    """Give a child's exit status: its own, if it died of itself within moments, else our kill's."""
    deadline = time.monotonic() + DYING
    with suppress(ChildProcessError):  # where the program around this one collects its children
        while time.monotonic() < deadline:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]
    return 0


def _receive(channel: socket.socket, kind: type[_T], deadline: float) -> _T:
    """Read one message whole; raises `TimeoutError`, or `OSError` where there is no sane one."""
    size = int.from_bytes(_read(channel, 8, deadline), "big")
    if size > LARGEST_REPLY:
        raise OSError(f"a reply of {size:,} bytes")
    try:
        return msgspec.msgpack.decode(_read(channel, size, deadline), type=kind)
    except msgspec.DecodeError as error:
        raise OSError(f"a reply that is none: {error}") from error


def _read(channel: socket.socket, size: int, deadline: float) -> bytearray:
    data = bytearray()
    while len(data) < size:
        channel.settimeout(max(deadline - time.monotonic(), 0.001))
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise ConnectionResetError("the process ended")
        data += piece
    return data


def _task(path: Path, page: int = 0, boxes: Sequence[Box] = ()) -> Task:
    place, name = show(os.path.abspath(path)), show(path.name)
    suffix = path.suffix.lower()
    return Task(place=place, name=name, suffix=suffix, page=page, boxes=tuple(boxes))


def _refuse(reply: Reply) -> Reply:
    """Give a reply that holds something; raise again the refusal of one that does not."""
    if reply.prepared or reply.drawn:
        return reply
    message = show(" ".join(reply.message.split()))  # a parser may quote the file
    raise _KINDS.get(reply.code, UnreadableDocument)(message)


def _family(kind: type[VolantError]) -> dict[str, type[VolantError]]:
    found = {kind.code: kind}
    for child in kind.__subclasses__():
        found |= _family(child)
    return found


_KINDS = _family(UnreadableDocument) | _family(PathNotFound)
"""Errors by code, to be raised again on this side."""


def _too_long(name: str, seconds: float) -> ReadingTooLong:
    return ReadingTooLong(f"{name} is not read within {seconds:.0f} s: split it, or make it anew")
