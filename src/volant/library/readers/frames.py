"""Say where things stand on a page as it is shown: from its top left corner, y downwards.

PDF counts from the bottom left of a sheet that may be cropped and turned when shown, and its text
may be turned once more (ISO 32000-1, 8.3.2 and 14.11.2). Nothing here knows what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from volant.library.readers.characters import Floats
from volant.library.readers.glyphs import turn_boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Be the part of a sheet that is shown, in points; `turns` is in quarters clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        """Give the width of the page as it is shown."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Give the height of the page as it is shown."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def place(self, boxes: Floats, turn: int) -> Floats:
        """Turn boxes of upright text (left, low, right, high) to left, top, right, bottom.

        `turn` is how the text stands on the sheet, in quarters counter-clockwise.
        """
        left, low, right, high = turn_boxes(boxes, turn).T
        if self.turns == 1:
            edges = (low - self.bottom, left - self.left, high - self.bottom, right - self.left)
        elif self.turns == 2:
            edges = (self.right - right, low - self.bottom, self.right - left, high - self.bottom)
        elif self.turns == 3:
            edges = (self.top - high, self.right - right, self.top - low, self.right - left)
        else:
            edges = (left - self.left, self.top - high, right - self.left, self.top - low)
        return np.stack(edges, axis=1)


def find_frame(page: pdfium.PdfPage) -> Frame:
    """Find the frame of a page of a PDF."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90 % 4
    return Frame(left=left, bottom=bottom, right=right, top=top, turns=turns)
