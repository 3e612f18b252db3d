"""What an engine is given and what a reader is shown, with the stream cut at every place.

The engine here repeats placeholders the way engines do: as they are, in JSON, in JSON's escapes,
changed, made up. Cut between any two letters, and by a real server between any two bytes.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from steered import TRANSFER, steer, write_profile

from volant.engines import OpenAICompatible
from volant.gateway import Gateway
from volant.ledger import Ledger
from volant.protocols import Engine
from volant.records import Delta, Message, Place, Request

ASKED = (
    "السيدة فاطمة العلوي، بطاقتها AB123456 وهاتفها ٠٦٦١٢٣٤٥٦٧، RIB 011519000001205000534921, "
    "f.alaoui@example.ma"
)
SECRETS = ("فاطمة", "العلوي", "AB123456", "٠٦٦١٢٣٤٥٦٧", "0661234567", "011519000001205000534921",
           "f.alaoui", "example.ma")  # fmt: skip
ANSWER = "⟦WOMAN_1⟧ : ⟦CIN_2⟧, ⟦PHONE_3⟧, ⟦RIB_4⟧ — ⟦EMAIL_5⟧. ⟦CIN_9⟧ ⟦cin_2⟧ [1]"
TOLD = (
    "فاطمة العلوي : AB123456, ٠٦٦١٢٣٤٥٦٧, 011519000001205000534921 — f.alaoui@example.ma. "
    "[…] […] [1]"
)


class Cut:
    """Be an engine that says `words`, cut at `places`, and remembers what it was given."""

    name, tags, place = "scripted", frozenset[str](), Place(weights="ab" * 32)

    def __init__(self, words: str, *places: int) -> None:
        self.words, self.places, self.asked = words, places, list[Request]()

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        self.asked.append(request)
        for start, end in zip((0, *self.places), (*self.places, len(self.words)), strict=True):
            yield Delta(text=self.words[start:end])
        yield Delta(text="", finish="stop")

    async def close(self) -> None:
        return None


@pytest.fixture
def abroad(home: Path) -> Path:
    """Be a home whose engine stands abroad, under a recorded basis: everything is replaced."""
    write_profile(home, country="FR", evidence=TRANSFER)
    return home


def door(home: Path, ledger: Ledger, engine: Engine) -> Gateway:
    return Gateway(
        engines={"scripted": engine}, assistants={}, ledger=ledger, default="scripted",
        steering=steer(home, ledger),
    )  # fmt: skip


async def walk(gateway: Gateway, text: str = ASKED) -> str:
    request = Request(model="scripted", messages=(Message(role="user", content=text),))
    pieces = [piece async for piece in gateway.complete(request)]
    return "".join(piece.text for piece in pieces if isinstance(piece, Delta))


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def test_nothing_leaks_wherever_the_stream_is_cut(abroad: Path, ledger: Ledger) -> None:
    engine = Cut(ANSWER)
    gateway = door(abroad, ledger, engine)
    for place in range(len(ANSWER) + 1):
        engine.places = (place,)
        assert await walk(gateway) == TOLD, place
    engine.places = tuple(range(1, len(ANSWER)))
    assert await walk(gateway) == TOLD
    assert leaked(repr(engine.asked)) == []
    assert len(engine.asked) == len(ANSWER) + 2


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_nothing_leaks_in_json_and_the_arguments_of_a_tool(
    abroad: Path, ledger: Ledger, ascii_only: bool
) -> None:
    arguments = json.dumps({"cin": "⟦CIN_2⟧", "nom": "⟦WOMAN_1⟧"}, ensure_ascii=ascii_only)
    call = {"name": "chercher", "arguments": arguments}
    said = json.dumps({"tool_calls": [{"function": call}]}, ensure_ascii=ascii_only)
    engine = Cut(said)
    gateway = door(abroad, ledger, engine)
    for place in range(0, len(said) + 1, 3):
        engine.places = (place,)
        told = json.loads(await walk(gateway))
        found = json.loads(told["tool_calls"][0]["function"]["arguments"])
        assert found == {"cin": "AB123456", "nom": "فاطمة العلوي"}, place
    assert leaked(repr(engine.asked)) == []


@asynccontextmanager
async def serving(body: bytes, asked: list[bytes]) -> AsyncIterator[tuple[list[int], str]]:
    """Serve `body` to every request, cut after as many bytes as the list says when asked."""
    cuts = [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        asked.append(await reader.readexactly(int(length[1]) if length else 0))
        for piece in (body[: cuts[0]], body[cuts[0] :]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield cuts, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


async def test_nothing_leaks_over_a_real_wire_cut_at_every_byte(
    abroad: Path, ledger: Ledger
) -> None:
    words = "⟦WOMAN_1⟧ ⟦CIN_2⟧ ⟦CIN_9⟧"
    choices = [
        {"delta": {"content": words[:9]}},
        {"delta": {"content": words[9:]}, "finish_reason": "stop"},
    ]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    lines = [json.dumps({"choices": [one]}, ensure_ascii=False).encode() for one in choices]
    body = head + b"".join(b"data: %b\n\n" % line for line in lines) + b"data: [DONE]\n\n"
    asked: list[bytes] = []
    write_profile(abroad, country="FR", evidence=TRANSFER, weights="")
    async with serving(body, asked) as (cuts, url):
        engine = OpenAICompatible("scripted", url, model="m")
        gateway = door(abroad, ledger, engine)
        for place in range(len(head), len(body)):
            cuts[0] = place
            assert await walk(gateway) == "فاطمة العلوي AB123456 […]", place
        await gateway.close()
    told = "".join(json.dumps(json.loads(one), ensure_ascii=False) for one in asked)
    assert leaked(told) == []
    assert "⟦WOMAN_1⟧" in told


@pytest.mark.parametrize("words", ["Madame ⟦WOMA", "x ⟦CIN_2", "⟦", "CIN_2", "\\u27e6CIN_2"])
async def test_half_a_placeholder_is_nobody(abroad: Path, ledger: Ledger, words: str) -> None:
    assert leaked(await walk(door(abroad, ledger, Cut(words)))) == []
