"""Write tiny random weights of every open architecture that has a profile here.

Each has the keys and tensors llama.cpp asks of the real thing and the letters of `tiny`; none
knows a word. Source of the names and shapes: llama.cpp, `src/models/*.cpp` (load_arch_hparams,
load_arch_tensors: falcon, gemma, gemma2 at commit 82234e0), and gguf 0.19.0, `gguf/constants.py`,
MODEL_TENSORS. Falcon 3 is built as Llama is, and Mistral's models before Ministral 3 (`mistral3`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
from tiny import HEADS, INNER, LAYERS, WIDTH, block, describe, embeddings, voice, write

Tensors = list[tuple[str, np.ndarray]]

HEAD = WIDTH // HEADS
EXPERTS = 2
TIED = ("gemma", "gemma2", "gemma3")
"""What reads its answer with the table it reads its prompt with: no tensor of its own for it."""

ARCHITECTURES = (
    "llama",
    "mistral3",
    "falcon",
    "qwen2",
    "qwen3",
    "gemma",
    "gemma2",
    "gemma3",
    "ernie4_5",
    "ernie4_5-moe",
)


def write_architecture(path: Path, architecture: str, seed: int = 0) -> Path:
    """Write a model of `architecture` at `path`; the same `seed` gives the same bytes."""
    writer = gguf.GGUFWriter(str(path), architecture)
    describe(writer)
    writer.add_layer_norm_eps(1e-5)
    if architecture in ("gemma2", "gemma3"):
        writer.add_sliding_window(512)
    if architecture.endswith("-moe"):
        writer.add_expert_count(EXPERTS)
        writer.add_expert_used_count(1)
        writer.add_expert_feed_forward_length(INNER)
        writer.add_interleave_moe_layer_step(1)
        writer.add_leading_dense_block_count(0)
    written: Path = write(path, writer, _tensors(architecture, np.random.default_rng(seed)))
    return written


def _tensors(architecture: str, random: np.random.Generator) -> Tensors:
    tensors: Tensors = [
        ("token_embd.weight", embeddings(random)),
        ("output_norm.weight", np.ones(WIDTH)),
    ]
    if architecture not in TIED:
        tensors.append(("output.weight", voice(random)))
    if architecture == "falcon":
        tensors.append(("output_norm.bias", np.zeros(WIDTH)))
    shape = SHAPES.get(architecture, _same)
    for layer in range(LAYERS):
        tensors += [(f"blk.{layer}.{name}", tensor) for name, tensor in shape(block(random))]
    return tensors


def _same(tensors: Tensors) -> Tensors:
    return tensors


def _biased(tensors: Tensors) -> Tensors:
    """Add the biases that Qwen 2 has on what attention compares."""
    return [*tensors, *((f"attn_{name}.bias", np.zeros(WIDTH)) for name in "qkv")]


def _compared(tensors: Tensors) -> Tensors:
    """Add the norms that Qwen 3 and Gemma 3 have on what attention compares."""
    return [*tensors, *((f"attn_{name}_norm.weight", np.ones(HEAD)) for name in "qk")]


def _settled(tensors: Tensors) -> Tensors:
    """Add the norms that Gemma 2 and 3 have after attention and after the rest."""
    names = ("post_attention_norm.weight", "post_ffw_norm.weight")
    return [*tensors, *((name, np.ones(WIDTH)) for name in names)]


def _joined(tensors: Tensors) -> Tensors:
    """Join what attention compares in one tensor, as Falcon does, beside a rest without a gate."""
    named = dict(tensors)
    joined = np.concatenate([named.pop(f"attn_{name}.weight") for name in "qkv"])
    for name in ("ffn_gate.weight", "ffn_norm.weight"):
        del named[name]
    return [("attn_qkv.weight", joined), ("attn_norm.bias", np.zeros(WIDTH)), *named.items()]


def _shared_out(tensors: Tensors) -> Tensors:
    """Split the rest of a layer among experts, all alike, and add who chooses between them."""
    named = dict(tensors)
    for name in ("gate", "up", "down"):
        named[f"ffn_{name}_exps.weight"] = np.stack([named.pop(f"ffn_{name}.weight")] * EXPERTS)
    return [("ffn_gate_inp.weight", np.ones((EXPERTS, WIDTH))), *named.items()]


SHAPES: dict[str, Callable[[Tensors], Tensors]] = {
    "falcon": _joined,
    "qwen2": _biased,
    "qwen3": _compared,
    "gemma2": _settled,
    "gemma3": lambda tensors: _compared(_settled(tensors)),
    "ernie4_5-moe": _shared_out,
}
"""How the layers of an architecture differ from Llama's."""
