"""Be the engine's own process: `python -m volant.engines.llama_child <json parameters>`.

Leaves the network, proves it, loads the weights and serves llama.cpp's OpenAI wire on a Unix
socket until its parent closes its standard input or dies. It does not restart anything and keeps
nothing. What llama.cpp prints is logged only until the weights are loaded: afterwards a message
could quote a question (a grammar that does not parse is printed whole), so it goes nowhere, and
the price is that a crash leaves only its signal and the Python stack.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from volant.engines import isolation
from volant.engines.parameters import Parameters

CACHE_MIB = 512
"""Memory for the prompts of idle slots, MiB; llama.cpp's own default is 8192, a small machine."""

QUIET = 1
"""llama.cpp's verbosity that prints errors only (common/log.h, LOG_LEVEL_ERROR)."""


def main() -> None:
    """Serve until standard input ends; every line on standard output is one JSON report.

    First what the probe found, then, once no question can reach the log any more, `serving`.
    """
    parameters = Parameters(**json.loads(sys.argv[1]))
    reports = _claim_output()
    outside = isolation.namespace()
    if parameters.isolate:
        isolation.leave_network()
    isolation.die_with_parent(parameters.parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold questions
    _report(reports, asdict(isolation.probe(outside)))
    threading.Thread(target=_obey, args=(reports, outside), daemon=True).start()
    server = _serve(parameters)
    _silence()
    _report(reports, {"serving": parameters.socket})
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


def _obey(reports: IO[str], outside: str) -> None:
    """Probe once for each line the parent writes; end with its standard input."""
    for _ in sys.stdin:
        _report(reports, asdict(isolation.probe(outside)))
    os._exit(0)


def _report(reports: IO[str], said: dict[str, Any]) -> None:
    reports.write(json.dumps(said) + "\n")
    reports.flush()


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
