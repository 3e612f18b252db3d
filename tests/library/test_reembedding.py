"""Check that another embedder takes over whole, or not yet, and loses no right on the way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from embedding import DIMENSIONS, Server, serving

from volant.engines.embeddings import RemoteEmbedder
from volant.errors import EngineUnavailable
from volant.library import Library
from volant.records import Access, Rights

QUESTION = "délai de préavis du salarié"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "texts"
    folder.mkdir()
    texts = {
        "a": "Article 1\nLe délai de préavis du salarié est de huit jours.\n",
        "b": "Article 1\nLe préavis du cadre est de trois mois.\n",
        "c": "Article 1\nLa piscine ouvre à neuf heures.\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return sorted(folder.iterdir())


def other(server: Server) -> RemoteEmbedder:
    return RemoteEmbedder(url=server.url, model="m", dimensions=DIMENSIONS)


def told(library: Library) -> list[tuple[str, str, Rights]]:
    return [(one.name, one.state, one.rights) for one in library.held()]


def index(folder: Path, files: list[Path]) -> None:
    """Read files in with the first embedder, and leave."""
    library = Library(folder)
    library.add(files, processes=1)
    library.close()


def test_the_old_index_answers_until_the_new_one_is_whole(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    first = Library(tmp_path / "library")
    first.add(files[:1], processes=1, rights=Rights(data_class="D2"))
    first.add(files[1:], processes=1)
    first.withdraw([files[2]], "erreur")
    before = told(first)
    first.close()
    library, reader = (Library(tmp_path / "library", other(server)) for _ in range(2))
    assert (library.awaits, library.embedder.name) == ("m/96", "use-multilingual-v3")
    assert library.search(QUESTION, "fr")[0].source == "a.txt"
    assert library.reembed()
    assert (library.awaits, library.embedder.name) == ("", "m/96")
    assert told(library) == before
    assert library.search(QUESTION, "fr")[0].source == "a.txt"
    assert library.search(QUESTION, "fr", access=Access(clearance="D1"))[0].source == "b.txt"
    assert library.remove([files[2]]) == 1
    assert told(reader) == told(library)  # it noticed by itself
    assert reader.embedder.name == "m/96"
    assert reader.search(QUESTION, "fr")[0].source == "a.txt"
    assert not (tmp_path / "library" / "library.sqlite3").exists()


def test_all_who_notice_at_once_share_one_index(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    index(tmp_path / "library", files)
    library, reader = (Library(tmp_path / "library", other(server)) for _ in range(2))
    assert library.reembed()
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: reader._index, range(8)))
    assert len(set(map(id, seen))) == 1


def test_what_is_added_meanwhile_is_brought_over(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    index(tmp_path / "library", files[:2])
    library = Library(tmp_path / "library", other(server))
    added: list[int] = []

    def meanwhile(done: int, total: int, name: str) -> None:
        if not added:
            added.append(library.add([files[2]], processes=1).added)

    assert library.reembed(meanwhile)
    assert [one.name for one in library.held()] == ["a.txt", "b.txt", "c.txt"]


def test_an_embedder_that_fails_changes_nothing_and_is_tried_again(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    index(tmp_path / "library", files)
    library = Library(tmp_path / "library", other(server))
    server.reply = "broken"
    with pytest.raises(EngineUnavailable):
        library.reembed()
    assert library.awaits
    assert library.search(QUESTION, "fr")[0].source == "a.txt"
    server.reply = "right"
    assert library.reembed()
    assert not library.awaits


def test_a_new_library_begins_with_the_embedder_that_is_wanted(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    library = Library(tmp_path / "library", other(server))
    library.add(files, processes=1)
    assert not library.awaits
    assert library.embedder.name == "m/96"
    assert library.search(QUESTION, "fr")[0].source == "a.txt"


def test_going_back_reads_the_files_in_again(
    files: list[Path], tmp_path: Path, server: Server
) -> None:
    library = Library(tmp_path / "library", other(server))
    library.add(files, processes=1, rights=Rights(unit="rh"))
    before = told(library)
    library.close()
    back = Library(tmp_path / "library")
    assert back.outdated == tuple(files)
    back.renew()
    assert told(back) == before
    assert back.search(QUESTION, "fr")[0].source == "a.txt"
    assert list((tmp_path / "library").glob("embedder-*")) == []
