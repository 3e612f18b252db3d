import errno
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.engines import attempts, isolation, network
from volant.engines.attempts import WAYS, Target
from volant.engines.isolation import Probe
from volant.ledger.entry import refuse_prose
from volant.records import TIERS

BLOCKED = dict.fromkeys(WAYS, "ENETUNREACH")

SEEN = Probe(namespace="net:[2]", outside="net:[1]", interfaces=("lo",), routes=0, outcomes=BLOCKED)

ROUTED = bool(network.routes())
"""Whether this machine has a route at all: without one nothing here is below E3."""


def at_least(tier: str) -> str:
    """Return the tier expected here where `tier` is what a machine with a route gives."""
    return tier if ROUTED else max(tier, "E3")


# Each takes from a process, for good, one thing its machine would give it.
REFUSE = """
import ctypes, struct, sys
from volant.engines import rules

def namespaces():
    for kind in ("user", "net"):  # as an administrator would, for this process's user alone
        open(f"/proc/sys/user/max_{kind}_namespaces", "w").write("0")

def landlock():
    libc = ctypes.CDLL(None)
    libc.prctl(38, 1, 0, 0, 0)
    symlinks = struct.pack("=Q", 1 << 12)  # what these layers refuse: nothing of the network
    ruleset = libc.syscall(444, ctypes.c_char_p(symlinks), 8, 0)
    while ruleset >= 0 and libc.syscall(446, ruleset, 0) == 0:  # the kernel takes sixteen
        pass

def allow_all(lines):
    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))
    code = ctypes.create_string_buffer(struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000) * lines)
    libc = ctypes.CDLL(None)
    libc.prctl(38, 1, 0, 0, 0)
    return libc.prctl(22, 2, ctypes.byref(Program(lines, ctypes.addressof(code))), 0, 0)

def filters():
    for lines in (4000, 1000, 100, 10, 1):  # it takes 32,768 lines of filter in all
        while allow_all(lines) == 0:
            pass

def hooks():
    def veto(event, said):
        if event == "sys.addaudithook":
            raise RuntimeError
    sys.addaudithook(veto)
"""

RUN = """
import sys
{refuse}
for name in sys.argv[2:]:
    globals()[name]()
import msgspec
from volant.engines.attempts import Target
from volant.engines.isolation import Isolation
isolation = Isolation()
isolation.enter()
target = msgspec.json.decode(sys.argv[1], type=Target | None)
sys.stdout.buffer.write(msgspec.json.encode(isolation.probe(target)))
"""


def probed(*refused: str, canary: Target | None = None, route: bool = True) -> Probe:
    """Return the probe of a process of which this machine has refused those things."""
    code = RUN.format(refuse=REFUSE)
    said = msgspec.json.encode(canary).decode()
    command = [sys.executable, "-c", code, said, *refused]
    if "namespaces" in refused or not route:
        command = ["unshare", "-r", *([] if route else ["-n"]), *command]
    ran = subprocess.run(command, capture_output=True, check=False)
    if b"unshare" in ran.stderr or b"PermissionError" in ran.stderr:
        pytest.skip("this machine gives no user namespace to take things away in")
    assert ran.returncode == 0, ran.stderr.decode()
    return msgspec.json.decode(ran.stdout, type=Probe)


def given_by_machine(tier: str) -> None:
    """Skip where this machine does not give that tier, for the reason the probe itself says."""
    missing = probed(*(["namespaces"] if tier == "E3" else [])).refused.get(tier)
    if missing:
        pytest.skip(f"this machine does not give {tier}: {missing}")


def test_in_a_namespace_six_ways_out_are_blocked() -> None:
    given_by_machine("E4")
    probe = probed()
    assert probe.tier == "E4"
    assert probe.namespace != probe.outside == network.namespace()
    assert (probe.attempts, probe.blocked, probe.escaped) == (6, 6, ())
    assert tuple(probe.outcomes) == WAYS
    assert (probe.interfaces, probe.routes, probe.rules) == (("lo",), 0, ())
    assert set(probe.reasons) == {"E5"}


