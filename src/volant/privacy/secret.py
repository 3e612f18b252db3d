"""Keep a secret of this home in a file of its own, mode 0600: made once, then only read.

Knows nothing of what it is for. Several threads and processes may ask for it at once, also for the
first time: each fills a file of its own, the first to give it the name wins, and all read that one.
So it is there whole or not at all, after a power cut too.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from volant.errors import SettingsError

BYTES = 32
"""As many as HKDF-SHA256 and HMAC-SHA256 give (RFC 5869, section 2; FIPS 198-1, section 3)."""


def read_secret(path: Path) -> bytes:
    """Read the secret of `BYTES` in a file, made at the first use; raises `SettingsError`.

    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "سر.key"
    >>> len(read_secret(path)), read_secret(path) == read_secret(path)
    (32, True)
    """
    if not path.exists():
        _make(path)
    secret = path.read_bytes()
    if len(secret) != BYTES:
        raise SettingsError(f"{path} holds {len(secret)} bytes instead of {BYTES}; restore it.")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()
