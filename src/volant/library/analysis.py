"""Say what of a passage can be searched: its tokens, by field of the index.

It knows nothing of files, vectors or questions. The title of the document and the heading of the
article go beside the words of the text, because a law names its subject once.
"""

from __future__ import annotations

from functools import lru_cache

from volant import languages
from volant.records import Document, Passage


def tokens(document: Document, passage: Passage, words: list[str]) -> dict[str, str]:
    """Give a passage's tokens by field, parted by blanks; `words` are its folded words."""
    body = languages.stems(words)
    context = [*_stems(document.title), *languages.analyse(passage.article)]
    return {
        "body": " ".join(body),
        "gram": " ".join(languages.grams(body)),
        "context": " ".join(context),
    }


@lru_cache(maxsize=8)
def _stems(title: str) -> list[str]:
    return languages.analyse(title)
