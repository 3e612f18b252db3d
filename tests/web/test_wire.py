"""Windows and events keep every character, whatever plane it is from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webscript import Leaf, Piece

from volant.errors import EngineTimeout
from volant.records import Sentence, Spoken
from volant.web.wire import cut, encode_event, encode_sheet

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
OFFSET = st.integers(min_value=0, max_value=90)


def piece(text: str, offset: int, start: int, end: int) -> Piece:
    return Piece(
        document="d",
        source="s",
        title="مدونة",
        article="",
        date="",
        tag="ar",
        starter=False,
        text=text,
        offset=offset,
        start=start,
        end=end,
    )


@given(TEXT, OFFSET, OFFSET, OFFSET)
def test_the_three_parts_joined_are_the_text(text: str, offset: int, a: int, b: int) -> None:
    parts = cut(piece(text, offset, min(a, b), max(a, b)))
    assert parts.before + parts.match + parts.after == text


@given(TEXT, st.data())
def test_the_match_is_the_span_of_the_document(document: str, data: st.DataObject) -> None:
    points = st.integers(min_value=0, max_value=len(document))
    offset, start, end = sorted(data.draw(st.tuples(points, points, points)))
    parts = cut(piece(document[offset:], offset, start, end))
    assert parts.match == document[start:end]


def test_a_title_that_the_text_says_again_is_left_out() -> None:
    for start, end, before, match in (
        (0, 0, "", ""),
        (0, 15, "", "نص ال"),
        (10, 15, "", "نص ال"),
        (13, 15, "نص ", "ال"),
    ):
        parts = cut(piece("# مدونة\n\n نص المادة", 0, start, end))
        assert (parts.before, parts.match) == (before, match)
        assert parts.before + parts.match + parts.after == "نص المادة"


@pytest.mark.parametrize(
    "text", ["# أخرى\n\nنص", "مدونة\n\nنص", "# مدونة", "#مدونة\nنص", "نص\n# مدونة\n"]
)
def test_whatever_else_a_text_begins_with_stays(text: str) -> None:
    assert cut(piece(text, 0, 0, 0)).after == text


@given(TEXT)
def test_a_window_is_json_that_reads_back(text: str) -> None:
    window = json.loads(encode_sheet(Leaf(window=piece(text, 0, 0, 2))))
    assert window["before"] + window["match"] + window["after"] == text


@given(TEXT)
def test_an_event_is_one_block_whatever_it_says(text: str) -> None:
    block = encode_event(Spoken(sentence=Sentence(text=text, status="frame")))
    assert block.count(b"\n") == 3
    assert block.endswith(b"\n\n")
    name, data = block.decode().rstrip("\n").split("\n", 1)
    assert name == "event: sentence"
    assert json.loads(data.removeprefix("data: "))["text"] == text


def test_an_error_travels_as_code_and_message() -> None:
    block = encode_event(EngineTimeout("nothing for 30 s"))
    assert block == (
        b'event: error\ndata: {"code":"engine_timeout","message":"nothing for 30 s"}\n\n'
    )
