"""Run open weights on this machine: llama.cpp in a child process, reached over a Unix socket.

The gateway's own process never loads weights, so a crash of the engine is one failed answer and
not a dead server; the price is one more copy of each token over a socket. Nothing here decides
who may ask: it only says, by `egress`, what the engine's process could reach.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path

from volant.engines.attempts import Target
from volant.engines.isolation import Probe
from volant.engines.openai_compatible import OpenAICompatible, Timeouts
from volant.engines.parameters import Parameters
from volant.engines.supervision import Child, Limits
from volant.errors import EngineUnavailable, WrongDigest
from volant.records import Delta, Place, Request

CONTEXT = 4096
"""Tokens per slot: a question, ten passages and an answer; about 112 MiB each with Qwen 1.5B."""

PATIENT = Timeouts(connect=5.0, first=300.0, next=60.0)
"""Reading 4,096 tokens takes two CPU cores two to four minutes when they are shared."""


class LlamaCpp:
    """Serve the GGUF file `weights`, `slots` requests at once with `context` tokens each.

    Temperature 0 repeats an answer only as long as as much of its prompt is cached: llama.cpp's
    figures differ in the last bits between reading many tokens and one (its server's README,
    `cache_prompt`), and where two words are nearly even that decides.

    `digest` is the file's SHA-256 as whoever verified it found it; the child reads it again at each
    start, `place` says what it found, and no question is put to weights that are others. Nothing
    starts before `start()` or the first request. `threads` defaults to the physical cores this
    process may use. With `isolate`, the child leaves the network where the machine allows.
    `on_probe` is told the name and the probe at each start, each day and on demand; it returns
    where that was logged, for `place`. `attestation` is the digest of the institution's document on
    its machine.
    """

    grammars = True

    def __init__(
        self,
        name: str,
        weights: Path,
        *,
        digest: str | None = None,
        tags: frozenset[str] = frozenset(),
        context: int = CONTEXT,
        slots: int = 2,
        threads: int | None = None,
        log: Path | None = None,
        timeouts: Timeouts = PATIENT,
        limits: Limits | None = None,
        isolate: bool = True,
        on_probe: Callable[[str, Probe], int | None] = lambda name, probe: None,
        attestation: str = "",
    ) -> None:
        self.name, self.tags, self.weights, self._digest = name, tags, weights, digest
        parameters = Parameters(
            weights=str(weights.absolute()),
            socket="",
            parent=0,
            isolate=isolate,
            context=context,
            slots=slots,
            threads=threads or physical_cores(),
            attestation=attestation,
        )
        self._child = Child(name, parameters, limits or Limits(), log, self._note)
        self._on_probe = on_probe
        self._logged: int | None = None
        self._timeouts = timeouts
        self._wire: OpenAICompatible | None = None

    def __repr__(self) -> str:
        return f"LlamaCpp({self.name!r}, {str(self.weights)!r}, egress={self.egress!r})"

    @property
    def probed(self) -> Probe | None:
        """Return the last probe; None before the first start, or where it could not be logged."""
        return self._child.probed

    @property
    def egress(self) -> str:
        """Return the tier the last probe reached, `E0` to `E5`; `E0` before the first start."""
        return self.probed.tier if self.probed else "E0"

    @property
    def place(self) -> Place:
        return Place(
            weights=(self.probed.weights if self.probed else "") or self._digest,
            runtime=f"llama.cpp, xllamacpp {version('xllamacpp')}",
            egress=self.egress,
            probe=self._logged if self.probed else None,
        )

    @property
    def pid(self) -> int | None:
        """Return the child's process number while it runs."""
        return self._child.pid

    async def start(self) -> None:
        """Load the weights and probe, unless that is done; raises as `stream` does."""
        await self._child.ready()
        if self.probed and self._digest not in (None, self.probed.weights):
            raise WrongDigest(
                f"Engine '{self.name}' runs other weights than those that were verified: "
                f"{self.weights} is no longer {str(self._digest)[:12]}…. Fetch them again."
            )

    async def probe(self, canary: Target | None = None) -> Probe:
        """Have the engine's process try the ways out of its network, and say how that went.

        Towards `canary`, if given, also where a packet could leave; see `attempts.canary`.
        """
        return await self._child.probe(canary)

    def _note(self, probe: Probe) -> None:
        self._logged = self._on_probe(self.name, probe)

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        """Yield deltas; a child that dies meanwhile raises `EngineUnavailable`, ask again then.

        Raises `WrongDigest`, before a word is sent, where the weights are not those verified.
        """
        await self.start()
        try:
            async with aclosing(self._client().stream(request)) as deltas:
                async for delta in deltas:
                    yield delta
        except EngineUnavailable as fault:
            await self._child.settle()
            if self.pid is not None:
                raise
            why = f"Engine '{self.name}' stopped while answering; ask again. {self._child.death()}"
            raise EngineUnavailable(why) from fault

    def _client(self) -> OpenAICompatible:
        if self._wire is None:
            self._wire = OpenAICompatible(
                self.name,
                model=self.name,
                socket=self._child.socket,
                timeouts=self._timeouts,
                tags=self.tags,
                grammars=True,
            )
        return self._wire

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()
        await self._child.close()


def physical_cores() -> int:
    """Count the physical cores this process may use; hyper-threads only slow llama.cpp down."""
    try:
        allowed = os.sched_getaffinity(0)
    except AttributeError:  # macOS
        return max(1, (os.cpu_count() or 2) // 2)
    return max(1, len({_core(cpu) for cpu in allowed}))


def _core(cpu: int) -> str:
    """Return which hyper-threads share a core with `cpu`, as the kernel writes it."""
    siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    try:
        return siblings.read_text().strip()
    except OSError:
        return str(cpu)
