"""Make the last question of a conversation stand on its own.

A turn leans on an earlier one when it goes on with it («وإذا رفضات؟», « et un décès ? »), points to
it (« c'est gratuit, ça ? ») or names no subject (« quels documents ? », "fin nmchi?"); then it is
searched for after the last turn that does not. Any other is a question of its own, however short
(« le SMIG ? »). `turns.toml` lists the words. No engine is asked, so search never waits for one;
the price is that a bare noun that meant the turn before is taken for a new subject.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from volant import languages
from volant.assistants.phrases import FALLBACK
from volant.records import Message

FEW = 4
"""Content words up to which a turn that points is about what it points to."""

_WORD = re.compile(r"\w+")
# An Arabic noun with "and" before its article, as folded («والوفاة», «وللأب»); a father and a
# governor («والدي», «والي») only begin like one.
_JOINED = re.compile(r"وا+ل(?![دي])\w|ولا?ل\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """Be the words of `turns.toml` of one language, folded; openings as sequences of words."""

    opens: tuple[list[str], ...]
    bends: tuple[list[str], ...]
    points: frozenset[str]


def standalone(messages: Sequence[Message], tag: str) -> str:
    """Give the last user turn, in the language `tag`, with the turn that it leans on before it.

    >>> naissance = Message(role="user", content="Délai pour déclarer une naissance ?")
    >>> standalone([naissance, Message(role="user", content="وشحال الغرامة؟")], "ary-Arab")
    'Délai pour déclarer une naissance ?\\nوشحال الغرامة؟'
    >>> standalone([naissance, Message(role="user", content="Le SMIG ?")], "fr")
    'Le SMIG ?'
    """
    *earlier, last = [message.content for message in messages if message.role == "user"]
    if not earlier or not _leans(last, tag):
        return last
    return f"{next((turn for turn in reversed(earlier) if _stands(turn)), earlier[0])}\n{last}"


def subject(last: str, tag: str) -> tuple[frozenset[str], ...]:
    """Give what a turn that goes on names anew: groups of tokens, any of which names it; or none.

    « Et un décès ? » names one, « et si je dépasse ce délai ? » none: of a circumstance the
    documents need not speak.
    """
    given = _words(last)
    if not _goes_on(given, tag) or _begins(given, _signs(tag).bends):
        return ()
    named = last if _JOINED.match(given[0]) else last.partition(" ")[2]
    renderings, rest = languages.render(named, tag)
    own = [one for one in renderings if not _is_general(" ".join(one.words), tag)]
    said = [*rest, *(text for one in own for text in (" ".join(one.words), *one.targets))]
    return tuple(
        tokens
        for text in said
        if (tokens := frozenset(languages.analyse(text))) and not _is_general(text, tag)
    )


def names(text: str, subjects: Sequence[frozenset[str]]) -> bool:
    """Say whether a text names any of the subjects, or there is none to name."""
    tokens = frozenset(languages.analyse(text))
    return not subjects or any(subject <= tokens for subject in subjects)


def _leans(turn: str, tag: str) -> bool:
    if _is_polite(turn):
        return False
    given = _words(turn)
    points = len(languages.analyse(turn)) <= FEW and not _signs(tag).points.isdisjoint(given)
    return points or _goes_on(given, tag) or _is_general(turn, tag)


def _stands(turn: str) -> bool:
    tag = languages.identify(turn, parts=False).nearest
    return not _leans(turn, tag) and not _is_polite(turn)


def _goes_on(given: Sequence[str], tag: str) -> bool:
    signs = _signs(tag)
    return bool(given and _JOINED.match(given[0])) or _begins(given, (*signs.opens, *signs.bends))


def _begins(given: Sequence[str], openings: Sequence[list[str]]) -> bool:
    return any(given[: len(opening)] == opening for opening in openings)


def _words(text: str) -> list[str]:
    """Give folded words, digits inside them kept: "w9ila" does not begin with "w"."""
    return _WORD.findall(languages.normalize(text))


def _is_general(text: str, tag: str) -> bool:
    return _tokens("general").issuperset(languages.analyse(text, tag))


def _is_polite(text: str) -> bool:
    tokens = languages.analyse(text)
    return bool(tokens) and _tokens("polite").issuperset(tokens)


@cache
def _signs(tag: str) -> _Signs:
    table = _table().get(tag) or _table()[FALLBACK]
    return _Signs(
        opens=tuple(map(_words, table["opens"])),
        bends=tuple(map(_words, table["bends"])),
        points=frozenset(word for text in table["points"] for word in _words(text)),
    )


@cache
def _tokens(key: str) -> frozenset[str]:
    """Give the tokens of `general` or `polite`, of all languages: people mix them in one turn."""
    tables = _table().items()
    return frozenset(
        token
        for tag, table in tables
        for folded in ("", tag, "ary-Latn")
        for token in languages.analyse(table[key], folded)
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    text = (files("volant.assistants") / "turns.toml").read_text("utf-8")
    return tomllib.loads(text)
