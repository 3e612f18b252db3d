"""Bring files into the library: find them, read them on all cores, index what changed.

Unchanged files are skipped (same size and time, or same digest), changed ones replaced, and files
that have gone from a folder are removed when that folder is added again. A file that cannot be
read is reported and the others go on; a killed run loses only the batch in hand and the next run
continues. It knows nothing of questions.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from volant import languages
from volant.errors import BrokenDocument, PathNotFound, UnreadableDocument
from volant.library import analysis
from volant.library.embed import UniversalSentenceEncoder
from volant.library.index import Analysed, Index
from volant.library.kinds import kinds
from volant.library.readers import READERS, read
from volant.library.split import split
from volant.library.store import Held
from volant.records import UNKNOWN

IDENTIFIED = 1_000
"""Code points of a document that its language is told from."""

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
) -> Report:
    """Bring files and folders in. Raises `PathNotFound` before anything is read, `LibraryBusy`."""
    roots = [Path(os.path.abspath(path)) for path in paths]
    for root in roots:
        if not root.exists():
            raise PathNotFound(f"{root} does not exist; give a file or a folder.")
    with index.writing():
        held = {document.path: document for document in index.documents()}
        files = list(dict.fromkeys(file for root in roots for file in _files(root)))
        fresh = [file for file in files if _unchanged(file, held.get(str(file))) is not True]
        gone = [path for path in held if path not in set(map(str, files)) and _under(path, roots)]
        report = _write(
            index, held, fresh, total=len(files), progress=progress, processes=processes
        )
        return replace(
            report,
            unchanged=report.unchanged + len(files) - len(fresh),
            removed=index.remove(gone),
        )


def remove(index: Index, paths: Sequence[Path]) -> int:
    """Take files, or all files under folders, out of the library; say how many there were.

    Raises `PathNotFound` where the library holds nothing under one of them.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]
    with index.writing():
        held = [document.path for document in index.documents()]
        for root in roots:
            if not any(_under(path, [root]) for path in held):
                raise PathNotFound(f"the library holds nothing at {root}; see: volant library list")
        return index.remove([path for path in held if _under(path, roots)])


def _write(
    index: Index,
    held: dict[str, Held],
    files: list[Path],
    *,
    total: int,
    progress: Progress,
    processes: int | None,
) -> Report:
    report, batch, refused = Report(), [], list[Refusal]()
    done = total - len(files)
    for path, result in _results(files, processes):
        done += 1
        progress(done, total, path.name)
        if isinstance(result, Refusal):
            refused.append(result)
            continue
        before = held.get(str(path))
        if before and before.digest == result.document.source.digest:
            index.touch(str(path), result.modified)
            report = replace(report, unchanged=report.unchanged + 1)
            continue
        batch.append(result)
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
    """Yield each file and what came of it; a file that kills its reader is refused by name."""
    if processes == 1:
        yield from ((file, analyse_file(file)) for file in files)
        return
    waiting = deque(sorted(files, key=lambda file: -_size(file)))
    while waiting:
        taken: deque[Path] = deque()
        workers = min(processes or len(os.sched_getaffinity(0)), len(waiting))
        try:
            with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
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
            running.append(pool.submit(analyse_file, taken[-1]))
        outcome = running.popleft().result()
        yield taken.popleft(), outcome


def _alone(file: Path) -> Outcome:
    """Read one file in a process of its own: it may be the one that killed the pool."""
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            return pool.submit(analyse_file, file).result()
    except BrokenExecutor:
        message = f"{file.name} kills the process that reads it: the file is damaged; make it anew"
        return Refusal(path=str(file), code=BrokenDocument.code, message=message)


def analyse_file(path: Path) -> Analysed | Refusal:
    """Read, split, cut into tokens and embed one file; a refusal is a value."""
    try:
        modified = path.stat().st_mtime_ns
        document = read(path)
    except UnreadableDocument as error:
        return Refusal(path=str(path), code=error.code, message=error.message)
    except OSError as error:
        return Refusal(
            path=str(path), code="unreadable_document", message=f"{path}: {error.strerror}"
        )
    passages = split(document)
    tag = languages.identify(document.text[:IDENTIFIED], parts=False).nearest or UNKNOWN
    document = replace(document, tag=document.tag if tag == "und" else tag)
    words = [languages.words(passage.text) for passage in passages]
    return Analysed(
        document=document,
        modified=modified,
        passages=passages,
        tokens=tuple(
            analysis.tokens(document, *pair) for pair in zip(passages, words, strict=True)
        ),
        kinds=tuple(kinds(given) for given in words),
        vectors=_embedder().embed([passage.text for passage in passages]),
    )


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
            if path.suffix.lower() in READERS and not name.startswith(".") and path.is_file():
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
    return any(path == str(root) or path.startswith(f"{root}{os.sep}") for root in roots)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
