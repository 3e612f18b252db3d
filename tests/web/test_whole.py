"""The whole thing in a real browser: the real application, on the starter library, no script.

It knows what the starter sheet on births and deaths says, and asserts that it reaches the screen;
it does not know which other passages are found with it. Times are printed, never asserted.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from webvisit import Visit

from volant.assembly import Installation, assemble
from volant.ledger import limits
from volant.settings import load
from volant.web.application import application

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
DESKTOP, PHONE = (1280, 800), (390, 844)
BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"
BIRTH_DARIJA = "شحال من نهار عندي باش نسجل ولدي فالحالة المدنية؟"
DEATH = "Et un décès ?"
WEATHER = "Quel temps fait-il à Rabat demain ?"
ANSWER = "Une naissance ou un décès se déclare dans les 30 jours (décret n° 2-22-04, article 40)."
ANSWER_ARABIC = "يصرح بالولادة أو بالوفاة خلال 30 يوما (المرسوم رقم 2.22.04، المادة 40)."
DONE = ".turn:last-child[aria-busy=false]"
FOLLOWED = ".turn:nth-child(2)"

WATCH = """() => {
  window.said = [];
  window.waits = [];
  let pressed = null;
  document.getElementById("send").addEventListener("click", () => {
    pressed = performance.now();
  }, true);
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.matches?.("#status, .turn:last-child .state")) {
        for (const node of addedNodes) window.said.push(node.data);
      }
    }
    const card = document.querySelector(".turn:last-child .card");
    if (pressed === null || !card) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => setTimeout(() => {
      window.waits.push(performance.now() - since);
    }));
  }).observe(document.body, { childList: true, subtree: true });
}"""
"""Keep what the page says on the way, and the time from the press to a painted card (ms)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Be the address of a running application, which is all a visit needs of it."""

    url: str


@pytest.fixture
def running(stocked: Path) -> Iterator[Running]:
    """Run what `volant serve` runs, on a port of the system's choice."""
    installation = assemble(load())
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application(installation), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(server, listening, installation)), daemon=True
    )
    thread.start()
    yield Running(url=f"http://127.0.0.1:{listening.getsockname()[1]}")
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


async def _serve(server: uvicorn.Server, on: socket.socket, installation: Installation) -> None:
    await server.serve([on])
    await installation.close()


@pytest.fixture
def visit(browser: Browser, running: Running) -> Iterator[Visit]:
    """Let a test open pages; afterwards nothing came from elsewhere and no console complained."""
    visiting = Visit(browser=browser, served=running)
    yield visiting
    for context in visiting.contexts:
        context.close()
    assert visiting.strangers == []
    assert visiting.complaints == []


def enter(visit: Visit, language: str, size: tuple[int, int]) -> Page:
    viewport = {"width": size[0], "height": size[1]}
    page: Page = visit.open(f"/?language={language}", viewport=viewport, reduced_motion="reduce")
    page.evaluate(WATCH)
    return page


def ask(page: Page, question: str) -> None:
    """Ask with the button, and print how long the evidence took to be on screen."""
    page.fill("#question", question)
    page.click("#send")
    page.wait_for_selector(DONE)
    asked = page.locator(".turn").count()
    page.wait_for_function("asked => window.waits.length === asked", arg=asked)
    print(f"\n{page.evaluate('window.waits.at(-1)'):5.0f} ms to evidence: {question}")  # noqa: T201


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    assert len(page.screenshot(path=SCREENSHOTS / f"whole-{name}.png")) > 8000


def read_source(page: Page, sentence: str, title: str, facts: list[str], name: str) -> None:
    """Open citation 1 and find there the sentence marked, in its document, with its pedigree."""
    page.locator(".turn:last-child .cite", has_text="1").first.click()
    expect(page.locator("#panel mark")).to_have_text(sentence)
    expect(page.locator("#panel mark")).to_be_in_viewport()
    expect(page.locator("#panel-title")).to_have_text(title)
    for fact in facts:
        expect(page.locator("#panel .facts")).to_contain_text(fact)
    expect(page.locator("#panel .badge")).to_be_in_viewport()
    shoot(page, name)
    page.click("#panel-close")
    expect(page.locator("#panel")).to_be_hidden()


def read_receipt(page: Page, verdict: str, lines: dict[str, str], name: str) -> None:
    """Open the last receipt: signed, in the language of the page, with what it leaves unproven."""
    page.click(".turn:last-child button.receipt")
    expect(page.locator("#panel .verdict")).to_have_text(verdict)
    labels = page.locator("#panel dt").all_inner_texts()
    told = dict(zip(labels, page.locator("#panel dd").all_inner_texts(), strict=True))
    assert len(told) >= 9
    assert lines.items() <= told.items()
    expect(page.locator("#panel .limits li")).to_have_text(list(limits(page_language(page))))
    shoot(page, name)
    page.click("#panel-close")
    expect(page.locator("#panel")).to_be_hidden()


