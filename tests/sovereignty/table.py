"""Every class in every zone in every state of the evidence, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from volant.records import CLASSES
from volant.sovereignty import Facts, Policy, Standing, decide, load_policy
from volant.sovereignty.policy import ZONES

DAY = date(2026, 11, 22)
COUNTRIES = {"Z0": "MA", "Z1": "MA", "Z2": "MA", "Z3": "FR", "Z4": ""}

STATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # name: what changes in the facts, what changes in the standing
    "nothing": ({}, {}),
    "replaced": ({"pseudonymised": True, "replaced": 2, "residue": 0}, {}),
    "unscanned": ({"pseudonymised": True, "basis": "x"}, {}),
    "residue": ({"pseudonymised": True, "residue": 1, "basis": "x"}, {}),
    "approved": ({"approved_by": "role:chef"}, {}),
    "cndp": ({}, {"cndp": True}),
    "basis": ({"basis": "x"}, {}),
    "authorised": ({}, {"cndp": True, "basis": True, "authorisation": True}),
    "studied": ({}, {"risk_study": True}),
    "everything": (
        {
            "pseudonymised": True,
            "replaced": 2,
            "residue": 0,
            "approved_by": "role:chef",
            "basis": "x",
        },
        {"cndp": True, "basis": True, "authorisation": True, "risk_study": True},
    ),
    "old-proof": ({}, {"proof": "old"}),
    "swapped": ({"weights": "b" * 64}, {"weights": "a" * 64}),
    "unseen": ({}, {"weights": "a" * 64}),
    "gate-0": ({}, {"gate": 0}),
    "gate-1": ({}, {"gate": 1}),
}


def facts(**changes: Any) -> Facts:
    """Return the facts of a request of the day."""
    return Facts(**{"day": DAY, "tag": "ary-Arab", **changes})


def standing(zone: str = "Z0", policy: Policy | None = None, **changes: Any) -> Standing:
    """Return a standing with a good gate and nothing recorded."""
    made = Standing(
        engine="x",
        profile="sha256:" + "0" * 64,
        policy=(policy or load_policy()).digest,
        day=DAY,
        zone=zone,
        country=COUNTRIES[zone],
        gate=2,
        egress="E4" if zone == "Z0" else "E0",
        proof="fresh" if zone == "Z0" else "",
        tested=("ar", "fr"),
    )
    return replace(made, **changes)


def lines() -> Iterator[str]:
    """Yield the whole table, tab-separated: state, class, zone, outcome, rules, obligations."""
    policy = load_policy()
    yield "state\tclass\tzone\toutcome\trules\tobligations"
    for state, (asked, known) in STATES.items():
        for name in CLASSES:
            for zone in ZONES:
                made = decide(
                    facts(classes=frozenset((name,)), **asked),
                    standing(zone, policy, **known),
                    policy,
                )
                row = (state, name, zone, made.outcome)
                yield "\t".join((*row, " ".join(made.rules), " ".join(made.obligations)))
