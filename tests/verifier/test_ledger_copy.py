"""Ask the second verifier about whole, damaged and hostile copies of a ledger."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.tampering import CHEATS, ORIGIN, VERIFIER, Copy, build, try_cheat
from volant.ledger import Facts, Ledger, Receipt, canonical
from volant.ledger.tiles import pack, unpack
from volant.ledger.tree import hash_leaf, hash_tree

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def found(report: Any) -> set[tuple[str, int | None]]:
    return {(problem.code, problem.index) for problem in report.problems}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the file as an auditor does: nothing of ours on its path."""
    return subprocess.run(
        [sys.executable, "-I", VERIFIER, *map(str, arguments)],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_it_shares_no_code_with_the_writer() -> None:
    source = VERIFIER.read_text("utf-8")
    imports = {line.split()[1].split(".")[0] for line in source.splitlines()
               if line.startswith(("import ", "from "))}  # fmt: skip
    assert imports - set(sys.stdlib_module_names) == {"cryptography"}


def test_a_whole_copy(verifier: Any, copy: Path, key: bytes) -> None:
    head = (copy / "checkpoint").read_bytes()
    report = verifier.verify_ledger(copy, key=key, old=head, size=300)
    assert report.ok, report.problems
    assert report.counts == {"entries": 300, "receipts": 7, "cases": 2}
    assert report.remarks == []


def test_without_secrets_and_without_a_key(verifier: Any, copy: Path) -> None:
    for name in ("vault.sqlite3", "key.pem", "lock"):
        (copy / name).unlink(missing_ok=True)
    report = verifier.verify_ledger(copy)
    assert report.ok, report.problems
    assert {one.code for one in report.remarks} == {"key_not_pinned", "no_old_head"}


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 513])
def test_every_size(verifier: Any, tmp_path: Path, size: int) -> None:
    ledger = Ledger.open(tmp_path / "journal", origin=ORIGIN)
    heads = [ledger.head()]
    while ledger.size < size:
        ledger.append_many([("incident", {})] * min(100, size - ledger.size))
        heads.append(ledger.head())
    for head in heads:
        report = verifier.verify_ledger(tmp_path / "journal", key=ledger.public_key, old=head)
        assert report.ok, (size, report.problems)


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_found(
    verifier: Any, model: Path, key: bytes, data: st.DataObject
) -> None:
    patterns = ("checkpoint", "tile/**/*", "receipts/**/*", "policies/*.json")
    paths = sorted(one for pattern in patterns for one in model.glob(pattern) if one.is_file())
    path = data.draw(st.sampled_from(paths))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    try:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        assert not verifier.verify_ledger(model, key=key).ok
    finally:
        path.write_bytes(whole)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return build(tmp_path_factory.mktemp("log") / "journal", 300)


@pytest.mark.parametrize("name", CHEATS)
@settings(max_examples=15)
@given(data=st.data())
def test_cheating_is_found_and_the_row_named(log: Copy, name: str, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, 299))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    was_found, named, codes = try_cheat(log, name, row, chance)
    assert was_found, codes
    last = row == log.size - 1  # no later row links to it
    assert named or last or not CHEATS[name][2], codes


def test_a_row_and_all_hashes_of_it_rewritten(verifier: Any, copy: Path, key: bytes) -> None:
    """Everything that needs no key agrees; the links between rows do not."""
    path = copy / "tile/entries/000"
    rows = unpack(path.read_bytes())
    rows[20] = rows[20].replace(b'"n":', b'"m":')
    path.write_bytes(pack(rows))
    leaves = [hash_leaf(row) for row in rows]
    (copy / "tile/0/000").write_bytes(b"".join(leaves))
    (copy / "tile/1/000.p/1").write_bytes(hash_tree(leaves))
    assert found(verifier.verify_ledger(copy, key=key)) == {("root", None), ("changed", 20)}


def test_several_damages_at_once(verifier: Any, copy: Path, key: bytes) -> None:
    path = copy / "tile/entries/000"
    rows = unpack(path.read_bytes())
    rows[200] = rows[200].replace(b'"n":', b'"m":')
    rows[60], rows[90] = rows[90], rows[60]
    del rows[30]
    path.write_bytes(pack(rows))
    assert found(verifier.verify_ledger(copy, key=key)) == {
        ("dropped", 30), ("moved", 60), ("moved", 90), ("changed", 200),
    }  # fmt: skip


