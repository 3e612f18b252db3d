"""Hold weights that are still arriving, so that a kill at any moment loses at most a second.

The bytes are in `<file>.partial`; `<file>.partial.json` says how many of them are safely on the
disk, and how many whole parts that makes. It does not know where the bytes come from: any source
may go on where another stopped, because the digest of the whole decides.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from volant.engines.catalogue import Model
from volant.errors import StorageFull

BLOCK = 1024 * 1024
OFTEN = 1.0  # seconds between two checkpoints

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes there will be."""


class Partial:
    """Open what there is of `model` in `folder`, and add to it.

    Bytes past the last checkpoint are dropped on opening: a machine that lost power may have kept
    their place and not their content.
    """

    def __init__(self, model: Model, folder: Path, progress: Progress | None = None) -> None:
        self.model, self._progress = model, progress
        self.path = folder / f"{model.file}.partial"
        self._note = folder / f"{model.file}.partial.json"

    def __enter__(self) -> Self:
        self._file = self.path.open("a+b", buffering=0)
        size = self._file.seek(0, os.SEEK_END)
        self._file.truncate(min(self._noted(), size, self.model.bytes))
        self.done, self._digest = 0, hashlib.sha256()
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            self._digest.update(block)
            self.done += len(block)
        self._saved = time.monotonic()
        self._tell()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.save()
        finally:
            self._file.close()

    @property
    def missing(self) -> int:
        return self.model.bytes - self.done

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def add(self, data: bytes) -> None:
        """Append `data`, less what would pass the model's size; raises `StorageFull`."""
        data = data[: self.missing]
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as fault:
            raise _full(fault, self.missing, self.path.parent) from fault
        self._digest.update(data)
        self.done += len(data)
        if time.monotonic() - self._saved > OFTEN:
            self.save()
        self._tell()

    def save(self) -> None:
        """Make everything added so far survive a kill and a power cut."""
        try:
            os.fsync(self._file.fileno())
            parts = self.done // self.model.part_bytes if self.model.part_bytes else 0
            replace_text(self._note, json.dumps({"bytes": self.done, "parts": parts}))
        except OSError as fault:
            raise _full(fault, self.missing, self.path.parent) from fault
        self._saved = time.monotonic()

    def clear(self) -> None:
        """Start from nothing again."""
        self._file.truncate(0)
        self.done, self._digest = 0, hashlib.sha256()
        self.save()

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self, path: Path) -> None:
        """Put the whole file in its place at once; call after closing."""
        self.path.replace(path)
        self._note.unlink(missing_ok=True)

    def _noted(self) -> int:
        try:
            said = json.loads(self._note.read_text("utf-8"))
            return max(0, int(said["bytes"]))
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self.done, self.model.bytes)


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the old text or the new one, whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _full(fault: OSError, missing: int, folder: Path) -> OSError | StorageFull:
    if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
        return fault
    megabytes = missing / 1e6
    return StorageFull(f"The disk of {folder} is full: {megabytes:.0f} MB more are needed.")
