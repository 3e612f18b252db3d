"""A question's walk, and the receipt that each one leaves."""

from __future__ import annotations

import asyncio
import fcntl
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from scripted import Scripted
from steered import steer

from volant.assistants import Librarian
from volant.engines import OpenAICompatible, Quote
from volant.errors import EmptyQuestion, MalformedRequest, TooLong, UnknownModel
from volant.gateway import Gateway
from volant.ledger import Ledger, verify
from volant.library import Desk, Library
from volant.records import Answer, Answered, Delta, Event, Message, Request, Searched, Spoken

BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"
PUBLIC = ["OK-PUBLIC", "ZONE-UNKNOWN"]
"""What a decision says of public data and an engine that nobody has described."""


async def events(gateway: Gateway, question: str, engine: str | None = None) -> list[Event]:
    return [event async for event in gateway.ask((Message(role="user", content=question),), engine)]


async def answer(gateway: Gateway, question: str, engine: str | None = None) -> Answer:
    last = (await events(gateway, question, engine))[-1]
    assert isinstance(last, Answered)
    return last.answer


def facts(ledger: Ledger, id: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(ledger.receipt(id).payload)
    return found


async def test_evidence_first_then_sentences_then_the_whole(
    gateway: Gateway, scripted: Scripted
) -> None:
    scripted.words = "La naissance se déclare dans un délai de 30 jours [1]."
    walked = await events(gateway, BIRTH)
    assert [type(event) for event in walked] == [Searched, Spoken, Answered]
    assert isinstance(walked[-1], Answered)
    given = walked[-1].answer
    assert (given.engine, given.tag, given.refused) == ("scripted", "fr", False)
    assert given.sentences[0].citations[0].article.endswith("article 40")
    assert given.usage.completion_tokens == 4


async def test_an_unsupported_sentence_is_withheld_and_counted(
    gateway: Gateway, scripted: Scripted
) -> None:
    scripted.words = (
        "[1] La naissance se déclare dans un délai de 30 jours.\n[1] L'amende est de 99 dirhams."
    )
    given = await answer(gateway, BIRTH)
    assert [s.text for s in given.sentences] == [
        "La naissance se déclare dans un délai de 30 jours."
    ]
    assert given.withheld == (("value", 1),)


@pytest.mark.parametrize("words", ["يجب التصريح بالولادة [1].", "Je ne sais pas.", ""])
async def test_where_nothing_passes_the_evidence_is_quoted(
    gateway: Gateway,
    scripted: Scripted,
    ledger: Ledger,
    words: str,
) -> None:
    scripted.words = words
    given = await answer(gateway, BIRTH)
    assert given.engine == "quote"
    assert [s.status for s in given.sentences][:2] == ["frame", "quoted"]
    assert facts(ledger, given.receipt)["policy"]["rules"] == [*PUBLIC, "QUOTED-INSTEAD"]


async def test_an_engine_that_fails_is_replaced_by_quotation(
    gateway: Gateway,
    scripted: Scripted,
    ledger: Ledger,
) -> None:
    scripted.fails = True
    given = await answer(gateway, BIRTH)
    assert given.engine == "quote"
    rules = facts(ledger, given.receipt)["policy"]["rules"]
    assert rules == [*PUBLIC, "ENGINE-UNAVAILABLE", "QUOTED-INSTEAD"]


async def test_an_endless_engine_is_left_and_the_receipt_says_so(
    home: Path, library: Library, ledger: Ledger
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        with suppress(ConnectionError), closing(writer):
            while True:
                writer.write(b'data: {"choices":[{"delta":{"content":"encore un jour "}}]}\n\n')
                await writer.drain()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    endless = Gateway(
        engines={
            "far": OpenAICompatible("far", url, model="m", tags=frozenset({"fr"})),
            "quote": Quote(),
        },
        assistants={"volant": Librarian(Desk(library))},
        ledger=ledger,
        steering=steer(home, ledger),
        default="far",
    )
    turns = (Message(role="user", content=BIRTH),)
    *deltas, receipt = [
        one async for one in endless.complete(Request(model="far", messages=turns, max_tokens=9))
    ]
    assert [one.finish for one in deltas if isinstance(one, Delta)][-1] == "length"
    assert facts(ledger, str(receipt))["answer"]["truncated"]
    quoted = await answer(endless, BIRTH)
    assert (quoted.engine, dict(quoted.withheld)) == ("quote", {"uncited": 1})
    assert facts(ledger, quoted.receipt)["answer"]["truncated"]
    await endless.close()
    server.close()


async def test_silence_is_refused_with_the_nearest_and_no_engine_is_asked(
    gateway: Gateway,
    scripted: Scripted,
    ledger: Ledger,
) -> None:
    given = await answer(gateway, "Quel temps fait-il à Rabat demain ?")
    assert given.refused
    assert given.nearest
    assert scripted.asked == []
    assert "DOCUMENTS-SILENT" in facts(ledger, given.receipt)["policy"]["rules"]


@pytest.mark.parametrize(
    ("question", "engine", "error"),
    [
        ("", None, EmptyQuestion),
        (" \u200f\n", None, EmptyQuestion),
        ("س" * 100_000, None, TooLong),
        (BIRTH, "gpt-9", UnknownModel),
    ],
)
async def test_what_is_refused_leaves_a_denial(
    gateway: Gateway, ledger: Ledger, question: str, engine: str | None, error: type[Exception]
) -> None:
    before = ledger.size
    with pytest.raises(error):
        await events(gateway, question, engine)
    assert ledger.size == before + 1
    assert ledger.entry(before).kind == "denial"


async def test_a_reader_who_leaves_stops_the_engine_and_still_has_a_receipt(
    gateway: Gateway,
    scripted: Scripted,
    ledger: Ledger,
    home: Path,
) -> None:
    scripted.words = "[1] La naissance se déclare dans un délai de 30 jours.\n" * 50
    before = ledger.size
    async with aclosing(gateway.ask((Message(role="user", content=BIRTH),))) as walk:
        async for event in walk:
            if isinstance(event, Spoken):
                break
    assert scripted.closed == 1
    assert ledger.size == before + 1
    assert verify(home / "ledger").ok


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_ledger_that_another_writes_to_holds_up_nobody_else(
    gateway: Gateway, ledger: Ledger, home: Path, leaves: bool
) -> None:
    before = ledger.size
    with (home / "ledger" / "lock").open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        asked = asyncio.create_task(answer(gateway, BIRTH, "quote"))
        for _ in range(40):
            await asyncio.sleep(0.05)  # the loop turns, and the answer waits for its receipt
        assert not asked.done()
        if leaves:
            asked.cancel()
            await asyncio.wait([asked])
    assert asked.cancelled() if leaves else (await asked).receipt
    await gateway.close()
    ledger.refresh()
    assert ledger.size == before + 1
    assert verify(home / "ledger").ok


async def test_what_no_receipt_could_hold_is_refused_before_a_word(
    gateway: Gateway, ledger: Ledger
) -> None:
    turns = (Message(role="user", content="سلام"),)
    wrong: list[dict[str, Any]] = [
        {"seed": 2**53}, {"temperature": float("nan")}, {"temperature": 2.1}, {"top_p": -0.1},
        {"max_tokens": 0},
    ]  # fmt: skip
    for field in wrong:
        before = ledger.size
        with pytest.raises(MalformedRequest):
            _ = [
                one
                async for one in gateway.complete(Request(model="echo", messages=turns, **field))
            ]
        assert ledger.entry(before).kind == "denial"


async def test_an_engine_by_name_is_passed_through_with_a_receipt(
    gateway: Gateway, ledger: Ledger
) -> None:
    request = Request(model="echo", messages=(Message(role="user", content="سلام عليكم"),))
    *deltas, receipt = [piece async for piece in gateway.complete(request)]
    assert "".join(d.text for d in deltas if not isinstance(d, str)) == "سلام عليكم"
    assert isinstance(receipt, str)
    assert facts(ledger, receipt)["engine"]


async def test_the_log_holds_no_words(gateway: Gateway, home: Path, scripted: Scripted) -> None:
    scripted.words = "La naissance se déclare dans un délai de 30 jours [1]."
    await answer(gateway, BIRTH + " zanzibar-canari")
    for path in (home / "ledger").rglob("*"):
        if path.is_file() and not path.name.startswith("vault"):
            data = path.read_bytes()
            assert b"zanzibar" not in data
            assert b"naissance" not in data
