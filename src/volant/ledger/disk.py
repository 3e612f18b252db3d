"""Put bytes on the disk so that they are there after a power cut, whole or not at all.

Knows nothing of what the bytes mean. Every write costs two fsyncs (the file, then the folder that
names it); that is what an acknowledged entry rests on.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from volant.errors import LedgerError, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""No room, quota reached, file size limit reached: the same to whoever has to make room."""


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what the system says of a write into `StorageFull` or `LedgerError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"no room to write {path}: {error.strerror}; make room and try again, "
                "what was acknowledged before is intact"
            ) from error
        raise LedgerError(f"cannot write {path}: {error.strerror}") from error


def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file at once and for good."""
    with storing(path):
        make_folder(path.parent)
        part = path.with_name(f".{path.name}.part")
        try:
            _fill(part, data, mode)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise
        sync(path.parent)


def _fill(path: Path, data: bytes, mode: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(path: Path) -> None:
    """Create a folder and its parents for good; idempotent."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
