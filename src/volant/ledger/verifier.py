"""Verify a copy of a ledger offline: nothing but the folder and, better, a key from elsewhere.

Only reads the folder. After a clean run it keeps the head it saw in a file beside the folder,
`<folder>.verifier.head`, and next time demands that the log has only grown since. Whoever holds
the folder could replace that file too: auditors pass `head` and `public_key` from their own
archive. It proves that nothing signed was changed, not that what was signed is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from volant.errors import LedgerError, PathNotFound, StorageFull
from volant.ledger import disk
from volant.ledger.audit import (
    Paper,
    check_vault,
    find_missing,
    match_receipts,
    name_receipt,
    read_pending,
    read_receipts,
)
from volant.ledger.cases import Judge, check_cases
from volant.ledger.entry import FIRST, Entry, read_entry
from volant.ledger.evidence import Evidence, read_evidence
from volant.ledger.findings import Findings, Report
from volant.ledger.location import compare_entries, compare_tiles, find_reference, follow_links
from volant.ledger.log import CHECKPOINT
from volant.ledger.note import is_signed, read_checkpoint
from volant.ledger.receipt import Receipt
from volant.ledger.tree import hash_leaf, hash_tree

Papers = dict[str, tuple[Receipt, Paper]]


def verify(
    folder: Path,
    *,
    head: bytes | None = None,
    public_key: bytes | None = None,
    judge: Judge | None = None,
) -> Report:
    """Return everything that is not as it was signed, and at which entry.

    `head` is a checkpoint seen earlier: the log must contain it. `public_key` is the 32 bytes
    printed in the charter; without it the key in the log's first entry is believed. Raises
    `PathNotFound`. With `head` nothing is written anywhere. With `judge` every logged decision is
    made again; see `cases`.
    """
    if not folder.is_dir():
        raise PathNotFound(f"{folder} is not a folder; give the folder of a ledger")
    findings = Findings()
    evidence = read_evidence(folder, findings)
    raw = evidence.list_entries()
    leaves = [hash_leaf(data) for data in raw]
    entries = _read_entries(raw)
    key = _choose_key(entries, public_key, findings)
    _check_signature(evidence, key, findings)
    papers = read_receipts(folder, key, findings)
    reference = find_reference(evidence, leaves)
    if reference is None:
        _explain(evidence, leaves, entries, papers, findings)
    else:
        compare_entries(leaves, reference, findings)
        compare_tiles(evidence, reference, findings)
        entries = _keep_signed(entries, leaves, reference, findings)
        _check_papers(folder, papers, entries, reference, key=key, findings=findings)
        if judge is not None:
            sent = {name: "sent" in paper.commits for name, (_, paper) in papers.items()}
            check_cases(folder, entries, sent, judge, findings)
    _check_memory(folder, evidence, reference, key=key, head=head, findings=findings)
    root = evidence.head.root.hex() if evidence.head else ""
    return findings.report(evidence.size, root)


def _read_entries(raw: list[bytes]) -> dict[int, Entry]:
    """Return the entries that can be read, by the place they stand in."""
    entries = {}
    for place, data in enumerate(raw):
        try:
            entries[place] = read_entry(data)
        except LedgerError:
            continue
    return entries


def _choose_key(
    entries: Mapping[int, Entry], pinned: bytes | None, findings: Findings
) -> bytes | None:
    """Return the key to believe: the pinned one, else the one the first entry names."""
    first = entries.get(0)
    text = first.body.get("public_key") if first and first.kind == "genesis" else None
    named = None
    if isinstance(text, str) and text.startswith("ed25519:") and len(text) == 72:
        try:
            named = bytes.fromhex(text[8:])
        except ValueError:
            named = None
    if pinned is None:
        words = "no public key was given: the one in the log's own first entry was believed"
        findings.remark("key_not_pinned", words)
        return named
    if named is not None and named != pinned:
        words = f"the first entry names key {named.hex()}, not the one that was given"
        findings.add(0, "key_replaced", words)
    return pinned


def _check_signature(evidence: Evidence, key: bytes | None, findings: Findings) -> None:
    if evidence.head is None:
        return
    if key is None or not is_signed(evidence.note, evidence.head.origin, key):
        words = f"the checkpoint of {evidence.size} entries is not signed by the key of this log"
        findings.add(None, "checkpoint_signature", words)


def _keep_signed(
    entries: Mapping[int, Entry], leaves: list[bytes], reference: list[bytes], findings: Findings
) -> dict[int, Entry]:
    """Return the entries that are as they were signed, their own words checked too."""
    kept = {}
    for place, (leaf, right) in enumerate(zip(leaves, reference, strict=False)):
        if leaf != right:
            continue
        entry = entries.get(place)
        if entry is None or entry.index != place:
            words = f"entry {place} was signed though it is not a well-formed entry {place}"
            findings.add(place, "entry_malformed", words)
            continue
        if entry.prev != (reference[place - 1] if place else FIRST):
            words = f"entry {place} was signed with a link that is not to the entry before it"
            findings.add(place, "link_broken", words)
        kept[place] = entry
    return kept


def _explain(
    evidence: Evidence,
    leaves: list[bytes],
    entries: Mapping[int, Entry],
    papers: Papers,
    findings: Findings,
) -> None:
    """Say what can be said when neither entries nor hash tiles give the signed root."""
    words = "neither the entries nor the hash tiles give the root in the checkpoint"
    findings.add(None, "root_mismatch", words)
    present = {entry.index for entry in entries.values()}
    if len(leaves) < evidence.size:
        limit = min(evidence.size, len(leaves) + len(present) + 1)
        for index in sorted(set(range(limit)) - present):
            findings.add(index, "entry_dropped", f"no entry bears the number {index}")
        return
    signed = {
        paper.index: bytes.fromhex(paper.prev.removeprefix("sha256:"))
        for _, paper in papers.values()
    }
    follow_links(leaves, entries, signed, findings)


def _check_papers(
    folder: Path,
    papers: Papers,
    entries: Mapping[int, Entry],
    reference: list[bytes],
    *,
    key: bytes | None,
    findings: Findings,
) -> None:
    logged = {name_receipt(entry) for entry in entries.values()}
    pending = read_pending(folder, key, findings)
    papers = papers | {name: pair for name, pair in pending.items() if name in logged}
    newest = _read_newest(folder, key, len(reference))
    current = {
        name: pair for name, pair in papers.items() if not _is_newer(pair[1], newest, reference)
    }
    origin = next((e.body.get("origin") for e in entries.values() if e.kind == "genesis"), None)
    if isinstance(origin, str):
        match_receipts(current, entries, reference, origin, findings)
    find_missing(current, folder, entries, findings)
    check_vault(folder, current, entries, findings)


def _read_newest(folder: Path, key: bytes | None, size: int) -> int:
    """Return the size now: a live log may have grown, and given receipts, since it was read."""
    try:
        note = (folder / CHECKPOINT).read_bytes()
        head = read_checkpoint(note)
    except (OSError, LedgerError):
        return size
    return head.size if key and is_signed(note, head.origin, key) else size


def _is_newer(paper: Paper, newest: int, reference: list[bytes]) -> bool:
    return len(reference) <= paper.index < newest


def _check_memory(
    folder: Path,
    evidence: Evidence,
    reference: list[bytes] | None,
    *,
    key: bytes | None,
    head: bytes | None,
    findings: Findings,
) -> None:
    """Demand that the log contains the head that was seen before; then keep this one."""
    place = folder.resolve()
    memory = place.with_name(f"{place.name}.verifier.head")
    seen = head
    if head is None and memory.exists():
        seen = memory.read_bytes()
    if seen is not None:
        _check_growth(seen, evidence, reference, key, findings)
    if head is None and not findings and seen != evidence.note:
        try:
            disk.write(memory, evidence.note)
        except (LedgerError, StorageFull) as error:
            findings.remark("head_not_kept", error.message)


def _check_growth(
    seen: bytes,
    evidence: Evidence,
    reference: list[bytes] | None,
    key: bytes | None,
    findings: Findings,
) -> None:
    try:
        old = read_checkpoint(seen)
    except LedgerError as error:
        findings.add(None, "head_unusable", f"the head seen earlier is broken: {error.message}")
        return
    if key is None:
        return
    if not is_signed(seen, old.origin, key):
        words = "the head seen earlier is not signed by the key of this log: another log lies here"
        findings.add(None, "head_unusable", words)
    elif old.size > evidence.size:
        words = f"the log went back: {old.size} entries were seen, {evidence.size} are left"
        findings.add(evidence.size, "rolled_back", words)
    elif reference is not None and hash_tree(reference[: old.size]) != old.root:
        words = f"the first {old.size} entries are not those that were seen earlier"
        findings.add(None, "forked", words)
