"""What a page of another site could have a browser send to this machine, and what it may not."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from volant.gateway import Gateway, routes
from volant.ledger import Ledger
from volant.library import Library

BODY = b'{"model": "echo", "messages": [{"role": "user", "content": "salam"}]}'
HERE = {"content-type": "application/json", "host": "127.0.0.1:8000"}


@pytest.fixture
def client(gateway: Gateway, library: Library) -> TestClient:
    app = Starlette(routes=routes(gateway, lambda: library.embedder, names=["volant.commune.ma"]))
    return TestClient(app, base_url="http://127.0.0.1:8000")


def ask(client: TestClient, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/v1/chat/completions", content=BODY, headers=HERE | named).status_code


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8000",
        "LOCALHOST.",
        "127.0.0.1",
        "[::1]:8000",
        "10.2.0.7:8000",
        "Volant.commune.ma",
    ],
)
def test_our_own_names_are_answered(client: TestClient, host: str) -> None:
    assert ask(client, host=host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "[x"]
)
def test_a_name_pointed_here_is_refused_on_the_loopback_address(
    client: TestClient, host: str, ledger: Ledger
) -> None:
    before = ledger.size
    assert ask(client, host=host) == 400
    answer = client.get("/v1/models", headers={"host": host})
    assert answer.json()["error"]["code"] == "malformed_request"
    ledger.refresh()
    assert ledger.size == before


def test_on_another_address_any_name_is_ours(gateway: Gateway, library: Library) -> None:
    app = Starlette(routes=routes(gateway, lambda: library.embedder))
    client = TestClient(app, base_url="http://192.168.1.20:8000")
    assert client.get("/v1/models", headers={"host": "volant.commune.ma"}).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/plain;application/json"]
)
def test_what_a_form_can_send_is_no_request(client: TestClient, kind: str) -> None:
    assert ask(client, content_type=kind) == 400
    assert ask(client, content_type="Application/JSON; charset=utf-8") == 200


def test_what_a_browser_says_comes_from_another_site_is_refused(client: TestClient) -> None:
    assert ask(client, sec_fetch_site="cross-site") == 400
    assert ask(client, sec_fetch_site="same-origin") == 200
