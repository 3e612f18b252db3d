"""Compare the tokens an OpenAI-compatible address writes per second with llama.cpp called directly.

    python -m benchmarks.engine [http://127.0.0.1:8000/v1] [--model NAME] [--weights model.gguf]

The two take turns with the same prompt in one run, so that a busy machine is busy for both. Each
turn has its own number in front of the prompt: no one reads another's cached prefix. The server
behind the address should run the same weights with as many threads. Without an address, all of
Volant is started on a free port, with the default weights.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xllamacpp

from volant import settings
from volant.assembly import find_weights
from volant.engines import OpenAICompatible, load_catalogue
from volant.engines.llama_cpp import physical_cores
from volant.records import Message, Request

PROMPT = "Essai {turn}. Explique en français comment on demande une carte d'identité nationale."


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Hold one answer's figures: seconds to its first token, tokens, seconds in all."""

    first: float
    tokens: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


async def over_http(engine: OpenAICompatible, prompt: str, tokens: int) -> Turn:
    """Time one answer over the wire, the whole way the program uses it."""
    messages = (Message(role="user", content=prompt),)
    request = Request(model=engine.model, messages=messages, max_tokens=tokens, temperature=0.0)
    begun, first, counted, usage = time.perf_counter(), 0.0, 0, None
    async with aclosing(engine.stream(request)) as deltas:
        async for delta in deltas:
            first = first or time.perf_counter() - begun
            counted += bool(delta.text)
            usage = delta.usage or usage
    seconds = time.perf_counter() - begun
    return Turn(first=first, tokens=usage.completion_tokens if usage else counted, seconds=seconds)


def directly(server: Any, prompt: str, tokens: int) -> Turn:
    """Time one answer from the library itself, in this process, streamed as well."""
    begun, first, counted = time.perf_counter(), 0.0, 0

    def take(chunk: Any) -> bool:
        nonlocal first, counted
        for piece in chunk if isinstance(chunk, list) else [chunk]:
            usage = piece.get("usage") or {}
            first = first or time.perf_counter() - begun
            counted = usage.get("completion_tokens", counted)
        return False

    server.handle_chat_completions(
        {
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": tokens,
            "temperature": 0.0,
            "stream": True,
            "stream_options": {"include_usage": True},
        },
        take,
    )
    return Turn(first=first, tokens=counted, seconds=time.perf_counter() - begun)


def load(weights: Path, threads: int, folder: str) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.hostnames = [f"{folder}/s.sock"]
    params.n_parallel, params.n_ctx = 2, 8192
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.ui, params.offline, params.verbosity, params.fit_params = False, True, 0, False
    return xllamacpp.Server(params)


def tell(name: str, turns: list[Turn]) -> None:
    rate, first = (
        statistics.median([getattr(turn, figure) for turn in turns]) for figure in ("rate", "first")
    )
    print(f"| {name:<8} | {len(turns):>5} | {turns[0].tokens:>6} | {rate:>9.1f} | {first:>13.3f} |")


async def compare(options: argparse.Namespace) -> None:
    engine = OpenAICompatible("far", options.url, model=options.model, api_key=options.key)
    far, near = [], []
    with tempfile.TemporaryDirectory() as folder:
        server = load(options.weights, options.threads, folder)
        for turn in range(-1, options.turns):
            prompt = PROMPT.format(turn=turn)
            pair = (
                await over_http(engine, f"A{prompt}", options.tokens),
                directly(server, f"B{prompt}", options.tokens),
            )
            if turn >= 0:  # the first of each only warms up
                far.append(pair[0])
                near.append(pair[1])
        await engine.close()
        del server
    print("| way      | turns | tokens | tokens/s  | first token s |")
    print("| -------- | ----- | ------ | --------- | ------------- |")
    tell("address", far)
    tell("direct", near)
    ratios = [one.rate / other.rate for one, other in zip(far, near, strict=True)]
    print(f"address / direct, median of pairs: {statistics.median(ratios):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("url", nargs="?", help="the address that /chat/completions is added to")
    model = next(iter(load_catalogue().values()))
    parser.add_argument("--model", default=model.name, help="what a request's `model` says")
    parser.add_argument("--weights", type=Path, help="the GGUF file to call directly")
    parser.add_argument("--key", default=None, help="the address's key, if it wants one")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=physical_cores())
    options = parser.parse_args()
    options.weights = options.weights or find_weights(settings.load(), model)
    if options.weights is None:
        sys.exit(f"no weights to measure; run: volant engines pull {model.name}")
    with serving(options.url) as options.url:
        asyncio.run(compare(options))


@contextmanager
def serving(url: str | None) -> Iterator[str]:
    """Give the address asked for, or that of a Volant started for this run."""
    if url:
        yield url
        return
    command = [sys.executable, "-m", "volant.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        if found is None:
            sys.exit("volant serve did not start; see: volant doctor")
        yield f"{found[0]}/v1"
        server.terminate()


if __name__ == "__main__":
    main()
