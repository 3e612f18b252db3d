"""Keep receipts issued together: one sync for all, and nothing lost when the power goes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from volant.errors import LedgerError, UnknownReceipt
from volant.ledger import Facts, Ledger, Receipt, disk, verify
from volant.ledger.shelf import Shelf

ORIGIN = "commune-taza.ma/journal"


@pytest.fixture
def many(folder: Path, facts: Callable[..., Facts]) -> tuple[Ledger, tuple[Receipt, ...]]:
    ledger = Ledger.open(folder, origin=ORIGIN)
    return ledger, ledger.issue_many([facts(question=f"سؤال {n}") for n in range(5)])


def lie_pending(folder: Path) -> list[Path]:
    return sorted((folder / "receipts/pending").glob("*"))


def age(path: Path) -> None:
    os.utime(path, (time.time() - 90, time.time() - 90))


def test_each_is_in_its_place_and_all_stay_on_their_way(
    folder: Path, many: tuple[Ledger, tuple[Receipt, ...]]
) -> None:
    ledger, receipts = many
    assert [one.read_text("utf-8") for one in lie_pending(folder)] == [
        "".join(one.to_json() for one in receipts)
    ]
    for one in receipts:
        assert Shelf(folder).locate(one.id).read_text("utf-8") == one.to_json()
        assert ledger.receipt(one.id) == one
    assert verify(folder).ok


def test_places_that_a_power_cut_took_are_filled_again(
    folder: Path, many: tuple[Ledger, tuple[Receipt, ...]]
) -> None:
    _, receipts = many
    shelf = Shelf(folder)
    shelf.locate(receipts[0].id).unlink()
    shelf.locate(receipts[3].id).write_bytes(b"")
    assert shelf.get(receipts[0].id) == receipts[0]
    again = Ledger.open(folder, origin=ORIGIN)
    assert [again.receipt(one.id) for one in receipts] == list(receipts)
    assert lie_pending(folder) == []
    assert verify(folder).ok


def test_lines_are_dropped_once_their_files_have_rested(
    folder: Path, many: tuple[Ledger, tuple[Receipt, ...]], facts: Callable[..., Facts]
) -> None:
    ledger, receipts = many
    ledger.issue(facts())
    (path,) = lie_pending(folder)
    age(path)
    Shelf(folder).locate(receipts[1].id).unlink()
    ledger.issue(facts())
    assert lie_pending(folder) == [path], "one of its receipts is in no place"
    Ledger.open(folder, origin=ORIGIN)
    assert lie_pending(folder) == []
    assert verify(folder).ok


def test_a_rested_file_goes_with_the_next_receipt(
    folder: Path, many: tuple[Ledger, tuple[Receipt, ...]], facts: Callable[..., Facts]
) -> None:
    ledger, receipts = many
    age(lie_pending(folder)[0])
    ledger.issue(facts())
    assert lie_pending(folder) == []
    assert ledger.receipt(receipts[4].id) == receipts[4]


def test_receipts_never_logged_are_dropped(folder: Path, facts: Callable[..., Facts]) -> None:
    ledger = Ledger.open(folder, origin=ORIGIN)
    shelf = Shelf(folder)
    other = Ledger.open(folder.with_name("other"), origin=ORIGIN)
    strangers = other.issue_many([facts(), facts()])
    shelf.hold(strangers)
    assert shelf.get(strangers[1].id) == strangers[1]
    Ledger.open(folder, origin=ORIGIN)
    assert lie_pending(folder) == []
    with pytest.raises(UnknownReceipt):
        ledger.receipt(strangers[1].id)


@pytest.mark.parametrize("line", [0, 4])
def test_a_changed_line_on_its_way_is_found(
    folder: Path, many: tuple[Ledger, tuple[Receipt, ...]], line: int
) -> None:
    (path,) = lie_pending(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"E4"', b'"E5"')
    path.write_bytes(b"".join(lines))
    assert {one.code for one in verify(folder).problems} == {"receipt_signature"}
    path.write_bytes(b"".join(lines)[:-9])
    assert {one.code for one in verify(folder).problems} == {"receipt_malformed"}


# --- files -------------------------------------------------------------------------------------


def test_many_files_are_written_and_leave_nothing_beside_them(tmp_path: Path) -> None:
    files = {tmp_path / f"{n % 3}" / f"{n}": bytes([n % 251]) * n for n in range(300)}
    disk.write_many(files.items())
    found = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == files


def test_after_an_error_no_part_is_left_and_no_file_is_half(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"a file where a folder is needed")
    files = [(tmp_path / "a", b"new"), (tmp_path / "b" / "c", b"x")]
    with pytest.raises(LedgerError):
        disk.write_many(files)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_no_files_are_no_work(tmp_path: Path) -> None:
    disk.write_many([])
    assert list(tmp_path.iterdir()) == []


def test_keeping_says_whether_a_file_holds_this(tmp_path: Path) -> None:
    disk.put(tmp_path / "x" / "a", "تازة".encode(), aside=tmp_path)
    assert disk.keep(tmp_path / "x" / "a", "تازة".encode())
    assert not disk.keep(tmp_path / "x" / "a", b"other")
    assert not disk.keep(tmp_path / "x" / "b", b"")
