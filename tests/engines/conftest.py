"""Let the tests of engines import `tiny` and `engineservers`, whatever pytest's import mode."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import tiny


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return weights llama.cpp can run: the machine's, else tiny ones."""
    path: Path = tiny.weights(tmp_path_factory.mktemp("weights"))
    return path


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return weights that speak for ever, fast, for tests that need just that."""
    path: Path = tiny.write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf")
    return path
