"""Make the last question of a conversation stand on its own.

A follow-up («وإذا رفضات؟», « et pour un mois ? ») names too little to search with; it then carries
the question it follows. The test is plain: few content words, or an opening that leans on what was
said. No engine is asked, so search never waits for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from volant import languages
from volant.records import Message

FEW = 3
"""Content words with which a question, after another, is taken for a follow-up."""

# Openings that lean on the turn before, folded: "and", "and if", "what about", "why", "so".
_OPENINGS = frozenset(
    map(
        languages.normalize,
        [
            "et",
            "mais",
            "alors",
            "donc",
            "sinon",
            "وإذا",
            "وهل",
            "وماذا",
            "ولماذا",
            "وكيف",
            "وإلا",
            "ومن",
            "وكم",
            "وشحال",
            "وفين",
            "وعلاش",
            "وواش",
            "ola",
            "wla",
            "wila",
            "w",
            "ou",
            "and",
            "but",
            "so",
            "then",
            "y",
            "pero",
            "entonces",
        ],
    )
)


def standalone(messages: Sequence[Message]) -> str:
    """Give the last user turn, preceded by the one before where it is a follow-up."""
    turns = [message.content for message in messages if message.role == "user"]
    last = turns[-1]
    if len(turns) == 1:
        return last
    words = languages.words(last)
    content = languages.stems(words)
    if len(content) <= FEW or (words and words[0] in _OPENINGS):
        before = standalone([m for m in messages[: _last_user(messages)] if m.role == "user"])
        return f"{before}\n{last}"
    return last


def _last_user(messages: Sequence[Message]) -> int:
    return max(i for i, message in enumerate(messages) if message.role == "user")
