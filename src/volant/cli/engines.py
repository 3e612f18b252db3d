"""List, fetch, show and probe engines."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from volant import assembly
from volant.cli import output
from volant.cli.library import Bar
from volant.engines import LlamaCpp, load_catalogue
from volant.engines.attempts import Target, is_blocked
from volant.engines.attempts import canary as lead_to
from volant.engines.isolation import Probe, try_out
from volant.errors import RequestError, UnknownModel
from volant.settings import Settings, load


@click.group()
def engines() -> None:
    """List, fetch, show and probe engines."""


@engines.command("list")
@output.as_json
def list_engines(as_json: bool) -> None:
    """List every engine: those that can be asked now, and what the others lack."""
    settings = load()
    ready = assembly.make_engines(settings)
    rows = [
        {
            "name": name,
            "ready": name in ready and not _lacking(settings, name),
            "tags": sorted(ready[name].tags) if name in ready else [],
            "lacking": _lacking(settings, name),
        }
        for name in dict.fromkeys((*load_catalogue(), *settings.engines, *ready))
    ]
    if as_json:
        output.print_json(rows)
        return
    for row in rows:
        fetch = f"fetch it: volant engines pull {row['name']}"
        click.echo(f"{row['name']}\t{'ready' if row['ready'] else row['lacking'] or fetch}")


@engines.command()
@click.argument("name", required=False)
@output.as_json
def pull(name: str | None, as_json: bool) -> None:
    """Fetch the weights of engine NAME (default: the default engine), by digest; resumes."""
    catalogue = load_catalogue()
    model = catalogue.get(name or next(m.name for m in catalogue.values() if m.default))
    if model is None:
        raise UnknownModel(f"no model {name!r} in the catalogue; there are: {', '.join(catalogue)}")
    with Bar(f"Fetching {model.name}", hidden=as_json) as bar:
        path = assembly.fetch(load(), model, bar.move)
    if as_json:
        output.print_json({"name": model.name, "path": str(path), "sha256": model.sha256})
    else:
        click.echo(f"{model.name}: {path} (sha256 {model.sha256})")


@engines.command()
@click.argument("name")
@output.as_json
def show(name: str, as_json: bool) -> None:
    """Show what is known of engine NAME: weights, licence, languages, where it runs.

    For one of this machine also the egress tier a process reaches here, and why not a higher one.
    """
    settings = load()
    model, ready = load_catalogue().get(name), assembly.make_engines(settings).get(name)
    if model is None and ready is None:
        raise UnknownModel(f"no engine {name!r}; see: volant engines list")
    lacking = _lacking(settings, name)
    known = {
        "name": name,
        "ready": ready is not None and not lacking,
        "lacking": lacking or None,
        "tags": sorted(ready.tags if ready else model.tags if model else ()),
        "licence": model.licence if model else None,
        "sha256": model.sha256 if model else None,
        "bytes": model.bytes if model else None,
        "url": settings.engines[name].url if name in settings.engines else None,
    }
    if model is not None:
        probe = try_out()
        known |= {"egress": probe.tier, "not_reached": probe.reasons}
    if as_json:
        output.print_json(known)
        return
    for key, value in known.items():
        if value is not None:
            click.echo(f"{key}: {_write(value)}")


@engines.command()
@click.argument("name")
@click.option(
    "--canary",
    metavar="HOST:PORT",
    help="Also try where a packet could leave, towards this listener of yours and nowhere else.",
)
@output.as_json
def probe(name: str, canary: str | None, as_json: bool) -> None:
    """Have the process of engine NAME try to get out, and say what came of it.

    It loads the weights, as for a question. Without a canary nothing is tried where it could leave.
    Exit status 1 if anything got out.
    """
    target = _lead_to(canary) if canary else None
    engine = assembly.make_engines(load()).get(name)
    if not isinstance(engine, LlamaCpp):
        raise UnknownModel(f"no engine {name!r} runs in a process here; see: volant engines list")
    found = asyncio.run(_probe(engine, target))
    if as_json:
        output.print_json(found.body(name))
    else:
        _print(found)
    if found.escaped:
        raise SystemExit(1)


async def _probe(engine: LlamaCpp, target: Target | None) -> Probe:
    """Start it and return the probe of its start, or a later one towards a canary."""
    try:
        await engine.start()
        return engine.probed if engine.probed and not target else await engine.probe(target)
    finally:
        await engine.close()


def _lead_to(canary: str) -> Target:
    host, _, port = canary.rpartition(":")
    try:
        return lead_to(host.strip("[]"), int(port))
    except (OSError, ValueError, OverflowError) as fault:
        raise RequestError(f"--canary {canary} is no HOST:PORT this machine knows.") from fault


def _print(found: Probe) -> None:
    click.echo(f"tier: {found.tier}")
    for tier, code in found.reasons.items():
        click.echo(f"not {tier}: {code}")
    if not found.outcomes:
        click.echo("nothing was tried: a packet could have left; name a listener with --canary")
    for way, outcome in found.outcomes.items():
        click.echo(f"{way}: {'blocked' if is_blocked(outcome) else 'GOT OUT'} ({outcome})")
    click.echo(f"kernel: {found.kernel}, rules: {', '.join(found.rules) or 'none'}")
    click.echo(f"runs: {found.runtime} (sha256 {found.binary})")
    click.echo(f"weights: sha256 {found.weights}")


def _lacking(settings: Settings, name: str) -> str:
    """Say what an engine elsewhere lacks to be asked, and what to do; else nothing."""
    remote = settings.engines.get(name)
    return remote.lacking() if remote else ""


def _write(value: Any) -> str:
    """Write a value of `show` on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} ({one})" for key, one in value.items()) or "nothing higher"
    return ", ".join(value) if isinstance(value, list) else str(value)
