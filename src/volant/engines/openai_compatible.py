"""Speak to any engine that speaks OpenAI's chat completions: one here, one next door, one rented.

What is said is in `wire`, how it travels in `remote`. It knows which dialect a provider wants and
which engine reads llama.cpp's grammars only because it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from yarl import URL

from volant.engines import wire
from volant.engines.remote import Remote, Timeouts
from volant.records import Request

__all__ = ["OpenAICompatible", "Timeouts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Bind `wire` to one engine: its dialect, and whether it understands grammars."""

    WIRE: ClassVar[str] = "OpenAI's wire"

    dialect: wire.Dialect
    grammars: bool

    def address(self, base: URL, model: str) -> URL:
        return base / "chat/completions"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(self, request: Request, model: str) -> dict[str, Any]:
        return wire.body(request, model, grammars=self.grammars, dialect=self.dialect)

    def piece(self, event: str) -> wire.Piece:
        return wire.piece(event)


class OpenAICompatible(Remote):
    """Be the engine at `base_url`, the address that `/chat/completions` is added to.

    With `socket`, `base_url` only gives the path. `grammars` says that the engine understands
    llama.cpp's `grammar`; without it a request's grammar is not sent. `dialect` names a provider
    that calls a field otherwise, or refuses it (`wire.DIALECTS`).
    """

    def __init__(
        self,
        name: str,
        base_url: str = "http://localhost/v1",
        *,
        model: str,
        socket: Path | None = None,
        api_key: str | None = None,
        timeouts: Timeouts | None = None,
        tags: frozenset[str] = frozenset(),
        grammars: bool = False,
        dialect: wire.Dialect = "",
        lacks: str = "",
    ) -> None:
        super().__init__(
            name,
            base_url,
            _Words(dialect=dialect, grammars=grammars),
            model=model,
            socket=socket,
            api_key=api_key,
            timeouts=timeouts,
            tags=tags,
            lacks=lacks,
        )
        self.grammars, self.dialect = grammars, dialect
