"""One vault a test, in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from volant.privacy import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "vault")
