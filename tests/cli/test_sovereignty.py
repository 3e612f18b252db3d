"""The commands of `volant sovereignty`, on real files of an institution's home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from shell import volant

from volant.cli.sovereignty import sovereignty
from volant.errors import SettingsError, UnknownModel
from volant.ledger import Ledger
from volant.sovereignty.facts import name_fact, spell

DAY = ("--day", "2026-11-22")
OWN = """
extends = "embedded"
[inference]
country = "MA"
premises = "own"
[exit]
alternatives = ["mistral-open"]
[[evidence]]
claims = ["/inference/country", "/inference/premises", "/inference/operator"]
status = "documented"
at = 2026-11-22
source = "Procès-verbal d'installation, Taza"
[[evidence]]
claims = ["/exit/alternatives"]
status = "declared"
at = 2026-11-22
source = "volant.toml"
"""


def run(*arguments: str) -> str:
    done = CliRunner().invoke(sovereignty, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def read(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


@pytest.fixture
def own(home: Path) -> Path:
    folder = home / "profiles"
    folder.mkdir(parents=True)
    (folder / "guichet.toml").write_text(OWN, "utf-8")
    return folder


def test_list(own: Path) -> None:
    rows = {row["id"]: row for row in read("list", *DAY)}
    assert len(rows) == 20
    assert rows["guichet"]["zone"] == "Z1"
    assert rows["guichet"]["gate"] == 1
    assert rows["gpt-api"]["zone"] == "Z4"
    assert "Auto-évalué" in run("list", *DAY)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Qui possède les poids ?"),
        ("ar", "من يملك أوزان النموذج؟"),
        ("en", "Who owns the weights?"),
    ],
)
def test_show_says_levels_steps_and_how_each_fact_is_known(language: str, said: str) -> None:
    shown = run("show", "embedded", "--language", language, *DAY)
    assert said in shown
    assert name_fact("/weights/signature", language) in shown
    assert (
        f"{name_fact('/weights/control', language)}: {spell('open_weights_permissive', language)}"
        in shown
    )
    assert "Apache-2.0" in shown
    assert "\n/" not in shown
    facts = read("show", "embedded", *DAY)["facts"]
    assert {"fact", "value", "status", "mark", "source"} <= set(facts[0])
    assert {fact["mark"] for fact in facts} == {"said", "written"}


def test_show_and_compare_draw() -> None:
    assert ET.fromstring(run("show", "gemmaroc", "--svg", "--language", "ar", *DAY))
    assert ET.fromstring(run("compare", "gpt-api", "embedded", "--svg", *DAY))


def test_compare_says_whether_the_order_holds() -> None:
    compared = read("compare", "embedded", "gpt-api", *DAY)
    assert [one["id"] for one in compared["engines"]] == ["embedded", "gpt-api"]
    assert compared["first_under_random_weights"]["embedded"] == pytest.approx(1)
    assert "1,000" in run("compare", "embedded", "gpt-api", "--language", "en", *DAY)


def test_explain_says_what_would_happen_and_why(own: Path) -> None:
    text = "رقم هاتفي 0661234567"
    said = {one["engine"]: one for one in read("explain", text, *DAY)["engines"]}
    assert said["guichet"]["outcome"] == "ALLOWED"
    assert [rule["code"] for rule in said["guichet"]["rules"]] == ["OK-NATIONAL"]
    refused = [rule["code"] for rule in said["claude-api"]["rules"]]
    assert refused == ["GATE-MIN", "L0908-43", "ZONE-UNKNOWN"]
    shown = run("explain", text, "--engine", "claude-api", "--language", "ar", *DAY)
    assert "المادتان 43 و44" in shown


def test_explain_counts_a_card_number_as_sensitive_until_it_is_replaced(own: Path) -> None:
    (said,) = read("explain", "CIN AB123456", "--engine", "guichet", *DAY)["engines"]
    assert said["outcome"] == "DENIED"
    assert "L0908-12" in [rule["code"] for rule in said["rules"]]
    assert said["pseudonymised"]["outcome"] == "ALLOWED"


def test_explain_takes_what_it_does_not_know_for_sensitive() -> None:
    assert read("explain", "bonjour", *DAY)["classes"] == ["D3"]
    assert read("explain", "bonjour", "--class", "D0", *DAY)["classes"] == ["D0"]
    both = read("explain", "0661234567", "--class", "D4", "--class", "D0", *DAY)
    assert both["classes"] == ["D0", "D2", "D4"]


def test_a_policy_of_the_institution_takes_the_place_of_ours(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "policy.toml").write_text("version = 1\n", "utf-8")
    with pytest.raises(SettingsError, match="policy"):
        run("list", *DAY)


FAR = """
[engines.far]
url = "http://127.0.0.1:9/v1"
model = "m"
profile = "mistral-api"
"""
PHONE = "Combien de jours ai-je pour déclarer une naissance ? Mon numéro est le 0661234567"


@pytest.fixture
def far(stocked: Path) -> Path:
    """Give a home with an engine elsewhere, which nothing is to reach."""
    (stocked / "volant.toml").write_text(FAR, "utf-8")
    return stocked


def test_what_may_not_be_sent_is_quoted_and_the_rules_are_said(far: Path) -> None:
    said = volant("ask", PHONE, "--engine", "far")
    assert "30 jours" in said
    assert "L0908-43: Transfert de données personnelles hors du Maroc" in said
    assert "NOT-SENT: La question" in said
    receipt = said.split()[-1]
    shown = volant("ledger", "show", receipt, "--language", "en", "--texts")
    assert "Class of the data: personal (D2)" in shown
    assert "Rule applied: Transfer of personal data abroad" in shown
    assert "0661234567" in shown
    assert "searched:" in shown
    assert "every entry verifies" in volant("ledger", "verify")


def test_a_reader_of_arabic_is_told_in_arabic(far: Path) -> None:
    said = volant("ask", "كم يوما لدي للتصريح بولادة؟ هاتفي 0661234567", "--engine", "far")
    assert "المادتان 43 و44" in said


def test_a_decision_that_was_forged_is_found(far: Path) -> None:
    volant("ask", PHONE, "--engine", "far")
    policy = next((far / "ledger" / "policies").glob("*.json"))
    policy.write_bytes(policy.read_bytes().replace(b"L0520-11", b"L0908-11"))
    problems = json.loads(volant("ledger", "verify", "--json", status=1))["problems"]
    assert {one["code"] for one in problems} == {"policy_changed"}


def test_a_class_is_lowered_by_a_role_with_a_reason_and_logged(far: Path) -> None:
    asked = ("ask", "Où déclarer une naissance ?", "--conversation", "dossier 12")
    volant(*asked, "--data-class", "D4")
    said = volant(*asked, "--engine", "far")
    assert "L0520-11" in said
    receipt = said.split()[-1]
    refused = volant("sovereignty", "lower", receipt, "--to", "D4", "--reason", "X-1", "--by",
                     "role:dpo", status=1)  # fmt: skip
    assert "[request]" in refused
    done = json.loads(
        volant("sovereignty", "lower", receipt, "--to", "D0", "--reason", "WRONG-LABEL",
               "--by", "role:dpo", "--json")
    )  # fmt: skip
    entry = Ledger.open(far / "ledger", origin="volant.local/log").entry(done["index"])
    assert entry.kind == "class_lowered"
    assert (entry.body["from"], entry.body["to"]) == ("D4", "D0")
    assert (entry.body["reason"], entry.body["role"]) == ("WRONG-LABEL", "role:dpo")
    assert "dossier" not in str(entry.body)
    assert "L0520-11" not in volant(*asked)


@pytest.mark.parametrize("wrong", [("--reason", "it was wrong"), ("--by", "Mme X")])
def test_a_reason_is_a_code_and_a_human_a_role(wrong: tuple[str, str]) -> None:
    given = {"--to": "D0", "--reason": "X-1", "--by": "role:dpo"} | dict([wrong])
    options = [part for pair in given.items() for part in pair]
    assert CliRunner().invoke(sovereignty, ("lower", "01R", *options)).exit_code == 2


def test_a_policy_that_cannot_be_read_closes_and_answers_go_on(far: Path) -> None:
    (far / "policy.toml").write_text("version = 1\n", "utf-8")
    said = volant("ask", "Combien de jours pour déclarer une naissance ?", "--engine", "far")
    assert "30 jours" in said
    assert "FAIL-CLOSED" in said


def test_the_institution_s_settings_are_in_its_profile(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "pv.txt").write_text("محضر التركيب، القاعة 2، تازة", "utf-8")
    (home / "volant.toml").write_text(
        f'[institution]\ncountry = "MA"\npremises = "own"\ndocument = "{home / "pv.txt"}"\n',
        "utf-8",
    )
    facts = {one["fact"]: one for one in read("show", "embedded")["facts"]}
    assert (facts["/inference/country"]["value"], facts["/inference/country"]["mark"]) == (
        "MA", "written",
    )  # fmt: skip
    assert facts["/inference/country"]["source"] == "pv.txt"


def test_an_unknown_engine_and_an_unknown_class_are_errors() -> None:
    with pytest.raises(UnknownModel, match="gpt-api"):
        run("show", "gpt", *DAY)
    assert CliRunner().invoke(sovereignty, ("explain", "x", "--class", "D9")).exit_code == 2
