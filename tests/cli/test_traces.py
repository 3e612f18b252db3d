"""What is said stays out of every file but the vaults, whatever came of the question."""

import json
import os
import subprocess
import sys
from pathlib import Path

from shell import volant

from volant.records import TIERS

SECRETS = ("CN-AB918273", "Ouhammou-7741", "رقم-سري-٩٩٣١٧")


def test_a_question_is_found_in_the_vault_alone(stocked: Path, tmp_path: Path) -> None:
    asked = [
        f"Combien de jours pour déclarer une naissance ? {' '.join(SECRETS)}",
        f"zzxq {' '.join(SECRETS)} xyzzyq",
        " ".join(SECRETS) * 20_000,
    ]
    said = b""
    for question in asked:
        ran = subprocess.run(
            [sys.executable, "-m", "volant.cli", "ask", "--jsonl"],
            input=json.dumps({"question": question}).encode() + b"\n",
            env={**os.environ, "TMPDIR": str(tmp_path), "VOLANT_FEEDBACK__KEEP": "false"},
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        said += ran.stderr
    assert not [one for one in SECRETS if one.encode() in said]
    forms = {form for one in SECRETS for form in (one.encode(), json.dumps(one)[1:-1].encode())}
    holding = {
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    }
    assert {path for path in holding if "vault" not in path} == set()
    assert holding, "the vault keeps what a receipt commits to"


def test_doctor_and_show_say_the_tier_and_why_not_a_higher_one(home: Path) -> None:
    shown = json.loads(volant("engines", "show", "qwen2.5-coder-1.5b", "--json"))
    assert shown["egress"] in TIERS
    assert all(code and tier > shown["egress"] for tier, code in shown["not_reached"].items())
    checks = {one["name"]: one for one in json.loads(volant("doctor", "--json", status=1))}
    assert checks["isolation"]["found"].startswith(shown["egress"])
    assert checks["isolation"]["ok"] == (shown["egress"] >= "E4")
    assert bool(checks["isolation"]["mend"]) != checks["isolation"]["ok"]
    assert checks["door"]["ok"], checks["door"]["found"]


def test_a_probe_needs_an_engine_of_this_machine_and_a_listener_with_a_port(home: Path) -> None:
    assert "unknown_model" in volant("engines", "probe", "quote", status=1)
    for wrong in ("nope", "host:", "127.0.0.1:99999999", ":", "no-such-host.invalid:1"):
        said = volant("engines", "probe", "quote", "--canary", wrong, status=1)
        assert "[request]" in said, wrong
