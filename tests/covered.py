"""Print the coverage of the folders that must have it, and fail under 90 % with branches."""

from __future__ import annotations

import subprocess
import sys

FOLDERS = ("languages", "privacy", "library", "ledger", "sovereignty", "gateway")
FLOOR = "90"


def main() -> int:
    """Run one report a folder; 1 if any is under the floor."""
    low = []
    for folder in FOLDERS:
        command = [sys.executable, "-m", "coverage", "report", f"--include=src/volant/{folder}/*"]
        result = subprocess.run(
            [*command, "--format=total"], capture_output=True, text=True, check=False
        )
        print(f"coverage with branches, {folder}: {result.stdout.strip()} %")  # noqa: T201
        if float(result.stdout or 0) < float(FLOOR):
            low.append(folder)
            subprocess.run(command, check=False)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
