"""Say what is missing, and the command that mends it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import click

from volant import assembly
from volant.cli import output
from volant.engines import load_catalogue
from volant.engines.isolation import try_out
from volant.engines.openings import breaches
from volant.errors import VolantError
from volant.ledger import verify
from volant.library.confinement import Confinement
from volant.library.readers.recognition import installed
from volant.settings import Settings, load
from volant.sovereignty.policy import SHIPPED

TIERS = {
    "E0": "nothing keeps an engine from sending data out",
    "E1": "the program opens one door only",
    "E2": "Python's sockets are refused, a C library's are not",
    "E3": "the kernel refuses sockets to engines",
    "E4": "engines run without a route",
    "E5": "engines run without a route, on a machine without one",
}
"""What a tier stops (specs/sovereignty.md, section 7), in a few words."""

ELSEWHERE = "run the engine in a container with --network none, or PrivateNetwork=yes of systemd"

MENDS = {
    "no-user-namespaces": "sysctl -w kernel.unprivileged_userns_clone=1 "
    "kernel.apparmor_restrict_unprivileged_userns=0",
    "namespaces-limited": "sysctl -w user.max_user_namespaces=100 user.max_net_namespaces=100",
}
"""What gives namespaces back to users, by the code of the refusal."""


WARNED = 60
"""Days before the policy's last one from which it is said: a lawyer has to find the time."""


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
    yield from _elsewhere(settings)
    yield look_at_policy(settings, datetime.now(UTC).date())
    yield _isolation()
    yield _door()
    yield _reading()
    yield _recognition()
    yield _library(settings)
    yield _ledger(settings)


def _elsewhere(settings: Settings) -> Iterator[Check]:
    """Say of each engine elsewhere whether its key is here; nothing is asked of it."""
    for name, remote in settings.engines.items():
        reason, _, mend = remote.lacking().partition("; ")
        yield Check(
            name="engine", ok=not reason, found=f"{name}: {reason or remote.url}", mend=mend
        )


def look_at_policy(settings: Settings, today: date) -> Check:
    """Say until when the table of classes and zones holds; after that no engine is asked."""
    own = settings.home / "policy.toml"
    try:
        policy = assembly.open_policy(settings)
    except VolantError as error:
        return Check(name="policy", ok=False, found=error.message, mend=f"mend {own}")
    left = (policy.expires - today).days
    if left >= WARNED:
        return Check(name="policy", ok=True, found=f"holds until {policy.expires}")
    when = f"ends on {policy.expires}, in {left} days" if left >= 0 else f"ended {policy.expires}"
    copied = "" if own.is_file() else f"cp {SHIPPED} {own}; "
    return Check(
        name="policy",
        ok=False,
        found=f"{when}; after its last day no engine is asked and answers quote",
        mend=f"{copied}have {own} read again by who answers for it, and set its `published` and "
        "`expires`",
    )


def _isolation() -> Check:
    """Say which tier an engine's process reaches here, from one that tried; not only E4 is well."""
    try:
        probe = try_out()
    except VolantError as error:
        return Check(name="isolation", ok=False, found=error.message, mend=ELSEWHERE)
    missed = next(iter(probe.reasons.items()), None)
    ok = probe.tier >= "E4"
    return Check(
        name="isolation",
        ok=ok,
        found=f"{probe.tier}: {TIERS[probe.tier]}"
        + (f"; {probe.blocked} of {probe.attempts} ways out blocked" if probe.attempts else "")
        + (f"; not {missed[0]}: {missed[1]}" if missed else ""),
        mend="" if ok else MENDS.get(probe.reasons.get("E4", ""), ELSEWHERE),
    )


def _door() -> Check:
    """Say whether this installation's own source opens anything outward but the one door."""
    try:
        found = breaches()
    except (OSError, SyntaxError):
        return Check(name="door", ok=True, found="there is no source here to read")
    first = f"{found[0].file}:{found[0].line} ({found[0].name})" if found else ""
    return Check(
        name="door",
        ok=not found,
        found=f"{len(found)} other ways out, first {first}" if found else "one way out, no other",
        mend="install Volant anew: its files were changed" if found else "",
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
