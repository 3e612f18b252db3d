"""What nobody answers: a page for people, JSON for programs, and the same protection."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from starlette.testclient import TestClient
from webvisit import Served, Visit

from volant.assembly import assemble
from volant.settings import load
from volant.web.application import application

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
TEXTS = {
    "fr": "Cette page n’existe pas.",
    "ar": "هذه الصفحة غير موجودة.",
    "zgh": "Cette page n’existe pas.",
    "en": "This page does not exist.",
}


@pytest.mark.parametrize("path", ["/none", "/none/at/all", "/receipts", "/sovereignty/a/b"])
def test_a_browser_gets_a_page_in_the_reader_s_language(served: Served, path: str) -> None:
    for language, text in TEXTS.items():
        reply = served.send("GET", f"{path}?language={language}", accept=BROWSER)
        assert (reply.status, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert f'<html lang="{language}"' in reply.text
        assert 'data-word="missing_here"' in reply.text
        assert text in reply.text


@pytest.mark.parametrize("path", ["/api/none", "/v1/none", "/none"])
def test_a_program_gets_json(served: Served, path: str) -> None:
    wanted = BROWSER if path != "/none" else "*/*"
    reply = served.send("GET", path, accept=wanted)
    assert reply.status == 404
    assert reply.json["error"]["code"] == "path_not_found"


def test_a_method_that_is_not_taken_is_told_with_those_that_are(served: Served) -> None:
    page = served.send("POST", "/sovereignty?language=ar", accept=BROWSER)
    assert (page.status, set(page.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert 'data-word="undone"' in page.text
    wire = served.send("GET", "/api/ask", accept=BROWSER)
    assert (wire.status, wire.headers["allow"]) == (405, "POST")
    assert wire.json["error"]["code"] == "request"


@pytest.mark.parametrize(("method", "path"), [("GET", "/none"), ("DELETE", "/"), ("GET", "/api/x")])
def test_it_is_protected_and_not_kept(served: Served, method: str, path: str) -> None:
    reply = served.send(method, path, accept=BROWSER)
    assert "default-src 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"


def test_an_address_never_becomes_markup(served: Served) -> None:
    for path in (quote("/<script>alert(1)</script>"), "/" + "%00%ff" * 50, "/" + "a" * 8000):
        reply = served.send("GET", f"{path}?x=%22%3E%3Cscript%3E", accept=BROWSER)
        assert reply.status == 404
        assert "<script" not in reply.text


def test_an_end_slash_too_many_still_leads_to_the_page(served: Served) -> None:
    reply = served.send("GET", "/sovereignty/", accept=BROWSER)
    assert (reply.status, reply.headers["location"]) == (307, f"{served.url}/sovereignty")


def test_a_head_has_no_body(served: Served) -> None:
    assert served.send("HEAD", "/none", accept=BROWSER).status == 404


def test_the_real_application_has_them_too(tmp_path: Path) -> None:
    installation = assemble(load({"VOLANT_HOME": str(tmp_path)}))
    client = TestClient(application(installation))
    page = client.get("/none?language=ar", headers={"accept": BROWSER})
    assert (page.status_code, TEXTS["ar"] in page.text) == (404, True)
    wire = client.get("/v1/chat/completions", headers={"accept": BROWSER})
    assert (wire.status_code, wire.headers["allow"]) == (405, "POST")
    assert wire.json()["error"]["code"] == "request"


# --- in a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_lost_reader_finds_the_way_back(
    visit: Visit, language: str, width: int, height: int
) -> None:
    viewport = {"width": width, "height": height}
    page = visit.open(f"/none?language={language}", viewport=viewport)
    expect(page.locator(".failure")).to_contain_text(TEXTS[language])
    assert Axe().run(page).violations_count == 0
    page.click("main a[href='/']")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#question")).to_be_visible()
