"""What one can do with a library: add, change, remove, find; and what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import active_children
from pathlib import Path

import pytest
import texts

from volant.errors import IndexDamaged, LibraryBusy, PathNotFound, StorageFull, UnknownDocument
from volant.library import Library
from volant.library import index as index_module
from volant.library.index import Index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return texts.write(tmp_path / "documents")


@pytest.fixture
def library(home: Path, folder: Path) -> Library:
    opened = Library(home / "library")
    opened.add([folder], processes=1)
    return opened


def names(library: Library) -> list[str]:
    return [document.name for document in library.documents()]


@pytest.mark.parametrize(
    ("question", "tag"),
    [
        ("كم يوما للتصريح بالولادة؟", "ar"),
        ("شحال من نهار عندي باش نصرح بالولادة؟", "ary-Arab"),
        ("ch7al mn nhar 3ndi bach nsre7 b lwilada?", "ary-Latn"),
        ("Dans quel délai déclarer une naissance ?", "fr"),
    ],
)
def test_a_question_in_each_language_finds_the_arabic_article(
    library: Library, question: str, tag: str
) -> None:
    hits, evidence = library.find(question)
    assert hits[0].article == "المادة 2"
    assert "ثلاثين يوما" in evidence.citations[0].text


def test_offsets_of_hits_and_citations_are_those_of_the_file(
    library: Library, folder: Path
) -> None:
    hits, evidence = library.find("كم غرامة من لم يصرح بالولادة؟")
    text = (folder / "etat-civil.txt").read_text("utf-8")
    for found in (*(h for h in hits if h.source == "etat-civil.txt"), evidence.citations[0]):
        assert text[found.start : found.end] == found.text
    assert "1.200 درهم" in evidence.citations[0].text


def test_adding_again_skips_what_is_unchanged(library: Library, folder: Path) -> None:
    os.utime(folder / "logement.md")
    report = library.add([folder], processes=1)
    assert (report.added, report.replaced, report.unchanged, report.removed) == (0, 0, 2, 0)


def test_a_changed_file_is_replaced_and_a_lost_one_removed(library: Library, folder: Path) -> None:
    (folder / "logement.md").write_text(texts.FRENCH.replace("15 jours", "40 jours"), "utf-8")
    (folder / "etat-civil.txt").unlink()
    report = library.add([folder], processes=1)
    assert (report.replaced, report.removed) == (1, 1)
    assert names(library) == ["logement.md"]
    found = " ".join(hit.text for hit in library.search("délai de réponse de la commune"))
    assert "40 jours" in found
    assert "15 jours" not in found


def test_remove_takes_documents_out(library: Library, folder: Path) -> None:
    assert library.remove([folder / "logement.md"]) == 1
    assert names(library) == ["etat-civil.txt"]
    with pytest.raises(PathNotFound):
        library.remove([folder / "logement.md"])


def test_a_path_that_does_not_exist_changes_nothing(library: Library, tmp_path: Path) -> None:
    with pytest.raises(PathNotFound, match="does not exist"):
        library.add([tmp_path / "absent"])
    assert len(names(library)) == 2


def test_a_file_that_cannot_be_read_is_reported_and_the_others_go_on(
    library: Library, folder: Path
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "third.txt").write_text("المادة 1\nنص قصير صالح.", "utf-8")
    report = library.add([folder], processes=2)
    assert {Path(r.path).name: r.code for r in report.refused} == {
        "broken.pdf": "broken_document",
        "binary.txt": "not_text",
    }
    assert report.added == 1


def test_empty_and_unknown_documents(library: Library) -> None:
    for unknown in ("99", "x", "", "-1", "9" * 30):
        with pytest.raises(UnknownDocument):
            library.window(unknown, 0, 10)
    document = str(library.documents()[0].id)
    window = library.window(document, 10**9, 10**9)
    assert window.start == window.end == len(library.text(document))


def test_an_empty_library_finds_nothing(home: Path) -> None:
    hits, evidence = Library(home / "empty").find("سؤال")
    assert hits == []
    assert evidence.citations == ()


def test_another_process_sees_what_one_adds(library: Library, home: Path, folder: Path) -> None:
    reader = Library(home / "library")
    assert reader.search("piscine municipale") is not None
    (folder / "piscine.txt").write_text("La piscine municipale ouvre à 9 heures.", "utf-8")
    library.add([folder], processes=1)
    assert reader.search("horaire de la piscine municipale", "fr")[0].source == "piscine.txt"


def test_two_writers_take_turns_and_patience_ends(
    library: Library, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "PATIENCE", 0.2)
    other = Library(home / "library")
    with library._index.writing(), pytest.raises(LibraryBusy):
        other.add([folder], processes=1)


def test_an_index_of_another_embedder_is_refused(home: Path) -> None:
    Index(home / "i", embedder="a", dimensions=2).close()
    with pytest.raises(IndexDamaged, match="move that folder away"):
        Index(home / "i", embedder="b", dimensions=2)


ADD = (
    "import sys; from pathlib import Path; from volant.library import Library; from volant.library "
    "import ingest; ingest.BATCH = 3; Library(Path(sys.argv[1])).add("
    "[Path(sys.argv[2])], processes=1, progress=lambda done, total, name: print(done, flush=True))"
)


def test_kill_nine_while_indexing_loses_and_doubles_nothing(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(30):
        text = f"المادة {n}\nتحدد رسوم الملف {n} في {n * 10 + 7} درهما.\n"
        (folder / f"{n:02}.txt").write_text(text, "utf-8")
    command = [sys.executable, "-c", ADD, str(home / "library"), str(folder)]
    for stop_at in (5, 12, 21):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if int(line) >= stop_at:
                    child.send_signal(signal.SIGKILL)
                    break
    library = Library(home / "library")
    before = len(names(library))
    library.add([folder], processes=1)
    assert before > 0
    assert names(library) == [f"{n:02}.txt" for n in range(30)]
    for n in (0, 11, 29):
        hits = library.search(f"رسوم الملف {n}", "ar", limit=40)
        assert len({hit.passage for hit in hits}) == len(hits) <= 30
        assert sum(hit.source == f"{n:02}.txt" for hit in hits) == 1


def test_a_reader_that_dies_costs_no_document(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(24):
        (folder / f"{n:02}.txt").write_text(f"المادة {n}\nنص قصير رقم {n}.", "utf-8")
    killed: list[int] = []

    def kill_one(done: int, total: int, name: str) -> None:
        if done == 3 and not killed:
            killed.extend(child.pid for child in active_children() if child.pid)
            os.kill(killed[0], signal.SIGKILL)

    library = Library(home / "library")
    report = library.add([folder], processes=2, progress=kill_one)
    assert killed
    assert (report.added, report.refused) == (24, ())
    assert names(library) == [f"{n:02}.txt" for n in range(24)]


def test_a_starter_library_of_another_copy_is_replaced(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "a.fr.md").write_text("---\ntitle: A\nstarter: true\n---\n# A\nUn.\n", "utf-8")
    library = Library(home / "library")
    library.add([copy], processes=1)
    library.add_starter()
    assert "a.fr.md" not in names(library)


def test_searching_while_another_thread_adds(library: Library, folder: Path, home: Path) -> None:
    writer = Library(home / "library")
    stop = threading.Event()

    def keep_adding() -> None:
        for n in range(5):
            (folder / f"new{n}.txt").write_text(f"ملف جديد رقم {n} للتجربة.", "utf-8")
            writer.add([folder], processes=1)
        stop.set()

    thread = threading.Thread(target=keep_adding)
    thread.start()
    deadline = time.monotonic() + 60
    while not stop.is_set() and time.monotonic() < deadline:
        assert library.find("كم يوما للتصريح بالولادة؟")[0][0].source == "etat-civil.txt"
    thread.join()
    assert len(names(library)) == 7


FULL = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2); "
    "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from pathlib import Path; "
    "from volant.library import Library; from volant.errors import VolantError\n"
    "try: Library(Path(sys.argv[1])).add([Path(sys.argv[2])], processes=1)\n"
    "except VolantError as error: print(error.code)"
)


def test_a_full_disk_is_said_and_loses_nothing(
    library: Library, home: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for n in range(60):
        (more / f"{n}.txt").write_text(
            f"المادة {n}\n" + f"نص طويل رقم {n} للتجربة. " * 200, "utf-8"
        )
    size = (home / "library" / "library.sqlite3").stat().st_size + 100_000
    command = [sys.executable, "-c", FULL, str(home / "library"), str(more), str(size)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == StorageFull.code, result.stderr
    assert library.find("كم يوما للتصريح بالولادة؟")[0][0].article == "المادة 2"
    library.add([more], processes=1)
    assert len(names(library)) == 62
