"""Turn what happened to one question into a signed receipt, without its words.

Texts enter as commitments, HMAC-SHA256 under a fresh 32-byte salt each: a short question cannot
be found by trying candidates, and deleting text and salt is erasure while the signature holds.
What was not measured is left out, never invented. The receipt names its own place in the log
(`log.index`) and the hash of the entry before (`log.prev`): both are known before it is written,
because the writer holds the lock. Its log entry holds the SHA-256 of the whole payload. So the
two point at each other without a circle: from a receipt alone, the entry at `log.index` must bear
this payload's digest, and a copy of the log in which anything before differs contradicts `prev`.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from volant.errors import LedgerError, MalformedRequest
from volant.ledger import canonical
from volant.ledger.canonical import Json
from volant.ledger.entry import CODE, tell_time
from volant.ledger.note import Signer, identify_key, verify_signature

VERSION = "volant.receipt/1"
ALGORITHM = "Ed25519"
SALT = 32
"""Bytes of salt for each text, as many as the hash (FIPS 198-1, section 3)."""

OUTCOMES = ("ALLOWED", "PSEUDONYMISED", "APPROVED_BY_HUMAN", "DENIED", "FAILED")
TEXTS = ("request", "sent", "answer", "searched")

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as ULIDs use it (github.com/ulid/spec)."""

