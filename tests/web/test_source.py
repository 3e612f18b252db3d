"""A source as a reader sees it: since when it holds, how its page was read, the page itself."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from webscript import (
    ABSENCE,
    AGE,
    FAMILY,
    ROSTER,
    TERMS,
    Leaf,
    Piece,
    ScriptedFlow,
    ScriptedReceipts,
)
from webvisit import Served, Visit

from volant import web
from volant.library import Desk, Library
from volant.records import Grade
from volant.web.catalogue import load_catalogue
from volant.web.validity import is_over, tell
from volant.web.wire import doubt, link_picture

sys.path.insert(0, str(Path(__file__).parents[1] / "library" / "readers"))

from made_files import ascii_pdf

DONE = ".turn:last-child[aria-busy=false]"
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SPAN = f"start={ABSENCE.start}&end={ABSENCE.end}"
DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("")


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(DONE)


def leaf(**fields: object) -> Leaf:
    window = Piece(
        document="70-03/ar", source="70-03.pdf", title="مدونة الأسرة", article="المادة 104",
        date="", tag="ar", starter=False, text=FAMILY, offset=0, start=3, end=9, page=12,
    )  # fmt: skip
    return Leaf(window=window, **fields)


def shaded(picture: bytes) -> int:
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)
    return int(((pixels[..., 0] > 200) & (pixels[..., 2] < 160)).sum())


# --- what is said, in words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("", "", ()),
        ("2004-02-05", "", (("in_force", "2004-02-05"),)),
        ("2026-11-23", "", (("not_yet", "2026-11-23"),)),
        ("2004-02-05", "2026-11-22", (("expired", "2026-11-22"),)),
        ("2004-02-05", "2026-11-23", (("in_force", "2004-02-05"), ("ends", "2026-11-23"))),
        ("", "2027-01-01", (("ends", "2027-01-01"),)),
    ],
)
def test_whether_a_text_holds_is_told_from_its_days(
    since: str, until: str, said: tuple[tuple[str, str], ...]
) -> None:
    text = Piece(
        document="d", source="s", title="t", article="", date="", tag="fr", starter=False,
        text="", offset=0, start=0, end=0, valid_from=since, valid_until=until,
    )  # fmt: skip
    assert tell(text, "2026-11-22") == said


@given(DAYS, DAYS, st.dates(), st.dates())
def test_what_is_over_stays_over(since: str, until: str, one: object, other: object) -> None:
    text = Piece(
        document="d", source="s", title="t", article="", date="", tag="fr", starter=False,
        text="", offset=0, start=0, end=0, valid_from=since, valid_until=until,
    )  # fmt: skip
    first, last = sorted((str(one), str(other)))
    assert is_over(text, last) >= is_over(text, first)
    assert is_over(text, last) == (tell(text, last)[:1] == (("expired", until),))


def test_a_page_read_from_its_own_letters_leaves_no_doubt() -> None:
    assert doubt(None) is None
    assert doubt(Grade(page=1, how="text", score=0.98)) is None
    assert doubt(Grade(page=1, how="text", score=0.979)) == "read_poorly"
    assert doubt(Grade(page=1, how="ocr", score=1.0)) == "read_ocr"
    assert doubt(Grade(page=1, how="none", score=0.0)) == "read_none"


def test_a_quality_is_never_rounded_up() -> None:
    words = load_catalogue()
    assert words["fr"].say_decimal(0.979) == "0,97"
    assert words["en"].say_decimal(0.29) == "0.29"
    assert words["ar"].say_decimal(1) == "1,00"


def test_a_picture_is_linked_where_there_is_something_to_show() -> None:
    assert link_picture(leaf(drawable=True)) == "/documents/70-03%2Far/page.png?start=3&end=9"
    assert link_picture(leaf()) is None
    whole = leaf(drawable=True)
    nothing = Piece(**{name: getattr(whole.window, name) for name in Piece.__slots__} | {"end": 3})
    assert link_picture(Leaf(window=nothing, drawable=True)) is None


# --- over HTTP ------------------------------------------------------------------------------------


def test_a_picture_is_sent_for_its_reader_alone(served: Served) -> None:
    reply = served.send("GET", f"/documents/famille/page.png?{SPAN}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["cache-control"] == "private, max-age=300"
    assert "default-src 'self'" in reply.headers["content-security-policy"]
    assert shaded(reply.body) > 1000


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/documents/none/page.png?start=0&end=5", 404, "unknown_document"),
        ("/documents/conge/page.png?start=0&end=5", 404, "unknown_document"),
        ("/documents/famille/page.png", 404, "unknown_document"),
        ("/documents/famille/page.png?start=9&end=5", 400, "malformed_request"),
        ("/documents/famille/page.png?start=x", 400, "malformed_request"),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why(
    served: Served, path: str, status: int, code: str
) -> None:
    reply = served.send("GET", path, accept="image/avif,image/webp,*/*")
    assert (reply.status, reply.json["error"]["code"]) == (status, code)
    page = served.send("GET", path, accept="text/html,*/*")
    assert (page.status, page.headers["cache-control"]) == (status, "no-store")
    assert code in page.text


def test_a_sheet_is_written_for_the_panel(served: Served) -> None:
    sheet = served.send("GET", f"/api/documents/famille?{SPAN}").json
    assert (sheet["page"], sheet["valid_from"], sheet["doubt"]) == (12, "2004-02-05", "read_ocr")
    assert sheet["quality"] == 0.879
    assert sheet["picture"] == f"/documents/famille/page.png?{SPAN}"
    assert sheet["twins"] == [
        {"document": "famille-fr", "title": "Code de la famille", "tag": "fr"}
    ]


def test_a_source_page_says_how_it_was_read_and_since_when_it_holds(served: Served) -> None:
    page = served.send("GET", f"/documents/famille?{SPAN}&language=fr").text
    assert "Page 12" in page
    assert "En vigueur depuis le \u20685 février 2004\u2069" in page
    assert "reconnaissance de caractères, qualité 0,87." in page
    assert "Vérifiez sur l’image." in page
    assert f'src="/documents/famille/page.png?{SPAN.replace("&", "&amp;")}"' in page
    assert 'href="/documents/famille-fr" lang="fr" hreflang="fr"' in page


def test_a_text_that_no_longer_holds_says_so(served: Served) -> None:
    page = served.send("GET", "/documents/loi%2Fmariage?start=0&end=9&language=fr").text
    expected = "N’est plus en vigueur depuis le \u20681 juin 2025\u2069"
    assert f'<span class="badge">{expected}</span>' in page
    assert "Vérifiez sur l’original." in page
    assert "<figure" not in page
    arabic = served.send("GET", "/documents/loi%2Fmariage?start=0&end=9&language=ar").text
    assert "نص لم يعد ساري المفعول منذ \u20681 يونيو 2025\u2069" in arabic
    assert "الصفحة 5" in arabic
    assert "صفحة صعبة القراءة، والجودة 0,96." in arabic


def test_what_was_looked_for_is_listed_without_javascript(served: Served) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    for question in (b"question=refus", b"question=ytzewej"):
        page = served.send("POST", "/?language=ar", question, **form).text
        assert '<details class="terms"><summary data-word="terms">ما جرى البحث عنه' in page
        assert f"<bdi>{TERMS[0]}</bdi>" in page
        assert "<bdi>&lt;b&gt;</bdi>" in page
    assert "الصفحة 5" in page
    assert "لم يعد ساري المفعول" in page


# --- in a browser ---------------------------------------------------------------------------------


def test_the_panel_shows_the_page_the_passage_stands_on(visit: Visit) -> None:
    page = visit.open("/?language=ar")
    ask(page, "متى التطليق؟")
    page.click(".cite >> nth=0")
    expect(page.locator("#panel .facts")).to_contain_text("نص ساري المفعول منذ")
    expect(page.locator("#panel .facts")).to_contain_text("الصفحة 12")
    expect(page.locator("#panel .reading")).to_contain_text("والجودة 0,87")
    expect(page.locator("#panel mark")).to_be_in_viewport()
    image = page.locator("#panel .drawn img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 595)
    assert image.get_attribute("alt") == "صورة الصفحة 12 والمقطع مظلل؛ افتحها بحجم أكبر"
    with page.context.expect_page() as opened:
        image.click()
    assert opened.value.url.endswith(f"/documents/famille/page.png?{SPAN}")
    assert visit.complaints == []


def test_a_twin_opens_in_the_panel_and_leads_back(visit: Visit) -> None:
    page = visit.open()
    ask(page, "متى التطليق؟")
    page.click(".cite >> nth=0")
    expect(page.locator("#panel .twins")).to_contain_text("Le même texte dans une autre langue")
    page.click("#panel .twins a")
    expect(page.locator("#panel-title")).to_have_text("Code de la famille")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#panel .drawn")).to_have_count(0)
    page.click("#panel .twins a")
    expect(page.locator("#panel-title")).to_have_text("مدونة الأسرة")


def test_cards_say_the_page_and_what_no_longer_holds(visit: Visit) -> None:
    page = visit.open()
    ask(page, "chhal bach ytzewej")
    expect(page.locator(".card .page")).to_have_text("Page 5")
    expect(page.locator(".card .badge")).to_have_text("N’est plus en vigueur")
    page.click("a[hreflang=ar]")
    expect(page.locator(".card .page")).to_have_text("الصفحة 5")
    expect(page.locator(".card .badge")).to_have_text("لم يعد ساري المفعول")
    page.click(".card")
    expect(page.locator("#panel .facts .badge")).to_contain_text("1 يونيو 2025")


def test_what_was_looked_for_waits_under_the_evidence(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    expect(page.locator(".terms ul")).to_be_hidden()
    page.click(".terms summary")
    expect(page.locator(".terms bdi")).to_have_text(list(TERMS))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".terms bdi")).to_have_text(list(TERMS))
    ask(page, "refus")
    expect(page.locator(".turn:last-child .terms")).to_be_visible()
    assert visit.complaints == []


def test_a_copy_names_the_page(visit: Visit) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "chhal bach ytzewej")
    page.click(".copy")
    expect(page.locator("#notice")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"[1] {AGE.title} · Article 19 · Page 5 · 3 février 2004 · 70-03.pdf" in copied


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_leaves_a_phone_s_screen(visit: Visit, language: str) -> None:
    page = visit.open(f"/?language={language}", **PHONE)
    ask(page, "متى التطليق؟")
    page.click(".terms summary")
    assert not page.evaluate(WIDE)
    page.click(".cite >> nth=0")
    page.wait_for_selector("#panel mark")
    inside = "panel.querySelector('.content').scrollWidth <= panel.clientWidth"
    assert page.evaluate(inside)
    page.goto(f"{visit.served.url}/documents/famille?{SPAN}&language={language}")
    assert not page.evaluate(WIDE)


def test_a_source_is_whole_without_javascript(visit: Visit) -> None:
    page = visit.open(f"/documents/famille?{SPAN}&language=ar", java_script_enabled=False)
    page.locator(".drawn img").scroll_into_view_if_needed()
    expect(page.locator(".reading")).to_be_visible()
    page.click(".twins a")
    expect(page.locator("h1")).to_have_text("Code de la famille")
    assert page.locator("h1").get_attribute("lang") == "fr"


# --- through a real library -----------------------------------------------------------------------

PAGES = (
    "Article 1\nThe fee of the annual permit is 120 dirhams.",
    "Article 2\nThe permit is renewed within thirty days of its end.",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "permit.pdf").write_bytes(ascii_pdf(*PAGES))
    library = Library(tmp_path / "library")
    library.add([tmp_path / "permit.pdf"], processes=1)
    made = Desk(library)
    yield made
    made.close()
    library.close()


def test_the_page_of_a_real_document_is_shown(browser: Browser, desk: Desk) -> None:
    """From a search to the yellow on the second page of a PDF, with nothing scripted between."""
    hits, _ = desk.find("within how many days is the permit renewed?", "en")
    hit = next(found for found in hits if "thirty" in found.text)
    app = Starlette(routes=web.routes(ScriptedFlow(), desk, ScriptedReceipts(), ROSTER))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    served = Served(port=listening.getsockname()[1], flow=ScriptedFlow())
    try:
        visiting = Visit(browser=browser, served=served)
        span = f"start={hit.start}&end={hit.end}"
        page = visiting.open(f"/documents/{hit.document}?{span}&language=en")
        expect(page.locator("mark")).to_contain_text("within thirty days")
        expect(page.locator(".facts")).to_contain_text("Page 2")
        page.locator(".drawn img").scroll_into_view_if_needed()
        image = page.locator(".drawn img")
        expect(image).to_have_js_property("naturalWidth", 918)  # 612 points at 1.5
        expect(image).to_have_js_property("naturalHeight", 1188)
        picture = served.send("GET", f"/documents/{hit.document}/page.png?{span}")
        assert 2_000 < shaded(picture.body) < 918 * 1188 / 10
        gone = served.send("GET", "/documents/99/page.png?start=0&end=5")
        assert (gone.status, gone.json["error"]["code"]) == (404, "unknown_document")
        visiting.contexts[0].close()
    finally:
        server.should_exit = True
        thread.join(10)
