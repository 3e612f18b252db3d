"""Print what came of the six ways out of an engine's process, at each tier this machine gives.

    python -m benchmarks.isolation

Every row is a real process with a real engine in it, running tiny weights made for the occasion,
that tries to reach a listener on this machine: at E4 in a namespace of its own, at E3 as on a host
that gives no namespaces, plain as when nobody asked for isolation. `heard` is the listener's own
word, the second witness. Nothing is tried beyond this machine's loopback and, at E4, addresses
that nobody owns: the metadata address is stood for by the listener.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from volant.engines import LlamaCpp, attempts
from volant.engines.attempts import WAYS

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engines"))

REFUSE = "for kind in user net; do echo 0 > /proc/sys/user/max_${kind}_namespaces; done; exec $0 $@"
"""Take from a user's processes what a host without namespaces does not give them."""

TIERS: dict[str, tuple[list[str], bool]] = {
    "E4": ([], True),
    "E3": (["unshare", "-r", "sh", "-c", REFUSE], True),
    "plain": ([], False),
}
"""How the engine's parent is started, and whether it asks for isolation."""


async def ask(weights: Path, port: int, isolate: bool) -> dict[str, object]:
    """Run the engine, answer one question, and have its process try to reach the listener."""
    here = attempts.canary("127.0.0.1", port)
    target = replace(here, v6="::1", metadata="127.0.0.1", metadata_port=port)
    engine = LlamaCpp("here", weights, threads=1, isolate=isolate)
    try:
        await engine.start()
        first = engine.probed
        assert first is not None
        return {"start": first.body("here"), "canary": (await engine.probe(target)).body("here")}
    finally:
        await engine.close()


async def compare() -> None:
    import tiny  # noqa: PLC0415 (lies with the tests)

    print("| asked | reached | towards | " + " | ".join(WAYS) + " | heard | why not more |")
    print("|---" * (len(WAYS) + 5) + "|")
    with tempfile.TemporaryDirectory() as folder:
        weights = tiny.write_tiny(Path(folder) / "tiny.gguf")
        for name, (wrapper, isolate) in TIERS.items():
            heard, port, close = await listen()
            command = [*wrapper, sys.executable, "-m", "benchmarks.isolation"]
            child = [*command, str(weights), str(port), str(int(isolate))]
            ran = await asyncio.to_thread(subprocess.run, child, capture_output=True, text=True)
            await asyncio.sleep(0.1)
            close()
            tell(name, ran, heard)


async def listen() -> tuple[set[str], int, Callable[[], None]]:
    """Listen on this machine over TCP and UDP, IPv4 and IPv6, on one port."""
    heard: set[str] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.add("tcp6" if ":" in writer.get_extra_info("sockname")[0] else "tcp4")
        writer.close()

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            heard.add("dns" if b"example" in data else "udp")

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    servers = [server]
    try:
        servers.append(await asyncio.start_server(take, "::1", port))
    except OSError:
        print("(this machine has no IPv6)")
    loop = asyncio.get_running_loop()
    datagrams, _ = await loop.create_datagram_endpoint(Datagrams, ("127.0.0.1", port))

    def close() -> None:
        for one in servers:
            one.close()
        datagrams.close()

    return heard, port, close


def tell(name: str, ran: subprocess.CompletedProcess[str], heard: set[str]) -> None:
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no reason"])[-1]
        print(f"| {name} | not on this machine: {last[:80]} |")
        return
    said = json.loads(ran.stdout.splitlines()[-1])
    for when, probe in said.items():
        if probe["attempts"]:
            towards = "a listener here" if when == "canary" else "nobody's addresses, at its start"
            ways = [probe["attempts"].get(way, "untried") for way in WAYS]
            cells = [one if attempts.is_blocked(one) else f"**{one}**" for one in ways]
            told = (", ".join(sorted(heard)) or "nothing") if when == "canary" else "–"
            why = ", ".join(f"{tier}: {code}" for tier, code in probe["reasons"].items())
            print(f"| {' | '.join([name, probe['tier'], towards, *cells, told, why])} |")


def main() -> None:
    if sys.argv[1:]:
        weights, port, isolate = sys.argv[1:]
        print(json.dumps(asyncio.run(ask(Path(weights), int(port), isolate == "1"))))
    else:
        asyncio.run(compare())


if __name__ == "__main__":
    main()
