"""Restoring a stream: cut anywhere, in text, JSON and tool arguments, nothing is shown too soon."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.privacy import leaks, wrap
from volant.privacy import NEUTRAL, Restorer
from volant.privacy.placeholders import tokens, unescape

BOOK = {
    "⟦MAN_1⟧": ("Karim Ouazzani", "كريم الوزاني"),
    "⟦CIN_2⟧": ("AB123456",),
    "⟦PHONE_12⟧": ("٠٦٦١٢٣٤٥٦٧",),
    "⟦MARK_3⟧": ("⟦CIN_9⟧",),
}
PIECES = st.sampled_from(
    ["⟦MAN_1⟧", "⟦CIN_2⟧", "⟦PHONE_12⟧", "⟦", "⟧", "CIN", "_", "2", "1", "C", "phone_12", "⟦CIN_9⟧",
     "⟦man_1⟧", "MAN_1", "\\u27e6", "\\u27e7", "\\", "\\\\", "\\u27", "u", "\n", '"', "é", "السيد ",
     "Monsieur ", "\\u0645", "x" * 30, "1234567", "\\u0043IN_2", "😀", "\\ud83d\\ude00"]
)  # fmt: skip
ANSWERS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


def run(pieces: Sequence[str | bytes]) -> str:
    restorer = Restorer(BOOK)
    return "".join(restorer.feed(piece) for piece in pieces) + restorer.finish()


@given(ANSWERS, st.data())
@settings(max_examples=400, deadline=None)
def test_where_a_stream_is_cut_changes_nothing(text: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    edges = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in itertools.pairwise(edges)]
    assert run(pieces) == run([text]) == run(list(text))


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_bytes_may_be_cut_inside_a_letter(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    whole = run([data])
    assert run([data[at : at + 1] for at in range(len(data))]) == whole


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_only_what_is_in_the_book_is_shown(text: str) -> None:
    shown = run([text])
    known = [spelling for spellings in BOOK.values() for spelling in spellings]
    for spelling in known:
        shown = shown.replace(spelling, "")
    assert not re.search(r"⟦", unescape(shown)[0])


@pytest.mark.parametrize("shape", ["text", "json", "json-ascii", "tool"])
def test_nothing_leaks_at_any_byte(shape: str) -> None:
    answers = ["السيد ⟦MAN_1⟧ بطاقته ⟦CIN_2⟧.", "M. ⟦MAN_1⟧ (⟦PHONE_12⟧) : « ⟦CIN_9⟧ »"]
    bad, total = leaks([wrap(answer, shape) for answer in answers], run)
    assert (bad, total > 50) == (0, True)


@pytest.mark.parametrize("shape", ["json", "json-ascii", "tool"])
def test_json_stays_json_and_says_the_same(shape: str) -> None:
    value = json.loads(run(list(wrap("M. ⟦MAN_1⟧, ⟦PHONE_12⟧", shape))))
    text = json.loads(value["arguments"])["to"] if shape == "tool" else value["answer"]
    assert text == "M. Karim Ouazzani, ٠٦٦١٢٣٤٥٦٧"


def test_the_spelling_follows_the_letters_before_it() -> None:
    assert run(["M. ⟦MAN_1⟧, السيد ⟦MAN_1⟧"]) == "M. Karim Ouazzani, السيد كريم الوزاني"
    assert run([json.dumps("السيد ⟦MAN_1⟧")]) == json.dumps("السيد كريم الوزاني")


@pytest.mark.parametrize(
    "altered",
    ["⟦CIN_9⟧", "⟦cin_2⟧", "⟦CIN 2⟧", "⟦CIN_٢⟧", "⟦ CIN_2 ⟧", "⟦CIN_2·f⟧", "CIN_2", "cin_2",
     "⟦CIN_02⟧", "⟦البطاقة_2⟧", "⟦⟧"],
)  # fmt: skip
def test_a_changed_or_made_up_placeholder_is_a_neutral_mark(altered: str) -> None:
    restorer = Restorer(BOOK)
    shown = restorer.feed(f"CIN : {altered}.") + restorer.finish()
    assert shown == f"CIN : {NEUTRAL}."
    assert (restorer.restored, restorer.neutral) == (0, 1)


def test_an_open_bracket_is_never_shown_nor_waits_for_ever() -> None:
    assert run(["⟦CIN", "_2 et la suite d'une phrase assez longue"]).startswith(NEUTRAL)
    restorer = Restorer(BOOK)
    assert restorer.feed("Bonjour, la CI").endswith("la ")
    assert restorer.feed("té") == "CIté"
    assert len(restorer.feed("a" * 1000)) == 1000


def test_an_empty_book_shows_no_placeholder_either() -> None:
    restorer = Restorer({})
    assert restorer.feed("⟦CIN_1⟧ ok") + restorer.finish() == f"{NEUTRAL} ok"
    assert Restorer({}).finish() == ""


def test_broken_bytes_pass_as_they_came() -> None:
    restorer = Restorer(BOOK)
    shown = restorer.feed(b"\xff\xe2") + restorer.finish()
    assert shown.encode("utf-8", "surrogateescape") == b"\xff\xe2"


def test_tokens_are_found_in_order() -> None:
    found = list(tokens("a ⟦CIN_1⟧ \\u27e6CIN_1\\u27e7"))
    assert [(one.text, one.escapes) for one in found] == [("⟦CIN_1⟧", 0), ("⟦CIN_1⟧", 1)]
