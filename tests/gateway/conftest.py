from __future__ import annotations

from pathlib import Path

import pytest
from scripted import Scripted
from steered import steer

from volant.assistants import Librarian
from volant.engines import Echo, Quote
from volant.gateway import Gateway
from volant.ledger import Ledger
from volant.library import Desk, Library


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
def gateway(home: Path, library: Library, ledger: Ledger, scripted: Scripted) -> Gateway:
    return Gateway(
        engines={"scripted": scripted, "quote": Quote(), "echo": Echo()},
        assistants={"volant": Librarian(Desk(library))},
        ledger=ledger,
        steering=steer(home, ledger),
        default="scripted",
    )
