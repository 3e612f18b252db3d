"""Put the page and the OpenAI wire into one application."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette

from volant.assembly import EMBEDDED, Installation, name_profiles, open_policy, open_profiles
from volant.gateway import routes as wire_routes
from volant.sovereignty import Profile
from volant.sovereignty.observation import observe
from volant.sovereignty.roster import Roster
from volant.web.paths import find_strays
from volant.web.paths import routes as page_routes


def application(volant: Installation) -> Starlette:
    """Make the ASGI application of an installation: the page at `/`, the wire at `/v1`."""
    server = volant.settings.server
    names = (server.host, *server.names)
    page = page_routes(volant.gateway, volant.desk, volant.receipts, open_roster(volant), names)
    wire = wire_routes(volant.gateway, lambda: volant.library.embedder, names=names)
    return Starlette(routes=[*wire, *page], exception_handlers=find_strays())


def open_roster(volant: Installation) -> Roster:
    """Name the engines to show: that of the default weights, those elsewhere, the catalogue."""
    settings = volant.settings
    elsewhere = (remote.profile or name for name, remote in settings.engines.items())
    return Roster(
        policy=partial(open_policy, settings),
        profiles=partial(_observed, volant),
        installed=frozenset((EMBEDDED, *elsewhere)),
    )


def _observed(volant: Installation) -> dict[str, Profile]:
    """Read every profile, those of engines that run here with what was seen of them."""
    profiles, today = open_profiles(volant.settings), datetime.now(UTC).date()
    running = volant.gateway.models()
    for engine, name in name_profiles(volant.settings).items():
        if engine in running and name in profiles:
            place = volant.gateway.place(engine)
            profiles[name] = observe(profiles[name], place, today, place.probe)
    return profiles
