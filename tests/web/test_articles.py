"""Articles in the reader's language, spelled by the server alone, and never hidden by a law's name.

How a label is spelled is tested with the library, in `laws/test_labels.py`.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect
from webscript import ANSWERS, LABELLED, REFUSAL, RIGHT, to_hit
from webvisit import Served, Visit

from volant.records import Answered, Event, Searched, Spoken
from volant.web.catalogue import LANGUAGES
from volant.web.wire import encode_event, spell_all

WHOLE = ANSWERS["articles"][1]
SIZES = [(1280, 800), (390, 844), (320, 640)]
PLACES = """([script, place]) => import(script).then(({ drawArticle }) => {
    const drawn = drawArticle(place);
    document.querySelector("main").append(drawn);
    const center = ({ left, right }) => (left + right) / 2;
    const range = document.createRange();
    range.selectNodeContents(drawn.lastChild);
    const law = drawn.querySelector(".law").getBoundingClientRect();
    return { law: center(law), articles: center(range.getBoundingClientRect()) };
  })"""
SHOWN = """() => [...document.querySelectorAll(".card .article")].map((article) => {
    const card = article.closest(".card").getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(article.lastChild);
    const inside = [...range.getClientRects()].every(
      ({ left, right, bottom }) =>
        left >= card.left && right <= card.right && bottom <= card.bottom,
    );
    const law = article.querySelector(".law");
    if (law === null) return { inside, cut: false, begins: true };
    range.setStart(law.firstChild, 0);
    range.setEnd(law.firstChild, 1);
    const first = range.getBoundingClientRect();
    const box = law.getBoundingClientRect();
    const begins = first.left >= box.left - 1 && first.right <= box.right + 1;
    return { inside, cut: law.scrollWidth > law.clientWidth, begins };
  })"""


def read(event: Event) -> Any:
    return json.loads(encode_event(event).decode().partition("data: ")[2])


def strip(data: Any) -> Any:
    """Give what was sent without what was spelled for the page."""
    if isinstance(data, list):
        return [strip(item) for item in data]
    if isinstance(data, dict):
        return {key: strip(value) for key, value in data.items() if key != "spelled"}
    return data


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(".turn:last-child[aria-busy=false]")


# --- as it is sent --------------------------------------------------------------------------------


def test_a_label_is_sent_spelled_in_every_language_of_the_page() -> None:
    found = read(Searched(tag="fr", hits=(to_hit(RIGHT),)))
    assert found["hits"][0]["article"] == "231"
    spelled = found["hits"][0]["spelled"]
    assert set(spelled) == set(LANGUAGES)
    assert spelled["fr"] == {"law": "", "joint": ", ", "articles": "Article 231"}
    assert spelled["ar"]["articles"] == "المادة 231"


def test_what_is_no_list_of_articles_is_not_spelled() -> None:
    assert spell_all("المادة الأولى") is None
    assert spell_all("") is None


def test_citations_leave_as_they_were_signed() -> None:
    for event, record in (
        (Spoken(sentence=WHOLE.sentences[1]), WHOLE.sentences[1]),
        (Answered(answer=WHOLE), WHOLE),
        (Answered(answer=REFUSAL), REFUSAL),
    ):
        sent = read(event)
        assert strip(sent) == json.loads(msgspec.json.encode(record))
        assert sent != strip(sent)


def test_a_source_spells_its_articles(served: Served) -> None:
    sheet = served.send("GET", "/api/documents/conge").json
    assert sheet["article"] == "231"
    assert sheet["spelled"] == json.loads(msgspec.json.encode(spell_all("231")))
    arabic = served.send("GET", "/documents/conge?language=ar").text
    assert '<span class="article" lang="ar">المادة 231</span>' in arabic
    french = served.send("GET", "/documents/famille?language=fr").text
    assert '<span class="article" lang="fr">Article 104</span>' in french


# --- in a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_draws_what_the_server_does(visit: Visit, language: str) -> None:
    everywhere = "nodes => nodes.map((node) => node.outerHTML)"
    page = visit.open(f"/?language={language}")
    ask(page, "articles")
    streamed = page.locator(".card .place").evaluate_all(everywhere)
    still = visit.open(f"/?language={language}", java_script_enabled=False)
    still.fill("#question", "articles")
    still.click("#send")
    assert streamed == still.locator(".card .place").evaluate_all(everywhere)
    assert len(streamed) == len(LABELLED)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_long_law_is_cut_and_its_articles_are_not(
    visit: Visit, language: str, width: int, height: int
) -> None:
    page = visit.open(f"/?language={language}", viewport={"width": width, "height": height})
    ask(page, "articles")
    shown = page.evaluate(SHOWN)
    assert [one["inside"] for one in shown] == [True] * 4
    assert [one["cut"] for one in shown] == [True, True, False, False]
    assert [one["begins"] for one in shown] == [True] * 4


@pytest.mark.parametrize(("width", "height"), SIZES[:2])
def test_a_law_of_another_script_is_read_before_its_articles(
    visit: Visit, width: int, height: int
) -> None:
    """Where the law stands, and on which side of it its articles, is the page's direction."""
    viewport = {"width": width, "height": height}
    for language, law in (("fr", "مدونة الأسرة"), ("ar", "Loi n° 65-99")):
        page = visit.open(f"/?language={language}", viewport=viewport)
        script = page.locator("script[type=module]").get_attribute("src") or ""
        label = f"{law}, article 5, 6, 7"
        spelled = json.loads(msgspec.json.encode(spell_all(label)))
        place = {"article": label, "tag": "ar", "spelled": spelled}
        places = page.evaluate(PLACES, [script.replace("page.js", "articles.js"), place])
        assert (places["law"] < places["articles"]) == (language == "fr")


def test_a_change_of_language_spells_the_cards_again(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    first = page.locator(".card .article").first
    expect(first).to_have_text("Article 231")
    page.click("a[hreflang=ar]")
    expect(first).to_have_text("المادة 231")
    assert first.get_attribute("lang") == "ar"
    assert visit.complaints == []


def test_a_copy_spells_the_articles_after_the_law(visit: Visit) -> None:
    page = visit.open("/?language=ar", permissions=["clipboard-read", "clipboard-write"])
    ask(page, "articles")
    page.click(".copy")
    expect(page.locator("#notice")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "telle que modifiée\u2069، المادتان 231 و232 ·" in copied


def test_what_an_older_release_kept_is_still_drawn(visit: Visit) -> None:
    page = visit.open()
    ask(page, "articles")
    forget = """() => {
      const turns = sessionStorage.getItem("volant.turns");
      const named = (key, value) => (key === "spelled" ? undefined : value);
      sessionStorage.setItem("volant.turns", JSON.stringify(JSON.parse(turns, named)));
    }"""
    page.evaluate(forget)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".card .heading").first).to_have_text(LABELLED[0].article)
    assert visit.complaints == []
