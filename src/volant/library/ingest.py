"""Bring files into the library: find them, read them on all cores, index what changed.

Unchanged files are skipped (same size and time, or same digest), changed ones replaced, and files
that have gone from a folder are removed when that folder is added again. Each core has a worker
that embeds, and each worker a confined process that reads; a file that cannot be read is reported
and the others go on. A killed run loses only the batch in hand and the next run continues. It knows
nothing of questions.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from volant.errors import BrokenDocument, PathNotFound, UnreadableDocument
from volant.library import concordance
from volant.library.confinement import Confinement
from volant.library.embed import UniversalSentenceEncoder
from volant.library.readers import OLD, READERS
from volant.library.readers.intake import show
from volant.protocols import Index
from volant.records import Analysed, Held, Rights, Source

BATCH = 1_000
"""Passages between two commits: some seconds of work, all that a kill can cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Name a file that was not taken, with the error's stable code."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Count what one `add` did, in documents, and in passages for what was written."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    refused: tuple[Refusal, ...] = ()


Outcome = Analysed | Refusal

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the name of the last one."""


def add(
    index: Index,
    paths: Sequence[Path],
    *,
    progress: Progress = lambda done, total, name: None,
    processes: int | None = None,
    rights: Rights | None = None,
) -> Report:
    """Bring files and folders in, all under the same `rights`.

    What was refused before is tried again; what was withdrawn or superseded stays so while its
    file is as it was. Raises `PathNotFound` before anything is read, `LibraryBusy`.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]
    for root in roots:
        if not root.exists():
            raise PathNotFound(f"{show(str(root))} does not exist; give a file or a folder.")
    with index.writing():
        held = {one.path: one for one in index.held() if one.state != "received"}
        files = list(dict.fromkeys(file for root in roots for file in _files(root)))
        fresh = [file for file in files if not _unchanged(file, held.get(_key(file)))]
        found = {_key(file) for file in files}
        gone = [path for path in held if path not in found and _under(path, roots)]
        report = _write(
            index, held, fresh, rights or Rights(),
            total=len(files), progress=progress, processes=processes,
        )  # fmt: skip
        report = replace(
            report,
            unchanged=report.unchanged + len(files) - len(fresh),
            removed=index.remove(gone),
        )
        if report.added or report.replaced or report.removed:
            concordance.settle(index)
        return report


