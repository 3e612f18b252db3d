"""The page in a real browser: asking, reading, stopping, coming back."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect
from webscript import ABSENCE, AGE, RATE
from webvisit import Served, Visit

from volant.gateway import LONGEST_QUESTION, LONGEST_TALK, MOST_TURNS

DONE = ".turn:last-child[aria-busy=false]"


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    if wait:
        page.wait_for_selector(DONE)


def test_an_answer_is_read_with_its_sources(visit: Visit) -> None:
    page = visit.open()
    ask(page, "Le congé payé ?")
    expect(page.locator(".asked")).to_have_text("Le congé payé ?")
    expect(page.locator(".state")).to_have_text("3 passages dans 2 documents")
    expect(page.locator(".found .card")).to_have_count(3)
    expect(page.locator(".answer .cite")).to_have_text(["1", "2", "2"])
    expect(page.locator(".answer .frame .cite")).to_have_count(0)
    expect(page.locator("blockquote")).to_contain_text(RATE.text)
    expect(page.locator(".found .card.used")).to_have_count(2)
    expect(page.locator(".withheld")).to_contain_text("2 phrases")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#status")).to_have_text("Réponse terminée.")
    assert visit.complaints == []


def test_enter_sends_and_shift_enter_breaks_the_line(visit: Visit) -> None:
    page = visit.open()
    page.focus("#question")
    page.keyboard.type("Le congé")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("payé ?")
    expect(page.locator("#question")).to_have_value("Le congé\npayé ?")
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    expect(page.locator(".asked")).to_have_text("Le congé\npayé ?", use_inner_text=True)


def test_an_empty_question_is_not_sent(visit: Visit, served: Served) -> None:
    page = visit.open()
    before = len(served.flow.conversations)
    ask(page, "  \n ", wait=False)
    expect(page.locator("#notice")).to_contain_text("La question est vide.")
    expect(page.locator(".turn")).to_have_count(0)
    assert len(served.flow.conversations) == before


def test_a_huge_paste_is_refused_and_the_draft_kept(visit: Visit) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"])
    page.fill("#question", "un début")
    page.evaluate("navigator.clipboard.writeText('سؤال طويل\\n'.repeat(40000))")
    page.press("#question", "Control+V")
    expect(page.locator("#notice")).to_contain_text("Le texte est trop long.")
    expect(page.locator("#question")).to_have_value("un début")
    page.evaluate("navigator.clipboard.writeText(' et la fin')")
    page.press("#question", "End")
    page.press("#question", "Control+V")
    expect(page.locator("#question")).to_have_value("un début et la fin")


def test_a_long_conversation_goes_on_with_its_first_and_last_turns(
    visit: Visit, served: Served
) -> None:
    page = visit.open()
    page.evaluate(
        """() => { const turns = ["une", "deux", "trois"].map((question) => ({ question,
        state: "done",
        sentences: [{ text: "a".repeat(90000), status: "frame", citations: [] }] }));
        sessionStorage.setItem("volant.turns", JSON.stringify(turns)); }"""
    )
    page.reload()
    page.wait_for_selector("html[data-ready]")
    ask(page, "congé")
    sent = [message.content[:5] for message in served.flow.conversations[-1][0]]
    assert sent == ["une", "deux", "aaaaa", "trois", "aaaaa", "congé"]


def test_a_question_too_long_to_be_answered_is_refused_and_kept(visit: Visit) -> None:
    page = visit.open()
    page.fill("#question", "a" * (LONGEST_QUESTION + 1))
    page.press("#question", "Enter")
    expect(page.locator("#notice")).to_contain_text("Le texte est trop long.")
    expect(page.locator("#question")).to_have_value("a" * (LONGEST_QUESTION + 1))


def test_the_page_and_the_gateway_know_the_same_limits() -> None:
    script = (files("volant.web") / "static" / "stream.js").read_text("utf-8")
    named = dict(re.findall(r"^(?:export )?const ([A-Z]+) = ([\d_]+);", script, re.MULTILINE))
    limits = [int(named[name]) for name in ("QUESTION", "TALK", "MESSAGES")]
    assert limits == [LONGEST_QUESTION, LONGEST_TALK, MOST_TURNS]


def test_an_example_is_asked_at_a_press(visit: Visit) -> None:
    page = visit.open("/?language=ar")
    assert page.locator(".examples button").count() == 4
    page.fill("#question", "brouillon")
    page.click(".examples button[lang=ary-Latn]")
    page.wait_for_selector(DONE)
    expect(page.locator("blockquote")).to_contain_text(AGE.text)
    expect(page.locator(".examples")).to_be_hidden()
    expect(page.locator("#question")).to_have_value("brouillon")


def test_a_citation_opens_its_source_and_escape_gives_the_focus_back(visit: Visit) -> None:
    page = visit.open("/?language=ar")
    ask(page, "متى التطليق؟")
    mark = page.locator(".cite").first
    assert mark.get_attribute("aria-label") == "المصدر 1: \u2068مدونة الأسرة\u2069"
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark")).to_have_text(ABSENCE.text)
    expect(page.locator("#panel mark")).to_be_in_viewport()
    expect(page.locator("#panel-title")).to_have_text("مدونة الأسرة")
    expect(page.locator("#panel .facts")).to_contain_text("المادة 104")
    expect(page.locator("#panel .facts")).to_contain_text("3 فبراير 2004")
    expect(page.locator("#panel .badge")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_the_keyboard_stays_in_the_panel(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    page.locator(".card").first.press("Enter")
    page.wait_for_selector("#panel mark")
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || panel.contains(document.activeElement)"
        )
        assert page.evaluate(inside)


def test_starter_content_says_so(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    expect(page.locator(".found .badge")).to_have_count(2)
    page.click(".cite")
    expect(page.locator("#panel .badge")).to_have_text("Contenu de démarrage")
    page.mouse.click(100, 400)
    expect(page.locator("#panel")).to_be_hidden()


def test_a_citation_leads_to_a_page_of_its_own(visit: Visit) -> None:
    page = visit.open("/?language=ar")
    ask(page, "bach ytzewej")
    page.goto(visit.served.url + str(page.locator(".cite").first.get_attribute("href")))
    expect(page.locator("mark#passage")).to_have_text(AGE.text)
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_stopping_keeps_what_was_said_and_ends_the_work(visit: Visit, served: Served) -> None:
    page = visit.open()
    served.flow.closed.clear()
    ask(page, "congé lent", wait=False)
    expect(page.locator(".sentence")).to_have_count(1)
    expect(page.locator("#send")).to_be_hidden()
    expect(page.locator(".state")).to_have_text("Rédaction de la réponse…")
    page.click("#stop")
    expect(page.locator(".state")).to_have_text("Réponse arrêtée.")
    expect(page.locator("#status")).to_have_text("Réponse arrêtée.")
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator(".sentence")).to_have_count(1)
    assert served.flow.closed.wait(5)
    assert visit.complaints == []


def test_closing_the_page_ends_the_work(visit: Visit, served: Served) -> None:
    page = visit.open()
    served.flow.closed.clear()
    ask(page, "congé lent", wait=False)
    expect(page.locator(".sentence")).to_have_count(1)
    page.close()
    assert served.flow.closed.wait(5)


def test_answering_again_asks_the_same_question(visit: Visit, served: Served) -> None:
    page = visit.open()
    ask(page, "congé")
    ask(page, "Et le congé à 17 ans ?")
    expect(page.locator(".again")).to_have_count(1)
    first = served.flow.conversations[-1]
    page.click(".again")
    page.wait_for_selector(DONE)
    assert served.flow.conversations[-1] == first
    assert [m.role for m in first[0]] == ["user", "assistant", "user"]
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".again")).to_be_focused()


def test_the_answer_is_copied_with_its_sources(visit: Visit) -> None:
    page = visit.open(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "congé")
    page.click(".copy")
    expect(page.locator("#notice")).to_have_text("Réponse et sources copiées.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "congé\n\n"
        "Oui, le Code du travail le prévoit.\n"
        "Le droit naît après six mois de service continu. [1]\n"
        "Le salarié acquiert un jour et demi par mois. [2]\n"
        f"« {RATE.text} » [2]\n\n"
        "Sources\n"
        "[1] Congé annuel payé · Article 231 · 11 septembre 2003 · conge-annuel.fr.md\n"
        "[2] Congé annuel payé · Article 231 · 11 septembre 2003 · conge-annuel.fr.md"
    )


def test_a_reload_keeps_the_conversation_and_the_draft(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    ask(page, "متى التطليق؟")
    page.fill("#question", "un brouillon")
    before = page.inner_text("#conversation")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#conversation") == before
    expect(page.locator("#question")).to_have_value("un brouillon")


def test_a_reload_in_the_middle_keeps_what_was_said(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé lent", wait=False)
    expect(page.locator(".sentence")).to_have_count(1)
    page.reload()
    expect(page.locator(".state")).to_have_text("Réponse arrêtée.")
    expect(page.locator(".sentence")).to_have_count(1)


def test_a_memory_that_makes_no_sense_is_let_go(visit: Visit) -> None:
    page = visit.open()
    for broken in ("{", "[]", "5", '[{"state": 1}]', "[null]", '[{"question": "x"}]'):
        page.evaluate("text => sessionStorage.setItem('volant.turns', text)", broken)
        page.reload()
        page.wait_for_selector("html[data-ready]")
    ask(page, "congé")
    expect(page.locator(".cite")).to_have_count(3)


def test_the_language_changes_without_losing_anything(visit: Visit) -> None:
    page = visit.open()
    ask(page, "متى التطليق؟")
    answer = page.inner_text(".answer")
    page.fill("#question", "un brouillon")
    page.click("a[hreflang=ar]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator(".state")).to_have_text("3 مقاطع في وثيقتين")
    expect(page.locator("#send")).to_have_attribute("aria-label", "إرسال السؤال")
    expect(page.locator("#question")).to_have_attribute("placeholder", "اكتب سؤالك…")
    expect(page.locator("#question")).to_have_value("un brouillon")
    expect(page.locator("a[hreflang=ar]")).to_have_attribute("aria-current", "true")
    assert page.inner_text(".answer") == answer
    page.click("a[hreflang=zgh]")
    expect(page.locator(".copy .word")).to_have_text("ⵙⵏⵖⵍ")
    expect(page.locator(".receipt .word")).to_have_attribute("lang", "fr")
    page.goto(visit.served.url)
    expect(page.locator("html")).to_have_attribute("lang", "zgh")


def test_the_language_changes_while_an_answer_comes(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé lent", wait=False)
    expect(page.locator(".sentence")).to_have_count(1)
    page.click("a[hreflang=en]")
    expect(page.locator(".state")).to_have_text("Writing the answer…")
    expect(page.locator("#stop")).to_be_visible()
    page.click("#stop")
    expect(page.locator(".state")).to_have_text("Answer stopped.")


def test_a_receipt_says_what_it_does_not_prove(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    button = page.locator("button.receipt")
    button.click()
    expect(page.locator("#panel .verdict")).to_have_text("Signature vérifiée")
    expect(page.locator("#panel dd").first).to_have_text("local, sur cette machine")
    expect(page.locator("#panel .limits li")).to_have_count(2)
    page.click("#panel summary")
    expect(page.locator("#panel pre")).to_contain_text("volant.receipt/1")
    page.click("#panel-close")
    expect(button).to_be_focused()


def test_a_refusal_is_honest(visit: Visit) -> None:
    page = visit.open()
    ask(page, "refus")
    expect(page.locator(".nearest h3")).to_have_text("Les passages les plus proches")
    expect(page.locator(".nearest .card")).to_have_count(2)
    expect(page.locator(".found .card")).to_have_count(0)
    expect(page.locator(".cite")).to_have_count(0)
    expect(page.locator("#status")).to_have_text("Les documents ne permettent pas de répondre.")
    page.click("button.receipt")
    expect(page.locator("#panel .verdict")).to_contain_text("ne vous fiez pas")


@pytest.mark.parametrize(
    ("question", "text", "sentences"),
    [
        ("panne", "Le moteur ne répond pas. Réessayez, ou choisissez un autre moteur.", 0),
        ("congé délai", "Le moteur a mis trop de temps.", 1),
        ("congé imprévu", "Le serveur a rencontré un problème.", 1),
    ],
)
def test_a_failure_says_what_to_do(visit: Visit, question: str, text: str, sentences: int) -> None:
    page = visit.open()
    ask(page, question)
    expect(page.locator(".failure")).to_contain_text(text)
    expect(page.locator(".sentence")).to_have_count(sentences)
    expect(page.locator(".again .word")).to_have_text("Réessayer")
    expect(page.locator("#status")).to_contain_text(text)
    page.click("a[hreflang=ar]")
    expect(page.locator(".failure")).to_contain_text("أعد المحاولة")


def test_a_lost_network_keeps_the_question(visit: Visit) -> None:
    page = visit.open()
    page.context.set_offline(True)
    ask(page, "congé")
    expect(page.locator(".failure")).to_contain_text("La connexion a été perdue.")
    page.context.set_offline(False)
    page.click(".again")
    expect(page.locator(".cite")).to_have_count(3)
    expect(page.locator(".failure")).to_have_count(0)


def test_the_engine_chosen_is_asked_and_remembered(visit: Visit, served: Served) -> None:
    page = visit.open()
    expect(page.locator("#engine option")).to_have_count(4)
    page.select_option("#engine", "citation")
    ask(page, "congé")
    assert served.flow.conversations[-1][1] == "citation"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#engine")).to_have_value("citation")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "aucun, les textes sont cités"), ("ar", "لا محرك، تُنقل النصوص كما هي")],
)
def test_an_answer_without_an_engine_says_so(visit: Visit, language: str, said: str) -> None:
    page = visit.open(f"/?language={language}")
    expect(page.locator("#engine option[value=quote]")).to_have_text(said)
    ask(page, "ytzewej")
    expect(page.locator(".meta")).to_contain_text(said)
    page.click("a[hreflang=en]")
    expect(page.locator(".meta")).to_contain_text("none, the texts are quoted")
    expect(page.locator("#engine option[value=quote]")).to_have_text("none, the texts are quoted")


@pytest.mark.parametrize(("language", "first"), [("fr", "fr"), ("ar", "ar"), ("en", "fr")])
def test_examples_of_the_reader_s_language_come_first(
    served: Served, language: str, first: str
) -> None:
    page = served.send("GET", f"/?language={language}").text
    tags = re.findall(r'name="example" value="[^"]*" lang="([^"]+)"', page)
    assert tags[0] == first
    assert sorted(tags) == ["ar", "ary-Arab", "ary-Latn", "fr"]


def test_a_cleared_conversation_can_be_taken_back(visit: Visit) -> None:
    page = visit.open()
    expect(page.locator("#fresh")).to_be_hidden()
    ask(page, "congé")
    page.click("#fresh")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    page.click("#notice button")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#notice")).to_be_hidden()


def test_the_theme_is_chosen_and_remembered(visit: Visit) -> None:
    page = visit.open(color_scheme="light")
    color = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(color)
    expect(page.locator("#theme")).to_have_attribute("aria-label", "Passer en sombre")
    page.click("#theme")
    dark = page.evaluate(color)
    assert dark != light
    expect(page.locator("#theme")).to_have_attribute("aria-label", "Passer en clair")
    page.reload()
    assert page.evaluate(color) == dark


def test_a_document_that_is_gone_is_explained_in_the_panel(visit: Visit) -> None:
    page = visit.open()
    ask(page, "congé")
    turns = json.loads(page.evaluate("sessionStorage.getItem('volant.turns')"))
    gone = json.dumps(turns).replace('"document": "conge"', '"document": "gone"')
    page.evaluate("text => sessionStorage.setItem('volant.turns', text)", gone)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.click(".cite")
    expect(page.locator("#panel .failure")).to_contain_text("n’est plus dans la bibliothèque")


def test_what_is_typed_or_cited_never_becomes_markup(visit: Visit) -> None:
    page = visit.open()
    ask(page, "<img src=x onerror=alert(1)> congé")
    expect(page.locator(".asked")).to_have_text("<img src=x onerror=alert(1)> congé")
    assert page.locator("main img").count() == 0
    assert visit.complaints == []


def test_the_page_works_without_javascript(visit: Visit) -> None:
    page = visit.open("/?language=fr", java_script_enabled=False)
    page.fill("#question", "congé")
    page.click("#send")
    expect(page.locator(".cite")).to_have_count(3)
    page.click(".cite >> nth=0")
    expect(page.locator("mark#passage")).to_be_visible()
