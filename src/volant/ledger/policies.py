"""Keep every policy that was published, by its digest, beside the log that names it.

    policies/<64 hex>.json   the policy, as canonical JSON whose SHA-256 is the name
    policies/current         the digest of the last one published

A decision of years ago can be made again only under the policy of that day: the file may be copied
with the log, holds nobody's words, and proves itself by its name. What a policy means is not known
here. `current` spares reading the log at each start; losing it costs one entry too many.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from volant.ledger import disk

FOLDER, CURRENT = "policies", "current"


def digest_of(text: bytes) -> str:
    """Return what the log calls a policy.

    >>> digest_of(b"{}")
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return "sha256:" + sha256(text).hexdigest()


def keep(folder: Path, text: bytes) -> None:
    """Write a policy down for good; idempotent."""
    path = locate(folder, digest_of(text))
    if not path.exists():
        disk.write(path, text)


def find(folder: Path, digest: str) -> bytes | None:
    """Return a policy as kept, changed or not; None where there is none."""
    try:
        return locate(folder, digest).read_bytes()
    except OSError:
        return None


def locate(folder: Path, digest: str) -> Path:
    return folder / FOLDER / f"{digest.removeprefix('sha256:')}.json"


def read_current(folder: Path) -> str:
    """Return the digest of the policy published last, or `""`."""
    try:
        return (folder / FOLDER / CURRENT).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def note_current(folder: Path, digest: str) -> None:
    disk.write(folder / FOLDER / CURRENT, f"{digest}\n".encode())
