"""A secret: made once, whole or not at all, its owner's alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from volant.errors import SettingsError
from volant.privacy.secret import BYTES, read_secret


def test_it_is_made_once_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "home" / "own.key"
    secret = read_secret(path)
    assert len(secret) == BYTES
    assert (read_secret(path), path.read_bytes()) == (secret, secret)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_all_who_come_first_read_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(50):
            paths = [tmp_path / f"{number}.key"] * 8
            assert len(set(pool.map(read_secret, paths))) == 1


@pytest.mark.parametrize("held", [b"", b"short", bytes(BYTES + 1)])
def test_another_length_is_not_taken_for_it(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "own.key"
    path.write_bytes(held)
    with pytest.raises(SettingsError, match=f"{len(held)} bytes"):
        read_secret(path)
    assert path.read_bytes() == held
