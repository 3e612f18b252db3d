"""Print each setting and where it came from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from volant.cli import output
from volant.settings import load


@click.command()
@output.as_json
def settings(as_json: bool) -> None:
    """Print each setting and where it came from."""
    loaded = load()
    values = asdict(loaded)
    rows = {key: _value(values, key) for key in loaded.origins}
    if as_json:
        output.print_json({k: {"value": v, "from": loaded.origins[k]} for k, v in rows.items()})
        return
    for key, value in rows.items():
        click.echo(f"{key} = {value}    ({loaded.origins[key]})")


def _value(values: dict[str, Any], key: str) -> object:
    section, _, name = key.rpartition(".")
    if not section:
        return str(values[name])
    group, _, engine = section.partition(".")  # an engine's own name may hold points
    found: dict[str, Any] = values[group]
    return found[engine][name] if engine else found[name]
