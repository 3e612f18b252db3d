"""Write a tiny random model that llama.cpp loads in well under a second.

It knows nothing: it speaks lower-case letters and spaces for ever, the same ones for the same
prompt, which is all a test of the plumbing needs (streams, limits, stops, grammars, crashes).
Tests that want words worth reading set VOLANT_TEST_WEIGHTS; everything else runs anywhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 16384
SPECIALS = ("<|im_start|>", "<|im_end|>")
SPOKEN = frozenset(b"abcdefghijklmnopqrstuvwxyz ")
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def weights(folder: Path) -> Path:
    """Return the weights tests run on: the machine's own if there are any, else tiny ones."""
    named = os.environ.get("VOLANT_TEST_WEIGHTS")
    if named and Path(named).is_file():
        return Path(named)
    home = Path(os.environ.get("VOLANT_HOME", "/nowhere")) / "weights"
    return next(iter(sorted(home.glob("*.gguf"))), None) or write_tiny(folder / "tiny.gguf")


def write_tiny(path: Path, seed: int = 0) -> Path:
    """Write the model at `path`; the same `seed` gives the same bytes."""
    writer = gguf.GGUFWriter(str(path), "llama")
    describe(writer)
    return write(path, writer, _tensors(np.random.default_rng(seed)))


def write(path: Path, writer: gguf.GGUFWriter, tensors: list[tuple[str, np.ndarray]]) -> Path:
    """Write the file of a described model; its words are the bytes."""
    name_tokens(writer)
    for name, tensor in tensors:
        writer.add_tensor(name, tensor.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def describe(writer: gguf.GGUFWriter) -> None:
    """Write the keys that every architecture asks for."""
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(256 + len(SPECIALS))
    writer.add_chat_template(TEMPLATE)


def name_tokens(writer: gguf.GGUFWriter) -> None:
    """Make each byte a token, and each of `SPECIALS`."""
    tokens = [*_byte_letters(), *SPECIALS]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    normal, control = int(gguf.TokenType.NORMAL), int(gguf.TokenType.CONTROL)
    writer.add_token_types([normal] * 256 + [control] * len(SPECIALS))
    # llama.cpp asks for merges; this pair joins into no known token, so it never applies.
    writer.add_token_merges([f"{tokens[0]} {tokens[1]}"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(257)
    writer.add_add_bos_token(False)


def _byte_letters() -> list[str]:
    """Return GPT-2's printable stand-in of each byte (openai/gpt-2, encoder.py)."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [chr(byte) if byte in kept else chr(next(spare)) for byte in range(256)]


def _tensors(random: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    tensors = [("token_embd.weight", embeddings(random)), ("output_norm.weight", np.ones(WIDTH))]
    tensors.append(("output.weight", voice(random)))
    for layer in range(LAYERS):
        tensors += [(f"blk.{layer}.{name}", tensor) for name, tensor in block(random)]
    return tensors


def embeddings(random: np.random.Generator) -> np.ndarray:
    """Keep dimension 0 constant, so that `voice` can lean on it as on a bias."""
    table = random.normal(0, 0.5, (256 + len(SPECIALS), WIDTH))
    table[:, 0] = 2.0
    return table


def voice(random: np.random.Generator) -> np.ndarray:
    """Score the spoken bytes up and everything else, the end of turn too, far down."""
    table = random.normal(0, 0.5, (256 + len(SPECIALS), WIDTH))
    table[:, 0] = [20.0 if byte in SPOKEN else -20.0 for byte in range(256 + len(SPECIALS))]
    return table


def block(random: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """Return the tensors of one layer, named as in its `blk.N.`; they leave dimension 0 alone."""
    square = {name: random.normal(0, 0.1, (WIDTH, WIDTH)) for name in ("q", "k", "v", "output")}
    down = random.normal(0, 0.1, (WIDTH, INNER))
    square["output"][0] = down[0] = 0.0
    blocks = [(f"attn_{name}.weight", tensor) for name, tensor in square.items()]
    blocks += [(f"{name}_norm.weight", np.ones(WIDTH)) for name in ("attn", "ffn")]
    for name in ("gate", "up"):
        blocks.append((f"ffn_{name}.weight", random.normal(0, 0.1, (INNER, WIDTH))))
    return [*blocks, ("ffn_down.weight", down)]
