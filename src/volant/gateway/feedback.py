"""Open the one private file of what people said and asked: mode 0600, in the home, not in the log.

Corrections and the inbox each have a table in it. What is deleted is overwritten, and the journal
is cut to nothing after each transaction, so erased words are in no file of the home.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from volant.errors import StorageFull, VolantError

FILE = "feedback.sqlite3"

LIMIT = 100_000
"""Rows of a table; later ones are let go, so that nobody fills the disk by asking."""

PATIENCE = 10.0
"""Seconds an answer waits for another process that writes to the file."""


@contextmanager
def opened(path: Path, table: str) -> Iterator[sqlite3.Connection]:
    """Open the file, made if it is not there, with a table by its DDL.

    Raises `StorageFull`, or `VolantError` for a file that cannot be used.
    """
    with _translating(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as base:
            base.execute("PRAGMA secure_delete = ON")
            base.execute("PRAGMA journal_mode = TRUNCATE")
            base.execute(table)
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
