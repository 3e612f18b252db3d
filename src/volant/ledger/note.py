"""Sign the head of the log as a C2SP signed note, and read such notes back.

Sources: c2sp.org/signed-note and c2sp.org/tlog-checkpoint (Ed25519 signatures, type 0x01). The
key that signs heads signs receipts too: a note has line ends and starts with the origin, a
receipt is one line that starts with a brace, so neither can pass for the other. Signatures of
other keys on a note (witnesses) are kept and not judged here.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from volant.errors import LedgerError, SettingsError

ED25519 = b"\x01"
ORIGIN = re.compile(r"[^\s+{\x00-\x1f\x7f][^\s+\x00-\x1f\x7f]{0,199}")
"""A key name has neither spaces nor plus signs (signed-note, "Format"); ours starts no receipt."""

_SIGNATURE = re.compile(r"— (\S+) (\S+)")


def check_origin(origin: str) -> str:
    """Return the origin if it can name a log, else raise `SettingsError`."""
    if not ORIGIN.fullmatch(origin):
        raise SettingsError(
            f"ledger origin {origin!r} cannot name a log: use a host and a path without spaces or "
            "plus signs, for example volant.exemple.ma/journal"
        )
    return origin


def identify_key(name: str, public_key: bytes) -> bytes:
    """Return the 4 bytes that name a key in a note."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verify_signature(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Signer:
    """Sign as `origin` with one Ed25519 key."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        self.origin = check_origin(origin)
        self.public_key = key.public_key().public_bytes_raw()
        self.kid = identify_key(origin, self.public_key).hex()
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def sign_note(self, text: str) -> bytes:
        """Return the note: the text, an empty line, one signature line."""
        blob = bytes.fromhex(self.kid) + self.sign(text.encode())
        return f"{text}\n— {self.origin} {base64.b64encode(blob).decode()}\n".encode()


def format_key(origin: str, public_key: bytes) -> str:
    """Return the line that other verifiers of signed notes take (signed-note, "Verifier keys")."""
    key = base64.b64encode(ED25519 + public_key).decode()
    return f"{origin}+{identify_key(origin, public_key).hex()}+{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Be the head of a log: how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(note: bytes) -> Checkpoint:
    """Return what a note claims, its signature not yet looked at.

    Raises `LedgerError` unless the text is spelt exactly as `Checkpoint.to_text` spells it.
    """
    text, _ = _open_note(note)
    lines = text.split("\n")
    if len(lines) != 4 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise LedgerError("checkpoint has not the three lines origin, size, root")
    head = Checkpoint(origin=lines[0], size=int(lines[1]), root=_decode(lines[2]))
    if len(head.root) != 32 or head.to_text() != text:
        raise LedgerError("checkpoint root is not 32 bytes in base64")
    return head


def is_signed(note: bytes, origin: str, public_key: bytes) -> bool:
    """Say whether the note bears a good signature of this key under this name."""
    try:
        text, lines = _open_note(note)
        kid = identify_key(origin, public_key)
        ours = [_decode(blob) for name, blob in lines if name == origin]
    except LedgerError:
        return False
    ours = [blob for blob in ours if blob[:4] == kid]
    return bool(ours) and all(verify_signature(public_key, b[4:], text.encode()) for b in ours)


def _open_note(note: bytes) -> tuple[str, list[tuple[str, str]]]:
    try:
        text, line, signatures = note.decode("utf-8").rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise LedgerError(f"note is not UTF-8: {error}") from error
    matches = [_SIGNATURE.fullmatch(row) for row in signatures.removesuffix("\n").split("\n")]
    found = [(match[1], match[2]) for match in matches if match]
    if not line or not signatures.endswith("\n") or len(found) != len(matches):
        raise LedgerError("note is not a text, an empty line and signature lines")
    return text + "\n", found


def _decode(text: str) -> bytes:
    """Decode base64 that has one spelling only: spare bits must be zero."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LedgerError(f"{text[:80]!r} is not base64") from error
    if base64.b64encode(data).decode() != text:
        raise LedgerError(f"{text[:80]!r} is not canonical base64")
    return data
