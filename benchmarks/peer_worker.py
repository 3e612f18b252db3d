"""Serve one peer of the language benchmark from a process of its own, over JSON lines.

    .venv-peers/bin/python -m benchmarks.peer_worker NAME     (or --list)

The first line out says what loading cost; then each request line gets one reply line:

    {"do": "identify", "texts": [...]}                     -> {"answers": [...], "failed": 0,
    {"do": "words", "texts": [words]}                          "seconds": CPU seconds of the calls,
    {"do": "ary-Arab" or "ary-Latn", "texts": [...]}           "memory": peak bytes since the start}
    {"do": "dates", "texts": [...], "as_of": "2025-04-01", "locales": ["ar-MA"] or null}

A text on which the tool raises has the answer "" and counts as failed. Turning codes into tags is
not timed: it is our work. The network is refused, and what a tool prints is kept out of the way.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from benchmarks.peer_tools import PEERS, Tool, tag_of

NAMING = ("identify", "words")
WARM = ("wach kayn chi jdid?", "واش كاين شي جديد؟", "Où est la préfecture ?")
"""Asked while loading: some tools read their weights at the first text."""


def main() -> None:
    """Serve the peer named, or list all of them."""
    if sys.argv[1:] == ["--list"]:
        print(json.dumps({name: listing(name) for name in PEERS}))
    else:
        serve(PEERS[sys.argv[1]].load)


def listing(name: str) -> dict[str, Any]:
    """Say what a peer does, its version and the bytes of its files, or why it is missing."""
    peer = PEERS[name]
    if importlib.util.find_spec(peer.module) is None:
        return {"missing": "its wheel does not fit this Python or machine, or installing failed"}
    return {
        "does": peer.does,
        "version": importlib.metadata.version(peer.distributions[0]),
        "size": sum(map(_size, peer.distributions)),
    }


def _size(distribution: str) -> int:
    """Add up the bytes of a distribution's files, without what Python compiled here."""
    try:
        listed = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:  # goes by another name on this Python
        return 0
    paths = [Path(str(path.locate())) for path in listed if path.suffix != ".pyc"]
    return sum(path.stat().st_size for path in paths if path.is_file())


def serve(load: Callable[[], Tool]) -> None:
    """Load a tool and answer requests until standard input ends."""
    out = _private_output()
    sys.addaudithook(_refuse_network)
    base, begun = _peak_memory(), time.process_time()
    tool = load()
    _warm(tool)
    _write(out, seconds=time.process_time() - begun, memory=_peak_memory() - base)
    for line in sys.stdin:
        reply = _answer(tool, json.loads(line))
        _write(out, **reply, memory=_peak_memory() - base)


def _private_output() -> TextIO:
    """Keep the real standard output for replies; what tools print goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return out


def _write(out: TextIO, **reply: Any) -> None:
    out.write(json.dumps(reply) + "\n")
    out.flush()


def _refuse_network(event: str, _: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        raise PermissionError("a peer may not use the network")


def _warm(tool: Tool) -> None:
    for call in (tool.identify, tool.word, *tool.letters.values()):
        if call:
            _each(call, WARM)
    if tool.identify_each:
        tool.identify_each(list(WARM))
    if tool.date:
        tool.date("15 mars 2025", datetime(2025, 1, 1), None)


def _answer(tool: Tool, request: dict[str, Any]) -> dict[str, Any]:
    texts: list[str] = request["texts"]
    way = _way(tool, request)
    begun = time.process_time()
    given = way(texts)
    seconds = time.process_time() - begun
    answers = [answer or "" for answer in given]
    if request["do"] in NAMING:
        pairs = zip(given, texts, strict=True)
        answers = ["" if code is None else tag_of(code, text) for code, text in pairs]
    return {"answers": answers, "failed": given.count(None), "seconds": seconds}


def _way(tool: Tool, request: dict[str, Any]) -> Callable[[list[str]], list[str | None]]:
    """Find how a request is answered; a wrong request ends the process, as a crash would."""
    wanted = request["do"]
    call = tool.letters.get(wanted)
    if wanted == "identify" and (whole := tool.identify_each):
        return lambda texts: list(whole(texts))
    if wanted == "dates" and (date := tool.date):
        as_of, locales = datetime.fromisoformat(request["as_of"]), request["locales"]
        return lambda texts: _each(lambda text: date(text, as_of, locales), texts)
    if wanted in NAMING:
        call = (tool.word if wanted == "words" else None) or tool.identify
    if call is None:
        raise ValueError(f"this tool cannot be asked for {wanted}")
    return partial(_each, call)


def _each(call: Callable[[str], str], texts: Sequence[str]) -> list[str | None]:
    """Call a tool on each text; None where it raised."""
    given: list[str | None] = []
    for text in texts:
        try:
            given.append(call(text))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001  a panic of a tool in Rust is no Exception
            given.append(None)
    return given


def _peak_memory() -> int:
    """Read the peak of this process's resident memory in bytes; 0 where there is no /proc.

    `ru_maxrss` would not do: on Linux it starts at what the parent had when it forked.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if "VmHWM" in line)


if __name__ == "__main__":
    main()
