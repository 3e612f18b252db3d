"""Serve the page and the OpenAI wire, after fetching and indexing what is missing if asked."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import UTC, datetime

import click

from volant import assembly
from volant.cli.ask import show
from volant.cli.doctor import look_at_policy
from volant.cli.library import Bar, tell_if_empty
from volant.engines import Quote, load_catalogue
from volant.errors import EngineError, SettingsError, StorageFull, VolantError
from volant.library import Library
from volant.settings import Settings, load

EXAMPLE = "Combien de jours ai-je pour déclarer une naissance ?"
"""The worked question of `make run`; the starter library answers it."""

REHEARSED = (EXAMPLE, "ch7al mn nhar 3ndi bach nsejjel weldi?", "كم يوما لدي للتصريح بولادة؟")
"""Asked of the library before the first asker comes: each loads tables that the others do not."""


@click.command()
@click.option("--host", help="Address to listen on (settings: server.host).")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port to listen on (settings: server.port)."
)
@click.option(
    "--setup", is_flag=True, help="First fetch weights, index the starter library, answer once."
)
def serve(host: str | None, port: int | None, setup: bool) -> None:
    """Serve the page and the OpenAI wire on this machine."""
    settings = load()
    listener = _listen(host or settings.server.host, settings.server.port if port is None else port)
    first = setup and prepare(settings)
    asyncio.run(_serve(settings, listener, first))


def prepare(settings: Settings) -> bool:
    """Fetch the default weights and index the starter library; True if anything was new."""
    new = False
    for model in load_catalogue().values():
        if model.default and assembly.find_weights(settings, model) is None:
            try:
                with Bar(f"Fetching {model.name}") as bar:
                    assembly.fetch(settings, model, bar.move)
                new = True
            except (EngineError, StorageFull) as error:
                click.echo(
                    f"No weights ({error.message}); serving with the `{Quote.name}` engine.",
                    err=True,
                )
    library = assembly.open_library(settings)
    try:
        with Bar("Indexing the starter library") as bar:
            report = library.add_starter(bar.move)
    finally:
        library.close()
    return new or report.passages > 0


async def _serve(settings: Settings, listener: socket.socket, first: bool) -> None:
    import uvicorn  # noqa: PLC0415 (a tenth of a second that only serving needs)

    from volant.web.application import application  # noqa: PLC0415

    volant = assembly.assemble(
        settings, notice=lambda line: click.echo(f"volant: {line}", err=True)
    )
    app = application(volant)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    place = _name(*listener.getsockname()[:2])
    for question in REHEARSED:
        await asyncio.to_thread(volant.library.find, question)
    if volant.library.awaits:
        threading.Thread(target=_reembed, args=(volant.library,), daemon=True).start()
    click.echo(f"Volant serves on http://{place}  (engine: {volant.gateway.engines()[0]})")
    tell_if_empty(volant.library)
    policy = look_at_policy(settings, datetime.now(UTC).date())
    if not policy.ok:
        click.echo(f"volant: policy: {policy.found}: {policy.mend}", err=True)
    if first:
        click.echo(f"\n> {EXAMPLE}")
        await show(volant, EXAMPLE)
    try:
        await serving
    finally:
        await volant.close()


def _reembed(library: Library) -> None:
    """Embed for the embedder of the settings, a document at a time; the old index answers."""
    wanted = library.awaits
    click.echo(f"volant: embedding for {wanted}; the index there is answers meanwhile", err=True)
    try:
        whole = library.reembed(processes=1)
    except VolantError as error:
        click.echo(f"volant: {error.message}", err=True)
        return
    said = f"answers with {wanted} now" if whole else "some files are gone: the old index stays"
    click.echo(f"volant: {said}", err=True)


def _listen(host: str, port: int) -> socket.socket:
    if not host:
        raise SettingsError("server.host is empty; name an address, 0.0.0.0 for all of them.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, ValueError, TypeError) as error:  # a name of no form is no OSError
        reason = error.strerror if isinstance(error, OSError) else "no name of a host"
        raise SettingsError(
            f"cannot listen on {_name(host, port)} ({reason}); choose another with --host or "
            "--port, server.host or server.port."
        ) from error
    listener.listen(128)
    listener.setblocking(False)
    return listener


def _name(host: str, port: int) -> str:
    """Write a place as an address does (RFC 3986, section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
