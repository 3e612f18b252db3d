"""Check what an engine said against the evidence it names, and withhold what is not in it.

A sentence passes when it cites, speaks the asker's language, and every value, quotation and name
in it stands in the cited text: a value with what it measures (`values`), in any script, in digits
or words; a person in either script; of other names, the capitals of an answer in the source's own
language. It knows no meaning: a sentence with the right figures can still be wrong («ne … pas»),
which is why each shows its source; and a name that is also a word of every day may pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from volant import languages, privacy
from volant.assistants.values import unstated
from volant.privacy.likeness import likeness
from volant.records import UNKNOWN, Citation, Sentence

_NUMBERS = re.compile(r"\s*\[(\d{1,2})\]")
# Quotation marks of CLDR for ar, en, es and fr with their alternates, and the typewriter's; an
# apostrophe only where no letter touches it from outside. No citation is longer (`LONGEST_QUOTE`).
_QUOTED = re.compile(
    r"[«“„”\"]\s*([^«»“„”\"]{1,700}?)\s*[»“”\"]"
    r"|[‹‘‚]\s*([^‹›]{1,700}?)\s*(?:›|’(?!\w))|(?<!\w)'(\S[^\"]{0,700}?)'(?!\w)"
)
_NEXT = re.compile(r"\s*\n\s*|\s+(?=\[\d{1,2}\] )")
"""What stands between two sentences: a line end, or the number that opens the next."""

_CAPITAL = re.compile(r"(?<![\w.])(?!^)(?:[dlDLnsNS]['’])?([A-ZÀ-ÖØ-ÞŒ][\w-]+)", re.MULTILINE)
"""A word with a capital that is not the first of its sentence; an elided article is no part."""


PERSON = 0.7
"""Score of a name in an answer from which it is checked: below, words of every day are taken for
names (4 of 1,262 sentences of the starter library against their other language; none above)."""


def cut(text: str, *, end: bool) -> tuple[list[str], str]:
    """Cut an engine's words into sentences, each opened by its `[n]`, and what is left.

    At the `end` what is left is a sentence too.
    """
    *whole, rest = _NEXT.split(text)
    if end:
        whole, rest = [*whole, rest], ""
    return [sentence.strip() for sentence in whole if sentence.strip()], rest


def check(text: str, evidence: Sequence[Citation], tag: str, asked: str = "") -> Sentence | str:
    """Give the sentence with its citations, or why it is withheld.

    Whoever is named in what was `asked` may be spoken to by name.
    Reasons: `uncited`, `language`, `value`, `quotation`, `name`.
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
    return _fault(bare, cited, tag, asked) or Sentence(
        text=bare, status="supported", citations=cited
    )


def _fault(text: str, cited: Sequence[Citation], tag: str, asked: str) -> str:
    """Give the reason why what a sentence says does not stand in the texts cited; or nothing."""
    source = "\n".join(citation.text for citation in cited)
    if unstated(text, source):
        return "value"
    if not all(any(_holds(c.text, said) for c in cited) for said in _quotations(text)):
        return "quotation"
    known = f"{source}\n{asked}"
    named = _persons(text) <= set(likeness("name", known).split())
    same = all(citation.tag == tag for citation in cited)
    return "" if named and (not same or _capitals(text) <= _stems(known)) else "name"


def _quotations(text: str) -> Iterator[str]:
    return (next(filter(None, groups)) for groups in _QUOTED.findall(text))


def _holds(source: str, quotation: str) -> bool:
    words, within = languages.words(quotation), languages.words(source)
    size = len(words)
    return any(within[i : i + size] == words for i in range(len(within) - size + 1))


def _persons(text: str) -> set[str]:
    """Give what tells the people named in a text, one key in both scripts."""
    people = (found for found in privacy.find(text, least=PERSON) if found.kind == "name")
    return {key for one in people for key in likeness("name", text[one.start : one.end]).split()}


def _capitals(text: str) -> set[str]:
    measured = [(one.start, one.end) for one in languages.quantities(text)]
    return {
        stem
        for word in _CAPITAL.finditer(text)
        if not any(start <= word.start(1) < end for start, end in measured)
        for stem in _stems(word[1])
    }


def _stems(text: str) -> set[str]:
    return set(languages.analyse(text))
