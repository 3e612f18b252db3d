"""Find the straight lines drawn on a PDF page: the rules of its tables.

A rule is a thin box, a stroke, or the edge of a shaded one, along an axis; curves, pictures and
what lies inside forms are passed over. It does not know which rules make a table.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from volant.library.readers.characters import Floats

THIN = 3.0
"""Points: a filled box thinner than this is a rule; the thickest rules of tables are 2.25."""

SHORTEST = 8.0
"""Points of a rule's length; shorter ones underline or strike out a word."""

MOST_OBJECTS = 20_000
"""Objects of a page looked at: a drawing has more, and no tables."""

MOST_RULES = 2_000
"""Rules of a page: a chart or a map has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Be the rules of a page, in points, y upwards.

    `across` has rows of left, y, right; `down` of x, low, high.
    """

    across: Floats
    down: Floats


NO_RULES = Rules(across=np.zeros((0, 3)), down=np.zeros((0, 3)))


def find_rules(page: pdfium.PdfPage) -> Rules:
    """Find the rules of a page; none in a drawing."""
    count = raw.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS:
        return NO_RULES
    boxes: list[tuple[float, float, float, float]] = []
    for index in range(count):
        shape = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_PATH:
            boxes += _boxes(shape)
        if len(boxes) > MOST_RULES:
            return NO_RULES
    return _sort_out(np.array(boxes, float).reshape(-1, 4))


def _boxes(shape: raw.FPDF_PAGEOBJECT) -> list[tuple[float, float, float, float]]:
    """Give left, low, right, high of a thin path, or of each line of a thick one."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not _painted(shape) or not raw.FPDFPageObj_GetBounds(shape, *edges):
        return []
    left, low, right, high = (edge.value for edge in edges)
    if right - left < THIN or high - low < THIN:
        return [(left, low, right, high)]
    corners = _corners(shape)
    return [
        (min(x, u), min(y, v), max(x, u), max(y, v))
        for (x, y, _), (u, v, drawn) in pairwise(corners)
        if drawn
    ]


def _painted(shape: raw.FPDF_PAGEOBJECT) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, fill, stroke)
    return bool(fill.value or stroke.value)


def _corners(shape: raw.FPDF_PAGEOBJECT) -> list[tuple[float, float, bool]]:
    """Give the points of a path on the page, and whether a line leads to each."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, matrix)
    corners = []
    start = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(shape), MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(shape, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        place = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = place
        corners.append((*place, kind == raw.FPDF_SEGMENT_LINETO))
        if raw.FPDFPathSegment_GetClose(segment):
            corners.append((*start, True))
    return corners


def _sort_out(boxes: Floats) -> Rules:
    """Tell the boxes that are rules across from those that are rules down."""
    left, low, right, high = boxes[np.isfinite(boxes).all(axis=1)].T
    across = (high - low < THIN) & (right - left >= SHORTEST)
    down = (right - left < THIN) & (high - low >= SHORTEST)
    return Rules(
        across=np.stack([left, (low + high) / 2, right], axis=1)[across],
        down=np.stack([(left + right) / 2, low, high], axis=1)[down],
    )