def page_language(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


def test_a_question_in_french_is_answered_with_its_proof(visit: Visit) -> None:
    page = enter(visit, "fr", DESKTOP)
    ask(page, BIRTH)
    said = page.evaluate("window.said")
    assert said[0] == "Recherche dans les documents…"
    assert "Rédaction de la réponse…" in said
    expect(page.locator("#status")).to_have_text("Réponse terminée.")
    expect(page.locator(".state")).to_have_text(re.compile(r"^\d passages? dans \d documents?$"))
    expect(page.locator(".found .card").first).to_be_in_viewport()
    expect(page.locator(".found .card.used .title").first).to_have_text(
        "Déclarer une naissance ou un décès"
    )
    first = page.locator("blockquote").first
    expect(first).to_contain_text(ANSWER)
    expect(first.locator(".cite")).to_have_text("1")
    assert page.locator("blockquote").count() == page.locator("blockquote .cite").count()
    shoot(page, "fr-desktop-1-answer")
    facts = ["Décret n° 2-22-04", "article 40", "22 juin 2023", "Contenu de démarrage"]
    read_source(page, ANSWER, "Déclarer une naissance ou un décès", facts, "fr-desktop-2-source")
    lines = {
        "Langue de la question": "français",
        "Moteur": "quote",
        "Décision": "Demande autorisée.",
    }
    read_receipt(page, "Signature vérifiée", lines, "fr-desktop-3-receipt")


def test_a_question_in_darija_is_answered_on_a_phone(visit: Visit) -> None:
    page = enter(visit, "ar", PHONE)
    ask(page, BIRTH_DARIJA)
    said = page.evaluate("window.said")
    assert said[0] == "جارٍ البحث في الوثائق…"
    expect(page.locator("#status")).to_have_text("اكتمل الجواب.")
    expect(page.locator(".answer")).to_have_attribute("lang", "ary-Arab")
    expect(page.locator(".answer .frame")).to_have_text(re.compile("هادشي اللي كيقولو النصوص"))
    expect(page.locator("blockquote").first).to_contain_text(ANSWER_ARABIC)
    assert page.locator(".terms bdi").count() > 0
    shoot(page, "ar-phone-1-answer")
    facts = ["المرسوم رقم 2.22.04", "المادة 40", "22 يونيو 2023", "محتوى أولي"]
    read_source(page, ANSWER_ARABIC, "التصريح بالولادة أو الوفاة", facts, "ar-phone-2-source")
    lines = {"لغة السؤال": "الدارجة، بالحروف العربية", "القرار": "طلب مسموح به."}
    read_receipt(page, "تم التحقق من التوقيع", lines, "ar-phone-3-receipt")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)


def test_a_question_the_documents_cannot_answer_is_refused(visit: Visit) -> None:
    page = enter(visit, "fr", DESKTOP)
    ask(page, WEATHER)
    expect(page.locator(".answer")).to_contain_text("Je n'ai pas trouvé la réponse")
    expect(page.locator("#status")).to_have_text("Les documents ne permettent pas de répondre.")
    expect(page.locator(".nearest h3")).to_have_text("Les passages les plus proches")
    assert page.locator(".nearest .card").count() > 0
    expect(page.locator(".cite")).to_have_count(0)
    expect(page.locator("blockquote")).to_have_count(0)
    expect(page.locator("button.receipt")).to_be_visible()
    shoot(page, "fr-desktop-5-refused")


def test_a_conversation_goes_on_and_changes_its_language(visit: Visit) -> None:
    page = enter(visit, "fr", DESKTOP)
    ask(page, BIRTH)
    ask(page, DEATH)
    expect(page.locator(".asked")).to_have_text([BIRTH, DEATH])
    expect(page.locator(f"{FOLLOWED} blockquote").first).to_contain_text(ANSWER)
    shoot(page, "fr-desktop-4-followed")
    answers = page.locator(".answer").all_inner_texts()
    page.click("a[hreflang=ar]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".asked")).to_have_text([BIRTH, DEATH])
    expect(page.locator(".state").first).to_contain_text("وثا")
    assert page.locator(".answer").all_inner_texts() == answers
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shoot(page, "ar-phone-4-switched")
    ask(page, BIRTH_DARIJA)
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn:last-child blockquote").first).to_contain_text(ANSWER_ARABIC)


def test_the_engines_of_the_installation_are_shown(visit: Visit) -> None:
    page = visit.open("/sovereignty?language=ar", viewport={"width": 390, "height": 844})
    expect(page.locator("section").first).to_contain_text("المحرك المدمج")
    page.click("a[href='/sovereignty/embedded']")
    expect(page.locator(".admission tbody tr")).to_have_count(5)
    shoot(page, "ar-phone-5-engine")
