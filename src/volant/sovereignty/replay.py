"""Write down what a decision was made from, and make it again.

A case holds codes, dates and digests, and for each reference or name only that there was one: it
can lie in a log. `decide` gives the same answer from it, years later, with the policy whose digest
it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import msgspec

from volant.errors import LedgerError
from volant.sovereignty.decision import Decision, Facts, decide
from volant.sovereignty.policy import Policy
from volant.sovereignty.standing import Standing

RECORDED = "recorded"
"""Stands in the log for a name or a reference: nobody's words, no file number."""

_HIDDEN = ("human", "approved_by", "cndp", "basis", "authorisation")


def write_case(facts: Facts, standing: Standing, decision: Decision) -> dict[str, Any]:
    """Return what a log entry needs to replay a decision."""
    said: dict[str, Any] = msgspec.to_builtins(facts)
    said |= {name: RECORDED for name in _HIDDEN if said[name]}
    said["classes"] = sorted(facts.classes)
    return {
        "facts": {name: said[name] for name in sorted(said) if said[name] != _default(name)},
        "standing": msgspec.to_builtins(standing),
        "outcome": decision.outcome,
        "rules": list(decision.rules),
    }


def decide_again(case: Mapping[str, Any], policy: Policy) -> Decision:
    """Return what `decide` says of a logged case under a policy.

    The policy must be the one that the case names: any other gives `FAIL-CLOSED`. Raises
    `LedgerError` for a case that cannot be read.
    """
    try:
        standing = msgspec.convert(case["standing"], Standing)
        facts = msgspec.convert(case["facts"], Facts)
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        raise LedgerError(f"the logged case cannot be read: {error}") from error
    return decide(facts, standing, policy)


def agrees(case: Mapping[str, Any], policy: Policy) -> bool:
    """Say whether a logged case, decided again, has the outcome and the rules that were logged.

    >>> from volant.sovereignty.policy import load_policy
    >>> agrees({"facts": {}, "outcome": "ALLOWED"}, load_policy())
    Traceback (most recent call last):
    ...
    volant.errors.LedgerError: the logged case cannot be read: 'standing'
    """
    again = decide_again(case, policy)
    return (again.outcome, list(again.rules)) == (case.get("outcome"), case.get("rules"))


_DEFAULTS = {one.name: one.default for one in fields(Facts)}


def _default(name: str) -> object:
    return _DEFAULTS[name]
