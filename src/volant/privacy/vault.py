"""Keep what placeholders stand for: encrypted, in the institution, apart from everything else.

One SQLite file and one key file, both mode 0600. A row holds an HMAC of the datum (to know it
again), a salt, and the words under AES-256-GCM with a key made of the master key, the
conversation's salt and the row's (HKDF-SHA256): whoever has the file but not the key has nothing.
`secure_delete` overwrites what is erased; what a disk or a backup still holds is beyond a program.
Trade-off: to a holder of the key, the HMAC tells that two conversations name one datum, and erasing
a person everywhere needs just that. The file is opened anew for each call: half a millisecond, and
no trouble with threads and forks.
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from volant.errors import SettingsError, StorageFull, VolantError
from volant.privacy import placeholders
from volant.privacy.likeness import likeness, script
from volant.privacy.secret import BYTES, read_secret

FILE, KEY = "pseudonyms.sqlite3", "pseudonyms.key"
DAY = 86_400
"""Seconds."""

_TABLES = """
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS conversations (
        id BLOB PRIMARY KEY, salt BLOB NOT NULL, numbers INTEGER NOT NULL, used INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS conversations_used ON conversations (used);
    CREATE TABLE IF NOT EXISTS pseudonyms (
        conversation BLOB NOT NULL, placeholder TEXT NOT NULL, datum BLOB NOT NULL,
        salt BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (conversation, placeholder)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX IF NOT EXISTS pseudonyms_datum ON pseudonyms (datum, conversation);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Be one piece of personal data as a text writes it; `sex` as in `likeness.sex`."""

    kind: str
    text: str
    sex: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Say what was erased, for the log: counts and kinds, no words.

    `rows` maps kinds of placeholders to how many were deleted, each with its salt.
    """

    conversations: int
    rows: tuple[tuple[str, int], ...]


Book = dict[str, tuple[str, ...]]
"""What each placeholder of a conversation stands for: its spellings, the first one first."""


class Vault:
    """Keep the pseudonyms of all conversations under one folder.

    Raises `SettingsError` where the key file does not fit, `StorageFull` where there is no room.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._master = key
        self._index = _derive(key, b"", b"volant privacy index")

    @classmethod
    def open(cls, folder: Path, *, days: int = 0) -> Self:
        """Open the vault of a folder; make it, with a new key, where there is none.

        Conversations that nobody added to for more than `days` are erased; none with 0.
        """
        path, key = folder / FILE, folder / KEY
        if path.exists() and not key.exists():  # in this order: the key is made first
            raise SettingsError(f"{path} is there but its key {key} is not; restore the key.")
        secret = read_secret(key)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        vault = cls(path, secret)
        with vault._base() as base:
            base.executescript(_TABLES)
        if days > 0:
            vault.expire(days * DAY)
        return vault

    def assign(self, conversation: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Give the placeholder of each mention, the old one where the conversation has it."""
        with self._base() as base, base:
            base.execute("BEGIN IMMEDIATE")
            name = self._tag(conversation)
            base.execute(
                "INSERT OR IGNORE INTO conversations VALUES (?, ?, 0, 0)",
                (name, os.urandom(BYTES)),
            )
            base.execute("UPDATE conversations SET used = ? WHERE id = ?", (int(time.time()), name))
            return tuple(self._assign(base, name, one) for one in mentions)

    def _assign(self, base: sqlite3.Connection, name: bytes, one: Mention) -> str:
        datum = self._tag(f"{one.kind}\0{likeness(one.kind, one.text)}")
        row = base.execute(
            "SELECT placeholder, salt, sealed FROM pseudonyms WHERE datum = ? AND conversation = ?",
            (datum, name),
        ).fetchone()
        salt_of = "SELECT salt, numbers FROM conversations WHERE id = ?"
        salt, number = base.execute(salt_of, (name,)).fetchone()
        if row is None:
            placeholder, own = placeholders.write(one.kind, one.sex, number + 1), os.urandom(BYTES)
            base.execute("UPDATE conversations SET numbers = numbers + 1 WHERE id = ?", (name,))
            spellings: tuple[str, ...] = ()
        else:
            placeholder, own, sealed = row
            spellings = self._unseal(salt, own, placeholder, sealed)
        if script(one.text) not in map(script, spellings):
            sealed = self._seal(salt, own, placeholder, (*spellings, one.text))
            base.execute(
                "INSERT OR REPLACE INTO pseudonyms VALUES (?, ?, ?, ?, ?)",
                (name, placeholder, datum, own, sealed),
            )
        return placeholder

    def book(self, conversation: str) -> Book:
        """Give all that the placeholders of a conversation stand for."""
        name = self._tag(conversation)
        with self._base() as base:
            row = base.execute("SELECT salt FROM conversations WHERE id = ?", (name,)).fetchone()
            if row is None:
                return {}
            rows = base.execute(
                "SELECT placeholder, salt, sealed FROM pseudonyms WHERE conversation = ?", (name,)
            )
            return {held: self._unseal(row[0], own, held, sealed) for held, own, sealed in rows}

    def forget(self, conversation: str) -> Erasure:
        """Erase a conversation: its salt and its rows."""
        return self._delete("conversation = ?", [(self._tag(conversation),)], whole=True)

    def erase(self, mentions: Sequence[Mention]) -> Erasure:
        """Erase a person: the rows of each given name or number, in all conversations.

        A name is erased in all its spellings; each other name or number has to be given.
        """
        data = {(self._tag(f"{one.kind}\0{likeness(one.kind, one.text)}"),) for one in mentions}
        return self._delete("datum = ?", sorted(data), whole=False)

    def expire(self, seconds: float) -> Erasure:
        """Erase the conversations that nobody added to for so long."""
        with self._base() as base:
            old = "SELECT id FROM conversations WHERE used < ?"
            names = base.execute(old, (max(0, int(time.time() - seconds)),)).fetchall()
        return self._delete("conversation = ?", names, whole=True)

    def _delete(self, where: str, values: Sequence[tuple[bytes]], *, whole: bool) -> Erasure:
        with self._base() as base, base:
            base.execute("BEGIN IMMEDIATE")
            found = [
                row
                for value in values
                for row in base.execute(
                    f"SELECT conversation, placeholder FROM pseudonyms WHERE {where}", value
                )
            ]
            base.executemany(f"DELETE FROM pseudonyms WHERE {where}", values)
            touched = len({conversation for conversation, _ in found})
            if whole:
                gone = base.executemany("DELETE FROM conversations WHERE id = ?", values)
                touched = max(0, gone.rowcount)  # -1 for no values at all
        kinds = [placeholder.strip("⟦⟧").rpartition("_")[0] for _, placeholder in found]
        counted = {kind: kinds.count(kind) for kind in sorted(kinds)}
        return Erasure(conversations=touched, rows=tuple(counted.items()))

    def _tag(self, text: str) -> bytes:
        return hmac.digest(self._index, text.encode("utf-8", "surrogatepass"), sha256)

    def _seal(self, salt: bytes, own: bytes, placeholder: str, spellings: Sequence[str]) -> bytes:
        nonce = os.urandom(12)
        words = json.dumps(spellings).encode()
        cipher = AESGCM(_derive(self._master, salt + own, b"volant privacy row"))
        return nonce + cipher.encrypt(nonce, words, placeholder.encode())

    def _unseal(self, salt: bytes, own: bytes, placeholder: str, sealed: bytes) -> tuple[str, ...]:
        cipher = AESGCM(_derive(self._master, salt + own, b"volant privacy row"))
        try:
            words = cipher.decrypt(sealed[:12], sealed[12:], placeholder.encode())
        except InvalidTag:
            raise SettingsError(
                f"the key beside {self._path} does not open it, or a row was changed; "
                "restore both from one backup."
            ) from None
        return tuple(json.loads(words))

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as base:
                base.execute("PRAGMA secure_delete = ON")
                base.execute("PRAGMA journal_mode = TRUNCATE")
                yield base
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
                raise StorageFull(f"{self._path} has no room; make room and try again.") from error
            raise VolantError(f"{self._path} cannot be used ({error}); restore it.") from error


def _derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=BYTES, salt=salt or None, info=info).derive(key)
