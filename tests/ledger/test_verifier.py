"""Damage a ledger in every way we could think of, and ask which entry it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.errors import PathNotFound
from volant.ledger import Facts, Ledger, Receipt, Report, verify
from volant.ledger.location import align
from volant.ledger.shelf import Shelf
from volant.ledger.tiles import pack, unpack
from volant.ledger.tree import hash_leaf, hash_tree

ORIGIN = "commune-taza.ma/journal"
FULL = "tile/entries/000"
EDGE = "tile/entries/001.p/54"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, facts: Callable[..., Facts]) -> Path:
    """Be a ledger of 310 entries: receipts from 1 to 5 and from 296 to 309."""
    folder = tmp_path_factory.mktemp("model") / "journal"
    ledger = Ledger.open(folder, origin=ORIGIN)
    ledger.issue_many([facts(question=f"سؤال {n}") for n in range(5)])
    ledger.append_many([("incident", {"n": n}) for n in range(290)])
    for n in range(7):
        ledger.issue_many([facts(), facts(outcome="DENIED", answer=None, tokens_out=n)])
    assert ledger.size == 310
    Ledger.open(folder, origin=ORIGIN)  # which leaves each receipt in one place
    return folder


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    shutil.copytree(model, tmp_path / "copy")
    return tmp_path / "copy"


def found(report: Report) -> set[tuple[str, int | None]]:
    return {(problem.code, problem.index) for problem in report.problems}


def edit(path: Path, change: Callable[[list[bytes]], object]) -> None:
    entries = unpack(path.read_bytes())
    change(entries)
    path.write_bytes(pack(entries))


def swap(entries: list[bytes], one: int, other: int) -> None:
    entries[one], entries[other] = entries[other], entries[one]


def change(entries: list[bytes], place: int) -> None:
    entries[place] = entries[place].replace(b"2026", b"2025").replace(b'"n":', b'"m":')


def find_files(folder: Path, *patterns: str) -> list[Path]:
    return sorted(p for pattern in patterns for p in folder.glob(pattern) if p.is_file())


# --- a whole copy ------------------------------------------------------------------------------


def test_a_whole_copy_is_ok(model: Path, copy: Path) -> None:
    report = verify(copy)
    assert report.ok, report.problems
    assert report.size == 310
    assert len(report.root) == 64
    assert {remark.code for remark in report.remarks} == {"key_not_pinned"}
    key = Ledger.open(model, origin=ORIGIN).public_key
    assert verify(copy, public_key=key).remarks == ()


def test_verifying_changes_nothing_in_the_folder(copy: Path) -> None:
    before = {path: path.read_bytes() for path in find_files(copy, "**/*")}
    verify(copy)
    assert {path: path.read_bytes() for path in find_files(copy, "**/*")} == before
    assert copy.with_name("copy.verifier.head").read_bytes() == (copy / "checkpoint").read_bytes()


def test_with_a_given_head_nothing_is_kept(copy: Path) -> None:
    assert verify(copy, head=(copy / "checkpoint").read_bytes()).ok
    assert not copy.with_name("copy.verifier.head").exists()


def test_a_copy_without_secrets_can_be_verified(copy: Path) -> None:
    for name in ("vault.sqlite3", "vault.sqlite3-journal", "key.pem", "lock"):
        (copy / name).unlink(missing_ok=True)
    report = verify(copy)
    assert report.ok, report.problems
    assert "vault_absent" in {remark.code for remark in report.remarks}


def test_a_live_ledger_can_be_verified(folder: Path, facts: Callable[..., Facts]) -> None:
    ledger = Ledger.open(folder, origin=ORIGIN)
    for size in (1, 2, 3, 255, 256, 257):
        ledger.append_many([("incident", {})] * (size - ledger.size))
        report = verify(folder)
        assert report.ok, (size, report.problems)
    ledger.issue(facts())
    assert verify(folder).ok


# --- any byte ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_found(model: Path, data: st.DataObject) -> None:
    head = (model / "checkpoint").read_bytes()
    path = data.draw(st.sampled_from(find_files(model, "checkpoint", "tile/**/*", "receipts/**/*")))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    damaged = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
    try:
        path.write_bytes(damaged)
        assert not verify(model, head=head).ok
    finally:
        path.write_bytes(whole)


@settings(max_examples=25)
@given(st.data())
def test_a_changed_byte_of_an_entry_names_the_entry(model: Path, data: st.DataObject) -> None:
    path = model / data.draw(st.sampled_from([FULL, EDGE]))
    whole = path.read_bytes()
    entries = unpack(whole)
    index = data.draw(st.integers(0, len(entries) - 1))
    start = len(pack(entries[:index])) + 2
    place = data.draw(st.integers(start, start + len(entries[index]) - 1))
    flip = data.draw(st.integers(1, 255))
    try:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        report = verify(model, head=(model / "checkpoint").read_bytes())
        first = index + (256 if path.name == "54" else 0)
        entries_named = {p.index for p in report.problems if p.code.startswith("entry_")}
        assert entries_named == {first}
    finally:
        path.write_bytes(whole)


def test_a_changed_length_names_the_entry(copy: Path) -> None:
    data = bytearray((copy / FULL).read_bytes())
    start = len(pack(unpack(bytes(data))[:77]))
    data[start + 1] ^= 0x10
    (copy / FULL).write_bytes(data)
    assert found(verify(copy)) == {("entry_malformed", 77)}


# --- entries -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "first"), [(FULL, 0), (EDGE, 256)])
@pytest.mark.parametrize("place", [7, 20, 53])
def test_a_changed_entry(copy: Path, name: str, first: int, place: int) -> None:
    edit(copy / name, lambda entries: change(entries, place))
    assert found(verify(copy)) == {("entry_changed", first + place)}


@pytest.mark.parametrize(("name", "first"), [(FULL, 0), (EDGE, 256)])
def test_a_dropped_entry(copy: Path, name: str, first: int) -> None:
    edit(copy / name, lambda entries: entries.pop(9))
    assert found(verify(copy)) == {("entry_dropped", first + 9)}


def test_a_dropped_entry_with_every_bundle_filled_up_again(copy: Path) -> None:
    entries = unpack((copy / FULL).read_bytes()) + unpack((copy / EDGE).read_bytes())
    del entries[100]
    (copy / FULL).write_bytes(pack(entries[:256]))
    (copy / EDGE).write_bytes(pack(entries[256:]))
    assert found(verify(copy)) == {("entry_dropped", 100)}


@pytest.mark.parametrize("places", [(3, 4), (3, 200)])
def test_swapped_entries(copy: Path, places: tuple[int, int]) -> None:
    edit(copy / FULL, lambda entries: swap(entries, *places))
    assert found(verify(copy)) == {("entry_swapped", place) for place in places}


def test_an_inserted_entry(copy: Path) -> None:
    edit(copy / FULL, lambda entries: entries.insert(12, b'{"at":"2026"}'))
    assert found(verify(copy)) == {("entry_inserted", 12)}


def test_an_entry_written_twice(copy: Path) -> None:
    edit(copy / FULL, lambda entries: entries.insert(12, entries[11]))
    assert found(verify(copy)) == {("entry_inserted", 12)}


def test_an_entry_written_over_another(copy: Path) -> None:
    edit(copy / FULL, lambda entries: entries.__setitem__(12, entries[11]))
    assert found(verify(copy)) == {("entry_changed", 12)}


def test_truncated_entries(copy: Path) -> None:
    edit(copy / EDGE, lambda entries: entries.__delitem__(slice(50, None)))
    report = verify(copy)
    assert found(report) == {("entry_dropped", 306)}
    assert "306 to 309" in report.problems[0].message


def test_a_bundle_cut_in_the_middle_of_an_entry(copy: Path) -> None:
    data = (copy / EDGE).read_bytes()
    (copy / EDGE).write_bytes(data[:-10])
    assert found(verify(copy)) == {("entry_malformed", 309), ("entry_changed", 309)}


def test_a_bundle_that_is_gone(copy: Path) -> None:
    (copy / FULL).unlink()
    report = verify(copy)
    assert found(report) == {("entry_dropped", 0), ("checkpoint_signature", None)}
    key = Ledger.open(copy.parent / "other", origin=ORIGIN).public_key
    assert ("checkpoint_signature", None) in found(verify(copy, public_key=key))


def test_several_damages_at_once(copy: Path) -> None:
    def damage(entries: list[bytes]) -> None:
        change(entries, 200)
        swap(entries, 60, 90)
        del entries[30]

    edit(copy / FULL, damage)
    assert found(verify(copy)) == {
        ("entry_dropped", 30),
        ("entry_swapped", 60),
        ("entry_swapped", 90),
        ("entry_changed", 200),
    }


@given(st.data())
def test_alignment_names_what_was_done(data: st.DataObject) -> None:
    expected = [hash_leaf(bytes([n])) for n in range(data.draw(st.integers(3, 60)))]
    place = data.draw(st.integers(0, len(expected) - 1))
    other = data.draw(st.integers(0, len(expected) - 1).filter(lambda n: n != place))
    assert list(align(expected, expected)) == []
    dropped = expected[:place] + expected[place + 1 :]
    assert list(align(dropped, expected)) == [("entry_dropped", place)]
    changed = [*expected[:place], bytes(32), *expected[place + 1 :]]
    assert list(align(changed, expected)) == [("entry_changed", place)]
    inserted = [*expected[:place], bytes(32), *expected[place:]]
    assert list(align(inserted, expected)) == [("entry_inserted", place)]
    swapped = list(expected)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    names = [("entry_swapped", n) for n in sorted((place, other))]
    assert list(align(swapped, expected)) == names


@given(st.lists(st.integers(0, 12), max_size=14), st.integers(0, 12))
def test_alignment_finds_any_difference_and_ends(order: list[int], size: int) -> None:
    expected = [hash_leaf(bytes([n])) for n in range(size)]
    there = [hash_leaf(bytes([n])) for n in order]
    problems = list(align(there, expected))
    assert bool(problems) == (there != expected)
    assert all(0 <= index <= size for _, index in problems)


# --- tiles and heads ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place", "problem"),
    [
        ("tile/0/000", 32 * 40, ("tile_changed", 40)),
        ("tile/0/001.p/54", 32 * 5, ("tile_changed", 261)),
        ("tile/1/000.p/1", 0, ("tile_changed", 0)),
        ("tile/0/001.p/46", 32 * 4, ("part_changed", 260)),
    ],
)
def test_a_changed_tile(copy: Path, name: str, place: int, problem: tuple[str, int]) -> None:
    data = bytearray((copy / name).read_bytes())
    data[place] ^= 1
    (copy / name).write_bytes(data)
    assert found(verify(copy)) == {problem}


@pytest.mark.parametrize(
    ("name", "index"), [("tile/0/000", 0), ("tile/0/001.p/54", 308), ("tile/1/000.p/1", 0)]
)
def test_a_tile_that_is_gone(copy: Path, name: str, index: int) -> None:
    (copy / name).unlink()
    codes = {("tile_missing", index), ("tile_changed", index)}
    report = verify(copy)
    assert found(report) & codes
    assert len(report.problems) == 1


def test_an_entry_and_its_hash_changed_together(copy: Path) -> None:
    """Every copy of the hash that needs no key is rewritten: the links still tell."""
    edit(copy / FULL, lambda entries: change(entries, 20))
    entries = unpack((copy / FULL).read_bytes())
    leaves = [hash_leaf(entry) for entry in entries]
    (copy / "tile/0/000").write_bytes(b"".join(leaves))
    (copy / "tile/1/000.p/1").write_bytes(hash_tree(leaves))
    assert found(verify(copy)) == {("root_mismatch", None), ("entry_changed", 20)}


def test_an_entry_and_its_hash_changed_in_the_open_tile(copy: Path) -> None:
    edit(copy / EDGE, lambda entries: change(entries, 45))
    entries = unpack((copy / EDGE).read_bytes())
    (copy / "tile/0/001.p/54").write_bytes(b"".join(map(hash_leaf, entries)))
    report = verify(copy)
    assert ("root_mismatch", None) in found(report)
    assert [p.index for p in report.problems if p.code == "entry_changed"] == [301]


def test_a_missing_head(copy: Path) -> None:
    (copy / "checkpoint").unlink()
    assert found(verify(copy)) == {("checkpoint_missing", None)}


@pytest.mark.parametrize("data", [b"", b"\xff", b"x\n\n\n", b"a\n1\nAAAA\n\n\xe2\x80\x94 a AAAA\n"])
def test_a_head_that_is_none(copy: Path, data: bytes) -> None:
    (copy / "checkpoint").write_bytes(data)
    assert found(verify(copy)) == {("checkpoint_malformed", None)}


def test_a_forged_head_that_claims_the_moon(copy: Path) -> None:
    text = (copy / "checkpoint").read_text().replace("\n310\n", "\n999999999999999999\n")
    (copy / "checkpoint").write_text(text)
    codes = {problem.code for problem in verify(copy).problems}
    assert {"checkpoint_signature", "root_mismatch"} <= codes


def test_a_log_rolled_back_is_known_by_its_receipts(
    copy: Path, facts: Callable[..., Facts]
) -> None:
    early = (copy / "checkpoint").read_bytes()
    ledger = Ledger.open(copy, origin=ORIGIN)
    ledger.issue(facts())
    (copy / "checkpoint").write_bytes(early)
    report = verify(copy)
    assert ("receipt_not_logged", 310) in found(report)


def test_a_log_rolled_back_is_known_by_the_head_that_was_kept(copy: Path) -> None:
    early = (copy / "checkpoint").read_bytes()
    Ledger.open(copy, origin=ORIGIN).append("incident", {})
    assert verify(copy).ok
    (copy / "checkpoint").write_bytes(early)
    assert found(verify(copy)) == {("rolled_back", 310)}


def test_a_log_that_grew_contains_the_head_that_was_kept(copy: Path) -> None:
    assert verify(copy).ok
    seen = copy.with_name("copy.verifier.head")
    first = seen.read_bytes()
    Ledger.open(copy, origin=ORIGIN).append_many([("incident", {})] * 300)
    assert verify(copy).ok
    assert seen.read_bytes() != first
    assert verify(copy, head=first).ok


def test_a_history_written_again_with_the_right_key(copy: Path, tmp_path: Path) -> None:
    """The operator, who holds the key, cannot deceive whoever kept a head."""
    shutil.copytree(copy, tmp_path / "second")
    for folder, n in ((copy, 1), (tmp_path / "second", 2)):
        Ledger.open(folder, origin=ORIGIN).append("incident", {"n": n})
    seen = (copy / "checkpoint").read_bytes()
    assert verify(copy, head=seen).ok
    Ledger.open(tmp_path / "second", origin=ORIGIN).append("incident", {"n": 3})
    assert found(verify(tmp_path / "second", head=seen)) == {("forked", None)}


def test_another_log_in_its_place(copy: Path, tmp_path: Path) -> None:
    key = Ledger.open(copy, origin=ORIGIN).public_key
    seen = (copy / "checkpoint").read_bytes()
    Ledger.open(tmp_path / "forged", origin=ORIGIN).append("incident", {})
    assert found(verify(tmp_path / "forged", head=seen)) == {("head_unusable", None)}
    codes = found(verify(tmp_path / "forged", public_key=key))
    assert codes == {("key_replaced", 0), ("checkpoint_signature", None)}


@pytest.mark.parametrize("head", [b"", b"garbage", b"\xff" * 9])
def test_a_broken_head_given_is_said(copy: Path, head: bytes) -> None:
    assert found(verify(copy, head=head)) == {("head_unusable", None)}


# --- receipts and words ------------------------------------------------------------------------


def find_receipt(folder: Path, index: int) -> tuple[Path, Receipt]:
    for path in Shelf(folder).walk():
        receipt = Receipt.from_json(path.read_bytes())
        if receipt.facts["log"]["index"] == index:
            return path, receipt
    raise LookupError(index)


def test_a_receipt_that_is_gone(copy: Path) -> None:
    find_receipt(copy, 3)[0].unlink()
    assert found(verify(copy)) == {("receipt_missing", 3)}


def test_a_receipt_that_was_edited(copy: Path) -> None:
    path, receipt = find_receipt(copy, 3)
    path.write_bytes(path.read_bytes().replace(b'"E4"', b'"E5"'))
    assert found(verify(copy)) == {("receipt_signature", 3)}
    path.write_text(receipt.to_json()[:-10])
    assert found(verify(copy)) == {("receipt_malformed", None)}


def test_a_receipt_in_the_place_of_another(copy: Path) -> None:
    path, _ = find_receipt(copy, 3)
    path.write_bytes(find_receipt(copy, 4)[0].read_bytes())
    assert found(verify(copy)) == {("receipt_misplaced", 4)}


def test_a_receipt_of_a_second_history(
    copy: Path, tmp_path: Path, facts: Callable[..., Facts]
) -> None:
    """The operator signs a second answer for the same place: one of the two is not logged."""
    shutil.copytree(copy, tmp_path / "second")
    Ledger.open(copy, origin=ORIGIN).issue(facts())
    other = Ledger.open(tmp_path / "second", origin=ORIGIN).issue(facts())
    place = copy / "receipts" / other.id[:5] / f"{other.id}.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(other.to_json())
    codes = found(verify(copy))
    assert ("receipt_not_logged", 310) in codes


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE pieces SET text = x'61' WHERE name = 'answer'", "commitment_mismatch"),
        ("UPDATE pieces SET text = x'ff'", "commitment_mismatch"),
        ("UPDATE pieces SET salt = 7, text = 5", "commitment_mismatch"),
        ("DELETE FROM pieces WHERE name = 'request'", "commitment_mismatch"),
        ("DELETE FROM receipts", "text_missing"),
        ("UPDATE receipts SET erased = 1, erasure = 9", "erasure_not_logged"),
    ],
)
def test_words_that_are_not_those_committed_to(copy: Path, statement: str, code: str) -> None:
    base = sqlite3.connect(copy / "vault.sqlite3")
    with base:
        base.execute(statement)
    base.close()
    report = verify(copy)
    assert code in {problem.code for problem in report.problems}
    expected = {*range(1, 6), *range(296, 310)}
    if "answer" in statement:
        expected -= set(range(297, 310, 2))
    assert {problem.index for problem in report.problems if problem.code == code} == expected


def test_an_erasure_that_was_not_done(copy: Path) -> None:
    _, receipt = find_receipt(copy, 2)
    ledger = Ledger.open(copy, origin=ORIGIN)
    pieces = ledger.reveal(receipt.id).pieces
    ledger.erase(receipt.id)
    assert verify(copy).ok
    base = sqlite3.connect(copy / "vault.sqlite3")
    with base:
        row = (receipt.id, "request", pieces[0].salt, pieces[0].text.encode())
        base.execute("INSERT INTO pieces VALUES (?, ?, ?, ?)", row)
    base.close()
    assert found(verify(copy)) == {("erasure_not_done", 2)}


def test_a_vault_cut_in_a_transaction_is_read_without_touching_it(copy: Path) -> None:
    """Keep a hot journal, as a kill leaves it, and verify beside it."""
    base = sqlite3.connect(copy / "vault.sqlite3", isolation_level=None)
    base.execute("PRAGMA journal_mode = DELETE")
    base.execute("PRAGMA cache_size = 1")
    base.execute("BEGIN IMMEDIATE")
    base.execute("UPDATE pieces SET text = zeroblob(60000)")
    journal = copy / "vault.sqlite3-journal"
    shutil.copytree(copy, copy.with_name("hot"))
    base.execute("ROLLBACK")
    base.close()
    hot = copy.with_name("hot")
    assert (hot / journal.name).stat().st_size > 0
    before = (hot / "vault.sqlite3").read_bytes()
    report = verify(hot)
    assert report.ok, report.problems
    assert (hot / "vault.sqlite3").read_bytes() == before


# --- what is no ledger -------------------------------------------------------------------------


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        verify(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert found(verify(tmp_path)) == {("checkpoint_missing", None)}


@settings(max_examples=30)
@given(data=st.binary(max_size=200), depth=st.integers(0, 3))
def test_garbage_is_reported_and_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, depth: int
) -> None:
    folder = tmp_path_factory.mktemp("garbage") / "log"
    files = ["checkpoint", "tile/entries/000.p/9", "tile/0/000", "receipts/01ABC/x.json"]
    for name in files[: depth + 1]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "vault.sqlite3").write_bytes(data)
    assert not verify(folder).ok


def test_an_entry_of_brackets_is_reported(copy: Path) -> None:
    edit(copy / FULL, lambda entries: entries.__setitem__(50, b"[" * 65_000))
    assert found(verify(copy)) >= {("entry_changed", 50)}
