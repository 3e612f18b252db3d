"""Take pictures of the page for people to look at; a picture that is blank fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from webvisit import Visit

FOLDER = Path(__file__).parents[1] / "screenshots"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
QUESTIONS = {
    "fr": "Au bout de combien de temps ai-je droit à un congé payé ?",
    "ar": "متى يمكن للزوجة أن تطلب التطليق بسبب غياب الزوج؟",
}


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:last-child[aria-busy=false]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", QUESTIONS)
def test_pictures(visit: Visit, language: str, size: str, scheme: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    width, height = SIZES[size]
    page = visit.open(
        f"/?language={language}",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )

    def shoot(step: str) -> None:
        picture = page.screenshot(path=FOLDER / f"{language}-{size}-{scheme}-{step}.png")
        assert len(picture) > 8000

    shoot("1-empty")
    ask(page, QUESTIONS[language])
    shoot("2-answer")
    page.click(".cite")
    page.wait_for_selector("#panel mark")
    shoot("3-source")
    page.keyboard.press("Escape")
    page.click("button.receipt")
    page.wait_for_selector("#panel dl")
    shoot("4-receipt")
    page.keyboard.press("Escape")
    ask(page, "Quel est le prix d’un permis de conduire ? (refus)")
    shoot("5-refused")
    page.locator(".turn:last-child .asked").scroll_into_view_if_needed()
    page.click(".tag summary")
    shoot("6-language")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", QUESTIONS)
def test_pictures_of_engines(visit: Visit, language: str, size: str, scheme: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    page = visit.open(f"/sovereignty?language={language}", viewport=viewport, color_scheme=scheme)
    paths = {
        "list": "/sovereignty",
        "one": "/sovereignty/embedded",
        "pair": "/sovereignty/compare?a=embedded&b=gpt-api",
        "text": "/sovereignty/explain",
    }
    for name, path in paths.items():
        page.goto(visit.served.url + path)
        if name == "text":
            page.fill("textarea", "رقم بطاقتي الوطنية هو AB123456، وهاتفي 0661234567")
            page.click("main button")
            page.wait_for_selector(".outlooks")
        whole = FOLDER / f"engines-{language}-{size}-{scheme}-{name}.png"
        assert len(page.screenshot(path=whole, full_page=True)) > 8000
