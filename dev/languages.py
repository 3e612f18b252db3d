"""Build every table and weight of `volant.languages` from `../shared/data`: `make languages`.

Each builder is a program of its own and writes a datasheet beside its file; this runs them in the
order in which they need each other and lists what they made. The same texts give the same bytes.
About ten minutes of one core.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from dev.identification import WEIGHTS
from dev.texts import DATA

BUILDERS = (
    "tamazight",
    "glosses",
    "mending",
    "spelling",
    "commonness",
    "identification",
    "switching",
)
"""`identification` reads Darija that `spelling` wrote in Arabic letters; the others stand alone."""


def main() -> None:
    """Run the builders, then list the files with their digests."""
    if not DATA.is_dir():
        sys.exit("../shared/data is absent: there is nothing to build from")
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    for builder in BUILDERS:
        print(f"{builder} …", flush=True)
        subprocess.run([sys.executable, "-m", f"dev.{builder}"], check=True, env=environ)
    for path in sorted(WEIGHTS.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{digest}  {path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
