"""Replace personal data in a text by placeholders, and look once more at what goes out.

What was found once in a conversation is replaced wherever it comes again, found or not. The
placeholders of a text as given are replaced too, so that nobody can ask for somebody's data by
writing a placeholder, and so that restoring gives the text back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from volant.privacy import placeholders
from volant.privacy.finding import LEAST, Finding
from volant.privacy.likeness import is_telling, sex
from volant.privacy.scan import disjoint, find
from volant.privacy.vault import Book, Mention, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Say that `text[start:end]` of the text as given became `placeholder`."""

    kind: str
    placeholder: str
    start: int
    end: int


def pseudonymize(
    text: str, vault: Vault, conversation: str, tag: str = "", least: float = LEAST
) -> tuple[str, tuple[Replacement, ...]]:
    """Replace the personal data of a text; `conversation` says where placeholders are stable.

    One person is one placeholder, in Arabic, Latin and Arabizi letters. A text without personal
    data comes back as it is.
    """
    spans = [_literal(token) for token in placeholders.tokens(text)]
    book = vault.book(conversation)
    found = find(text, tag, least)
    told = {word for one in found for word in _told(text[one.start : one.end], one.kind == "name")}
    found = (*found, *find_known(text, told | spellings(book)))
    spans = disjoint((*spans, *sorted(found, key=lambda one: one.start - one.end)))
    if not spans:
        return text, ()
    spans = disjoint((*spans, *_behind(text, spans)))
    mentions = [_mention(text, span) for span in spans]
    written = vault.assign(conversation, mentions)
    replaced = tuple(
        Replacement(kind=span.kind, placeholder=held, start=span.start, end=span.end)
        for span, held in zip(spans, written, strict=True)
    )
    return _substitute(text, replaced), replaced


def _literal(token: placeholders.Token) -> Finding:
    return Finding(kind=placeholders.LITERAL, start=token.start, end=token.end, score=1.0)


def _behind(text: str, spans: Iterable[Finding]) -> Iterator[Finding]:
    """Find what will look like a placeholder once the letters before it are replaced."""
    for span in spans:
        end = span.end
        while token := placeholders.follow(text, end):
            yield _literal(token)
            end = token.end


def _mention(text: str, span: Finding) -> Mention:
    words = text[span.start : span.end]
    who = sex(words, text[max(0, span.start - 16) : span.start]) if span.kind == "name" else ""
    return Mention(kind=span.kind, text=words, sex=who)


def _substitute(text: str, replaced: Iterable[Replacement]) -> str:
    parts, at = [], 0
    for one in replaced:
        parts += [text[at : one.start], one.placeholder]
        at = one.end
    return "".join((*parts, text[at:]))


SHORTEST = 4
"""Letters of a spelling that is looked for without any sign of what it is."""


def spellings(book: Book) -> set[str]:
    """Give what may not be read again: all a book holds, and each word of a person's name.

    >>> sorted(spellings({"⟦MAN_1⟧": ("Karim Chkoundi",), "⟦CIN_2⟧": ("AB123456",)}))
    ['AB123456', 'Chkoundi', 'Karim', 'Karim Chkoundi']
    """
    people = tuple(f"⟦{word}_" for word in placeholders.PEOPLE.values())
    literal = f"⟦{placeholders.LITERAL.upper()}_"
    return {
        word
        for placeholder, held in book.items()
        if not placeholder.startswith(literal)
        for spelling in held
        for word in _told(spelling, placeholder.startswith(people))
    }


def _told(spelling: str, person: bool) -> Iterator[str]:
    """Give a spelling, and of a person's name the words that tell who it is."""
    words = [word for word in spelling.split() if is_telling(word)] if person else []
    yield from (word for word in (spelling, *words) if len(word) >= SHORTEST)


def find_known(text: str, known: Iterable[str]) -> tuple[Finding, ...]:
    """Find again what a conversation has replaced before, as a whole, in any capitals."""
    wanted = sorted(known, key=len, reverse=True)
    if not wanted:
        return ()
    pattern = "|".join(map(re.escape, wanted))
    found = re.finditer(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", text, re.IGNORECASE)
    return tuple(
        Finding(
            kind=kind_of(one[0]), start=one.start(), end=one.end(), score=0.9, reasons=("known",)
        )
        for one in found
    )


def kind_of(text: str) -> str:
    """Say what a spelling that was replaced before is, by its look alone."""
    if "@" in text:
        return "email"
    found = find(text, least=0.0)
    whole = [one.kind for one in found if one.end - one.start == len(text)]
    return whole[0] if whole else "name"


_JSON = re.compile(r'\\+(["\\/bfnrt])')


def residue(data: str | bytes, known: Iterable[str] = (), least: float = LEAST) -> tuple[str, ...]:
    """Give the kinds of personal data left in what is about to leave, read as its receiver will.

    Takes the outgoing bytes themselves: UTF-8, or JSON with its escapes. `known` are spellings that
    must not be there, as of `spellings`. Empty is the only answer that lets a text go.

    >>> residue(b'{"content": "\\\\u0647\\\\u0627\\\\u062a\\\\u0641 0661234567"}')
    ('phone',)
    """
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    text, _ = placeholders.unescape(text)
    text = _JSON.sub(" ", text)
    found = [*find(text, least=least), *find_known(text, known)]
    return tuple(sorted({one.kind for one in found}))
