"""Talk to the served page as a browser does, and remember everything that went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection

from playwright.sync_api import Browser, BrowserContext, Page
from webscript import ScriptedFlow


@dataclass
class Reply:
    """Be what the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        decoded: dict[str, object] = json.loads(self.body)
        return decoded

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """Be a running server and the conversation behind it."""

    port: int
    flow: ScriptedFlow

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        reply = Reply(status=answer.status, headers=found, body=answer.read())
        connection.close()
        return reply

    def ask(self, question: str, **headers: str) -> Reply:
        body = json.dumps({"messages": [{"role": "user", "content": question}], "engine": None})
        return self.send("POST", "/api/ask", body.encode(), content_type="application/json")


@dataclass
class Visit:
    """Open pages and remember everything that went wrong in them."""

    browser: Browser
    served: Served
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, path: str = "/?language=fr", **options: object) -> Page:
        defaults: dict[str, object] = {"viewport": {"width": 1280, "height": 800}}
        context = self.browser.new_context(**(defaults | options))  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: self._complain(m.type, m.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._meet(request.url))
        page.goto(self.served.url + path)
        if options.get("java_script_enabled", True) and path.startswith("/?"):
            page.wait_for_selector("html[data-ready]")
        return page

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _meet(self, url: str) -> None:
        if not url.startswith((self.served.url, "data:", "blob:")):
            self.strangers.append(url)
