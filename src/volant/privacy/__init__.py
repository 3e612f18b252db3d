"""Find personal data, replace it, put it back."""

from volant.privacy.finding import KINDS, LEAST, Finding
from volant.privacy.placeholders import NEUTRAL
from volant.privacy.pseudonyms import Replacement, pseudonymize, residue, spellings
from volant.privacy.restoration import Restorer, restore
from volant.privacy.scan import find
from volant.privacy.vault import Erasure, Mention, Vault

__all__ = [
    "KINDS",
    "LEAST",
    "NEUTRAL",
    "Erasure",
    "Finding",
    "Mention",
    "Replacement",
    "Restorer",
    "Vault",
    "find",
    "pseudonymize",
    "residue",
    "restore",
    "spellings",
]
