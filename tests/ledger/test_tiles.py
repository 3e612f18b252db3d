"""Hold the layout of files against c2sp.org/tlog-tiles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.errors import LedgerDamaged
from volant.ledger import Ledger
from volant.ledger.tiles import locate, pack, unpack
from volant.ledger.tree import hash_leaf


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 273, 112, "tile/0/273.p/112"),
        (1, 999, 256, "tile/1/999"),
        (2, 1000, 256, "tile/2/x001/000"),
        ("entries", 1234067, 1, "tile/entries/x001/x234/067.p/1"),
    ],
)
def test_paths_of_the_specification(level: int | str, number: int, width: int, path: str) -> None:
    assert locate(level, number, width) == path


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert unpack(pack(entries)) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x05abcd", b"\x00\x01a\x00"])
def test_a_torn_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(LedgerDamaged):
        unpack(data)


def test_a_log_is_laid_out_as_the_specification_says(folder: Path, ledger: Ledger) -> None:
    ledger.append_many([("incident", {"n": n}) for n in range(299)])
    found = {path.relative_to(folder).as_posix() for path in folder.glob("tile/**/*")}
    files = {name for name in found if (folder / name).is_file()}
    assert files == {
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    }
    entries = unpack((folder / "tile/entries/001.p/44").read_bytes())
    hashes = b"".join(map(hash_leaf, entries))
    assert (folder / "tile/0/001.p/44").read_bytes() == hashes


def test_earlier_widths_stay_until_the_tile_is_full(folder: Path, ledger: Ledger) -> None:
    ledger.append("incident", {})
    ledger.append_many([("incident", {})] * 3)
    widths = {path.name for path in (folder / "tile/0/000.p").iterdir()}
    assert widths == {"1", "2", "5"}
    ledger.append_many([("incident", {})] * 251)
    assert not (folder / "tile/0/000.p").exists()
    assert not (folder / "tile/entries/000.p").exists()
