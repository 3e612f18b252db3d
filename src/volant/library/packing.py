"""Keep boxes, grades and an instrument small: columns of numbers, compressed; JSON for the rest.

A page has some fifty boxes of seven numbers; as columns of 32 bits, differences first, they shrink
to a fifth. Coordinates keep the precision of 32-bit floats, a ten-thousandth of a point.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec
import numpy as np

from volant.records import Box, Grade, Instrument


def pack_boxes(boxes: Sequence[Box]) -> bytes:
    """Give the bytes of a document's boxes, empty for none.

    >>> box = Box(start=0, end=5, page=1, left=72.0, top=90.5, right=200.0, bottom=104.0)
    >>> unpack_boxes(pack_boxes([box])) == (box,)
    True
    """
    if not boxes:
        return b""
    whole = np.array([(b.start, b.end, b.page) for b in boxes], "<i4").T
    sides = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes], "<f4").T
    steps = np.diff(whole, axis=1, prepend=np.zeros((3, 1), "<i4")).astype("<i4")
    return zlib.compress(steps.tobytes() + np.ascontiguousarray(sides).tobytes(), 6)


def unpack_boxes(data: bytes, start: int = 0, end: int | None = None) -> tuple[Box, ...]:
    """Give the boxes that share a code point with `text[start:end]`; all without `end`."""
    if not data:
        return ()
    table = np.frombuffer(zlib.decompress(data), "<i4").reshape(7, -1)
    whole, sides = np.cumsum(table[:3], axis=1, dtype=np.int64), table[3:].view("<f4")
    last = np.inf if end is None else end
    wanted = np.flatnonzero((whole[0] < last) & (whole[1] > start))
    return tuple(
        Box(start=a, end=b, page=page, left=left, top=top, right=right, bottom=bottom)
        for (a, b, page), (left, top, right, bottom) in zip(
            whole[:, wanted].T.tolist(), sides[:, wanted].T.tolist(), strict=True
        )
    )


def pack_grades(grades: Sequence[Grade]) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(grades), 6) if grades else b""


def unpack_grades(data: bytes) -> tuple[Grade, ...]:
    return msgspec.msgpack.decode(zlib.decompress(data), type=tuple[Grade, ...]) if data else ()


def pack_instrument(instrument: Instrument) -> str:
    """Give JSON without the fields that are not known; empty when none is.

    >>> pack_instrument(Instrument(kind="law", number="65-99"))
    '{"kind":"law","number":"65-99"}'
    """
    known = {k: v for k, v in msgspec.to_builtins(instrument).items() if v}
    return msgspec.json.encode(known).decode() if known else ""


def unpack_instrument(text: str) -> Instrument:
    return msgspec.json.decode(text, type=Instrument) if text else Instrument()
