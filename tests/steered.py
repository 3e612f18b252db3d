"""Make the steering of a home as an installation does, from real files; see `steer`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from volant.gateway import Conversations, Standings, Steering
from volant.ledger import Ledger
from volant.privacy import Vault
from volant.sovereignty import Policy, load_policy, load_profiles

TODAY = datetime.now(UTC).date()

AT_HOME = """
version = "1"
[label]
fr = "Moteur de la commune"
ar = "محرك الجماعة"
en = "Engine of the commune"
[weights]
control = "open_weights_permissive"
[[weights.manifest]]
path = "poids.gguf"
bytes = 3
sha256 = "{weights}"
[evolution]
pinned = "sha256:{weights}"
who_can_change = "institution"
[inference]
country = "{country}"
premises = "own"
operator = "institution"
{more}
[exit]
alternatives = ["quote"]
[[evidence]]
claims = ["/weights", "/evolution", "/exit"]
status = "verified"
at = {day}
[[evidence]]
claims = ["/inference/country", "/inference/premises", "/inference/operator"]
status = "documented"
at = {day}
source = "Procès-verbal d'installation, Taza"
{evidence}
"""
"""A profile of an engine in the institution's own rooms; abroad where `country` says so."""

TRANSFER = """
[rules]
transfer_ref = "T-12/2026"
[[evidence]]
claims = ["/rules/transfer_ref"]
status = "documented"
at = {day}
source = "Autorisation de transfert, CNDP"
"""


def write_profile(
    home: Path, name: str = "scripted", *, country: str = "MA", weights: str = "ab" * 32,
    more: str = "", evidence: str = "", day: date = TODAY,
) -> None:  # fmt: skip
    """Write a profile of the institution's own into its home."""
    folder = home / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    text = AT_HOME.format(
        country=country, weights=weights, more=more, evidence=evidence.format(day=day), day=day
    )
    (folder / f"{name}.toml").write_text(text, "utf-8")


def steer(
    home: Path,
    ledger: Ledger,
    *,
    policy: Policy | None = None,
    names: Mapping[str, str] | None = None,
    **options: Any,
) -> Steering:
    """Put a steering together; the engine `scripted` has the profile `scripted` of the home."""
    policy = policy or load_policy()
    ledger.publish_policy(policy.text, policy.version)
    profiles = home / "profiles"
    standings = Standings(
        policy, lambda: load_profiles(profiles), names or {"scripted": "scripted"},
        options.get("notice", lambda line: None),
    )  # fmt: skip
    given: dict[str, Any] = {
        "standings": standings,
        "conversations": Conversations(home),
        "vault": lambda: Vault.open(home / "privacy"),
        "log": ledger.append,
        "default": "D0",
    }
    return Steering(**(given | options))
