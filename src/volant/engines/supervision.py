"""Keep one child process serving on a Unix socket: start it, notice its death, start it again.

It knows nothing of requests. A dead child is started again by the next caller who needs it, not
before: a crash loop then costs nothing while nobody asks, and the price is that this caller waits
for the weights to load. Starts are limited in a sliding window, as systemd does
(systemd.unit(5), StartLimitBurst and StartLimitIntervalSec).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

import msgspec

from volant.engines import sockets
from volant.engines.attempts import Target
from volant.engines.isolation import Probe
from volant.engines.parameters import Parameters
from volant.errors import EngineTimeout, EngineUnavailable, VolantError

POLL = 0.02  # seconds between two looks at a child about to serve
GRACE = 5.0  # seconds a child has to end once told to
ENDING = 1.0  # seconds in which a child that hung up is seen to be ending, or is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Say how often a child may start: `starts` times in `window` seconds.

    The second start in a window waits `backoff` seconds, each one after it twice as long.
    `loading` is how long, in seconds, a start may take; `probing`, how long after a probe the next
    one comes while the child runs.
    """

    starts: int = 5
    window: float = 300.0
    backoff: float = 0.25
    loading: float = 600.0
    probing: float = 86_400.0


class Child:
    """Be the process that serves `parameters.weights`.

    `parameters.socket` and `.parent` are filled in at each start. `log` gets what the process
    prints while it loads; without one it lives and goes with the socket's folder. `on_probe` is
    told of every probe: at each start, each day and on demand. What it raises fails the start.
    """

    def __init__(
        self,
        name: str,
        parameters: Parameters,
        limits: Limits,
        log: Path | None,
        on_probe: Callable[[Probe], None] = lambda probe: None,
    ) -> None:
        self._name, self._parameters, self._limits, self._log = name, parameters, limits, log
        self._on_probe = on_probe
        self._watching: asyncio.Task[None] | None = None
        self._folder: sockets.Folder | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._starts: deque[float] = deque()
        self._asking = asyncio.Lock()
        self._closed = False
        self.probed: Probe | None = None

    @property
    def socket(self) -> Path:
        """Return where it listens; makes the folder on first use."""
        if self._folder is None:
            self._folder = sockets.Folder()
        return self._folder.path / sockets.NAME

    @property
    def log(self) -> Path:
        return self._log or self.socket.with_name("engine.log")

    @property
    def pid(self) -> int | None:
        """Return its process number while it runs."""
        return self._process.pid if self._process and _running(self._process) else None

    async def ready(self) -> None:
        """Return when it serves, starting it if need be; callers at the same time share a start.

        Raises `EngineUnavailable` or `EngineTimeout`. A caller who gives up does not stop it.
        """
        if self._closed:
            raise EngineUnavailable(f"Engine '{self._name}' has been closed.")
        if self._starting is None:
            if self.pid is not None:
                return
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(self._started)
        await asyncio.shield(self._starting)

    def _started(self, task: asyncio.Task[None]) -> None:
        self._starting = None
        if not task.cancelled():
            task.exception()  # every caller was given it; asyncio need not complain

    async def _start(self) -> None:
        self._rest()
        if self._process is not None:
            await self._process.wait()
        await self._hold_back()
        await self._spawn()
        try:
            async with asyncio.timeout(self._limits.loading):
                probe = await self._report()
                while not await self._healthy():
                    await asyncio.sleep(POLL)
        except TimeoutError:
            await self._stop()
            seconds = self._limits.loading
            raise EngineTimeout(f"Engine '{self._name}' did not load in {seconds:g} s.") from None
        await self._note(probe)
        self._watching = asyncio.create_task(self._watch())

    async def _note(self, probe: Probe) -> None:
        """Keep a probe once it has been told; a child whose probe cannot be written down ends."""
        try:
            self._on_probe(probe)
        except BaseException:
            self.probed = None
            await self._stop()
            raise
        self.probed = probe

    async def _watch(self) -> None:
        """Probe again for as long as the child runs; what fails is seen by the next who asks."""
        with contextlib.suppress(VolantError):
            while True:
                await asyncio.sleep(self._limits.probing)
                await self._ask(None)

    def _rest(self) -> None:
        """Watch no longer, unless it is the watch that found the child unfit."""
        if self._watching is not None and self._watching is not asyncio.current_task():
            self._watching.cancel()

    async def _hold_back(self) -> None:
        """Wait the backoff, or refuse when it has started too often."""
        now, limits = time.monotonic(), self._limits
        while self._starts and self._starts[0] <= now - limits.window:
            self._starts.popleft()
        if len(self._starts) >= limits.starts:
            wait = self._starts[0] + limits.window - now
            raise EngineUnavailable(
                f"Engine '{self._name}' stopped {len(self._starts)} times in {limits.window:g} s"
                f" and rests for {wait:.0f} s. {self.death()}"
            )
        if self._starts:
            await asyncio.sleep(limits.backoff * 2 ** (len(self._starts) - 1))
        self._starts.append(time.monotonic())

    async def _spawn(self) -> None:
        self.socket.unlink(missing_ok=True)
        parameters = replace(self._parameters, socket=str(self.socket), parent=os.getpid())
        with _open_log(self.log) as log:
            spawned = asyncio.ensure_future(
                asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "volant.engines.llama_child"),
                    json.dumps(asdict(parameters)),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for the parent, which then closes it
                )
            )
            try:  # asyncio may wait for ever for a process whose making was cancelled half-way
                self._process = await asyncio.shield(spawned)
            except asyncio.CancelledError:
                self._process = await spawned
                raise

    async def _report(self) -> Probe:
        """Read one report of the child; raises `EngineUnavailable` when it dies instead."""
        assert self._process is not None
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            await self._process.wait()
            raise EngineUnavailable(f"Engine '{self._name}' stopped. {self.death()}")
        return msgspec.json.decode(line, type=Probe)

    async def _healthy(self) -> bool:
        """Ask llama.cpp's `/health`, which answers 503 until the weights are loaded."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            if self.pid is None:
                raise EngineUnavailable(f"Engine '{self._name}' stopped. {self.death()}") from None
            return False
        with contextlib.closing(writer):
            writer.write(b"GET /health HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n")
            return b" 200 " in await reader.readline()

    def death(self) -> str:
        """Say how the last process ended, with the last line it logged."""
        code = self._process.returncode if self._process else None
        if code is None:
            return "It is running."
        how = f"It ended with status {code}"
        if code < 0:
            how = f"It was killed by {signal.Signals(-code).name}"
        lines = self.log.read_text("utf-8", "replace").split("\n") if self.log.exists() else []
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"{how}." + (f" Last in {self.log}: {last[:300]}" if last else "")

    async def probe(self, canary: Target | None = None) -> Probe:
        """Have the running process try again to leave its network, towards a canary if given."""
        await self.ready()
        # A caller who gives up leaves no report for the next one to take as its own.
        return await asyncio.shield(asyncio.ensure_future(self._ask(canary)))

    async def _ask(self, canary: Target | None) -> Probe:
        async with self._asking:
            assert self._process is not None
            assert self._process.stdin is not None
            with contextlib.suppress(ConnectionError):  # it died: the report below says how
                self._process.stdin.write(msgspec.json.encode(canary) + b"\n")
                await self._process.stdin.drain()
            probe = await self._report()
        await self._note(probe)
        return probe

    async def settle(self) -> None:
        """Return once the process's end, if it is ending, is known.

        Its sockets close before the kernel calls it ended, and the event loop learns of that
        later still: on a busy machine each can take a while.
        """
        if self._process is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDING):
                while self.pid is not None:
                    await asyncio.sleep(POLL)
            await asyncio.wait_for(asyncio.shield(self._process.wait()), GRACE)

    async def close(self) -> None:
        """End the process and remove its folder; idempotent."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await self._stop()
        if self._folder is not None:
            self._folder.remove()

    async def _stop(self) -> None:
        self._rest()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


def _running(process: asyncio.subprocess.Process) -> bool:
    """Ask the kernel, because the event loop learns of a death a little later."""
    if process.returncode is not None:
        return False
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
