"""Where engines stand today: profiles of files, the institution's word, what is seen running."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from scripted import Scripted
from steered import TODAY, steer, write_profile

from volant import assembly
from volant.engines import LlamaCpp
from volant.errors import Denied, SettingsError
from volant.gateway import Gateway, Standings
from volant.ledger import Ledger, verify
from volant.records import Message, Place, Request
from volant.settings import load
from volant.sovereignty import load_policy, load_profiles
from volant.sovereignty.policy import read_policy
from volant.sovereignty.replay import agrees

POLICY = load_policy()


def standings(**names: str) -> Standings:
    return Standings(POLICY, load_profiles, names)


def test_an_engine_without_a_profile_is_far_and_worth_nothing() -> None:
    stance = standings().find(Scripted(), TODAY)
    assert (stance.standing.zone, stance.standing.country, stance.fault) == ("Z4", "", "")
    assert stance.standing.gate == 0


def test_a_name_that_is_no_profile_is_no_profile() -> None:
    assert standings(scripted="mistrall").find(Scripted(), TODAY).standing.zone == "Z4"


def test_a_profile_is_read_once_a_day_and_what_is_seen_counts_at_once() -> None:
    read: list[int] = []

    def profiles() -> Any:
        read.append(1)
        return load_profiles()

    kept, engine = Standings(POLICY, profiles, {"scripted": "embedded"}), Scripted()
    first = kept.find(engine, TODAY)
    assert kept.find(engine, TODAY) is first
    engine.place = replace(engine.place, egress="E4")
    assert kept.find(engine, TODAY).standing.egress == "E4"
    assert len(read) == 1
    assert kept.find(engine, TODAY + timedelta(1)).standing.day == TODAY + timedelta(1)
    assert len(read) == 2


def test_a_name_no_log_could_hold_is_written_in_its_own_way() -> None:
    engine = Scripted()
    engine.name = "محرك الجماعة"
    stance = standings().find(engine, TODAY)
    assert stance.fault == ""
    assert stance.standing.engine.isascii()


def test_a_fault_is_told_once_a_day_and_mends_itself(home: Path) -> None:
    told: list[str] = []
    (home / "profiles").mkdir(parents=True)
    broken = home / "profiles" / "scripted.toml"
    broken.write_text("\x00", "utf-8")
    kept = Standings(
        POLICY, lambda: load_profiles(home / "profiles"), {"scripted": "scripted"}, told.append
    )
    assert kept.find(Scripted(), TODAY).fault == kept.find(Scripted(), TODAY).fault == "profile"
    assert len(told) == 1
    write_profile(home)
    assert kept.find(Scripted(), TODAY).fault == ""


# --- the institution's own machines --------------------------------------------------------------


def settle(home: Path, document: str = "pv.pdf", **more: str) -> None:
    """Write the settings of a commune that can show where its machine stands."""
    home.mkdir(parents=True, exist_ok=True)
    said = {"name": "Commune de Taza", "country": "MA", "premises": "own", **more}
    if document:
        (home / document).write_bytes(b"%PDF proces-verbal d'installation")
        said["document"] = str(home / document)
    lines = [f'{key} = "{value}"' for key, value in said.items()]
    (home / "volant.toml").write_text("\n".join(["[institution]", *lines]), "utf-8")


def place(home: Path, egress: str = "E4", day: date = TODAY) -> tuple[str, int]:
    """Give the zone and the weakest link of the embedded engine of a home."""
    engine, settings = Scripted(), load({"VOLANT_HOME": str(home)})
    pinned = load_profiles()["embedded"].evolution.pinned or ""
    engine.place = Place(egress=egress, weights=pinned.removeprefix("sha256:"))
    kept = Standings(POLICY, lambda: assembly.open_profiles(settings), {"scripted": "embedded"})
    standing = kept.find(engine, day).standing
    return standing.zone, standing.gate


def test_a_machine_that_is_shown_to_stand_at_home_and_cannot_get_out_is_nearest(home: Path) -> None:
    settle(home)
    assert place(home) == ("Z0", 1)
    assert place(home, egress="E2")[0] == "Z1"
    assert place(home, day=TODAY + timedelta(366))[0] == "Z4"


def test_a_place_that_is_only_said_is_unknown(home: Path) -> None:
    settle(home, document="")
    assert place(home)[0] == "Z4"


def test_the_day_of_the_text_can_be_said(home: Path) -> None:
    settle(home, dated=str(TODAY - timedelta(400)))
    assert place(home)[0] == "Z4"
    settle(home, dated=str(TODAY - timedelta(300)))
    assert place(home)[0] == "Z0"


@pytest.mark.parametrize(
    "more", [{"premises": "mine"}, {"dated": "hier"}, {"document": "absent.pdf"}]
)
def test_what_cannot_be_evidence_is_an_error_that_closes(home: Path, more: dict[str, str]) -> None:
    settle(home, **more)
    if "document" in more:
        text = (home / "volant.toml").read_text("utf-8").replace("pv.pdf", "absent.pdf")
        (home / "volant.toml").write_text(text, "utf-8")
        (home / "absent.pdf").unlink(missing_ok=True)
    with pytest.raises(SettingsError):
        assembly.open_institution(load({"VOLANT_HOME": str(home)}))
    assert place(home)[0] == "Z4"


def test_a_profile_of_the_institution_s_own_goes_before_its_settings(home: Path) -> None:
    settle(home)
    (home / "profiles").mkdir()
    (home / "profiles" / "embedded.toml").write_text(
        'extends = "embedded"\n[inference]\ncountry = "FR"\npremises = "other"\n', "utf-8"
    )
    assert place(home)[0] == "Z4"


def test_quoting_takes_the_place_of_any_engine(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "volant.toml").write_text(
        '[engines.big]\nurl = "https://x/v1"\nmodel = "m"\nprofile = "mistral-open"\n', "utf-8"
    )
    profiles = assembly.open_profiles(load({"VOLANT_HOME": str(home)}))
    assert profiles["embedded"].exit.alternatives == ("quote", "mistral-open")
    assert "quote" not in profiles["gpt-api"].exit.alternatives


# --- an engine that really runs ------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return tiny weights that llama.cpp really runs."""
    sys.path.append(str(Path(__file__).parents[1] / "engines"))
    tiny = pytest.importorskip("tiny", reason="gguf, which writes tiny weights, is not installed")
    path: Path = tiny.write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf")
    return path


