"""Serve the page with a scripted conversation, on a real server and in a real browser."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright
from starlette.applications import Starlette

from volant import web

sys.path.insert(0, str(Path(__file__).parent))

from webscript import ROSTER, ScriptedFlow, ScriptedPassages, ScriptedReceipts
from webvisit import Served, Visit

expect.set_options(timeout=60_000)  # milliseconds; on a busy machine a page takes seconds

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    flow = ScriptedFlow()
    routes = web.routes(flow, ScriptedPassages(), ScriptedReceipts(), ROSTER)
    app = Starlette(routes=routes, exception_handlers=web.find_strays())
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield Served(port=listening.getsockname()[1], flow=flow)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for one module only: Playwright holds an event loop while it runs."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on this machine: the page was not tried in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    """Let a test open pages; afterwards nothing may have come from elsewhere."""
    visiting = Visit(browser=browser, served=served)
    yield visiting
    for context in visiting.contexts:
        context.close()
    assert visiting.strangers == []
