"""Be the process that reads files which may be hostile: it can do little else.

Before the first file it gives up the network, writing, other files of its parent's, and core dumps;
each file then has a limit of memory and processor time. It opens nothing by name: a file comes in
already opened, a reply goes out as plain data. What the machine does not allow is left out and
said, never a reason to stop. The trade-off: a flaw in a parser may still see what this account may
read, and has no way to send it anywhere but into the text of its own document.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from volant.errors import BrokenDocument, PathNotFound, ReadingTooLarge, UnreadableDocument
from volant.library.preparation import Prepared, prepare
from volant.library.readers import read_data
from volant.library.readers.intake import take_opened
from volant.library.readers.picture import draw
from volant.records import Box

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h

CHANNEL = 0
"""The descriptor that an interpreter of its own is given: its standard input."""

LARGEST_TASK = 65_536
"""Bytes; a path has 4,096 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bound the reading of one file; chosen, so that 20,000 pages of PDF still pass.

    `memory` in bytes, beside what the process has at its start; processor time in `seconds`, and
    as much again by the megabyte of the file, then of its text; `patience` is the multiple of it
    that may pass on the clock; `descriptors` are the files it may have open.
    """

    memory: int = 1_000_000_000
    seconds: float = 30.0
    seconds_a_megabyte: float = 3.0
    patience: float = 20.0
    descriptors: int = 64

    def allow(self, size: int) -> float:
        """Give the seconds of processor time for `size` bytes."""
        return self.seconds + self.seconds_a_megabyte * size / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Name the file whose descriptor comes along; `suffix` in small letters.

    With a `page`, counted from 1, the file is drawn and not read: that page, its `boxes` shaded.
    """

    place: str
    name: str
    suffix: str
    page: int = 0
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Be one page as a picture (PNG); `digest` is the SHA-256 of the file it was drawn from."""

    picture: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Be what came of a task: a document, a drawn page, or the code and message of a refusal."""

    prepared: Prepared | None = None
    drawn: Drawn | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Name the limits that hold: those of `confine`, in its order."""

    limits: tuple[str, ...]


def main() -> None:
    """Serve as a process of its own; the argument holds the limits."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    serve(socket.socket(fileno=CHANNEL), limits)


def serve(channel: socket.socket, limits: Limits) -> None:
    """Be confined, say how, and answer tasks until the other end closes; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes
    _let_go(channel.fileno())
    send(channel, Held(limits=confine(limits)))
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, LARGEST_TASK, 1)
        if not message:
            os._exit(0)
        task = msgspec.msgpack.decode(message, type=Task)
        reply = answer(task, descriptors[0], limits)
        os.close(descriptors[0])
        send(channel, reply)


def answer(task: Task, descriptor: int, limits: Limits) -> Reply:
    """Read or draw one opened file within its limits; any other failure ends the process."""
    try:
        _allow(limits.allow(os.fstat(descriptor).st_size))
        data, source = take_opened(descriptor, task.place, task.name)
        if task.page:
            picture = draw(data, task.page, task.boxes)
            return Reply(drawn=Drawn(picture=picture, digest=source.digest))
        document = read_data(data, source, task.suffix)
        del data
        _allow(limits.allow(2 * len(document.text)))
        return Reply(prepared=prepare(document))
    except (UnreadableDocument, PathNotFound) as refusal:
        return Reply(code=refusal.code, message=refusal.message)
    except RecursionError:
        message = f"{task.name} nests too deeply to be read: save it again, or as .pdf"
        return Reply(code=BrokenDocument.code, message=message)
    except MemoryError:
        message = f"{task.name} takes over {limits.memory:,} bytes of memory to read: split it"
        return Reply(code=ReadingTooLarge.code, message=message)


def send(channel: socket.socket, message: Reply | Held) -> None:
    """Send one message, its length first."""
    body = msgspec.msgpack.encode(message)
    channel.sendall(len(body).to_bytes(8, "big"))
    channel.sendall(body)


def confine(limits: Limits) -> tuple[str, ...]:
    """Give up what this process does not need, for good; name what the machine allowed.

    Of `network`, `privileges`, `writing`, `memory`, `time`, `files` and `cores`.
    """
    ways: dict[str, Callable[[], object]] = {
        "network": _leave_network,
        "privileges": _gain_nothing,
        "writing": lambda: _limit(resource.RLIMIT_FSIZE, 0),
        "memory": lambda: _limit(resource.RLIMIT_AS, _occupied() + limits.memory),
        "time": lambda: _allow(limits.seconds),
        "files": lambda: _limit(resource.RLIMIT_NOFILE, limits.descriptors),
        "cores": lambda: _limit(resource.RLIMIT_CORE, 0),
    }
    sys.dont_write_bytecode = True
    held = []
    for name, way in ways.items():
        with suppress(OSError, ValueError, AttributeError):
            way()
            held.append(name)
    return tuple(held)


def _let_go(kept: int) -> None:
    """Put nothing in the place of every other open file, so that no number is used anew."""
    nothing = os.open(os.devnull, os.O_RDWR)
    with suppress(OSError):
        for number in [int(place.name) for place in Path("/dev/fd").iterdir()]:
            if number not in (kept, nothing):
                os.dup2(nothing, number)


def _leave_network() -> None:
    """Move to a network namespace with no way out, under the same user's number."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no namespace")
    with suppress(OSError):  # it holds without names for its user
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _gain_nothing() -> None:
    """Let no program started from here have more rights than this one."""
    if ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError("no such option")


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _allow(seconds: float) -> None:
    """Let the process run so much longer; the kernel ends it then (SIGXCPU)."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))


def _occupied() -> int:
    """Give the bytes of address space in use (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
