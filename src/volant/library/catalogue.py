"""Read the records that `store` wrote: lists, hits, windows, boxes; never more than is allowed.

Every question takes a `dated` access and asks `access.allows` of the very rows it read, so a
document withdrawn a moment ago is not shown, whatever a mask made before says. Texts are put
together from the pieces a span touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from volant.library.access import Claim, allows
from volant.library.packing import unpack_boxes, unpack_grades, unpack_instrument
from volant.library.register import Entry
from volant.library.store import PIECE, Connection, piece
from volant.records import Access, Box, Grade, Held, Hit, Rights, Window

_HELD = (
    "id, path, name, digest, size, modified, title, date, tag, starter, count, instrument, unit,"
    " data_class, licence, added_by, approved_by, state, reason, since, valid_from, valid_until,"
    " twin"
)
_CLAIM = "d.unit, d.data_class, d.state, d.valid_from, d.valid_until"
_AT_ONCE = 900
"""Parameters of one statement; SQLite took 999 until 3.32 (sqlite.org/limits.html)."""


class Catalogue:
    """Read from the connection of a `Store`."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def number(self, key: str) -> int:
        """Give a number the store keeps, 0 where it keeps none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def changes(self, seen: int) -> tuple[list[Entry], list[int]]:
        """Give the documents that came or changed after `seq` `seen`, and the ids that went."""
        rows = self._db.execute(
            f"SELECT d.id, d.first, d.kinds, {_CLAIM} FROM documents d WHERE d.seq > ?", (seen,)
        )
        entries = [
            Entry(
                document=number,
                first=first,
                kinds=np.frombuffer(kinds, "<u4"),
                claim=_claim(claim),
            )
            for number, first, kinds, *claim in rows
        ]
        gone = self._db.execute("SELECT document FROM gone WHERE seq > ?", (seen,))
        return entries, [row[0] for row in gone]

    def held(self) -> list[Held]:
        """List what is held in whatever state, by name."""
        rows = self._db.execute(f"SELECT {_HELD} FROM documents ORDER BY name, path")
        return [*map(_unpack, rows)]

    def one(self, document: int, access: Access) -> Held | None:
        """Give one document that may be shown."""
        rows = self._db.execute(f"SELECT {_HELD} FROM documents WHERE id = ?", (document,))
        return next((one for one in map(_unpack, rows) if allows(access, _claim_of(one))), None)

    def versions(self, twin: str, access: Access) -> list[Held]:
        """List the documents of one text that may be shown, by name."""
        rows = self._db.execute(
            f"SELECT {_HELD} FROM documents WHERE twin = ? ORDER BY name, path", (twin,)
        )
        return [one for one in map(_unpack, rows) if allows(access, _claim_of(one))]

    def hits(self, scores: Sequence[tuple[int, float]], access: Access) -> list[Hit]:
        """Look passages up by id, in the order given; what is gone or closed is left out."""
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(scores), _AT_ONCE):
            found |= self._passages([i for i, _ in scores[start : start + _AT_ONCE]], access)
        return [Hit(passage=i, score=score, **found[i]) for i, score in scores if i in found]

    def text(self, document: int, access: Access) -> str | None:
        length = self._length(document, access)
        return None if length is None else self._slice(document, 0, length)

    def window(
        self, document: int, start: int, end: int, around: int, access: Access
    ) -> Window | None:
        """Give `around` code points on both sides of a span, and the article it is in."""
        length = self._length(document, access)
        if length is None:
            return None
        start = max(0, min(start, length))
        end = max(start, min(end, length))
        body = self._db.execute(  # a front matter before the first passage is not shown
            "SELECT coalesce(min(start), 0) FROM passages WHERE document = ?", (document,)
        ).fetchone()[0]
        offset = min(start, max(body, start - around))
        name, title, date, tag, starter, *claim = self._db.execute(
            f"SELECT d.name, d.title, d.date, d.tag, d.starter, {_CLAIM} FROM documents d"
            " WHERE d.id = ?", (document,),
        ).fetchone()  # fmt: skip
        within = self._db.execute(
            "SELECT article, page FROM passages WHERE document = ? AND start <= ?"
            " ORDER BY start DESC LIMIT 1",
            (document, start),
        ).fetchone()
        article, page = within or ("", 0)
        return Window(
            document=str(document), source=name, title=title, article=article, date=date, tag=tag,
            starter=bool(starter), text=self._slice(document, offset, end + around), offset=offset,
            start=start, end=end, page=page, **_shown(_claim(claim)),
        )  # fmt: skip

    def boxes(self, document: int, start: int, end: int, access: Access) -> tuple[Box, ...]:
        """Give the boxes that share a code point with a span."""
        return unpack_boxes(self._page(document, "boxes", access), start, end)

    def grades(self, document: int, access: Access) -> tuple[Grade, ...]:
        return unpack_grades(self._page(document, "grades", access))

    def _passages(self, ids: Sequence[int], access: Access) -> dict[int, dict[str, Any]]:
        rows = self._db.execute(
            "SELECT p.id, t.id, t.text, p.start, p.stop, p.page, p.article, d.id, d.digest, d.name,"
            f" d.title, d.date, d.tag, d.starter, d.twin, {_CLAIM}"
            " FROM passages p JOIN documents d ON d.id = p.document JOIN texts t"
            f" ON t.id BETWEEN (d.id << 20) + p.start / {PIECE} AND (d.id << 20) + p.stop / {PIECE}"
            f" WHERE p.id IN ({','.join('?' * len(ids))})", ids,
        )  # fmt: skip
        found: dict[int, dict[str, Any]] = {}
        for passage, at, text, start, end, *rest in sorted(rows, key=itemgetter(1)):
            offset = (at - piece(rest[2], 0)) * PIECE
            part = text[max(0, start - offset) : end - offset]
            if passage in found:
                found[passage]["text"] += part
            elif allows(access, _claim(rest[10:])):
                found[passage] = {"start": start, "end": end, "text": part, **_about(rest)}
        return found

    def _length(self, document: int, access: Access) -> int | None:
        """Give the length of a text in code points; None where it is not there or closed."""
        row = self._db.execute(
            f"SELECT d.length, {_CLAIM} FROM documents d WHERE d.id = ?", (document,)
        ).fetchone()
        return row[0] if row and allows(access, _claim(row[1:])) else None

    def _slice(self, document: int, start: int, end: int) -> str:
        first = start // PIECE
        rows = self._db.execute(
            "SELECT text FROM texts WHERE id >= ? AND id <= ? ORDER BY id",
            (
                piece(document, first),
                min(piece(document, end // PIECE), piece(document + 1, 0) - 1),
            ),
        )
        return "".join(row[0] for row in rows)[start - first * PIECE : end - first * PIECE]

    def _page(self, document: int, column: str, access: Access) -> bytes:
        row = self._db.execute(
            f"SELECT p.{column}, {_CLAIM} FROM pages p JOIN documents d ON d.id = p.document"
            " WHERE d.id = ?", (document,),
        ).fetchone()  # fmt: skip
        return row[0] if row and allows(access, _claim(row[1:])) else b""


def _claim(row: Sequence[str]) -> Claim:
    unit, data_class, state, start, until = row
    return Claim(unit=unit, data_class=data_class, state=state, valid_from=start, valid_until=until)


def _about(row: Sequence[Any]) -> dict[str, Any]:
    page, article, document, digest, name, title, date, tag, starter, twin, *claim = row
    return {
        "document": str(document), "digest": digest, "source": name, "title": title,
        "article": article, "date": date, "tag": tag, "starter": bool(starter), "page": page,
        "twin": twin, **_shown(_claim(claim)),
    }  # fmt: skip


def _shown(claim: Claim) -> dict[str, Any]:
    return {
        "unit": claim.unit, "data_class": claim.data_class,
        "valid_from": claim.valid_from, "valid_until": claim.valid_until,
    }  # fmt: skip


def _claim_of(held: Held) -> Claim:
    return Claim(
        unit=held.rights.unit,
        data_class=held.rights.data_class,
        state=held.state,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
    )


def _unpack(row: Sequence[Any]) -> Held:
    names = ("id", "path", "name", "digest", "size", "modified", "title", "date", "tag")
    starter, passages, instrument, unit, data_class, licence, added, approved, *rest = row[9:]
    state, reason, since, start, until, twin = rest
    return Held(
        **dict(zip(names, row[:9], strict=True)), starter=bool(starter), passages=passages,
        instrument=unpack_instrument(instrument), state=state, reason=reason, since=since,
        rights=Rights(
            unit=unit, data_class=data_class, licence=licence, added_by=added, approved_by=approved
        ),
        valid_from=start, valid_until=until, twin=twin,
    )  # fmt: skip
