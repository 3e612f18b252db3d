"""Lay the library's tables out in Postgres, and let the database itself keep their rights.

The tables of `store` in Postgres' types, and two of its own: `vectors` (pgvector) and `postings`,
one row for each token of a field of a passage. `volant_allows` says in SQL what `access.allows`
says in Python; a test asks both the same questions.

`Session` is the one place that knows the driver, pg8000: pure Python and freely licensed, at some
more of our processor's time than a driver in C. One connection is shared behind a lock.
"""

from __future__ import annotations

import os
import re
import ssl
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from getpass import getuser
from importlib import import_module
from itertools import count
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from volant.errors import LibraryError, StorageFull, VolantError

_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  id bigint PRIMARY KEY, path text NOT NULL UNIQUE, name text COLLATE "C" NOT NULL,
  digest text NOT NULL, size bigint NOT NULL, modified bigint NOT NULL, title text NOT NULL,
  date text NOT NULL, tag text NOT NULL, starter int NOT NULL, count int NOT NULL,
  instrument text NOT NULL, unit text NOT NULL, data_class text NOT NULL, licence text NOT NULL,
  added_by text NOT NULL, approved_by text NOT NULL, state text NOT NULL, reason text NOT NULL,
  since text NOT NULL, valid_from text COLLATE "C" NOT NULL, valid_until text COLLATE "C" NOT NULL,
  twin text NOT NULL, length bigint NOT NULL, first bigint NOT NULL, kinds bytea NOT NULL,
  seq bigint NOT NULL);
CREATE INDEX IF NOT EXISTS documents_twin ON documents (twin);
CREATE TABLE IF NOT EXISTS pages (
  document bigint PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  boxes bytea NOT NULL, grades bytea NOT NULL);
CREATE TABLE IF NOT EXISTS texts (id bigint PRIMARY KEY, text text NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
  id bigint PRIMARY KEY, document bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
  start bigint NOT NULL, stop bigint NOT NULL, page int NOT NULL, article text NOT NULL);
CREATE INDEX IF NOT EXISTS passages_document ON passages (document);
CREATE TABLE IF NOT EXISTS vectors (
  passage bigint PRIMARY KEY, kinds bigint NOT NULL, lengths int[] NOT NULL,
  vector vector(%d) NOT NULL);
CREATE TABLE IF NOT EXISTS postings (
  field smallint NOT NULL, token text COLLATE "C" NOT NULL, passage bigint NOT NULL,
  count int NOT NULL, length int NOT NULL, PRIMARY KEY (field, token, passage));
CREATE INDEX IF NOT EXISTS postings_passage ON postings (passage);
CREATE TABLE IF NOT EXISTS pending (
  document bigint PRIMARY KEY, first bigint NOT NULL, count int NOT NULL, erase int NOT NULL);
CREATE TABLE IF NOT EXISTS gone (seq bigint PRIMARY KEY, document bigint NOT NULL);
DO $$ BEGIN CREATE ROLE volant_reader NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
"""

_RIGHTS = """
CREATE OR REPLACE FUNCTION volant_allows(
  unit text, data_class text, state text, valid_from text, valid_until text
) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT state = 'indexed'
    AND data_class IN ('D0', 'D1', 'D2', 'D3', 'D4')
    AND current_setting('volant.clearance', true) IN ('D0', 'D1', 'D2', 'D3', 'D4')
    AND data_class <= current_setting('volant.clearance', true)
    AND (btrim(unit, '/') = '' OR current_setting('volant.all_units', true) = 'yes' OR EXISTS (
      SELECT FROM unnest(string_to_array(current_setting('volant.units', true), E'\\n')) AS u
      WHERE u <> '' AND (btrim(unit, '/') = u OR starts_with(btrim(unit, '/'), u || '/'))))
    AND (current_setting('volant.as_of', true) = 'always' OR (
      valid_from <= current_setting('volant.as_of', true)
      AND (valid_until = '' OR current_setting('volant.as_of', true) < valid_until)))
