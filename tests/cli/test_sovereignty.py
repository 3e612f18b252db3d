"""The commands of `volant sovereignty`, on real files of an institution's home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from volant.cli.sovereignty import sovereignty
from volant.errors import SettingsError, UnknownModel

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
    assert "/weights/signature" in shown
    assert "Apache-2.0" in shown
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


def test_an_unknown_engine_and_an_unknown_class_are_errors() -> None:
    with pytest.raises(UnknownModel, match="gpt-api"):
        run("show", "gpt", *DAY)
    assert CliRunner().invoke(sovereignty, ("explain", "x", "--class", "D9")).exit_code == 2
