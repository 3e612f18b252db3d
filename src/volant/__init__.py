"""Hold the wheel of generative AI: documents, languages, choice of engine, and the proof."""

__version__ = "0.1.0"
