"""Put the page and the OpenAI wire into one application."""

from __future__ import annotations

from starlette.applications import Starlette

from volant.assembly import Installation
from volant.gateway import routes as wire_routes
from volant.web.paths import routes as page_routes


def application(volant: Installation) -> Starlette:
    """Make the ASGI application of an installation: the page at `/`, the wire at `/v1`."""
    page = page_routes(volant.gateway, volant.library, volant.receipts)
    return Starlette(routes=[*wire_routes(volant.gateway, volant.library.embedder), *page])
