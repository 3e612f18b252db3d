"""Replace the personal data of a request, and look once more at the bytes that will leave.

What is replaced is replaced in every message of the request, twice: a name that a later message
gives away is then replaced in the earlier ones too. What comes back may use the placeholders of
this request alone, so an engine that makes one up is shown nobody's data. What is not a message
(stop words, a grammar) is not rewritten: what is found there is residue, and the policy judges it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from volant.engines.wire import body
from volant.privacy import Restorer, Vault, pseudonymize, residue, spellings
from volant.records import Delta, Message, Request

_LITERAL = "mark"
"""What looks like a placeholder in the text as given: replaced, but nobody's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Be a request as it may leave.

    `book` is what its own placeholders stand for; `counts` says how many data of each kind were
    replaced; `left` are the kinds found in the outgoing bytes all the same.
    """

    request: Request
    book: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]
    left: tuple[str, ...]

    def restorer(self) -> Restorer:
        """Give what puts the data back into this request's answer."""
        return Restorer(dict(self.book))


def protect(request: Request, vault: Vault, conversation: str, tag: str) -> Envelope:
    """Replace personal data in a request; placeholders are stable in a conversation."""
    for _ in range(2):
        kinds: dict[str, str] = {}
        messages = []
        for message in request.messages:
            text, replaced = pseudonymize(message.content, vault, conversation, tag)
            messages.append(Message(role=message.role, content=text))
            kinds |= {one.placeholder: one.kind for one in replaced}
        if not kinds:
            break
    book = vault.book(conversation)
    outgoing = replace(request, messages=tuple(messages))
    return Envelope(
        request=outgoing,
        book={held: book[held] for held in kinds},
        counts=_count(kinds),
        left=residue(serialise(outgoing), spellings(book)),
    )


async def opened(deltas: AsyncIterator[Delta], envelope: Envelope | None) -> AsyncGenerator[Delta]:
    """Put the data of a request back into its answer, as it comes; without an envelope, nothing.

    What may still become a placeholder is held; an answer that breaks off loses that much.
    """
    if envelope is None:
        async for delta in deltas:
            yield delta
        return
    restorer = envelope.restorer()
    async for delta in deltas:
        text = restorer.feed(delta.text)
        if delta.finish is not None:
            text += restorer.finish()
        if text or delta.finish is not None or delta.usage is not None:
            yield replace(delta, text=text)
    if rest := restorer.finish():
        yield Delta(text=rest)


def serialise(request: Request) -> bytes:
    """Write a request as it leaves for an engine: the JSON of OpenAI's wire.

    >>> b"AB123456" in serialise(Request(model="m", messages=(
    ...     Message(role="user", content="بطاقتي AB123456"),)))
    True
    """
    return msgspec.json.encode(body(request, request.model, grammars=True))


def _count(kinds: Mapping[str, str]) -> dict[str, int]:
    """Count people and numbers, each once; a name is somebody's."""
    counted = Counter("person" if kind == "name" else kind for kind in kinds.values())
    del counted[_LITERAL]
    return dict(counted)
