"""Check what the confined process can no longer do, and that no file takes the others with it."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from volant.errors import (
    BrokenDocument,
    DocumentTooLarge,
    NotText,
    PathNotFound,
    ReadingTooLarge,
    ReadingTooLong,
    UnknownFormat,
)
from volant.library.confined import Held, Limits, Reply, Task, answer, send
from volant.library.confinement import Confinement, _receive
from volant.library.readers import read_data

LAW = "المادة 1\nيعمل بهذا القانون ابتداء من نشره.\n"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "قانون.txt"
    path.write_text(LAW, "utf-8")
    return path


@pytest.fixture(scope="module")
def reading() -> Iterator[Confinement]:
    with Confinement() as opened:
        yield opened


def test_a_document_comes_out_as_it_is_read(reading: Confinement, law: Path) -> None:
    prepared = reading.prepare(law)
    assert prepared.document.text == LAW
    assert prepared.document.source.path == str(law)
    assert prepared.document.tag == "ar"
    assert [passage.article for passage in prepared.passages] == ["المادة 1"]
    assert len(prepared.tokens) == len(prepared.kinds) == 1


def test_one_process_reads_many_files(reading: Confinement, law: Path) -> None:
    reading.prepare(law)
    before = reading.pid
    for _ in range(3):
        assert reading.prepare(law).document.text == LAW
    assert reading.pid == before


def test_refusals_come_out_as_the_errors_they_are(reading: Confinement, tmp_path: Path) -> None:
    for name, data, kind in (
        ("a.txt", b"\x00", NotText),
        ("a.docx", b"PK", BrokenDocument),
        ("a.dwg", b"x", UnknownFormat),
        ("a.doc", b"x", UnknownFormat),
        ("a.txt", b"a" * 21_000_000, DocumentTooLarge),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(kind, match=name):
            reading.prepare(tmp_path / name)
    with pytest.raises(PathNotFound):
        reading.prepare(tmp_path / "absent.txt")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits are those of Linux")
def test_the_limits_that_hold_are_named_and_seen_by_the_kernel(
    reading: Confinement, law: Path
) -> None:
    reading.prepare(law)
    assert {"privileges", "writing", "memory", "time", "files", "cores"} <= set(reading.held)
    assert "NoNewPrivs:\t1" in Path(f"/proc/{reading.pid}/status").read_text()
    lines = Path(f"/proc/{reading.pid}/limits").read_text().splitlines()
    limits = {line[:26].strip(): line[26:].split()[0] for line in lines}
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert limits["Max open files"] == "64"
    assert limits["Max address space"] != "unlimited"
    open_files = {str(place.readlink()) for place in Path(f"/proc/{reading.pid}/fd").iterdir()}
    assert all(place == "/dev/null" or place.startswith("socket:") for place in open_files)
    if "network" not in reading.held:
        pytest.skip("this machine does not allow a network namespace")
    inside, outside = Path(f"/proc/{reading.pid}/ns/net"), Path("/proc/self/ns/net")
    assert inside.readlink() != outside.readlink()


def test_no_secret_is_inherited(law: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLANT_ENGINE__KEY", "sesame")
    with Confinement() as reading:
        reading.prepare(law)
        place = Path(f"/proc/{reading.pid}/environ")
        assert not place.exists() or b"sesame" not in place.read_bytes()


def test_a_process_killed_by_another_hand_costs_nothing(reading: Confinement, law: Path) -> None:
    reading.prepare(law)
    assert reading.pid is not None
    os.kill(reading.pid, signal.SIGKILL)
    assert reading.prepare(law).document.text == LAW


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read(
    law: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "lent.txt"
    slow.write_text("la commune répond dans un délai de 15 jours. " * 200_000, "utf-8")
    limits = Limits(seconds=1, seconds_a_megabyte=0, patience=100)
    with Confinement(limits=limits) as reading:
        with pytest.raises(ReadingTooLong, match=r"lent\.txt is not read within 1 s"):
            reading.prepare(slow)
        assert reading.prepare(law).document.text == LAW


def test_a_file_that_is_waited_for_too_long(law: Path) -> None:
    limits = Limits(seconds=1, seconds_a_megabyte=0, patience=0.3)
    with Confinement(limits=limits) as reading:
        assert reading.start() == reading.held
        assert reading.pid is not None
        os.kill(reading.pid, signal.SIGSTOP)
        with pytest.raises(ReadingTooLong):
            reading.prepare(law)
        assert reading.pid is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits are those of Linux")
def test_a_file_that_takes_too_much_memory(law: Path, tmp_path: Path) -> None:
    large = tmp_path / "grand.html"
    large.write_text("<br>" * 8_000_000, "utf-8")
    with Confinement(limits=Limits(memory=450_000_000)) as reading:
        with pytest.raises(ReadingTooLarge, match=r"grand\.html"):
            reading.prepare(large)
        assert reading.prepare(law).document.text == LAW


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there it forks")
def test_a_forked_process_does_the_same(law: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from volant.library.confinement import Confinement\n"
        "with Confinement(fork=True) as reading:\n"
        "    assert reading.prepare(Path(sys.argv[1])).passages\n"
        "    print(len(reading.held))"
    )

    command = [sys.executable, "-c", code, str(law)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.stderr, int(run.stdout) >= 5) == ("", True)


def test_a_closed_confinement_leaves_no_process(law: Path) -> None:
    with Confinement() as reading:
        reading.prepare(law)
        pid = reading.pid
    reading.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.fixture
def processor_time() -> Iterator[None]:
    """Give this process its processor time back: a limit left behind would end the whole suite."""
    before = resource.getrlimit(resource.RLIMIT_CPU)
    yield
    resource.setrlimit(resource.RLIMIT_CPU, before)


@pytest.mark.usefixtures("processor_time")
def test_an_answer_in_this_process(law: Path, tmp_path: Path) -> None:
    task = Task(place=str(law), name=law.name, suffix=".txt")
    with law.open("rb") as file:
        reply = answer(task, file.fileno(), Limits(seconds=10_000))
    assert reply.prepared is not None
    assert reply.prepared.document.text == LAW
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.7")
    with broken.open("rb") as file:
        reply = answer(Task(place="x.pdf", name="x.pdf", suffix=".pdf"), file.fileno(), Limits())
    assert (reply.prepared, reply.code) == (None, "broken_document")


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"",
        b"\x00" * 7,
        (2**40).to_bytes(8, "big"),
        (3).to_bytes(8, "big") + b"\xc1\xc1\xc1",
        (5).to_bytes(8, "big") + msgspec.msgpack.encode("text"),
        (1).to_bytes(8, "big") + b"\x80",
    ],
)
def test_a_reply_that_is_none_is_a_death(bytes_sent: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(bytes_sent)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(OSError):
            _receive(ours, Held, time.monotonic() + 5)


def test_a_long_reply_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    reply = Reply(code="x", message="م" * 3_000_000)
    with ours, theirs:
        thread = threading.Thread(target=send, args=(theirs, reply))
        thread.start()
        assert _receive(ours, Reply, time.monotonic() + 30) == reply
        thread.join()


def test_what_is_read_confined_is_what_is_read_here(reading: Confinement, law: Path) -> None:
    source = reading.prepare(law).document.source
    document = read_data(law.read_bytes(), source, ".txt")
    assert document == reading.prepare(law).document