def test_the_user_keeps_its_number_in_its_namespace() -> None:
    code = "import os; from volant.engines import isolation as i; i.leave_network(); print("
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}os.getuid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split()[0] == str(os.getuid())


def test_without_namespaces_the_kernel_refuses_sockets() -> None:
    given_by_machine("E3")
    probe = probed("namespaces")
    assert probe.tier == "E3"
    assert probe.reasons == {"E4": "namespaces-limited"}
    assert "families" in probe.rules
    assert probe.attempts == (0 if ROUTED else 6), "nothing is tried where it could leave"


def test_without_rules_python_refuses_sockets() -> None:
    probe = probed("namespaces", "landlock", "filters")
    assert (probe.tier, probe.hooked) == (at_least("E2"), True)
    assert probe.rules == (() if ROUTED else ("no-route",))
    assert probe.reasons["E4"] == "namespaces-limited"
    assert probe.refused["E3"] in {"landlock-refused", "no-landlock", "kernel-too-old"}


def test_without_hooks_there_is_one_door() -> None:
    probe = probed("namespaces", "landlock", "filters", "hooks")
    assert (probe.tier, probe.hooked, probe.one_door) == (at_least("E1"), False, True)
    assert probe.refused["E2"] == "hook-refused"


def test_a_gateway_without_a_route_does_not_make_a_namespace() -> None:
    probe = probed("namespaces", route=False)
    assert (probe.tier, probe.blocked) == ("E3", 6)
    assert "no-route" in probe.rules
    assert probe.reasons["E4"] == "namespaces-limited"


def test_who_asks_for_nothing_is_told_nothing() -> None:
    plain = isolation.Isolation()
    plain.decline()
    probe = plain.probe()
    assert (probe.tier, probe.attempts) == (at_least("E0"), 0 if ROUTED else 6)
    assert set(probe.reasons.values()) == {"not-asked"}


@dataclass(slots=True)
class Listener:
    """Be the institution's canary on this machine, over TCP and UDP, IPv4 and IPv6."""

    port: int = 0
    heard: set[str] = field(default_factory=set)


@contextmanager
def listening() -> Iterator[Listener]:
    canary = Listener()
    kinds = {
        "tcp4": (socket.AF_INET, socket.SOCK_STREAM),
        "udp4": (socket.AF_INET, socket.SOCK_DGRAM),
        "tcp6": (socket.AF_INET6, socket.SOCK_STREAM),
    }
    with ExitStack() as held:
        threads = []
        for name, (family, kind) in kinds.items():
            try:
                one = held.enter_context(socket.socket(family, kind))
                one.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", canary.port))
            except OSError:
                continue  # a machine without IPv6
            canary.port = canary.port or one.getsockname()[1]
            one.settimeout(0.2)
            if kind == socket.SOCK_STREAM:
                one.listen()
            threads.append(threading.Thread(target=_hear, args=(one, name, canary)))
        for thread in threads:
            thread.start()
        try:
            yield canary
        finally:
            canary.port = -1
            for thread in threads:
                thread.join()


def _hear(one: socket.socket, name: str, canary: Listener) -> None:
    """Hear all that has come, also once nobody sends any more."""
    while True:
        try:
            if one.type == socket.SOCK_STREAM:
                one.accept()[0].close()
                canary.heard.add(name)
            else:
                data, _ = one.recvfrom(512)
                canary.heard.add("dns" if b"example" in data else "udp")
        except TimeoutError:
            if canary.port < 0:
                return


def canary_at(port: int) -> Target:
    """Lead every way to this machine, the metadata address's too."""
    here = attempts.canary("127.0.0.1", port)
    v6 = "::1" if socket.has_ipv6 else ""
    return replace(here, v6=v6, metadata="127.0.0.1", metadata_port=port)


