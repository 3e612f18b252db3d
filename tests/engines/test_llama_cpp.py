import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from volant.engines import LlamaCpp, isolation
from volant.engines.llama_cpp import physical_cores
from volant.engines.supervision import Limits
from volant.errors import EngineRefused, EngineTimeout, EngineUnavailable
from volant.records import Delta, Message, Request

CANARY = "canari-7f3a91-الرقم-السري"


@asynccontextmanager
async def running(weights: Path, **options: object) -> AsyncIterator[LlamaCpp]:
    options = {"threads": 1, **options}
    engine = LlamaCpp("here", weights, **options)  # type: ignore[arg-type]
    try:
        yield engine
    finally:
        await engine.close()


def request(text: str = "Quel délai ?", **options: object) -> Request:
    options = {"max_tokens": 12, "temperature": 0.0, **options}
    messages = (Message(role="user", content=text),)
    return Request(model="here", messages=messages, **options)  # type: ignore[arg-type]


async def ask(engine: LlamaCpp, asked: Request) -> tuple[str, Delta]:
    deltas = [delta async for delta in engine.stream(asked)]
    return "".join(delta.text for delta in deltas), deltas[-1]


async def kill(engine: LlamaCpp, how: signal.Signals) -> None:
    assert engine.pid is not None
    os.kill(engine.pid, how)
    async with asyncio.timeout(20):
        while engine.pid is not None:
            await asyncio.sleep(0.02)


async def dead(process: int | None) -> None:
    """Wait until a process is gone, or fail."""
    async with asyncio.timeout(20):
        while process and _state(process) not in ("", "Z"):
            await asyncio.sleep(0.02)


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


async def test_it_answers_within_the_limits_asked(weights: Path) -> None:
    async with running(weights) as engine:
        assert engine.pid is None, "nothing starts before it is needed"
        text, last = await ask(engine, request())
        assert text
        assert last.usage is not None
        assert last.usage.completion_tokens <= 12
        text, repeated = await ask(engine, request())
        assert (await ask(engine, request()))[0] == text, "read from the cache both times"
        assert repeated.usage is not None
        assert repeated.usage.cached_tokens > 0, "the same prompt is not read twice"
        assert (await ask(engine, request(max_tokens=3)))[1].finish in ("length", "stop")
        stop = next(letter for letter in text if letter != text[0])
        stopped, end = await ask(engine, request(stop=(stop,)))
        assert (stopped, end.finish) == (text[: text.index(stop)], "stop")


