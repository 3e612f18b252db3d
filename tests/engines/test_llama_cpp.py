import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import tiny

from volant.engines import LlamaCpp, attempts, network
from volant.engines.isolation import Probe
from volant.engines.llama_cpp import physical_cores
from volant.engines.supervision import Limits
from volant.errors import (
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    StorageFull,
    WrongDigest,
)
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
        assert turns > 3, "the two answers are written together, not one after the other"


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
    digest = hashlib.sha256(tiny_weights.read_bytes()).hexdigest()
    async with running(tiny_weights, digest=digest) as engine:
        assert (engine.egress, engine.place.weights) == ("E0", digest)
        await engine.start()
        process = engine.pid
        probe = await engine.probe()
        if "E4" in probe.refused:
            pytest.skip(f"this machine gives no network namespace: {probe.refused['E4']}")
        assert (engine.place.egress, probe.attempts, probe.blocked) == ("E4", 6, 6)
        assert probe.namespace != probe.outside == network.namespace()
        if os.access(f"/proc/{process}/ns/net", os.R_OK):
            assert network.namespace(process or 0) == probe.namespace


async def test_without_isolation_it_says_so(tiny_weights: Path) -> None:
    async with running(tiny_weights, isolate=False) as engine:
        probe = await engine.probe()
        # A machine without a route keeps everybody in, asked or not.
        assert (engine.egress, probe.attempts) == (("E0", 0) if network.routes() else ("E3", 6))
        assert set(probe.reasons.values()) == {"not-asked"}
        assert engine.egress in repr(engine)


async def test_each_start_each_day_and_each_demand_is_told(tiny_weights: Path) -> None:
    told: list[tuple[str, Probe]] = []

    def log(name: str, probe: Probe) -> int:
        told.append((name, probe))
        return 40 + len(told)

    limits = Limits(probing=0.3)
    async with running(tiny_weights, on_probe=log, limits=limits) as engine:
        assert engine.place.probe is None
        await engine.start()
        assert [name for name, _ in told] == ["here"]
        assert engine.place.probe == 41
        async with asyncio.timeout(60):
            while len(told) < 3:  # what comes each day, here each 0.3 s
                await asyncio.sleep(0.05)
        before = len(told)
        assert await engine.probe() in [probe for _, probe in told[before:]]
        assert engine.place.probe == 40 + len(told)
        await kill(engine, signal.SIGKILL)
        after = len(told)
        await engine.start()
        assert len(told) == after + 1
    ended = len(told)
    await asyncio.sleep(0.5)
    assert len(told) == ended, "what has ended is not probed"


async def test_a_probe_says_what_runs(tiny_weights: Path) -> None:
    async with running(tiny_weights) as engine:
        await engine.start()
        assert engine.probed is not None
        body = engine.probed.body("here")
        assert body["weights"] == "sha256:" + hashlib.sha256(tiny_weights.read_bytes()).hexdigest()
        assert body["binary"].startswith("sha256:")
        assert body["runtime"].startswith("xllamacpp-")
        assert body["kernel"] == os.uname().release


async def test_a_probe_nobody_can_write_down_stops_the_engine(tiny_weights: Path) -> None:
    def full(name: str, probe: Probe) -> int:
        raise StorageFull("the disk is full")

    async with running(tiny_weights, on_probe=full) as engine:
        with pytest.raises(StorageFull):
            await ask(engine, request())
        assert engine.pid is None
        assert (engine.egress, engine.place.probe) == ("E0", None)


async def test_other_weights_than_those_verified_answer_nothing(tmp_path: Path) -> None:
    path = tiny.write_tiny(tmp_path / "weights.gguf")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    async with running(path, digest=digest) as engine:
        assert (await ask(engine, request()))[0]
        tiny.write_tiny(path, seed=1)
        swapped = hashlib.sha256(path.read_bytes()).hexdigest()
        await engine.probe()
        with pytest.raises(WrongDigest, match=digest[:12]):
            await ask(engine, request())
        assert engine.place.weights == swapped, "the decision sees what runs, not what was promised"


