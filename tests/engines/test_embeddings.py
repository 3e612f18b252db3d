"""Check what comes of texts embedded elsewhere, and that nothing else is taken for a vector."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import numpy as np
import pytest
from embedding import DIMENSIONS, Server, serving, vector

from volant.engines.embeddings import BATCH, RemoteEmbedder
from volant.errors import EngineRefused, EngineUnavailable


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def embedder(server: Server, **more: str) -> RemoteEmbedder:
    return RemoteEmbedder(url=server.url, model="m", dimensions=DIMENSIONS, **more)


@pytest.mark.parametrize("reply", ["right", "mixed"])
def test_each_text_has_its_vector_of_unit_norm(server: Server, reply: str) -> None:
    server.reply = reply
    texts = [f"المادة {n} ⵜⴰⵎⴰⵣⵉⵖⵜ" for n in range(2 * BATCH + 3)]
    found = embedder(server).embed(texts)
    wanted = np.array([vector(text) for text in texts], np.float32)
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert found.dtype == np.float32
    assert server.asked == len(texts)


def test_no_text_asks_nobody(server: Server) -> None:
    assert embedder(server).embed([]).shape == (0, DIMENSIONS)
    assert server.asked == 0


@pytest.mark.parametrize("reply", ["few", "short", "nan", "words"])
def test_what_is_no_list_of_vectors_is_refused(server: Server, reply: str) -> None:
    server.reply = reply
    with pytest.raises(EngineRefused) as caught:
        embedder(server).embed(["numéro 0661234567", "b"])
    assert "0661234567" not in caught.value.message


def test_a_broken_server_and_none_are_said_without_the_texts(server: Server) -> None:
    server.reply = "broken"
    with pytest.raises(EngineUnavailable, match="HTTP 500"):
        embedder(server).embed(["a"])
    gone = RemoteEmbedder(url="http://127.0.0.1:9/v1", model="m", dimensions=4)
    with pytest.raises(EngineUnavailable, match="does not answer"):
        gone.embed(["a"])


def test_it_goes_to_another_process_with_its_key_and_shows_it_nowhere(server: Server) -> None:
    sent = pickle.loads(pickle.dumps(embedder(server, api_key="k-123")))
    sent.embed(["a"])
    assert "Bearer k-123" in server.keys
    assert "k-123" not in repr(sent)