def test_a_length_that_lies_is_named(verifier: Any, copy: Path, key: bytes) -> None:
    path = copy / "tile/entries/000"
    data = bytearray(path.read_bytes())
    data[len(pack(unpack(bytes(data))[:77])) + 1] ^= 0x10
    path.write_bytes(data)
    assert found(verifier.verify_ledger(copy, key=key)) == {("length", 77)}


# --- receipts ----------------------------------------------------------------------------------


def find_receipt(folder: Path, index: int) -> tuple[Path, Receipt]:
    for path in folder.glob("receipts/0*/*.json"):
        receipt = Receipt.from_json(path.read_bytes())
        if receipt.facts["log"]["index"] == index:
            return path, receipt
    raise LookupError(index)


def test_receipts_that_are_gone_changed_or_misplaced(verifier: Any, copy: Path, key: bytes) -> None:
    path, receipt = find_receipt(copy, 8)
    text = path.read_bytes()
    other = find_receipt(copy, 9)[0]
    path.unlink()
    assert found(verifier.verify_ledger(copy, key=key)) == {("receipt_missing", 8)}
    path.write_bytes(text.replace(b'"Z0"', b'"Z1"'))
    assert ("receipt_signature", 8) in found(verifier.verify_ledger(copy, key=key))
    path.write_bytes(other.read_bytes())
    assert ("receipt_place", 9) in found(verifier.verify_ledger(copy, key=key))
    path.write_bytes(text[:-9])
    assert ("receipt_malformed", None) in found(verifier.verify_ledger(copy, key=key))
    assert receipt.id in text.decode()


def test_a_second_answer_for_the_same_place(
    verifier: Any, copy: Path, tmp_path: Path, key: bytes, facts: Callable[..., Facts]
) -> None:
    import shutil

    shutil.copytree(copy, tmp_path / "second")
    Ledger.open(copy, origin=ORIGIN).issue(facts())
    other = Ledger.open(tmp_path / "second", origin=ORIGIN).issue(facts())
    place = copy / "receipts" / other.id[:5] / f"{other.id}.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(other.to_json(), "utf-8")
    assert found(verifier.verify_ledger(copy, key=key)) == {("receipt_unlogged", 300)}


def test_a_probe_that_is_not_there(
    verifier: Any, copy: Path, key: bytes, facts: Callable[..., Facts]
) -> None:
    Ledger.open(copy, origin=ORIGIN).issue(facts(probe=3))
    assert found(verifier.verify_ledger(copy, key=key)) == {("probe", 300)}


# --- hostile and broken folders ----------------------------------------------------------------


@settings(max_examples=30)
@given(data=st.binary(max_size=300), depth=st.integers(0, 4))
def test_garbage_never_crashes_it(
    verifier: Any, tmp_path_factory: pytest.TempPathFactory, data: bytes, depth: int
) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    names = ["checkpoint", "tile/entries/000.p/9", "tile/0/000", "receipts/01ABC/x.json",
             "policies/x.json"]  # fmt: skip
    for name in names[: depth + 1]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert not verifier.verify_ledger(folder, old=data).ok


@pytest.mark.parametrize("entry", [b"[" * 60_000, b'{"at":"' + b"9" * 60_000, b"\xff" * 9, b""])
def test_a_hostile_row(verifier: Any, copy: Path, key: bytes, entry: bytes) -> None:
    path = copy / "tile/entries/000"
    rows = unpack(path.read_bytes())
    rows[50] = entry
    path.write_bytes(pack(rows))
    assert ("changed", 50) in found(verifier.verify_ledger(copy, key=key))


def test_a_head_that_claims_the_moon(verifier: Any, copy: Path, key: bytes) -> None:
    path = copy / "checkpoint"
    path.write_text(path.read_text("utf-8").replace("\n300\n", "\n999999999999999999\n"), "utf-8")
    codes = {problem.code for problem in verifier.verify_ledger(copy, key=key).problems}
    assert {"head_signature", "root"} <= codes


