"""Drive the real adapter against every provider's wire, as each one's documentation gives it.

The wires and their sources are the files of `providers/`; here is what must hold for all of them.
"""

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from engineservers import Scripted, scripted
from providers import PROVIDERS
from providers.anthropic import event
from providers.provider import JSON, SSE, TEXT, Failure, Provider
from steered import steer

from volant.assistants import Librarian
from volant.engines import Quote, Timeouts
from volant.engines.events import Events
from volant.engines.providers import WIRES, choose, reach
from volant.engines.remote import Remote
from volant.errors import (
    EmptyAnswer,
    EngineError,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    OtherModel,
    SettingsError,
)
from volant.gateway import Gateway
from volant.ledger import Ledger
from volant.library import Desk, Library
from volant.records import Answered, Delta, Message, Request
from volant.sovereignty import load_profiles

KEY = "sk-pas-dans-le-journal-0123456789"
ASK = Request(
    model="x",
    messages=(
        Message(role="system", content="Réponds en darija."),
        Message(role="user", content="شحال كيدوز باش ناخد la CIN؟"),
    ),
    max_tokens=60,
    temperature=0.0,
    seed=7,
    stop=("\n\n",),
    grammar='root ::= "oui"',
)

every = pytest.mark.parametrize("provider", PROVIDERS, ids=str)


def reply(status: str, *frames: bytes, kind: str = SSE, **headers: str) -> bytes:
    """Return a response that ends with its connection."""
    lines = {"Content-Type": kind, "Connection": "close", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + b"".join(frames)


def engine(provider: Provider, script: Scripted, **options: Any) -> Remote:
    """Reach the provider's path, here: its own address only decides which wire is spoken."""
    base = provider.address.removeprefix("https://").removeprefix("http://").partition("/")[2]
    options = {"timeouts": Timeouts(connect=5, first=30, next=30), "api_key": KEY, **options}
    url = f"http://127.0.0.1:{script.port}/{base}"
    wire = choose(provider.address)
    return reach("loué", url, wire=wire, model=provider.model, **options)


async def ask(asked: Remote) -> tuple[list[str], Delta]:
    try:
        deltas = [delta async for delta in asked.stream(ASK)]
    finally:
        await asked.close()
    return [delta.text for delta in deltas[:-1]], deltas[-1]


def renamed(provider: Provider) -> list[bytes]:
    """Return the frames with another model's name."""
    said, other = provider.answers.encode(), provider.other.encode()
    return [frame.replace(said, other) for frame in provider.frames]


def test_every_profile_of_an_engine_elsewhere_has_its_wire_here() -> None:
    rented = {name for name in load_profiles() if name.endswith("-api")}
    makers = {"openai": "gpt", "anthropic": "claude"}
    here = {makers.get(provider.name, provider.name) for provider in PROVIDERS}
    assert {name.removesuffix("-api") for name in rented} <= here
    assert {"vllm", "sglang", "ollama", "llama-server"} <= here & set(load_profiles())


@every
def test_its_own_address_says_what_it_speaks(provider: Provider) -> None:
    assert choose(provider.address) == choose(f"{provider.address}/") == provider.wire
    asked = reach("loué", provider.address, model=provider.model, api_key=KEY)
    assert KEY not in repr(asked)


def test_an_unknown_wire_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match=r"engines\.claude\.wire = 'antropic'.*'anthropic'"):
        reach("claude", "http://passerelle.example/v1", wire="antropic", model="m")
    assert all(isinstance(reach("x", "http://h/v1", wire=one, model="m"), Remote) for one in WIRES)


