"""What an embedder elsewhere is given to read: decided before, and in a receipt of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from embedding import DIMENSIONS, Server, serving
from steered import write_profile

from volant import assembly
from volant.errors import Denied
from volant.gateway import Caller
from volant.gateway.caller import NOBODY
from volant.ledger import verify
from volant.library.library import LONGEST
from volant.records import Answer, Answered, Message
from volant.settings import load

TEXT = "Article 1\nLe délai de préavis du salarié est de huit jours.\n"
QUESTION = "Quel est le délai de préavis du salarié ?"
SECRET = f"{QUESTION} Ma carte est AB123456."
PINNED = f'pinned = "sha256:{"ab" * 32}"'


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def installed(home: Path, server: Server) -> Iterator[assembly.Installation]:
    """Give an installation whose one text is embedded by a server of which nobody knows where."""
    yield from install(home, server)


@pytest.fixture
def near(home: Path, server: Server) -> Iterator[assembly.Installation]:
    """Give one whose embedder is in the institution's own rooms."""
    write_profile(home, "voisin")
    path = home / "profiles" / "voisin.toml"
    path.write_text(path.read_text("utf-8").replace(PINNED, 'pinned = "v1"'), "utf-8")
    yield from install(home, server, 'embedder_profile = "voisin"\n')


def install(home: Path, server: Server, more: str = "") -> Iterator[assembly.Installation]:
    home.mkdir(exist_ok=True)
    (home / "volant.toml").write_text(
        f'[library]\nembedder_url = "{server.url}"\nembedder_model = "m"\n'
        f"embedder_dimensions = {DIMENSIONS}\n{more}",
        "utf-8",
    )
    (home / "loi.txt").write_text(TEXT, "utf-8")
    running = assembly.assemble(load())
    running.library.add([home / "loi.txt"], processes=1)
    server.asked = 0
    yield running
    asyncio.run(running.close())


async def ask(volant: assembly.Installation, question: str, caller: Caller = NOBODY) -> Answer:
    messages = (Message(role="user", content=question),)
    *_, last = [one async for one in volant.gateway.ask(messages, "quote", caller=caller)]
    assert isinstance(last, Answered)
    return last.answer


def facts(volant: assembly.Installation, id: str) -> Any:
    return volant.ledger.receipt(id).facts


def before_last(volant: assembly.Installation) -> Any:
    """Give the entry before the last one and the receipt it is of: what was decided of reading."""
    entry = volant.ledger.entry(volant.ledger.size - 2)
    return entry, facts(volant, str(entry.body["receipt"]))


@pytest.mark.parametrize(
    ("question", "data_class"), [(QUESTION, "D4"), (QUESTION, "D2"), (SECRET, "")]
)
async def test_a_question_that_may_not_leave_is_searched_by_words(
    installed: assembly.Installation, server: Server, home: Path, question: str, data_class: str
) -> None:
    given = await ask(installed, question, Caller(data_class=data_class))
    assert server.asked == 0
    assert given.sentences
    assert "SEARCHED-BY-WORDS" in facts(installed, given.receipt)["policy"]["rules"]
    entry, said = before_last(installed)
    assert (entry.kind, said["policy"]["outcome"]) == ("denial", "DENIED")
    assert said["engine"]["name"] == "m/96"
    assert "sent" not in said
    assert verify(home / "ledger").ok


async def test_words_alone_find_what_they_name(installed: assembly.Installation) -> None:
    hits, _ = installed.library.find(QUESTION, "fr", embedded=False)
    assert [hit.source for hit in hits] == ["loi.txt"]
    assert installed.library.find("zanzibar", "fr", embedded=False)[0] == []


def test_of_a_page_of_words_both_ends_are_looked_for(installed: assembly.Installation) -> None:
    page = " ".join(["salaire", *("kh3dmatn" for _ in range(1_000)), QUESTION])
    _, evidence = installed.library.find(page, "fr", embedded=False)
    searched = " ".join(evidence.searched)
    assert "salaire" in searched
    assert "preavis" in searched
    assert len(evidence.searched) <= LONGEST // len("kh3dmatn ") + 2


async def test_a_public_question_is_read_and_the_receipt_says_by_whom(
    installed: assembly.Installation, server: Server
) -> None:
    given = await ask(installed, QUESTION)
    assert server.asked > 0
    assert "SEARCHED-BY-WORDS" not in facts(installed, given.receipt)["policy"]["rules"]
    entry, said = before_last(installed)
    assert (entry.kind, said["policy"]["outcome"]) == ("answer", "ALLOWED")
    assert (said["engine"]["name"], said["place"]["zone"]) == ("m/96", "Z4")
    assert said["sent"]["commit"]
    assert entry.body["case"]["outcome"] == "ALLOWED"


async def test_an_embedder_in_our_own_rooms_may_read_what_is_personal(
    near: assembly.Installation, server: Server
) -> None:
    await ask(near, QUESTION, Caller(data_class="D2"))
    assert server.asked > 0
    assert before_last(near)[1]["place"] == {"zone": "Z1", "country": "MA"}


async def test_an_embedder_that_fails_costs_no_answer(
    installed: assembly.Installation, server: Server
) -> None:
    server.reply = "broken"
    given = await ask(installed, QUESTION)
    assert "SEARCHED-BY-WORDS" in facts(installed, given.receipt)["policy"]["rules"]
    assert before_last(installed)[1]["policy"]["outcome"] == "FAILED"


async def test_what_a_conversation_was_is_remembered_before_anything_is_read(
    installed: assembly.Installation, server: Server
) -> None:
    named = Caller(conversation="dossier 12")
    await ask(installed, QUESTION, Caller(conversation="dossier 12", data_class="D4"))
    await ask(installed, QUESTION, named)
    assert server.asked == 0


async def test_the_wire_s_embeddings_are_decided_about_too(
    installed: assembly.Installation, server: Server
) -> None:
    embedder, embed = installed.library.embedder, installed.gateway.embed
    with pytest.raises(Denied) as caught:
        await embed(embedder, "m/96", ["ma carte AB123456", "b"])
    assert server.asked == 0
    assert facts(installed, caught.value.receipt)["policy"]["outcome"] == "DENIED"
    vectors, receipt = await embed(embedder, "m/96", ["طلاق", "divorce"])
    assert vectors.shape == (2, DIMENSIONS)
    assert facts(installed, receipt)["sent"]["commit"]
