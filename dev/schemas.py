"""Write the JSON Schemas of what leaves an institution: `python -m dev.schemas`.

A profile and an engine's standing are the program's own types. An entry, a receipt and the facts of
a case are composed field by field where they are written, so their shapes stand here, closed: a
field that the writer adds and this file does not know makes the test fail. JSON Schema 2020-12, by
msgspec. It says what is well formed; only the verifier says what is true to its signature.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from volant.ledger.entry import CODE, KINDS
from volant.ledger.receipt import IDENTITY, OUTCOMES
from volant.sovereignty.decision import OUTCOMES as DECIDED
from volant.sovereignty.profile import Profile
from volant.sovereignty.standing import Standing

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"

Digest = Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]
Commitment = Annotated[str, Meta(pattern="^hmac-sha256:[0-9a-f]{64}$")]
Code = Annotated[str, Meta(pattern=f"^{CODE.pattern}$")]
Time = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Count = Annotated[int, Meta(ge=0)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Identity = Annotated[str, Meta(pattern=f"^{IDENTITY.pattern}$")]


class Closed(Struct, forbid_unknown_fields=True):
    """Be a shape without other fields; what was not measured is left out."""


class Question(Closed, rename={"class_": "class"}):
    """Be what was asked."""

    commit: Commitment
    lang: Code | UnsetType = UNSET
    class_: Code | UnsetType = UNSET
    tokens: Count | UnsetType = UNSET


class Sent(Closed):
    """Be what the engine was given."""

    commit: Commitment | UnsetType = UNSET
    pseudonymised: dict[Code, Count] | UnsetType = UNSET


class Searched(Closed):
    """Be what the library was asked for."""

    commit: Commitment


class Answer(Closed):
    """Be what the asker was shown."""

    commit: Commitment
    tokens: Count | UnsetType = UNSET
    finish: Code | UnsetType = UNSET
    truncated: bool | UnsetType = UNSET


class Parameters(Closed):
    """Be how the engine was set."""

    temperature: float | UnsetType = UNSET
    seed: int | UnsetType = UNSET


class Engine(Closed):
    """Be what ran."""

    name: Name | UnsetType = UNSET
    profile: Digest | UnsetType = UNSET
    weights: Digest | UnsetType = UNSET
    runtime: Name | UnsetType = UNSET
    params: Parameters | UnsetType = UNSET


class Place(Closed):
    """Be where it ran; `probe` is the index of its entry in the log."""

    zone: Code | UnsetType = UNSET
    country: Code | UnsetType = UNSET
    egress: Code | UnsetType = UNSET
    probe: Count | UnsetType = UNSET


class Ruling(Closed):
    """Be what the policy said."""

    outcome: Literal[OUTCOMES]  # type: ignore[valid-type]
    rules: list[Code]
    digest: Digest | UnsetType = UNSET


class Human(Closed):
    """Be who approved, by role."""

    required: bool
    by: Code
    decision: Code


class Origin(Closed):
    """Be a document that was cited."""

    doc: Digest | UnsetType = UNSET
    passage: Code | UnsetType = UNSET


class Logged(Closed):
    """Be the receipt's place in the log."""

    origin: Name
    index: Annotated[int, Meta(ge=1)]
    prev: Digest


class Payload(Closed, kw_only=True):
    """Be what is signed."""

    v: Literal["volant.receipt/1"]
    id: Identity
    at: Time
    request: Question
    sent: Sent | UnsetType = UNSET
    searched: Searched | UnsetType = UNSET
    answer: Answer | UnsetType = UNSET
    engine: Engine | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    policy: Ruling
    human: Human | UnsetType = UNSET
    score: dict[Code, Count] | UnsetType = UNSET
    sources: list[Origin]
    log: Logged


class Receipt(Closed):
    """Be the file that a person is handed."""

    payload: Payload
    kid: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]
    alg: Literal["Ed25519"]
    sig: Annotated[str, Meta(pattern="^[A-Za-z0-9+/]{86}==$")]


class Entry(Closed):
    """Be one line of the log."""

    v: Literal["volant.entry/1"]
    index: Count
    at: Time
    kind: Literal[tuple(sorted(KINDS))]  # type: ignore[valid-type]
    prev: Digest
    body: dict[Code, Any]


class Asked(Closed):
    """Be the facts of a request as a case keeps them: only what was not the default."""

    day: date
    classes: list[str]
    tag: str | UnsetType = UNSET
    weights: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    public: bool | UnsetType = UNSET
    legal_effect: bool | UnsetType = UNSET
    exempt: bool | UnsetType = UNSET
    human: Literal["recorded"] | UnsetType = UNSET
    pseudonymised: bool | UnsetType = UNSET
    replaced: Count | UnsetType = UNSET
    residue: Count | UnsetType = UNSET
    approved_by: Literal["recorded"] | UnsetType = UNSET
    cndp: Literal["recorded"] | UnsetType = UNSET
    basis: Literal["recorded"] | UnsetType = UNSET
    authorisation: Literal["recorded"] | UnsetType = UNSET
    affordable: bool | UnsetType = UNSET
    faults: list[Code] | UnsetType = UNSET


class Case(Closed):
    """Be what a decision was made from, and what came of it."""

    facts: Asked
    standing: Standing
    outcome: Literal[DECIDED]  # type: ignore[valid-type]
    rules: list[Code]


SHAPES: dict[str, Any] = {"receipt": Receipt, "entry": Entry, "profile": Profile, "case": Case}


def write_schema(name: str) -> str:
    """Return a schema as text, the same on every machine."""
    schema = msgspec.json.schema(SHAPES[name])
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SHAPES:
        (FOLDER / f"{name}.json").write_text(write_schema(name), "utf-8")
        print(FOLDER / f"{name}.json")


if __name__ == "__main__":
    main()