@pytest.mark.parametrize("isolate", [True, False])
async def test_a_canary_hears_of_the_engine_only_what_the_probe_says(
    tiny_weights: Path, isolate: bool
) -> None:
    heard: list[int] = []
    server = await asyncio.start_server(lambda _, writer: _hear(heard, writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    target = replace(attempts.canary("127.0.0.1", port), metadata="")
    async with server, running(tiny_weights, isolate=isolate) as engine:
        probe = await engine.probe(target)
        await asyncio.sleep(0.1)
        assert probe.canary
        assert bool(heard) == ("tcp4" in probe.escaped) == (probe.tier < "E3")
        assert (await ask(engine, request()))[0]
    if not isolate:
        assert {"tcp4", "udp", "dns"} <= {*probe.escaped}


def _hear(heard: list[int], writer: asyncio.StreamWriter) -> None:
    heard.append(1)
    writer.close()


LOWER = """
import asyncio, sys
from pathlib import Path
from volant.engines import LlamaCpp
from volant.records import Message, Request
for kind in ("user", "net"):  # what a host that gives no namespaces does
    Path(f"/proc/sys/user/max_{kind}_namespaces").write_text("0")
async def main():
    engine = LlamaCpp("here", Path(sys.argv[1]), threads=1)
    asked = Request(model="here", messages=(Message(role="user", content="سلام"),), max_tokens=5)
    said = "".join([delta.text async for delta in engine.stream(asked)])
    print(engine.egress, engine.probed.reasons, bool(said))
    await engine.close()
asyncio.run(main())
"""


def test_without_namespaces_the_engine_answers_at_the_tier_it_reaches(tiny_weights: Path) -> None:
    command = ["unshare", "-r", sys.executable, "-c", LOWER, str(tiny_weights)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("this machine has no unshare command")
    if "PermissionError" in ran.stderr or "unshare" in ran.stderr:
        pytest.skip("this machine gives no user namespace to take things away in")
    tier, rest = ran.stdout.split(maxsplit=1)
    assert tier in ("E2", "E3"), ran.stderr
    assert "'E4': 'namespaces-limited'" in rest
    assert rest.endswith("True\n")


SECRETS = ("CN-AB918273", "Zoubida-Ouhammou-7741", "رقم-سري-٩٩٣١٧", "ⵜⴰⵎⴰⵣⵉⵖⵜ-5521")

SAID = """
import asyncio, os, signal, sys
from pathlib import Path
from volant.engines import LlamaCpp
from volant.errors import VolantError
from volant.records import Message, Request
secret = " ".join(sys.argv[3:])
async def ask(engine, times=3, **options):
    said = Message(role="user", content=secret * times)
    messages = (Message(role="system", content=secret), said)
    asked = Request(model="here", messages=messages, **{"max_tokens": 8, **options})
    try:
        async for delta in engine.stream(asked):
            pass
    except VolantError as error:
        print(error.code, error.message, file=sys.stderr)
async def crash(engine, how):
    task = asyncio.create_task(ask(engine, max_tokens=3000))
    await engine.start()
    await asyncio.sleep(0.3)
    os.kill(engine.pid, how)
    await task
async def main():
    engine = LlamaCpp("here", Path(sys.argv[1]), log=Path(sys.argv[2], "engine.log"), threads=1)
    await ask(engine)
    await ask(engine, stop=(secret,), seed=3)
    await ask(engine, grammar=f"root ::= ( {secret}")
    await ask(engine, grammar=f'root ::= "{secret}" nowhere')
    await ask(engine, times=3000)
    for how in (signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL):
        await crash(engine, how)
    await ask(engine)
    await engine.close()
asyncio.run(main())
"""


def traces(folder: Path, secrets: tuple[str, ...]) -> set[str]:
    """Name the files under a folder that hold a secret, as it is or as JSON writes it."""
    forms = {form for one in secrets for form in (one.encode(), one.encode("utf-16-le"))}
    forms |= {json.dumps(one)[1:-1].encode() for one in secrets}
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {
        path.relative_to(folder).as_posix()
        for path in files
        if any(form in path.read_bytes() for form in forms)
    }


def test_nothing_said_remains_on_disk() -> None:
    """Question, grammar, stop word and answers through every failure, then look everywhere."""
    with tempfile.TemporaryDirectory(prefix="v") as name:
        root = Path(name)
        weights = tiny.write_tiny(root / "tiny.gguf")
        folders = {key: root / key for key in ("HOME", "TMPDIR", "VOLANT_HOME", "here")}
        for folder in folders.values():
            folder.mkdir()
        home = str(folders["VOLANT_HOME"])
        ran = subprocess.run(
            [sys.executable, "-c", SAID, str(weights), home, *SECRETS],
            env={**os.environ, **{key: str(path) for key, path in folders.items()}},
            cwd=folders["here"],
            capture_output=True,
            check=True,
        )
        assert (folders["VOLANT_HOME"] / "engine.log").is_file()
        (root / "stdout").write_bytes(ran.stdout)
        (root / "stderr").write_bytes(ran.stderr)
        assert ran.stderr.count(b"engine_refused") >= 3, ran.stderr.decode()
        assert ran.stderr.count(b"engine_unavailable") == 3, ran.stderr.decode()
        assert traces(root, SECRETS) == set()
        assert [*folders["TMPDIR"].iterdir(), *folders["here"].iterdir()] == []


def test_the_search_for_traces_finds_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(f"… {SECRETS[2]} …", "utf-8")
    (tmp_path / "b").write_text(json.dumps({"said": SECRETS[3]}))
    (tmp_path / "c").write_text("rien")
    assert traces(tmp_path, SECRETS) == {"a", "b"}


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


@pytest.mark.parametrize("turns", range(0, 12, 2))
async def test_close_while_the_process_is_being_made(tiny_weights: Path, turns: int) -> None:
    async with running(tiny_weights) as engine:
        start = asyncio.create_task(engine.start())
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            await engine.close()
        with pytest.raises((asyncio.CancelledError, EngineUnavailable)):
            await start
        assert engine.pid is None


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
        assert json.loads(child.stdout.readline())["refused"]["E4"] == "not-asked"
        child.stdin.close()
        assert child.wait(10) == 0


def test_cores_are_those_this_process_may_use() -> None:
    assert 1 <= physical_cores() <= len(os.sched_getaffinity(0))