async def test_a_seed_repeats_and_a_grammar_holds(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        free = [request(temperature=1.5, max_tokens=40, seed=seed) for seed in (1, 1, 2)]
        one, same, other = [(await ask(engine, asked))[0] for asked in free]
        assert one == same != other
        text, _ = await ask(engine, request(grammar='root ::= "oui" | "لا"', max_tokens=40))
        assert text in ("oui", "لا")
        with pytest.raises(EngineRefused, match="grammar"):
            await ask(engine, request(grammar="root ::= ("))
        with pytest.raises(EngineRefused, match="context"):
            await ask(engine, request("mot " * 5000))
        assert (await ask(engine, request()))[0]


async def test_two_requests_at_once(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        order: list[str] = []

        async def follow(name: str) -> None:
            async for delta in engine.stream(request(name, max_tokens=200)):
                assert not (delta.text and delta.finish)
                order.append(name)

        await asyncio.gather(*(follow(name) for name in "ab"))
        assert order.count("a") > 100 < order.count("b")
        turns = sum(before != after for before, after in pairwise(order))
        assert turns > 10, "the two answers are written together, not one after the other"


async def test_hanging_up_stops_the_engine(tiny_weights: Path) -> None:
    async with running(tiny_weights, context=16384, slots=1) as engine:
        async with aclosing(engine.stream(request(max_tokens=15000))) as deltas:
            assert (await anext(deltas)).text
        await asyncio.sleep(1.0)
        before = _cpu(engine)
        await asyncio.sleep(1.0)
        assert _cpu(engine) - before < 0.3, "it goes on working for nobody"
        async with asyncio.timeout(30):
            assert (await ask(engine, request()))[0]


def _cpu(engine: LlamaCpp) -> float:
    fields = Path(f"/proc/{engine.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_a_killed_engine_comes_back(tiny_weights: Path) -> None:
    async with running(tiny_weights, context=16384) as engine:
        deltas = engine.stream(request(max_tokens=15000))
        assert (await anext(deltas)).text
        first = engine.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="SIGKILL"):
            async for _ in deltas:
                pass
        assert (await ask(engine, request()))[0]
        assert engine.pid not in (None, first)


async def test_an_engine_that_keeps_dying_is_left_alone(tiny_weights: Path) -> None:
    limits = Limits(starts=3, window=600.0, backoff=0.01)
    async with running(tiny_weights, limits=limits) as engine:
        for _ in range(3):
            await engine.start()
            await kill(engine, signal.SIGKILL)
        for _ in range(2):
            with pytest.raises(EngineUnavailable, match=r"stopped 3 times in 600 s.*SIGKILL"):
                await ask(engine, request())


@pytest.mark.parametrize("content", [None, b"", b"no weights at all", b"GGUF" + bytes(60)])
async def test_weights_that_cannot_be_loaded(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.gguf"
    if content is not None:
        path.write_bytes(content)
    async with running(path) as engine:
        with pytest.raises(EngineUnavailable, match="stopped"):
            await ask(engine, request())
        assert engine.pid is None


async def test_loading_has_a_limit(tiny_weights: Path) -> None:
    async with running(tiny_weights, limits=Limits(loading=0.001)) as engine:
        with pytest.raises(EngineTimeout, match=r"0\.001 s"):
            await engine.start()
        assert engine.pid is None


async def test_a_caller_who_gives_up_does_not_stop_the_start(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        first = asyncio.create_task(engine.start())
        await asyncio.sleep(0.01)
        second = asyncio.create_task(engine.start())
        await asyncio.sleep(0)
        first.cancel()
        await second
        assert engine.pid is not None


async def test_no_question_is_ever_logged(tiny_weights: Path, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "engine.log"
    async with running(tiny_weights, log=log) as engine:
        await ask(engine, request(CANARY))
        with pytest.raises(EngineRefused):
            await ask(engine, request(grammar=f"root ::= ( {CANARY}"))
        await kill(engine, signal.SIGABRT)
        folder = engine._child.socket.parent
        files = [path for path in (*folder.rglob("*"), log) if path.is_file()]
    assert log in files
    for word in CANARY.split("-")[:2]:
        assert all(word.encode() not in path.read_bytes() for path in files)
    assert b"Fatal Python error" in log.read_bytes(), "a crash leaves its stack"
    assert log.stat().st_mode & 0o777 == 0o600


async def test_egress_is_what_was_reached(tiny_weights: Path) -> None:
    async with running(tiny_weights, digest="ab" * 32) as engine:
        assert (engine.egress, engine.place.weights) == ("E0", "ab" * 32)
        await engine.start()
        process = engine.pid
        probe = await engine.probe()
        if probe.attempts == 0:
            pytest.skip("this machine refuses network namespaces")
        assert (engine.place.egress, probe.attempts, probe.blocked) == ("E4", 6, 6)
        assert probe.namespace != probe.outside == isolation.namespace()
        if os.access(f"/proc/{process}/ns/net", os.R_OK):
            assert isolation.namespace(process or 0) == probe.namespace


async def test_without_isolation_it_says_so(tiny_weights: Path) -> None:
    async with running(tiny_weights, isolate=False) as engine:
        probe = await engine.probe()
        assert (engine.egress, probe.attempts) == ("E0", 0)
        assert "E0" in repr(engine)


async def test_close_leaves_nothing(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        await engine.start()
        process, folder = engine.pid, engine._child.socket.parent
        assert folder.stat().st_mode & 0o777 == 0o700
        await engine.close()
        await engine.close()
        await dead(process)
        assert not folder.exists()
        with pytest.raises(EngineUnavailable, match="closed"):
            await ask(engine, request())


async def test_close_while_loading(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        start = asyncio.create_task(engine.start())
        await asyncio.sleep(0.05)
        await engine.close()
        with pytest.raises(asyncio.CancelledError):
            await start
        assert engine.pid is None


PARENT = """
import asyncio, sys
from pathlib import Path
from volant.engines import LlamaCpp
async def main():
    engine = LlamaCpp("here", Path(sys.argv[1]))
    await engine.start()
    print(engine.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_the_engine_dies_with_its_parent(tiny_weights: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tiny_weights)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert _state(process)
        parent.send_signal(how)
    begun = time.monotonic()
    await dead(process)
    assert time.monotonic() - begun < 5


def test_the_child_ends_with_its_standard_input(tiny_weights: Path, tmp_path: Path) -> None:
    said = {"weights": str(tiny_weights), "socket": str(tmp_path / "s.sock"), "isolate": False}
    said |= {"parent": os.getpid(), "context": 256, "slots": 1, "threads": 1}
    child = subprocess.Popen(
        [sys.executable, "-m", "volant.engines.llama_child", json.dumps(said)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert json.loads(child.stdout.readline())["attempts"] == 0
        assert "serving" in json.loads(child.stdout.readline())
        child.stdin.close()
        assert child.wait(10) == 0


def test_cores_are_those_this_process_may_use() -> None:
    assert 1 <= physical_cores() <= len(os.sched_getaffinity(0))
