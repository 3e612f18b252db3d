"""The page's sentences: complete in every language, none forgotten, none left over."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import errors
from volant.web.catalogue import LANGUAGES, choose, fill, load_catalogue, plural

CATALOGUE = load_catalogue()
FRENCH = CATALOGUE["fr"]
WEB = Path(str(files("volant.web")))
OFFLINE = {"network", "interrupted"}
"""Codes the page itself gives, when there is no server to give one."""


def family(kind: type[errors.VolantError]) -> list[type[errors.VolantError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in family(child))]


def forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences(language: str) -> None:
    words = CATALOGUE[language]
    assert set(words.texts) == set(FRENCH.texts)
    assert all(text.strip() for value in words.texts.values() for text in forms(value))
    assert len(words.months) == len(set(words.months)) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_the_same_places(language: str) -> None:
    for key, french in FRENCH.texts.items():
        expected = set(re.findall(r"\{\w+\}", forms(french)[-1]))
        for text in forms(CATALOGUE[language].texts[key]):
            assert set(re.findall(r"\{\w+\}", text)) <= expected, key
        assert set(re.findall(r"\{\w+\}", forms(CATALOGUE[language].texts[key])[-1])) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_its_plural_form(language: str) -> None:
    for text in CATALOGUE[language].texts.values():
        if isinstance(text, dict):
            assert {plural(language, n) for n in range(205)} <= set(text), language


def test_arabic_is_written_in_arabic_and_tamazight_in_tifinagh() -> None:
    for key, value in CATALOGUE["ar"].texts.items():
        if key != "found":
            assert all(re.search(r"[\u0600-\u06ff]", text) for text in forms(value)), key
    zgh = CATALOGUE["zgh"]
    for key, value in zgh.texts.items():
        own = all(re.search(r"[\u2d30-\u2d7f]", text) for text in forms(value))
        assert own != (key in zgh.borrowed), key


def test_tamazight_says_what_is_borrowed_and_what_is_unverified() -> None:
    zgh = CATALOGUE["zgh"]
    assert zgh.borrowed <= zgh.unverified <= set(zgh.texts)
    same = {key for key, value in zgh.texts.items() if value == FRENCH.texts[key]}
    assert same == zgh.borrowed
    assert not any(CATALOGUE[name].borrowed for name in ("fr", "ar", "en"))


def test_every_sentence_is_said_somewhere() -> None:
    code = [*WEB.glob("*.py"), *(WEB / "static").glob("*.js")]
    said = set()
    for path in code:
        said |= set(re.findall(r"""["'](\w+)["']""", path.read_text(encoding="utf-8")))
    assert {key for key in FRENCH.texts if "." not in key} - said == set()


def test_every_sentence_asked_for_exists() -> None:
    calls = r"""\bsay\(\s*"(\w+)"|\bword\(\s*"\w+",\s*"(\w+)"|data_\w+="(\w+)\""""
    asked = set()
    for path in [*WEB.glob("*.py"), *(WEB / "static").glob("*.js")]:
        for found in re.findall(calls, path.read_text(encoding="utf-8")):
            asked |= {key for key in found if key}
    assert len(asked) > 30
    engines = {key.removeprefix("wheel.") for key in FRENCH.texts}
    assert asked <= set(FRENCH.texts) | engines


def test_every_sentence_about_engines_is_said_and_every_one_said_exists() -> None:
    """Keys are in calls, in tuples of keys, or made of a country's code."""
    code = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.py"))
    quoted = set(re.findall(r'"(\w+)"', code))
    known = {key.removeprefix("wheel.") for key in FRENCH.texts if key.startswith("wheel.")}
    assert {key for key in known if not key.startswith("country-")} <= quoted
    asked = re.findall(r'speech\.(?:say\(|word\(\s*"\w+",\s*)"(\w+)"', code)
    assert len(asked) > 30
    assert set(asked) <= known


def test_what_only_the_server_says_is_not_loaded_by_the_page() -> None:
    for words in CATALOGUE.values():
        assert b'"wheel.' not in words.encoded


def test_every_error_a_reader_can_meet_is_explained() -> None:
    unseen = {*family(errors.UnreadableDocument), *family(errors.SettingsError)}
    ours = [kind for kind in family(errors.VolantError) if kind.__module__ == errors.__name__]
    met = {kind.code for kind in ours if kind not in unseen}
    explained = {key.removeprefix("error.") for key in FRENCH.texts if key.startswith("error.")}
    assert met <= explained
    assert explained <= {kind.code for kind in ours} | OFFLINE


def test_an_unknown_error_gets_the_general_explanation() -> None:
    assert FRENCH.say_error("never_heard_of") == FRENCH.say("error.volant")


def test_plurals_read_well() -> None:
    arabic = CATALOGUE["ar"]
    said = [arabic.say("passages", n=n) for n in (1, 2, 3, 11, 100, 103)]
    assert said == ["مقطع واحد", "مقطعان", "3 مقاطع", "11 مقطعا", "100 مقطع", "103 مقاطع"]
    assert [FRENCH.say("passages", n=n) for n in (0, 1, 2)] == [
        "0 passage",
        "1 passage",
        "2 passages",
    ]


def test_dates_are_written_out_and_anything_else_is_left() -> None:
    assert CATALOGUE["ar"].say_date("2004-02-03") == "3 فبراير 2004"
    assert FRENCH.say_date("2003-09-11") == "11 septembre 2003"
    for odd in ("", "2004", "2004-13-01", "20040203", "٢٠٠٤-٠٢-٠٣"):
        assert FRENCH.say_date(odd) == odd


def test_a_value_written_the_other_way_is_isolated() -> None:
    said = CATALOGUE["ar"].say("file", source="70-03.pdf")
    assert "\u206870-03.pdf\u2069" in said


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_filling_never_fails_and_leaves_plain_text(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    if not re.search(r"\{\w+\}", text):
        assert filled == text


@given(st.text(max_size=600))
def test_any_header_chooses_a_language(header: str) -> None:
    assert choose(header) in LANGUAGES


def test_the_browser_s_wishes_are_weighed() -> None:
    assert choose("fr;q=0.2, ar;q=0.9") == "ar"
    assert choose("shi-MA") == "zgh"
    assert choose("de, nl") == "fr"
