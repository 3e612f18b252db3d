"""Hold what an engine's parent tells its child, as JSON on the command line: no secret, no text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Say what the child needs: `context` is tokens per slot, `slots` requests at once.

    `parent` is the process that must stay alive; `attestation` is the digest of the institution's
    own document on its machine, where it has one.
    """

    weights: str
    socket: str
    parent: int
    isolate: bool
    context: int
    slots: int
    threads: int
    attestation: str = ""
