"""Measure decisions and print the table they come from: `python -m benchmarks.decision`.

Times are of CPU, on one core, the median of rounds, with the slowest cell named beside the typical
one: a bar met on average may be missed where it matters. The peer is Cedar (`cedarpy`, in
`.venv-peers`), on the same table and cells in the same call. It is asked only whether, not for the
rules, what is still to be done, the gate or the proof, so the comparison flatters it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from volant.records import CLASSES
from volant.sovereignty import Facts, Standing, assess, decide, load_policy, load_profiles
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.policy import ZONES
from volant.sovereignty.radar import Shape, draw
from volant.sovereignty.replay import agrees, write_case
from volant.sovereignty.score import find_firsts, mark_levels, measure

DAY = date(2026, 11, 22)
PEERS = Path(__file__).resolve().parents[1] / ".venv-peers/bin/python"
BAR = 10.0
"""Microseconds a decision may take."""

POLICY = load_policy()
EVIDENCE = ("nothing", "recorded", "done", "both")
"""What is recorded of the engine, what was done to the text, both, or neither."""

COUNTRIES = {"Z0": "MA", "Z1": "MA", "Z2": "MA", "Z3": "FR", "Z4": ""}


def main() -> None:
    """Print the outcomes, then the times."""
    print_outcomes()
    print_times()


def make_case(row: str, zone: str, evidence: str) -> tuple[Facts, Standing]:
    """Return one cell of the table in one state of the evidence."""
    recorded, done = evidence in {"recorded", "both"}, evidence in {"done", "both"}
    facts = Facts(
        day=DAY,
        classes=frozenset((row,)),
        tag="ary-Arab",
        weights="a" * 64,
        pseudonymised=done,
        replaced=2 if done else 0,
        residue=0 if done else None,
        approved_by="role:chef" if done else "",
    )
    standing = Standing(
        engine="x",
        profile="sha256:" + "0" * 64,
        policy=POLICY.digest,
        day=DAY,
        zone=zone,
        country=COUNTRIES[zone],
        gate=2,
        egress="E4",
        weights="a" * 64,
        tested=("ar", "fr"),
        cndp=recorded,
        basis=recorded,
        authorisation=recorded,
        risk_study=recorded,
    )
    return facts, standing


def print_outcomes() -> None:
    """Print the 5 × 5 table in each state of the evidence."""
    for evidence in EVIDENCE:
        print(f"\n{evidence:9} " + " ".join(f"{zone:17}" for zone in ZONES))
        for row in CLASSES:
            made = (decide(*make_case(row, zone, evidence), POLICY) for zone in ZONES)
            print(f"{row:9} " + " ".join(f"{one.outcome:17}" for one in made))


def print_times() -> None:
    """Print what each step costs."""
    cells = list(product(CLASSES, ZONES, EVIDENCE))
    times = {cell: time_decision(*make_case(*cell)) for cell in cells}
    slowest = max(times, key=times.__getitem__)
    profiles = load_profiles()
    profile = profiles["embedded"]
    facts, standing = make_case("D2", "Z3", "both")
    case = write_case(facts, standing, decide(facts, standing, POLICY))
    score = measure(Knowledge(profile, DAY))
    shape = Shape(label="x", levels=score.levels, marks=mark_levels(Knowledge(profile, DAY)))
    scores = {name: measure(Knowledge(one, DAY)) for name, one in profiles.items()}
    rows = [
        (f"decide, median of {len(cells)} cells", statistics.median(times.values())),
        (f"decide, slowest cell ({' '.join(slowest)})", times[slowest]),
        ("assess a profile (once a day)", time_call(lambda: assess(profile, POLICY, DAY), 100)),
        ("replay a logged case", time_call(lambda: agrees(case, POLICY), 2000)),
        ("draw a radar", time_call(lambda: draw([shape], "ar"), 100)),
        (f"1,000 weightings of {len(scores)}", time_call(lambda: find_firsts(scores), 1)),
        (f"read {len(profiles)} profiles", time_call(load_profiles, 2)),
        *peers(cells),
    ]
    print("\n| step                                       | CPU µs   |")
    print("| ------------------------------------------ | -------: |")
    for name, spent in rows:
        print(f"| {name:42} | {spent:8.1f} |")
    met = "met" if times[slowest] <= BAR else "MISSED"
    print(f"bar: decide within {BAR:.0f} µs in every cell: {met}")


def time_decision(facts: Facts, standing: Standing) -> float:
    return time_call(lambda: decide(facts, standing, POLICY), 1000)


def time_call(call: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Return the CPU microseconds of one call, the median of rounds."""
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(times):
            call()
        spent.append((time.process_time() - begun) / times * 1e6)
    return statistics.median(spent)


