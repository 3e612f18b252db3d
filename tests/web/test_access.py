"""Everybody can use the page: contrast, names, keyboard, narrow screens, both directions."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from webvisit import Visit

QUESTIONS = {"fr": "congé", "ar": "متى التطليق؟", "zgh": "congé", "en": "refus"}
DONE = ".turn:last-child[aria-busy=false]"


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(DONE)


def check(page: Page, step: str) -> None:
    found = Axe().run(page).response["violations"]
    faults = [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical", "moderate")
    ]
    assert faults == [], step


@pytest.mark.parametrize(
    ("language", "scheme"),
    [
        ("fr", "light"),
        ("fr", "dark"),
        ("ar", "light"),
        ("ar", "dark"),
        ("zgh", "light"),
        ("en", "dark"),
    ],
)
def test_no_barrier_is_found(visit: Visit, language: str, scheme: str) -> None:
    page = visit.open(f"/?language={language}", color_scheme=scheme, reduced_motion="reduce")
    check(page, "empty")
    ask(page, QUESTIONS[language])
    check(page, "answered")
    page.click(".card")
    page.wait_for_selector("#panel mark")
    check(page, "source open")
    page.keyboard.press("Escape")
    page.click("button.receipt")
    page.wait_for_selector("#panel dl")
    check(page, "receipt open")
    page.keyboard.press("Escape")
    ask(page, "panne")
    check(page, "failed")


@pytest.mark.parametrize(
    "path",
    [
        "/documents/conge?start=70&end=90",
        "/documents/famille?start=30&end=60",
        "/documents/loi%2Fmariage?start=3&end=30",
        "/receipts/r-1",
        "/documents/x",
    ],
)
def test_no_barrier_is_found_on_other_pages(visit: Visit, path: str) -> None:
    check(visit.open(path, color_scheme="dark"), path)


WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("language", QUESTIONS)
def test_nothing_scrolls_sideways(visit: Visit, language: str, width: int) -> None:
    page = visit.open(f"/?language={language}", viewport={"width": width, "height": 640})
    assert not page.evaluate(WIDE)
    ask(page, QUESTIONS[language] + " " + "long" * 60)
    assert not page.evaluate(WIDE)
    page.click(".card")
    page.wait_for_selector("#panel mark")
    assert not page.evaluate(WIDE)
    assert not page.evaluate("panel.scrollWidth > panel.clientWidth")


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "en"])
def test_the_language_in_use_keeps_inside_a_phone_s_margin(
    visit: Visit, language: str, width: int
) -> None:
    page = visit.open(f"/?language={language}", viewport={"width": width, "height": 800})
    for choice in page.locator(".languages a").all():
        box = choice.bounding_box()
        assert box
        assert box["x"] >= 16
        assert box["x"] + box["width"] <= width - 16


def test_right_to_left_is_the_mirror_of_left_to_right(visit: Visit) -> None:
    left, right = visit.open("/?language=fr"), visit.open("/?language=ar")
    for page in (left, right):
        ask(page, "congé")
        page.click(".card")
        page.wait_for_selector("#panel mark")
        page.wait_for_timeout(300)
    for part in (".brand", "#theme", "#send", "#panel"):
        a, b = left.locator(part).bounding_box(), right.locator(part).bounding_box()
        assert a
        assert b
        assert abs((1280 - a["x"] - a["width"]) - b["x"]) < 8, part


def test_each_block_takes_its_own_direction(visit: Visit) -> None:
    page = visit.open("/?language=fr")
    ask(page, "متى التطليق؟")
    direction = "node => getComputedStyle(node).direction"
    assert page.locator(".asked").evaluate(direction) == "rtl"
    assert page.locator("blockquote p").first.evaluate(direction) == "rtl"
    assert page.locator(".state").evaluate(direction) == "ltr"
    assert page.locator("blockquote").first.get_attribute("lang") == "ar"


def test_every_control_is_reached_and_seen_with_the_keyboard(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.id"))
        seen = page.evaluate(
            """() => { const node = document.activeElement;
            if (node === document.body) return true;
            const box = node.closest(".box"), style = getComputedStyle(node);
            const around = box && node.id === "question" ? getComputedStyle(box) : style;
            return parseFloat(around.outlineWidth) >= 2; }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")
    names = " ".join(reached)
    for name in (
        "skip",
        "brand",
        "card",
        "cite",
        "copy",
        "again",
        "receipt",
        "question",
        "engine",
        "round",
    ):
        assert name in names, name


def test_the_skip_link_leads_to_the_question(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()


def test_controls_are_large_enough(visit: Visit) -> None:
    """WCAG 2.2, 2.5.8: targets of 24 by 24 CSS pixels, on a phone."""
    page = visit.open("/?language=ar", viewport={"width": 360, "height": 640}, has_touch=True)
    ask(page, "متى التطليق؟")
    for control in page.locator("a:visible, button:visible, select:visible").all():
        box = control.bounding_box()
        assert box
        small = control.get_attribute("class") == "skip"
        assert small or min(box["width"], box["height"]) >= 24, control.evaluate("n => n.outerHTML")


def test_the_page_is_light(visit: Visit) -> None:
    sizes: list[int] = []
    page = visit.open("/?language=fr")
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(visit.served.url + "/?language=ar")
    page.wait_for_selector("html[data-ready]")
    assert 0 < sum(sizes) < 120_000


def test_states_are_announced_in_order(visit: Visit) -> None:
    page = visit.open()
    page.evaluate(
        """() => { window.heard = [];
        new MutationObserver(() => heard.push(document.getElementById("status").textContent))
          .observe(document.getElementById("status"), {childList: true}); }"""
    )
    ask(page, "congé")
    heard = page.evaluate("heard")
    assert heard[-1] == "Réponse terminée."
    assert heard[0].startswith("Recherche")
    assert page.locator("#status").get_attribute("aria-live") == "polite"
