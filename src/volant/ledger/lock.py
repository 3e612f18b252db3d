"""Let one writer at a time touch a ledger, between threads and between processes.

The lock is `flock` on a file opened anew each time, so that it dies with its process and is not
shared by a fork. Its one byte says whether the last writer finished: a writer that was killed
leaves `1`, and the next one tidies up first. Not for network file systems without `flock`.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from volant.errors import LedgerBusy
from volant.ledger.disk import storing

_PAUSE = 0.005
"""Seconds between two tries; about the time one append takes."""


class Lock:
    """Hold `path` for at most one writer; wait `patience` seconds for it."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._thread = threading.Lock()

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Yield True if the writer before did not finish; raises `LedgerBusy`."""
        until = time.monotonic() + self._patience
        if not self._thread.acquire(timeout=self._patience):
            raise self._busy()
        try:
            with storing(self._path):
                file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._wait(file, until)
                torn = os.pread(file, 1, 0) == b"1"
                self._mark(file, b"1")
                yield torn
                self._mark(file, b"0")
            finally:
                os.close(file)
        finally:
            self._thread.release()

    def _mark(self, file: int, state: bytes) -> None:
        with storing(self._path):
            os.pwrite(file, state, 0)

    def _wait(self, file: int, until: float) -> None:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise self._busy() from None
                time.sleep(_PAUSE)

    def _busy(self) -> LedgerBusy:
        return LedgerBusy(
            f"another process has been writing to {self._path.parent} for more than "
            f"{self._patience:g} s; try again, or stop that process if it hangs"
        )