# --- the peer ----------------------------------------------------------------------------------

_CEDAR = """
import json, sys, time, statistics
from importlib.metadata import version
import cedarpy
said = json.load(sys.stdin)
sets = {"text": said["policies"], "parsed": cedarpy.PolicySet.from_str(said["policies"])}
allowed, spent = [], {}
for name, policies in sets.items():
    call = lambda one: cedarpy.is_authorized(one, policies, [])
    allowed = [call(one).decision == cedarpy.Decision.Allow for one in said["requests"]]
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for one in said["requests"]:
            call(one)
        rounds.append((time.process_time() - begun) / len(said["requests"]) * 1e6)
    spent[name] = statistics.median(rounds)
print(json.dumps({"version": version("cedarpy"), "allowed": allowed, "spent": spent}))
"""
"""Run in the peers' own environment, which has nothing of ours."""

_ASKED = {
    "pseudonymise": "context.pseudonymised",
    "approve": "context.approved",
    "no-residue": "!context.residue",
    "basis": "context.recorded",
    "cndp": "context.recorded",
    "authorisation": "context.recorded",
    "risk-study": "context.recorded",
}


def write_cedar() -> str:
    """Write the same table in Cedar: one permit, one forbid a condition of each cell."""
    written = ["permit(principal, action, resource);"]
    for (row, zone), words in POLICY.table.items():
        for word in words:
            lacking = "" if word.startswith("deny:") else f" && !({_ASKED[word]})"
            written.append(
                "forbid(principal, action, resource) when { "
                f'context.class == "{row}" && context.zone == "{zone}"{lacking} }};'
            )
    return "\n".join(written)


def peers(cells: Sequence[tuple[str, str, str]]) -> list[tuple[str, float]]:
    """Ask Cedar about the same cells, and say where it would let go what we would not."""
    requests = [
        {
            "principal": 'User::"a"',
            "action": 'Action::"ask"',
            "resource": 'Engine::"x"',
            "context": {
                "class": row,
                "zone": zone,
                "pseudonymised": evidence in {"done", "both"},
                "approved": evidence in {"done", "both"},
                "residue": evidence not in {"done", "both"},
                "recorded": evidence in {"recorded", "both"},
            },
        }
        for row, zone, evidence in cells
    ]
    try:
        said = json.dumps({"policies": write_cedar(), "requests": requests})
        run = subprocess.run(
            [PEERS, "-c", _CEDAR], input=said, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        print("\ncedarpy is not in .venv-peers: no peer in this run")
        return []
    reply = json.loads(run.stdout)
    ours = [decide(*make_case(*cell), POLICY).may_send for cell in cells]
    same = sum(one == other for one, other in zip(ours, reply["allowed"], strict=True))
    name = f"peer: cedarpy {reply['version']}"
    print(f"\n{name}, the same table: {same} of {len(cells)} cells alike")
    return [
        (f"{name}, policies parsed before", reply["spent"]["parsed"]),
        (f"{name}, policies as text", reply["spent"]["text"]),
    ]


if __name__ == "__main__":
    main()
