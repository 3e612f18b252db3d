"""List, fetch and show engines."""

from __future__ import annotations

import click

from volant import assembly
from volant.cli import output
from volant.cli.library import Bar
from volant.engines import load_catalogue
from volant.errors import UnknownModel
from volant.settings import load


@click.group()
def engines() -> None:
    """List, fetch and show engines."""


@engines.command("list")
@output.as_json
def list_engines(as_json: bool) -> None:
    """List every engine: those that can run now, and those whose weights can be fetched."""
    ready = assembly.make_engines(load())
    rows = [
        {
            "name": name,
            "ready": name in ready,
            "tags": sorted(ready[name].tags) if name in ready else [],
        }
        for name in dict.fromkeys((*load_catalogue(), *ready))
    ]
    if as_json:
        output.print_json(rows)
        return
    for row in rows:
        how = "ready" if row["ready"] else f"fetch it: volant engines pull {row['name']}"
        click.echo(f"{row['name']}\t{how}")


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
    """Show what is known of engine NAME: weights, licence, languages, where it runs."""
    settings = load()
    model, ready = load_catalogue().get(name), assembly.make_engines(settings).get(name)
    if model is None and ready is None:
        raise UnknownModel(f"no engine {name!r}; see: volant engines list")
    known = {
        "name": name,
        "ready": ready is not None,
        "tags": sorted(ready.tags if ready else model.tags if model else ()),
        "licence": model.licence if model else None,
        "sha256": model.sha256 if model else None,
        "bytes": model.bytes if model else None,
        "url": settings.engines[name].url if name in settings.engines else None,
    }
    if as_json:
        output.print_json(known)
        return
    for key, value in known.items():
        if value is not None:
            click.echo(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
