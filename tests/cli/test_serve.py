"""`volant serve` as a real process: the page, the wire, a kill in the middle of an answer."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from shell import volant

from volant.ledger import verify

HERE = "::1" if Path("/proc/net/if_inet6").is_file() else "127.0.0.1"
"""This machine, by its longer name where it has one."""


class Server:
    """Be one running `volant serve` on a port of its own."""

    def __init__(self, *arguments: str) -> None:
        code = "from volant.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.said)
        assert found, self.said
        self.url = found[0]

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=30) as response:
            return bytes(response.read())

    def ask(self, question: str) -> bytes:
        body = json.dumps({"messages": [{"role": "user", "content": question}]}).encode()
        request = urllib.request.Request(
            f"{self.url}/api/ask", body, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return bytes(response.read())

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        status = self.process.wait(20)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return status


@pytest.fixture
def server(stocked: Path) -> Iterator[Server]:
    running = Server()
    yield running
    if running.process.poll() is None:
        running.stop()


def test_the_page_and_the_wire_answer(server: Server) -> None:
    assert b"<html" in server.get("/")
    assert b'"volant"' in server.get("/v1/models")
    stream = server.ask("شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟").decode()
    names = re.findall(r"^event: (\w+)$", stream, re.MULTILINE)
    assert names[0] == "searched"
    assert names[-1] == "answer"
    answer = json.loads(stream.rsplit("data: ", 1)[1])
    receipt = json.loads(server.get(f"/api/receipts/{answer['receipt']}?language=ar"))
    assert receipt["verified"]
    citation = answer["sentences"][1]["citations"][0]
    path = f"/api/documents/{citation['document']}?start={citation['start']}&end={citation['end']}"
    assert json.loads(server.get(path))["match"] == citation["text"]


def test_kill_nine_while_answering_leaves_a_log_that_verifies(server: Server, home: Path) -> None:
    server.ask("كم مدة إجازة الولادة؟")
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(10)
    assert verify(home / "ledger").ok
    again = Server()
    again.ask("كم مدة إجازة الولادة؟")
    assert again.stop() in (0, -signal.SIGTERM)
    assert verify(home / "ledger").ok


def test_a_port_in_use_is_said(server: Server) -> None:
    port = server.url.rsplit(":", 1)[1]
    code = "from volant.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "serve", "--port", port],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "--port" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("--port", "70000"), 2, "not in the range"),
        (("--host", "a..b"), 1, "cannot listen on a..b:8000"),
        (("--host", "2001:db8::1"), 1, "cannot listen on [2001:db8::1]:8000"),
    ],
)
def test_a_place_that_is_none_is_said(
    home: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    said = volant("serve", *arguments, status=status)
    assert says in said
    assert "Traceback" not in said


def test_an_interrupt_ends_it_without_a_word(stocked: Path) -> None:
    server = Server("--host", HERE)
    server.process.send_signal(signal.SIGINT)
    said, errors = server.process.communicate(timeout=30)
    assert (server.process.returncode, said, errors) == (130, "", "")
    assert re.fullmatch(r"http://\[::1\]:\d+|http://127\.0\.0\.1:\d+", server.url)


def test_set_up_without_weights_says_so_in_one_line_and_serves(home: Path) -> None:
    os.environ["VOLANT_WEIGHTS__HUB"] = os.environ["VOLANT_WEIGHTS__INDEX"] = "false"
    try:
        started = time.monotonic()
        server = Server("--setup")
        assert "engine: quote" in server.said
        assert b"event: answer" in server.ask("Combien de jours pour déclarer une naissance ?")
        server.process.send_signal(signal.SIGTERM)
        _, errors = server.process.communicate(timeout=20)
        assert sum("No weights" in line for line in errors.splitlines()) == 1
        assert time.monotonic() - started < 120
        again = Server("--setup")
        assert again.stop() in (0, -signal.SIGTERM)
    finally:
        del os.environ["VOLANT_WEIGHTS__HUB"], os.environ["VOLANT_WEIGHTS__INDEX"]
