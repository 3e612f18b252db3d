import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from volant.engines import isolation

INSIDE = """
import json, os
from dataclasses import asdict
from volant.engines import isolation
outside = isolation.namespace()
left = isolation.leave_network()
print(json.dumps({"left": left, "user": os.getuid(), **asdict(isolation.probe(outside))}))
"""

SEEN = isolation.Probe(
    namespace="net:[2]",
    outside="net:[1]",
    interfaces=("lo",),
    routes=0,
    attempts=6,
    blocked=6,
    escaped=(),
)


def test_inside_a_namespace_six_ways_out_are_blocked() -> None:
    ran = subprocess.run([sys.executable, "-c", INSIDE], capture_output=True, check=True)
    said = json.loads(ran.stdout)
    if not said["left"]:
        pytest.skip("this machine refuses network namespaces")
    assert said["namespace"] != said["outside"] == isolation.namespace()
    assert (said["attempts"], said["blocked"], said["escaped"]) == (6, 6, [])
    assert (said["interfaces"], said["routes"]) == (["lo"], 0)
    assert said["user"] == os.getuid()


def test_outside_of_one_nothing_is_attempted() -> None:
    probe = isolation.probe(isolation.namespace())
    assert (probe.attempts, probe.blocked, probe.egress) == (0, 0, "E0")


def test_a_namespace_that_cannot_be_named_is_not_one() -> None:
    assert isolation.probe("").egress == "E0"


def test_one_way_out_is_enough_to_lose_the_tier() -> None:
    assert SEEN.egress == "E4"
    assert replace(SEEN, blocked=5, escaped=("UDP",)).egress == "E0"
    assert replace(SEEN, attempts=0, blocked=0).egress == "E0"


@pytest.mark.parametrize("way", isolation.ways())
def test_a_way_out_that_works_is_seen(way: str) -> None:
    """Point every way at this machine, where each leads somewhere."""
    here = isolation.ways(
        abroad4="127.0.0.1", abroad6="::1", metadata="127.0.0.1", name="localhost"
    )
    if isolation.is_blocked(here[way]):
        needs = {"IPv6 TCP": "IPv6", "raw socket": "the right to open raw sockets"}
        assert way in needs
        pytest.skip(f"this machine does not give this user {needs[way]}")


def test_a_child_whose_parent_is_gone_ends() -> None:
    code = "from volant.engines import isolation; isolation.die_with_parent(1 << 30); print('no')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, b"")
