"""Take the bytes of one file, whatever the path turns out to be.

Everything is asked of the opened file, not of its name, so that nothing can change in between; a
pipe or a device is never waited for. Opening and reading are two steps, because a confined process
reads what it may not open. It does not know formats.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from volant.errors import DocumentTooLarge, PathNotFound, UnreadableDocument
from volant.records import Source

LARGEST_FILE = 200_000_000
"""Bytes. Chosen, not measured: a file is read whole, and several at a time."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)


def take(path: Path) -> tuple[bytes, Source]:
    """Read a regular file whole and say where it came from.

    Raises `PathNotFound`, `DocumentTooLarge`, or `UnreadableDocument` for what is not a file.
    """
    with opened(path) as descriptor:
        return take_opened(descriptor, show(os.path.abspath(path)), show(path.name))


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open a regular file for reading, as a descriptor. Raises as `take` does."""
    place = os.path.abspath(path)
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    except ValueError as error:
        raise PathNotFound(f"{show(place)} cannot be a path: {error}") from error
    except OSError as error:
        raise _explain(error, show(place)) from error
    try:
        _refuse_odd(os.fstat(descriptor), show(place))
        yield descriptor
    finally:
        os.close(descriptor)


def take_opened(descriptor: int, place: str, name: str) -> tuple[bytes, Source]:
    """Read an opened file whole; `place` and `name` are as they shall be shown."""
    try:
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _explain(error, place) from error
    if len(data) > LARGEST_FILE:
        raise _too_large(place)
    digest = hashlib.sha256(data).hexdigest()
    return data, Source(name=name, path=place, digest=digest, size=len(data))


def show(place: str) -> str:
    r"""Write a name so that it can be stored and printed, and cannot turn a line around.

    Bytes that are not UTF-8 are written `\xNN`; control characters and the marks that set the
    direction of writing (Unicode 16, Bidi_Control; Unicode Technical Report 36, 2.10) by number.

    >>> print(show("قرار\u202efdp.exe"))
    قرار\u202efdp.exe
    """
    text = os.fsencode(place).decode("utf-8", "backslashreplace")
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _refuse_odd(status: os.stat_result, place: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableDocument(f"{place} is a folder: name the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument(f"{place} is a pipe or a device, not a file: name a file")
    if status.st_size > LARGEST_FILE:
        raise _too_large(place)


def _too_large(place: str) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"{place} is larger than {LARGEST_FILE:,} bytes: split it, or keep the text only"
    )


def _explain(error: OSError, name: str) -> PathNotFound | UnreadableDocument:
    if error.errno in _MISSING:
        return PathNotFound(f"{name} does not exist: check the path")
    if error.errno == errno.ENXIO:
        return UnreadableDocument(f"{name} is a socket, not a file: name a file")
    if error.errno in (errno.EACCES, errno.EPERM):
        return UnreadableDocument(f"{name} may not be read by this account: change its permissions")
    if error.errno == errno.ELOOP:
        return UnreadableDocument(f"{name} is a link that leads back to itself: name the file")
    return UnreadableDocument(f"{name} cannot be read: {error.strerror or error}")
