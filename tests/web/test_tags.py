"""The language a question was told to be in is shown, and its asker has the last word."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from webscript import AGE, MISTAKEN, identify
from webvisit import Served, Visit

from volant.records import TAGS
from volant.web.catalogue import load_catalogue
from volant.web.tags import rank_tags

CATALOGUE = load_catalogue()
DONE = ".turn:last-child[aria-busy=false]"
QUESTION = f"{MISTAKEN} l9adi?"


def ask(page: Page, question: str = QUESTION, *, wait: bool = True) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    if wait:
        page.wait_for_selector(DONE)


def test_every_tag_has_a_name_in_every_language() -> None:
    for words in CATALOGUE.values():
        names = {words.say_tag(tag) for tag in (*TAGS, "und")}
        assert len(names) == len(TAGS) + 1
        assert words.say_tag("kab") == "kab"


def test_a_share_is_whole_only_where_it_is_certain() -> None:
    french, arabic = CATALOGUE["fr"], CATALOGUE["ar"]
    shares = [french.say_share(score) for score in (0.0, 0.286, 0.974, 0.9999, 1.0)]
    assert shares == ["0\u202f%", "29\u202f%", "97\u202f%", "99\u202f%", "100\u202f%"]
    assert arabic.say_share(0.97) == "97%"


def test_the_likeliest_tags_are_offered_first_and_never_the_one_shown() -> None:
    assert rank_tags(identify("fr"), "fr")[:3] == ["ary-Latn", "es", "ar"]
    assert rank_tags(identify("fr"), "ary-Latn")[:2] == ["fr", "es"]
    assert set(rank_tags(identify("fr"), "fr")) == set(TAGS) - {"fr"}


def test_the_language_found_is_shown_with_its_score(visit: Visit) -> None:
    page = visit.open()
    ask(page)
    expect(page.locator(".tag summary")).to_have_text("Langue de la question Français97\u202f%")
    expect(page.locator(".tag form")).to_be_hidden()
    ask(page, "متى التطليق؟")
    expect(page.locator("p.tag .name")).to_have_text("Français")
    expect(page.locator("details.tag .name").first).to_have_text("Arabe")
    assert visit.complaints == []


def test_one_press_corrects_it_and_the_question_is_asked_again(
    visit: Visit, served: Served
) -> None:
    page = visit.open()
    ask(page)
    page.click(".tag summary")
    expect(page.locator(".tag form")).to_contain_text("sont gardés sur ce serveur")
    expect(page.locator(".tag button")).to_have_count(len(TAGS) - 1)
    page.locator(".tag button").first.click()
    expect(page.locator("blockquote")).to_contain_text(AGE.text)
    page.wait_for_selector(DONE)
    assert served.flow.tags[-2:] == [None, "ary-Latn"]
    assert served.flow.conversations[-1][0][-1].content == QUESTION
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".tag summary")).to_contain_text("Darija, lettres latinesvotre choix")
    expect(page.locator(".tag summary")).to_be_focused()
    expect(page.locator(".tag button").first).to_have_text("Français")
    page.click(".again")
    page.wait_for_selector(DONE)
    assert served.flow.tags[-1] == "ary-Latn"
    ask(page, "congé")
    assert served.flow.tags[-1] is None
    assert visit.complaints == []


def test_it_is_corrected_while_an_answer_comes(visit: Visit, served: Served) -> None:
    page = visit.open()
    served.flow.closed.clear()
    ask(page, f"{QUESTION} lent", wait=False)
    expect(page.locator(".sentence")).to_have_count(1)
    page.click(".tag summary")
    page.click(".tag button[value=ary-Latn]")
    assert served.flow.closed.wait(5)
    expect(page.locator(".share").first).to_have_text("votre choix")
    page.click("#stop")
    expect(page.locator(".turn")).to_have_count(1)
    assert served.flow.tags[-1] == "ary-Latn"


def test_the_menu_is_used_with_the_keyboard(visit: Visit, served: Served) -> None:
    page = visit.open("/?language=ar")
    ask(page)
    summary = page.locator(".tag summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tag form")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".tag button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".tag form")).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.mouse.click(5, 300)
    expect(page.locator(".tag form")).to_be_hidden()
    summary.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote")).to_contain_text(AGE.text)
    assert served.flow.tags[-1] == "ary-Latn"


def test_a_correction_outlives_a_reload_and_a_change_of_language(visit: Visit) -> None:
    page = visit.open()
    ask(page)
    page.click(".tag summary")
    page.click(".tag button[value=ary-Latn]")
    page.wait_for_selector(DONE)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".tag summary")).to_contain_text("votre choix")
    page.click("a[hreflang=ar]")
    summary = page.locator(".tag summary")
    expect(summary).to_contain_text("الدارجة، بالحروف اللاتينيةاختيارك")
    page.click("a[hreflang=zgh]")
    expect(summary.locator(".name")).to_have_attribute("lang", "fr")


def test_nothing_is_said_of_keeping_where_nothing_is_kept(visit: Visit, served: Served) -> None:
    served.flow.keeps_corrections = False
    try:
        page = visit.open()
        ask(page)
        page.click(".tag summary")
        expect(page.locator(".tag form")).to_be_visible()
        expect(page.locator(".tag form")).not_to_contain_text("gardés")
    finally:
        served.flow.keeps_corrections = True


def test_it_is_corrected_without_javascript(visit: Visit, served: Served) -> None:
    page = visit.open("/?language=fr", java_script_enabled=False)
    page.fill("#question", QUESTION)
    page.click("#send")
    expect(page.locator(".tag summary")).to_contain_text("97\u202f%")
    page.click(".tag summary")
    page.click(".tag button[value=ary-Latn]")
    expect(page.locator("blockquote")).to_contain_text(AGE.text)
    expect(page.locator(".tag summary")).to_contain_text("votre choix")
    assert served.flow.tags[-1] == "ary-Latn"


def test_the_page_s_events_carry_what_was_found(served: Served) -> None:
    body = {"messages": [{"role": "user", "content": QUESTION}], "tag": "ary-Latn"}
    reply = served.send(
        "POST", "/api/ask", json.dumps(body).encode(), content_type="application/json"
    )
    first, last = (json.loads(reply.text.split("data: ")[at].split("\n")[0]) for at in (1, -1))
    assert (first["tag"], first["identified"]["tag"]) == ("ary-Latn", "fr")
    assert last["identified"]["alternatives"][0] == ["ary-Latn", 0.02]
    assert served.flow.tags[-1] == "ary-Latn"


@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_has_no_barrier_and_stays_on_a_phone(
    visit: Visit, language: str, scheme: str
) -> None:
    page = visit.open(
        f"/?language={language}",
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    ask(page)
    page.click(".tag summary")
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] != "minor"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.locator(".tag summary, .tag button").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
