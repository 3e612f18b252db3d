"""Run the command line in a process of its own, as a shell does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def volant(*arguments: str, stdin: str | bytes = "", status: int = 0) -> str:
    """Give what `volant` printed, and assert how it ended."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    code = "from volant.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=data, capture_output=True, check=False
    )
    assert run.returncode == status, run.stderr.decode()
    return (run.stdout if status == 0 or run.stdout else run.stderr).decode()


def lines(text: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in text.splitlines()]
