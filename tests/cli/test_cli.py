"""The command line as people and scripts use it: real processes, real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import texts
from shell import lines, volant


@pytest.fixture
def folder(stocked: Path, tmp_path: Path) -> Path:
    folder = texts.write(tmp_path / "documents")
    volant("library", "add", str(folder))
    return folder


def test_a_first_session(folder: Path) -> None:
    held = json.loads(volant("library", "list", "--json"))
    assert {"etat-civil.txt", "logement.md"} < {document["name"] for document in held}
    assert "المادة 2" in volant("library", "show", "etat-civil.txt")
    said = volant("ask", "شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟")
    assert "30 يوما" in said or "ثلاثين يوما" in said
    receipt = said.split()[-1]
    assert "quote" in volant("ledger", "show", receipt, "--language", "en")
    assert "every entry verifies" in volant("ledger", "verify")


def test_answers_as_json_and_lines(folder: Path) -> None:
    answer = json.loads(volant("ask", "كم يوما للتصريح بالولادة بمكتب الحالة المدنية؟", "--json"))
    assert {"tag", "engine", "refused", "sentences", "receipt", "answer"} <= set(answer)
    citation = answer["sentences"][1]["citations"][0]
    text = volant("library", "show", citation["document"])
    assert text[citation["start"] : citation["end"]] == citation["text"]
    asked = (
        '{"id": 7, "question": "Combien de jours ai-je pour déclarer une naissance ?"}\n'
        '\nplain question\n{"x": 1}\n{broken\n'
    )
    first, second, third, fourth = lines(volant("ask", "--jsonl", stdin=asked))
    assert (first["id"], first["tag"]) == (7, "fr")
    assert second["receipt"]
    assert third["error"]["code"] == fourth["error"]["code"] == "malformed_request"


def test_search_as_lines(folder: Path) -> None:
    (result,) = lines(
        volant("library", "search", "--jsonl", stdin='{"query": "أجل التصريح بالولادة", "k": 2}\n')
    )
    assert len(result["hits"]) == 2
    assert {"source", "start", "end", "text", "score"} <= set(result["hits"][0])
    assert "المادة 2" in volant("library", "search", "أجل التصريح بالولادة")


def test_languages() -> None:
    asked = "ch7al mn nhar?\n" + json.dumps("ⴰⵣⵓⵍ") + "\n"
    assert [r["tag"] for r in lines(volant("languages", "identify", "--jsonl", stdin=asked))] == [
        "ary-Latn",
        "zgh-Tfng",
    ]
    assert (
        volant("languages", "normalize", "األسرة").strip()
        == volant("languages", "normalize", "الأسرة").strip()
    )
    assert volant("languages", "transliterate", "ⴰⵣⵓⵍ", "--to", "ber-Latn").strip() == "azul"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask",), "empty_question"),
        (("ask", " "), "empty_question"),
        (("ask", "س" * 30_000), "too_long"),
        (("ask", "x", "--engine", "gpt-9"), "unknown_model"),
        (("library", "add", "absent.txt"), "path_not_found"),
        (("library", "remove", "absent.txt"), "path_not_found"),
        (("library", "show", "absent.txt"), "unknown_document"),
        (("engines", "pull", "absent"), "unknown_model"),
        (("engines", "show", "absent"), "unknown_model"),
        (("ledger", "show", "01J00000000000000000000000"), "unknown_receipt"),
        (("ledger", "verify"), "path_not_found"),
    ],
)
def test_errors_are_one_line_with_a_code(home: Path, arguments: tuple[str, ...], code: str) -> None:
    said = volant(*arguments, status=1)
    assert said.strip().endswith(f"[{code}]")
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_a_refused_file_is_named_and_the_rest_taken(tmp_path: Path) -> None:
    folder = texts.write(tmp_path / "documents")
    (folder / "x.pdf").write_bytes(b"no pdf")
    report = json.loads(volant("library", "add", str(folder), "--json"))
    assert report["added"] == 2
    assert report["refused"][0]["code"] == "broken_document"


def test_a_log_that_was_touched_is_found(folder: Path, home: Path) -> None:
    volant("ask", "كم يوما للتصريح بالولادة؟")
    bundle = next((home / "ledger" / "tile" / "entries").rglob("0*"))
    bundle = next(path for path in sorted(bundle.parent.rglob("*")) if path.is_file())
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    report = json.loads(volant("ledger", "verify", "--json", status=1))
    assert not report["ok"]
    assert report["problems"]


def test_settings_and_doctor(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "volant.toml").write_text("[server]\nport = 9000\n", "utf-8")
    assert "server.port = 9000" in volant("settings")
    assert json.loads(volant("settings", "--json"))["server.port"]["value"] == 9000
    checks = {check["name"]: check for check in json.loads(volant("doctor", "--json", status=1))}
    assert checks["weights"]["mend"].startswith("volant engines pull")
    assert checks["library"]["mend"].startswith("volant library add")


def test_engines(home: Path) -> None:
    rows = {row["name"]: row["ready"] for row in json.loads(volant("engines", "list", "--json"))}
    assert rows == {"qwen2.5-coder-1.5b": False, "quote": True, "echo": True}
    assert "Apache-2.0" in volant("engines", "show", "qwen2.5-coder-1.5b")


def test_help_lists_every_command() -> None:
    said = volant("--help")
    assert all(f"  {name}" in said for name in ("ask", "serve", "library", "ledger", "doctor"))
