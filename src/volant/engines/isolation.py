"""Leave the network, say what was really left, and try to get out.

Used inside the engine's process, before any weights are read. A host may refuse network
namespaces; then nothing is claimed (`E0`) and nothing is contacted. The trade-off: a namespace
stops every packet, but not a file or a Unix socket the process may open, so a name service
behind such a socket is tried as well.
Source of the tiers and the six attempts: `specs/sovereignty.md`, section 7.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, SIGKILL = 1, 38, 9  # linux/prctl.h, asm/signal.h

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
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EADDRNOTAVAIL,
        errno.EAFNOSUPPORT,
        errno.EPERM,
        errno.EACCES,
    )
)
"""What the kernel says when a packet has no way out. Silence is not on the list: a packet that
gets no answer has left."""

PATIENCE = 3.0
"""Seconds an attempt may take before it counts as having left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Be what an engine's process saw of the network, and what came of its attempts to leave it.

    `namespace` and `outside` are the inodes of its network namespace and of its parent's.
    `escaped` names the attempts that were not blocked. Outside of a namespace of its own nothing
    is attempted: `attempts` is 0.
    """

    namespace: str
    outside: str
    interfaces: tuple[str, ...]
    routes: int
    attempts: int
    blocked: int
    escaped: tuple[str, ...]

    @property
    def egress(self) -> str:
        """Return `E4` when nothing can leave, else `E0`."""
        return "E4" if self.attempts and self.blocked == self.attempts else "E0"


def leave_network() -> bool:
    """Move this process to a network namespace with no way out; `False` where refused.

    Must run while the process has one thread. The user keeps its own number inside.
    """
    user, group = os.getuid(), os.getgid()
    if not sys.platform.startswith("linux"):
        return False
    if _libc().unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        pass  # the namespace holds without names for its user
    return True


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when process `parent` dies; call after `leave_network`.

    The change of namespace would cancel it (prctl(2), PR_SET_PDEATHSIG).
    """
    if not sys.platform.startswith("linux"):
        return
    _libc().prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def namespace(process: int | str = "self") -> str:
    """Return the inode of a process's network namespace; empty where it cannot be read."""
    try:
        return str(Path(f"/proc/{process}/ns/net").readlink())
    except OSError:
        return ""


def probe(outside: str) -> Probe:
    """Try the six ways out, if this process has left the namespace named `outside`."""
    inside, interfaces, routes = namespace(), _interfaces(), _routes()
    left = bool(inside and outside) and inside != outside
    left = left and interfaces <= {"lo"} and routes == 0
    tried = ways() if left else {}
    escaped = tuple(name for name, way in tried.items() if not is_blocked(way))
    return Probe(
        namespace=inside,
        outside=outside,
        interfaces=tuple(sorted(interfaces)),
        routes=routes,
        attempts=len(tried),
        blocked=len(tried) - len(escaped),
        escaped=escaped,
    )


def is_blocked(way: Callable[[], None]) -> bool:
    """Take one way out, and say whether the kernel, or the lack of a resolver, refused it."""
    try:
        way()
    except socket.gaierror:
        return True
    except OSError as fault:
        return fault.errno in BLOCKED
    return False


def ways(
    abroad4: str = ABROAD4, abroad6: str = ABROAD6, metadata: str = METADATA, name: str = NAME
) -> dict[str, Callable[[], None]]:
    """Return the six ways out; each raises `OSError` where it is closed."""
    return {
        "IPv4 TCP": lambda: _tcp(socket.AF_INET, abroad4, 443),
        "IPv6 TCP": lambda: _tcp(socket.AF_INET6, abroad6, 443),
        "UDP": lambda: _send(socket.SOCK_DGRAM, 0, b"volant", abroad4),
        "DNS name": lambda: _resolve(name),
        "link-local metadata": lambda: _tcp(socket.AF_INET, metadata, 80),
        "raw socket": lambda: _send(socket.SOCK_RAW, socket.IPPROTO_ICMP, ECHO, abroad4),
    }


def _tcp(family: socket.AddressFamily, address: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as way:
        way.settimeout(PATIENCE)
        way.connect((address, port))


def _send(kind: socket.SocketKind, protocol: int, data: bytes, address: str) -> None:
    with socket.socket(socket.AF_INET, kind, protocol) as way:
        way.sendto(data, (address, 53))


def _resolve(name: str) -> None:
    socket.getaddrinfo(name, 443)


def _interfaces() -> set[str]:
    try:
        return {name for _, name in socket.if_nameindex()}
    except OSError:
        return {"?"}


def _routes() -> int:
    """Count the routes that lead off this machine, whatever their table file is called."""
    return sum(_count(name) for name in ("route", "ipv6_route"))


def _count(name: str) -> int:
    try:
        lines = Path(f"/proc/self/net/{name}").read_text().splitlines()
    except OSError:
        return 0
    rows = [line.split() for line in lines]
    return sum(1 for row in rows if row[0] != "Iface" and "lo" not in (row[0], row[-1]))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
