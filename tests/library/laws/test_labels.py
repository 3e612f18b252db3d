"""Articles in the reader's language, from labels of any; whatever else is left as it is."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.library.laws.labels import name_label, read_label, spell_label
from volant.library.split import split
from volant.records import TAGS, Document, Source

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


def open_sheet(text: str) -> Document:
    return Document(source=PLACE, title="", text=text, tag="und")


@pytest.mark.parametrize("label", SAID)
def test_a_list_is_spelled_in_the_reader_s_language(label: str) -> None:
    assert tuple(name_label(label, tag) for tag in ("fr", "ar", "en")) == SAID[label]


@pytest.mark.parametrize("label", KEPT)
def test_anything_else_is_left_as_it_is(label: str) -> None:
    assert {name_label(label, tag) for tag in TAGS} == {label}


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("ary-Arab", "المادتان 9 و10"),
        ("ary-Latn", "Articles 9 et 10"),
        ("ber-Latn", "Articles 9 et 10"),
        ("zgh-Tfng", "ⵉⵎⴰⴳⵔⴰⴷⵏ 9 ⴷ 10"),
        ("zgh", "ⵉⵎⴰⴳⵔⴰⴷⵏ 9 ⴷ 10"),
        ("es", "Artículos 9 y 10"),
        ("und", "Articles 9 et 10"),
        ("", "Articles 9 et 10"),
    ],
)
def test_whoever_asks_is_answered_in_a_language_they_read(tag: str, said: str) -> None:
    assert name_label("9, 10", tag) == said


def test_a_law_stands_apart_from_its_articles() -> None:
    spelled = spell_label(f"{LAW}، المادة 231, 232", "fr")
    assert spelled is not None
    assert (spelled.law, spelled.joint, spelled.articles) == (LAW, ", ", "articles 231 et 232")
    alone = spell_label("231", "ar")
    assert alone is not None
    assert (alone.law, alone.articles) == ("", "المادة 231")
    assert spell_label("المادة الأولى", "fr") is None


@given(st.text(st.characters() | st.sampled_from("0123456789,، وmكرarticle"), max_size=200))
def test_any_label_can_be_named(label: str) -> None:
    law, articles = read_label(label)
    for tag in TAGS:
        assert name_label(label, tag) == label or (articles and law in label)


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 4)), min_size=1, max_size=6),
    st.sampled_from(["fr", "ar", "en", "ary-Arab", "ary-Latn", "ber-Latn", "und"]),
    st.sampled_from(["", "Loi n° 65-99"]),
)
def test_what_one_language_says_another_reads(
    articles: list[tuple[int, int]], tag: str, law: str
) -> None:
    latin = ["", "bis", "ter", "quater", "quinquies"]
    label = ", ".join(f"{number} {latin[rank]}".strip() for number, rank in articles)
    label = f"{law}, article {label}" if law else label
    expected = tuple((str(number), rank) for number, rank in articles)
    assert read_label(label) == (law, expected)
    named, again = read_label(name_label(label, tag))
    assert (named.strip("\u2068\u2069"), again) == (law, expected)


def test_a_long_label_is_read_at_once() -> None:
    for piece in ("المادة ", "1, ", "مكرر ", "a، المادة 1 ", "a, ", " ", "1  "):
        label = piece * 5000 + "x"
        assert name_label(label, "ar") == label


def test_every_sheet_that_ships_is_spelled() -> None:
    labels = {
        passage.article
        for path in STARTER.rglob("*.md")
        for passage in split(open_sheet(path.read_text("utf-8")))
    } - {""}
    assert len(labels) > 50
    for label in labels:
        arabic = name_label(label, "ar")
        assert read_label(label)[1], label
        assert not re.search(r"\d,|bis|ter|المادة [\d مكر]+ و\d", arabic), arabic
