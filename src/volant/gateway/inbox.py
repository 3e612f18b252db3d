"""Keep the questions that found no answer: the best list there is of missing documents.

Questions that fold to the same words are one line with a count, so that ten people who lack the
same text weigh ten. Deliberately does not know who asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from volant import languages
from volant.gateway.feedback import LIMIT, opened

_TABLE = """
    CREATE TABLE IF NOT EXISTS inbox (
        key BLOB PRIMARY KEY, question BLOB NOT NULL, tag TEXT NOT NULL, count INTEGER NOT NULL,
        first TEXT NOT NULL, last TEXT NOT NULL, receipt TEXT NOT NULL, document TEXT NOT NULL
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Be one question the documents were silent on, as last asked.

    `first` and `last` are ISO 8601 in UTC; `receipt` is of the last refusal; `document` names the
    one that answers it by now, empty while none does.
    """

    question: str
    tag: str
    count: int
    first: str
    last: str
    receipt: str
    document: str = ""


class Inbox:
    """Keep, read, try again and erase unanswered questions in the feedback file."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit

    def keep(self, question: str, *, tag: str, at: str, receipt: str) -> None:
        """Count a question in. Raises `StorageFull`, or `VolantError` for the file.

        >>> import tempfile
        >>> inbox = Inbox(Path(tempfile.mkdtemp()) / "feedback.sqlite3")
        >>> for question in ("شحال كتسوى لاسورانس؟", "شحال كتسوى لاسورانس"):
        ...     inbox.keep(question, tag="ary-Arab", at="2026-11-22T06:00:00+00:00", receipt="01J")
        >>> [(one.question, one.count) for one in inbox.read()]
        [('شحال كتسوى لاسورانس', 2)]
        """
        row = (_key(question, tag), _bytes(question), tag, at, receipt, self._limit)
        with opened(self._path, _TABLE) as base, base:
            base.execute(
                "INSERT INTO inbox SELECT ?1, ?2, ?3, 1, ?4, ?4, ?5, '' WHERE ?6 >"
                " (SELECT COUNT(*) FROM inbox) OR EXISTS (SELECT 1 FROM inbox WHERE key = ?1)"
                " ON CONFLICT (key) DO UPDATE SET question = ?2, tag = ?3, count = count + 1,"
                " last = ?4, receipt = ?5, document = ''",
                row,
            )

    def read(self, *, answered: bool = False) -> list[Unanswered]:
        """Give what is still open, the oftenest asked first; with `answered`, what no longer is."""
        if not self._path.exists():
            return []
        with opened(self._path, _TABLE) as base:
            rows = base.execute(
                "SELECT question, tag, count, first, last, receipt, document FROM inbox"
                " WHERE (document <> '') = ? ORDER BY count DESC, last DESC, key",
                (answered,),
            )
            return [
                Unanswered(
                    question=question.decode("utf-8", "surrogatepass"), tag=tag, count=count,
                    first=first, last=last, receipt=receipt, document=document,
                )
                for question, tag, count, first, last, receipt, document in rows
            ]  # fmt: skip

    def retry(self, search: Callable[[str, str], str]) -> list[Unanswered]:
        """Ask what is open again, and give what is answered now.

        `search` takes a question and its tag, and names the document that answers, or nothing.
        """
        found = [(one, search(one.question, one.tag)) for one in self.read()]
        with opened(self._path, _TABLE) as base, base:
            base.executemany(
                "UPDATE inbox SET document = ? WHERE key = ?",
                [(document, _key(one.question, one.tag)) for one, document in found if document],
            )
        answered = {one.receipt for one, document in found if document}
        return [one for one in self.read(answered=True) if one.receipt in answered]

    def erase(self, receipt: str | None = None) -> int:
        """Overwrite the question of a receipt, or all of them; say how many there were."""
        if not self._path.exists():
            return 0
        with opened(self._path, _TABLE) as base, base:
            query = "DELETE FROM inbox WHERE ?1 IS NULL OR receipt = ?1"
            return base.execute(query, (receipt,)).rowcount


def _key(question: str, tag: str) -> bytes:
    """Fold a question to its words, so that signs, case and spelling variants make no new line."""
    return _bytes(" ".join(languages.words(question)) or languages.normalize(question, tag))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
