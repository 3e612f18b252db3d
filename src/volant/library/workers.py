"""Have files read, prepared and embedded, here or on many machines, by the same code.

Each worker embeds, and has a confined process that reads; what comes back is plain records. It
knows no index: whoever called writes what comes, in whatever order it comes.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from volant.errors import BrokenDocument, PathNotFound, UnreadableDocument
from volant.library.confinement import Confinement
from volant.library.readers.intake import show
from volant.protocols import Embedder
from volant.records import Analysed


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Name a file that was not taken, with the error's stable code."""

    path: str
    code: str
    message: str


Outcome = Analysed | Refusal

Workers = Callable[[Sequence[Path], Embedder], Iterator[tuple[Path, Outcome]]]
"""Given files and who embeds them, yield each with what came of it; one that cannot be taken is a
`Refusal`."""


def here(processes: int | None = None) -> Workers:
    """Work in processes of this machine, one a core by default; 1 works in this very process.

    A file that kills its worker is refused by name, and the others go on.
    """
    return _alone_here if processes == 1 else partial(_on_cores, processes)


def _alone_here(files: Sequence[Path], embedder: Embedder) -> Iterator[tuple[Path, Outcome]]:
    with Confinement() as reading:
        yield from ((file, analyse_file(file, reading, embedder)) for file in files)


def _on_cores(
    processes: int | None, files: Sequence[Path], embedder: Embedder
) -> Iterator[tuple[Path, Outcome]]:
    waiting = deque(sorted(files, key=lambda file: -_size(file)))
    while waiting:
        taken: deque[Path] = deque()
        workers = min(processes or len(os.sched_getaffinity(0)), len(waiting))
        try:
            with ProcessPoolExecutor(workers, get_context("spawn"), _begin) as pool:
                yield from _pooled(pool, 2 * workers, waiting, taken, embedder)
        except BrokenExecutor:
            for file in taken:
                yield file, _alone(file, embedder)


def _pooled(
    pool: ProcessPoolExecutor,
    ahead: int,
    waiting: deque[Path],
    taken: deque[Path],
    embedder: Embedder,
) -> Iterator[tuple[Path, Outcome]]:
    """Work through `waiting`, a few files ahead; `taken` holds those not yet yielded."""
    running: deque[Future[Outcome]] = deque()
    while waiting or running:
        while waiting and len(running) < ahead:
            taken.append(waiting.popleft())
            running.append(pool.submit(analyse, taken[-1], embedder))
        outcome = running.popleft().result()
        yield taken.popleft(), outcome


def _alone(file: Path, embedder: Embedder) -> Outcome:
    """Take one file in a process of its own: it may be the one that killed the pool."""
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _begin) as pool:
            return pool.submit(analyse, file, embedder).result()
    except BrokenExecutor:
        message = f"{show(file.name)} kills the process that indexes it: split it, or make it anew"
        return Refusal(path=show(str(file)), code=BrokenDocument.code, message=message)


def analyse_file(path: Path, reading: Confinement, embedder: Embedder) -> Analysed | Refusal:
    """Read and prepare one file, confined, and embed its passages here; a refusal is a value."""
    try:
        modified = path.stat().st_mtime_ns
        prepared = reading.prepare(path)
    except (UnreadableDocument, PathNotFound) as error:
        return Refusal(path=show(str(path)), code=error.code, message=error.message)
    except OSError as error:
        message = f"{show(str(path))}: {error.strerror}"
        return Refusal(path=show(str(path)), code=UnreadableDocument.code, message=message)
    return Analysed(
        document=prepared.document,
        modified=modified,
        passages=prepared.passages,
        tokens=prepared.tokens,
        kinds=prepared.kinds,
        vectors=embedder.embed([passage.text for passage in prepared.passages]),
    )


def analyse(path: Path, embedder: Embedder, *, fork: bool = True) -> Outcome:
    """Do the same in a worker's own process, which may come to it with nothing but a path.

    `fork` is for a fresh worker without threads: its confined process then starts at once.
    """
    return analyse_file(path, _reading(fork=fork and sys.platform.startswith("linux")), embedder)


@cache
def _reading(*, fork: bool = True) -> Confinement:
    """Give this worker's own confined process."""
    reading = Confinement(fork=fork)
    atexit.register(reading.close)
    return reading


def _begin() -> None:
    """Start a worker's confined process while the worker still is one thread."""
    _reading(fork=sys.platform.startswith("linux"))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
