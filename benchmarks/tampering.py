"""Tamper with a log of 100,000 rows and ask the second verifier: `python -m benchmarks.tampering`.

Each row of the table is one way of cheating, done at places drawn by a fixed seed, on a copy that
is mended after each. The verifier is the shipped one, `verifier/volant_verify.py`, called in one
process, which keeps what it has read of files that did not change; a first reading is timed apart.
"Row named" says that the first row it named is the one that was touched, or the one linked to it;
a hash tile, which stands for many rows, names none.
There is no peer: the gateways and assistants that were read keep their log in a database table, and
nothing tells of a row that its owner changed. Trade-off: what is forged is forged well (hashes
recomputed, head signed anew), but the links between all later rows are not.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from volant.ledger import Ledger
from volant.ledger.note import Checkpoint, Signer
from volant.ledger.tiles import ENTRIES, WIDTH, locate, pack, unpack

ORIGIN = "commune-taza.ma/journal"
VERIFIER = Path(__file__).resolve().parents[1] / "verifier" / "volant_verify.py"


@cache
def load_verifier() -> Any:
    """Return the shipped verifier as a module: one file that is in no package."""
    spec = spec_from_file_location("volant_verify", VERIFIER)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Be a ledger to tamper with: its folder, its signer, its key, heads of all its ages."""

    folder: Path
    size: int
    signer: Signer
    key: bytes
    heads: tuple[bytes, ...]

    def bundle_of(self, row: int) -> Path:
        number = row // WIDTH
        width = min(WIDTH, self.size - number * WIDTH)
        return self.folder / locate(ENTRIES, number, width)


@contextmanager
def mending(*paths: Path) -> Iterator[None]:
    """Put files back as they were."""
    whole = {path: path.read_bytes() for path in paths}
    try:
        yield
    finally:
        for path, data in whole.items():
            path.write_bytes(data)


