"""Check what `read` does with paths: the good ones, and everything a path can turn out to be."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from volant.errors import (
    DocumentTooLarge,
    PathNotFound,
    UnknownFormat,
    UnreadableDocument,
)
from volant.library.readers import OLD, READERS, read
from volant.library.readers.intake import LARGEST_FILE, show


def test_says_where_a_document_came_from(tmp_path: Path) -> None:
    file = tmp_path / "قانون.txt"
    file.write_bytes("المادة 1: يعمل به ابتداء من نشره.\r\n".encode())
    document = read(file)
    assert document.source.path == str(file)
    assert document.source.name == "قانون.txt"
    assert document.source.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document.source.size == file.stat().st_size
    assert document.text == file.open(encoding="utf-8", newline="").read()


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("avis.txt").write_text("Avis")
    assert read(Path("avis.txt")).source.path == str(tmp_path / "avis.txt")


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    file = tmp_path / "AVIS.TXT"
    file.write_text("Avis au public")
    assert read(file).text == "Avis au public"


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@pytest.mark.parametrize("content", ["", "   \n \t\n"])
def test_an_empty_text_is_a_document_titled_by_its_name(
    tmp_path: Path, suffix: str, content: str
) -> None:
    file = tmp_path / f"vide{suffix}"
    file.write_text(content)
    document = read(file)
    assert document.title == "vide"
    assert document.text.strip() == ""


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_an_empty_file_is_no_pdf_and_no_docx(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"vide{suffix}"
    file.touch()
    with pytest.raises(UnreadableDocument) as caught:
        read(file)
    assert caught.value.code == "broken_document"


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    file = tmp_path / "budget.dwg"
    file.write_bytes(b"PK")
    with pytest.raises(UnknownFormat) as caught:
        read(file)
    assert all(suffix in caught.value.message for suffix in READERS)
    assert "budget.dwg" in caught.value.message


@pytest.mark.parametrize("name", ["absent.txt", "absent/loi.txt", "x" * 300 + ".txt", "a\0b.txt"])
def test_a_path_that_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(PathNotFound):
        read(tmp_path / name)


def test_a_dangling_link_does_not_exist(tmp_path: Path) -> None:
    link = tmp_path / "loi.txt"
    link.symlink_to(tmp_path / "vanished.txt")
    with pytest.raises(PathNotFound):
        read(link)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="folder"):
        read(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableDocument, match="pipe"):
        read(pipe)


def test_a_device() -> None:
    with pytest.raises(UnreadableDocument, match="device"):
        read(Path("/dev/zero"))


def test_a_link_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "loop.txt"
    link.symlink_to(link)
    with pytest.raises(UnreadableDocument, match="leads back"):
        read(link)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads every file")
    file = tmp_path / "secret.txt"
    file.write_text("x")
    file.chmod(0)
    with pytest.raises(UnreadableDocument, match="permissions"):
        read(file)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as hole:
        hole.truncate(LARGEST_FILE + 1)
    with pytest.raises(DocumentTooLarge, match="200,000,000"):
        read(file)


def test_a_name_that_is_not_utf8_can_be_stored(tmp_path: Path) -> None:
    place = os.fsencode(tmp_path) + b"/d\xe9cret.txt"
    try:
        Path(os.fsdecode(place)).write_text("Décret")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    document = read(Path(os.fsdecode(place)))
    assert document.source.name == "d\\xe9cret.txt"
    document.source.path.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("قرار\u202efdp.exe", "قرار\\u202efdp.exe"),
        ("a\nb\r.txt", "a\\u000ab\\u000d.txt"),
        ("\x1b[2J.txt", "\\u001b[2J.txt"),
        ("\u2067x\u2069\u200f\ufeff", "\\u2067x\\u2069\\u200f\\ufeff"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ é.pdf", "ⵜⴰⵎⴰⵣⵉⵖⵜ é.pdf"),
    ],
)
def test_a_name_cannot_turn_a_line_around(tmp_path: Path, name: str, shown: str) -> None:
    assert show(name) == shown
    file = tmp_path / f"{name}.txt"
    file.write_text("Avis")
    assert read(file).source.name == f"{shown}.txt"


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("prise.txt")
        with pytest.raises(UnreadableDocument, match="socket"):
            read(tmp_path / "prise.txt")


@pytest.mark.parametrize("suffix", OLD)
def test_an_old_format_says_what_to_save_it_as(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"budget{suffix}"
    file.write_bytes(b"x")
    with pytest.raises(UnknownFormat, match=r"save it as \."):
        read(file)
