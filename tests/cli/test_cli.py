"""The command line as people and scripts use it: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import texts
from shell import lines, volant

from volant.cli.doctor import look_at_policy
from volant.settings import load
from volant.sovereignty import load_policy


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
        '{"id": "a", "question": "x", "messages": 5}\n{"id": "b", "question": "x", "tag": "xx"}\n'
        '{"id": "c", "question": "x", "messages": [{"role": "robot", "content": "y"}]}\nlast\n'
    )
    first, second, *broken, last = lines(volant("ask", "--jsonl", stdin=asked))
    assert (first["id"], first["tag"]) == (7, "fr")
    assert second["receipt"]
    assert [one.get("id") for one in broken] == [None, None, "a", "b", "c"]
    assert {one["error"]["code"] for one in broken} == {"malformed_request"}
    assert last["receipt"]


def test_search_as_lines(folder: Path) -> None:
    asked = (
        '{"query": "x", "k": "abc"}\n{"query": "x", "tag": "xx"}\n'
        '{"query": "أجل التصريح بالولادة", "k": 2}\n'
    )
    *broken, result = lines(volant("library", "search", "--jsonl", stdin=asked))
    assert [one["error"]["code"] for one in broken] == ["malformed_request"] * 2
    assert len(result["hits"]) == 2
    assert {"source", "start", "end", "text", "score"} <= set(result["hits"][0])
    assert "المادة 2" in volant("library", "search", "أجل التصريح بالولادة")
    assert "not in the range" in volant("library", "search", "x", "-k", "-1", status=2)


def test_whoever_reads_the_first_line_alone_is_served(folder: Path) -> None:
    """Let the reader go before the last of many lines is written."""
    code = "from volant.cli import main; main()"
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", code, "library", "list"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as run:
            assert run.stdout
            assert run.stderr
            assert run.stdout.readline()
            run.stdout.close()
            assert run.stderr.read() == b""
        assert run.returncode == 0


def test_an_empty_library_is_not_ignorance(home: Path) -> None:
    for arguments in (("library", "search", "naissance"), ("ask", "Quel est le SMIG ?")):
        run = subprocess.run(
            [sys.executable, "-c", "from volant.cli import main; main()", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "volant library add PATH" in run.stderr


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
    assert volant("library", "add", str(folder / "x.pdf"), status=1) == "nothing taken\n"


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
    (home / "volant.toml").write_text(
        '[server]\nport = 9000\n[engines."a.b"]\nurl = "http://h/v1"\nmodel = "m"\n'
        'api_key_env = "NO_SUCH_KEY"\n',
        "utf-8",
    )
    said = volant("settings")
    assert "server.port = 9000" in said
    assert "engines.a.b.model = m" in said
    assert json.loads(volant("settings", "--json"))["server.port"]["value"] == 9000
    engines = {row["name"]: row for row in json.loads(volant("engines", "list", "--json"))}
    assert not engines["a.b"]["ready"]
    assert engines["a.b"]["lacking"] == "NO_SUCH_KEY is not set; set it to the key"
    checks = {check["name"]: check for check in json.loads(volant("doctor", "--json", status=1))}
    assert checks["weights"]["mend"].startswith("volant engines pull")
    assert checks["library"]["mend"].startswith("volant library add")
    assert checks["engine"]["found"] == "a.b: NO_SUCH_KEY is not set"
    assert checks["policy"]["found"].startswith("holds until")


@pytest.mark.parametrize(
    ("left", "says"), [(60, "holds until"), (59, "in 59 days"), (0, "in 0 days"), (-1, "ended")]
)
def test_the_end_of_the_policy_is_said_before_it_comes(home: Path, left: int, says: str) -> None:
    end = load_policy().expires
    check = look_at_policy(load(), end - timedelta(left))
    assert says in check.found
    assert check.ok == (left >= 60)
    assert check.ok or str(home / "policy.toml") in check.mend


def test_engines(home: Path) -> None:
    rows = {row["name"]: row["ready"] for row in json.loads(volant("engines", "list", "--json"))}
    assert rows == {"qwen2.5-coder-1.5b": False, "quote": True, "echo": True}
    assert "Apache-2.0" in volant("engines", "show", "qwen2.5-coder-1.5b")


def test_help_lists_every_command() -> None:
    said = volant("--help")
    assert all(f"  {name}" in said for name in ("ask", "serve", "library", "ledger", "doctor"))
