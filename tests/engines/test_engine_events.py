from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.engines.events import LIMIT, Events, OverlongError

STREAM = "\ufeff: ping\n\ndata: شكون\r\n\r\ndata: a\ndata:b\r\rid: 7\nretry: 3\ndata\n\n".encode()


def read(pieces: list[bytes]) -> list[str]:
    events = Events()
    found = [event for piece in pieces for event in events.feed(piece)]
    return found + events.end()


def test_comments_and_other_fields_say_nothing() -> None:
    assert read([STREAM]) == ["شكون", "a\nb", ""]


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_where_the_network_cuts_changes_nothing(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[start:end] for start, end in pairwise(ends)]
    assert read(pieces) == read([STREAM])


def test_byte_by_byte() -> None:
    assert read([bytes([byte]) for byte in STREAM]) == read([STREAM])


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))))
def test_any_text_comes_back(texts: list[str]) -> None:
    for end in ("\n", "\r\n", "\r"):
        stream = "".join(f"data: {text}{end}{end}" for text in texts).encode()
        assert read([stream]) == texts


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    assert isinstance(read([data[:17], data[17:]]), list)


def test_an_unfinished_last_event_is_given_at_the_end() -> None:
    assert read([b"data: one\n\ndata: two"]) == ["one", "two"]
    assert read([b"data: two\r"]) == ["two"]
    assert read([b""]) == []


@pytest.mark.parametrize(
    "piece", [b"x" * 65536, b"x" * 64, b"data:\n" * 10922, b"data: " + b"x" * 65529 + b"\n"]
)
def test_an_event_without_end_is_refused(piece: bytes) -> None:
    events = Events()
    with pytest.raises(OverlongError):
        for _ in range(LIMIT // len(piece) + 2):
            events.feed(piece)
