"""Give a Unix socket a private folder with a short path, and clear away those left by the dead.

A folder is alive as long as a process holds its lock, which the kernel lets go when that process
dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "volant-engine-"
NAME = "s.sock"

LONGEST = 100
"""Bytes of a socket's path; the kernel holds 108 on Linux, 104 on BSD and macOS (sys/un.h)."""


class Folder:
    """Be a new folder only this user may enter, at `path`; sweeps away abandoned ones first."""

    def __init__(self) -> None:
        parent = _parent()
        sweep(parent)
        self.path, self._lock = _make(parent)

    def remove(self) -> None:
        """Remove the folder and all in it; idempotent."""
        if self._lock is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = None


def sweep(parent: Path) -> None:
    """Remove this user's folders whose process is gone."""
    for path in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.lstat().st_uid == os.getuid() and (lock := _hold(path)) is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)


def _parent() -> Path:
    folder = tempfile.gettempdir()
    long = len(os.fsencode(folder)) + len(f"/{PREFIX}12345678/{NAME}") > LONGEST
    return Path("/tmp" if long else folder)


def _make(parent: Path) -> tuple[Path, int | None]:
    """Make and lock a folder; a sweep that came between the two makes it try again."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = _hold(path)
        if lock is not None and path.exists():
            return path, lock
        if lock is not None:
            os.close(lock)


def _hold(path: Path) -> int | None:
    """Lock a folder, unless a living process holds it or it is gone."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