def build(home: Path, ledger: Ledger, engine: LlamaCpp) -> Gateway:
    settings = load({"VOLANT_HOME": str(home)})
    kept = Standings(POLICY, lambda: assembly.open_profiles(settings), {"scripted": "embedded"})
    return Gateway(
        engines={"scripted": engine}, assistants={}, ledger=ledger, default="scripted",
        steering=steer(home, ledger, standings=kept),
    )  # fmt: skip


PHONE = Request(
    model="scripted", messages=(Message(role="user", content="0661234567"),), max_tokens=3
)


async def test_a_real_engine_is_probed_before_it_is_decided_about(
    home: Path, ledger: Ledger, weights: Path
) -> None:
    settle(home)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    (home / "profiles").mkdir()
    (home / "profiles" / "embedded.toml").write_text(
        f'extends = "embedded"\n[evolution]\npinned = "sha256:{digest}"\n'
        '[[weights.manifest]]\npath = "tiny.gguf"\nbytes = 1\n'
        f'sha256 = "{digest}"\n', "utf-8"
    )  # fmt: skip
    probed = assembly.log_probes(ledger)
    engine = LlamaCpp("scripted", weights, digest=digest, context=512, slots=1, on_probe=probed)
    gateway = build(home, ledger, engine)
    try:
        *_, receipt = [piece async for piece in gateway.complete(PHONE)]
    finally:
        await gateway.close()
    said = ledger.receipt(str(receipt)).facts
    if engine.egress not in ("E4", "E5"):
        pytest.skip("this machine lets no process leave the network")
    assert said["place"]["zone"] == "Z0"
    assert said["place"]["country"] == "MA"
    assert said["place"]["egress"] == "E4"
    assert ledger.entry(said["place"]["probe"]).kind == "egress_probe"
    assert said["policy"]["rules"] == ["OK-LOCAL"]
    assert said["request"]["class"] == "D2"
    report = verify(home / "ledger", judge=lambda case, text: agrees(case, read_policy(text)))
    assert report.problems == ()


async def test_real_weights_that_were_swapped_are_given_nothing(
    home: Path, ledger: Ledger, weights: Path
) -> None:
    settle(home)
    engine = LlamaCpp("scripted", weights, digest="ab" * 32, context=512, slots=1)
    gateway = build(home, ledger, engine)
    try:
        with pytest.raises(Denied) as caught:
            _ = [piece async for piece in gateway.complete(PHONE)]
    finally:
        await gateway.close()
    assert "MODEL-CHANGED" in caught.value.rules
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    said = ledger.receipt(caught.value.receipt).facts
    assert said["engine"]["weights"] == f"sha256:{found}"
    assert "sent" not in said
