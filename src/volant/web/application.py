"""Put the page and the OpenAI wire into one application."""

from __future__ import annotations

from functools import partial

from starlette.applications import Starlette

from volant.assembly import EMBEDDED, Installation, open_policy, open_profiles
from volant.gateway import routes as wire_routes
from volant.settings import Settings
from volant.sovereignty.roster import Roster
from volant.web.paths import routes as page_routes


def application(volant: Installation) -> Starlette:
    """Make the ASGI application of an installation: the page at `/`, the wire at `/v1`."""
    roster = open_roster(volant.settings)
    page = page_routes(volant.gateway, volant.desk, volant.receipts, roster)
    return Starlette(routes=[*wire_routes(volant.gateway, volant.library.embedder), *page])


def open_roster(settings: Settings) -> Roster:
    """Name the engines to show: that of the default weights, those elsewhere, the catalogue."""
    elsewhere = (remote.profile or name for name, remote in settings.engines.items())
    return Roster(
        policy=partial(open_policy, settings),
        profiles=partial(open_profiles, settings),
        installed=frozenset((EMBEDDED, *elsewhere)),
    )
