"""Give up the network, say what was really given up, and prove it by trying to get out.

Used inside the engine's process, before any weights are read. The best the machine allows is
taken: a network namespace of its own, else rules of the kernel, else Python's own hooks; what was
refused is kept as a code beside the tier. Without a namespace nothing is tried but against a
canary that the operator names, since an attempt that succeeds has left. The trade-off: a namespace
stops every packet, but not a file or a Unix socket the process may open, so a name service behind
such a socket is tried as well.
Source of the tiers E0 to E5: `specs/sovereignty.md`, section 7.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from volant.engines import network, openings, rules
from volant.engines.attempts import WAYS, Target, attempt, is_blocked
from volant.engines.hook import Hook
from volant.engines.rules import Rule
from volant.errors import EngineUnavailable
from volant.records import TIERS

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, SIGKILL = 1, 38, 9  # linux/prctl.h, asm/signal.h

REFUSALS = {
    errno.EPERM: "no-user-namespaces",
    errno.ENOSPC: "namespaces-limited",
    errno.EUSERS: "namespaces-limited",
    errno.ENOSYS: "kernel-too-old",
    errno.EINVAL: "namespaces-unsupported",
}
"""Why `unshare` refuses (unshare(2), section ERRORS)."""

SECONDS = 60.0
"""How long the probe alone may take: six attempts of at most three seconds, and a slow machine."""

_CODE = re.compile(r"[^\x21-\x7e]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Be what an engine's process saw of the network, and what came of its attempts to leave it.

    `namespace` and `outside` are the inodes of its network namespace and of its parent's, `routes`
    those that lead off this machine, `outcomes` what came of each way tried (`attempts.attempt`),
    against a listener of the operator's if `canary`. `rules` are those of the kernel that hold;
    `refused` says, by tier, why this process could not have it. `host` is `routed`, `unrouted` or
    `unseen`. `weights` and `binary` are the SHA-256 (hex) of the files the process runs.
    """

    namespace: str
    outside: str
    interfaces: tuple[str, ...]
    routes: int
    outcomes: Mapping[str, str] = field(default_factory=dict)
    canary: bool = False
    rules: tuple[str, ...] = ()
    hooked: bool = False
    one_door: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    host: str = "unseen"
    attestation: str = ""
    kernel: str = ""
    weights: str = ""
    binary: str = ""
    runtime: str = ""

    @property
    def attempts(self) -> int:
        return len(self.outcomes)

    @property
    def escaped(self) -> tuple[str, ...]:
        """Name the attempts that were not blocked."""
        return tuple(way for way, outcome in self.outcomes.items() if not is_blocked(outcome))

    @property
    def blocked(self) -> int:
        return self.attempts - len(self.escaped)

    @property
    def tier(self) -> str:
        """Return the tier that these facts prove, E0 to E5."""
        if self._sealed:
            return "E5" if self.host == "unrouted" and self.attestation else "E4"
        if self.rules and not {"tcp4", "tcp6", "metadata"} & {*self.escaped}:
            return "E3"
        return "E2" if self.hooked else "E1" if self.one_door else "E0"

    @property
    def reasons(self) -> dict[str, str]:
        """Say, for each tier above the one reached, why it was not, as a code; E4 before E5."""
        above = TIERS[TIERS.index(self.tier) + 1 :]
        wanted = {one: self._reason(one) for one in above if one != "E5" or self._sealed}
        return {one: code for one, code in wanted.items() if code}

    @property
    def _sealed(self) -> bool:
        own = bool(self.namespace and self.outside) and self.namespace != self.outside
        return own and self._closed and self.blocked == len(WAYS)

    @property
    def _closed(self) -> bool:
        return {*self.interfaces} <= {"lo"} and self.routes == 0

    def _reason(self, tier: str) -> str:
        if tier == "E5":
            hosts = {"routed": "host-has-route", "unseen": "host-unseen"}
            return hosts.get(self.host, "no-attestation")
        if tier in self.refused or tier in ("E1", "E2"):
            return self.refused.get(tier, "")
        if self.escaped:
            return f"escaped-{self.escaped[0]}"
        if tier == "E3":
            return "no-rule"
        return "shared-namespace" if self._closed else "has-route"

    def body(self, engine: str) -> dict[str, Any]:
        """Return the body of an `egress_probe` entry: codes, digests and counts only."""
        return {
            "engine": _write_code(engine),
            "tier": self.tier,
            "reasons": self.reasons,
            "namespaces": {"gateway": self.outside, "engine": self.namespace},
            "interfaces": [_write_code(one) for one in self.interfaces],
            "routes": self.routes,
            "attempts": dict(self.outcomes),
            "blocked": self.blocked,
            "escaped": list(self.escaped),
            "canary": self.canary,
            "rules": list(self.rules),
            "host": self.host,
            "attestation": _write_code(self.attestation),
            "kernel": _write_code(self.kernel),
            "runtime": _write_code(self.runtime),
            "binary": f"sha256:{self.binary}" if self.binary else "",
            "weights": f"sha256:{self.weights}" if self.weights else "",
        }