@every
async def test_it_answers(provider: Provider) -> None:
    async with scripted(reply("200 OK", *provider.frames)) as script:
        texts, last = await ask(engine(provider, script))
    assert texts == list(TEXT)
    assert (last.finish, last.usage) == ("stop", provider.usage)
    head, _, body = script.asked[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == f"POST {provider.path} HTTP/1.1"
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
    assert headers[provider.header] == provider.key.format(key=KEY)
    assert head.count(KEY.encode()) == 1, "the key goes in its header and nowhere else"
    said = json.loads(body)
    assert {name: said.get(name) for name in provider.sent} == provider.sent
    assert not said.keys() & set(provider.absent)
    assert str(said).count(ASK.messages[1].content) == 1
    if provider.wire == "anthropic":
        assert headers["anthropic-version"] == "2023-06-01"


@every
async def test_it_says_that_an_answer_was_cut_for_length(provider: Provider) -> None:
    async with scripted(reply("200 OK", *provider.cut)) as script:
        _, last = await ask(engine(provider, script))
    assert last.finish == "length"


@every
def test_a_frame_split_at_every_byte_is_the_same(provider: Provider) -> None:
    stream = b": keep-alive\n\n" + b"".join(provider.frames)
    words = engine(provider, Scripted())._words

    def read(*pieces: bytes) -> list[Any]:
        events = Events()
        found = [one for piece in pieces for one in events.feed(piece)] + events.end()
        return [words.piece(one) for one in found]

    whole = read(stream)
    assert "".join(piece.text for piece in whole) == "".join(TEXT)
    assert all(read(stream[:cut], stream[cut:]) == whole for cut in range(len(stream)))
    assert read(*(stream[at : at + 1] for at in range(len(stream)))) == whole


@every
async def test_pieces_over_the_network_line_ends_and_comments(provider: Provider) -> None:
    plain = b"".join(provider.frames).replace(b"\r\n", b"\n").replace(b"data: [DONE]\n\n", b"")
    stream = b": ping\r\n\r\n" + plain.replace(b"\n\n", b"\n\n: ping\n\n").replace(b"\n", b"\r\n")
    ends = [*range(0, len(stream), 61), len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(ends)]
    async with scripted(reply("200 OK"), *pieces, pause=0.0005) as script:
        texts, last = await ask(engine(provider, script))
    assert ("".join(texts), last.finish) == ("".join(TEXT), "stop")


@every
async def test_a_silent_200_is_an_error_of_its_own(provider: Provider) -> None:
    async with scripted(reply("200 OK", *provider.empty)) as script:
        with pytest.raises(EmptyAnswer, match="empty answer, finished by") as raised:
            await ask(engine(provider, script))
    assert raised.value.code == "empty_answer"


@every
async def test_another_model_is_noticed_before_a_word_of_it(provider: Provider) -> None:
    async with scripted(reply("200 OK", *renamed(provider))) as script:
        asked = engine(provider, script)
        with pytest.raises(OtherModel, match="was asked for") as raised:
            async for _ in asked.stream(ASK):
                pytest.fail("a word of another model was passed on")
        await asked.close()
    assert raised.value.code == "other_model"
    assert provider.model in raised.value.message
    assert provider.other in raised.value.message


async def test_a_model_that_changes_in_the_middle_is_noticed() -> None:
    provider = PROVIDERS[0]
    frames = [*provider.frames[:2], *renamed(provider)[2:]]
    async with scripted(reply("200 OK", *frames)) as script:
        with pytest.raises(OtherModel, match=r"answered as 'gpt-4\.1-nano"):
            await ask(engine(provider, script))


@every
async def test_a_truncated_answer_is_never_a_whole_one(provider: Provider) -> None:
    marks = (b'"finish_reason": "stop"', b'"stop_reason": "end_turn"', b'"finishReason": "STOP"')
    last = next(at for at, one in enumerate(provider.frames) if any(mark in one for mark in marks))
    for kept in range(last + 1):
        async with scripted(reply("200 OK", *provider.frames[:kept])) as script:
            with pytest.raises(EngineUnavailable, match="middle of its answer"):
                await ask(engine(provider, script))


@every
async def test_a_connection_cut_in_a_frame(provider: Provider) -> None:
    stream = b"".join(provider.frames)
    head = reply("200 OK", **{"Content-Length": str(len(stream))})
    async with scripted(head + stream[: len(stream) // 2]) as script:
        with pytest.raises(EngineUnavailable, match="cut the connection"):
            await ask(engine(provider, script))


def cases() -> list[Any]:
    return [
        pytest.param(provider, failure, id=f"{provider}-{failure.status[:3]}-{at}")
        for provider in PROVIDERS
        for at, failure in enumerate((*provider.failures, provider.broken))
    ]


@pytest.mark.parametrize(("provider", "failure"), cases())
async def test_a_published_failure(provider: Provider, failure: Failure) -> None:
    frames = failure.body if isinstance(failure.body, tuple) else None
    text = failure.body if isinstance(failure.body, str) else json.dumps(failure.body, default=str)
    body = frames or (text.replace("{key}", KEY).encode(),)
    kind = SSE if frames else JSON
    async with scripted(reply(failure.status, *body, kind=kind, **failure.headers)) as script:
        with pytest.raises(EngineError, match=failure.words) as raised:
            await ask(engine(provider, script))
    assert raised.type is failure.error
    assert KEY not in raised.value.message
    assert len(raised.value.message) < 600


@every
async def test_bytes_that_are_no_text_do_no_harm(provider: Provider) -> None:
    stream = b"".join(provider.frames).replace("خ".encode(), b"\xff\xfe")
    async with scripted(reply("200 OK", stream)) as script:
        texts, last = await ask(engine(provider, script))
    assert "".join(texts).startswith("\ufffd\ufffdمسطاش")
    assert last.finish == "stop"


@every
async def test_a_line_without_end_is_refused(provider: Provider) -> None:
    async with scripted(reply("200 OK", b'data: {"x":"' + b"x" * 5_000_000)) as script:
        with pytest.raises(EngineRefused, match="OverlongError"):
            await ask(engine(provider, script))


@every
async def test_a_page_of_something_else_is_refused(provider: Provider) -> None:
    page = b"<html><title>Portail captif</title></html>"
    async with scripted(reply("200 OK", page, kind="text/html")) as script:
        with pytest.raises(EngineRefused, match=r"is not .* wire"):
            await ask(engine(provider, script))


async def test_a_ping_is_not_a_token() -> None:
    provider = next(one for one in PROVIDERS if one.name == "anthropic")
    pings = [event("ping")] * 40
    async with scripted(reply("200 OK", provider.frames[0]), *pings, pause=0.05) as script:
        asked = engine(provider, script, timeouts=Timeouts(connect=5, first=5, next=0.4))
        with pytest.raises(EngineTimeout, match=r"0\.4 seconds"):
            async with asyncio.timeout(20):
                await ask(asked)


async def test_a_server_that_does_not_stream_is_heard_too() -> None:
    provider = next(one for one in PROVIDERS if one.name == "ollama")
    choice = {"index": 0, "message": {"content": "quinze jours"}, "finish_reason": "stop"}
    body = json.dumps({"model": provider.answers, "choices": [choice]}).encode()
    async with scripted(reply("200 OK", body, kind=JSON)) as script:
        assert (await ask(engine(provider, script)))[0] == ["quinze jours"]


def silences() -> list[Any]:
    provider = PROVIDERS[0]
    limit = next(one for one in provider.failures if one.status.startswith("429"))
    return [
        pytest.param(reply("200 OK", *provider.empty), "EMPTY-ANSWER", id="empty"),
        pytest.param(reply("200 OK", *renamed(provider)), "OTHER-MODEL", id="other"),
        pytest.param(
            reply(limit.status, json.dumps(limit.body).encode()), "RATE-LIMITED", id="429"
        ),
    ]


@pytest.mark.parametrize(("answer", "rule"), silences())
async def test_an_assistant_quotes_instead_and_its_receipt_says_why(
    answer: bytes, rule: str, home: Path, stocked: Path
) -> None:
    ledger = Ledger.open(home / "ledger", origin="volant.test/log")
    asked = (Message(role="user", content="Combien de jours ai-je pour déclarer une naissance ?"),)
    async with scripted(answer) as script:
        rented = engine(PROVIDERS[0], script, tags=frozenset({"fr"}))
        gateway = Gateway(
            engines={rented.name: rented, "quote": Quote()},
            assistants={"volant": Librarian(Desk(Library(stocked / "library")))},
            ledger=ledger,
            steering=steer(home, ledger),
            default=rented.name,
        )
        *_, last = [event async for event in gateway.ask(asked)]
        await gateway.close()
    assert len(script.asked) == 1
    assert isinstance(last, Answered)
    assert last.answer.engine == "quote"
    assert last.answer.sentences[1].status == "quoted"
    rules = json.loads(ledger.receipt(last.answer.receipt).payload)["policy"]["rules"]
    assert rules[-2:] == [rule, "QUOTED-INSTEAD"]
