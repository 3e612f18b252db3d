"""The pages about engines: read by anybody, in any of the languages, on a screen and on paper."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient
from webscript import ROSTER, ScriptedFlow, ScriptedPassages, ScriptedReceipts
from webvisit import Reply, Served, Visit

from volant import web
from volant.errors import SettingsError
from volant.sovereignty import Policy, Profile, load_policy, load_profiles
from volant.sovereignty.words import load_words

FORM = {"content_type": "application/x-www-form-urlencoded"}
TEXT = "Bonjour, ma CIN est AB123456 et mon numéro 0661234567. <script>"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PATHS = (
    "/sovereignty",
    "/sovereignty/embedded",
    "/sovereignty/voisin",
    "/sovereignty/compare",
    "/sovereignty/compare?a=embedded&b=mistral-api",
    "/sovereignty/explain",
)


def look(served: Served, text: str, given: str = "", language: str = "fr") -> Reply:
    body = urlencode({"text": text, "class": given}).encode()
    return served.send("POST", f"/sovereignty/explain?language={language}", body, **FORM)


def read(html: str) -> str:
    """Give the words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def check(page: Page, step: str) -> None:
    found = Axe().run(page).response["violations"]
    faults = [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical", "moderate")
    ]
    assert faults == [], step


def add_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}language={language}"


# --- what the pages say ---------------------------------------------------------------------------


def test_the_list_begins_with_what_runs_here_and_shows_no_total(served: Served) -> None:
    page = served.send("GET", "/sovereignty?language=fr").text
    assert page.index("Moteurs de cette installation") < page.index("/sovereignty/embedded")
    assert page.index("/sovereignty/voisin") < page.index("Autres moteurs du catalogue")
    assert len(re.findall(r'href="/sovereignty/[\w-]+"', page)) >= len(load_profiles()) + 1
    assert "Total" not in page
    assert page.count('class="figures"') == page.count("Maîtrise de l’usage")
    assert "Auto-évalué" in page


def test_an_engine_is_told_to_somebody_who_decides(served: Served) -> None:
    page = served.send("GET", "/sovereignty/embedded?language=fr").text
    told = read(page)
    assert "Z0 · au Maroc, chez nous, isolé et sondé" in told
    assert "Pays" in told
    assert "Maroc" in told
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    for words in load_words()["question"].values():
        assert words["ask"]["fr"] in page
    assert "Pour atteindre le niveau 3" in told
    assert "niveau 0 sur 4 ✕ inconnuRien n’établit un niveau plus haut." in told
    assert "vérifié" in told
    for sign, mark in (("○", "dit"), ("□", "écrit"), ("●", "vérifié"), ("✕", "inconnu")):
        assert f'aria-hidden="true">{sign}</span> {mark}' in page
    assert page.index("Maîtrise du moteur") < page.index("Total, à lire en dernier")
    assert told.index("Les faits enregistrés") < told.index("Total, à lire en dernier")
    assert not re.search(r"/(weights|inference|evolution|exit)/", page)


def test_what_is_not_known_is_not_what_the_lowest_level_says(served: Served) -> None:
    """Weights that are open, if nobody keeps them, are no access by API alone."""
    told = read(served.send("GET", "/sovereignty/qwen-open?language=fr").text)
    assert "poids ouverts, licence permissive" in told
    assert "accès par API seulement" not in told


def test_what_an_engine_may_be_given_is_worded(served: Served) -> None:
    page = served.send("GET", "/sovereignty/mistral-api?language=en").text
    table = page[page.index("<tbody") : page.index("</tbody>")]
    verdicts = re.findall(r'class="verdict (\w+)">([^<]+)<', table)
    assert verdicts[0] == ("allowed", "Yes")
    assert verdicts[1] == ("pending", "Yes, on conditions")
    assert verdicts[2:] == [("denied", "No")] * 3
    assert "Law 05-20, art. 11" in table
    assert "have a manager approve before sending" in table
    assert "0 personal items" not in table


