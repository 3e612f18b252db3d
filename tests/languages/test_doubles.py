"""Numbers said twice, and what parts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.languages.doubles import is_bracketed, is_closing, says_again
from volant.languages.figures import tokenise


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("trente (30)", True),
        ("(30) trente", True),
        ("ثلاثين ( )30", True),
        ("30 trente", True),
        ("trente, 30", False),
        ("30 (30)", False),
        ("trente (trente)", False),
        ("trente", False),
    ],
)
def test_only_brackets_and_blanks_part_words_from_figures(text: str, again: bool) -> None:
    first, *rest = tokenise(text)
    assert says_again(text, first, rest[0] if rest else first) is again


@pytest.mark.parametrize(
    ("gap", "closes"), [(") ", True), (" )(", True), (" ", False), (",", False)]
)
def test_a_bracket_closes(gap: str, closes: bool) -> None:
    assert is_closing(gap) is closes


@given(st.text())
def test_any_text_may_hold_brackets(text: str) -> None:
    for token in tokenise(text):
        before = text[: token.start].rstrip()[-1:]
        assert is_bracketed(text, token) in (True, False)
        assert not (before == "(" and token.start and text[token.start - 1] == "(") or is_bracketed(
            text, token
        )
