"""Name what the page needs from the rest of Volant, and nothing else.

The gateway and the library fill these by shape; the page imports neither, so it can be tested
with a scripted conversation and served in front of any installation.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Protocol

from volant.records import Event, Grade, Message
from volant.sovereignty import Policy, Profile


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
    document too. All three count code points. `page` counts from 1, 0 where there are none; the
    text holds from `valid_from` to the day before `valid_until`, ISO 8601, empty if not known.
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
    @property
    def page(self) -> int: ...
    @property
    def valid_from(self) -> str: ...
    @property
    def valid_until(self) -> str: ...


class Twin(Protocol):
    """Be the same text in another language; `id` is how `Passages` knows its document."""

    @property
    def id(self) -> int | str: ...
    @property
    def title(self) -> str: ...
    @property
    def tag(self) -> str: ...


class Sheet(Protocol):
    """Be a window with what is known of its page, and the same text in other languages.

    `grade` is how well the page was read, None where there are no pages; `drawable` says whether
    `Passages.picture` can draw it.
    """

    @property
    def window(self) -> Window: ...
    @property
    def grade(self) -> Grade | None: ...
    @property
    def drawable(self) -> bool: ...
    @property
    def twins(self) -> Sequence[Twin]: ...


class Passages(Protocol):
    """Show a span in its document. Called in a thread: it may take its time.

    Raises `UnknownDocument`, and for a picture whatever the file's reader raises.
    """

    def sheet(self, document: str, start: int, end: int) -> Sheet: ...

    def picture(self, document: str, start: int, end: int) -> bytes:
        """Draw the page of a span, the span shaded, as PNG."""
        ...


class Receipts(Protocol):
    """Explain a receipt in a language (`fr`, `ar`, `zgh`, `en`). Raises `UnknownReceipt`.

    The mapping has `id`, `lines` (each `label` and `value`), `limits` (what the receipt does not
    prove), `verified`, and `receipt` (the signed record itself).
    """

    def describe(self, id: str, language: str) -> Mapping[str, object]: ...


class Wheel(Protocol):
    """Know the engines and the policy, as they stand now; `sovereignty.roster` has one.

    `installed` are the ids of the profiles of what runs here.
    """

    @property
    def installed(self) -> Collection[str]: ...

    def read(self) -> tuple[Policy, Mapping[str, Profile]]:
        """Give the policy and every profile by id. Called in a thread; raises `SettingsError`."""
        ...
