"""Be the one door through which this program connects to anything outside of it.

Every client is made here, for the hosts it is made for: an engine's own, the model hub's. Another
host is refused before its name is even looked up, whether the program asked for it, a redirect
named it, or the environment put a proxy before it. Loopback is no exception: what listens there
may pass things on. It knows nothing of data classes, which `sovereignty` decides, and it binds
this program's Python alone: what stops a C library is `isolation`. What listens, and the pip that
fetches parts of weights, are listed in `openings`.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import aiohttp
from yarl import URL

from volant.errors import HostRefused, SettingsError

PORTS = {"http": 80, "https": 443}

REDIRECTS = 5
"""A download from the model hub takes one or two."""


ProtocolFault = http.client.HTTPException
"""What `Door.open` raises when the answer is not HTTP."""

Unreachable = urllib.error.URLError
"""What it raises, an `OSError`, when nothing answered or the answer was a refusal."""


class Door:
    """Let this program reach `hosts` and no others; `refused` counts what was turned away.

    A host is an address of which the scheme, host and port count (`https://api.example:8443/v1`);
    `https://*.example` stands for every host under it. `proxy` is the address of the institution's
    own proxy, where there is one: those of the environment are not read.

    >>> door = Door(["https://api.mistral.ai/v1"])
    >>> door.allows("https://api.mistral.ai/v1/models"), door.allows("http://api.mistral.ai/")
    (True, False)
    """

    def __init__(self, hosts: Iterable[str], *, proxy: str = "") -> None:
        self._hosts = frozenset(_read(host) for host in hosts)
        self.proxy = str(URL(proxy)) if proxy and _read(proxy) else ""
        self.refused = 0

    def __repr__(self) -> str:
        shown = sorted(f"{scheme}://{host}:{port}" for scheme, host, port in self._hosts)
        return f"Door({shown}, refused={self.refused})"

    def allows(self, address: str | URL) -> bool:
        """Say whether a client of this door may reach an address."""
        try:
            scheme, host, port = _read(str(address))
        except SettingsError:
            return False
        parents = (f"*.{host.split('.', depth)[-1]}" for depth in range(1, host.count(".") + 1))
        return any((scheme, one, port) in self._hosts for one in (host, *parents))

    def check(self, address: str | URL) -> None:
        """Raise `HostRefused` for an address this door does not open to."""
        if not self.allows(address):
            self.turn_away(address)

    def turn_away(self, address: str | URL) -> NoReturn:
        """Count a refusal and raise it, naming the host and nothing else of the address."""
        self.refused += 1
        raise HostRefused(
            f"{_show(address)} is not a host this client may reach; nothing was sent. "
            "Only what the settings name may be reached: see `volant settings`."
        )

    def session(
        self, *, socket: Path | None = None, keep: float = 0.0, **options: Any
    ) -> aiohttp.ClientSession:
        """Return a client session; belongs to the running loop.

        `socket` leads all of it to one Unix socket. `keep` is how long an idle connection is kept,
        in seconds; `options` are the session's own.
        """
        connector: aiohttp.BaseConnector
        if socket is not None:
            connector = aiohttp.UnixConnector(str(socket), limit=0, force_close=True)
        else:
            connector = _Guarded(self, limit=0, keepalive_timeout=keep)
        proxy = None if socket is not None else self.proxy or None
        return aiohttp.ClientSession(connector=connector, trust_env=False, proxy=proxy, **options)

    def open(
        self,
        address: str,
        headers: Mapping[str, str],
        *,
        connect: float,
        read: float,
        data: bytes | None = None,
    ) -> http.client.HTTPResponse:
        """Get an address, or post `data` to it, and return the answer, to be read as it comes.

        Follows redirects that stay within the door. `connect` and `read` are seconds: to be
        accepted, and without a byte. Raises `HostRefused`, `OSError` or an `HTTPException`.
        """
        self.check(address)
        proxies = dict.fromkeys(PORTS, self.proxy) if self.proxy else {}
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), _Redirects(self), _Patient(connect, read)
        )
        answer: http.client.HTTPResponse = opener.open(
            urllib.request.Request(address, data, headers=dict(headers))
        )
        return answer


class _Guarded(aiohttp.TCPConnector):
    """Ask the door at each request, before a name is looked up or a kept connection is taken."""

    def __init__(self, door: Door, **options: Any) -> None:
        super().__init__(**options)
        self._door = door

    async def connect(self, req: Any, traces: Any, timeout: Any) -> Any:
        self._door.check(req.url)
        if req.proxy is not None and str(req.proxy) != self._door.proxy:
            self._door.turn_away(req.proxy)
        return await super().connect(req, traces, timeout)


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def __init__(self, door: Door) -> None:
        self._door = door

    def redirect_request(self, req: Any, *said: Any) -> urllib.request.Request | None:
        self._door.check(said[-1])  # the address it leads to
        return super().redirect_request(req, *said)


class _Patient(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Be quick to give up on connecting and patient with a slow line; certificates are verified."""

    def __init__(self, connect: float, read: float) -> None:
        super().__init__()
        self._plain = partial(_Plain, accept=connect, read=read)
        self._secure = partial(_Secure, accept=connect, read=read)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._plain, req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._secure, req)


class _Plain(http.client.HTTPConnection):
    def __init__(self, host: str, *, accept: float, read: float, **options: Any) -> None:
        super().__init__(host, **options | {"timeout": accept})
        self._read = read

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(self._read)


class _Secure(_Plain, http.client.HTTPSConnection):
    """Do the same over TLS."""


def _read(address: str) -> tuple[str, str, int]:
    """Return the scheme, host and port; raises `SettingsError`."""
    scheme, mark, rest = address.partition("://*.")
    try:
        url = URL(f"{scheme}://{rest}" if mark else address)
    except ValueError:
        url = URL()
    host, port = (url.raw_host or "").lower().rstrip("."), url.port
    if not host or not port or url.scheme not in PORTS:
        raise SettingsError(f"{_show(address)} is no http:// or https:// address with a host.")
    return url.scheme, f"*.{host}" if mark else host, port


def _show(address: str | URL) -> str:
    """Write an address without what it may hold of a secret: user, path, query."""
    try:
        return str(URL(str(address)).origin())
    except ValueError:
        return "that address"
