"""Every console example of the README and the docs is run, and prints what it says it prints."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def examples() -> list[tuple[str, str, str]]:
    """Give (page, command, expected output) of each `$ command` in a console block, in order."""
    return [
        (page.relative_to(ROOT).as_posix(), command, expected)
        for page in PAGES
        for block in _BLOCK.findall(page.read_text("utf-8"))
        for command, expected in _COMMAND.findall(block)
    ]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home that holds the starter library, as `make run` leaves it."""
    home = tmp_path_factory.mktemp("readme")
    code = (
        "from volant.assembly import open_library; from volant.settings import load; "
        "open_library(load()).add_starter()"
    )
    env = {**os.environ, "VOLANT_HOME": str(home)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    return home


def test_there_are_examples() -> None:
    assert len(examples()) >= 8


@pytest.mark.parametrize(("page", "command", "expected"), examples())
def test_an_example_prints_what_the_page_says(
    started: Path, tmp_path: Path, page: str, command: str, expected: str
) -> None:
    script = tmp_path / "volant"
    script.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from volant.cli import main; main()" "$@"\n',
        "utf-8",
    )
    script.chmod(0o755)
    env = {**os.environ, "VOLANT_HOME": str(started), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    run = subprocess.run(
        ["sh", "-c", command], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    checker = doctest.OutputChecker()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert checker.check_output(expected, run.stdout, flags), (
        f"{page}: {shlex.join([command])}\n--- expected\n{expected}"
        f"--- got\n{run.stdout}{run.stderr}"
    )


_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SESSIONS = [page for page in PAGES if "\n>>> " in page.read_text("utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_a_session_in_python_prints_what_the_page_says(page: Path) -> None:
    blocks = "\n".join(_PYTHON.findall(page.read_text("utf-8")))
    session = doctest.DocTestParser().get_doctest(blocks, {}, page.name, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)
