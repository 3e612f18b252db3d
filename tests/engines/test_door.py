import asyncio
import hashlib
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from engineservers import mirror, scripted
from hypothesis import given
from hypothesis import strategies as st

from volant.engines import Model, OpenAICompatible, fetch, openings
from volant.engines.door import Door
from volant.engines.sources import HUB, STORES, Hub
from volant.errors import EngineRefused, HostRefused, SettingsError, WeightsUnavailable
from volant.records import Message, Request

OPEN = ("https://api.mistral.ai/v1", "http://127.0.0.1:8000/v1", "https://*.hf.co")

ALLOWED = (
    "https://api.mistral.ai/v1/chat/completions",
    "https://API.mistral.ai./",
    "https://api.mistral.ai:443/",
    "http://127.0.0.1:8000/",
    "https://cdn-lfs.hf.co/x",
    "https://us-east-1.aws.cdn.hf.co/x?y",
    "https://someone@cdn-lfs.hf.co/",
)

REFUSED = (
    "http://api.mistral.ai/",  # the same host without TLS
    "https://api.mistral.ai:8443/",
    "https://mistral.ai/",
    "https://api.mistral.ai.evil.example/",
    "https://evil.example/https://api.mistral.ai/",
    "https://api.mistral.ai@evil.example/",
    "http://127.0.0.1:8001/",
    "http://localhost:8000/",  # another name of the same machine is another host
    "http://[::1]:8000/",
    "http://169.254.169.254/latest/meta-data/",
    "https://hf.co/",
    "https://xhf.co/",
    "https://cdn.hf.co.evil.example/",
    "ftp://cdn-lfs.hf.co/",
    "file:///etc/passwd",
    "data:text/plain,x",
    "https://",
    "https:///x",
    "//api.mistral.ai/",
    "",
    "السلام عليكم",
)


def test_what_the_settings_name_is_reached_and_nothing_else() -> None:
    door = Door(OPEN)
    assert [one for one in ALLOWED if not door.allows(one)] == []
    assert [one for one in REFUSED if door.allows(one)] == []


@given(st.text(max_size=60))
def test_no_text_opens_a_door_that_is_shut(text: str) -> None:
    door = Door(())
    assert not door.allows(text)
    with pytest.raises(HostRefused):
        door.check(f"https://{text}")


def test_a_refusal_is_counted_and_quotes_no_secret() -> None:
    door = Door(OPEN)
    with pytest.raises(HostRefused, match=r"https://evil\.example") as caught:
        door.check("https://user:s3cret@evil.example/path?key=s3cret")
    assert "s3cret" not in caught.value.message
    assert isinstance(caught.value, EngineRefused)
    assert (caught.value.code, door.refused) == ("host_refused", 1)
    assert "refused=1" in repr(door)


@pytest.mark.parametrize("wrong", ["", "api.mistral.ai", "ftp://x/", "https://*.", "https://["])
def test_a_door_onto_nothing_is_not_made(wrong: str) -> None:
    with pytest.raises(SettingsError):
        Door([wrong])


@dataclass(slots=True)
class Away:
    """Send whoever asks to `to`, and remember what came."""

    to: str
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def sending_away(to: str) -> Iterator[Away]:
    away = Away(to)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            away.asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", away.to)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    away.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield away
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[int, list[int]]]:
    """Listen on this machine and count who comes."""
    came: list[int] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(1)
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()


async def test_no_packet_goes_to_another_host() -> None:
    async with counting() as (port, came), scripted(b"HTTP/1.1 204 No\r\n\r\n") as there:
        door = Door([there.url])
        async with door.session() as session:
            async with session.get(there.url) as answer:
                assert answer.status == 204
            with pytest.raises(HostRefused):
                await session.get(f"http://127.0.0.1:{port}/")
            with pytest.raises(HostRefused):
                await session.get("http://no-such-host.invalid/")
        assert (came, door.refused) == ([], 2)


async def test_a_redirect_elsewhere_is_refused_though_it_is_followed() -> None:
    async with counting() as (port, came):
        with sending_away(f"http://127.0.0.1:{port}/x") as away:
            door = Door([away.url])
            async with door.session() as session:
                with pytest.raises(HostRefused):
                    await session.get(away.url)
            with pytest.raises(HostRefused):
                door.open(away.url, {}, connect=3, read=3)
            assert len(away.asked) == 2
        assert (came, door.refused) == ([], 2)


async def test_a_proxy_nobody_configured_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting() as (port, came):
        proxy = f"http://127.0.0.1:{port}"
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        with mirror(b"octets") as there:
            door = Door([there.url])
            async with door.session() as session:
                async with session.get(there.url) as answer:
                    assert await answer.read() == b"octets"
                with pytest.raises(HostRefused):
                    await session.get(there.url, proxy=proxy)
            with door.open(there.url, {}, connect=3, read=3) as opened:
                assert opened.read() == b"octets"
        assert came == []


