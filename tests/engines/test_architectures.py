"""Run every open architecture of the catalogue in the real embedded engine, on random weights."""

import re
from pathlib import Path

import pytest
from architectures import ARCHITECTURES, write_architecture

from volant.engines import LlamaCpp
from volant.errors import EngineUnavailable
from volant.records import Delta, Message, Request
from volant.sovereignty import load_profiles

PROFILES = {
    "embedded": "qwen2",
    "llama": "llama",
    "mistral-open": "llama",
    "falcon": "llama",
    "qwen-open": "qwen3",
    "gemmaroc": "gemma3",
    "atlas-chat": "gemma2",
    "ernie-open": "ernie4_5-moe",
}
"""What llama.cpp calls the architecture of the weights each profile names."""

QUESTION = (
    Message(role="system", content="Réponds avec les documents."),
    Message(role="user", content="شحال كيدوز باش ناخد la CIN؟"),
)


async def ask(engine: LlamaCpp, **options: object) -> list[Delta]:
    request = Request(model="ici", messages=QUESTION, temperature=1.0, seed=3, **options)  # type: ignore[arg-type]
    return [delta async for delta in engine.stream(request)]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
async def test_it_streams_what_the_grammar_allows(architecture: str, tmp_path: Path) -> None:
    weights = write_architecture(tmp_path / f"{architecture}.gguf", architecture)
    assert weights.stat().st_size < 1_000_000
    engine = LlamaCpp("ici", weights, threads=1, context=512, slots=1)
    try:
        *words, last = await ask(engine, grammar="root ::= [a-z ]+", max_tokens=12)
        assert re.fullmatch(r"[a-z ]{12}", "".join(delta.text for delta in words))
        assert len(words) > 3, "it comes as a stream"
        assert last.finish == "length"
        assert last.usage is not None
        assert (last.usage.completion_tokens, last.usage.prompt_tokens > 50) == (12, True)
        *words, last = await ask(engine, grammar='root ::= "نعم" | "ⵢⵢⵉⵀ" | "oui"', max_tokens=40)
        assert "".join(delta.text for delta in words) in ("نعم", "ⵢⵢⵉⵀ", "oui")
        assert last.finish == "stop"
    finally:
        await engine.close()


def test_every_profile_of_open_weights_has_its_architecture_here() -> None:
    servers, translation = {"vllm", "sglang", "ollama", "llama-server"}, {"terjman"}
    weights = {name for name in load_profiles() if not name.endswith("-api")}
    assert weights - servers - translation == set(PROFILES)
    assert set(PROFILES.values()) <= set(ARCHITECTURES)


async def test_weights_of_an_unknown_architecture_are_refused(tmp_path: Path) -> None:
    engine = LlamaCpp("ici", write_architecture(tmp_path / "x.gguf", "nonesuch"), threads=1)
    with pytest.raises(EngineUnavailable, match="stopped"):
        await ask(engine, max_tokens=3)
    await engine.close()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, same, other = (
        write_architecture(tmp_path / f"{at}.gguf", "gemma3", seed).read_bytes()
        for at, seed in enumerate((1, 1, 2))
    )
    assert one == same != other
