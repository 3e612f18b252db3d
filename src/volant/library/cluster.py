"""Have files read on a Ray cluster, by the very code that reads them on one machine.

Every machine must see the files under the same paths (a shared disk) and have Volant installed; the
one that adds them writes the index, alone. A file whose worker dies is tried once more elsewhere,
then refused by name. Ray reports its use over the network unless told not to: it is told here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from volant.errors import BrokenDocument, LibraryError
from volant.library.readers.intake import show
from volant.library.workers import Outcome, Refusal, Workers, analyse
from volant.protocols import Embedder

AHEAD = 2
"""Files handed out for each processor of the cluster, so that none waits."""

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_enable_metrics_collection": "false",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""Ray's environment: nothing is sent to its makers (Ray 2.60, "Usage stats collection")."""


def on_ray(address: str = "") -> Workers:
    """Work on the cluster at `address` (`ray://host:port`, `auto`); empty starts one here.

    Raises `LibraryError` where Ray is not installed or the cluster does not answer.
    """
    os.environ.update(_QUIET)
    try:
        ray = import_module("ray")
    except ImportError as error:
        raise LibraryError("Ray is not installed; run: pip install 'volant[ray]'") from error

    def work(files: Sequence[Path], embedder: Embedder) -> Iterator[tuple[Path, Outcome]]:
        if not files:
            return
        begun = not ray.is_initialized()
        if begun:
            _begin(ray, address)
        try:
            yield from _spread(ray, files, embedder)
        finally:
            if begun:
                ray.shutdown()

    return work


def _begin(ray: Any, address: str) -> None:
    options: dict[str, Any] = {"address": address} if address else {"include_dashboard": False}
    try:
        ray.init(log_to_driver=False, logging_level="error", **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise LibraryError(f"no Ray cluster at {address or 'this machine'}: {error}") from error


def _spread(ray: Any, files: Sequence[Path], embedder: Embedder) -> Iterator[tuple[Path, Outcome]]:
    """Hand files out a few ahead of the processors, and yield each as it is done."""
    task = ray.remote(max_retries=1)(_analyse)
    ahead = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
    waiting, running = deque(files), dict[Any, Path]()
    while waiting or running:
        while waiting and len(running) < ahead:
            file = waiting.popleft()
            running[task.remote(str(file), embedder)] = file
        [done], _ = ray.wait(list(running), num_returns=1)
        yield running[done], _take(ray, done, running.pop(done))


def _analyse(place: str, embedder: Embedder) -> Outcome:
    return analyse(Path(place), embedder, fork=False)  # Ray's own threads are in this process


def _take(ray: Any, done: Any, file: Path) -> Outcome:
    try:
        outcome: Outcome = ray.get(done)
    except ray.exceptions.RayError:
        message = f"{show(file.name)} kills the process that indexes it: split it, or make it anew"
        return Refusal(path=show(str(file)), code=BrokenDocument.code, message=message)
    return outcome
