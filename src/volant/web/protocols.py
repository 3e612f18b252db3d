"""Name what the page needs from the rest of Volant, and nothing else.

The gateway and the library fill these by shape; the page imports neither, so it can be tested
with a scripted conversation and served in front of any installation.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from volant.records import Event, Message


class Flow(Protocol):
    """Answer a conversation. Closing the iterator stops the work behind it.

    A `VolantError` may come before the first event or between two of them.
    """

    @property
    def keeps_corrections(self) -> bool:
        """Say whether a question asked with another `tag` than was identified is kept."""
        ...

    def ask(
        self, messages: tuple[Message, ...], engine: str | None, *, tag: str | None = None
    ) -> AsyncIterator[Event]:
        """Answer; `tag` is the asker's word for the language of the question."""
        ...

    def engines(self) -> tuple[str, ...]:
        """List the engines a reader may choose from; the first one is not special."""
        ...


class Window(Protocol):
    """Be a piece of a document around a span.

    `offset` is where `text` begins in the document; `start` and `end` delimit the span in the
    document too. All three count code points.
    """

    @property
    def document(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def article(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def starter(self) -> bool: ...
    @property
    def text(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Passages(Protocol):
    """Show a span in its document. Called on the event loop: it has milliseconds.

    Raises `UnknownDocument`.
    """

    def window(self, document: str, start: int, end: int) -> Window: ...


class Receipts(Protocol):
    """Explain a receipt in a language (`fr`, `ar`, `zgh`, `en`). Raises `UnknownReceipt`.

    The mapping has `id`, `lines` (each `label` and `value`), `limits` (what the receipt does not
    prove), `verified`, and `receipt` (the signed record itself).
    """

    def describe(self, id: str, language: str) -> Mapping[str, object]: ...