def test_without_isolation_a_canary_hears_what_got_out() -> None:
    plain = isolation.Isolation()
    plain.decline()
    with listening() as canary:
        probe = plain.probe(canary_at(canary.port))
    assert probe.canary
    assert probe.tier == "E0"
    assert {"tcp4", "udp", "dns", "metadata"} <= {*probe.escaped}
    assert {"tcp4", "udp", "dns"} <= canary.heard
    assert ("tcp6" in probe.escaped) == ("tcp6" in canary.heard)
    raw = probe.outcomes["raw"]
    assert raw in {"sent", "EPERM", "EACCES"}, "raw sockets are for administrators"


def test_in_a_namespace_a_canary_hears_nothing() -> None:
    given_by_machine("E4")
    with listening() as canary:
        probe = probed(canary=canary_at(canary.port))
    assert canary.heard == set()
    # Its own loopback is not this machine's: it is down, and nothing there leads out.
    assert (probe.tier, probe.attempts, probe.escaped) == ("E4", 6, ())


def test_under_the_kernels_rules_a_canary_hears_nothing() -> None:
    given_by_machine("E3")
    with listening() as canary:
        probe = probed("namespaces", canary=canary_at(canary.port))
    assert canary.heard == set()
    assert (probe.tier, probe.blocked) == ("E3", 6)


def test_landlock_alone_lets_udp_out_and_the_probe_says_so() -> None:
    given_by_machine("E3")
    with listening() as canary:
        probe = probed("namespaces", "filters", canary=canary_at(canary.port))
    if not probe.rules:
        pytest.skip(f"this machine has no Landlock: {probe.refused}")
    assert probe.tier == "E3"
    assert {"udp", "dns"} <= {*probe.escaped} <= {"udp", "dns", "raw"}
    assert canary.heard == {"udp", "dns"}


def test_python_hooks_do_not_hold_a_c_library_and_the_probe_says_so() -> None:
    with listening() as canary:
        probe = probed("namespaces", "landlock", "filters", canary=canary_at(canary.port))
    assert probe.tier == "E2"
    assert {"tcp4", "udp", "dns"} <= {*probe.escaped}
    assert {"tcp4", "udp", "dns"} <= canary.heard


def test_the_hook_refuses_python_and_counts() -> None:
    code = """
import socket
from volant.engines.hook import Hook
hook = Hook()
print(hook.install())
for way in (lambda: socket.create_connection(("127.0.0.1", 9)),
            lambda: socket.getaddrinfo("example.com", 443),
            lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))):
    try:
        way()
    except PermissionError:
        print("refused")
a, b = socket.socketpair(); a.send(b"x"); print(hook.refused)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = ran.stdout.split()
    assert said[:-1] == ["True", "refused", "refused", "refused"]
    assert int(said[-1]) >= 3


def test_the_rules_hold_a_program_that_is_started_too() -> None:
    given_by_machine("E3")
    code = """
import subprocess, sys
from volant.engines import rules
rules.families(); rules.landlock()
inner = "import socket; print(socket.socket().connect_ex(('127.0.0.1', 9)))"
print(rules.found())
sys.exit(subprocess.run([sys.executable, "-c", inner]).returncode)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.returncode) == (["EAFNOSUPPORT"], 1)
    assert f"[Errno {errno.EAFNOSUPPORT}]" in ran.stderr


def test_one_way_out_is_enough_to_lose_the_tier() -> None:
    assert SEEN.tier == "E4"
    for way in WAYS:
        for outcome in ("sent", "silence", "later-EHOSTUNREACH", "EAI_NONAME", "unknown"):
            leaky = replace(SEEN, outcomes={**BLOCKED, way: outcome})
            assert (leaky.tier, leaky.escaped) == ("E0", (way,))
            assert leaky.reasons["E4"] == f"escaped-{way}"
    assert replace(SEEN, outcomes={}).tier == "E0"
    assert replace(SEEN, routes=1).tier == replace(SEEN, interfaces=("eth0", "lo")).tier == "E0"
    assert replace(SEEN, namespace="").tier == replace(SEEN, outside="net:[2]").tier == "E0"
    five = {way: BLOCKED[way] for way in WAYS[:5]}
    assert replace(SEEN, outcomes=five).tier == "E0"


