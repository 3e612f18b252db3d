"""`volant privacy`: find, replace, restore as it streams, erase."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from volant.privacy.vault import DAY, FILE

LETTER = "Mme Khadija Berrada, CIN BK456789, tél ٠٦٦١٢٣٤٥٦٧"


def run(*arguments: str, stdin: str | bytes = "", status: int = 0) -> bytes:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    code = "from volant.cli.privacy import privacy; privacy()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=data, capture_output=True, check=False
    )
    assert done.returncode == status, done.stderr.decode()
    return done.stdout if status == 0 else done.stderr


def say(*arguments: str, stdin: str = "", status: int = 0) -> str:
    return run(*arguments, stdin=stdin, status=status).decode()


def test_findings_are_printed_for_people_and_for_programs() -> None:
    said = say("find", LETTER).splitlines()
    assert [line.split("\t")[0] for line in said] == ["name", "cin", "phone"]
    assert said[1].split("\t")[2:] == ["25-33", "BK456789"]
    found = json.loads(say("find", "-", "--json", stdin=LETTER))
    assert [(one["kind"], LETTER[one["start"] : one["end"]]) for one in found] == [
        ("name", "Khadija Berrada"),
        ("cin", "BK456789"),
        ("phone", "٠٦٦١٢٣٤٥٦٧"),
    ]
    assert all(one["text"] == LETTER[one["start"] : one["end"]] for one in found)


def test_what_is_replaced_comes_back(home: Path) -> None:
    sent = say("replace", LETTER, "--conversation", "x")
    assert sent == "Mme ⟦WOMAN_1⟧, CIN ⟦CIN_2⟧, tél ⟦PHONE_3⟧\n"
    assert say("restore", "--conversation", "x", sent.strip()) == f"{LETTER}\n"
    assert say("restore", sent.strip()) == "Mme […], CIN […], tél […]\n"
    assert (home / "privacy" / "pseudonyms.key").stat().st_mode & 0o777 == 0o600


def test_files_and_streams_keep_every_byte(tmp_path: Path) -> None:
    folder, path = str(tmp_path / "vault"), tmp_path / "letter.txt"
    data = LETTER.encode() + b"\r\n\xff\xfe\n\n"
    path.write_bytes(data)
    sent = run("replace", "--file", str(path), "--vault", folder)
    assert b"BK456789" not in sent
    assert run("restore", "-", "--vault", folder, stdin=sent) == data
    path.write_bytes(sent)
    assert run("restore", "--file", str(path), "--vault", folder) == data


def test_replacements_are_told_as_json() -> None:
    told = json.loads(say("replace", LETTER, "--json"))
    assert [one["placeholder"] for one in told["replaced"]] == [
        "⟦WOMAN_1⟧",
        "⟦CIN_2⟧",
        "⟦PHONE_3⟧",
    ]


def test_a_person_is_erased_in_all_spellings() -> None:
    sent = say("replace", LETTER).strip()
    said = say("erase", "خديجة برادة")
    assert said == "1 WOMAN in 1 conversations erased\n"
    assert say("restore", sent).startswith("Mme […], CIN BK456789")
    told = json.loads(say("erase", "bk-456789", "--kind", "cin", "--json"))
    assert told == {"conversations": 1, "rows": {"CIN": 1}}
    assert say("erase", "Nobody") == "nothing in 0 conversations erased\n"


def test_conversations_are_forgotten_by_name_and_by_age() -> None:
    for name in ("x", "y", "z"):
        say("replace", LETTER, "--conversation", name)
    assert say("forget", "x") == "1 CIN, 1 PHONE, 1 WOMAN in 1 conversations erased\n"
    assert say("restore", "--conversation", "x", "⟦CIN_2⟧") == "[…]\n"
    assert say("forget", "--older-than", "1") == "nothing in 0 conversations erased\n"
    assert say("restore", "--conversation", "y", "⟦CIN_2⟧") == "BK456789\n"
    assert say("forget", "--older-than", "9" * 30) == "nothing in 0 conversations erased\n"
    assert json.loads(say("forget", "unknown", "--json")) == {"conversations": 0, "rows": {}}
    for wrong in ((), ("x", "--older-than", "1"), ("--older-than", "-1")):
        say("forget", *wrong, status=2)


def test_the_vault_of_the_home_lets_go_after_its_days(home: Path, tmp_path: Path) -> None:
    own = ("--vault", str(tmp_path / "own"))
    for where in ((), own):
        say("replace", LETTER, *where)
    for folder in (home / "privacy", tmp_path / "own"):
        with closing(sqlite3.connect(folder / FILE)) as base, base:
            base.execute("UPDATE conversations SET used = used - ?", (10 * DAY,))
    assert say("restore", "⟦CIN_2⟧") == "BK456789\n"
    (home / "volant.toml").write_text("[sovereignty]\nconversation_days = 9\n", "utf-8")
    assert say("restore", "⟦CIN_2⟧") == "[…]\n"
    assert say("restore", "⟦CIN_2⟧", *own) == "BK456789\n"


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert "give a text" in say("find", status=2)
    absent = str(tmp_path / "absent")
    assert "absent cannot be read" in say("find", "--file", absent, status=1)
