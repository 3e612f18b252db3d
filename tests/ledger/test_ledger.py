"""Open, append, share, kill and fill a ledger."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from volant.errors import LedgerBusy, LedgerDamaged, LedgerError, SettingsError, UnknownReceipt
from volant.ledger import Facts, Ledger, verify
from volant.ledger.note import read_checkpoint
from volant.ledger.shelf import Shelf
from volant.ledger.tiles import unpack
from volant.ledger.tree import check_consistency, check_inclusion, hash_leaf

ORIGIN = "commune-taza.ma/journal"
CHILD = Path(__file__).with_name("child.py")


def start(folder: Path, work: str, number: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHILD), str(folder), work, str(number)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def read_leaves(folder: Path, size: int) -> list[bytes]:
    leaves: list[bytes] = []
    for number in range(0, size, 256):
        width = min(256, size - number)
        name = f"{number // 256:03d}" + (f".p/{width}" if width < 256 else "")
        leaves += map(hash_leaf, unpack((folder / "tile/entries" / name).read_bytes()))
    return leaves


# --- opening -----------------------------------------------------------------------------------


def test_a_new_ledger_pins_its_key_in_its_first_entry(folder: Path, ledger: Ledger) -> None:
    first = ledger.entry(0)
    assert first.kind == "genesis"
    assert first.body == {
        "origin": ORIGIN,
        "public_key": "ed25519:" + ledger.public_key.hex(),
    }
    assert read_checkpoint(ledger.head()).size == ledger.size == 1
    assert ledger.verifier_key.startswith(f"{ORIGIN}+")


def test_secrets_are_for_the_owner_only(folder: Path, ledger: Ledger) -> None:
    for name in ("key.pem", "vault.sqlite3"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_opening_twice_changes_nothing(folder: Path, ledger: Ledger) -> None:
    head = ledger.head()
    again = Ledger.open(folder, origin=ORIGIN)
    assert again.head() == head
    assert again.public_key == ledger.public_key


def test_a_log_goes_on_under_its_own_name(folder: Path, ledger: Ledger) -> None:
    with pytest.raises(LedgerDamaged):
        Ledger.open(folder, origin="autre.ma/journal")


def test_an_origin_that_cannot_be_one_leaves_no_folder(folder: Path) -> None:
    with pytest.raises(SettingsError):
        Ledger.open(folder, origin="deux mots")
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError):
        Ledger.open(tmp_path / "file" / "journal", origin=ORIGIN)


def test_creation_that_was_cut_after_the_key_goes_on(folder: Path, tmp_path: Path) -> None:
    other = Ledger.open(tmp_path / "other", origin=ORIGIN)
    folder.mkdir()
    (folder / "key.pem").write_bytes((tmp_path / "other/key.pem").read_bytes())
    assert Ledger.open(folder, origin=ORIGIN).public_key == other.public_key


@pytest.mark.parametrize("name", ["key.pem", "checkpoint"])
def test_a_missing_key_or_head_is_never_made_anew(folder: Path, ledger: Ledger, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(LedgerDamaged):
        Ledger.open(folder, origin=ORIGIN)


def test_a_key_of_another_kind_is_refused(folder: Path, ledger: Ledger) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for data in (pem, b"", b"\x00garbage"):
        (folder / "key.pem").write_bytes(data)
        with pytest.raises(LedgerDamaged):
            Ledger.open(folder, origin=ORIGIN)


@pytest.mark.parametrize(
    "name", ["checkpoint", "tile/0/001.p/3", "tile/entries/001.p/3", "tile/1/000.p/1"]
)
@pytest.mark.parametrize("damage", ["change", "empty", "remove"])
def test_damage_at_the_edge_is_found_at_opening(
    folder: Path, ledger: Ledger, name: str, damage: str
) -> None:
    ledger.append_many([("incident", {"n": n}) for n in range(258)])
    path = folder / name
    data = path.read_bytes()
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(
            b"" if damage == "empty" else data[:20] + bytes([data[20] ^ 1]) + data[21:]
        )
    with pytest.raises(LedgerDamaged):
        Ledger.open(folder, origin=ORIGIN)


def test_a_head_that_goes_back_is_found_by_who_saw_more(folder: Path, ledger: Ledger) -> None:
    old = ledger.head()
    ledger.append("incident", {})
    (folder / "checkpoint").write_bytes(old)
    with pytest.raises(LedgerDamaged, match="went back"):
        ledger.append("incident", {})


# --- appending ---------------------------------------------------------------------------------


def test_entries_are_read_back_in_order(ledger: Ledger) -> None:
    assert ledger.append("egress_probe", {"tier": "E4", "failed": 6}) == 1
    assert ledger.append_many([("incident", {"n": n}) for n in range(600)]) == range(2, 602)
    assert ledger.entry(1).body == {"tier": "E4", "failed": 6}
    assert [ledger.entry(n).body["n"] for n in (2, 255, 256, 257, 601)] == [0, 253, 254, 255, 599]
    assert ledger.entry(601).prev != ledger.entry(600).prev
    for index in (-1, 602):
        with pytest.raises(LedgerError):
            ledger.entry(index)


def test_an_empty_batch_writes_nothing(ledger: Ledger) -> None:
    head = ledger.head()
    assert ledger.append_many([]) == range(1, 1)
    assert ledger.issue_many([]) == ()
    assert ledger.head() == head


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("gossip", {}),
        ("incident", {"note": "le citoyen a demandé son dossier"}),
        ("incident", {"note": "بطاقة"}),
        ("incident", {"nom du citoyen": 1}),
        ("incident", {"deep": [{"x": ["a b"]}]}),
        ("incident", {"n": 2**60}),
        ("incident", {"x": float("nan")}),
        ("incident", {"list": [1] * 40_000}),
        ("incident", {"code": "x" * 201}),
    ],
)
def test_what_is_no_entry_is_refused_and_the_log_goes_on(
    ledger: Ledger, kind: str, body: dict[str, object]
) -> None:
    with pytest.raises(LedgerError):
        ledger.append_many([("incident", {}), (kind, body)])  # type: ignore[list-item]
    assert ledger.append("incident", {}) == 1


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 700])
def test_proofs_hold_from_the_files_alone(folder: Path, ledger: Ledger, size: int) -> None:
    ledger.append_many([("incident", {"n": n}) for n in range(size - 1)])
    old = read_checkpoint(ledger.head())
    ledger.append_many([("incident", {"n": n}) for n in range(70)])
    new = read_checkpoint(ledger.head())
    leaves = read_leaves(folder, new.size)
    for index in {0, size // 2, size - 1}:
        proof = ledger.prove_inclusion(index)
        assert check_inclusion(leaves[index], index, new.size, proof, new.root)
        proof = ledger.prove_inclusion(index, old.size)
        assert check_inclusion(leaves[index], index, old.size, proof, old.root)
    proof = ledger.prove_consistency(old.size)
    assert check_consistency(old.size, old.root, new.size, new.root, proof)


def test_a_log_of_three_levels_opens_from_its_edge(folder: Path, ledger: Ledger) -> None:
    ledger.append_many([("incident", {})] * 65_535)
    again = Ledger.open(folder, origin=ORIGIN)
    assert again.append("incident", {}) == 65_536
    head = read_checkpoint(again.head())
    proof = again.prove_inclusion(0)
    assert check_inclusion(read_leaves(folder, 256)[0], 0, head.size, proof, head.root)


# --- sharing -----------------------------------------------------------------------------------


def test_two_objects_take_turns(folder: Path, ledger: Ledger) -> None:
    other = Ledger.open(folder, origin=ORIGIN)
    indexes = [(ledger, other)[n % 2].append("incident", {"n": n}) for n in range(20)]
    assert indexes == list(range(1, 21))
    assert verify(folder).ok


def test_threads_take_turns(folder: Path, ledger: Ledger, facts: Callable[..., Facts]) -> None:
    def work() -> None:
        for _ in range(5):
            ledger.issue(facts())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.size == 21
    assert verify(folder).ok


def test_two_processes_append_at_once(folder: Path) -> None:
    children = [start(folder, "append", 40) for _ in range(2)]
    lines = [child.communicate(timeout=120)[0].split()[1:] for child in children]
    assert sorted(int(line) for found in lines for line in found) == list(range(1, 81))
    assert verify(folder).ok
    assert Ledger.open(folder, origin=ORIGIN).size == 81


def test_a_writer_that_waits_too_long_is_told(folder: Path, ledger: Ledger) -> None:
    with (folder / "lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(LedgerBusy, match=r"0\.05 s"):
            Ledger.open(folder, origin=ORIGIN, patience=0.05)
    assert Ledger.open(folder, origin=ORIGIN, patience=0.05).append("incident", {}) == 1


# --- dying -------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.11, 0.2])
def test_nothing_acknowledged_is_lost_to_a_kill(folder: Path, delay: float) -> None:
    child = start(folder, "issue")
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    promised = [child.stdout.readline().strip()]
    time.sleep(delay)
    child.kill()
    promised += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.wait()
    child.stdout.close()
    before = verify(folder)
    assert before.ok, before.problems
    ledger = Ledger.open(folder, origin=ORIGIN)
    for n, name in enumerate(promised):
        assert ledger.receipt(name).is_signed(ledger.public_key)
        assert ledger.reveal(name).pieces[0].text == f"سؤال {n}"
    assert len(promised) < ledger.size <= len(promised) + 2
    assert not any((folder / "receipts/pending").iterdir())
    assert ledger.append("incident", {}) == ledger.size - 1
    after = verify(folder)
    assert after.ok, after.problems
    assert "unsigned_tail" not in {remark.code for remark in after.remarks}


def test_what_was_not_acknowledged_is_dropped(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    """Put the files back as they are when a writer dies just before it signs the head."""
    ledger.append_many([("incident", {"n": n}) for n in range(20)])
    kept = ledger.issue(facts())
    head = ledger.head()
    lost = ledger.issue_many([facts()] * 10)
    for receipt in lost:
        Shelf(folder).locate(receipt.id).unlink()
    (folder / "checkpoint").write_bytes(head)
    (folder / "lock").write_bytes(b"1")
    report = verify(folder)
    assert report.ok, report.problems
    assert "unsigned_tail" in {remark.code for remark in report.remarks}
    again = Ledger.open(folder, origin=ORIGIN)
    assert again.size == 22
    assert again.reveal(kept.id).pieces
    for receipt in lost:
        with pytest.raises(UnknownReceipt):
            again.receipt(receipt.id)
        with pytest.raises(UnknownReceipt):
            again.reveal(receipt.id)
    assert [path.name for path in (folder / "tile/0/000.p").iterdir() if path.name == "32"] == []
    again.append_many([("incident", {})] * 15)
    report = verify(folder)
    assert report.ok, report.problems
    assert "unsigned_tail" not in {remark.code for remark in report.remarks}


def test_an_old_head_put_back_drops_nothing(
    folder: Path, ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    head = ledger.head()
    receipt = ledger.issue(facts())
    newest = ledger.head()
    (folder / "checkpoint").write_bytes(head)
    with pytest.raises(LedgerDamaged, match="old one"):
        Ledger.open(folder, origin=ORIGIN)
    (folder / "checkpoint").write_bytes(newest)
    assert Ledger.open(folder, origin=ORIGIN).receipt(receipt.id) == receipt
    assert verify(folder).ok


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "tiny"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs an administrator")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(folder: Path, limit: int) -> list[str]:
    lines = start(folder, "fill", limit).communicate(timeout=120)[0].split("\n")
    assert lines[0] == "ready"
    assert lines.count("full storage_full") == 2
    return [line for line in lines[1:] if line and not line.startswith("full")]


def check_full(folder: Path, promised: list[str]) -> None:
    report = verify(folder)
    assert report.ok, report.problems
    assert report.size == len(promised) + 1
    ledger = Ledger.open(folder, origin=ORIGIN)
    assert all(ledger.reveal(name).pieces for name in promised)


def test_a_file_that_may_not_grow_leaves_the_log_valid(folder: Path) -> None:
    promised = fill(folder, 200_000)
    assert promised
    check_full(folder, promised)
    assert Ledger.open(folder, origin=ORIGIN).append("incident", {}) == len(promised) + 1


def test_a_full_disk_leaves_the_log_valid(tiny: Path) -> None:
    promised = fill(tiny / "journal", 0)
    assert promised
    subprocess.run(["mount", "-o", "remount,size=4m", str(tiny)], check=True)
    check_full(tiny / "journal", promised)
    ledger = Ledger.open(tiny / "journal", origin=ORIGIN)
    assert ledger.append("incident", {}) == len(promised) + 1
    assert verify(tiny / "journal").ok
