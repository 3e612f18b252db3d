"""Draw every error as one tree, each with a stable code and a message that says what to do.

Errors know nothing of HTTP: the gateway keeps the one table from class to status, and a test
asserts that it covers this tree. Expected refusals (silent documents, a denied request) are
values, never exceptions.
"""

from __future__ import annotations


class VolantError(Exception):
    """Be the root: anything Volant raises on purpose.

    `code` is stable across releases and languages; clients may match on it. `message` names the
    offending value and the next step, in English; pages translate by code.
    """

    code = "volant"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsError(VolantError):
    """A key or value in `volant.toml` or the environment is not usable."""

    code = "settings"


class RequestError(VolantError):
    """What the caller sent cannot be acted on; sending it again unchanged will not help."""

    code = "request"


class EmptyQuestion(RequestError):
    code = "empty_question"


class TooLong(RequestError):
    """The text is larger than the limit named in the message."""

    code = "too_long"


class MalformedRequest(RequestError):
    """The body is not JSON, or a field is missing or has the wrong type."""

    code = "malformed_request"


class NotFound(VolantError):
    """The thing named does not exist here."""

    code = "not_found"


class UnknownModel(NotFound):
    code = "unknown_model"


class UnknownDocument(NotFound):
    code = "unknown_document"


class UnknownReceipt(NotFound):
    code = "unknown_receipt"


class PathNotFound(NotFound):
    code = "path_not_found"


class UnreadableDocument(VolantError):
    """A file cannot be turned into text; the others of the same call go on."""

    code = "unreadable_document"


class UnknownFormat(UnreadableDocument):
    code = "unknown_format"


class NotText(UnreadableDocument):
    """Bytes that claim to be text are not."""

    code = "not_text"


class BrokenDocument(UnreadableDocument):
    code = "broken_document"


class LockedDocument(UnreadableDocument):
    """The document asks for a password."""

    code = "locked_document"


class DocumentTooLarge(UnreadableDocument):
    """The file, or what it unpacks to, passes the limit named in the message."""

    code = "document_too_large"


class ReadingTooLong(UnreadableDocument):
    """Reading it took more time than a file of its size may take."""

    code = "reading_too_long"


class ReadingTooLarge(UnreadableDocument):
    """Reading it took more memory than any file may take."""

    code = "reading_too_large"


class NoTextLayer(UnreadableDocument):
    """A PDF of images only: it needs OCR first."""

    code = "no_text_layer"


class LibraryError(VolantError):
    code = "library"


class LibraryBusy(LibraryError):
    """Another process is writing to the same library."""

    code = "library_busy"


class IndexDamaged(LibraryError):
    """The index on disk does not agree with itself; the message names the command that mends it."""

    code = "index_damaged"


class EngineError(VolantError):
    code = "engine"


class EngineUnavailable(EngineError):
    """The engine cannot be reached or did not start."""

    code = "engine_unavailable"


class EngineTimeout(EngineError):
    """The engine gave nothing within the time limit, in seconds, named in the message."""

    code = "engine_timeout"


class EngineRefused(EngineError):
    """The engine answered with an error of its own, quoted in the message."""

    code = "engine_refused"


class RateLimited(EngineRefused):
    """The provider takes no more for now; the message quotes when it will, where it said."""

    code = "rate_limited"


class EmptyAnswer(EngineRefused):
    """The engine ended its answer without a word of it."""

    code = "empty_answer"


class OtherModel(EngineRefused):
    """The answer names another model than the one asked; none of its words were passed on."""

    code = "other_model"


class HostRefused(EngineRefused):
    """The host is not one that this client may reach; nothing was sent, not even its name."""

    code = "host_refused"


class WeightsUnavailable(EngineError):
    """No source of the weights could be reached."""

    code = "weights_unavailable"


class WrongDigest(EngineError):
    """Bytes do not match the digest that was asked for; they have been removed."""

    code = "wrong_digest"


class Denied(VolantError):
    """The policy does not let this data meet this engine, and nothing was sent.

    `rules` are the codes that led to it, `receipt` the identifier of the refusal's receipt.
    """

    code = "denied"

    def __init__(self, message: str, *, rules: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.rules, self.receipt = rules, ""


class LedgerError(VolantError):
    code = "ledger"


class LedgerDamaged(LedgerError):
    """The log does not verify; nothing is appended to it until an operator has looked."""

    code = "ledger_damaged"


class LedgerBusy(LedgerError):
    code = "ledger_busy"


class StorageFull(VolantError):
    """The disk has no room; what was written before is intact."""

    code = "storage_full"
