"""Ask the ten questions of sovereignty, and say which facts each level needs.

A level is a predicate: one of several ways, each a list of needs, and a need is a fact, a test of
its value and evidence that carries the level. So a program computes the level and can say what is
missing for the next one. The words are in `questions.toml`; the weights too, as a reader may
change them. Trade-off: a scale that climbs (7 to 10) asks for every step below, the others take
the highest step that holds, as the table has it.
Source: `specs/sovereignty.md`, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from volant.sovereignty.evidence import YEAR
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.profile import HOME, INSTITUTION

HALF_YEAR, MONTH, PROBE = 183, 31, 90
"""Days."""

GAP = 0.1
"""How far a language may be under the best: section 10, "same question, five ways"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Be what a test may know beside the value: the day, and the countries on CNDP's list."""

    day: date
    adequate: Collection[str] = ()


Test = Callable[[Any, Frame], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """Ask one fact; `level` is the evidence it takes, where not that of the level that asks."""

    pointer: str
    test: Test
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Be one level: any of the `ways`, and the step below as well where it `climbs`.

    One for what is `rented` is no step on the way of weights in our hands.
    """

    ways: tuple[tuple[Need, ...], ...]
    climbs: bool = False
    rented: bool = False


def known(value: Any, frame: Frame) -> bool:
    return value is not None


def true(value: Any, frame: Frame) -> bool:
    return value is True


def among(*allowed: str) -> Test:
    return lambda value, frame: value in allowed


def least(bound: float) -> Test:
    return lambda value, frame: value >= bound


def most(bound: float) -> Test:
    return lambda value, frame: value <= bound


def within(days: int) -> Test:
    return lambda value, frame: 0 <= (frame.day - value).days <= days


def is_adequate(value: Any, frame: Frame) -> bool:
    return value != HOME and value in frame.adequate


def is_kept_twice(copies: Any, frame: Frame) -> bool:
    home = {copy.site for copy in copies if copy.country == HOME and copy.restored is not None}
    return len(home) >= 2


def is_approved(changes: Any, frame: Frame) -> bool:
    return any(change.approver and change.evaluated for change in changes)


def is_recorded_home(adaptation: Any, frame: Frame) -> bool:
    return adaptation.country == HOME and bool(adaptation.register and adaptation.run)


def is_recorded(adaptation: Any, frame: Frame) -> bool:
    return bool(adaptation.register and adaptation.run)


def names_ours(shares: Any, frame: Frame) -> bool:
    return {"ar", "zgh-Tfng", "fr"} <= set(shares)


def has_passed(result: Any, frame: Frame) -> bool:
    return bool(result.passed)


def has_both_suites(suites: Any, frame: Frame) -> bool:
    fresh = [s for s in suites if s.passed and s.at and within(HALF_YEAR)(s.at, frame)]
    return {"safety", "bias"} <= {suite.kind for suite in fresh}


def all_of(*needs: Need, climbs: bool = False) -> Step:
    return Step((needs,), climbs)


def _passes(*tags: str) -> tuple[Need, ...]:
    return tuple(Need(f"/languages/results/{tag}", has_passed) for tag in tags)


_HOME = Need("/inference/country", among(HOME))
_ISOLATED = (
    _HOME,
    Need("/inference/egress_tier", among("E4", "E5")),
    Need("/inference/last_probe", within(PROBE)),
)
_FREE = (
    Need("/weights/control", among("open_weights_permissive", "co_owned", "owned"), 3),
    Need("/weights/signature", known, 3),
    Need("/weights/copies", is_kept_twice, 3),
)

STEPS: dict[int, tuple[Step, Step, Step, Step]] = {
    1: (
        Step(
            (
                (
                    Need("/weights/control", among("licensed_api_dedicated")),
                    Need("/weights/contract_months", least(24)),
                    Need("/evolution/notice_days", least(90)),
                ),
            ),
            rented=True,
        ),
        all_of(
            Need(
                "/weights/control",
                among(
                    "licensed_copy_own_infra",
                    "open_weights_restricted",
                    "open_weights_permissive",
                    "co_owned",
                    "owned",
                ),
            ),
            Need("/weights/manifest", known),
        ),
        all_of(*_FREE),
        Step(
            (
                (Need("/weights/control", among("co_owned", "owned")),),
                (
                    *_FREE,
                    Need("/weights/redistributable", true, 3),
                    Need("/weights/rebuilt", known),
                ),
            )
        ),
    ),
    2: (
        all_of(Need("/evolution/dated_versions", true)),
        all_of(
            Need("/evolution/pinned", known),
            Need("/evolution/who_can_change", among(INSTITUTION, "consortium")),
        ),
        all_of(
            Need("/evolution/finetuned", known),
            Need("/evolution/change_log", is_approved),
            climbs=True,
        ),
        Step(
            (
                (
                    Need("/evolution/can_retrain", true),
                    Need("/evolution/retrained", known),
                    Need("/weights/mof_class", among("II", "I")),
                ),
                (Need("/evolution/roadmap_vote", true),),
            )
        ),
    ),
    3: (
        all_of(Need("/training/jurisdictions", known), Need("/training/compute_operator", known)),
        all_of(
            Need("/training/data_summary", known), Need("/training/language_shares", names_ours)
        ),
        all_of(Need("/training/local_adaptation", is_recorded_home)),
        all_of(Need("/training/pretraining", is_recorded)),
    ),
    4: (
        all_of(Need("/value/local_share", least(0.10))),
        all_of(Need("/value/local_share", least(0.30)), Need("/value/currency", among("MAD"))),
        all_of(
            Need("/value/local_share", least(0.50)),
            Need("/value/adaptation_ip_owner", among(INSTITUTION)),
        ),
        all_of(
            Need("/value/local_share", least(0.75)),
            Need("/value/adaptation_ip_owner", among(INSTITUTION)),
            Need("/value/skills_transferred", true),
        ),
    ),
    5: (
        Step(
            (
                (Need("/inference/country", is_adequate),),
                (Need("/inference/country", known), Need("/rules/transfer_ref", known)),
            ),
            rented=True,
        ),
        all_of(_HOME),
        all_of(
            _HOME,
            Need("/inference/operator_law", among(HOME)),
            Need("/inference/keys_held_by", among(INSTITUTION)),
            Need("/inference/foreign_access_excluded", true),
        ),
        Step(
            (
                (*_ISOLATED, Need("/inference/premises", among("own"))),
                (*_ISOLATED, Need("/inference/dgssi_level", among("2"))),
            )
        ),
    ),
    6: (
        all_of(Need("/exit/alternatives", known)),
        all_of(Need("/exit/golden_passed", within(YEAR))),
        all_of(
            Need("/exit/drilled", within(HALF_YEAR)),
            Need("/exit/targets_met", true),
            Need("/exit/data_restored", true),
        ),
        all_of(
            Need("/exit/drilled", within(MONTH)),
            Need("/exit/drills_a_year", least(12)),
            Need("/exit/unannounced", least(1)),
            Need("/exit/disconnected", true),
            Need("/exit/local_alternative", known),
        ),
    ),
    7: (
        all_of(Need("/dependencies/sbom", known), Need("/dependencies/mlbom", known)),
        all_of(
            Need("/dependencies/open_source", true),
            Need("/dependencies/mirrored", true),
            Need("/dependencies/offline_rebuild", known),
            climbs=True,
        ),
        all_of(Need("/dependencies/hardware_families", least(2)), climbs=True),
        all_of(
            Need("/dependencies/spare_on_territory", true),
            Need("/dependencies/source_rebuild", known),
            Need("/dependencies/export_control_note", known),
            climbs=True,
        ),
    ),
    8: (
        all_of(Need("/rules/legal_basis", known)),
        all_of(
            Need("/rules/cndp_ref", known),
            Need("/rules/notice_shown", true),
            Need("/rules/annex_xi_pct", least(60)),
            climbs=True,
        ),
        all_of(Need("/safety/suites", has_both_suites), Need("/rules/receipts", true), climbs=True),
        all_of(
            Need("/rules/external_audit", known),
            Need("/rules/results_public", true),
            Need("/rules/contest_path", true),
            climbs=True,
        ),
    ),
    9: (
        all_of(*_passes("fr")),
        all_of(*_passes("ar"), climbs=True),
        all_of(*_passes("ary-Arab", "ary-Latn", "zgh-Tfng"), climbs=True),
        all_of(
            Need("/languages/gap", most(GAP)),
            Need("/languages/suite_by_institute", known),
            climbs=True,
        ),
    ),
    10: (
        all_of(Need("/staff/operated", among("vendor_local", "local"))),
        all_of(Need("/staff/trained", least(2)), climbs=True),
        all_of(Need("/staff/on_call", true), Need("/staff/runs_drills", true), climbs=True),
        all_of(Need("/staff/fixes_code", true), Need("/staff/trains_others", true), climbs=True),
    ),
}


def level_of(question: int, knowledge: Knowledge, frame: Frame) -> int:
    """Return the highest level, 0 to 4, whose predicate holds."""
    return next(
        (level for level in (4, 3, 2, 1) if not lacks(question, level, knowledge, frame)), 0
    )


def lacks(question: int, level: int, knowledge: Knowledge, frame: Frame) -> tuple[Need, ...]:
    """Return what a level still needs, by the shortest of its ways; nothing where it is reached."""
    step = STEPS[question][level - 1]
    below = lacks(question, level - 1, knowledge, frame) if step.climbs and level > 1 else ()
    ways = [tuple(n for n in way if not meets(n, level, knowledge, frame)) for way in step.ways]
    return below + min(ways, key=len)


def meets(need: Need, level: int, knowledge: Knowledge, frame: Frame) -> bool:
    """Say whether a need is met with evidence enough for the level that asks it."""
    value = knowledge.believe(need.pointer, need.level or level)
    return value is not None and need.test(value, frame)


def grounds_of(question: int, level: int, knowledge: Knowledge, frame: Frame) -> tuple[str, ...]:
    """Return the facts that a reached level rests on; none for level 0."""
    if level == 0:
        return ()
    step = STEPS[question][level - 1]
    below = grounds_of(question, level - 1, knowledge, frame) if step.climbs else ()
    met = next(
        way for way in step.ways if all(meets(need, level, knowledge, frame) for need in way)
    )
    return below + tuple(need.pointer for need in met)


def pointers_of(question: int) -> tuple[str, ...]:
    """Return every fact a question looks at, each once, in the order of its levels.

    >>> pointers_of(4)
    ('/value/local_share', '/value/currency', '/value/adaptation_ip_owner', \
'/value/skills_transferred')
    """
    needs = (need for step in STEPS[question] for way in step.ways for need in way)
    return tuple(dict.fromkeys(need.pointer for need in needs))
