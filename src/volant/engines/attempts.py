"""Take the six ways out of a process, and say what came of each, as a code.

Nothing here decides what that proves: `isolation` does. An attempt that the kernel refused at once
has sent nothing; one that had to wait has sent a packet, whoever refused it then, so that an
unreachable host far away never looks like a closed door. The trade-off: a local firewall that
drops in silence looks open here, and only the log of a canary can tell the two apart.
Source of the six: `specs/sovereignty.md`, section 7.
"""

from __future__ import annotations

import errno
import select
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

WAYS = ("tcp4", "tcp6", "udp", "dns", "metadata", "raw")
"""IPv4 TCP, IPv6 TCP, UDP, a name, the clouds' link-local address, a raw socket."""

ABROAD4, ABROAD6 = "192.0.2.1", "2001:db8::1"
"""Addresses nobody owns (RFC 5737, RFC 3849): a leak would reach no third party."""

METADATA = "169.254.169.254"
"""The link-local address where clouds give a machine its credentials."""

NAME = "example.com"
"""The name asked for: kept for examples (RFC 2606), so that asking it tells nobody anything."""

ECHO = b"\x08\x00\xf7\xff" + bytes(4)
"""An ICMP echo request with its checksum (RFC 792)."""

BLOCKED = frozenset(
    (
        "ENETUNREACH",
        "EHOSTUNREACH",
        "ENETDOWN",
        "EADDRNOTAVAIL",
        "EAFNOSUPPORT",
        "EPERM",
        "EACCES",
        "EAI_AGAIN",
        "EAI_SYSTEM",
    )
)
"""What the kernel says at once when a packet has no way out, and what the C library says when it
could ask no resolver. `EAI_NONAME` is not on the list: a resolver that knows no such name has
been asked."""

PATIENCE = 3.0
"""Seconds an attempt waits to learn how far it came; it has left either way."""

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Say where the ways lead; an address left empty leaves its way untried.

    With `name` a resolver is asked for it; without, a query goes to `v4` itself, as to a resolver.
    """

    v4: str = ABROAD4
    v6: str = ABROAD6
    port: int = 443
    name: str = NAME
    metadata: str = METADATA
    metadata_port: int = 80

    def completed(self) -> Target:
        """Return it with nobody's addresses where it has none: only for where nothing can leave."""
        return replace(self, v4=self.v4 or ABROAD4, v6=self.v6 or ABROAD6)


def canary(host: str, port: int) -> Target:
    """Return where the ways lead when somebody listens at `host`: there, and nowhere else.

    The metadata address has no other host to stand for it and is tried as it is: it is never
    routed beyond the machine's own link (RFC 3927, section 2.7). Raises `OSError` for a host
    without an address, `ValueError` for what is no host and port.

    >>> canary("127.0.0.1", 9).v4, canary("127.0.0.1", 9).v6
    ('127.0.0.1', '')
    """
    if not host or not 0 < port < 65_536:
        raise ValueError(f"{host}:{port} is no host and port")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = {family: str(address[0]) for family, *_, address in reversed(found)}
    return Target(
        v4=addresses.get(socket.AF_INET, ""),
        v6=addresses.get(socket.AF_INET6, ""),
        port=port,
        name="",
    )


def attempt(target: Target) -> dict[str, str]:
    """Take every way that leads somewhere and return what came of it, in the order of `WAYS`.

    `connected`, `sent`, `resolved` and `silence` have left; so has `later-` and any error that
    another machine may have caused. An error's name alone is what the kernel said at once.
    """
    return {name: _outcome(way) for name, way in _ways(target).items()}


def is_blocked(outcome: str) -> bool:
    """Say whether an outcome means that nothing left.

    >>> is_blocked("ENETUNREACH"), is_blocked("later-EHOSTUNREACH"), is_blocked("silence")
    (True, False, False)
    """
    return outcome in BLOCKED


def _ways(target: Target) -> Mapping[str, Callable[[], str]]:
    ways: dict[str, Callable[[], str]] = {}
    if target.v4:
        ways["tcp4"] = lambda: _tcp(socket.AF_INET, target.v4, target.port)
    if target.v6:
        ways["tcp6"] = lambda: _tcp(socket.AF_INET6, target.v6, target.port)
    if target.v4:
        port = 53 if target.name else target.port
        ways["udp"] = lambda: _send(socket.SOCK_DGRAM, 0, b"volant", target.v4, port)
        ways["dns"] = lambda: _ask(target, port)
    if target.metadata:
        ways["metadata"] = lambda: _tcp(socket.AF_INET, target.metadata, target.metadata_port)
    if target.v4:
        ways["raw"] = lambda: _send(socket.SOCK_RAW, socket.IPPROTO_ICMP, ECHO, target.v4, 0)
    return ways


def _outcome(way: Callable[[], str]) -> str:
    try:
        return way()
    except socket.gaierror as fault:
        return _resolver_error(fault.errno)
    except OSError as fault:
        return errno.errorcode.get(fault.errno or 0, UNKNOWN)


def _resolver_error(code: int | None) -> str:
    names = (name for name in dir(socket) if name.startswith("EAI_"))
    return next((name for name in names if getattr(socket, name) == code), UNKNOWN)


def _tcp(family: socket.AddressFamily, address: str, port: int) -> str:
    """Connect without waiting first: what has to wait has sent its first packet."""
    with socket.socket(family, socket.SOCK_STREAM) as way:
        way.setblocking(False)
        said = way.connect_ex((address, port))
        if said != errno.EINPROGRESS:
            return errno.errorcode.get(said, UNKNOWN) if said else "connected"
        if not select.select([], [way], [], PATIENCE)[1]:
            return "silence"
        late = way.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return f"later-{errno.errorcode.get(late, UNKNOWN)}" if late else "connected"


def _send(kind: socket.SocketKind, protocol: int, data: bytes, address: str, port: int) -> str:
    with socket.socket(socket.AF_INET, kind, protocol) as way:
        way.sendto(data, (address, port))
    return "sent"


def _ask(target: Target, port: int) -> str:
    if target.name:
        socket.getaddrinfo(target.name, 443)
        return "resolved"
    return _send(socket.SOCK_DGRAM, 0, _query(NAME), target.v4, port)


def _query(name: str) -> bytes:
    """Write a query for the address of `name` (RFC 1035, section 4.1)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", 0x564C, 0x0100, 1, 0, 0, 0) + labels + b"\x00" + b"\x00\x01\x00\x01"
