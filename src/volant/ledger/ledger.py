"""Keep the ledger of one institution: a log, its receipts, and the words behind them.

    key.pem          the private key, mode 0600, made once
    checkpoint       the signed head; tile/ holds entries and hashes
    receipts/        one file for each answer and each refusal, as handed to the asker
    policies/        each policy that was published, by its digest
    vault.sqlite3    texts and salts, mode 0600, erasable, erased when they are old
    lock             one writer at a time

Deliberately does not know who asked or what the law says: callers hand it facts. Each write is
on the disk before it is acknowledged (about ten fsyncs for a receipt); many at once cost hardly
more than one. Old words go when a ledger is opened and when it issues, some at a time, so that
nobody waits for a year of them; a ledger that does neither erases nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from volant.errors import LedgerDamaged, LedgerError
from volant.ledger import disk, policies, tree
from volant.ledger.canonical import Json
from volant.ledger.entry import CODE, Entry
from volant.ledger.lock import Lock
from volant.ledger.log import Log
from volant.ledger.note import Signer, check_origin, format_key
from volant.ledger.receipt import Facts, Receipt, first_id, seal
from volant.ledger.shelf import Shelf
from volant.ledger.vault import FILE, Revealed, Vault

KEY = "key.pem"
BATCH = 1_000
"""Receipts whose words are erased together: a tenth of a second in which nobody else writes."""
Item = tuple[str, Mapping[str, Json]]


class Ledger:
    """Append, sign, find, erase. Safe for several threads and several processes."""

    def __init__(
        self,
        folder: Path,
        signer: Signer,
        lock: Lock,
        vault: Vault,
        *,
        days: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._days, self._now, self._swept = days, now, date.min
        self._folder = folder
        self._signer = signer
        self._lock = lock
        self._vault = vault
        self._shelf = Shelf(folder)
        self._log = Log(folder, signer)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        origin: str,
        patience: float = 10.0,
        days: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Ledger:
        """Open the ledger in a folder, or begin one; idempotent.

        `origin` names the log to the world and never changes. `patience` is in seconds. Words are
        kept for `days`, for ever with 0. Tidies up after a writer that was killed. Raises
        `LedgerDamaged`, `LedgerBusy`, `StorageFull`.

        >>> import tempfile
        >>> from datetime import UTC, datetime
        >>> folder = Path(tempfile.mkdtemp()) / "journal"
        >>> ledger = Ledger.open(folder, origin="commune-taza.ma/journal")
        >>> facts = Facts(
        ...     at=datetime.now(UTC), question="شنو هي المدة ديال الإشعار؟", tag="ary-Arab",
        ...     outcome="ALLOWED", answer="ثمانية أيام.")
        >>> receipt = ledger.issue(facts)
        >>> ledger.receipt(receipt.id) == receipt, ledger.size
        (True, 2)
        """
        check_origin(origin)
        with disk.storing(folder):
            disk.make_folder(folder.absolute())
        lock, vault = Lock(folder / "lock", patience), Vault(folder / FILE, patience)
        with lock.hold():
            signer = Signer(origin, _open_key(folder))
            ledger = cls(folder, signer, lock, vault, days=days, now=now)
            ledger._begin()
            ledger._expire()
        return ledger

    @property
    def origin(self) -> str:
        return self._signer.origin

    @property
    def public_key(self) -> bytes:
        """Return the 32 bytes to print in the charter: everything else is checked against them."""
        return self._signer.public_key

    @property
    def verifier_key(self) -> str:
        """Return the key in the form other verifiers of signed notes take."""
        return format_key(self.origin, self.public_key)

    @property
    def size(self) -> int:
        """Return the number of entries as of this object's last write or `refresh`."""
        return self._log.size

    def refresh(self) -> None:
        """Take in what other processes appended."""
        with self._writing():
            pass

    def head(self) -> bytes:
        """Return the signed checkpoint, as published to witnesses."""
        return self._log.read_note()

    def append(self, kind: str, body: Mapping[str, Json]) -> int:
        """Log one event and return its index; `body` holds codes, commitments and counts."""
        return self.append_many([(kind, body)])[0]

    def append_many(self, items: Sequence[Item]) -> range:
        """Log events in order, all or none; costs about as much as one."""
        with self._writing():
            draft = self._log.draft()
            for kind, body in items:
                draft.add(kind, body)
            return self._log.commit(draft)

    def issue(self, facts: Facts) -> Receipt:
        """Log what happened to one question and return its signed receipt."""
        return self.issue_many([facts])[0]

    def issue_many(self, many: Sequence[Facts]) -> tuple[Receipt, ...]:
        """Log many at once, all or none. A `DENIED` is logged as `denial`, the rest as `answer`."""
        with self._writing():
            self._expire()
            draft, receipts, rows = self._log.draft(), [], []
            for facts in many:
                index = draft.index
                receipt, pieces = seal(facts, self._signer, index=index, prev=draft.prev)
                kind = "denial" if facts.outcome == "DENIED" else "answer"
                draft.add(kind, _describe(receipt, facts))
                receipts.append(receipt)
                rows.append((receipt.id, index, pieces))
            self._vault.put(rows)
            self._shelf.hold(receipts)
            self._log.commit(draft)
            self._shelf.settle(receipts)
        return tuple(receipts)

    def publish_policy(self, text: bytes, version: str = "") -> int | None:
        """Log that this policy holds from now on, and keep it; None where it already did.

        `text` is canonical JSON; its SHA-256 is the digest that decisions name.
        """
        digest = policies.digest_of(text)
        with self._writing():
            if policies.read_current(self._folder) == digest:
                return None
            policies.keep(self._folder, text)
            draft = self._log.draft()
            known = {"version": version} if version and CODE.fullmatch(version) else {}
            draft.add("policy_published", {"digest": digest, **known})
            index = self._log.commit(draft)[0]
            policies.note_current(self._folder, digest)
        return index

    def receipt(self, id: str) -> Receipt:
        """Return a receipt; raises `UnknownReceipt`."""
        return self._shelf.get(id)

    def reveal(self, id: str) -> Revealed:
        """Return the words behind a receipt and their salts, or that they were erased."""
        return self._vault.get(id)

    def erase(self, id: str) -> int:
        """Erase the words behind a receipt, log the erasure and return its index; idempotent.

        Another receipt of the same conversation may hold them too.
        """
        with self._writing():
            self._erase([id])
            index = self._vault.find_erasure(id)
        assert index is not None
        return index

    def erase_before(self, moment: datetime) -> int:
        """Erase the words behind all receipts made before a moment, log it, and say how many."""
        count = 0
        while True:
            with self._writing():
                done = self._erase_some(moment)
            count += done
            if done < BATCH:
                return count

    def entry(self, index: int) -> Entry:
        """Return one entry; raises `LedgerError` if there is none."""
        if not 0 <= index < self.size:
            raise LedgerError(f"no entry {index}: the log holds {self.size}")
        return self._log.read(index)[0]

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of an entry, for `tree.check_inclusion`."""
        whole = self.size
        return tree.prove_inclusion(index, whole if size is None else size, self._subtree(whole))

    def prove_consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the log only grew, for `tree.check_consistency`."""
        whole = self.size
        return tree.prove_consistency(old, whole if new is None else new, self._subtree(whole))

    def _subtree(self, whole: int) -> tree.Subtree:
        return lambda start, end: self._log.tiles.hash_range(start, end, whole)

    def _expire(self) -> None:
        """Erase some of the words that are too old; once none are left, not again that day."""
        now = self._now()
        if self._days <= 0 or self._swept == now.date():
            return
        if self._erase_some(now - timedelta(self._days)) < BATCH:
            self._swept = now.date()

    def _erase_some(self, before: datetime) -> int:
        ids = self._vault.list_before(first_id(before), BATCH)
        if ids:
            self._erase(ids)
        return len(ids)

    def _erase(self, ids: Sequence[str]) -> None:
        self._vault.erase(ids)
        self._log_erasures()

    def _log_erasures(self) -> None:
        """Log what was erased and is not logged yet, one entry a receipt."""
        due = self._vault.list_due()
        draft = self._log.draft()
        for name, entry in due:
            draft.add("erasure", {"receipt": name, "index": entry})
        names = (name for name, _ in due)
        self._vault.note_erasures(list(zip(names, self._log.commit(draft), strict=True)))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock.hold() as torn:
            self._log.refresh()
            if torn:
                self._recover()
            yield

    def _begin(self) -> None:
        """Write what a new ledger starts with, and check that an old one is ours."""
        if not self._log.exists:
            self._log.begin()
        self._log.refresh()
        self._vault.create()
        self._recover()
        body = {"origin": self.origin, "public_key": "ed25519:" + self.public_key.hex()}
        if self._log.size == 0:
            draft = self._log.draft()
            draft.add("genesis", body)
            self._log.commit(draft)
        first = self._log.read(0)[0]
        if first.kind != "genesis" or first.body != body:
            raise LedgerDamaged(
                f"the first entry in {self._folder} does not pin this origin and key; "
                "run the verifier and restore the folder"
            )

    def _recover(self) -> None:
        """Undo what was begun and never acknowledged, finish what was.

        A receipt takes its place only once its entry is signed for: one in its place beyond the
        head shows an old head put back, and then nothing may be dropped.
        """
        size = self._log.size
        if any(map(self._shelf.is_settled, self._vault.list_after(size))):
            raise LedgerDamaged(
                f"the head in {self._folder} is of {size} entries and receipts were given for "
                "later ones: it is an old one; restore the newest checkpoint"
            )
        self._log.trim()
        self._shelf.sweep(self._is_logged)
        self._vault.trim(size)
        self._log_erasures()

    def _is_logged(self, receipt: Receipt) -> bool:
        index = receipt.facts["log"]["index"]
        if not isinstance(index, int) or not 0 <= index < self._log.size:
            return False
        return self._log.read(index)[0].body.get("payload") == receipt.digest


def _describe(receipt: Receipt, facts: Facts) -> dict[str, Json]:
    """Return what the log says of a receipt; with the case where an engine was asked about."""
    body: dict[str, Json] = {"receipt": receipt.id, "payload": receipt.digest}
    return body if facts.case is None else {**body, "case": facts.case}


def _open_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key of a ledger; make it once, for a folder that has no log yet."""
    path = folder / KEY
    if not path.exists() and not (folder / "checkpoint").exists():
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        disk.write(path, pem, mode=0o600)
    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise LedgerDamaged(
            f"the private key {path} cannot be read: {error}; restore it from its backup, "
            "a log goes on under the key it began with"
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise LedgerDamaged(f"{path} is not an Ed25519 key; restore it from its backup")
    return found
