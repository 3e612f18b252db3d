import doctest

from hypothesis import given
from hypothesis import strategies as st

from volant.engines import Quote, quote
from volant.records import TAGS, Message, Request


async def say(*messages: Message) -> str:
    deltas = [delta async for delta in Quote().stream(Request(model="quote", messages=messages))]
    assert [delta.finish for delta in deltas] == [None] * (len(deltas) - 1) + ["stop"]
    return "".join(delta.text for delta in deltas)


def user(text: str) -> Message:
    return Message(role="user", content=text)


async def test_it_says_the_evidence_and_nothing_else() -> None:
    asked = user("شحال ديال الوقت؟\n> Article 12 : quinze jours.\nça va ?\n>  ⵉⵎⵉⵔ 3\r\n>not this")
    assert await say(user("> an older turn"), asked) == "Article 12 : quinze jours.\n ⵉⵎⵉⵔ 3"


async def test_without_evidence_it_says_so() -> None:
    assert await say(user("Quel délai ?")) == quote.NO_EVIDENCE
    assert await say() == quote.NO_EVIDENCE
    assert await say(user("")) == quote.NO_EVIDENCE


async def test_it_is_an_engine_for_every_language() -> None:
    engine = Quote()
    assert (engine.name, engine.tags) == ("quote", frozenset(TAGS))
    await engine.close()


@given(st.lists(st.text(st.characters(exclude_characters="\n\r")), min_size=1))
def test_any_quoted_lines_come_back(lines: list[str]) -> None:
    assert quote.evidence("\n".join(f"> {line}" for line in lines)) == tuple(lines)


def test_examples() -> None:
    assert doctest.testmod(quote).failed == 0
