"""Keep what askers said of their questions' language where it was told wrongly.

The words of people, for the institution's own model team, never sent anywhere. A question has one
row: the last word on it counts, and an
asker who goes back to what was identified takes the row away. Deliberately does not know who asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from volant.gateway.feedback import LIMIT, opened

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
        with opened(self._path, _TABLE) as base, base:
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
        with opened(self._path, _TABLE) as base:
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
        with opened(self._path, _TABLE) as base, base:
            query = "DELETE FROM languages WHERE ?1 IS NULL OR receipt = ?1"
            return base.execute(query, (receipt,)).rowcount
