"""Be the engine's own process: `python -m volant.engines.llama_child <json parameters>`.

Leaves the network, proves it, loads the weights and serves llama.cpp's OpenAI wire on a Unix
socket until its parent closes its standard input or dies. It does not restart anything and keeps
nothing. What llama.cpp prints is logged only until the weights are loaded: afterwards a message
could quote a question (a grammar that does not parse is printed whole), so it goes nowhere, and
the price is that a crash leaves only its signal and the Python stack.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import resource
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import msgspec

from volant.engines.attempts import Target
from volant.engines.isolation import Isolation, Probe, die_with_parent
from volant.engines.parameters import Parameters

CACHE_MIB = 512
"""Memory for the prompts of idle slots, MiB; llama.cpp's own default is 8192, a small machine."""

BLOCK = 1 << 20
"""Bytes of a file read at a time."""

QUIET = 1
"""llama.cpp's verbosity that prints errors only (common/log.h, LOG_LEVEL_ERROR)."""


def main() -> None:
    """Serve until standard input ends; every line on standard output is one JSON report.

    What the probe found and the digests of the files that run: the first once the weights are
    loaded and no question can reach the log any more, then one for each line of standard input.
    """
    parameters = Parameters(**json.loads(sys.argv[1]))
    reports = _claim_output()
    isolation = Isolation(parameters.attestation)
    isolation.enter() if parameters.isolate else isolation.decline()
    die_with_parent(parameters.parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold questions
    probe = isolation.probe()
    if parameters.isolate:
        isolation.close_families()
    obey = threading.Thread(target=_obey, args=(reports, isolation, parameters), daemon=True)
    obey.start()
    with ThreadPoolExecutor(1) as reader:
        digests = reader.submit(_digests, parameters)
        server = _serve(parameters)
    _silence()
    _report(reports, replace(probe, **digests.result()))
    threading.Event().wait()
    del server


def _claim_output() -> IO[str]:
    """Keep standard output for reports; whatever C code prints there joins the log instead."""
    reports = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return reports


def _silence() -> None:
    """Keep the log for the stacks of crashes, and send all other output nowhere."""
    faulthandler.enable(file=os.fdopen(os.dup(2), "w"))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _obey(reports: IO[str], isolation: Isolation, parameters: Parameters) -> None:
    """Probe once for each line the parent writes, a canary or `null`; end with its standard input.

    The digests are read again: what lies at the same path may have been changed since.
    """
    for line in sys.stdin:
        canary = msgspec.json.decode(line, type=Target | None)
        _report(reports, replace(isolation.probe(canary), **_digests(parameters)))
    os._exit(0)


def _report(reports: IO[str], said: Probe) -> None:
    reports.write(msgspec.json.encode(said).decode() + "\n")
    reports.flush()


def _digests(parameters: Parameters) -> dict[str, Any]:
    """Read the weights and the program that runs them, and name what they are."""
    spec = find_spec("xllamacpp")
    folders = [Path(one) for one in (spec and spec.submodule_search_locations) or ()]
    shared = sorted(path for folder in folders for path in folder.glob("*.so"))
    return {
        "weights": _sha256([Path(parameters.weights)]),
        "binary": _sha256(shared),
        "runtime": f"xllamacpp-{version('xllamacpp')}",
    }


def _sha256(paths: list[Path]) -> str:
    """Return the SHA-256 (hex) of files one after the other; empty if one cannot be read."""
    digest = hashlib.sha256()
    try:
        for path in paths:
            with path.open("rb") as file:
                while block := file.read(BLOCK):
                    digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest() if paths else ""


def _serve(parameters: Parameters) -> Any:
    """Load the weights and listen; the server lives in its own threads as long as the object."""
    # Here, because it starts threads, and only a process with one thread may leave its network.
    import xllamacpp  # noqa: PLC0415

    if not Path(parameters.weights).is_file():
        sys.exit(f"There are no weights at {parameters.weights}.")
    return xllamacpp.Server(_settings(xllamacpp, parameters))


def _settings(xllamacpp: Any, parameters: Parameters) -> Any:
    settings = xllamacpp.CommonParams()
    settings.model.path = parameters.weights
    settings.hostnames = [parameters.socket]
    settings.n_parallel = parameters.slots
    settings.n_ctx = parameters.context * parameters.slots
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = parameters.threads
    settings.cont_batching = settings.cache_prompt = settings.use_jinja = settings.warmup = True
    settings.cache_ram_mib = CACHE_MIB
    settings.ui = settings.endpoint_slots = settings.endpoint_props = False
    settings.offline = True
    settings.verbosity = QUIET
    settings.fit_params = _accelerated(xllamacpp)
    return settings


def _accelerated(xllamacpp: Any) -> bool:
    """Say whether some of the weights may go to another device; fitting them costs a second."""
    return any(device["name"] != "CPU" for device in xllamacpp.get_device_info())


if __name__ == "__main__":
    main()