@pytest.mark.parametrize(
    ("language", "card", "note"),
    [
        ("fr", "Fiche du modèle ", "Les documents sont cités dans leur langue."),
        ("ar", "بطاقة النموذج ", "تُنقل نصوص الوثائق بلغتها الأصلية."),
        ("en", "Model card of ", "Documents are quoted in their own language."),
        ("zgh", "Fiche du modèle ", "Les documents sont cités dans leur langue."),
    ],
)
def test_a_source_is_quoted_in_its_own_language_and_told_in_the_reader_s(
    served: Served, language: str, card: str, note: str
) -> None:
    page = served.send("GET", f"/sovereignty/qwen-open?language={language}").text
    quoted = '<q lang="en" dir="auto">Qwen/Qwen3-8B, 29 April 2025</q>'
    assert f'<dd class="proof">{card}{quoted}</dd>' in page
    assert note in page
    if language != "en":
        assert not re.search("model card|developed by", read(re.sub("<q.*?</q>", "", page)))


def test_a_source_is_told_once_for_facts_that_follow_each_other(served: Served) -> None:
    page = served.send("GET", "/sovereignty/llama?language=fr").text
    proofs = re.findall('<dd class="proof">(.*?)</dd>', page)
    assert proofs.count("même source") > 3
    sections = re.findall('<dl class="recorded">(.*?)</dl>', page)
    assert all(
        re.findall('<dd class="proof">(.*?)</dd>', one)[0] != "même source" for one in sections
    )


def test_what_an_institution_writes_of_a_source_is_of_no_known_language(served: Served) -> None:
    page = served.send("GET", "/sovereignty/embedded?language=ar").text
    assert '<dd class="proof"><bdi lang="">pv-installation.pdf</bdi></dd>' in page


def test_an_engine_nobody_described_says_so(served: Served) -> None:
    page = read(served.send("GET", "/sovereignty/voisin?language=ar").text)
    assert "لا يُعرف شيء عن هذا المحرك" in page


def test_two_engines_are_compared(served: Served) -> None:
    page = served.send("GET", "/sovereignty/compare?a=embedded&b=gpt-api&language=fr").text
    assert page.count("<svg xmlns") == 1
    assert 'value="gpt-api" selected' in page
    assert "En tête sous 1\u202f000" in page or "En tête sous 1 000" in page
    assert read(page).count("niveau 0 sur 4") >= 10
    same = served.send("GET", "/sovereignty/compare?a=gpt-api&b=gpt-api&language=fr")
    assert same.status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/sovereignty/none",
        "/sovereignty/compare?a=none&b=gpt-api",
        f"/sovereignty/{quote('<script>', safe='')}",
    ],
)
def test_an_engine_that_is_not_known_is_not_found(served: Served, path: str) -> None:
    reply = served.send("GET", path)
    assert reply.status == 404
    assert "unknown_model" in reply.text
    assert "<script>" not in reply.text


def test_one_engine_alone_is_not_compared(served: Served) -> None:
    reply = served.send("GET", "/sovereignty/compare?a=embedded")
    assert (reply.status, "<table" in reply.text) == (200, False)


# --- what would happen to a text ------------------------------------------------------------------


def test_a_text_is_told_what_is_in_it_and_who_may_have_it(served: Served) -> None:
    reply = look(served, TEXT)
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    told = read(reply.text)
    assert "<mark><bdi>AB123456</bdi> " in reply.text
    assert "carte nationale d’identité × 1" in told
    assert "D3 · personnel sensible" in told
    assert "loi 09-08, art. 43-44" in told
    assert "⟦CIN_1⟧ et mon numéro ⟦PHONE_1⟧. &lt;script&gt;" in reply.text
    assert "<script>" not in reply.text
    assert "Si les éléments personnels sont remplacés Oui" in told
    assert 'href="/sovereignty/embedded"' in reply.text
    assert 'href="/sovereignty/gpt-api"' in reply.text


def test_engines_with_one_answer_are_told_together(served: Served) -> None:
    page = look(served, TEXT).text
    cards = re.findall(r'class="names" role="list">(.*?)</ul>', page)
    named = [name for card in cards for name in re.findall(r"/sovereignty/([\w-]+)", card)]
    assert sorted(named) == sorted({*load_profiles(), "voisin"})
    assert len(cards) < len(named) / 2


def test_a_class_that_is_said_counts(served: Served) -> None:
    public = look(served, "Le ciel est bleu.", "D0").text
    assert "Information publique" in public
    assert 'value="D0" selected' in public
    unknown = read(look(served, "Le ciel est bleu.").text)
    assert "Aucun élément personnel" in unknown
    assert "le texte est traité comme \u2068D3 · personnel sensible\u2069" in unknown
    state = look(served, "plan du réseau", "D4").text
    assert "loi 05-20, art. 11" in state


