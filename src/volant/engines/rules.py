"""Have the kernel refuse sockets to this process and all it starts, for good.

Two rules of the kernel itself, for a machine that gives no network namespace, and beside one for
what a namespace does not hold. Landlock refuses TCP, and abstract Unix sockets where it can; the
filter of system calls refuses sockets of every family but Unix and netlink, so UDP, raw and the
line to a virtual machine's host too, which is what systemd's `RestrictAddressFamilies=` does
(systemd.exec(5)). Nothing here is claimed: `found` tries a harmless connection and reports what
the kernel answers. An administrator can always undo either from outside.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from dataclasses import dataclass

PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h
SET_FILTER, FULL_SPEED = 1, 4  # linux/seccomp.h: SECCOMP_SET_MODE_FILTER, _FLAG_SPEC_ALLOW

CREATE_RULESET, RESTRICT_SELF, VERSION = 444, 446, 1  # unistd.h, the same on every architecture
TCP, ABSTRACT = 0b11, 0b01  # linux/landlock.h: bind and connect; scope of abstract Unix sockets

ARCHITECTURES = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
"""An architecture's audit name and its numbers of `socket` and `seccomp` (linux/audit.h, unistd.h).
"""

IO_URING, X32 = 425, 0x40000000
"""`io_uring_setup`, which opens sockets unseen by a filter; the first number of x32's own calls."""

LOAD, EQUAL, ABOVE, RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # linux/seccomp.h: SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO
ARCHITECTURE, NUMBER, FIRST = 4, 0, 16  # offsets in struct seccomp_data

DISCARD = ("127.0.0.1", 9)
"""Where a connection harms nobody: this machine's own discard port (RFC 863)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Be what came of asking for a rule: its `name` where it holds, else the `reason`, a code."""

    name: str = ""
    reason: str = ""


def landlock() -> Rule:
    """Refuse TCP to this process; from Linux 6.7 (Landlock ABI 4).

    `kernel-too-old` and `no-landlock` are what there is no remedy for on this machine.
    """
    if not sys.platform.startswith("linux"):
        return Rule(reason="not-linux")
    version = _call(CREATE_RULESET, None, 0, VERSION)
    if version < 4:
        return Rule(reason="kernel-too-old" if version > 0 else "no-landlock")
    rights = struct.pack("=QQQ", 0, TCP, ABSTRACT if version >= 6 else 0)
    held = rights[: 24 if version >= 6 else 16]
    ruleset = _call(CREATE_RULESET, ctypes.c_char_p(held), len(held), 0)
    if ruleset < 0:
        return Rule(reason="no-landlock")
    try:
        if _give_up_privileges() or _call(RESTRICT_SELF, ruleset, 0, 0):
            return Rule(reason="landlock-refused")
    finally:
        os.close(ruleset)
    return Rule(name=f"landlock-{version}")


def families() -> Rule:
    """Refuse sockets that are neither Unix nor netlink, with `EAFNOSUPPORT`."""
    known = ARCHITECTURES.get(platform.machine())
    if known is None or not sys.platform.startswith("linux"):
        return Rule(reason="unknown-architecture")
    architecture, number, seccomp = known
    program = _program(architecture, number)
    code = ctypes.create_string_buffer(program, len(program))
    held = _Program(len(program) // 8, ctypes.addressof(code))
    # At full speed: older kernels else slow down all a filtered process computes (seccomp(2)).
    if _give_up_privileges() or _call(seccomp, SET_FILTER, FULL_SPEED, ctypes.byref(held)):
        return Rule(reason="no-seccomp")
    return Rule(name="families")


def found() -> str:
    """Return what the kernel says to a TCP connection to this very machine, empty if it allows it.

    A permission denied comes from a rule, of this process or of whoever started it (systemd, a
    container, a firewall by user); a refused connection comes from nobody listening.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as way:
            way.settimeout(1.0)
            said = way.connect_ex(DISCARD)
    except OSError as fault:
        said = fault.errno or 0
    rules = {errno.EACCES, errno.EPERM, errno.EAFNOSUPPORT}
    return errno.errorcode[said] if said in rules else ""


class _Program(ctypes.Structure):
    """Be `struct sock_fprog` (linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _program(architecture: int, number: int) -> bytes:
    """Write the filter: each line is operation, jump if true, jump if false, operand."""
    lines = (
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 9, architecture),  # another architecture's calls: none
        (LOAD, 0, 0, NUMBER),
        (ABOVE, 7, 0, X32),
        (EQUAL, 6, 0, IO_URING),
        (EQUAL, 0, 3, number),
        (LOAD, 0, 0, FIRST),
        (EQUAL, 1, 0, socket.AF_UNIX),
        (EQUAL, 0, 1, 16),  # AF_NETLINK: how the C library lists interfaces
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE | errno.EAFNOSUPPORT),
        (RETURN, 0, 0, REFUSE | errno.ENOSYS),
    )
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _give_up_privileges() -> int:
    """Promise to gain none by running a program: without this no rule is taken (prctl(2))."""
    return int(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _call(number: int, *arguments: object) -> int:
    whole = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(_libc().syscall(ctypes.c_long(number), *whole))


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc
