"""What an index keeps, forgets, hides and survives."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from passages import DIMENSIONS, analysed, found, opened, terms, vector

from volant import languages
from volant.errors import IndexDamaged, UnknownDocument
from volant.library import index as index_module
from volant.library import renewal
from volant.library.index import Index
from volant.records import (
    Box,
    Grade,
    Instrument,
    Mark,
    Passage,
    Relation,
    Rights,
    Source,
    Term,
)

TEXT = "تسلم نسخة من رسم الولادة مجانا. La copie est gratuite."


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = opened(tmp_path / "index")
    with made.writing():
        made.add([analysed("/a", TEXT.split(". ")), analysed("/b", ["رسم السكن 250 درهما"])])
    yield made
    made.close()


def number(index: Index, path: str) -> str:
    return next(str(held.id) for held in index.held() if held.path == path)


# --- whose it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [None, 0o755])
def test_a_library_is_its_owners_alone(tmp_path: Path, mode: int | None) -> None:
    home = tmp_path / "home"
    folder = home / "library"
    if mode is not None:  # one that an earlier version made
        folder.mkdir(parents=True)
        folder.chmod(mode)
        (folder / "library.sqlite3").touch(0o644)
    index = opened(folder)
    with index.writing():
        index.add([analysed("/a", ["سر"], rights=Rights(data_class="D4"))])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    records = sorted(folder.glob("library.sqlite3*"))
    assert len(records) == 3  # with the write-ahead log and its index
    assert {stat.S_IMODE(path.stat().st_mode) for path in records} == {0o600}
    index.close()
    if mode is None:
        assert stat.S_IMODE(home.stat().st_mode) == 0o700


# --- what is kept --------------------------------------------------------------------------------


def test_everything_known_of_a_document_comes_back(tmp_path: Path) -> None:
    instrument = Instrument(
        kind="law", number="65-99", promulgated="2003-09-11", in_force="2004-06-08", gazette="5167",
        relations=(Relation(kind="repeals", number="1-72-219", articles=("3", "4"), end=5),),
    )  # fmt: skip
    rights = Rights(
        unit="sante/chu-fes", data_class="D2", licence="CC0-1.0", added_by="h", approved_by="k"
    )
    boxes = (
        Box(start=0, end=10, page=1, left=72.0, top=90.5, right=300.25, bottom=104.0),
        Box(start=11, end=30, page=2, left=0.5, top=1.25, right=2.0, bottom=4.0),
    )
    grades = (
        Grade(page=1, how="text", score=0.99),
        Grade(page=2, how="ocr", score=0.5, faults=("mixed",)),
    )
    marks = tuple(Mark(start=n * 11, kind="page", label=str(n + 1)) for n in range(2))
    index = opened(tmp_path)
    with index.writing():
        index.add(
            [
                analysed(
                    "/x", ["كلمة أولى", "ثم كلمة أخيرة"], instrument=instrument, rights=rights,
                    boxes=boxes, grades=grades, marks=marks,
                )
            ]
        )  # fmt: skip
    held = index.documents()[0]
    assert (held.instrument, held.rights, held.state) == (instrument, rights, "indexed")
    assert held.since.endswith("+00:00")
    document = str(held.id)
    assert index.boxes(document, 0, 99) == boxes
    assert index.boxes(document, 10, 12) == boxes[1:]
    assert index.grades(document) == grades
    hits = index.hits(index.lexical(terms("كلمة"), 9))
    assert {(hit.text, hit.page) for hit in hits} == {("كلمة أولى", 1), ("ثم كلمة أخيرة", 1)}
    assert {(hit.unit, hit.data_class, hit.valid_from) for hit in hits} == {
        ("sante/chu-fes", "D2", "2004-06-08")
    }
    window = index.window(document, 12, 14)
    assert (window.unit, window.data_class, window.page, window.article) == (
        "sante/chu-fes", "D2", 1, "المادة 2",
    )  # fmt: skip


@pytest.mark.parametrize("length", [0, 1, 1023, 1024, 1025, 5000])
def test_texts_of_any_length_are_cut_and_joined_without_a_seam(tmp_path: Path, length: int) -> None:
    text = ("ⵣ🙂ا\n" * length)[:length]
    item = analysed("/x", [text])
    spans = [(s, min(s + 700, length)) for s in range(0, length, 333)]
    passages = tuple(Passage(start=s, end=e, article="", text=text[s:e]) for s, e in spans)
    item = replace(
        item, passages=passages, kinds=(0,) * len(spans),
        tokens=({"body": "كلمة", "gram": "", "context": ""},) * len(spans),
        vectors=np.repeat(item.vectors, len(spans), axis=0),
    )  # fmt: skip
    index = opened(tmp_path)
    with index.writing():
        index.add([item])
    assert index.text("1") == text
    hits = index.hits(index.lexical([Term(field="body", alternatives=((("كلمة",), 1.0),))], 99))
    assert sorted((hit.start, hit.text) for hit in hits) == [(s, text[s:e]) for s, e in spans]
    for start in (0, length // 2, length):
        window = index.window("1", start, start + 5, 40)
        assert text[window.offset : window.offset + len(window.text)] == window.text
        assert window.offset + len(window.text) == min(length, window.end + 40)


# --- the life of a document ----------------------------------------------------------------------


def test_a_document_is_received_refused_indexed_withdrawn_and_back(index: Index) -> None:
    source = Source(name="c.pdf", path="/c", digest="0" * 64, size=9)
    with index.writing():
        index.receive(source, 3, rights=Rights(unit="a"), reason="no_text_layer")
    refused = next(held for held in index.held() if held.path == "/c")
    assert (refused.state, refused.reason, refused.rights.unit) == (
        "received", "no_text_layer", "a",
    )  # fmt: skip
    assert [held.path for held in index.documents()] == ["/a", "/b"]
    with pytest.raises(UnknownDocument):
        index.text(str(refused.id))
    assert index.mark(["/c"], "indexed") == 0
    with index.writing():
        index.add([analysed("/c", ["رخصة الصيد"])])
    assert found(index, "رخصة الصيد")[0] == "رخصة الصيد"
    for state in ("withdrawn", "superseded", "read"):
        document = number(index, "/c")
        assert index.mark(["/c", "/absent"], state, "replaced") == 1
        assert "رخصة الصيد" not in found(index, "رخصة الصيد")
        with pytest.raises(UnknownDocument):
            index.window(document, 0, 5)
    assert index.mark(["/c"], "indexed") == 1
    assert found(index, "رخصة الصيد")[0] == "رخصة الصيد"
    with pytest.raises(ValueError, match="no state"):
        index.mark(["/c"], "lost")


def test_twins_share_a_key(index: Index) -> None:
    index.settle_twins({number(index, "/a"): "law 65-99", number(index, "/b"): "law 65-99"})
    hits = index.hits(index.lexical(terms("رسم"), 9))
    assert {hit.twin for hit in hits} == {"law 65-99"} == {held.twin for held in index.held()}


def test_a_reader_in_another_process_learns_what_changed(index: Index, tmp_path: Path) -> None:
    reader = opened(tmp_path / "index")
    assert len(found(reader, "رسم")) == 2
    index.mark(["/a"], "withdrawn")
    assert found(reader, "رسم") == ["رسم السكن 250 درهما"]
    with index.writing():
        index.remove(["/b"])
        index.add([analysed("/d", ["رسم جديد"])])
    assert found(reader, "رسم") == ["رسم جديد"]
    assert reader.passages == index.passages


def test_a_reader_that_slept_through_many_deletions_reads_all_anew(
    index: Index, tmp_path: Path
) -> None:
    reader = opened(tmp_path / "index")
    assert found(reader, "رسم")
    with index.writing():
        index.remove(["/a", "/b"])
        index.add([analysed("/e", ["رسم باق"])])
    with sqlite3.connect(tmp_path / "index" / "library.sqlite3") as db:
        db.execute("DELETE FROM gone")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('forgotten', '999')")
    assert found(reader, "رسم") == ["رسم باق"]


# --- removal -------------------------------------------------------------------------------------

SECRET = "زعفرانة الياقوت"
WORDS = {SECRET.encode(), SECRET.encode("utf-16-le"), *(w.encode() for w in SECRET.split())} | {
    token.encode() for token in languages.analyse(SECRET)
}


def traces(folder: Path) -> list[str]:
    """Name the files under a folder that hold one of the removed words."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in WORDS)
    )


@pytest.mark.parametrize("how", ["removed", "replaced", "refused"])
def test_what_is_removed_leaves_no_byte(index: Index, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "index"
    secret = analysed("/s", [SECRET, f"{SECRET} ثانية"], title=f"سر {SECRET}")
    with index.writing():
        index.add([secret])
    first = index.lexical(terms(SECRET), 1)[0][0]
    assert traces(folder)
    assert np.fromfile(folder / "vectors.f32", np.float32).reshape(-1, DIMENSIONS)[first].any()
    with index.writing():
        if how == "removed":
            assert index.remove(["/s", "/absent"]) == 1
        elif how == "replaced":
            index.add([analysed("/s", ["بديل"])])
        else:
            index.receive(secret.document.source, 8, reason="not_text")
    assert traces(folder) == []
    rows = np.fromfile(folder / "vectors.f32", np.float32).reshape(-1, DIMENSIONS)
    assert not rows[first : first + 2].any()
    assert index.frequency(languages.analyse(SECRET)[0]) == 0
    assert len(found(index, "رسم")) == 2


def test_a_removal_that_was_killed_is_finished_by_the_next_writer(
    index: Index, tmp_path: Path
) -> None:
    with index.writing():
        index.add([analysed("/s", [SECRET])])
    with index._store.transaction():  # as far as `remove` comes before the sweep
        index._store.delete(["/s"])
    assert SECRET not in found(index, SECRET)
    with opened(tmp_path / "index").writing():
        pass
    with index.writing():
        pass
    assert traces(tmp_path / "index") == []


# --- crashes -------------------------------------------------------------------------------------

WRITE = """
import sys
from pathlib import Path
from passages import analysed, opened
from volant.library import index as index_module
index_module.SCATTERED = 5
index = opened(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 40):
    with index.writing():
        index.add([analysed(f"/{n}", [f"الملف {n} أ", f"الملف {n} ب"])])
        if n % 3 == 2:
            index.remove([f"/{n - 1}"])
        if n % 5 == 4:
            index.mark([f"/{n}"], "withdrawn")
    print(n, flush=True)
"""


def test_kill_nine_at_any_moment_leaves_a_whole_index(tmp_path: Path) -> None:
    folder, done = tmp_path / "index", -1
    command = [sys.executable, "-c", WRITE, str(folder)]
    here = str(Path(__file__).parents[1])
    for stop_at in (3, 9, 16, 17, 25, 31):
        run = [*command, str(done + 1)]
        with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, cwd=here) as child:
            assert child.stdout is not None
            for line in child.stdout:
                done = int(line)
                if done >= stop_at:
                    child.send_signal(signal.SIGKILL)
                    break
    index = opened(folder)
    with index.writing():
        pass
    held = {document.path: document for document in index.held()}
    lost = {f"/{n - 1}" for n in range(2, done + 1, 3)}
    assert set(held) - {f"/{done + 1}"} == {f"/{n}" for n in range(done + 1)} - lost
    shown = [path for path, document in held.items() if document.state == "indexed"]
    scores = index.lexical(terms("الملف"), 200)
    assert len(scores) == len({i for i, _ in scores}) == 2 * len(shown) == len(index.hits(scores))
    near = index.nearest(vector("الملف 3 أ"), 200)
    assert {i for i, _ in near} == {i for i, _ in scores}
    assert len(list((folder / "tokens").iterdir())) == 1


# --- many segments -------------------------------------------------------------------------------


def test_gathering_segments_changes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(tmp_path)
    for n in range(12):
        with index.writing():
            index.add([analysed(f"/{n}", [f"رسم الملف رقم {n} " + "كلمة " * n, "نص آخر"])])
    before = index.lexical(terms("رسم كلمة"), 50)
    assert index._lexical.segments > 1
    monkeypatch.setattr(index_module, "SCATTERED", 1)
    with index.writing():
        pass
    assert index._lexical.segments == 1
    after = index.lexical(terms("رسم كلمة"), 50)
    assert [i for i, _ in after] == [i for i, _ in before]
    assert [s for _, s in after] == pytest.approx([s for _, s in before])


# --- other formats -------------------------------------------------------------------------------


def test_an_index_of_another_making_says_so_and_is_renewed(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index.close()
    assert renewal.made_as(folder) == f"{index_module.FORMAT} test"
    with pytest.raises(IndexDamaged, match="made as"):
        opened(folder, analysis="7")
    put_aside = renewal.retire(folder)
    assert [one.path for one in put_aside] == ["/a", "/b"]
    assert renewal.retire(folder) == renewal.retired(folder) == put_aside
    new = opened(folder, analysis="7")
    assert new.held() == []
    assert renewal.made_as(folder) == f"{index_module.FORMAT} 7 test"
    renewal.forget(folder)
    renewal.forget(folder)
    assert renewal.retired(folder) == ()


def test_an_index_of_the_first_format_gives_its_paths(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.sqlite3") as db:
        db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
        db.execute("INSERT INTO meta VALUES ('format', '1 use-multilingual-v3')")
        db.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)")
        db.execute("INSERT INTO documents VALUES (1, '/loi.txt')")
    with pytest.raises(IndexDamaged, match="made as '1 use"):
        opened(tmp_path)
    assert renewal.retire(tmp_path) == (renewal.Retired(path="/loi.txt", rights=Rights()),)
    assert opened(tmp_path).held() == []


def test_lost_tokens_are_said(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "PATIENCE", 0.1)
    for path in sorted((tmp_path / "index" / "tokens").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(IndexDamaged, match="are not there"):
        opened(tmp_path / "index")
