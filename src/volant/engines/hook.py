"""Refuse the network to the Python of this process, and count how often that was needed.

Python's audit hooks (PEP 578) see every socket that Python itself connects. They do not see C
libraries, `ctypes` or child processes, and an engine is a C library: this is telemetry, the last
thing left on a machine whose kernel gives neither namespaces nor rules (tier E2 of
`specs/sovereignty.md`, section 7). A hook cannot be taken away again: install it in an engine's
own process only.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SENDING = frozenset(("socket.connect", "socket.sendto", "socket.sendmsg"))
ASKING = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"))
ROLL_CALL = "volant.hook"


class Hook:
    """Be one hook; `refused` counts the connections and names it has refused so far."""

    def __init__(self) -> None:
        self.refused = 0
        self._lifted = self._heard = False

    def install(self) -> bool:
        """Begin to refuse, and say whether Python really calls the hook."""
        sys.addaudithook(self._hear)
        sys.audit(ROLL_CALL)
        return self._heard

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Let this process try what a C library could do all along: the probe, and nothing else."""
        self._lifted = True
        try:
            yield
        finally:
            self._lifted = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == ROLL_CALL:
            self._heard = True
        elif not self._lifted and _leaves(event, arguments):
            self.refused += 1
            raise PermissionError(errno.EPERM, "this process reaches no network")


def _leaves(event: str, arguments: tuple[Any, ...]) -> bool:
    return event in ASKING or (event in SENDING and arguments[0].family != socket.AF_UNIX)