$$;
GRANT SELECT ON meta, documents, pages, texts, passages, vectors, postings TO volant_reader;
"""
_POLICIES = {
    "documents": "volant_allows(unit, data_class, state, valid_from, valid_until)",
    "pages": "document IN (SELECT id FROM documents)",
    "texts": "id >> 20 IN (SELECT id FROM documents)",
    "passages": "document IN (SELECT id FROM documents)",
    "vectors": "passage IN (SELECT id FROM passages)",
    "postings": "passage IN (SELECT id FROM passages)",
}

_AT_ONCE = 500
"""Rows in one insert, or in one message of a copy."""

_KEPT = 64
"""Statements that the server keeps parsed for a connection."""

_BOUNDS = {"BEGIN", "COMMIT", "ROLLBACK"}
_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Rows:
    """Give a statement's rows, once, as SQLite's cursor gives them."""

    def __init__(self, rows: Iterable[Sequence[Any]], rowcount: int) -> None:
        self._rows, self.rowcount = map(tuple, rows), rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)


class Session:
    """Speak to Postgres in SQLite's words: `?` for a parameter, nothing begun by itself.

    One connection, used by one thread at a time. After a failure that may have left an answer
    unread it is thrown away, so that no question ever gets the answer of another; the next
    statement connects anew, unless a transaction or the writer's lock went with it.
    """

    def __init__(self, url: str) -> None:
        """Connect; raises `LibraryError` without the extra `volant[postgres]` or a database."""
        try:
            self._driver, scram = import_module("pg8000.native"), import_module("scramp")
        except ImportError as error:
            raise LibraryError(
                "a library in Postgres needs one more package: pip install 'volant[postgres]'."
            ) from error
        # A server that is no Postgres, or dies in a word, shows as any of the last four.
        self._unclear = (
            *(self._driver.Error, scram.ScramException),
            *(OSError, LookupError, ValueError, struct.error),
        )
        self._options = address(url)
        self._lock = RLock()
        self._closed = self._locked = False
        self._link: Any = None
        self.in_transaction = False
        with self._talking():
            pass

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Run one statement; raises `StorageFull` or `LibraryError`."""
        given = [as_text(value) for value in parameters]
        word = sql.split(maxsplit=1)[0]
        with self._lock:
            if self._link is None and word == "ROLLBACK":
                self.in_transaction = False
                return Rows((), -1)
            with self._talking() as link:
                done = link.execute_named(*self._prepared(sql, given)) if given else (
                    link.execute_simple(sql.replace("BEGIN IMMEDIATE", "BEGIN"))
                )  # fmt: skip
                if word in _BOUNDS:
                    self.in_transaction = word == "BEGIN"
        return Rows(done.rows or (), done.row_count)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> None:
        """Run one statement for each row; rows to insert travel many at a time."""
        into = re.fullmatch(r"(INSERT .* VALUES )(\(.*\))", sql)
        for start in range(0, len(rows), _AT_ONCE if into else 1):
            batch = rows[start : start + _AT_ONCE] if into else rows[start : start + 1]
            many = into[1] + ", ".join([into[2]] * len(batch)) if into else sql
            self.execute(many, [value for row in batch for value in row])

    def copy(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Write many rows of a table at once."""
        lines = ["\t".join(map(_copied, row)) + "\n" for row in rows]
        blocks = ["".join(lines[n : n + _AT_ONCE]).encode() for n in range(0, len(lines), _AT_ONCE)]
        with self._lock, self._talking() as link:
            link.run(f"COPY {table} FROM STDIN", stream=blocks)

    def lock(self, key: int) -> bool:
        """Take an advisory lock if it is free; it goes with the connection."""
        with self._lock:
            self._locked = bool(
                self.execute("SELECT pg_try_advisory_lock(?)", (key,)).fetchall()[0][0]
            )
            return self._locked

    def unlock(self, key: int) -> None:
        """Give an advisory lock back, where the connection still holds it."""
        with self._lock:
            self._locked = False
            if self._link is not None:
                self.execute("SELECT pg_advisory_unlock(?)", (key,))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._drop()

    def _prepared(self, sql: str, given: list[str | None]) -> tuple[Any, ...]:
        """Give what runs a statement, parsed by the server once while it is among the last used."""
        if sql not in self._statements:
            if len(self._statements) == _KEPT:
                oldest = self._statements.pop(next(iter(self._statements)))
                self._link.close_prepared_statement(oldest[0])
            number = count(1)
            self._statements[sql] = self._link.prepare_statement(
                re.sub(r"\?", lambda _: f"${next(number)}", sql), ()
            )
        name, columns, readers = self._statements[sql] = self._statements.pop(sql)
        return name, given, columns, readers, sql

    @contextmanager
    def _talking(self) -> Iterator[Any]:
        """Give the connection; turn the driver's errors into `StorageFull` or `LibraryError`."""
        try:
            yield self._connected()
        except LibraryError:
            raise
        except BaseException as error:
            if not isinstance(error, self._driver.DatabaseError):  # with that, all is read
                self._drop()
            if isinstance(error, self._unclear):
                raise failure(error) from error
            raise

    def _connected(self) -> Any:
        if self._link is None:
            if self._closed:
                raise LibraryError("the database cannot be used: the library was closed.")
            if self.in_transaction or self._locked:
                raise LibraryError(
                    "the database cannot be used: the connection was lost in the middle of a "
                    "change; run the same command again."
                )
            self._link = self._driver.Connection(**self._options)
            self._statements: dict[str, Any] = {}
        return self._link

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            with suppress(*self._unclear):
                link.close()


def address(url: str) -> dict[str, Any]:
    """Read an address as libpq does ("Connection URIs" in the Postgres manual), but stricter.

    The password may be in `PGPASSWORD` instead; one with Arabic letters begins and ends with one
    and has no Latin ones (RFC 3454, section 6: the driver insists, libpq does not). Raises
    `LibraryError`, which never shows the address, for what it does not know: an option left out
    in silence might be the one for TLS.

    >>> given = address("postgresql://qari%40@example.ma:6432/khizana?sslmode=disable")
    >>> [given[name] for name in ("user", "host", "port", "database", "ssl_context")]
    ['qari@', 'example.ma', 6432, 'khizana', False]
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query.replace("+", "%2B"), strict_parsing=bool(parts.query)))
        port = int(options.pop("port", parts.port or 5432))
    except ValueError:
        parts, options, port = urlsplit(""), {}, 0
    if parts.scheme not in {"postgresql", "postgres"} or parts.fragment:
        raise LibraryError(
            "the database's address cannot be read; it looks like postgresql://user@host/database,"
            " with %40 for @ and %23 for # in a name or a password."
        )
    place = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}").removesuffix(":")
    host = options.pop("host", "") or unquote(place.strip("[]")) or "localhost"
    user = options.pop("user", "") or unquote(parts.username or "") or getuser()
    word = options.pop("password", "") or unquote(parts.password or "")
    given = {
        "user": user,
        "password": word or os.environ.get("PGPASSWORD", ""),
        "database": options.pop("dbname", "") or unquote(parts.path[1:]) or user,
        "application_name": options.pop("application_name", "volant"),
    }
    mode, root = options.pop("sslmode", "prefer"), options.pop("sslrootcert", "")
    if options or mode not in _MODES:
        what = ", ".join(options) or f"sslmode={mode}"
        raise LibraryError(f"the database's address asks for {what}, which is not known here.")
    if host.startswith("/"):
        return {**given, "unix_sock": f"{host}/.s.PGSQL.{port}", "ssl_context": False}
    return {**given, "host": host, "port": port, "ssl_context": _security(mode, root)}


def _security(mode: str, root: str) -> ssl.SSLContext | bool | None:
    """Say what `sslmode` asks of TLS; `None` takes it where the server has it, unverified."""
    if mode == "disable":
        return False
    if mode in {"allow", "prefer"}:
        return None
    if mode == "require" and not root:
        return True
    try:
        context = ssl.create_default_context(cafile=None if root in {"", "system"} else root)
    except OSError as error:
        raise LibraryError(f"no certificates can be read from sslrootcert={root}.") from error
    context.check_hostname = mode == "verify-full"
    return context


def as_text(value: Any) -> str | None:
    """Write a value, or a list of numbers or texts, as Postgres reads it.

    What cannot be sent fails here, before anything is.

    >>> as_text([1.5, "null", 'قال "نعم"'])
    '{"1.5","null","قال \\\\"نعم\\\\""}'
    """
    if value is None:
        return None
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        inner = (str(item).replace("\\", r"\\").replace('"', r"\"") for item in value)
        value = "{" + ",".join(f'"{item}"' for item in inner) + "}"
    text = str(value)
    text.encode()
    return text


def _copied(value: Any) -> str:
    """Write a value in the text format of COPY ("File Formats" in the Postgres manual)."""
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else as_text(value)
    if text is None:
        return r"\N"
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def failure(error: BaseException) -> VolantError:
    """Say in our words what the driver's error says: the server's own, where it said any.

    They may stand behind the error: the driver closes what refuses a password, and may fail at it.
    """
    told: BaseException | None = error
    while told is not None and not (told.args and isinstance(told.args[0], dict)):
        told = told.__context__
    if told is None:
        words = str(error.__cause__ or error).strip() or type(error).__name__
        return LibraryError(
            f"the database cannot be used: {words}; see that it runs and can be reached."
        )
    fields = told.args[0]
    if fields.get("C") == "53100":  # disk_full, appendix A of the Postgres manual
        return StorageFull(
            "the database's disk is full; free some room and run the same command again."
        )
    return LibraryError(f"the database cannot be used: {fields.get('M', 'it failed')}.")


def prepare(session: Session, dimensions: int) -> None:
    """Make what is not there yet; give the reading role its tables, and rows by its settings."""
    session.execute(_SCHEMA % dimensions)
    session.execute(_RIGHTS)
    for table, condition in _POLICIES.items():
        session.execute(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f" DROP POLICY IF EXISTS volant_rights ON {table};"
            f" CREATE POLICY volant_rights ON {table} FOR SELECT TO volant_reader"
            f" USING ({condition});"
        )
