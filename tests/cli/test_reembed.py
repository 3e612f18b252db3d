"""Change the embedder of an installation as an operator does, from the settings on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from embedding import DIMENSIONS, Server, serving
from shell import volant
from starlette.testclient import TestClient

from volant import assembly
from volant.settings import load
from volant.web.application import application

TEXT = "Article 1\nLe délai de préavis du salarié est de huit jours.\n"
QUESTION = "délai de préavis du salarié"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOLANT_HOME", str(tmp_path / "home"))
    (tmp_path / "loi.txt").write_text(TEXT, "utf-8")
    volant("library", "add", str(tmp_path / "loi.txt"))
    return tmp_path / "home"


def configure(home: Path, url: str, more: str = "") -> None:
    (home / "volant.toml").write_text(
        f'[library]\nembedder_url = "{url}"\nembedder_model = "m"\n'
        f"embedder_dimensions = {DIMENSIONS}\n{more}",
        "utf-8",
    )


def test_an_operator_changes_the_embedder(home: Path, server: Server) -> None:
    configure(home, server.url)
    found = json.loads(volant("library", "search", QUESTION, "--json"))
    assert found[0]["source"] == "loi.txt"
    assert server.asked == 0  # the index there is answers
    assert "m/96 now" in volant("library", "reembed")
    assert server.asked > 0
    assert json.loads(volant("library", "search", QUESTION, "--json"))[0]["source"] == "loi.txt"
    assert json.loads(volant("library", "reembed", "--json")) == {"embedder": "m/96", "whole": True}


def test_what_another_process_embeds_a_server_answers_from_at_once(
    home: Path, server: Server
) -> None:
    configure(home, server.url)
    running = assembly.assemble(load())
    client = TestClient(application(running))

    def embed(model: str) -> int:
        answer = client.post("/v1/embeddings", json={"model": model, "input": "سلام"})
        return len(answer.json()["data"][0]["embedding"]) if answer.is_success else 0

    try:
        assert (embed("use-multilingual-v3"), embed("m/96")) == (512, 0)
        volant("library", "reembed")
        (home.parent / "congé.txt").write_text(TEXT.replace("préavis", "congé"), "utf-8")
        volant("library", "add", str(home.parent / "congé.txt"))
        assert [one.name for one in running.library.documents()] == ["congé.txt", "loi.txt"]
        assert (embed("use-multilingual-v3"), embed("m/96")) == (0, DIMENSIONS)
        names = [model["id"] for model in client.get("/v1/models").json()["data"]]
        assert "m/96" in names
        assert "use-multilingual-v3" not in names
    finally:
        running.library.close()


@pytest.mark.parametrize(
    ("url", "more", "said"),
    [
        ("https://api.example.com/v1", "", "would read every passage"),
        ("https://api.example.com/v1", 'embedder_profile = "gpt-api"\n', "would read every"),
        ("https://api.example.com/v1", 'embedder_profile = "nobody"\n', "would read every"),
    ],
)
def test_an_embedder_far_away_may_not_read_the_library(
    home: Path, url: str, more: str, said: str
) -> None:
    configure(home, url, more)
    assert said in volant("library", "list", status=1)


def test_an_embedder_half_named_says_what_is_missing(home: Path) -> None:
    (home / "volant.toml").write_text('[library]\nembedder_url = "http://127.0.0.1:9/v1"\n')
    assert "embedder_dimensions" in volant("library", "list", status=1)
