"""A document's life in the library: whose it is, when it holds, hidden, shown again, made anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from volant.errors import PathNotFound
from volant.library import Library
from volant.records import Access, Rights

OLD = """القانون رقم 41.10 الصادر بتنفيذه الظهير الشريف رقم 1.10.191
بتاريخ 7 محرم 1432 (13 ديسمبر 2010)
الجريدة الرسمية عدد 5904 بتاريخ 30 ديسمبر 2010
المادة 1
يستفيد الأطفال من صندوق التكافل العائلي داخل أجل ثلاثين يوما.
"""
NEW = """القانون رقم 58.23 الصادر بتنفيذه الظهير الشريف رقم 1.23.84
بتاريخ 15 من جمادى الأولى 1445 (30 نوفمبر 2023)
الجريدة الرسمية عدد 7252 بتاريخ 4 ديسمبر 2023
المادة 1
يستفيد الأطفال من الدعم الاجتماعي المباشر داخل أجل ستين يوما.
المادة 2
ينسخ القانون رقم 41.10 المتعلق بصندوق التكافل العائلي.
"""
QUESTION = "ما أجل استفادة الأطفال من صندوق التكافل العائلي؟"


@pytest.fixture
def opened(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


def write(folder: Path, **texts: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return sorted(folder.iterdir())


def names(library: Library, access: Access | None = None) -> set[str]:
    hits = library.search(QUESTION, "ar", access=access) if access else library.search(QUESTION)
    return {hit.source for hit in hits}


def test_a_repealed_text_is_not_found_today_and_is_found_on_its_day(
    opened: Library, tmp_path: Path
) -> None:
    opened.add(write(tmp_path / "laws", old=OLD, new=NEW), processes=1)
    assert names(opened) == {"new.txt"}
    assert names(opened, Access(as_of="2015-06-01")) == {"old.txt"}
    assert names(opened, Access(as_of="always")) == {"old.txt", "new.txt"}
    old = next(one for one in opened.held() if one.name == "old.txt")
    assert (old.instrument.number, old.valid_until) == ("41-10", "2023-12-04")
    assert opened.validities()[str(old.id)].repealed_by == "58-23"


def test_what_ended_a_text_taken_out_lets_it_hold_again(opened: Library, tmp_path: Path) -> None:
    files = write(tmp_path / "laws", old=OLD, new=NEW)
    opened.add(files, processes=1)
    opened.remove([tmp_path / "laws" / "new.txt"])
    assert names(opened) == {"old.txt"}


def test_a_unit_and_a_clearance_close_what_is_not_theirs(opened: Library, tmp_path: Path) -> None:
    hospital = Rights(unit="sante/chu-fes", data_class="D2", licence="interne", approved_by="DSI")
    opened.add(write(tmp_path / "a", note=NEW), processes=1, rights=hospital)
    (held,) = opened.documents()
    assert held.rights == hospital
    assert names(opened, Access(units=frozenset({"sante"}), clearance="D2")) == {"note.txt"}
    assert names(opened, Access(units=frozenset({"sante"}), clearance="D1")) == set()
    assert names(opened, Access(units=frozenset({"finances"}))) == set()


def test_withdrawn_stays_withdrawn_when_its_folder_is_added_again(
    opened: Library, tmp_path: Path
) -> None:
    files = write(tmp_path / "laws", new=NEW)
    opened.add(files, processes=1)
    assert opened.withdraw(files, "remplacé par une circulaire") == 1
    assert names(opened) == set()
    assert opened.add([tmp_path / "laws"], processes=1).unchanged == 1
    (held,) = opened.held()
    assert (held.state, held.reason) == ("withdrawn", "remplacé par une circulaire")
    with pytest.raises(PathNotFound):
        opened.withdraw(files, "deux fois")
    assert opened.restore(files) == 1
    assert names(opened) == {"new.txt"}


def test_a_refused_file_is_held_with_its_reason_and_tried_again(
    opened: Library, tmp_path: Path
) -> None:
    broken = tmp_path / "scan.pdf"
    broken.write_bytes(b"%PDF-1.4 and nothing more")
    assert len(opened.add([broken], processes=1).refused) == 1
    (held,) = opened.held()
    assert (held.state, held.reason) == ("received", "broken_document")
    assert opened.documents() == []
    broken.rename(tmp_path / "scan.txt")
    (tmp_path / "scan.txt").write_text(NEW, "utf-8")
    assert opened.add([tmp_path / "scan.txt"], processes=1).added == 1


def test_two_languages_of_one_text_are_compared(opened: Library, tmp_path: Path) -> None:
    arabic = "# الرخصة\n\nتؤدى 300 درهم داخل أجل 15 يوما.\n"
    french = "# La licence\n\nElle coûte 350 dirhams, dans un délai de 15 jours.\n"
    folder = tmp_path / "fiches"
    folder.mkdir()
    (folder / "licence.ar.md").write_text(arabic, "utf-8")
    (folder / "licence.fr.md").write_text(french, "utf-8")
    opened.add([folder], processes=1)
    (pair,) = opened.twins()
    assert {one.said for one in pair.differences} == {"amount 300 MAD", "amount 350 MAD"}
    assert len({one.twin for one in opened.held()}) == 1


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    files = write(tmp_path / "laws", new=NEW)
    library = Library(tmp_path / "library")
    library.add(files, processes=1)
    library.close()
    with closing(sqlite3.connect(tmp_path / "library" / "library.sqlite3")) as base, base:
        base.execute("UPDATE meta SET value = '1 another' WHERE key = 'format'")
    again = Library(tmp_path / "library")
    assert again.outdated == tuple(files)
    assert names(again) == set()
    assert again.renew().added == 1
    assert again.outdated == ()
    assert names(again) == {"new.txt"}


def test_an_index_made_anew_keeps_whose_it_is_and_what_was_hidden(tmp_path: Path) -> None:
    secret, hidden = write(tmp_path / "laws", a=NEW, b=OLD)
    rights = Rights(unit="rh", data_class="D3", approved_by="chef")
    library = Library(tmp_path / "library")
    library.add([secret], processes=1, rights=rights)
    library.add([hidden], processes=1)
    library.withdraw([hidden], "erreur")
    library.close()
    with closing(sqlite3.connect(tmp_path / "library" / "library.sqlite3")) as base, base:
        base.execute("UPDATE meta SET value = '1 another' WHERE key = 'format'")
    again = Library(tmp_path / "library")
    assert again.renew().added == 2
    held = {one.name: one for one in again.held()}
    assert held["a.txt"].rights == rights
    assert (held["b.txt"].state, held["b.txt"].reason) == ("withdrawn", "erreur")
    assert names(again, Access(clearance="D2", as_of="always")) == set()


def test_rights_last_until_others_are_given(opened: Library, tmp_path: Path) -> None:
    (file,) = write(tmp_path / "laws", new=NEW)
    opened.add([file], processes=1, rights=Rights(data_class="D2"))
    assert opened.add([file], processes=1).unchanged == 1
    file.write_text(NEW + "\n", "utf-8")
    assert opened.add([file], processes=1).replaced == 1
    assert names(opened, Access(clearance="D1")) == set()
    assert opened.add([file], processes=1, rights=Rights(data_class="D1")).replaced == 1
    assert names(opened, Access(clearance="D1")) == {"new.txt"}
    assert opened.add([file], processes=1, rights=Rights(data_class="D1")).unchanged == 1
