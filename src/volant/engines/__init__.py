"""Run a model, wherever it lives, behind one interface."""

from volant.engines.catalogue import Model, load_catalogue
from volant.engines.echo import Echo
from volant.engines.llama_cpp import LlamaCpp
from volant.engines.openai_compatible import OpenAICompatible, Timeouts
from volant.engines.providers import reach
from volant.engines.quote import Quote
from volant.engines.weights import default_sources, fetch, find

__all__ = [
    "Echo",
    "LlamaCpp",
    "Model",
    "OpenAICompatible",
    "Quote",
    "Timeouts",
    "default_sources",
    "fetch",
    "find",
    "load_catalogue",
    "reach",
]