def test_a_machine_without_a_route_is_not_enough_for_the_highest_tier() -> None:
    assert SEEN.reasons == {"E5": "host-unseen"}
    assert replace(SEEN, host="routed", attestation="sha256:a").reasons == {"E5": "host-has-route"}
    assert replace(SEEN, host="unrouted").reasons == {"E5": "no-attestation"}
    proved = replace(SEEN, host="unrouted", attestation="sha256:a")
    assert (proved.tier, proved.reasons) == ("E5", {})
    assert replace(proved, routes=1).tier == "E0", "no attestation stands for a namespace"


PROBES = st.builds(
    Probe,
    namespace=st.sampled_from(("net:[1]", "net:[2]", "")),
    outside=st.just("net:[1]"),
    interfaces=st.sampled_from((("lo",), ("eth0", "lo"))),
    routes=st.integers(0, 1),
    outcomes=st.dictionaries(st.sampled_from(WAYS), st.sampled_from(("ENETUNREACH", "sent"))),
    rules=st.sampled_from(((), ("landlock-7",))),
    hooked=st.booleans(),
    one_door=st.booleans(),
    host=st.sampled_from(("routed", "unrouted", "unseen")),
    attestation=st.sampled_from(("", "sha256:a")),
)


@given(probe=PROBES, way=st.sampled_from(WAYS))
def test_what_gets_out_never_raises_a_tier(probe: Probe, way: str) -> None:
    leakier = replace(probe, outcomes={**probe.outcomes, way: "sent"})
    assert TIERS.index(leakier.tier) <= TIERS.index(probe.tier)
    assert set(probe.reasons) <= set(TIERS[TIERS.index(probe.tier) + 1 :])
    assert way in leakier.escaped


def test_the_body_of_the_entry_holds_codes_only() -> None:
    strange = replace(SEEN, interfaces=("واجهة الشبكة", "lo"), attestation="a b", kernel="6.1 x")
    for probe in (SEEN, strange, isolation.try_out()):
        body = probe.body("محرك التجربة")
        refuse_prose(body)
        assert json.loads(json.dumps(body)) == body
        assert {"tier", "namespaces", "interfaces", "routes", "attempts", "kernel"} <= body.keys()


def test_a_probe_comes_back_from_another_process_unchanged() -> None:
    assert msgspec.json.decode(msgspec.json.encode(SEEN), type=Probe) == SEEN


@pytest.mark.parametrize("way", WAYS)
def test_a_way_out_that_works_is_seen(way: str) -> None:
    """Point every way at this machine, where each leads somewhere or is refused from there."""
    here = Target(
        v4="127.0.0.1", v6="::1", port=9, name="localhost", metadata="127.0.0.1", metadata_port=9
    )
    outcome = attempts.attempt(here)[way]
    if attempts.is_blocked(outcome):
        needs = {"tcp6": "IPv6", "raw": "the right to open raw sockets"}
        assert way in needs
        pytest.skip(f"this machine does not give this user {needs[way]}: {outcome}")


def test_a_canary_gets_nothing_it_has_no_address_for() -> None:
    only4 = attempts.canary("127.0.0.1", 9)
    assert "tcp6" not in attempts.attempt(replace(only4, metadata=""))
    assert "metadata" not in attempts.attempt(replace(only4, metadata=""))
    assert only4.name == "", "no resolver is asked: a canary is the only one to hear"
    with pytest.raises(OSError):
        attempts.canary("no-such-host.invalid", 9)


def test_a_child_whose_parent_is_gone_ends() -> None:
    code = "from volant.engines import isolation; isolation.die_with_parent(1 << 30); print('no')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, b"")
