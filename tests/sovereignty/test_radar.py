"""The picture: well formed, closed to the outside, readable in grey and from right to left."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.sovereignty.radar import SIZE, Shape, draw
from volant.sovereignty.score import ORDER
from volant.sovereignty.words import LANGUAGES, load_words, say

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = st.builds(
    Shape,
    label=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40),
    levels=st.tuples(*[st.integers(0, 4)] * 10),
    marks=st.tuples(*[st.sampled_from(ORDER)] * 10),
)
ONE = Shape(label="GemMaroc", levels=(0, 1, 2, 3, 4, 0, 1, 2, 3, 4), marks=("checked",) * 10)


@given(st.lists(SHAPES, min_size=1, max_size=2), st.sampled_from(LANGUAGES))
def test_it_is_well_formed_whatever_the_names(shapes: list[Shape], language: str) -> None:
    root = ET.fromstring(draw(shapes, language))
    assert root.get("role") == "img"
    assert root.get("lang") == language
    ids = root.get("aria-labelledby", "").split()
    assert [root.find(f"{SVG}{kind}").get("id") for kind in ("title", "desc")] == ids  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_words_all_that_it_shows(language: str) -> None:
    said = ET.fromstring(draw([ONE], language)).findtext(f"{SVG}desc") or ""
    for number, level in enumerate(ONE.levels, start=1):
        assert load_words()["question"][str(number)]["ask"][language] in said
        assert f"{level}/4" in said
    assert say("mark", "checked", language) in said
    assert say("phrase", "self", language) in said


def test_arabic_runs_from_right_to_left_and_keeps_latin_names_together() -> None:
    drawn = draw([ONE], "ar")
    assert 'direction="rtl"' in drawn
    assert "\u2067GemMaroc\u2069" in drawn
    assert 'direction="ltr"' in draw([ONE], "fr")
    anchors = {text.get("text-anchor") for text in ET.fromstring(drawn).iter(f"{SVG}text")}
    assert anchors == {"middle", "start"}


def read_key(language: str) -> list[tuple[float, float]]:
    """Give, for each line and sign of the key, where it is, and where its words begin."""
    parts = list(ET.fromstring(draw([ONE, ONE], language)))
    texts = [at for at, one in enumerate(parts) if one.get("text-anchor") == "start"]
    return [(find_middle(parts[at - 1]), float(parts[at].get("x", ""))) for at in texts]


def find_middle(sign: ET.Element) -> float:
    """Give the middle of a line, a disc, a square or a cross, across."""
    if sign.tag == f"{SVG}path":
        start, to, length = re.match(r"M([\d.]+) [\d.]+([Hl])([\d.]+)", sign.get("d", "")).groups()  # type: ignore[union-attr]
        end = float(length) if to == "H" else float(start) + float(length)
        return (float(start) + end) / 2
    return float(sign.get("cx") or float(sign.get("x", "")) + 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_read_from_the_side_where_reading_begins(language: str) -> None:
    key = read_key(language)
    assert len(key) == 2 + len(ORDER)
    for sign, words in key:
        assert 10 <= (sign - words if language == "ar" else words - sign) <= 45


def test_the_key_in_arabic_is_the_french_one_mirrored() -> None:
    assert [(SIZE - sign, SIZE - words) for sign, words in read_key("ar")] == read_key("fr")


def test_no_colour_carries_meaning_and_nothing_is_loaded() -> None:
    drawn = draw([ONE, ONE], "fr")
    outside = drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not any(word in outside for word in ("http", "url(", "href", "<script", "<style"))
    strokes = {one.get("stroke") for one in ET.fromstring(drawn).iter()} - {None}
    fills = {one.get("fill") for one in ET.fromstring(drawn).iter()} - {None}
    assert strokes == {"currentColor", "none"}
    assert fills <= {"currentColor", "none", "Canvas"}
    assert "stroke-dasharray" in drawn


def test_marks_have_shapes_of_their_own() -> None:
    drawn = {
        mark: draw([Shape(label="x", levels=(1,) * 10, marks=(mark,) * 10)], "fr") for mark in ORDER
    }
    assert len(set(drawn.values())) == len(ORDER)


def test_one_or_two_engines_and_no_more() -> None:
    assert draw([ONE, ONE]).count('stroke-linejoin="round"') == 2
    for shapes in ([], [ONE] * 3):
        with pytest.raises(ValueError, match="one or two"):
            draw(shapes)


def test_the_same_levels_give_the_same_bytes() -> None:
    assert draw([ONE], "ar") == draw([ONE], "ar")
    assert draw([ONE], "fr", id="a") != draw([ONE], "fr", id="b")
