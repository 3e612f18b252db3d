"""Keep what askers said of their questions' language where it was told wrongly.

One SQLite file, mode 0600, in the home: the words of people, for the institution's own model team,
never sent anywhere and never in the log. A question has one row: the last word on it counts, and an
asker who goes back to what was identified takes the row away. Deliberately does not know who asked.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from volant.errors import StorageFull, VolantError

LIMIT = 100_000
"""Questions kept; later ones are let go, so that nobody fills the disk by correcting."""

PATIENCE = 2.0
"""Seconds an answer waits for another process that writes to the file."""

_TABLE = """
    CREATE TABLE IF NOT EXISTS languages (
        question BLOB PRIMARY KEY, found TEXT NOT NULL, score REAL NOT NULL, chosen TEXT NOT NULL,
        at TEXT NOT NULL, receipt TEXT NOT NULL
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Be one question with the tag found, its score, and the tag its asker chose.

    `at` is ISO 8601 in UTC; `receipt` is the id of the answer given in the chosen language.
    """

    question: str
    found: str
    score: float
    chosen: str
    at: str
    receipt: str


class Corrections:
    """Keep, read and erase corrections in one file, which the first of them makes."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit

    def keep(self, correction: Correction) -> None:
        """Keep the last word on a question. Raises `StorageFull`, or `VolantError` for the file.

        >>> import tempfile
        >>> kept = Corrections(Path(tempfile.mkdtemp()) / "feedback.sqlite3")
        >>> kept.keep(Correction(question="fin kayn lhopital?", found="fr", score=0.6,
        ...     chosen="ary-Latn", at="2026-11-22T03:00:00+00:00", receipt="01J"))
        >>> [(one.found, one.chosen) for one in kept.read()]
        [('fr', 'ary-Latn')]
        """
        question = correction.question.encode("utf-8", "surrogatepass")
        with self._open() as base, base:
            base.execute("DELETE FROM languages WHERE question = ?", (question,))
            if correction.chosen == correction.found:
                return
            base.execute(
                "INSERT INTO languages SELECT ?, ?, ?, ?, ?, ? "
                "WHERE (SELECT COUNT(*) FROM languages) < ?",
                (question, correction.found, correction.score, correction.chosen,
                 correction.at, correction.receipt, self._limit),
            )  # fmt: skip

    def read(self) -> list[Correction]:
        """Give every correction, the oldest first."""
        if not self._path.exists():
            return []
        with self._open() as base:
            query = "SELECT question, found, score, chosen, at, receipt FROM languages ORDER BY at"
            return [
                Correction(
                    question=question.decode("utf-8", "surrogatepass"), found=found, score=score,
                    chosen=chosen, at=at, receipt=receipt,
                )
                for question, found, score, chosen, at, receipt in base.execute(query)
            ]  # fmt: skip

    def erase(self, receipt: str | None = None) -> int:
        """Overwrite the correction of a receipt, or all of them; say how many there were."""
        if not self._path.exists():
            return 0
        with self._open() as base, base:
            query = "DELETE FROM languages WHERE ?1 IS NULL OR receipt = ?1"
            return base.execute(query, (receipt,)).rowcount

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with _translating(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as base:
                base.execute("PRAGMA secure_delete = ON")
                base.execute("PRAGMA journal_mode = TRUNCATE")
                base.execute(_TABLE)
                yield base


@contextmanager
def _translating(path: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say into errors of ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise StorageFull(f"no room for {path}; make room, the answer was given.") from error
        raise VolantError(
            f"{path} cannot be used: {error}; look at it, or move it away."
        ) from error
