"""Small documents made ready for an index, ours, without files, readers or weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volant import languages
from volant.library.access import TODAY
from volant.library.index import Analysed, Index
from volant.records import Access, Document, Passage, Source, Term

DIMENSIONS = 64


def analysed(path: str, sentences: Sequence[str], **fields: object) -> Analysed:
    """Make a document of one passage a sentence, its vectors drawn from the words of each."""
    text = "\n".join(sentences)
    starts = np.cumsum([0, *(len(s) + 1 for s in sentences)]).tolist()
    passages = tuple(
        Passage(start=start, end=start + len(s), article=f"المادة {n}", text=s)
        for n, (start, s) in enumerate(zip(starts, sentences, strict=False), 1)
    )
    document = Document(
        source=Source(name=path[1:], path=path, digest=path.rjust(64, "0"), size=len(text)),
        title=f"عنوان {path}", text=text, tag="ar",
    )  # fmt: skip
    return Analysed(
        document=replace(document, **fields),  # type: ignore[arg-type]
        modified=7,
        passages=passages,
        tokens=tuple(tokens(s) for s in sentences),
        kinds=tuple(range(len(sentences))),
        vectors=np.array([vector(s) for s in sentences], np.float32),
    )


def tokens(sentence: str) -> dict[str, str]:
    body = languages.analyse(sentence)
    return {"body": " ".join(body), "gram": " ".join(languages.grams(body)), "context": "عنوان"}


def vector(sentence: str) -> NDArray[np.float32]:
    seeds = [sum(token.encode()) for token in languages.analyse(sentence)] or [0]
    total = sum(np.random.default_rng(seed).standard_normal(DIMENSIONS) for seed in seeds)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def terms(question: str) -> list[Term]:
    return [
        Term(field="body", alternatives=(((token,), 1.0),)) for token in languages.analyse(question)
    ]


def opened(folder: Path, **options: str) -> Index:
    return Index(folder, embedder="test", dimensions=DIMENSIONS, **options)


def found(index: Index, question: str, access: Access = TODAY) -> list[str]:
    """Give the texts found by words, best first."""
    scores = index.lexical(terms(question), 50, access)
    return [hit.text for hit in index.hits(scores, access)]
