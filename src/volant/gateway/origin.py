"""Refuse what a page of another site could have a reader's browser send.

Whoever listens on this machine alone is still reached by every page its browser opens: a form needs
no leave to post, and a name that its owner points here makes any page one of ours (DNS rebinding).
So the wire takes JSON only, which a form cannot send, nothing a browser says comes from another
site, and on the loopback address only names that are ours, or a number, which nobody can point
elsewhere. It does not know who asks: that takes keys.
Sources: Fetch standard, "CORS-safelisted request-header"; Fetch Metadata Request Headers (W3C).
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.requests import Request

from volant.errors import MalformedRequest

OURS = "localhost"
"""What a machine calls itself (RFC 6761, section 6.3)."""


def check_origin(request: Request, names: Collection[str] = ()) -> None:
    """Raise `MalformedRequest` for a request of another site; `names` are more of ours."""
    check_host(request, names)
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise MalformedRequest("a page of another site may not ask here; ask from a program.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != "application/json":
        raise MalformedRequest("send JSON, with `Content-Type: application/json`.")


def check_host(request: Request, names: Collection[str] = ()) -> None:
    """Raise `MalformedRequest` where the loopback address is asked by a name that is not ours."""
    address = _number((request.scope.get("server") or ("",))[0])
    asked = _bare(request.headers.get("host", ""))
    ours = {OURS, *(name.lower() for name in names)}
    if address and address.is_loopback and asked not in ours and not _number(asked):
        raise MalformedRequest(
            f"this server is not {asked[:80]!r}; where it is behind a proxy, name it in "
            "server.names."
        )


def _bare(host: str) -> str:
    """Give a host without its port: `[::1]:8000` is `::1`."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.rstrip(".").lower()


def _number(host: str) -> IPv4Address | IPv6Address | None:
    """Read an address; one of IPv4 written as IPv6 (`::ffff:127.0.0.1`) is the former."""
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
