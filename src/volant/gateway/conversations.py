"""Remember the classes of a conversation, so that what was sensitive once stays so.

A row holds two sets of classes: what was `said` of the data (by the caller, by documents) and what
detectors `found`; identifiers that are replaced take back only what was found. Only conversations
that were raised above the default have a row, no row holds a word of anybody, and a conversation is
known by an HMAC under a secret of this home. Without a name from the client it is known by its
first question: two that begin alike then share their class, upwards only, and from their second
turn on. Nothing takes a class away but `lower`, and time: a conversation not taken up for `days` is
let go, and its row overwritten. Taken up later still, it is classified again from what is found in
its texts, but what was only said of it has to be said again: that is the price of an end.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from volant.errors import RequestError
from volant.gateway.feedback import opened
from volant.privacy.secret import read_secret
from volant.records import CLASSES, Message

FILE, KEY = "conversations.sqlite3", "conversations.key"

_TABLE = """
    CREATE TABLE IF NOT EXISTS conversations (
        id TEXT PRIMARY KEY, said TEXT NOT NULL, found TEXT NOT NULL, receipt TEXT NOT NULL,
        day TEXT NOT NULL DEFAULT ''
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Be the classes a conversation keeps; none for one that was never raised."""

    said: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()

    @property
    def highest(self) -> str:
        return max(self.said | self.found, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """Say what is lowered, for the log: `conversation` is the HMAC it is known by."""

    conversation: str
    before: str
    after: str


class Conversations:
    """Keep the classes of conversations in one file of a folder, which the first of them makes.

    Each is let go once it was not taken up for more than `days`; none with 0.
    """

    def __init__(
        self,
        folder: Path,
        *,
        days: int = 0,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._path, self._key = folder / FILE, folder / KEY
        self._days, self._today, self._swept = days, today, date.min

    def name(self, messages: Sequence[Message], given: str = "") -> str:
        """Give the name a conversation is known by; raises `SettingsError` for a broken key.

        >>> import tempfile
        >>> kept = Conversations(Path(tempfile.mkdtemp()))
        >>> first = Message(role="user", content="شحال كتسوى لاكارط كريز؟")
        >>> second = Message(role="user", content="وفين كنخلصها؟")
        >>> kept.name([first]) == kept.name([first, second]) != kept.name([second])
        True
        """
        first = next((one.content for one in messages if one.role == "user"), "")
        text = f"given\0{given}" if given else f"first\0{first}"
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(read_secret(self._key), data, sha256).hexdigest()

    def read(self, name: str) -> Held:
        """Give what a conversation keeps."""
        if not self._path.exists():
            return Held()
        with self._opened() as base:
            return _read(base, name)

    def sweep(self) -> None:
        """Let go what is past its days; done by itself too, at the first use of a day.

        Raises `StorageFull`, `VolantError` for the file.
        """
        if self._path.exists():
            with self._opened():
                pass

    def keep(self, name: str, said: Iterable[str], found: Iterable[str]) -> None:
        """Add classes to a conversation; raises `StorageFull`, `VolantError` for the file."""
        with self._opened() as base, base:
            base.execute("BEGIN IMMEDIATE")
            held = _read(base, name)
            _write(base, name, held.said.union(said), held.found.union(found), self._today())

    def note(self, name: str, receipt: str) -> None:
        """Note the last receipt of a conversation that is kept, and that it was taken up today.

        It can be found by that receipt.
        """
        with self._opened() as base, base:
            base.execute(
                "UPDATE conversations SET receipt = ?, day = ? WHERE id = ?",
                (receipt, self._today().isoformat(), name),
            )

    def lower(self, receipt: str, to: str, log: Callable[[Lowering], int]) -> int:
        """Set the class of the conversation whose last receipt this is, once `log` has it logged.

        Gives what `log` gives. What detectors find in its texts again counts again. Raises
        `RequestError`.
        """
        with self._opened() as base, base:
            query = "SELECT id FROM conversations WHERE receipt = ?"
            row = base.execute(query, (receipt,)).fetchone()
            held = _read(base, row[0]) if row else Held()
            if row is None or to not in CLASSES or held.highest <= to:
                raise RequestError(
                    f"no conversation whose last receipt is {receipt[:40]!r} is kept above "
                    f"{to[:40]!r}; give the receipt of its last answer and a lower class."
                )
            index = log(Lowering(conversation=row[0], before=held.highest, after=to))
            _write(base, row[0], frozenset((to,)), frozenset(), self._today())
        return index

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with opened(self._path, _TABLE) as base:
            if self._swept != (today := self._today()):
                _sweep(base, today, self._days)
                self._swept = today
            yield base


def _read(base: sqlite3.Connection, name: str) -> Held:
    query = "SELECT said, found FROM conversations WHERE id = ?"
    row = base.execute(query, (name,)).fetchone()
    return Held() if row is None else Held(said=_split(row[0]), found=_split(row[1]))


def _write(
    base: sqlite3.Connection, name: str, said: frozenset[str], found: frozenset[str], today: date
) -> None:
    base.execute(
        "INSERT INTO conversations (id, said, found, receipt, day) VALUES (?1, ?2, ?3, '', ?4)"
        " ON CONFLICT (id) DO UPDATE SET said = ?2, found = ?3, day = ?4",
        (name, " ".join(sorted(said)), " ".join(sorted(found)), today.isoformat()),
    )


def _sweep(base: sqlite3.Connection, today: date, days: int) -> None:
    """Delete what is past its days; the days of rows from before there were any begin today."""
    with base:
        base.execute("BEGIN IMMEDIATE")
        if "day" not in {row[1] for row in base.execute("PRAGMA table_info(conversations)")}:
            base.execute("ALTER TABLE conversations ADD COLUMN day TEXT NOT NULL DEFAULT ''")
        base.execute("UPDATE conversations SET day = ? WHERE day = ''", (today.isoformat(),))
        if days:
            oldest = (today - timedelta(days)).isoformat()
            base.execute("DELETE FROM conversations WHERE day < ?", (oldest,))


def _split(text: str) -> frozenset[str]:
    """Read a set of classes; a word that is none is the unknown class, and never less."""
    return frozenset(word if word in CLASSES else "D4" for word in text.split())
