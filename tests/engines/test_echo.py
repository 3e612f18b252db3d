import asyncio
import time
from contextlib import aclosing

from hypothesis import given
from hypothesis import strategies as st

from volant.engines import Echo
from volant.records import Delta, Message, Request, Usage


def request(text: str, **options: object) -> Request:
    messages = (Message(role="system", content="Sois bref."), Message(role="user", content=text))
    return Request(model="echo", messages=messages, **options)  # type: ignore[arg-type]


async def deltas(asked: Request) -> list[Delta]:
    return [delta async for delta in Echo().stream(asked)]


def said(asked: Request) -> tuple[str, str | None]:
    found = asyncio.run(deltas(asked))
    return "".join(delta.text for delta in found), found[-1].finish


@given(st.text())
def test_it_says_what_was_said(text: str) -> None:
    assert said(request(text)) == (text, "stop")


@given(st.text(), st.integers(0, 20), st.integers(0, 5))
def test_the_same_request_gets_the_same_answer(text: str, limit: int, seed: int) -> None:
    asked = request(text, max_tokens=limit, seed=seed)
    assert said(asked) == said(asked)


@given(st.text("ab ", max_size=30), st.text("ab ", min_size=1, max_size=3))
def test_it_stops_before_a_stop_sequence(text: str, stop: str) -> None:
    assert said(request(text, stop=(stop,))) == (text.partition(stop)[0], "stop")


def test_max_tokens_counts_words() -> None:
    asked = request("واحد جوج تلاتة ربعة", max_tokens=2)
    assert said(asked) == ("واحد جوج", "length")
    assert asyncio.run(deltas(asked))[-1].usage == Usage(prompt_tokens=6, completion_tokens=2)
    assert said(request("un deux", max_tokens=0)) == ("", "length")
    assert said(request("un deux", max_tokens=9)) == ("un deux", "stop")


def test_a_seed_changes_the_order_of_words_only() -> None:
    asked = " ".join(f"mot{number}" for number in range(30))
    orders = {said(request(asked, seed=seed))[0] for seed in range(5)}
    assert len(orders) == 5
    assert all(sorted(order.split()) == sorted(asked.split()) for order in orders)


async def test_it_can_be_slow_and_be_stopped() -> None:
    engine = Echo(delay=0.02)
    begun = time.monotonic()
    async with aclosing(engine.stream(request("a b c d " * 1000))) as stream:
        assert [(await anext(stream)).text for _ in range(3)] == ["a", " b", " c"]
    assert 0.06 <= time.monotonic() - begun < 10
    await engine.close()


async def test_nobody_asked() -> None:
    found = await deltas(Request(model="echo", messages=()))
    assert found == [Delta(text="", finish="stop", usage=Usage())]
