"""Give every test a home of its own, and nothing of the machine's settings."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from volant.library import Library

settings.register_profile("volant", deadline=None)  # machines are shared: a time is no law
settings.load_profile("volant")

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point VOLANT_HOME to an empty folder and forget every other setting."""
    for variable in list(os.environ):
        if variable.startswith("VOLANT_") and "__" in variable:
            monkeypatch.delenv(variable)
    folder = tmp_path / "home"
    monkeypatch.setenv("VOLANT_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the starter library once; tests copy the folder."""
    folder = tmp_path_factory.mktemp("starter") / "library"
    library = Library(folder)
    library.add_starter()
    library.close()
    return folder


@pytest.fixture
def stocked(home: Path, starter: Path) -> Path:
    """Give a home that holds the starter library, as `make run` leaves it."""
    shutil.copytree(starter, home / "library")
    return home


@pytest.fixture
def shared() -> Path:
    """Give the folder of development data, or skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is absent: development texts are not part of the project")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail by name, instead of skipping, where a browser is required."""
    if os.environ.get("VOLANT_REQUIRE_BROWSER") and not _chromium():
        raise pytest.UsageError("VOLANT_REQUIRE_BROWSER is set and no chromium was found")


def _chromium() -> bool:
    from shutil import which

    return any(which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
