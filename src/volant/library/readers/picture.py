"""Draw a page of a PDF with the places of a citation shaded, as PNG.

The page is drawn by us, so that what is shown is what was read; the reader's own viewer is never
trusted to find a place. It knows boxes, not citations.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from volant.errors import PathNotFound
from volant.library.readers.portable import PDFIUM, open_pdf
from volant.records import Box

SCALE = 1.5
"""Pixels a point: 108 to the inch, sharp enough to read on a screen."""

WIDEST = 2_400
"""Pixels of the longer side of a picture; a larger page is drawn smaller."""

SHADE = (255, 235, 120)
"""The yellow of a highlighter; letters stay as dark as they are (multiplied)."""

MARGIN = 1.5
"""Points around a box that are shaded too."""


def draw(data: bytes, page: int, boxes: Iterable[Box] = ()) -> bytes:
    """Draw a page, counted from 1, with those of the boxes that stand on it shaded; give a PNG.

    Raises `PathNotFound` for a page that is not there, and what `read_portable` raises of files.
    """
    with PDFIUM:
        document = open_pdf(data, "the document")
        try:
            if not 1 <= page <= len(document):
                raise PathNotFound(f"the document has {len(document)} pages: there is no {page}")
            sheet = document[page - 1]
            longest = max(sheet.get_width(), sheet.get_height(), 1.0)
            scale = min(SCALE, WIDEST / longest)
            pixels = sheet.render(scale=scale, rev_byteorder=True).to_numpy()[..., :3].copy()
        finally:
            document.close()
    for box in boxes:
        if box.page == page:
            _shade(pixels, box, scale)
    return write_png(pixels)


def _shade(pixels: NDArray[np.uint8], box: Box, scale: float) -> None:
    left, top = (int(max(0.0, edge - MARGIN) * scale) for edge in (box.left, box.top))
    right, bottom = (int(max(0.0, edge + MARGIN) * scale) + 1 for edge in (box.right, box.bottom))
    part = pixels[top:bottom, left:right].astype(np.uint16)
    pixels[top:bottom, left:right] = part * SHADE // 255


def write_png(pixels: NDArray[np.uint8]) -> bytes:
    """Write pixels (rows, columns, red green blue) as PNG (ISO/IEC 15948, 5 and 11.2).

    >>> write_png(np.zeros((2, 3, 3), np.uint8))[:4]
    b'\\x89PNG'
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row starts with its filter, 0: none
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)
