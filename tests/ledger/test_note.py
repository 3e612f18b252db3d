"""Hold signed notes against the specification's vector, and against every changed byte."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from volant.errors import LedgerError, SettingsError
from volant.ledger.note import Checkpoint, Signer, format_key, is_signed, read_checkpoint
from volant.ledger.tree import EMPTY

ORIGIN = "volant.exemple.ma/journal"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
HEAD = Checkpoint(origin=ORIGIN, size=0, root=EMPTY)
VECTOR = (
    "volant.exemple.ma/journal\n"
    "0\n"
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    "\n"
    "— volant.exemple.ma/journal P9e12lGhOERXtUxhwSADsIwVUdiPvYMZ6jartPvLeYU+01AwTWhmOl0HO/UW0kVe"
    "7ZWnBywIZarkTU1Eab422RmkVgU=\n"
).encode()


def test_the_checkpoint_of_the_zero_seed_byte_for_byte() -> None:
    assert SIGNER.sign_note(HEAD.to_text()) == VECTOR
    assert SIGNER.kid == "3fd7b5da"
    assert read_checkpoint(VECTOR) == HEAD
    assert is_signed(VECTOR, ORIGIN, SIGNER.public_key)


def test_the_key_as_other_verifiers_take_it() -> None:
    name, kid, key = format_key(ORIGIN, SIGNER.public_key).split("+", 2)
    assert (name, kid, len(key)) == (ORIGIN, "3fd7b5da", 44)


@given(st.integers(0, len(VECTOR) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(place: int, change: int) -> None:
    data = bytearray(VECTOR)
    data[place] ^= change
    assert not is_signed(bytes(data), ORIGIN, SIGNER.public_key)


def test_a_witness_may_sign_beside() -> None:
    witness = Signer("institut.ma/temoin", Ed25519PrivateKey.from_private_bytes(b"w" * 32))
    line = witness.sign_note(HEAD.to_text()).decode().rpartition("\n\n")[2]
    both = VECTOR + line.encode()
    assert read_checkpoint(both) == HEAD
    assert is_signed(both, ORIGIN, SIGNER.public_key)
    assert is_signed(both, witness.origin, witness.public_key)
    assert not is_signed(both, ORIGIN, witness.public_key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"{ORIGIN}\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        f"{ORIGIN}\n-1\nAAAA\n",
        f"{ORIGIN}\n1\nAAAA\n",
        f"{ORIGIN}\n{'9' * 5000}\nAAAA\n",
        f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(LedgerError):
        read_checkpoint(SIGNER.sign_note(text))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"\n\n", b"x\n\n\n", VECTOR[:-1], VECTOR * 2])
def test_bytes_that_are_no_note_are_refused(data: bytes) -> None:
    with pytest.raises(LedgerError):
        read_checkpoint(data)
    assert not is_signed(data, ORIGIN, SIGNER.public_key)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "{a", "x" * 300, "\x00"])
def test_an_origin_that_cannot_name_a_key_is_refused(origin: str) -> None:
    with pytest.raises(SettingsError):
        Signer(origin, Ed25519PrivateKey.generate())
