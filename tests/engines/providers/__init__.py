"""Hold the wire of every rented engine and server that has a profile, one file a provider."""

from providers.anthropic import ANTHROPIC
from providers.ernie import ERNIE
from providers.gemini import COMPATIBLE, GEMINI
from providers.mistral import MISTRAL
from providers.openai import OPENAI
from providers.qwen import QWEN
from providers.servers import LLAMA_SERVER, OLLAMA, SGLANG, VLLM

PROVIDERS = (
    OPENAI,
    GEMINI,
    COMPATIBLE,
    ANTHROPIC,
    QWEN,
    ERNIE,
    MISTRAL,
    VLLM,
    SGLANG,
    OLLAMA,
    LLAMA_SERVER,
)
