"""Check that a Ray cluster reads what one machine reads, and that a killed run loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from volant.errors import LibraryError
from volant.library import Library
from volant.library.cluster import on_ray

LAW = "المادة {n}\nيؤدى الرسم رقم {n} داخل أجل ثلاثين يوما من تاريخ الإيداع.\n"
ADD = (
    "import sys; from pathlib import Path; from volant.library import Library;"
    "from volant.library.cluster import on_ray;"
    "Library(Path(sys.argv[1])).add([Path(sys.argv[2])], workers=on_ray())"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("laws")
    for n in range(6):
        (made / f"{n}.txt").write_text(LAW.format(n=n) * 3, "utf-8")
    (made / "broken.pdf").write_bytes(b"%PDF-1.7")
    return made


def told(library: Library) -> list[tuple[str, str, int, str]]:
    return [(one.name, one.state, one.passages, one.digest) for one in library.held()]


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(LibraryError, match="pip install"):
        on_ray()


def test_a_cluster_reads_what_one_machine_reads(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: no cluster was tried")
    apart, alone = Library(tmp_path / "apart"), Library(tmp_path / "alone")
    report = apart.add([folder], workers=on_ray())
    expected = alone.add([folder], processes=1)
    assert (report.added, report.passages) == (expected.added, expected.passages)
    assert [one.code for one in report.refused] == ["broken_document"]
    assert told(apart) == told(alone)
    question = "ما أجل أداء الرسم رقم 4؟"
    found = [(hit.source, round(hit.score, 4)) for hit in alone.search(question, "ar")]
    assert [(hit.source, round(hit.score, 4)) for hit in apart.search(question, "ar")] == found


def test_a_killed_run_on_a_cluster_goes_on(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: no cluster was tried")
    run = subprocess.Popen(
        [sys.executable, "-c", ADD, str(tmp_path / "library"), str(folder)],
        start_new_session=True,
    )
    time.sleep(4)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    library = Library(tmp_path / "library")
    library.add([folder], workers=on_ray())
    names = [one.name for one in library.documents()]
    assert names == [f"{n}.txt" for n in range(6)]
