"""Put bytes on the disk so that they are there after a power cut, whole or not at all.

Knows nothing of what the bytes mean. A write costs two fsyncs (the file, then the folder that
names it); that is what an acknowledged entry rests on. Files written together share those of their
folders, and are synced after all are filled: then the first sync carries most of the others' work.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from volant.errors import LedgerError, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""No room, quota reached, file size limit reached: the same to whoever has to make room."""

TOGETHER = 128
"""Files open at once while they are written: a process may often hold 1,024 (POSIX asks for 20)."""


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
    write_many([(path, data)], mode=mode)


def write_many(files: Iterable[tuple[Path, bytes]], *, mode: int = 0o644) -> None:
    """Replace files for good, each at once; after an error some may be replaced and some not.

    No file takes its name before the bytes of all are on the disk.
    """
    parts: dict[Path, Path] = {}
    try:
        _fill_all(files, parts, mode)
        for part, path in parts.items():
            with storing(path):
                part.replace(path)
    except BaseException:
        for part in parts:
            with suppress(OSError):
                part.unlink()
        raise
    for folder in dict.fromkeys(path.parent for path in parts.values()):
        with storing(folder):
            sync(folder)


def _fill_all(files: Iterable[tuple[Path, bytes]], parts: dict[Path, Path], mode: int) -> None:
    """Write each file beside its place, noting where in `parts`; then sync them."""
    with ExitStack() as opened:
        batch: list[tuple[Path, int]] = []
        for path, data in files:
            if len(batch) == TOGETHER:
                _sync_all(batch, opened)
            with storing(path):
                make_folder(path.parent)
                part = path.with_name(f".{path.name}.part")
                parts[part] = path
                file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
                opened.callback(os.close, file)
                _fill(file, data)
            batch.append((path, file))
        _sync_all(batch, opened)


def _sync_all(batch: list[tuple[Path, int]], opened: ExitStack) -> None:
    for path, file in batch:
        with storing(path):
            os.fsync(file)
    opened.close()
    batch.clear()


def _fill(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def put(path: Path, data: bytes, *, aside: Path) -> None:
    """Replace a file at once, not for good: a power cut may take it back.

    It is filled in the folder `aside`, whose owner drops what a killed writer left there.
    """
    part = aside / f".{path.name}.part"
    with storing(path):
        make_folder(path.parent)
        try:
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise


def keep(path: Path, data: bytes) -> bool:
    """Make a file that holds this survive a power cut, or say that there is none such."""
    try:
        with path.open("rb") as file:
            same = file.read() == data
            if same:
                os.fsync(file.fileno())
                sync(path.parent)
    except OSError:
        return False
    return same


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
