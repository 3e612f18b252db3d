"""Facts in the reader's words: marks, decimals and lists of their language, and quotations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.sovereignty import load_profiles
from volant.sovereignty.facts import SHOWN, Piece, cite_source, name_fact, spell
from volant.sovereignty.profile import Result
from volant.sovereignty.words import LANGUAGES, load_words

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(("language", "mark"), [("fr", " ; "), ("ar", "؛ "), ("en", "; ")])
def test_lists_and_records_are_parted_as_the_language_parts_them(language: str, mark: str) -> None:
    assert spell(("x", "y"), language) == f"x{mark}y"
    assert spell({"ary-Arab": "x", "zgh-Tfng": "y"}, language) == f"ary-Arab: x{mark}zgh-Tfng: y"
    assert spell({"a": ["x", "y"]}, language) == f"a: x{mark}y"


@pytest.mark.parametrize(("language", "said"), [("fr", "0,5"), ("ar", "0,5"), ("en", "0.5")])
def test_decimals_have_the_mark_of_the_language(language: str, said: str) -> None:
    assert spell(0.5, language) == said
    assert said in spell({"ary-Arab": 0.5}, language)
    assert said in spell([0.5], language)


def test_what_is_no_number_keeps_its_dots() -> None:
    assert spell("Qwen2.5", "fr") == "Qwen2.5"
    assert spell("Falcon 3.1", "ar") == "Falcon 3.1"
    assert spell(1999, "fr") == "1999"


def test_a_result_is_told_with_its_figures() -> None:
    result = Result(score=0.75, passed=True)
    assert "0,75" in spell({"ary-Arab": result}, "ar")
    assert "0.75" in spell({"ary-Arab": result}, "en")


def test_a_digest_is_cut_to_what_people_compare() -> None:
    assert spell("sha256:" + "ab" * 32) == "sha256:" + "ab" * (SHOWN // 2) + "…"


def test_a_fact_that_is_not_known_is_named_as_it_is() -> None:
    assert name_fact("/none/at-all", "ar") == "/none/at-all"


@given(VALUES, st.sampled_from(LANGUAGES))
def test_anything_can_be_spelled(value: object, language: str) -> None:
    assert isinstance(spell(value, language), str)


# --- where facts are from -------------------------------------------------------------------------

SHIPPED = sorted({one.source for p in load_profiles().values() for one in p.evidence})


def test_a_quotation_is_never_translated_and_the_rest_is_the_reader_s() -> None:
    source = "“Apache License 2.0”, as in the file LICENSE of “github.com/ollama/ollama”"
    quoted = [
        Piece(text="Apache License 2.0", tag="en", quoted=True),
        Piece(text="github.com/ollama/ollama", tag="en", quoted=True),
    ]
    for language, ours in (
        ("fr", ", dans le fichier LICENSE de "),
        ("ar", "، في ملف LICENSE من "),
        ("en", ", as in the file LICENSE of "),
    ):
        first, between, last = cite_source(source, language)
        assert [first, last] == quoted
        assert between == Piece(text=ours, tag=language)


@pytest.mark.parametrize("source", SHIPPED)
def test_every_shipped_source_has_words_around_what_it_quotes(source: str) -> None:
    quotations = re.findall("“(.*?)”", source)
    for language in LANGUAGES:
        pieces = cite_source(source, language)
        assert [piece.text for piece in pieces if piece.quoted] == quotations
        ours = [piece.text for piece in pieces if not piece.quoted]
        assert all(piece.tag in {"en", language} for piece in pieces)
        assert "".join(ours) or quotations
    letters = "".join(piece.text for piece in cite_source(source, "ar") if not piece.quoted)
    assert re.search("[ء-ي]", letters) or not re.search("[a-z]{4}", letters)


def test_words_are_kept_for_no_source_that_is_gone() -> None:
    numbered = {re.sub("“.*?”", "{}", source) for source in SHIPPED}
    known = load_words()["source"]
    assert {re.sub(r"\{\d\}", "{}", told) for told in known} == numbered
    for told, words in known.items():
        assert sorted(words) == ["ar", "fr"]
        places = re.findall(r"\{\d\}", told)
        assert all(sorted(re.findall(r"\{\d\}", text)) == places for text in words.values())


def test_sentences_of_a_profile_are_said_in_every_language() -> None:
    """A value of several words is a sentence of ours; one of a single word is a name or a code."""
    for profile in load_profiles().values():
        said = [*profile.weights.licence_limits, profile.inference.region]
        for text in filter(None, said):
            assert re.search("[ء-ي]", spell(text, "ar")), text
            assert spell(text, "fr") != text


@pytest.mark.parametrize(
    "source",
    ["Procès-verbal d’installation, Taza", "محضر «التركيب»، تازة", "{0}", "{0} “x”", "“", "“}”"],
)
def test_what_an_institution_writes_is_shown_as_it_is(source: str) -> None:
    quoted = source == "“}”"
    expected = Piece(text="}", tag="en", quoted=True) if quoted else Piece(text=source, tag="")
    assert cite_source(source, "ar") == (expected,)


@given(st.text(st.characters() | st.sampled_from("“”{}01")), st.sampled_from(LANGUAGES))
def test_any_source_can_be_cited(source: str, language: str) -> None:
    assert "".join(piece.text for piece in cite_source(source, language)) in {
        source,
        source.removeprefix("“").removesuffix("”"),
    }
