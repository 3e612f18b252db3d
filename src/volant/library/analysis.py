"""Say what of a passage can be searched: its tokens, by field of the index.

It knows nothing of files, vectors or questions. The title of the document and the heading of the
article go beside the words of the text, because a law names its subject once.
"""

from __future__ import annotations

from functools import lru_cache

from volant import languages
from volant.languages.tokens import VERSION, roots
from volant.records import Document, Passage

__all__ = ["BODY", "CONTEXT", "ROOTS", "VERSION", "tokens"]

BODY, ROOTS, CONTEXT = "body", "gram", "context"
"""Fields of the index: stems; their roots; stems of title and heading."""


def tokens(document: Document, passage: Passage, words: list[str]) -> dict[str, str]:
    """Give a passage's tokens by field, parted by blanks; `words` are its folded words."""
    body = languages.stems(words)
    context = [*_stems(document.title), *languages.analyse(passage.article)]
    return {
        BODY: " ".join(body),
        ROOTS: " ".join(roots(body)),
        CONTEXT: " ".join(context),
    }


@lru_cache(maxsize=8)
def _stems(title: str) -> list[str]:
    return languages.analyse(title)
