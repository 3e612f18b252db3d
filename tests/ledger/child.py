"""Write to a ledger from another process; run as `child.py FOLDER WORK [NUMBER]`.

Prints one line for each acknowledged write, at once, so that a parent that kills it knows what it
was promised.
"""

from __future__ import annotations

import itertools
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from volant.errors import StorageFull
from volant.ledger import Facts, Ledger


def tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, work: str, number: int) -> None:
    ledger = Ledger.open(folder, origin="commune-taza.ma/journal", patience=60)
    tell("ready")
    if work == "append":
        for n in range(number):
            tell(ledger.append("incident", {"n": n}))
    elif work == "issue":
        for n in itertools.count():
            tell(ledger.issue(describe_question(n)).id)
    elif work == "fill":
        if number:
            resource.setrlimit(resource.RLIMIT_FSIZE, (number, resource.RLIM_INFINITY))
        fill(ledger)


def describe_question(n: int) -> Facts:
    now = datetime.now(UTC)
    return Facts(at=now, question=f"سؤال {n}", answer="جواب", tag="ar", outcome="ALLOWED")


def fill(ledger: Ledger) -> None:
    """Write until there is no room, and once more."""
    refused = 0
    while refused < 2:
        try:
            text = "كيفاش نجدد البطاقة؟" * 400
            facts = Facts(at=datetime.now(UTC), question=text, tag="ary-Arab", outcome="ALLOWED")
            tell(ledger.issue(facts).id)
        except StorageFull as error:
            refused += 1
            tell(f"full {error.code}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
