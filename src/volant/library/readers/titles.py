"""Find the title of a text in its first lines.

The official texts open with the subject over one to six lines, then a page number, an empty line
or the date of consolidation. Pages cut from the Official Gazette open with its running head, which
is passed over. Nothing is looked up: a text without a recognisable opening gives its first words.
"""

from __future__ import annotations

import re

LONGEST = 200
"""Characters kept of a title; the longest among the official texts are cut, at a space."""

LINES = 40
"""Lines looked at before giving up."""

_PAGE_NUMBER = re.compile(r"[\s\-–—.()|]*\d{0,4}[\s\-–—.()|]*")
_RUNNING_HEAD = re.compile(
    r"\s*(?:عدد\s*\d|الجريدة الرسمية|نصوص\s*عامة|نشرة رسمية|bulletin officiel|"
    r"royaume du maroc|المملكة المغربية|(?:رمضان|شعبان|رجب|صفر|شوال|محرم|جمادى|ربيع|ذو|ذي)"
    r"[^\d]{0,16}\d{4}\s*$|(?:\d+|فاتح)\s*[^\W\d_]+\s*[()]*\s*\d{4}[\s()]*$|page\s*\d)",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*(?:صيغة\s*محينة|كما\s+(?:تم|وقع)\s+ت|تم\s+نسخ|الحمد\s|\(\s*نسخ|"
    r"version consolidée|vu\s+la\s)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.؟!;؛:]\s*$")
_INVISIBLE = re.compile(r"[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTER = re.compile(r"[^\W\d_]")


def find_title(text: str) -> str:
    """Join the lines of the opening into one title of at most `LONGEST` characters.

    >>> find_title("القانون المتعلق بالرعاية الاجتماعية\\nوضعاف البصر\\nصيغة محينة بتاريخ 1993")
    'القانون المتعلق بالرعاية الاجتماعية وضعاف البصر'
    """
    title: list[str] = []
    for line in map(clean_title, text[: 50 * LONGEST].splitlines()[:LINES]):
        if not title and (_RUNNING_HEAD.match(line) or len(_LETTER.findall(line)) < 3):
            continue
        if title and (_PAGE_NUMBER.fullmatch(line) or _END.match(line)):
            break
        title.append(line)
        if _STOP.search(line) or sum(map(len, title)) > LONGEST:
            break
    return clean_title(" ".join(title))


def clean_title(title: str) -> str:
    """Take out tatweel, invisible marks and runs of space, and cut at a space if too long."""
    title = " ".join(_INVISIBLE.sub("", title).split())
    if len(title) <= LONGEST:
        return title
    return title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ،,;:-") + "…"
