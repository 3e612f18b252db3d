"""Check what a reader is shown: by no path more than their rights, and the page as printed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from volant.errors import BrokenDocument, PathNotFound, UnknownDocument
from volant.library import Desk, Library
from volant.library.confinement import Confinement
from volant.records import Box, Hit, Rights

sys.path.insert(0, str(Path(__file__).parent / "readers"))

from made_files import ascii_pdf

PAGES = (
    "Article 1\nThe fee of the annual permit is 120 dirhams.",
    "Article 2\nThe permit is renewed within thirty days of its end.",
)
QUESTION = "within how many days is the permit renewed?"
FRENCH = "Loi n° 41-10\nArticle 1\nLe délai de renouvellement du permis est de trente jours.\n"
ARABIC = "القانون رقم 41.10\nالمادة 1\nأجل تجديد الرخصة هو ثلاثون يوما.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "permits"
    made.mkdir()
    (made / "permit.pdf").write_bytes(ascii_pdf(*PAGES))
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def desk(library: Library, folder: Path) -> Iterator[Desk]:
    library.add([folder], processes=1)
    made = Desk(library)
    yield made
    made.close()


def renewed(desk: Desk) -> Hit:
    hits, _ = desk.find(QUESTION, "en")
    return next(hit for hit in hits if "thirty" in hit.text)


def shaded(picture: bytes) -> int:
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)
    return int(((pixels[..., 0] > 200) & (pixels[..., 2] < 160)).sum())


def test_a_sheet_says_what_is_known_of_the_page(desk: Desk) -> None:
    hit = renewed(desk)
    sheet = desk.sheet(hit.document, hit.start, hit.end)
    assert (sheet.window.page, sheet.drawable, sheet.twins) == (2, True, ())
    assert sheet.grade is not None
    assert (sheet.grade.page, sheet.grade.how) == (2, "text")


def test_the_page_is_drawn_with_its_passage_shaded(desk: Desk) -> None:
    hit = renewed(desk)
    picture = desk.picture(hit.document, hit.start, hit.end)
    width, height = Image.open(BytesIO(picture)).size
    assert (width, height) == (918, 1188)  # 612 x 792 points at 1.5
    assert 2_000 < shaded(picture) < width * height / 10


def test_a_text_without_pages_is_not_drawn(library: Library, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(FRENCH, "utf-8")
    library.add([note], processes=1)
    desk = Desk(library)
    hit = desk.find("délai de renouvellement du permis", "fr")[0][0]
    assert not desk.sheet(hit.document, hit.start, hit.end).drawable
    with pytest.raises(UnknownDocument, match="no pages"):
        desk.picture(hit.document, hit.start, hit.end)


def test_the_same_text_in_the_other_language_is_named(library: Library, tmp_path: Path) -> None:
    for name, text in (("loi.txt", FRENCH), ("qanun.txt", ARABIC)):
        (tmp_path / name).write_text(text, "utf-8")
    library.add([tmp_path / "loi.txt", tmp_path / "qanun.txt"], processes=1)
    desk = Desk(library)
    hit = desk.find("délai de renouvellement du permis", "fr")[0][0]
    twins = desk.sheet(hit.document, hit.start, hit.end).twins
    assert {hit.source, *(twin.name for twin in twins)} == {"loi.txt", "qanun.txt"}


@pytest.mark.parametrize("rights", [Rights(data_class="D2"), Rights(unit="rh/paie")])
def test_what_is_not_for_this_reader_is_shown_by_no_path(
    library: Library, folder: Path, rights: Rights
) -> None:
    library.add([folder], processes=1, rights=rights)
    inside = Desk(library, units=None, clearance="D4")
    hit = renewed(inside)
    outside = Desk(library)
    assert outside.find(QUESTION, "en")[0] == []
    for ask in (outside.window, outside.sheet, outside.picture):
        with pytest.raises(UnknownDocument):
            ask(hit.document, hit.start, hit.end)
    inside.close()


def test_a_reader_of_a_unit_sees_what_is_under_it(library: Library, folder: Path) -> None:
    library.add([folder], processes=1, rights=Rights(unit="rh/paie", data_class="D1"))
    assert Desk(library, units=["rh"], clearance="D1").find(QUESTION, "en")[0]
    assert not Desk(library, units=["rh"], clearance="D0").find(QUESTION, "en")[0]
    assert not Desk(library, units=["r"], clearance="D1").find(QUESTION, "en")[0]


def test_a_file_changed_since_is_not_drawn_as_what_was_read(desk: Desk, folder: Path) -> None:
    hit = renewed(desk)
    (folder / "permit.pdf").write_bytes(ascii_pdf(*PAGES, "Article 3"))
    with pytest.raises(UnknownDocument, match="changed"):
        desk.picture(hit.document, hit.start, hit.end)
    (folder / "permit.pdf").unlink()
    with pytest.raises(PathNotFound):
        desk.picture(hit.document, hit.start, hit.end)


def test_drawing_goes_on_after_the_process_was_killed(desk: Desk) -> None:
    hit = renewed(desk)
    first = desk.picture(hit.document, hit.start, hit.end)
    assert desk._drawing.pid is not None
    os.kill(desk._drawing.pid, signal.SIGKILL)
    assert desk.picture(hit.document, hit.start, hit.end) == first


def test_a_page_that_is_not_there_and_a_file_that_is_none(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.7 and no more")
    with Confinement() as drawing:
        with pytest.raises(PathNotFound, match="2 pages"):
            drawing.draw(folder / "permit.pdf", 3)
        with pytest.raises(BrokenDocument):
            drawing.draw(broken, 1)
        far = Box(start=0, end=1, page=1, left=-1e9, top=-1e9, right=1e9, bottom=1e9)
        assert drawing.draw(folder / "permit.pdf", 1, [far]).picture[:4] == b"\x89PNG"
