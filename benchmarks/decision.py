"""Measure decisions and print the table they come from: `python -m benchmarks.decision`.

Times are of CPU, on one core, the median of rounds, with the slowest cell named beside the typical
one: a bar met on average may be missed where it matters. Peers that take the same decision from
policies of their own (`cedarpy`) run in the same call where they are installed, on one rule: they
are asked for less, so the comparison flatters them.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import product

from volant.sovereignty import Facts, Standing, assess, decide, load_policy, load_profiles
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.policy import CLASSES, ZONES
from volant.sovereignty.radar import Shape, draw
from volant.sovereignty.replay import agrees, write_case
from volant.sovereignty.score import find_firsts, mark_levels, measure

DAY = date(2026, 11, 22)
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
        *peers(),
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


def peers() -> list[tuple[str, float]]:
    """Time Cedar on one forbid and one permit, where it is installed."""
    if find_spec("cedarpy") is None:
        print("\ncedarpy is not installed: no peer in this run", file=sys.stderr)
        return []
    cedarpy = import_module("cedarpy")

    policies = (
        "permit(principal, action, resource);"
        'forbid(principal, action, resource) when { context.class == "D4" && '
        'context.zone == "Z4" };'
    )
    request = {
        "principal": 'User::"a"',
        "action": 'Action::"ask"',
        "resource": 'Engine::"x"',
        "context": {"class": "D4", "zone": "Z4"},
    }
    return [
        (
            "peer: cedarpy, two policies",
            time_call(lambda: cedarpy.is_authorized(request, policies, []), 500),
        )
    ]


if __name__ == "__main__":
    main()