@pytest.mark.parametrize("language", ["fr", "ar", "en", "zgh"])
def test_it_is_told_in_every_language(served: Served, language: str) -> None:
    page = look(served, "رقم بطاقتي AB123456", language=language).text
    spoken = "fr" if language == "zgh" else language
    assert load_words()["outcome"] is not None
    assert load_words()["class"]["D3"][spoken] in page
    assert ('<main class="sheet wide" lang="fr">' in page) == (language == "zgh")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"text=%20%0A", 200),
        (b"text=a&class=D9", 400),
        (b"&".join([b"a=1"] * 50), 400),
        (b"text=" + b"x" * 1_100_000, 413),
        (b"text=\xff\xfe%ff", 200),
        (("text=" + "٠٦٦١٢٣٤٥٦٧ " * 3000).encode(), 200),
    ],
)
def test_odd_forms_are_answered(served: Served, body: bytes, status: int) -> None:
    reply = served.send("POST", "/sovereignty/explain", body, **FORM)
    assert reply.status == status


class Broken:
    """Be a wheel whose files cannot be read, or whose reading meets a flaw."""

    installed: tuple[str, ...] = ()

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self) -> tuple[Policy, Mapping[str, Profile]]:
        raise self.error


@pytest.mark.parametrize("error", [SettingsError("profile x: no"), ValueError("AB123456")])
def test_a_wheel_that_breaks_says_so_and_logs_no_text(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    routes = web.routes(ScriptedFlow(), ScriptedPassages(), ScriptedReceipts(), Broken(error))
    with caplog.at_level(logging.DEBUG), TestClient(Starlette(routes=routes)) as client:
        for path in ("/sovereignty", "/sovereignty/x", "/sovereignty/compare"):
            assert client.get(path).status_code == 500
        page = client.post("/sovereignty/explain", data={"text": TEXT, "class": ""})
    assert page.status_code == 500
    assert "AB123456" not in page.text
    assert "AB123456" not in caplog.text


def test_a_text_looked_at_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    routes = web.routes(ScriptedFlow(), ScriptedPassages(), ScriptedReceipts(), ROSTER)
    with caplog.at_level(logging.DEBUG), TestClient(Starlette(routes=routes)) as client:
        page = client.post("/sovereignty/explain", data={"text": TEXT, "class": ""})
    assert "AB123456" in page.text
    assert "AB123456" not in caplog.text


# --- as pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_protected_and_has_no_inline_code(served: Served, path: str) -> None:
    reply = served.send("GET", path)
    assert reply.status == 200
    assert "default-src 'self'" in reply.headers["content-security-policy"]
    assert not re.search(r"<style|\son\w+=|\sstyle=|<script", reply.text)


@pytest.mark.parametrize("path", ["/", "/receipts/r-conge"])
def test_the_engines_are_one_press_away(visit: Visit, path: str) -> None:
    page = visit.open(add_language(path, "fr"))
    page.click("a[href='/sovereignty']")
    expect(page.locator("h1")).to_have_text("Qui tient le volant ?")


def test_a_receipt_in_the_panel_leads_to_the_engines(visit: Visit) -> None:
    page = visit.open()
    page.fill("#question", "congé")
    page.press("#question", "Enter")
    page.click("button.receipt")
    link = page.locator("#panel a[href='/sovereignty']")
    expect(link).to_have_text("Les moteurs, et qui les tient")
    assert link.get_attribute("target") == "_blank"


@pytest.mark.parametrize(
    ("language", "scheme"), [("fr", "light"), ("ar", "dark"), ("zgh", "light")]
)
def test_no_barrier_is_found(visit: Visit, language: str, scheme: str) -> None:
    page = visit.open(f"/sovereignty?language={language}", color_scheme=scheme)
    for path in PATHS:
        page.goto(visit.served.url + add_language(path, language))
        check(page, path)
    page.fill("textarea", TEXT)
    page.click("button[type=submit]")
    page.wait_for_selector(".outlooks")
    check(page, "answered")
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_nothing_leaves_a_phone_s_screen(visit: Visit, language: str) -> None:
    page = visit.open(viewport={"width": 320, "height": 640}, has_touch=True)
    for path in PATHS:
        page.goto(visit.served.url + add_language(path, language))
        assert not page.evaluate(WIDE), path
    page.fill("textarea", TEXT + "long" * 60)
    page.click("button[type=submit]")
    page.wait_for_selector(".outlooks")
    assert not page.evaluate(WIDE)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", ["/sovereignty", "/sovereignty/compare", "/sovereignty/explain"])
def test_the_tab_in_use_keeps_inside_a_phone_s_margin(
    visit: Visit, path: str, language: str
) -> None:
    page = visit.open(add_language(path, language), viewport={"width": 390, "height": 844})
    tab = page.locator(".pages [aria-current]").bounding_box()
    title = page.locator("h1").bounding_box()
    assert tab
    assert title
    assert tab["x"] >= title["x"]
    assert tab["x"] + tab["width"] <= title["x"] + title["width"]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_a_quotation_reads_from_the_left_on_either_page(
    visit: Visit, language: str, direction: str
) -> None:
    page = visit.open(f"/sovereignty/llama?language={language}")
    quotation = page.locator(".proof q").first
    expect(quotation).to_have_css("direction", "ltr")
    expect(quotation).to_have_css("quotes", '"“" "”"')
    expect(page.locator(".proof").first).to_have_css("direction", direction)


def test_everything_works_without_javascript(visit: Visit) -> None:
    page = visit.open("/sovereignty?language=ar", java_script_enabled=False)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.click("a[href='/sovereignty/compare']")
    page.select_option("select[name=a]", "embedded")
    page.select_option("select[name=b]", "gpt-api")
    page.click("main button")
    expect(page.locator("table")).to_be_visible()
    page.click("a[href='/sovereignty/explain']")
    page.fill("textarea", "رقم بطاقتي الوطنية هو AB123456")
    page.click("main button")
    expect(page.locator("mark")).to_contain_text("AB123456")
    assert "AB123456" not in page.url
    assert page.locator("main").evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_tabs_of_which_none_is_in_use_stand_over_the_title(visit: Visit) -> None:
    page = visit.open("/sovereignty/voisin?language=fr", viewport={"width": 390, "height": 844})
    tab = page.locator(".pages a").first.evaluate(
        "node => node.getBoundingClientRect().left + parseFloat(getComputedStyle(node).paddingLeft)"
    )
    title = page.locator("h1").bounding_box()
    assert title
    assert abs(tab - title["x"]) < 1


def test_bars_grow_from_the_side_reading_begins(visit: Visit) -> None:
    left = visit.open("/sovereignty/embedded?language=fr")
    right = visit.open("/sovereignty/embedded?language=ar")
    for page, at_start in ((left, True), (right, False)):
        bar = page.locator(".bar").first.bounding_box()
        part = page.locator(".bar .part").first.bounding_box()
        assert bar
        assert part
        assert (abs(bar["x"] - part["x"]) < 2) == at_start


KEY = """() => [...document.querySelectorAll(".radar text[text-anchor=start]")].map((text) => {
  const sign = text.previousElementSibling.getBoundingClientRect();
  const words = text.getBoundingClientRect();
  return [words.left - sign.right, sign.left - words.right];
})"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("language", "side"), [("fr", 0), ("en", 0), ("ar", 1)])
def test_each_sign_of_the_radar_s_key_stands_just_before_its_words(
    visit: Visit, language: str, side: int, width: int
) -> None:
    path = f"/sovereignty/compare?a=embedded&b=gpt-api&language={language}"
    page = visit.open(path, viewport={"width": width, "height": 844})
    gaps = [gap[side] for gap in page.evaluate(KEY)]
    assert len(gaps) == 6
    assert all(1 <= gap <= 20 for gap in gaps), gaps


def test_paper_is_light_and_carries_no_controls(visit: Visit) -> None:
    page = visit.open("/sovereignty/embedded?language=fr", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    color = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(color) == "rgb(250, 248, 243)"
    expect(page.locator(".pages")).to_be_hidden()
    expect(page.locator(".languages")).to_be_hidden()
    expect(page.locator(".radar svg")).to_be_visible()


def test_the_policy_shown_is_the_one_that_decides() -> None:
    policy, profiles = ROSTER.read()
    assert policy.digest == load_policy().digest
    assert set(profiles) == {*load_profiles(), "voisin"}
