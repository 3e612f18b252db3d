"""Say whether a page shows more than its text layer says: a scan, or words drawn as shapes.

Pictures are looked at only where they are large and no line of text stands on them, and roughly:
paper with dark strokes on it is text, a photograph is not. It does not read.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from volant.library.readers.frames import Frame
from volant.library.readers.pages import Edges

FULL_PAGE = 1_000
"""Letters past which a page without pictures is not looked at: it says enough."""

LARGE = 0.1
"""Share of the page past which a picture is looked at; logos and signatures are smaller."""

WRITTEN_OVER = 0.1
"""Share of a picture under lines of text past which these are what it shows; a scan with a text
layer has 0.3, one with a stamp or a page number 0.01."""

OUTLINES = 150
"""Paths past which a page of few letters has its words drawn as shapes."""

FEW_LETTERS = 50

MOST_OBJECTS = 20_000
"""Objects of a page past which it is a drawing, and is not looked at."""

WIDEST = 1_000
"""Pixels across and down that a picture is looked at with, at most."""

DARK, PALE = 110, 170
"""Grey levels, of 255, of ink and of paper."""

INK = (0.005, 0.35)
"""Share of dark pixels on a written page; a photograph has more, a blank one less."""

LEAST_INK = 0.0002
"""Share of dark pixels of a page with a word or two on it, where hardly any text stands beside."""

PAPER = 0.55
"""Share of pale pixels a written page has at least."""


def is_covered(page: pdfium.PdfPage, frame: Frame, lines: Iterable[Edges], letters: int) -> bool:
    """Tell whether the lines of text of a page say what is drawn on it."""
    count = raw.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS or (letters > FULL_PAGE and count > letters / 2):
        return True
    kinds = [raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index)) for index in range(count)]
    if letters < FEW_LETTERS and kinds.count(raw.FPDF_PAGEOBJ_PATH) > OUTLINES:
        return False
    if not {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM} & set(kinds):
        return True
    return not _shows_more(page, frame, list(lines), letters)


def _shows_more(page: pdfium.PdfPage, frame: Frame, lines: list[Edges], letters: int) -> bool:
    whole = max(frame.width * frame.height, 1.0)
    texts = np.array(lines, float).reshape(-1, 4)
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        box = frame.place(np.array([picture.get_bounds()], float), 0)[0]
        box = np.clip(box, 0, [frame.width, frame.height] * 2)
        area = (box[2] - box[0]) * (box[3] - box[1])
        if area <= LARGE * whole or _shared(box, texts) >= WRITTEN_OVER * area:
            continue
        if _is_written(picture, INK[0] if letters >= FEW_LETTERS else LEAST_INK):
            return True
    return False


def _shared(box: NDArray[np.float64], texts: NDArray[np.float64]) -> float:
    """Give the area of lines of text inside a box."""
    inner = np.minimum(box[2:], texts[:, 2:]) - np.maximum(box[:2], texts[:, :2])
    return float(np.maximum(inner, 0).prod(axis=1).sum())


def _is_written(picture: pdfium.PdfImage, least: float) -> bool:
    """Tell whether a picture looks like writing on paper; one that cannot be shown does."""
    try:
        pixels = picture.get_bitmap(render=True).to_numpy()
    except (pdfium.PdfiumError, ValueError):
        return True
    step = max(1, max(pixels.shape[:2]) // WIDEST)
    grey = pixels[::step, ::step]
    grey = grey[..., :3].mean(axis=2) if grey.ndim == 3 else grey
    dark, pale = float((grey < DARK).mean()), float((grey > PALE).mean())
    return least < dark < INK[1] and pale > PAPER
