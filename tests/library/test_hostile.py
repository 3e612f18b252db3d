"""Check that hostile files of every kind are refused with a reason, and the batch is done.

The files are those of `benchmarks.hostile`, which makes them all; here a few of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import hostile
from benchmarks import hostile_files as files
from volant.library import Library
from volant.library.confinement import Confinement

EACH = 4
"""Files of a kind: one of each format for what is a zip."""


@pytest.fixture(scope="module")
def reading() -> Iterator[Confinement]:
    with Confinement() as opened:
        yield opened


@pytest.mark.parametrize("kind", hostile.MADE)
def test_hostile_files_are_refused_with_a_reason(
    reading: Confinement, tmp_path: Path, kind: str
) -> None:
    for number, (suffix, data) in enumerate(islice(hostile.MADE[kind](), EACH)):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        outcome = hostile.ask(reading, kind, path)
        assert outcome.code
        assert outcome.message.isprintable()
        assert path.name in outcome.message


@pytest.mark.parametrize("kind", hostile.PLACED)
def test_things_that_are_no_file_and_names_that_turn_around(
    reading: Confinement, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    hostile.PLACED[kind](folder)
    for path in sorted(folder.iterdir()):
        outcome = hostile.ask(reading, kind, path)
        assert outcome.code
        assert outcome.message.isprintable(), ascii(outcome.message)


def test_oddities_without_harm_are_read(reading: Confinement, tmp_path: Path) -> None:
    for number, (suffix, data) in enumerate(files.harmless()):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        assert hostile.ask(reading, hostile.HARMLESS, path).code == ""


def test_a_batch_with_hostile_files_is_done(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    kinds = ["zip: shared bytes", "XML: entity bomb", "PDF: cut short", "no file", "name"]
    written = hostile.write(folder, kinds)
    library = Library(home / "library")
    report = library.add([folder], processes=2)
    good = {path.name for kind, path in written if kind == hostile.GOOD}
    assert {document.name for document in library.documents()} == good
    assert len(report.refused) == sum(
        1 for kind, path in written if kind != hostile.GOOD and not path.is_dir()
    )
    assert all(refusal.code and refusal.message.isprintable() for refusal in report.refused)
    assert all(refusal.path.isprintable() for refusal in report.refused)


def test_a_name_that_turns_around_is_taken_once_and_kept(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "\u202etxt.قانون\n.txt").write_text("المادة 1: يعمل به فورا.", "utf-8")
    library = Library(home / "library")
    assert library.add([folder], processes=1).added == 1
    again = library.add([folder], processes=1)
    assert (again.added, again.unchanged, again.removed) == (0, 1, 0)
    assert [document.name for document in library.documents()] == ["\\u202etxt.قانون\\u000a.txt"]