def remove(index: Index, paths: Sequence[Path]) -> int:
    """Take files, or all files under folders, out of the library; say how many there were.

    Raises `PathNotFound` where the library holds nothing under one of them.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]
    with index.writing():
        held = [document.path for document in index.held()]
        for root in roots:
            if not any(_under(path, [root]) for path in held):
                raise PathNotFound(f"the library holds nothing at {root}; see: volant library list")
        count = index.remove([path for path in held if _under(path, roots)])
        concordance.settle(index)
        return count


def withdraw(index: Index, paths: Sequence[Path], reason: str) -> int:
    """Hide files, or all files under folders, from every search; say how many there were.

    They stay in the library with the reason, until the file changes or `restore` is called.
    Raises `PathNotFound` where the library holds nothing under one of them.
    """
    return _mark(index, paths, "indexed", "withdrawn", reason)


def restore(index: Index, paths: Sequence[Path]) -> int:
    """Show again what was withdrawn; raises `PathNotFound`."""
    return _mark(index, paths, "withdrawn", "indexed", "")


def _mark(index: Index, paths: Sequence[Path], before: str, state: str, reason: str) -> int:
    roots = [Path(os.path.abspath(path)) for path in paths]
    with index.writing():
        held = [one.path for one in index.held() if one.state == before]
        for root in roots:
            if not any(_under(path, [root]) for path in held):
                raise PathNotFound(
                    f"nothing at {show(str(root))} is {before}; see: volant library list"
                )
        count = index.mark([path for path in held if _under(path, roots)], state, reason)
        concordance.settle(index)
        return count


def _write(
    index: Index,
    held: dict[str, Held],
    files: list[Path],
    rights: Rights,
    *,
    total: int,
    progress: Progress,
    processes: int | None,
) -> Report:
    report, batch, refused = Report(), [], list[Refusal]()
    done = total - len(files)
    for path, result in _results(files, processes):
        done += 1
        progress(done, total, show(path.name))
        before = held.get(_key(path))
        if isinstance(result, Refusal):
            refused.append(result)
            if before is None:  # what was held before is still better than nothing
                index.receive(_source(path), 0, rights=rights, reason=result.code)
            continue
        if before and before.digest == result.document.source.digest:
            index.touch(_key(path), result.modified)
            report = replace(report, unchanged=report.unchanged + 1)
            continue
        batch.append(replace(result, document=replace(result.document, rights=rights)))
        report = replace(
            report,
            added=report.added + (before is None),
            replaced=report.replaced + (before is not None),
            passages=report.passages + len(result.passages),
        )
        if sum(len(item.passages) for item in batch) >= BATCH:
            index.add(batch)
            batch = []
    if batch:
        index.add(batch)
    return replace(report, refused=tuple(refused))


def _results(files: list[Path], processes: int | None) -> Iterator[tuple[Path, Outcome]]:
    """Yield each file and what came of it; a file that kills its worker is refused by name."""
    if processes == 1:
        with Confinement() as reading:
            yield from ((file, analyse_file(file, reading)) for file in files)
        return
    waiting = deque(sorted(files, key=lambda file: -_size(file)))
    while waiting:
        taken: deque[Path] = deque()
        workers = min(processes or len(os.sched_getaffinity(0)), len(waiting))
        try:
            with ProcessPoolExecutor(workers, get_context("spawn"), _reading) as pool:
                yield from _pooled(pool, 2 * workers, waiting, taken)
        except BrokenExecutor:
            for file in taken:
                yield file, _alone(file)


def _pooled(
    pool: ProcessPoolExecutor, ahead: int, waiting: deque[Path], taken: deque[Path]
) -> Iterator[tuple[Path, Outcome]]:
    """Work through `waiting`, a few files ahead; `taken` holds those not yet yielded."""
    running: deque[Future[Outcome]] = deque()
    while waiting or running:
        while waiting and len(running) < ahead:
            taken.append(waiting.popleft())
            running.append(pool.submit(_analyse, taken[-1]))
        outcome = running.popleft().result()
        yield taken.popleft(), outcome


def _alone(file: Path) -> Outcome:
    """Take one file in a process of its own: it may be the one that killed the pool."""
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _reading) as pool:
            return pool.submit(_analyse, file).result()
    except BrokenExecutor:
        message = f"{show(file.name)} kills the process that indexes it: split it, or make it anew"
        return Refusal(path=_key(file), code=BrokenDocument.code, message=message)


def analyse_file(path: Path, reading: Confinement) -> Analysed | Refusal:
    """Read and prepare one file, confined, and embed its passages here; a refusal is a value."""
    try:
        modified = path.stat().st_mtime_ns
        prepared = reading.prepare(path)
    except (UnreadableDocument, PathNotFound) as error:
        return Refusal(path=_key(path), code=error.code, message=error.message)
    except OSError as error:
        message = f"{_key(path)}: {error.strerror}"
        return Refusal(path=_key(path), code=UnreadableDocument.code, message=message)
    return Analysed(
        document=prepared.document,
        modified=modified,
        passages=prepared.passages,
        tokens=prepared.tokens,
        kinds=prepared.kinds,
        vectors=_embedder().embed([passage.text for passage in prepared.passages]),
    )


def _analyse(path: Path) -> Outcome:
    return analyse_file(path, _reading())


@cache
def _reading() -> Confinement:
    """Give this worker's own confined process; a worker is fresh and may fork."""
    reading = Confinement(fork=sys.platform.startswith("linux"))
    atexit.register(reading.close)
    return reading


@cache
def _embedder() -> UniversalSentenceEncoder:
    return UniversalSentenceEncoder()


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix.lower() in READERS.keys() | OLD.keys() and not name.startswith("."):
                yield path


def _unchanged(path: Path, held: Held | None) -> bool:
    if held is None:
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (held.size, held.modified)


def _under(path: str, roots: Sequence[Path]) -> bool:
    return any(path == _key(root) or path.startswith(_key(root) + os.sep) for root in roots)


def _key(path: Path) -> str:
    """Give a path as the library holds it: every name can be stored and shown."""
    return show(str(path))


def _source(path: Path) -> Source:
    return Source(name=show(path.name), path=_key(path), digest="", size=_size(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
