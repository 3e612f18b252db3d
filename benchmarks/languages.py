"""Measure `volant.languages` beside its peers, in one call: `make bench-languages`.

    python -m benchmarks.languages [SECTION ...]

Needs `../shared/data`; the peers live in `.venv-peers`, and one that is not there is said to be
absent. The whole takes about three quarters of an hour on two cores, most of it the trainings
that leave one source out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from benchmarks import (
    identification,
    mending,
    peers,
    quantities,
    speed,
    switching,
    tifinagh,
    transliteration,
    variants,
)

SECTIONS: dict[str, Callable[[], None]] = {
    "speed": speed.main,
    "switching": switching.main,
    "quantities": quantities.main,
    "tifinagh": tifinagh.main,
    "transliteration": transliteration.main,
    "variants": variants.main,
    "mending": mending.main,
    "identification": partial(identification.main, ["--peers"]),
}


def main() -> None:
    """Run the sections named, or all."""
    asked = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in asked if name not in SECTIONS]
    if unknown:
        sys.exit(f"no section {unknown[0]}; there are: {', '.join(SECTIONS)}")
    sys.argv[1:] = []
    for name, reason in peers.absent().items():
        print(f"{name}: {reason}")
    for name in asked:
        print(f"\n## {name}\n", flush=True)
        SECTIONS[name]()


if __name__ == "__main__":
    main()
