"""Say what is missing, and the command that mends it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from volant import assembly
from volant.cli import output
from volant.engines import load_catalogue
from volant.errors import VolantError
from volant.ledger import verify
from volant.library.confinement import Confinement
from volant.library.readers.recognition import installed
from volant.settings import Settings, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Be one thing looked at; `mend` is a command, empty where nothing is missing."""

    name: str
    ok: bool
    found: str
    mend: str = ""


@click.command()
@output.as_json
def doctor(as_json: bool) -> None:
    """Say what is missing, and the command that mends it. Exit status 1 if anything is."""
    checks = list(_look(load()))
    if as_json:
        output.print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'miss'}  {check.name}: {check.found}")
            if check.mend:
                click.echo(f"      {check.mend}")
    sys.exit(0 if all(check.ok for check in checks) else 1)


def _look(settings: Settings) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check(name="python", ok=sys.version_info >= (3, 11), found=version)
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    yield Check(
        name="disk", ok=free > 2e9, found=f"{free / 1e9:.1f} GB free in {settings.home}",
        mend="" if free > 2e9 else "free at least 2 GB, or set VOLANT_HOME to a larger disk",
    )  # fmt: skip
    for model in load_catalogue().values():
        path = assembly.find_weights(settings, model)
        yield Check(
            name="weights", ok=path is not None,
            found=str(path or f"{model.name} is not here; answers quote"),
            mend="" if path else f"volant engines pull {model.name}",
        )  # fmt: skip
    yield _isolation()
    yield _reading()
    yield _recognition()
    yield _library(settings)
    yield _ledger(settings)


def _isolation() -> Check:
    probe = ["unshare", "-r", "-n", "true"]
    works = (
        shutil.which("unshare") is not None
        and not subprocess.run(probe, capture_output=True, check=False).returncode
    )
    return Check(
        name="isolation",
        ok=works,
        found="engines run without a route (E4)"
        if works
        else "engines cannot leave the network (E0)",
        mend=""
        if works
        else "sysctl -w kernel.unprivileged_userns_clone=1, "
        "or run in a container with --network none",
    )


def _reading() -> Check:
    """Say what a process that reads a file has given up; reading goes on without any of it."""
    with Confinement() as reading:
        held = reading.start()
    return Check(
        name="reading",
        ok="network" in held,
        found=f"files are read without: {', '.join(held)}",
        mend="" if "network" in held else "sysctl -w kernel.unprivileged_userns_clone=1",
    )


def _recognition() -> Check:
    """Say whether scans can be read; without, their pages have a lower grade or are refused."""
    languages = installed()
    return Check(
        name="scans",
        ok=bool(languages),
        found=f"tesseract reads {languages}" if languages else "pictures of text are not read",
        mend=""
        if languages
        else "apt-get install tesseract-ocr tesseract-ocr-ara tesseract-ocr-fra",
    )


def _library(settings: Settings) -> Check:
    try:
        held = assembly.open_library(settings).documents()
    except VolantError as error:
        return Check(name="library", ok=False, found=error.message, mend="volant library add PATH")
    return Check(
        name="library",
        ok=bool(held),
        found=f"{len(held)} documents",
        mend="" if held else "volant library add PATH",
    )


def _ledger(settings: Settings) -> Check:
    folder = settings.home / "ledger"
    if not folder.is_dir():
        return Check(name="ledger", ok=True, found="begins with the first answer")
    report = verify(folder)
    return Check(
        name="ledger",
        ok=report.ok,
        found=f"{report.size} entries",
        mend="" if report.ok else "volant ledger verify",
    )
