"""List every path the page answers; the table is the whole public surface over HTTP.

What no path answers has a page too, which an application takes beside its routes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import cache

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from volant.web.assets import Assets, load_assets
from volant.web.catalogue import Words, load_catalogue
from volant.web.headers import Named, Protected
from volant.web.helm import Helm
from volant.web.protocols import Flow, Passages, Receipts, Wheel
from volant.web.site import Site
from volant.web.strays import STRAYS, Strays

Answer = Callable[[Request, Exception], Awaitable[Response]]


def routes(
    flow: Flow,
    passages: Passages,
    receipts: Receipts,
    wheel: Wheel,
    names: Collection[str] = (),
) -> list[BaseRoute]:
    """Make the routes of the page, for a Starlette application to hold.

    On the loopback address they answer to `localhost`, a number, or one of `names`.
    """
    catalogue, assets = _load()
    site = Site(flow=flow, passages=passages, receipts=receipts, catalogue=catalogue, assets=assets)
    helm = Helm(wheel=wheel, catalogue=catalogue, assets=assets)
    table = [
        ("GET", "/", site.open_home),
        ("POST", "/", site.answer_form),
        ("GET", "/documents/{document:path}/page.png", site.draw_page),
        ("GET", "/documents/{document:path}", site.open_source),
        ("GET", "/receipts/{receipt}", site.open_receipt),
        ("GET", "/sovereignty", helm.list_engines),
        ("GET", "/sovereignty/compare", helm.compare),
        ("GET", "/sovereignty/explain", helm.open_form),
        ("POST", "/sovereignty/explain", helm.foresee),
        ("GET", "/sovereignty/{engine}", helm.open_engine),
        ("POST", "/api/ask", site.ask),
        ("GET", "/api/engines", site.list_engines),
        ("GET", "/api/documents/{document:path}", site.show_window),
        ("GET", "/api/receipts/{receipt}", site.explain_receipt),
        ("GET", "/assets/{digest}/{name:path}", assets.serve),
        ("GET", "/healthz", site.check_health),
    ]
    protected = [Middleware(Protected), Middleware(Named, names=names)]
    return [
        Route(path, endpoint, methods=[method], middleware=protected)
        for method, path, endpoint in table
    ]


def find_strays() -> dict[int | type[Exception], Answer]:
    """Give what answers where no route does, for a Starlette application's `exception_handlers`."""
    catalogue, assets = _load()
    strays = Strays(catalogue=catalogue, assets=assets)
    return dict.fromkeys(STRAYS, strays.answer)


@cache
def _load() -> tuple[Mapping[str, Words], Assets]:
    catalogue = load_catalogue()
    return catalogue, load_assets(catalogue)
