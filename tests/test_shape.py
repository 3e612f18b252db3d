"""The shape the code promises: sizes, no registry addresses, nothing loaded from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

LARGE: dict[str, str] = {
    # file: why it is over 400 lines
}


def test_files_are_small_or_say_why() -> None:
    large = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if len(path.read_text("utf-8").splitlines()) > 400
    }
    assert large == set(LARGE)


def test_no_file_names_a_registry_or_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    # Written backwards, so that this file does not name what it looks for.
    words = ("lru-xedni", "xedni-artxe", "gro.ipyp", "detsohnohtyp", "/toor/", "/pmt/", "/krow/")
    pattern = re.compile("|".join(re.escape(word[::-1]) for word in words))
    for name in listed:
        if name.endswith(
            (".py", ".toml", ".lock", ".md", ".sh", ".js", ".html", "Makefile", "run")
        ):
            found = pattern.search((ROOT / name).read_text("utf-8"))
            assert found is None, f"{name}: {found and found[0]}"


def test_importing_languages_stays_light() -> None:
    code = "import sys, volant.languages; print('numpy' in sys.modules, 'tantivy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split()[1] == "False"


def test_the_layers_hold() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
