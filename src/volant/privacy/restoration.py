"""Put personal data back where an engine wrote placeholders, as the answer streams in.

An answer comes in pieces that end anywhere, inside a letter or a placeholder; what may still become
a placeholder is held until it is known. Text, JSON and the arguments of tool calls are one case:
a placeholder may be written in JSON escapes, and then its words are too. Only a placeholder exactly
as given is restored; a changed or made-up one becomes a neutral mark, because guessing whose data
was meant would show somebody's data to somebody else.
"""

from __future__ import annotations

from codecs import getincrementaldecoder

from volant.privacy import placeholders
from volant.privacy.likeness import script
from volant.privacy.vault import Book, Vault


class Restorer:
    """Restore one stream; `feed` each piece, then `finish`.

    The pieces that come out, joined, do not depend on where the stream was cut. `restored` and
    `neutral` count placeholders put back and marked.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._held = self._last = ""
        self._script = ""
        self.restored = self.neutral = 0

    def feed(self, piece: str | bytes) -> str:
        """Take a piece and give what is certain by now; bytes are UTF-8, cut anywhere.

        >>> restorer = Restorer({"⟦MAN_1⟧": ("محمد العلمي",)})
        >>> restorer.feed("السيد ⟦MA"), restorer.feed("N_1⟧، مرحبا"), restorer.finish()
        ('السيد ', 'محمد العلمي، مرحبا', '')
        """
        return self._run(self._decoder.decode(piece) if isinstance(piece, bytes) else piece)

    def finish(self) -> str:
        """Give the rest."""
        return self._run(self._decoder.decode(b"", final=True), final=True)

    def _run(self, piece: str, *, final: bool = False) -> str:
        raw, at = self._held + piece, 0
        out: list[str] = []
        until = len(raw)
        for token in placeholders.tokens(raw, self._last, final=final):
            if token.begun:
                until = token.start
                break
            out += (self._pass(raw[at : token.start]), self._replace(token))
            at = token.end
        out.append(self._pass(raw[at:until]))
        self._held = raw[until:]
        if until:
            self._last = placeholders.unescape(raw[:until])[0][-1:]
        return "".join(out)

    def _pass(self, text: str) -> str:
        """Let words through, and remember which letters they were in."""
        for letter in reversed(placeholders.unescape(text)[0]):
            if letter.isalpha():
                self._script = script(letter)
                break
        return text

    def _replace(self, token: placeholders.Token) -> str:
        spellings = self._book.get(token.text)
        if spellings is None:
            self.neutral += 1
            return placeholders.NEUTRAL
        self.restored += 1
        return placeholders.escape(self._choose(spellings), token.escapes)

    def _choose(self, spellings: tuple[str, ...]) -> str:
        """Take the spelling in the letters of what comes before; the first where none is."""
        fitting = (one for one in spellings if script(one) == self._script)
        return next(fitting, spellings[0])


def restore(text: str | bytes, vault: Vault, conversation: str) -> str:
    """Put back what the placeholders of a whole text stand for."""
    restorer = Restorer(vault.book(conversation))
    return restorer.feed(text) + restorer.finish()
