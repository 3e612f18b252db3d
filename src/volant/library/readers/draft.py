"""Finish what every reader starts: fill in the title, date and tag that its format did not give.

It knows no format. The tag is a count of letters by script, right for an official text as a whole
and no substitute for identification: Darija is `ar` here, and anything in Latin letters is `fr`.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from volant.errors import DocumentTooLarge
from volant.library.readers.dates import find_date
from volant.library.readers.titles import clean_title, find_title
from volant.records import Document, Mark, Source

SAMPLE = 200_000
"""Characters counted to choose a tag; scripts do not turn around after that many."""

LONGEST = 20_000_000
"""Code points of one document. Chosen: forty times the longest Moroccan code, and what two cores
index within the hour."""

_SCRIPTS = (
    ("ar", re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")),
    ("zgh-Tfng", re.compile(r"[\u2d30-\u2d67\u2d6f]")),
    ("fr", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
)


def finish(
    source: Source,
    text: str,
    *,
    title: str = "",
    date: str = "",
    marks: tuple[Mark, ...] = (),
    starter: bool = False,
    body: int = 0,
) -> Document:
    """Make the Document; `body` is where its words start, after any front matter.

    Raises `DocumentTooLarge`.
    """
    if len(text) > LONGEST:
        raise DocumentTooLarge(f"{source.name} holds over {LONGEST:,} characters: split it")
    head = text[body : body + SAMPLE]
    return Document(
        source=source,
        title=clean_title(title) or find_title(head) or PurePath(source.name).stem,
        text=text,
        tag=count_scripts(head),
        date=date or find_date(head),
        marks=marks,
        starter=starter,
    )


def count_scripts(text: str) -> str:
    """Name the script with the most letters.

    >>> count_scripts("ظهير شريف رقم 1.04.22 (CNSS)")
    'ar'
    """
    counts = {tag: sum(1 for _ in letters.finditer(text)) for tag, letters in _SCRIPTS}
    return max(counts, key=lambda tag: (counts[tag], tag == "fr"))
