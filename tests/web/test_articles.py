"""Articles in the reader's language: the same from the server and in the browser."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from webvisit import Served, Visit

from volant.library.split import split
from volant.records import Document, Source
from volant.web.articles import name_article, read_articles
from volant.web.catalogue import LANGUAGES, load_catalogue

CATALOGUE = load_catalogue()
PLACES = """([script, label, law]) => import(script).then(({ drawArticle }) => {
    const drawn = drawArticle(label, "ar");
    document.querySelector("main").append(drawn);
    const [text] = drawn.childNodes;
    const find = (from, to) => {
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, to);
      const { left, right } = range.getBoundingClientRect();
      return (left + right) / 2;
    };
    const at = text.data.indexOf(law);
    return { law: find(at, at + law.length), numbers: find(text.length - 1, text.length) };
  })"""
STARTER = Path(str(files("volant.library"))) / "starter"
PLACE = Source(name="sheet.md", path="/sheet.md", digest="", size=0)
LAW = "القانون رقم 65.99 المتعلق بمدونة الشغل"
SAID = {
    "5": ("Article 5", "المادة 5", "Article 5"),
    "9, 10": ("Articles 9 et 10", "المادتان 9 و10", "Articles 9 and 10"),
    "19, 20, 21": ("Articles 19, 20 et 21", "المواد 19 و20 و21", "Articles 19, 20 and 21"),
    "121, 123, 124, 125": (
        "Articles 121, 123, 124 et 125",
        "المواد 121 و123 و124 و125",
        "Articles 121, 123, 124 and 125",
    ),
    "المادة 19, 20, 21": ("Articles 19, 20 et 21", "المواد 19 و20 و21", "Articles 19, 20 and 21"),
    "المواد 19 و20 و21": ("Articles 19, 20 et 21", "المواد 19 و20 و21", "Articles 19, 20 and 21"),
    "3, 3 bis, 6": ("Articles 3, 3 bis et 6", "المواد 3 و3 مكرر و6", "Articles 3, 3 bis and 6"),
    "المكرر 3": ("Article 3 bis", "المادة 3 مكرر", "Article 3 bis"),
    "المادة 20 المكررة مرتين": ("Article 20 ter", "المادة 20 مكرر مرتين", "Article 20 ter"),
    "Article 7 quater": ("Article 7 quater", "المادة 7 مكرر ثلاث مرات", "Article 7 quater"),
    f"{LAW}، المادة 231, 232": (
        f"\u2068{LAW}\u2069, articles 231 et 232",
        f"\u2068{LAW}\u2069، المادتان 231 و232",
        f"\u2068{LAW}\u2069, articles 231 and 232",
    ),
    "Décret n° 2-22-04, article 40": (
        "\u2068Décret n° 2-22-04\u2069, article 40",
        "\u2068Décret n° 2-22-04\u2069، المادة 40",
        "\u2068Décret n° 2-22-04\u2069, article 40",
    ),
}
KEPT = (
    "",
    "المادة الأولى",
    "الفصل 5",
    "Article premier",
    "1. Objet",
    "Article 5, ligne 2",
    "20 personnes",
    "12 à 15",
    "القانون رقم 65.99",
)
"""Labels that are no list of numbers, or that tell another thing than an article."""

CALL = """([script, words, labels]) => Promise.all([import(script), import(words)])
  .then(async ([{ nameArticle }, { loadWords }]) => {
    const said = {};
    for (const language of ["fr", "ar", "zgh", "en"]) {
      await loadWords(language);
      said[language] = labels.map(nameArticle);
    }
    return said;
  })"""


def open_sheet(text: str) -> Document:
    return Document(source=PLACE, title="", text=text, tag="und")


@pytest.mark.parametrize("label", SAID)
def test_a_list_is_spelled_in_the_reader_s_language(label: str) -> None:
    assert tuple(name_article(CATALOGUE[name], label) for name in ("fr", "ar", "en")) == SAID[label]


@pytest.mark.parametrize("label", KEPT)
def test_anything_else_is_left_as_it_is(label: str) -> None:
    assert {name_article(words, label) for words in CATALOGUE.values()} == {label}


@given(st.text(st.characters() | st.sampled_from("0123456789,، وmكرarticle"), max_size=200))
def test_any_label_can_be_named(label: str) -> None:
    law, articles = read_articles(label)
    for words in CATALOGUE.values():
        assert name_article(words, label) == label or (articles and law in label)


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 4)), min_size=1, max_size=6),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["", "Loi n° 65-99"]),
)
def test_what_one_language_says_another_reads(
    articles: list[tuple[int, int]], language: str, law: str
) -> None:
    latin = ["", *CATALOGUE["fr"].repeats]
    label = ", ".join(f"{number} {latin[rank]}".strip() for number, rank in articles)
    label = f"{law}, article {label}" if law else label
    expected = tuple((str(number), rank) for number, rank in articles)
    assert read_articles(label) == (law, expected)
    said = name_article(CATALOGUE[language], label)
    if language != "zgh":
        named, again = read_articles(said)
        assert (named.strip("\u2068\u2069"), again) == (law, expected)


def test_a_long_label_is_read_at_once() -> None:
    for piece in ("المادة ", "1, ", "مكرر ", "a، المادة 1 ", "a, ", " ", "1  "):
        label = piece * 5000 + "x"
        assert name_article(CATALOGUE["ar"], label) == label


def test_every_sheet_that_ships_is_spelled() -> None:
    labels = {
        passage.article
        for path in STARTER.rglob("*.md")
        for passage in split(open_sheet(path.read_text("utf-8")))
    } - {""}
    assert len(labels) > 50
    for label in labels:
        arabic = name_article(CATALOGUE["ar"], label)
        assert read_articles(label)[1], label
        assert not re.search(r"\d,|bis|ter|المادة [\d مكر]+ و\d", arabic), arabic


def test_a_source_page_spells_its_articles(served: Served) -> None:
    arabic = served.send("GET", "/documents/conge?language=ar").text
    assert '<span lang="ar">المادة 231</span>' in arabic
    french = served.send("GET", "/documents/famille?language=fr").text
    assert '<span lang="fr">Article 104</span>' in french


# --- in a browser ---------------------------------------------------------------------------------


def test_the_browser_spells_as_the_server_does(visit: Visit) -> None:
    page = visit.open()
    script = page.locator("script[type=module]").get_attribute("src") or ""
    files = [script.replace("page.js", name) for name in ("articles.js", "words.js")]
    labels = [
        *SAID,
        *KEPT,
        " 3 bis",
        "19 ; 20",
        "503-1",
        "3\u00a0bis",
        "١٩",
        "مدونة، المادة 3 مكرر",
    ]
    said = page.evaluate(CALL, [*files, labels])
    for name, words in CATALOGUE.items():
        assert said[name] == [name_article(words, label) for label in labels]
    assert visit.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_law_of_another_script_is_read_before_its_articles(
    visit: Visit, width: int, height: int
) -> None:
    """Where the law stands, and on which side of it its articles, is the page's direction."""
    viewport = {"width": width, "height": height}
    for language, law in (("fr", "مدونة الأسرة"), ("ar", "Loi n° 65-99")):
        page = visit.open(f"/?language={language}", viewport=viewport)
        script = page.locator("script[type=module]").get_attribute("src") or ""
        label = f"{law}, article 5, 6, 7"
        places = page.evaluate(PLACES, [script.replace("page.js", "articles.js"), label, law])
        assert (places["law"] < places["numbers"]) == (language == "fr")


def test_a_change_of_language_spells_the_cards_again(visit: Visit) -> None:
    page = visit.open()
    page.fill("#question", "congé")
    page.press("#question", "Enter")
    page.wait_for_selector(".turn:last-child[aria-busy=false]")
    first = page.locator(".card .article").first
    expect(first).to_have_text("Article 231")
    page.click("a[hreflang=ar]")
    expect(first).to_have_text("المادة 231")
    assert first.get_attribute("lang") == "ar"
