"""Put the same protective headers on every response, and answer to no name that is not ours.

The page needs nothing from outside and no inline code, so the policy can forbid both outright;
the price is that every style and script lives in a file.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from volant.errors import MalformedRequest
from volant.gateway import check_host
from volant.web.failures import refuse

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'"
)
"""Content Security Policy Level 3, and Trusted Types: no string ever becomes markup or code."""

PROTECTION = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def protect(headers: MutableHeaders) -> None:
    """Put `PROTECTION` on a response.

    One that says nothing of caching is not kept: answers may hold what a person asked.
    """
    for name, value in PROTECTION.items():
        headers[name] = value
    headers.setdefault("cache-control", "no-store")


class Protected:
    """Wrap an application so that its responses carry `PROTECTION`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_protected)


class Named:
    """Wrap an application so that only the names of this server reach it; see `check_host`."""

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            check_host(Request(scope), self.names)
        except MalformedRequest as error:
            await refuse(error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