async def test_a_configured_proxy_is_used() -> None:
    with mirror(b"par le mandataire") as proxy:
        door = Door(["http://poids.example/"], proxy=proxy.url)
        async with (
            door.session() as session,
            session.get("http://poids.example/a") as answer,
        ):
            assert await answer.read() == b"par le mandataire"
        with door.open("http://poids.example/b", {}, connect=3, read=3) as opened:
            assert opened.status == 200
        assert proxy.asked == ["http://poids.example/a", "http://poids.example/b"]


async def test_an_engine_reaches_only_itself() -> None:
    """A question must not follow an engine that sends it on, not even on this machine."""
    async with counting() as (port, came):
        with sending_away(f"http://127.0.0.1:{port}/v1/chat/completions") as away:
            engine = OpenAICompatible("far", f"{away.url}/v1", model="m")
            asked = Request(model="m", messages=(Message(role="user", content="شحال؟"),))
            with pytest.raises(EngineRefused):
                async for _ in engine.stream(asked):
                    pass
            await engine.close()
            assert len(away.asked) == 1
        assert came == []


def test_weights_follow_the_hub_to_its_own_stores_only(tmp_path: Path) -> None:
    data = bytes(range(256)) * 8
    model = Model(
        name="m", licence="", file="m.gguf", sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data), hub="org/m",
    )  # fmt: skip
    assert Door([HUB, *STORES]).allows("https://cdn-lfs-us-1.hf.co/repos/x")
    with mirror(data) as store, sending_away(f"{store.url}/x") as away:
        with pytest.raises(WeightsUnavailable, match="may reach"):
            fetch(model, tmp_path, [Hub(away.url)])
        assert store.asked == []
        named = Hub(away.url, hosts=[store.url])
        assert fetch(model, tmp_path, [named]).read_bytes() == data


def test_the_program_has_no_other_door() -> None:
    assert openings.breaches() == []


def test_every_listed_exception_still_exists() -> None:
    found = {(one.file, one.name) for one in openings.openings()}
    files = {file for file, _ in found}
    gone = {
        (file, name)
        for file, name in openings.KNOWN
        if (file, name) not in found and not (name == "*" and file in files)
    }
    assert gone == set()


BREACHES = {
    "import socket\nsocket.socket()": "socket.socket",
    "import socket as s\ns.create_connection(('x', 1))": "socket.create_connection",
    "from socket import socket\nsocket()": "socket.socket",
    "from socket import socket as prise\nmake = prise": "socket.socket",
    "import urllib.request": "urllib.request",
    "from urllib import request": "urllib.request",
    "def late():\n    from urllib.request import urlopen": "urllib.request",
    "import http.client as h": "http.client",
    "import requests": "requests",
    "import httpx._client": "httpx",
    "from importlib import import_module\nimport_module('smtplib')": "smtplib",
    "__import__('ftplib')": "ftplib",
    "import aiohttp\nx = aiohttp.ClientSession()": "aiohttp.ClientSession",
    "import aiohttp\nclass C(aiohttp.TCPConnector): pass": "aiohttp.TCPConnector",
    "import asyncio\nasync def f(): await asyncio.open_connection('x', 1)": (
        "asyncio.open_connection"
    ),
    "async def f(loop): await loop.create_connection(f, 'x', 1)": "loop.create_connection",
    "import subprocess\nsubprocess.run(['curl', 'x'])": "subprocess.run",
    "import os\nos.system('curl x')": "os.system",
}

HARMLESS = (
    "import socket\ndef f(one: socket.socket) -> socket.socket: return one",
    "import socket\na, b = socket.socketpair()",
    "from urllib.parse import quote",
    "import asyncio\nasync def f(): await asyncio.open_unix_connection('s')",
    "from starlette.requests import Request",
    "import aiohttp\nx = aiohttp.ClientTimeout()",
)


@pytest.mark.parametrize("source", BREACHES)
def test_a_breach_is_found_however_it_is_written(tmp_path: Path, source: str) -> None:
    (tmp_path / "page.py").write_text(source, "utf-8")
    names = {one.name for one in openings.breaches(tmp_path)}
    assert BREACHES[source] in names


@pytest.mark.parametrize("source", HARMLESS)
def test_what_opens_nothing_is_no_breach(tmp_path: Path, source: str) -> None:
    (tmp_path / "page.py").write_text(source, "utf-8")
    assert openings.breaches(tmp_path) == []


def test_a_listed_file_may_only_what_it_is_listed_for(tmp_path: Path) -> None:
    copy = tmp_path / "volant"
    shutil.copytree(openings.PACKAGE / "cli", copy / "cli", ignore=shutil.ignore_patterns("*.pyc"))
    with (copy / "cli" / "serve.py").open("a") as file:
        file.write("\nimport smtplib\n")
    assert [one.name for one in openings.breaches(copy)][-1:] == ["smtplib"]


def test_without_source_nothing_is_claimed(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        openings.breaches(tmp_path)


def test_importing_the_program_connects_nowhere() -> None:
    code = """
import sys
sys.addaudithook(lambda event, said: print(event) if event.startswith(
    ("socket.connect", "socket.getaddrinfo", "socket.sendto")) else None)
import volant.cli, volant.assembly, volant.web.application
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == ""
