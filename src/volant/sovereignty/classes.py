"""Propose the class of data from the kinds of identifiers found in it.

What a text is *about* (health, religion, an offence) is not read here, so the proposal is a floor:
the document, the application, the key and people raise it. The identity-card number is sensitive
by law; the other numbers are personal. Replacing them takes back what they alone brought.
Source: Law 09-08, article 1 (1) and article 12; `specs/sovereignty.md`, section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterable

from volant.records import CLASSES

SENSITIVE = frozenset(("cin",))
"""Kinds under CNDP's prior authorisation: data that bear the number of the national identity card
(Law 09-08, art. 12)."""


def propose(kinds: Iterable[str]) -> frozenset[str]:
    """Return the classes that identifiers of these kinds bring; none where there are none.

    >>> sorted(propose(["phone", "cin"]))
    ['D2', 'D3']
    """
    found = set(kinds)
    classes = {"D2"} if found else set()
    return frozenset(classes | ({"D3"} if found & SENSITIVE else set()))


def raise_to(classes: Iterable[str], *more: str) -> frozenset[str]:
    """Return the classes with others added; nothing is ever taken away here.

    Raises `ValueError` for a name that is no class.
    """
    wrong = set(more) - set(CLASSES)
    if wrong:
        raise ValueError(f"no class {', '.join(sorted(wrong))}; one of {', '.join(CLASSES)}")
    return frozenset(classes) | frozenset(more)