def build(folder: Path, rows: int) -> Copy:
    """Write a log of so many rows and close it."""
    ledger, heads = Ledger.open(folder, origin=ORIGIN), []
    heads.append(ledger.head())
    while ledger.size < rows:
        many = min(max(rows // 10, 1), rows - ledger.size)
        ledger.append_many([("incident", {"n": ledger.size + at}) for at in range(many)])
        heads.append(ledger.head())
    key = load_pem_private_key((folder / "key.pem").read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    for name in ("key.pem", "vault.sqlite3", "lock"):
        (folder / name).unlink(missing_ok=True)
    return Copy(
        folder=folder,
        size=ledger.size,
        signer=Signer(ORIGIN, key),
        key=ledger.public_key,
        heads=tuple(heads),
    )


# --- ways of cheating: each changes files and yields the rows that should be named --------------

Cheat = Callable[[Copy, int, random.Random], Iterator[set[int]]]


def _edit(path: Path, change: Callable[[list[bytes]], object]) -> None:
    rows = unpack(path.read_bytes())
    change(rows)
    path.write_bytes(pack(rows))


def change_row(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Flip one bit of one byte."""
    path, at = copy.bundle_of(row), row % WIDTH

    def flip(rows: list[bytes]) -> None:
        place = chance.randrange(len(rows[at]))
        changed = rows[at][place] ^ (1 << chance.randrange(8))
        rows[at] = rows[at][:place] + bytes((changed,)) + rows[at][place + 1 :]

    with mending(path):
        _edit(path, flip)
        yield {row}


def drop_row(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Take one row out."""
    path = copy.bundle_of(row)
    with mending(path):
        _edit(path, lambda rows: rows.pop(row % WIDTH))
        yield {row}


def swap_rows(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Put one row in the place of another, and that one in its."""
    other = chance.choice([one for one in range(copy.size) if one != row])
    one, two = copy.bundle_of(row), copy.bundle_of(other)
    with mending(one, two):
        first, second = unpack(one.read_bytes())[row % WIDTH], None
        second = unpack(two.read_bytes())[other % WIDTH]
        _edit(one, lambda rows: rows.__setitem__(row % WIDTH, second))
        _edit(two, lambda rows: rows.__setitem__(other % WIDTH, first))
        yield {row, other}


def repeat_row(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Write one row twice, one after the other."""
    path, at = copy.bundle_of(row), row % WIDTH
    with mending(path):
        _edit(path, lambda rows: rows.insert(at, rows[at]))
        yield {row, row + 1}


def cut_tail(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Take away a row of the last bundle and all after it; the head stays."""
    first = (copy.size - 1) // WIDTH * WIDTH
    row = first + row % (copy.size - first)
    path = copy.bundle_of(row)
    with mending(path):
        _edit(path, lambda rows: rows.__delitem__(slice(row - first, None)))
        yield {row}


def roll_back(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Put an older head back, signed by the right key: the rows after it never were."""
    path = copy.folder / "checkpoint"
    with mending(path):
        path.write_bytes(chance.choice(copy.heads[:-1]))
        yield set()


def forge_head(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Change a row, recompute every hash, sign the head with another key."""
    other = Signer(ORIGIN, Ed25519PrivateKey.generate())
    yield from _write_anew(copy, row, other)


def rewrite(copy: Copy, row: int, chance: random.Random) -> Iterator[set[int]]:
    """Change a row, recompute every hash, sign the head with the right key."""
    yield from _write_anew(copy, row, copy.signer)


def _write_anew(copy: Copy, row: int, signer: Signer) -> Iterator[set[int]]:
    bundle = copy.bundle_of(row)
    new, levels = list(read_leaves(copy)), []
    touched = [bundle, copy.folder / "checkpoint"]
    for level in range(8):
        size = copy.size >> 8 * level
        if size:
            number = row >> 8 * (level + 1)
            width = min(WIDTH, size - number * WIDTH)
            levels.append((level, number, width))
            touched += [copy.folder / locate(level, number, width)] if width > 0 else []
    with mending(*touched):
        _edit(bundle, lambda rows: rows.__setitem__(row % WIDTH, _alter(rows[row % WIDTH])))
        new[row] = load_verifier().leaf_of(unpack(bundle.read_bytes())[row % WIDTH])
        items = load_verifier().levels_of(new)
        for level, number, width in levels:
            if width > 0:
                tile = items[level][number * WIDTH : number * WIDTH + width]
                (copy.folder / locate(level, number, width)).write_bytes(b"".join(tile))
        head = Checkpoint(origin=ORIGIN, size=copy.size, root=load_verifier().log_root(new))
        (copy.folder / "checkpoint").write_bytes(signer.sign_note(head.to_text()))
        yield {row, row + 1}


def _alter(row: bytes) -> bytes:
    return row.replace(b'"at":"2', b'"at":"1', 1)


CHEATS: dict[str, tuple[Cheat, str, bool]] = {
    "one bit of a row changed": (change_row, "key", True),
    "a row dropped": (drop_row, "key", True),
    "two rows swapped": (swap_rows, "key", True),
    "a row repeated": (repeat_row, "key", True),
    "the tail cut, the head kept": (cut_tail, "key", True),
    "the tail cut, an old head put back": (roll_back, "key and old head", False),
    "the same, only a size known": (roll_back, "key and size", False),
    "a row changed, the head forged": (forge_head, "key", True),
    "the same, signed with the right key": (rewrite, "key and old head", True),
}
"""What is done, by what it is found, and whether there is a row to name."""


@lru_cache(maxsize=1)
def read_leaves(copy: Copy) -> list[bytes]:
    """Hash the rows once, for those who forge."""
    rows: list[bytes] = []
    for first in range(0, copy.size, WIDTH):
        rows += unpack(copy.bundle_of(first).read_bytes())
    return [load_verifier().leaf_of(row) for row in rows]


def ask(copy: Copy, known: str) -> Any:
    """Verify a copy with what an auditor may hold."""
    return load_verifier().verify_ledger(
        copy.folder,
        key=copy.key,
        old=copy.heads[-1] if "head" in known else None,
        size=copy.size if "size" in known else 0,
    )


def try_cheat(
    copy: Copy, name: str, row: int, chance: random.Random
) -> tuple[bool, bool, set[str]]:
    """Cheat once; say whether it was found, whether the row was named, and under which codes."""
    cheat, known, _ = CHEATS[name]
    with contextmanager(cheat)(copy, row, chance) as wanted:
        report = ask(copy, known)
    rows = (one.index for one in report.problems if one.code != "tile")
    named = {row for row in rows if row is not None}
    first = min(named, default=-1)
    return not report.ok, first in wanted, {one.code for one in report.problems}


def print_table(copy: Copy, places: Sequence[int], chance: random.Random) -> None:
    """Print, for each way of cheating, how often it was found and the row named."""
    print(f"| {'what was done to one of the rows':36} | found     | row named | found as")
    print(f"| {'-' * 36} | --------: | --------: | --------")
    for name, (_, known, nameable) in CHEATS.items():
        tries = [try_cheat(copy, name, row, chance) for row in places]
        found = f"{sum(one[0] for one in tries)} of {len(tries)}"
        named = f"{sum(one[1] for one in tries)} of {len(tries)}" if nameable else "none"
        codes = ", ".join(sorted(set().union(*(one[2] for one in tries))))
        print(f"| {name:36} | {found:>9} | {named:>9} | {codes} ({known})", flush=True)


def main() -> None:
    """Build, time one reading, cheat."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=50, help="places a way of cheating")
    options = parser.parse_args()
    chance = random.Random(20261122)
    place = Path(tempfile.mkdtemp())
    try:
        copy = build(place / "journal", options.rows)
        begun = time.process_time()
        report = ask(copy, "key and old head")
        spent = time.process_time() - begun
        assert report.ok, report.problems
        print(f"{copy.size:,} rows read and found whole in {spent:.1f} s of CPU")
        print_table(copy, chance.sample(range(copy.size), options.places), chance)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
