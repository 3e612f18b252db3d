"""Take the bytes of one file, whatever the path turns out to be.

Everything is asked of the opened file, not of its name, so that nothing can change in between; a
pipe or a device is never waited for. It does not know formats.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from volant.errors import DocumentTooLarge, PathNotFound, UnreadableDocument
from volant.records import Source

LARGEST_FILE = 200_000_000
"""Bytes. Chosen, not measured: a file is read whole, and several at a time."""

_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)


def take(path: Path) -> tuple[bytes, Source]:
    """Read a regular file whole and say where it came from.

    Raises `PathNotFound`, `DocumentTooLarge`, or `UnreadableDocument` for what is not a file.
    """
    place = os.path.abspath(path)
    try:
        with open(place, "rb", opener=_open_at_once) as file:
            data = _read_regular(file.fileno(), place)
    except ValueError as error:
        raise PathNotFound(f"{show(place)} cannot be a path: {error}") from error
    except OSError as error:
        raise _explain(error, place) from error
    return data, Source(
        name=show(Path(place).name),
        path=show(place),
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def show(place: str) -> str:
    r"""Write a name so that it can be stored and printed; bytes that are not UTF-8 as `\xNN`."""
    return os.fsencode(place).decode("utf-8", "backslashreplace")


def _open_at_once(place: str, flags: int) -> int:
    return os.open(place, flags | getattr(os, "O_NONBLOCK", 0))


def _read_regular(descriptor: int, place: str) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument(f"{show(place)} is a pipe or a device, not a file: name a file")
    if status.st_size > LARGEST_FILE:
        raise _too_large(place)
    with open(descriptor, "rb", closefd=False) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large(place)
    return data


def _too_large(place: str) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"{show(place)} is larger than {LARGEST_FILE:,} bytes: split it, or keep the text only"
    )


def _explain(error: OSError, place: str) -> PathNotFound | UnreadableDocument:
    name = show(place)
    if error.errno in _MISSING:
        return PathNotFound(f"{name} does not exist: check the path")
    if error.errno == errno.EISDIR:
        return UnreadableDocument(f"{name} is a folder: name the files in it")
    if error.errno in (errno.EACCES, errno.EPERM):
        return UnreadableDocument(f"{name} may not be read by this account: change its permissions")
    if error.errno == errno.ELOOP:
        return UnreadableDocument(f"{name} is a link that leads back to itself: name the file")
    return UnreadableDocument(f"{name} cannot be read: {error.strerror or error}")
