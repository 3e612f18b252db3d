from __future__ import annotations

from pathlib import Path

import pytest
from scripted import Scripted

from volant.assistants import Librarian
from volant.engines import Echo, Quote
from volant.gateway import Gateway
from volant.ledger import Ledger
from volant.library import Library


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def ledger(home: Path) -> Ledger:
    return Ledger.open(home / "ledger", origin="volant.test/log")


@pytest.fixture
def library(stocked: Path) -> Library:
    return Library(stocked / "library")


@pytest.fixture
def gateway(library: Library, ledger: Ledger, scripted: Scripted) -> Gateway:
    return Gateway(
        engines={"scripted": scripted, "quote": Quote(), "echo": Echo()},
        assistants={"volant": Librarian(library)},
        ledger=ledger,
        default="scripted",
    )
