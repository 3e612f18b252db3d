"""Time language identification beside its peers: speed, loading, memory, size of the files.

    python -m benchmarks.speed

Ours and each peer run in a process of their own, through the same loop, with the same texts; a
round's texts are new to the tool, so that no cache of whole texts or words flatters anyone more
than use would. Speed is texts per CPU second on one core, so that a busy machine blurs it less;
only the import is clock time, as a caller feels it. Sizes leave out the libraries a tool needs.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from benchmarks import peer_worker, peers
from benchmarks.peer_tools import Tool

TEXTS = peers.ROOT / "../shared/data/lid_dev.tsv"
ROUNDS, A_ROUND = 3, 4000
IMPORTS = 5
IMPORT = (
    "import time; begun, used = time.perf_counter(), time.process_time(); import volant.languages;"
    " print(time.perf_counter() - begun, time.process_time() - used)"
)


def main() -> None:
    """Print the table, or say that the texts are absent."""
    if not TEXTS.is_file():
        print("speed of identification: not measured, ../shared/data/lid_dev.tsv is absent")
        return
    rounds = short_texts()
    print(f"short texts (2 to 10 words), {ROUNDS} rounds of {len(rounds[0])}; one core")
    print("| tool                   | texts/CPU s | load CPU s | memory MB | files MB | failed |")
    print("| ---------------------- | ----------: | ---------: | --------: | -------: | -----: |")
    for peer in [*ours(), *peers.available("identify").values()]:
        print(measure(peer, rounds), flush=True)
    for name, reason in peers.absent().items():
        print(f"{name}: not installed: {reason}")
    clock, used = import_seconds()
    print(f"import volant.languages: {clock * 1e3:.0f} ms ({used * 1e3:.0f} ms of CPU), ", end="")
    print(f"median of {IMPORTS} fresh processes\n", flush=True)


def short_texts() -> list[list[str]]:
    """Draw rounds of different short texts, all classes mixed as in the file; always the same."""
    rows = (line.split("\t", 3) for line in TEXTS.read_text("utf-8").splitlines())
    texts = sorted({row[3] for row in rows if len(row) == 4 and row[1] == "short"})
    drawn = random.Random(0).sample(texts, min(len(texts), ROUNDS * A_ROUND))
    return [drawn[start::ROUNDS] for start in range(ROUNDS)]


def ours() -> list[peers.Peer]:
    """Give ours the same process and loop as a peer: text by text, and lists if there is a way."""
    spec = find_spec("volant.languages")
    assert spec is not None
    assert spec.origin is not None
    files = (path for path in Path(spec.origin).parent.rglob("*") if path.suffix != ".pyc")
    size = sum(path.stat().st_size for path in files if path.is_file())
    command = [sys.executable, "-m", "benchmarks.speed"]
    return [
        peers.Peer(f"volant {way}", [*command, way], does=["identify"], size=size)
        for way in ("identify", *(["identify_each"] if _exports("identify_each") else []))
    ]


def _exports(name: str) -> bool:
    """Say whether the package offers a function, without importing it here."""
    code = f"import volant.languages; raise SystemExit('{name}' not in volant.languages.__all__)"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _load(way: str) -> Tool:
    from volant import languages  # noqa: PLC0415  what importing costs is part of loading

    if way == "identify":
        return Tool(identify=lambda text: languages.identify(text).tag)
    identify_each = vars(languages)[way]
    return Tool(identify_each=lambda texts: [found.tag for found in identify_each(texts)])


def measure(peer: peers.Peer, rounds: list[list[str]]) -> str:
    """Give a peer's row, or say why it has none."""
    try:
        with peer:
            rates = [len(texts) / peer.identify(texts)[1] for texts in rounds]
            figures = (statistics.median(rates), peer.load, peer.memory / 1e6, peer.size / 1e6)
    except peers.Died as died:
        return f"{peer.name}: not measured: {died}"
    name = f"{peer.name} {peer.version}"
    return "| {:<22} | {:>11,.0f} | {:>10.2f} | {:>9.0f} | {:>8.1f} | {:>6} |".format(
        name, *figures, peer.failed
    )


def import_seconds() -> tuple[float, float]:
    """Import `volant.languages` in fresh processes: median clock seconds, median CPU seconds."""
    runs = [
        subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
        for _ in range(IMPORTS)
    ]
    clock, used = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return statistics.median(clock), statistics.median(used)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        peer_worker.serve(lambda: _load(sys.argv[1]))
    else:
        main()
