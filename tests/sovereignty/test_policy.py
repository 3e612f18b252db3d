"""The table as data: what is refused before anybody decides with it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from volant.errors import SettingsError
from volant.records import CLASSES
from volant.sovereignty.policy import DENY, SHIPPED, ZONES, load_policy, make_policy
from volant.sovereignty.reasons import load_reasons

SAID = tomllib.loads(SHIPPED.read_text("utf-8"))


def ask_of_internal_data(said: dict[str, Any]) -> None:
    """Ask CNDP's reference of D1 everywhere, and so of D2, which lacks it."""
    for cell in said["table"]["D1"].values():
        cell.append("cndp")


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    said = deepcopy(SAID)
    change(said)
    return said


def test_the_shipped_policy_is_whole() -> None:
    policy = load_policy()
    assert set(policy.table) == {(row, zone) for row in CLASSES for zone in ZONES}
    assert [policy.gate[row] for row in CLASSES] == [0, 0, 1, 2, 2]
    refusals = {w for cell in policy.table.values() for w in cell if w.startswith(DENY)}
    assert {word.removeprefix(DENY) for word in refusals} <= set(load_reasons())


def test_sensitive_data_may_not_leave_under_any_record() -> None:
    policy = load_policy()
    for zone in ("Z3", "Z4"):
        assert policy.table["D4", zone] == ("deny:L0520-11",)
    assert policy.table["D3", "Z4"] == ("deny:L0908-43",)


def test_no_country_is_listed_that_was_not_read() -> None:
    assert load_policy().adequate == frozenset()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: p["table"].pop("D3"), "D3"),
        (lambda p: p["table"]["D2"].pop("Z4"), "Z4"),
        (lambda p: p["gate"].pop("D4"), "D4"),
        (lambda p: p["table"]["D1"].update(Z3=["encrypt"]), "'encrypt' is no condition"),
        (lambda p: p["table"]["D2"].update(Z4=[]), "D2 × Z4 is softer than"),
        (lambda p: p["table"]["D4"].update(Z2=[]), "D4 × Z2 is softer than D3 × Z2"),
        (lambda p: p["table"]["D3"].update(Z4=["cndp"]), "D3 × Z4 is softer than"),
        (lambda p: p["table"]["D4"].update(Z4=[]), "D4 × Z4 is softer than"),
        (lambda p: p["table"]["D4"].update(Z0=["approve"]), "D4 × Z1 is softer than D4 × Z0"),
        (ask_of_internal_data, "D2 × Z0 is softer than D1 × Z0"),
        (lambda p: p["gate"].update(D4=1), "the gate falls"),
        (lambda p: p["proof"].update({"from": "D7"}), "proof and weights"),
        (lambda p: p.update(expires="one day"), "expires"),
        (lambda p: p.update(colour="blue"), "colour"),
        (lambda p: p.pop("adequate"), "adequate"),
        (lambda p: p["weights"].clear(), "from"),
    ],
)
def test_a_table_with_a_hole_or_a_slip_is_refused(
    change: Callable[[dict[str, Any]], object], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        make_policy(changed(change))
    assert said in caught.value.message


def test_a_refusal_may_become_stricter_never_softer() -> None:
    deny = ["deny:L0520-11"]
    stricter = make_policy(changed(lambda p: p["table"]["D4"].update(Z2=deny)))
    assert stricter.table["D4", "Z2"] == tuple(deny)
    with pytest.raises(SettingsError, match="softer"):
        make_policy(changed(lambda p: p["table"]["D1"].update(Z4=deny)))


def test_every_change_gives_another_digest() -> None:
    digests = {
        load_policy().digest,
        make_policy(changed(lambda p: p.update(adequate=["FR"]))).digest,
        make_policy(changed(lambda p: p["gate"].update(D4=3))).digest,
        make_policy(changed(lambda p: p.update(version="2"))).digest,
    }
    assert len(digests) == 4
    assert make_policy(SAID).digest == load_policy().digest


@pytest.mark.parametrize("data", [b"", b"\xff", b"version = ", b"[table]\n"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError):
        load_policy(path)
    with pytest.raises(SettingsError):
        load_policy(tmp_path / "absent.toml")
