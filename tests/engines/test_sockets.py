import os
import subprocess
import sys
from pathlib import Path

from volant.engines import sockets

HOLD = "from volant.engines.sockets import Folder; f = Folder(); print(f.path, flush=True); input()"


def test_a_folder_is_private_and_goes_away() -> None:
    folder = sockets.Folder()
    (folder.path / sockets.NAME).touch()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.remove()
    folder.remove()
    assert not folder.path.exists()


def test_the_path_is_short_wherever_temporary_files_are(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    code = "import tempfile; " + HOLD.replace("; input()", "; f.remove()")
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(deep)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(ran.stdout.strip()) < sockets.LONGEST - len(sockets.NAME)


def test_a_killed_process_leaves_nothing_for_long(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        path = Path(process.stdout.readline().strip())
        sockets.sweep(path.parent)
        assert path.is_dir(), "a living process keeps its folder"
        process.kill()
    assert path.is_dir()
    sockets.sweep(path.parent)
    assert not path.exists()


def test_a_link_in_its_place_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / f"{sockets.PREFIX}x").symlink_to(kept)
    sockets.sweep(tmp_path)
    assert kept.is_dir()
