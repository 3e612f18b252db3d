"""`volant languages`: texts, files and streams in; lines for people and for programs out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from shell import lines, volant

from volant.cli.lines import Lines, Progress

MIXED = "ch7al mn nhar?\n\nbonjour à tous\r\nⴰⵣⵓⵍ"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.txt"
    path.write_bytes(MIXED.encode())
    return path


def test_a_text_is_identified() -> None:
    assert volant("languages", "identify", "ch7al mn nhar?").startswith("ary-Latn\t")
    found = json.loads(volant("languages", "identify", "كم مدة العدة؟", "--json"))
    assert found["tag"] == "ar"


def test_plain_lines_of_a_file_or_a_pipe_are_identified(file: Path) -> None:
    said = volant("languages", "identify", "--file", str(file))
    assert [line.split("\t")[0] for line in said.splitlines()] == [
        "ary-Latn",
        "und",
        "fr",
        "zgh-Tfng",
    ]
    assert said.splitlines()[2].endswith("\tbonjour à tous")
    assert volant("languages", "identify", "-", stdin=MIXED) == said
    first = lines(volant("languages", "identify", "--file", str(file), "--json"))[0]
    assert first["text"] == "ch7al mn nhar?"


def test_requests_come_back_one_for_one() -> None:
    asked = '{"id": 3, "text": "شحال من نهار عندي؟"}\n"azul fell-awen"\n\n{bad\nbonjour monsieur\n'
    first, second, third, fourth = lines(volant("languages", "identify", "--jsonl", stdin=asked))
    assert (first["id"], first["tag"]) == (3, "ary-Arab")
    assert {"tag", "score", "parts"} <= set(second)
    assert third["error"]["code"] == "malformed_request"
    assert fourth["tag"] == "fr"


def test_bytes_that_are_no_text_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "noise"
    path.write_bytes(b"\xff\xfe\x00bonjour\n" + b"a" * 300_000 + b"\n\n")
    assert len(volant("languages", "identify", "--file", str(path)).splitlines()) == 3


def test_a_line_is_answered_before_the_next_one_is_written() -> None:
    code = "from volant.cli import main; main()"
    command = [sys.executable, "-c", code, "languages", "identify", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdin
        assert run.stdout
        for text, tag in (("bonjour monsieur", "fr"), ("ch7al mn nhar?", "ary-Latn")):
            run.stdin.write(text.encode() + b"\n")
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["tag"] == tag
        run.stdin.close()


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert "give a text" in volant("languages", "identify", status=2)
    absent = str(tmp_path / "absent")
    said = volant("languages", "identify", "--file", absent, status=1)
    assert said.strip().endswith("[path_not_found]")
    assert "[path_not_found]" in volant("languages", "identify", "--file", str(tmp_path), status=1)


def test_quantities_are_found() -> None:
    said = volant("languages", "quantities", "خمسطاشر يوم، 20 dh, lbare7", "--as-of", "2025-04-03")
    assert said.splitlines() == [
        "duration\tP15D\tخمسطاشر يوم",
        "amount\t20 MAD\t20 dh",
        "date\t2025-04-02\tlbare7",
    ]
    (amount,) = json.loads(volant("languages", "quantities", "1.200,50 درهم", "--json"))
    assert (amount["kind"], amount["value"], amount["unit"]) == ("amount", 1200.5, "MAD")
    assert amount["text"] == "1.200,50 درهم"


def test_a_damaged_text_is_mended_and_each_mend_reported(tmp_path: Path) -> None:
    damaged = "مدونة األسرة، 29يوليو"
    assert volant("languages", "repair", damaged) == "مدونة الأسرة، 29 يوليو\n"
    found = json.loads(volant("languages", "repair", "-", "--json", stdin=damaged))
    assert [damaged[m["start"] : m["end"]] == m["before"] for m in found["mends"]] == [True] * 2
    path = tmp_path / "clean"
    path.write_bytes("مدونة الأسرة\r\n".encode() + b"\xff\xfe")
    said = subprocess.run(
        [sys.executable, "-c", "from volant.cli import main; main()", "languages", "repair",
         "--file", str(path)], capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert said == path.read_bytes()
    assert "give a text" in volant("languages", "repair", status=2)


def test_spellings_come_with_their_scores() -> None:
    written = volant("languages", "transliterate", "salam khouya", "--to", "ary-Arab", "-n", "3")
    scores = [float(line.split("\t")[0]) for line in written.splitlines()]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert "\t" not in volant("languages", "transliterate", "azul", "--to", "zgh-Tfng")


def test_lines_come_in_order_however_they_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "long"
    written = [b"x" * (at * 997 % 90_000) for at in range(60)]
    path.write_bytes(b"\n".join(written))
    with Lines(path) as opened:
        assert [line for group in opened.groups() for line in group] == written


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_said_on_a_terminal_once_it_takes_long() -> None:
    said, silent, early = Terminal(), io.StringIO(), Terminal()
    for to, after in ((said, 0.0), (silent, 0.0), (early, 9.0)):
        progress = Progress(200, to, after)
        progress.move(50, 7)
        progress.clear()
    assert said.getvalue() == "\r\033[K7 lines · 25%\r\033[K"
    assert silent.getvalue() == early.getvalue() == ""
