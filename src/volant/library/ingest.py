"""Bring files into the library: find them, have them read, index what changed.

Unchanged files are skipped (same size and time, or same digest), changed ones replaced, and files
that have gone from a folder are removed when that folder is added again. Who does the work is for
`workers` to say; a file that cannot be read is reported and the others go on. A killed run loses
only the batch in hand and the next run continues. It knows nothing of questions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from volant.errors import PathNotFound
from volant.library import concordance
from volant.library.readers import OLD, READERS
from volant.library.readers.intake import show
from volant.library.workers import Outcome, Refusal, Workers, here
from volant.protocols import Embedder, Index
from volant.records import Held, Rights, Source

BATCH = 1_000
"""Passages between two commits: some seconds of work, all that a kill can cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Count what one `add` did, in documents, and in passages for what was written."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    refused: tuple[Refusal, ...] = ()

    def __add__(self, other: Report) -> Report:
        """Count two together."""
        names = [field.name for field in fields(self)]
        return Report(**{name: getattr(self, name) + getattr(other, name) for name in names})


Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the name of the last one."""


def add(
    index: Index,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    progress: Progress = lambda done, total, name: None,
    processes: int | None = None,
    workers: Workers | None = None,
    rights: Rights | None = None,
) -> Report:
    """Bring files and folders in, all under the same `rights`.

    Without any, a file keeps those it has, and a new one is everybody's; other rights than a file
    has are given to it though the file is unchanged.

    `workers` do it where given, else `processes` of this machine, one a core by default.

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
        fresh = [file for file in files if not _unchanged(file, held.get(_key(file)), rights)]
        found = {_key(file) for file in files}
        gone = [path for path in held if path not in found and _under(path, roots)]
        report = _write(
            index, held, (workers or here(processes))(fresh, embedder), rights,
            done=len(files) - len(fresh), total=len(files), progress=progress,
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
    results: Iterable[tuple[Path, Outcome]],
    rights: Rights | None,
    *,
    done: int,
    total: int,
    progress: Progress,
) -> Report:
    report, batch, refused = Report(), [], list[Refusal]()
    for path, result in results:
        done += 1
        progress(done, total, show(path.name))
        before = held.get(_key(path))
        own = rights or (before.rights if before else Rights())
        if isinstance(result, Refusal):
            refused.append(result)
            if before is None:  # what was held before is still better than nothing
                index.receive(_source(path), 0, rights=own, reason=result.code)
            continue
        same = before and before.digest == result.document.source.digest
        if before and same and before.rights == own:
            index.touch(_key(path), result.modified)
            report = replace(report, unchanged=report.unchanged + 1)
            continue
        batch.append(replace(result, document=replace(result.document, rights=own)))
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


def _unchanged(path: Path, held: Held | None, rights: Rights | None) -> bool:
    if held is None or (rights is not None and rights != held.rights):
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
