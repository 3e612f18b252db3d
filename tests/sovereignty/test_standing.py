"""Where an engine stands: zones, proofs, and what a running engine adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from volant.errors import LedgerError
from volant.ledger.entry import refuse_prose
from volant.records import Place
from volant.sovereignty import (
    Facts,
    Policy,
    Profile,
    assess,
    decide,
    load_policy,
    load_profiles,
)
from volant.sovereignty.evidence import Evidence
from volant.sovereignty.observation import observe
from volant.sovereignty.replay import agrees, decide_again, write_case

DAY = date(2026, 11, 22)
POLICY = load_policy()
PROFILES = load_profiles(Path(__file__).with_name("archetypes"))
WEIGHTS = (PROFILES["embedded"].evolution.pinned or "").removeprefix("sha256:")


def place_engine(status: str = "documented", at: date = DAY, **inference: Any) -> Profile:
    """Return the embedded profile as deployed, each deployment fact known in one way."""
    profile = PROFILES["embedded"]
    made = replace(profile, inference=replace(profile.inference, **inference))
    kept = [one for one in made.evidence if not one.claim.startswith("/inference")]
    added = [Evidence(claim=f"/inference/{name}", status=status, at=at) for name in inference]
    return replace(made, evidence=(*kept, *added))


HOME: dict[str, Any] = {"country": "MA", "operator": "institution", "premises": "own"}


def zone(profile: Profile, policy: Policy = POLICY, day: date = DAY) -> str:
    return assess(profile, policy, day).zone


def test_nearest_first() -> None:
    at_home = place_engine(**HOME)
    assert zone(observe(at_home, Place(egress="E4"), DAY)) == "Z0"
    assert zone(at_home) == "Z1"
    assert zone(place_engine(country="MA", premises="other", operator="prestataire")) == "Z2"
    assert zone(place_engine(country="FR")) == "Z4"
    assert zone(place_engine(country="FR"), replace(POLICY, adequate=frozenset(("FR",)))) == "Z3"
    assert zone(PROFILES["embedded"]) == "Z4"


def test_isolation_at_another_operator_is_not_ours() -> None:
    hosted = place_engine(country="MA", operator="prestataire", premises="own")
    assert zone(observe(hosted, Place(egress="E4"), DAY)) == "Z1"


def test_a_paper_of_today_does_not_renew_an_old_probe() -> None:
    old = DAY - timedelta(91)
    engine = observe(place_engine(**HOME), Place(egress="E4"), DAY)
    engine = replace(engine, inference=replace(engine.inference, last_probe=old))
    assert (zone(engine), assess(engine, POLICY, DAY).proof) == ("Z1", "old")


def test_a_recorded_authorisation_brings_a_country_nearer() -> None:
    abroad = place_engine(country="US")
    abroad = replace(abroad, rules=replace(abroad.rules, transfer_ref="T-1"))
    assert zone(abroad) == "Z4", "a reference that nothing backs"
    backed = Evidence(claim="/rules/transfer_ref", status="documented", at=DAY)
    abroad = replace(abroad, evidence=(*abroad.evidence, backed))
    assert zone(abroad) == "Z3"
    assert assess(abroad, POLICY, DAY).basis


@pytest.mark.parametrize("status", ["unverified", "declared"])
def test_what_is_only_said_is_abroad(status: str) -> None:
    assert zone(place_engine(status, **HOME)) == "Z4"


@pytest.mark.parametrize(
    ("level", "status", "expected"),
    [("2", "attested", "Z1"), ("1", "attested", "Z2"), ("2", "documented", "Z2")],
)
def test_a_qualification_counts_when_the_authority_attests_it(
    level: Any, status: str, expected: str
) -> None:
    hosted = place_engine(country="MA", operator="prestataire", premises="other")
    hosted = replace(hosted, inference=replace(hosted.inference, dgssi_level=level))
    said = Evidence(claim="/inference/dgssi_level", status=status, at=DAY)
    assert zone(replace(hosted, evidence=(*hosted.evidence, said))) == expected


def test_the_proof_of_isolation_lasts_ninety_days() -> None:
    engine = observe(place_engine(**HOME), Place(egress="E4", weights=WEIGHTS), DAY)
    last, after = DAY + timedelta(90), DAY + timedelta(91)
    assert (zone(engine, day=last), assess(engine, POLICY, last).proof) == ("Z0", "fresh")
    stale = assess(engine, POLICY, after)
    assert (stale.zone, stale.proof) == ("Z1", "old")
    asked = Facts(day=after, classes=frozenset(("D4",)), weights=WEIGHTS)
    assert "PROOF-OLD" in decide(asked, stale, POLICY).rules


def test_isolation_that_is_claimed_without_a_probe_is_an_old_proof() -> None:
    claimed = place_engine(**HOME, egress_tier="E5", last_probe=DAY)
    assert (zone(claimed), assess(claimed, POLICY, DAY).proof) == ("Z1", "old")


def test_a_probe_that_finds_a_way_out_takes_the_claim_back() -> None:
    engine = observe(place_engine(**HOME), Place(egress="E4"), DAY)
    seen = observe(engine, Place(egress="E0"), DAY + timedelta(1))
    stands = assess(seen, POLICY, DAY + timedelta(1))
    assert (stands.zone, stands.egress, stands.proof) == ("Z1", "E0", "")


def test_weights_that_match_are_checked_and_others_add_nothing() -> None:
    profile = PROFILES["embedded"]
    same = observe(profile, Place(weights=WEIGHTS), DAY, log_index=7)
    assert {one.claim for one in same.evidence if one.status == "verified"} == {
        "/evolution/pinned",
        "/weights/manifest",
    }
    assert same.evidence[-1].log_index == 7
    assert observe(profile, Place(weights="b" * 64), DAY) == profile
    assert observe(profile, Place(), DAY) == profile
    assert observe(profile, Place(egress="E9"), DAY) == profile


def test_seeing_twice_leaves_one_evidence() -> None:
    once = observe(PROFILES["embedded"], Place(egress="E4", weights=WEIGHTS), DAY)
    assert observe(once, Place(egress="E4", weights=WEIGHTS), DAY) == once


def test_swapped_weights_are_denied_from_profile_to_decision() -> None:
    stands = assess(observe(place_engine(**HOME), Place(egress="E4"), DAY), POLICY, DAY)
    asked = Facts(day=DAY, classes=frozenset(("D0",)), weights="b" * 64)
    assert decide(asked, stands, POLICY).rules == ("MODEL-CHANGED",)
    assert decide(replace(asked, weights=WEIGHTS), stands, POLICY).rules == ("OK-LOCAL",)


def test_a_profile_out_of_its_dates_is_abroad() -> None:
    engine = place_engine(**HOME)
    assert zone(replace(engine, valid_from=DAY + timedelta(1))) == "Z4"
    assert zone(replace(engine, valid_until=DAY - timedelta(1))) == "Z4"
    assert zone(replace(engine, valid_from=DAY, valid_until=DAY)) == "Z1"


def test_only_fresh_results_let_an_engine_face_the_public() -> None:
    tuned = PROFILES["e-tuned"]
    assert assess(tuned, POLICY, DAY).tested == ("ar", "ary-Arab", "ary-Latn", "fr", "zgh-Tfng")
    assert assess(tuned, POLICY, DAY + timedelta(365)).tested == ()


# --- replay ------------------------------------------------------------------------------------


def test_a_logged_case_is_decided_again_to_the_same_end() -> None:
    stands = assess(observe(place_engine(**HOME), Place(egress="E4"), DAY), POLICY, DAY)
    for row in ("D0", "D2", "D3", "D4"):
        asked = Facts(
            day=DAY,
            classes=frozenset((row,)),
            weights=WEIGHTS,
            tag="ary-Arab",
            approved_by="Mme la directrice",
            basis="consentement exprès du 3 mars",
        )
        made = decide(asked, stands, POLICY)
        case = write_case(asked, stands, made)
        refuse_prose(case)
        assert "directrice" not in str(case)
        assert agrees(case, POLICY)
        assert decide_again(case, POLICY) == made


def test_a_case_that_was_touched_no_longer_agrees() -> None:
    stands = assess(PROFILES["embedded"], POLICY, DAY)
    asked = Facts(day=DAY, classes=frozenset(("D4",)), weights=WEIGHTS)
    case = write_case(asked, stands, decide(asked, stands, POLICY))
    assert agrees(case, POLICY)
    assert not agrees({**case, "outcome": "ALLOWED"}, POLICY)
    softer = {**case, "standing": {**case["standing"], "zone": "Z0", "gate": 4}}
    assert not agrees(softer, POLICY)
    assert not agrees(case, replace(POLICY, digest="sha256:" + "0" * 64))


@pytest.mark.parametrize(
    "case", [{}, {"facts": {}}, {"facts": {"day": 3}, "standing": {}}, {"facts": 1, "standing": 2}]
)
def test_a_case_that_cannot_be_read_is_an_error(case: dict[str, Any]) -> None:
    with pytest.raises(LedgerError, match="cannot be read"):
        decide_again(case, POLICY)
