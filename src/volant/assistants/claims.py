"""Check what an engine said against the evidence it names, and withhold what is not in it.

A sentence passes when it cites, speaks the asker's language, and every number, date, amount and
quoted span in it stands in the cited text, digits of all scripts folded and numbers in words read.
It knows no meaning: a sentence with the right figures can still be wrong, which is why each shows
its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from volant import languages
from volant.records import UNKNOWN, Citation, Sentence

_NUMBERS = re.compile(r"\s*\[(\d{1,2})\]")
_QUOTED = re.compile(r"«([^«»]{3,})»|“([^“”]{3,})”|\"([^\"]{3,})\"")
_NEXT = re.compile(r"\s*\n\s*|\s+(?=\[\d{1,2}\] )")
"""What stands between two sentences: a line end, or the number that opens the next."""


def cut(text: str, *, end: bool) -> tuple[list[str], str]:
    """Cut an engine's words into sentences, each opened by its `[n]`, and what is left.

    At the `end` what is left is a sentence too.
    """
    *whole, rest = _NEXT.split(text)
    if end:
        whole, rest = [*whole, rest], ""
    return [sentence.strip() for sentence in whole if sentence.strip()], rest


def check(text: str, evidence: Sequence[Citation], tag: str) -> Sentence | str:
    """Give the sentence with its citations, or why it is withheld.

    Reasons: `uncited`, `language`, `value`, `quotation`.
    """
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    known = {citation.number: citation for citation in evidence}
    cited = tuple(dict.fromkeys(known[n] for n in numbers if n in known))
    bare = _NUMBERS.sub("", text).strip()
    if not cited or any(n not in known for n in numbers) or not bare:
        return "uncited"
    found = languages.identify(bare, parts=False)
    if found.tag not in (tag, UNKNOWN) or found.nearest != tag:
        return "language"
    source = "\n".join(citation.text for citation in cited)
    if not _claimed(bare) <= _stated(source):
        return "value"
    if not all(_quoted_in(quotation, source) for quotation in _quotations(bare)):
        return "quotation"
    return Sentence(text=bare, status="supported", citations=cited)


def _claimed(text: str) -> set[object]:
    return {value.value for value in languages.values(text) if value.kind != "weak"}


def _stated(text: str) -> set[object]:
    return {value.value for value in languages.values(text)}


def _quotations(text: str) -> list[str]:
    return [next(filter(None, groups)) for groups in _QUOTED.findall(text)]


def _quoted_in(quotation: str, source: str) -> bool:
    words, within = languages.words(quotation), languages.words(source)
    size = len(words)
    return any(within[i : i + size] == words for i in range(len(within) - size + 1))
