"""Read what the kernel says of this process's network: namespaces, interfaces, routes.

It opens nothing and judges nothing; what cannot be read is said to be unknown, never absent.
Source of the tables' columns: proc_pid_net(5) and the kernel's `net/ipv6/route.c`.
"""

from __future__ import annotations

import socket
from pathlib import Path

FIRST_PROCESSES = "pid:[4026531836]"
"""The name of the machine's first process namespace (linux/proc_ns.h, PROC_PID_INIT_INO)."""


def namespace(process: int | str = "self", kind: str = "net") -> str:
    """Return the inode of a process's namespace; empty where it cannot be read."""
    try:
        return str(Path(f"/proc/{process}/ns/{kind}").readlink())
    except OSError:
        return ""


def see_host() -> str:
    """Say whether the machine itself has a default route, as far as this process can see it.

    A container sees its own routes and not its machine's: without any it has seen nothing.
    """
    if _defaults():
        return "routed"
    on_host = namespace(kind="pid") == FIRST_PROCESSES and namespace() == namespace(1)
    return "unrouted" if on_host and namespace() else "unseen"


def interfaces() -> set[str]:
    """Return the names of the interfaces; `?` where they cannot be listed."""
    try:
        return {name for _, name in socket.if_nameindex()}
    except OSError:
        return {"?"}


def routes() -> int:
    """Count the routes that lead off this machine, whatever their table file is called."""
    rows = [*_rows("route"), *_rows("ipv6_route")]
    return sum(1 for row in rows if row[0] != "Iface" and "lo" not in (row[0], row[-1]))


def _defaults() -> int:
    """Count the default routes: destination and mask zero (proc_pid_net(5), ipv6_route)."""
    old = [row for row in _rows("route") if row[1:2] == ["0" * 8] and row[7:8] == ["0" * 8]]
    new = [row for row in _rows("ipv6_route") if row[0] == "0" * 32 and row[1] == "00"]
    return sum(1 for row in old + new if "lo" not in (row[0], row[-1]))


def _rows(table: str) -> list[list[str]]:
    try:
        lines = Path(f"/proc/self/net/{table}").read_text().splitlines()
    except OSError:
        return []
    return [line.split() for line in lines if line.strip()]
