"""Requests a line at a time: one result for each, whatever the line holds."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.cli.ask import _Asked as Asked
from volant.cli.library import _Sought as Sought
from volant.cli.lines import read_request
from volant.errors import MalformedRequest

QUESTION = "شنو هو السميك؟"


@pytest.mark.parametrize("line", [QUESTION, json.dumps(QUESTION), f'{{"text": "{QUESTION}"}}'])
def test_text_a_string_and_an_object_are_one_request(line: str) -> None:
    assert read_request(line, "question", Asked) == ({}, Asked(question=QUESTION))
    assert read_request(line, "query", Sought) == ({}, Sought(query=QUESTION))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"messages": 5}, "$.messages"),
        ({"messages": [{"role": "user"}]}, "`content`"),
        ({"messages": [{"role": "robot", "content": "y"}]}, "'robot'"),
        ({"messages": [["user", "y"]]}, "$.messages[0]"),
        ({"engine": ["x"]}, "$.engine"),
        ({"tag": 5}, "$.tag"),
        ({"messages": [{"role": "\ud800", "content": "y"}]}, "half a letter"),
    ],
)
def test_a_broken_question_keeps_its_id_and_names_the_field(fields: object, says: str) -> None:
    assert isinstance(fields, dict)
    line = json.dumps({"id": 7, "question": QUESTION, **fields})
    echoed, error = read_request(line, "question", Asked)
    assert echoed == {"id": 7}
    assert isinstance(error, MalformedRequest)
    assert says in error.message


@pytest.mark.parametrize("k", ["abc", "3", -1, 0, 1.5, True, 10**6, 2**63, 10**30, [1]])
def test_a_search_asks_for_a_number_of_passages(k: object) -> None:
    echoed, error = read_request(json.dumps({"id": "a", "query": "x", "k": k}), "query", Sought)
    assert echoed == {"id": "a"}
    assert isinstance(error, MalformedRequest)
    assert "$.k" in error.message


def test_null_says_nothing() -> None:
    line = '{"query": "x", "k": null, "tag": null, "more": 1}'
    assert read_request(line, "query", Sought) == ({}, Sought(query="x"))


@pytest.mark.parametrize("line", ['{"query":' * 100_000, '{"query": "x", "k": ' + "[" * 100_000])
def test_depth_is_an_error_of_its_line(line: str) -> None:
    assert isinstance(read_request(line, "query", Sought)[1], MalformedRequest)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["id", "question", "text", "messages", "engine", "tag", "conversation"])


@given(st.dictionaries(FIELDS, JSON) | JSON, st.text(st.characters(exclude_characters="\n")))
def test_no_line_raises(value: object, text: str) -> None:
    for line in (json.dumps(value), json.dumps(value)[:-1], text):
        echoed, asked = read_request(line, "question", Asked)
        assert isinstance(asked, Asked | MalformedRequest)
        assert msgspec.to_builtins(echoed) == echoed
