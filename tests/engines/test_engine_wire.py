import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.engines import faults, wire
from volant.records import Message, Request, Usage

QUESTION = Message(role="user", content="واش خاصني شهادة السكنى؟")


def test_what_is_left_open_is_not_sent() -> None:
    sent = wire.body(Request(model="volant", messages=(QUESTION,)), "qwen", grammars=True)
    assert sent == {
        "model": "qwen",
        "messages": [{"role": "user", "content": QUESTION.content}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_zero_is_sent() -> None:
    request = Request(model="m", messages=(QUESTION,), temperature=0.0, seed=0, stop=("\n",))
    sent = wire.body(request, "m", grammars=False)
    assert (sent["temperature"], sent["seed"], sent["stop"]) == (0.0, 0, ["\n"])


def test_a_grammar_goes_only_to_engines_that_read_it() -> None:
    request = Request(model="m", messages=(QUESTION,), grammar='root ::= "oui"')
    assert wire.body(request, "m", grammars=True)["grammar"] == 'root ::= "oui"'
    assert "grammar" not in wire.body(request, "m", grammars=False)


def test_pieces() -> None:
    assert wire.piece('{"choices":[{"delta":{"role":"assistant","content":null}}]}') == wire.Piece()
    assert wire.piece('{"choices":[{"delta":{"content":"oui"},"x":1}]}').text == "oui"
    assert wire.piece('{"choices":[{"finish_reason":"stop","delta":{}}]}').finish == "stop"
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": None}
    assert wire.piece(json.dumps({"choices": [], "usage": usage})).usage == Usage(
        prompt_tokens=9, completion_tokens=2
    )
    cached = {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 8}}
    assert wire.piece(json.dumps({"usage": cached})).usage == Usage(
        prompt_tokens=9, cached_tokens=8
    )


@pytest.mark.parametrize("text", ['{"error": {"message": "no"}}', '{"message":"no","code":400}'])
def test_an_error_in_the_stream_is_one(text: str) -> None:
    piece = wire.piece(text)
    assert piece.error == text
    assert faults.reason(text) == "no"


@given(st.text(max_size=60) | st.sampled_from(["[" * 100_000, "null", "1", '{"choices":3}', ""]))
def test_anything_else_is_malformed_or_a_piece(text: str) -> None:
    with suppress(faults.MalformedError):
        assert isinstance(wire.piece(text), wire.Piece)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"error":{"message":"Loading model","code":503}}', "Loading model"),
        ('{"error":"no such model"}', "no such model"),
        ('[{"error":{"message":"quota"}}]', "quota"),
        ('{"detail":"Not Found"}', "Not Found"),
        ('{"object":"error","message":"bad"}', "bad"),
        ("<html>\n<b>502</b></html>", "<html> <b>502</b></html>"),
        ("[" * 100_000, "[" * (faults.SHORT - 1) + "…"),
        ("", ""),
    ],
)
def test_the_engine_own_reason(text: str, reason: str) -> None:
    assert faults.reason(text) == reason
