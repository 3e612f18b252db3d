"""Hold receipts and the words behind them against the entries of a verified log.

Takes entries that were already found to be the signed ones; knows nothing of tiles or roots. The
vault may be absent from a copy (it should be, outside the institution): then commitments are not
opened, and that is said.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from volant.errors import LedgerError, MalformedRequest
from volant.ledger.entry import Entry
from volant.ledger.findings import Findings
from volant.ledger.receipt import TEXTS, Receipt, commit
from volant.ledger.shelf import Shelf
from volant.ledger.vault import FILE, Revealed, Vault

ISSUED = ("answer", "denial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Be what is kept in mind of one receipt: its place, its link, its commitments by name."""

    index: int
    origin: str
    prev: str
    commits: Mapping[str, str]


def read_receipts(
    folder: Path, public_key: bytes | None, findings: Findings
) -> dict[str, tuple[Receipt, Paper]]:
    """Return the receipts that are whole and signed, by identifier."""
    shelf, found = Shelf(folder), {}
    for path in shelf.walk():
        for receipt in _read(path, findings, lines=False):
            paper = _note(receipt)
            if path != shelf.locate(receipt.id):
                findings.add(paper.index, "receipt_misplaced", f"{path} holds receipt {receipt.id}")
            elif public_key is not None and not receipt.is_signed(public_key):
                words = f"receipt {receipt.id} is not signed by the key of this log"
                findings.add(paper.index, "receipt_signature", words)
            else:
                found[receipt.id] = receipt, paper
    return found


def read_pending(
    folder: Path, public_key: bytes | None, findings: Findings
) -> dict[str, tuple[Receipt, Paper]]:
    """Return receipts on their way, or settled a moment ago: they count only if they are logged.

    Their file took its name when it was whole, so a line that is no signed receipt was changed. A
    file whose name begins with a dot was never acknowledged.
    """
    found = {}
    for path in Shelf(folder).walk_pending():
        if path.name.startswith("."):
            continue
        for receipt in _read(path, findings, lines=True):
            paper = _note(receipt)
            if public_key is not None and not receipt.is_signed(public_key):
                words = f"receipt {receipt.id} in {path} is not signed by the key of this log"
                findings.add(paper.index, "receipt_signature", words)
            else:
                found[receipt.id] = receipt, paper
    return found


def _read(path: Path, findings: Findings, *, lines: bool) -> list[Receipt]:
    """Return the receipt of a file, or those of its lines; one on its way may be gone by now."""
    try:
        data = path.read_bytes()
        return list(map(Receipt.from_json, data.splitlines(keepends=True) if lines else [data]))
    except MalformedRequest as error:
        findings.add(None, "receipt_malformed", f"{path}: {error.message}")
    except OSError as error:
        if not (lines and isinstance(error, FileNotFoundError)):
            words = f"{path} cannot be read: {error.strerror}"
            findings.add(None, "receipt_malformed", words)
    return []


def _note(receipt: Receipt) -> Paper:
    facts = receipt.facts
    parts = {name: facts.get(name) for name in TEXTS}
    return Paper(
        index=facts["log"]["index"],
        origin=facts["log"]["origin"],
        prev=facts["log"]["prev"],
        commits={
            name: part["commit"]
            for name, part in parts.items()
            if isinstance(part, dict) and isinstance(part.get("commit"), str)
        },
    )


def name_receipt(entry: Entry) -> str:
    """Return the receipt an entry is about, or nothing."""
    found = entry.body.get("receipt")
    return found if isinstance(found, str) else ""


def match_receipts(
    receipts: Mapping[str, tuple[Receipt, Paper]],
    entries: Mapping[int, Entry],
    reference: Sequence[bytes],
    origin: str,
    findings: Findings,
) -> None:
    """Report receipts that the log does not know. Places whose entry is damaged are left out."""
    for name, (receipt, paper) in receipts.items():
        entry = entries.get(paper.index)
        if paper.origin != origin or paper.index >= len(reference):
            words = f"receipt {name} says it is entry {paper.index} of {paper.origin}; it is not"
            findings.add(paper.index, "receipt_not_logged", words)
        elif entry is None:
            continue
        elif entry.kind not in ISSUED or entry.body.get("receipt") != name:
            words = f"entry {paper.index} is not about receipt {name}"
            findings.add(paper.index, "receipt_not_logged", words)
        elif entry.body.get("payload") != receipt.digest:
            words = f"receipt {name} is not the one that entry {paper.index} records"
            findings.add(paper.index, "receipt_mismatch", words)
        elif paper.prev != "sha256:" + reference[paper.index - 1].hex():
            words = f"receipt {name} was signed after another entry {paper.index - 1}"
            findings.add(paper.index, "link_broken", words)


def find_missing(
    known: Mapping[str, object], folder: Path, entries: Mapping[int, Entry], findings: Findings
) -> None:
    """Report answers and refusals whose receipt is not in the folder at all."""
    shelf = Shelf(folder)
    for index, entry in entries.items():
        name = name_receipt(entry)
        if entry.kind in ISSUED and name not in known and not shelf.has(name):
            findings.add(index, "receipt_missing", f"receipt {name} of entry {index} is gone")


def check_vault(
    folder: Path,
    receipts: Mapping[str, tuple[Receipt, Paper]],
    entries: Mapping[int, Entry],
    findings: Findings,
) -> None:
    """Open every commitment, and hold erasures against the log."""
    if not (folder / FILE).exists():
        findings.remark("vault_absent", "no vault in this copy: commitments were not opened")
        return
    erased = {name_receipt(entry) for entry in entries.values() if entry.kind == "erasure"}
    seen = set()
    try:
        with _open_vault(folder) as vault:
            for revealed in vault.walk():
                seen.add(revealed.id)
                if revealed.id in receipts:
                    paper = receipts[revealed.id][1]
                    _check_revealed(revealed, paper, revealed.id in erased, findings)
    except LedgerError as error:
        findings.add(None, "vault_damaged", error.message)
        return
    for name, (_, paper) in receipts.items():
        if name not in seen:
            findings.add(paper.index, "text_missing", f"the vault knows nothing of receipt {name}")


@contextmanager
def _open_vault(folder: Path) -> Iterator[Vault]:
    """Open the vault for reading; with an unfinished transaction beside it, open a copy."""
    path, journal = folder / FILE, folder / f"{FILE}-journal"
    if not journal.exists() or journal.stat().st_size == 0:
        yield Vault(path, 1.0, mode="ro")
        return
    with tempfile.TemporaryDirectory() as place:
        for file in (path, journal):
            shutil.copy(file, place)
        yield Vault(Path(place) / FILE, 1.0)


def _check_revealed(revealed: Revealed, paper: Paper, logged: bool, findings: Findings) -> None:
    name, index = revealed.id, paper.index
    if revealed.erased != logged:
        if logged:
            words = f"an entry says that the words of receipt {name} were erased; they were not"
            findings.add(index, "erasure_not_done", words)
        else:
            words = f"the words of receipt {name} were erased and no entry says so; open the ledger"
            findings.add(index, "erasure_not_logged", words)
    if revealed.erased:
        if revealed.pieces:
            words = f"receipt {name} counts as erased, and its words are still there"
            findings.add(index, "erasure_not_done", words)
        return
    opened = {piece.name: commit(piece.text, piece.salt) for piece in revealed.pieces}
    if opened != paper.commits:
        words = f"the words kept for receipt {name} are not those it commits to"
        findings.add(index, "commitment_mismatch", words)