def test_a_file_far_too_large_and_a_pipe(verifier: Any, copy: Path, key: bytes) -> None:
    with (copy / "tile/0/000").open("r+b") as file:
        file.truncate(1 << 34)
    assert not verifier.verify_ledger(copy, key=key).ok
    (copy / "checkpoint").unlink()
    os.mkfifo(copy / "checkpoint")
    assert found(verifier.verify_ledger(copy, key=key)) == {("head_missing", None)}


def test_a_tile_numbered_in_the_billions(verifier: Any, copy: Path, key: bytes) -> None:
    (copy / "tile/entries/x999/x999/x999").mkdir(parents=True)
    (copy / "tile/entries/x999/x999/x999/999").write_bytes(b"")
    report = verifier.verify_ledger(copy, key=key)
    assert report.ok
    assert "unsigned_tail" in {one.code for one in report.remarks}


# --- the command -------------------------------------------------------------------------------


def test_the_command_says_it_in_three_languages(copy: Path, key: bytes) -> None:
    for language, words in {
        "fr": "Tout est tel que signé.",
        "ar": "كل شيء كما وُقّع.",
        "en": "All is as it was signed.",
    }.items():
        done = run("ledger", copy, "--key", key.hex(), "--language", language)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(words)
        assert len(done.stdout.splitlines()) >= 8


def test_every_code_is_said_in_three_languages(verifier: Any) -> None:
    source = VERIFIER.read_text("utf-8")
    for code, words in (verifier.WORDS | verifier.REMARKS).items():
        assert len(words) == 3
        assert all(words)
        assert source.count(f'"{code}"') > 1 or code in {"changed", "dropped", "moved"}, code
        kept = {placeholder in one for one in words for placeholder in ("{x}",)}
        assert len(kept) == 1, code


def test_the_command_for_a_program(copy: Path, key: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(Ledger.open(copy, origin=ORIGIN).verifier_key + "\n")
    whole = run("ledger", copy, "--key", tmp_path / "key", "--json", "--head", copy / "checkpoint")
    said = json.loads(whole.stdout)
    assert (whole.returncode, said["ok"], said["problems"], said["remarks"]) == (0, True, [], [])
    find_receipt(copy, 8)[0].unlink()
    broken = run("ledger", copy, "--key", key.hex(), "--json", "--language", "en")
    said = json.loads(broken.stdout)
    assert broken.returncode == 1
    assert [one["code"] for one in said["problems"]] == ["receipt_missing"]
    assert "of entry 8 is gone" in said["problems"][0]["message"]


def test_what_cannot_be_looked_at_ends_with_2(copy: Path, tmp_path: Path, key: bytes) -> None:
    assert run("ledger", tmp_path / "nowhere", "--key", key.hex()).returncode == 2
    assert run("ledger", copy, "--key", "abc").returncode == 2
    assert run("ledger", copy, "--key", key.hex(), "--head", tmp_path / "none").returncode == 2
    assert run("receipt", tmp_path / "none", "--key", key.hex()).returncode == 2
    assert run("receipt", tmp_path / "none").returncode == 2
    assert run().returncode == 2


def test_a_copy_is_only_read(copy: Path, key: bytes) -> None:
    def everything() -> dict[Path, bytes]:
        return {one: one.read_bytes() for one in copy.parent.rglob("*") if one.is_file()}

    before = everything()
    run("ledger", copy, "--key", key.hex())
    assert everything() == before


# --- canonical JSON ----------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
)  # fmt: skip


@given(VALUES)
def test_both_write_canonical_json_alike(verifier: Any, value: Any) -> None:
    data = canonical.encode(value)
    assert verifier.canonical(value).encode() == data
    assert verifier.canonical(verifier.read_json(data)).encode() == data


@pytest.mark.parametrize(
    "data",
    [b'{"a": 1}', b'{"b":1,"a":1}', b"1.0", b"1e-07", b"-0", b"NaN", b'"\\u00e9"', b'{"a":1,"a":1}',
     b"\xff", b"", b"[1,]", b"1E5", b'"\\ud800"', b"[" * 100_000],
)  # fmt: skip
def test_another_spelling_is_refused(verifier: Any, data: bytes) -> None:
    with pytest.raises(verifier.Malformed):
        verifier.read_json(data)
