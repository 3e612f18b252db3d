"""Ask the peers of `volant.languages` in the same call that measures ours.

    with peers.available()["py3langid"] as peer:
        tags, seconds = peer.identify(["azul fell-awen"])

Each peer is one process in an environment of its own, `.venv-peers`, which `make bench-languages`
makes from `requirements-peers.lock`: their libraries never enter Volant's. A peer that raises on a
text, or dies of it, has "" for it and is counted in `failed`; it is never the end of the
benchmark. This file does no scoring.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Self

from benchmarks.peer_tools import PEERS, UNINSTALLABLE

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-peers/bin/python"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


class Died(Exception):
    """A peer's process ended before it answered."""


class Peer:
    """Hold one tool in its own process, started by `with`.

    `load` is CPU seconds until the first texts were answered, `memory` bytes at the peak since the
    start (0 without /proc), `size` bytes of its own installed files without their dependencies,
    `failed` how many texts it raised on or died of. Seconds are CPU seconds of the calls alone.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        does: Iterable[str],
        version: str = "",
        size: int = 0,
    ) -> None:
        self.name, self.command = name, list(command)
        self.does, self.version, self.size = frozenset(does), version, size
        self.load, self.memory, self.failed = 0.0, 0, 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def identify(self, texts: Sequence[str]) -> tuple[list[str], float]:
        """Name each text's language by our tags, `und` for all others; and the CPU seconds."""
        return self._ask({"do": "identify"}, texts)

    def words(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[str]], float]:
        """Name the language of each word of each sentence, words taken one by one."""
        tags, seconds = self._ask({"do": "words"}, [word for words in sentences for word in words])
        rest = iter(tags)
        return [list(islice(rest, len(words))) for words in sentences], seconds

    def transliterate(self, texts: Sequence[str], to: str) -> tuple[list[str], float]:
        """Write each text in the other letters of Darija: `to` is `ary-Arab` or `ary-Latn`."""
        return self._ask({"do": to}, texts)

    def dates(
        self, texts: Sequence[str], as_of: date, locales: Sequence[str] | None = None
    ) -> tuple[list[str], float]:
        """Read each text as one date, ISO 8601; "" where none was read.

        `locales` are CLDR names, as `ar-MA` or `fr`; without them the peer guesses.
        """
        wanted = list(locales) if locales else None
        return self._ask({"do": "dates", "as_of": as_of.isoformat(), "locales": wanted}, texts)

    def _ask(self, request: dict[str, Any], texts: Sequence[str]) -> tuple[list[str], float]:
        """Send texts; where the process dies of them, halve them until the deadly one is alone."""
        if request["do"] not in self.does:
            raise ValueError(
                f"{self.name} does {', '.join(sorted(self.does))}: not {request['do']}"
            )
        if not texts:
            return [], 0.0
        try:
            reply = self._exchange({**request, "texts": list(texts)})
        except Died:
            self._start()
            if len(texts) == 1:
                self.failed += 1
                return [""], 0.0
            half = len(texts) // 2
            parts = [self._ask(request, part) for part in (texts[:half], texts[half:])]
            return parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
        self.failed += reply["failed"]
        return reply["answers"], reply["seconds"]

    def _start(self) -> None:
        self._stop()
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="ascii",
            cwd=ROOT,
            env={**os.environ, **ONE_CORE},
        )
        self.load = self._read()["seconds"]

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process, "a peer is used inside `with`"
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Died(self.name) from error
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise Died(f"{self.name} ended without an answer: {' '.join(self.command)}")
        reply: dict[str, Any] = json.loads(line)
        self.memory = reply["memory"]
        return reply


def available(does: str | None = None) -> dict[str, Peer]:
    """Name the peers installed here, or those that can do one thing (see `peer_tools.PEERS`)."""
    command = [str(PYTHON), "-m", "benchmarks.peer_worker"]
    return {
        name: Peer(name, [*command, name], **listed)
        for name, listed in _listings().items()
        if "missing" not in listed and (does is None or does in listed["does"])
    }


def absent() -> dict[str, str]:
    """Say why each peer that is not installed is not."""
    missing = {
        name: listed["missing"] for name, listed in _listings().items() if "missing" in listed
    }
    return {**missing, **UNINSTALLABLE}


def _listings() -> dict[str, dict[str, Any]]:
    if not PYTHON.exists():
        return {name: {"missing": "make bench-languages installs it"} for name in PEERS}
    run = subprocess.run(
        [str(PYTHON), "-m", "benchmarks.peer_worker", "--list"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    listings: dict[str, dict[str, Any]] = json.loads(run.stdout)
    return listings
