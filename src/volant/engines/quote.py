"""Answer with the evidence itself, verbatim: the engine that needs no weights and cannot invent.

Evidence is what a Markdown block quote (lines that begin with `> `) of the last message holds. It
does not search and does not phrase: whoever asks brings the passages.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from volant.records import TAGS, Delta, Place, Request, Usage

NO_EVIDENCE = "No evidence was given."


class Quote:
    """Be the engine named `quote`; it quotes in every language, as it writes in none."""

    name = "quote"
    tags = frozenset(TAGS)
    place = Place(runtime="volant")

    async def stream(self, request: Request) -> AsyncGenerator[Delta]:
        """Yield the evidence of the last message line by line.

        The limits of the request are not applied: half a quotation is not a quotation.
        """
        last = request.messages[-1].content if request.messages else ""
        lines = evidence(last) or (NO_EVIDENCE,)
        for number, line in enumerate(lines):
            yield Delta(text=line if number == 0 else "\n" + line)
        yield Delta(text="", finish="stop", usage=Usage())

    async def close(self) -> None:
        return None


def evidence(text: str) -> tuple[str, ...]:
    """Return the quoted lines of `text`, without their mark.

    >>> evidence("شكون كيعطي هاد الوثيقة؟\\n> تسلم الجماعة شهادة السكنى.\\n")
    ('تسلم الجماعة شهادة السكنى.',)
    """
    lines = text.split("\n")
    return tuple(line[2:].removesuffix("\r") for line in lines if line.startswith("> "))