class Isolation:
    """Be what this process has given up; make one before anything else, with a single thread.

    `attestation` is the digest of the document by which the institution attests its boot or its
    hardware, where it has one. The hook stays for the life of the process: not for a gateway's.
    """

    def __init__(self, attestation: str = "") -> None:
        self._attestation = attestation
        self._outside, self._host = network.namespace(), network.see_host()
        self._rules: list[str] = []
        self._refused: dict[str, str] = {}
        self._hook = Hook()
        self._hooked = self._one_door = False

    def enter(self) -> None:
        """Give up as much of the network as the machine allows, once and for good."""
        left = leave_network()
        if left.name:
            return
        self._refused["E4"] = left.reason
        self._take(rules.landlock(), "E3")
        self._take(rules.families(), "E3")
        if self._rules:
            return
        self._hooked = self._hook.install()
        if not self._hooked:
            self._refused["E2"] = "hook-refused"
            self._one_door = self._has_one_door()

    def decline(self) -> None:
        """Note that nobody asked for any of it: what holds anyway is still found."""
        self._refused |= dict.fromkeys(TIERS[1:5], "not-asked")

    def close_families(self) -> None:
        """Refuse also what a namespace does not hold, such as a virtual machine's line to its host.

        After the first probe: later ones would no longer show what the namespace itself refuses.
        """
        self._take(rules.families(), "")

    def probe(self, canary: Target | None = None) -> Probe:
        """Say what can be seen, and try the six ways where trying harms nobody or was asked."""
        inside = network.namespace()
        interfaces, routes = network.interfaces(), network.routes()
        closed = interfaces <= {"lo"} and routes == 0
        target = canary or (Target() if closed else None)
        if target is not None and closed:
            target = target.completed()
        with self._hook.lifted() if self._hooked else nullcontext():
            held = self._held(closed and inside == self._outside)
            outcomes = attempt(target) if target else {}
        return Probe(
            namespace=inside,
            outside=self._outside,
            interfaces=tuple(sorted(interfaces)),
            routes=routes,
            outcomes=outcomes,
            canary=canary is not None,
            rules=held,
            hooked=self._hooked,
            one_door=self._one_door,
            refused=dict(self._refused),
            host=self._host,
            attestation=self._attestation,
            kernel=platform.release(),
        )

    def _take(self, rule: Rule, tier: str) -> None:
        if rule.name:
            self._rules.append(rule.name)
        elif tier:
            self._refused.setdefault(tier, rule.reason)

    def _held(self, lonely: bool) -> tuple[str, ...]:
        """Name the kernel's rules as they hold now, those of this process's starter included."""
        said = rules.found()
        held = self._rules if said else []
        if said and not held:
            held = [f"found-{said}"]
        return (*held, "no-route") if lonely else tuple(held)

    def _has_one_door(self) -> bool:
        try:
            found = openings.breaches()
        except (OSError, SyntaxError):
            self._refused["E1"] = "no-source"
            return False
        if found:
            self._refused["E1"] = "other-doors"
        return not found


def try_out() -> Probe:
    """Return what a process of this machine can reach, from one that loads no weights.

    Raises `EngineUnavailable` where no such process can be started.
    """
    command = [sys.executable, "-c", "from volant.engines import isolation; isolation.main()"]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
        return msgspec.json.decode(ran.stdout, type=Probe)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as fault:
        raise EngineUnavailable(f"The probe could not run: {type(fault).__name__}.") from None


def main() -> None:
    """Give up the network and print the probe, as JSON: the process of `try_out`."""
    isolation = Isolation()
    isolation.enter()
    sys.stdout.buffer.write(msgspec.json.encode(isolation.probe()))


def leave_network() -> Rule:
    """Move this process to a network namespace with no way out.

    Must run while the process has one thread. The user keeps its own number inside.
    """
    user, group = os.getuid(), os.getgid()
    if not sys.platform.startswith("linux"):
        return Rule(reason="not-linux")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        refusal = ctypes.get_errno()
        # An administrator's process needs no user namespace where those are switched off.
        if libc.unshare(CLONE_NEWNET) != 0:
            return Rule(reason=REFUSALS.get(refusal, "no-user-namespaces"))
        return Rule(name="namespace")
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        pass  # the namespace holds without names for its user
    return Rule(name="namespace")


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when process `parent` dies; call after `enter`.

    The change of namespace would cancel it (prctl(2), PR_SET_PDEATHSIG).
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _write_code(text: str) -> str:
    """Write what another party named, such as an interface, as the log takes it."""
    return _CODE.sub("?", text)[:200]