IDENTITY = re.compile(f"[0-7][{_ALPHABET}]{{25}}")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_LINK = re.compile(r"sha256:[0-9a-f]{64}")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Say what happened to one question; None or "" is "not measured" and leaves no trace.

    `at` bears a zone. `sent` is what the engine was given, `answer` what the asker was shown;
    both are None where nothing was. `weights` and the first of each source are SHA-256, hex; the
    second is a range "start-end" of code points. `egress` is the tier that was really reached,
    E0 to E5, and `probe` the index of its entry in the log. A `finish` that is not a code (engines
    may send anything) is recorded as `other`.

    `data_class` is the highest class of the request; `pseudonymised` counts what was replaced, by
    kind; `searched` is what was looked for, as people read it; `profile` and `policy` are SHA-256,
    hex; `score` has whole numbers by figure; `approved_by` is a role. `case` is what a decision was
    made from, all codes: it goes into the log entry and not into the receipt.
    """

    at: datetime
    question: str
    tag: str
    outcome: str
    sent: str | None = None
    answer: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    finish: str | None = None
    engine: str | None = None
    weights: str | None = None
    runtime: str | None = None
    temperature: float | None = None
    seed: int | None = None
    zone: str | None = None
    egress: str | None = None
    rules: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    data_class: str | None = None
    pseudonymised: Mapping[str, int] = field(default_factory=dict)
    searched: str | None = None
    profile: str | None = None
    country: str | None = None
    probe: int | None = None
    policy: str | None = None
    score: Mapping[str, int] = field(default_factory=dict)
    approved_by: str | None = None
    case: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be one text with the salt that opens its commitment; `name` is its place in the payload."""

    name: str
    salt: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Be a signed payload, in canonical JSON. Nothing is checked by holding one."""

    id: str
    payload: bytes
    kid: str
    alg: str
    sig: bytes

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return the payload as a map, in the shape of `volant.receipt/1`."""
        payload = canonical.read(self.payload)
        assert isinstance(payload, dict)
        return payload

    @property
    def digest(self) -> str:
        """Return what the log entry says of this receipt."""
        return "sha256:" + sha256(self.payload).hexdigest()

    def is_signed(self, public_key: bytes) -> bool:
        """Say whether this key signed; the key must come from elsewhere than the receipt."""
        kid = identify_key(self.facts["log"]["origin"], public_key).hex()
        known = self.alg == ALGORITHM and self.kid == kid
        return known and verify_signature(public_key, self.sig, self.payload)

    def to_json(self) -> str:
        """Return the file a person takes away: canonical JSON, one line."""
        names = {"alg": self.alg, "kid": self.kid}
        around = canonical.encode(names).decode().removesuffix("}")
        signature = canonical.encode(base64.b64encode(self.sig).decode()).decode()
        return f'{around},"payload":{self.payload.decode()},"sig":{signature}}}\n'

    @classmethod
    def from_json(cls, text: str | bytes) -> Receipt:
        """Read such a file, spelt exactly so; raises `MalformedRequest`."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        try:
            match canonical.decode(data.removesuffix(b"\n")):
                case {
                    "payload": dict(whole),
                    "kid": str(kid),
                    "alg": str(alg),
                    "sig": str(sig),
                    **others,
                } if _is_payload(whole) and not others:
                    payload = canonical.encode(whole)
                    signature = base64.b64decode(sig, validate=True)
                    if base64.b64encode(signature).decode() == sig:
                        return cls(id=whole["id"], payload=payload, kid=kid, alg=alg, sig=signature)
        except (LedgerError, ValueError) as error:
            raise MalformedRequest(f"not a receipt: {error}") from error
        raise MalformedRequest(f"not a receipt of {VERSION}: a field is missing or unexpected")


def _is_payload(payload: Mapping[str, Any]) -> bool:
    """Say whether a payload has what every receipt has; its log part above all."""
    match payload:
        case {
            "v": str(version),
            "id": str(name),
            "at": str(),
            "request": {"commit": str()},
            **rest,
        }:
            known = version == VERSION and IDENTITY.fullmatch(name) is not None
        case _:
            return False
    match rest:
        case {
            "log": {"origin": str(), "index": int(index), "prev": str(prev)},
            "policy": {"outcome": str(), "rules": list()},
            "sources": list(),
        }:
            return known and index >= 0 and _LINK.fullmatch(prev) is not None
    return False


def make_id() -> str:
    """Return a ULID: 48 bits of milliseconds, 80 bits of chance, 26 characters."""
    return _spell(time.time_ns() // 1_000_000, secrets.randbits(80))


def first_id(moment: datetime) -> str:
    """Return the least identifier of a receipt made at a moment or later; they stand in order.

    >>> from datetime import UTC
    >>> first_id(datetime(2026, 11, 22, tzinfo=UTC))
    '01M808TX000000000000000000'
    """
    return _spell(max(0, int(moment.timestamp() * 1000)), 0)


def _spell(milliseconds: int, chance: int) -> str:
    number = milliseconds << 80 | chance
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def commit(text: str, salt: bytes) -> str:
    """Return what a receipt says of a text; lone surrogates are kept as they came."""
    data = text.encode("utf-8", "surrogatepass")
    return "hmac-sha256:" + hmac.new(salt, data, sha256).hexdigest()


def seal(facts: Facts, signer: Signer, *, index: int, prev: bytes) -> tuple[Receipt, list[Piece]]:
    """Sign a receipt for place `index` of the log, after the entry whose leaf hash is `prev`.

    Raises `LedgerError` if a field that is not a text holds prose, or a number is not one.
    """
    said = (facts.question, facts.sent, facts.answer, facts.searched)
    texts = zip(TEXTS, said, strict=True)
    pieces = [
        Piece(name=name, salt=os.urandom(SALT), text=text)
        for name, text in texts
        if text is not None
    ]
    name = make_id()
    payload = _compose(facts, {piece.name: commit(piece.text, piece.salt) for piece in pieces})
    payload |= {
        "v": VERSION,
        "id": name,
        "log": {"origin": signer.origin, "index": index, "prev": "sha256:" + prev.hex()},
    }
    data = canonical.encode(payload)
    receipt = Receipt(id=name, payload=data, kid=signer.kid, alg=ALGORITHM, sig=signer.sign(data))
    return receipt, pieces


def _compose(facts: Facts, commits: Mapping[str, str]) -> dict[str, Json]:
    if facts.outcome not in OUTCOMES:
        raise LedgerError(f"outcome {facts.outcome!r} is none of {', '.join(OUTCOMES)}")
    finish = facts.finish
    if finish is not None and not CODE.fullmatch(finish):
        finish = "other"
    answer = _keep(
        commit=commits.get("answer"),
        tokens=facts.tokens_out,
        finish=finish,
        truncated=None if finish is None else finish == "length",
    )
    engine = _keep(
        name=_name(facts.engine),
        profile=_digest(facts.profile),
        weights=_digest(facts.weights),
        runtime=_name(facts.runtime),
        params=_keep(temperature=facts.temperature, seed=facts.seed),
    )
    sources: list[Json] = [
        _keep(doc=_digest(doc), passage=_code(place)) for doc, place in facts.sources
    ]
    return _keep(
        at=tell_time(facts.at),
        request=_keep(
            commit=commits["request"],
            lang=_code(facts.tag),
            tokens=facts.tokens_in,
            **{"class": _code(facts.data_class)},
        ),
        sent=_keep(commit=commits.get("sent"), pseudonymised=_count(facts.pseudonymised)),
        answer=answer if "commit" in answer else None,
        searched=_keep(commit=commits.get("searched")),
        engine=engine,
        place=_compose_place(facts),
        policy=_keep(
            outcome=facts.outcome,
            rules=[_code(rule) for rule in facts.rules],
            digest=_digest(facts.policy),
        ),
        human=_compose_human(facts.approved_by),
        score=_count(facts.score),
        sources=sources,
    )


def _compose_place(facts: Facts) -> dict[str, Json]:
    return _keep(
        zone=_code(facts.zone),
        country=_code(facts.country),
        egress=_code(facts.egress),
        probe=facts.probe,
    )


def _compose_human(role: str | None) -> dict[str, Json]:
    return {"required": True, "by": _code(role), "decision": "approved"} if role else {}


def _count(counts: Mapping[str, int]) -> dict[str, Json]:
    return {name: count for name, count in sorted(counts.items()) if _code(name)}


def _keep(**fields: Json) -> dict[str, Json]:
    """Leave out what was not measured."""
    return {name: value for name, value in fields.items() if value not in (None, "", {})}


def _code(text: str | None) -> str | None:
    if text and not CODE.fullmatch(text):
        raise LedgerError(f"{text[:40]!r} is not a code: printable ASCII without spaces")
    return text


def _name(text: str | None) -> str | None:
    if text and not _NAME.fullmatch(text):
        raise LedgerError(f"{text[:40]!r} is not a name: one line of at most 200 characters")
    return text


def _digest(text: str | None) -> str | None:
    if not text:
        return None
    found = _DIGEST.fullmatch(text)
    if not found:
        raise LedgerError(f"{text[:40]!r} is not a SHA-256 in hexadecimal")
    return "sha256:" + found[1]
