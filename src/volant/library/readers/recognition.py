"""Recognise the text of pictures with `tesseract`, a program of its own (Apache-2.0).

A page that carries no text, or text that cannot be right, is drawn and read from its picture; a
photograph or a scan is a document of one page. The words come back with their places and are laid
out as the glyphs of a text layer are (`layout`): columns, tables and the order of Arabic are
decided in one place. What the program is sure of becomes the page's grade. Where it is not
installed, reading goes on without it.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from volant.errors import BrokenDocument, DocumentTooLarge, NoTextLayer
from volant.library.readers.bidi import face_lines
from volant.library.readers.characters import NOTE, Floats
from volant.library.readers.draft import finish
from volant.library.readers.glyphs import Glyphs
from volant.library.readers.layout import arrange
from volant.library.readers.pages import Page, bind
from volant.library.readers.spelling import Spelling, side
from volant.records import Document, Grade, Source

RESOLUTION = 300
"""Pixels to the inch tesseract is made for ("Improving the quality of the output", its manual)."""

LANGUAGES = ("ara", "fra")
"""What documents are written in; those not installed are left out."""

PATIENCE = 120
"""Seconds for one page; a dense one takes ten on two slow cores."""

MOST_PIXELS = 60_000_000
"""Pixels of a picture: A2 at 300 to the inch."""

SURE = 30.0
"""Percent: words the program is less sure of are specks, and are left out."""

PACKAGES = "tesseract-ocr, tesseract-ocr-ara and tesseract-ocr-fra"
"""The Debian packages that hold the program and its languages."""

Pixels = NDArray[np.uint8]
_POINTS = 72 / RESOLUTION
_LEFTWARDS = re.compile(r"[A-Za-z\u00c0-\u024f](?:\S*[A-Za-z\u00c0-\u024f])?|\d+(?:[.,:/٫٬]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Be a word recognised; its box in pixels, y downwards; `line` numbers its line on the page."""

    text: str
    line: int
    left: int
    top: int
    right: int
    bottom: int
    sure: float


@cache
def installed() -> str:
    """Give the languages to ask for, as `ara+fra`; "" where tesseract or all of them lack."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    try:
        run = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "+".join(language for language in LANGUAGES if language in run.stdout.split())


def recognise(pixels: Pixels, page: int) -> Page | None:
    """Read a picture of grey levels, `RESOLUTION` to the inch; None where nothing can be read.

    Gives up after `PATIENCE` seconds.
    """
    words = _words(_run(pixels))
    if not words:
        return None
    lines = arrange(_glyphs(words), place=_downwards)
    sure = np.average([word.sure for word in words], weights=[len(word.text) for word in words])
    grade = Grade(page=page, how="ocr", score=round(float(sure) / 100, 3))
    return Page(lines=face_lines(lines), grade=grade)


def read_image(data: bytes, source: Source) -> Document:
    """Read a photograph or a scan as a document of one page.

    Raises `NoTextLayer` without tesseract, `BrokenDocument` or `DocumentTooLarge`.
    """
    pixels = _open_image(data, source.name)
    if not installed():
        raise NoTextLayer(
            f"{source.name} is a picture, and tesseract is not installed: on Debian, install "
            f"{PACKAGES}, then add it again"
        )
    page = recognise(pixels, 1)
    if page is None:
        raise NoTextLayer(f"{source.name} is a picture in which no words can be recognised")
    bound = bind([page])
    document = finish(source, bound.text, marks=bound.marks)
    return replace(document, boxes=bound.boxes, grades=(page.grade,))


def _open_image(data: bytes, name: str) -> Pixels:
    """Give the grey levels of an image file, upright, at about `RESOLUTION`."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  half of the import

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DocumentTooLarge(
                    f"{name} has more than {MOST_PIXELS:,} pixels: scale it down"
                )
            grey = ImageOps.exif_transpose(image).convert("L")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise BrokenDocument(f"{name} is not a whole picture ({error}): make it anew") from error
    return np.asarray(grey, np.uint8)


def _run(pixels: Pixels) -> str:
    """Ask tesseract for the words of a picture, as tab-separated values; "" where it fails."""
    height, width = pixels.shape
    picture = b"P5 %d %d 255\n" % (width, height) + np.ascontiguousarray(pixels).tobytes()
    command = ["tesseract", "stdin", "stdout", "-l", installed(), "--dpi", str(RESOLUTION), "tsv"]
    try:
        run = subprocess.run(
            command, input=picture, capture_output=True, timeout=PATIENCE, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode("utf-8", "replace")


def _words(table: str) -> list[Word]:
    """Read the words of tesseract's table (levels: page, block, paragraph, line, word)."""
    words = []
    lines: dict[tuple[str, str, str], int] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = "".join(filter(str.isprintable, row.get("text") or "")).strip()
        if row.get("level") != "5" or not text or float(row["conf"]) < SURE:
            continue
        key = (row["block_num"], row["par_num"], row["line_num"])
        left, top = int(row["left"]), int(row["top"])
        words.append(
            Word(
                text=text,
                line=lines.setdefault(key, len(lines)),
                left=left,
                top=top,
                right=left + int(row["width"]),
                bottom=top + int(row["height"]),
                sure=float(row["conf"]),
            )
        )
    return words


def _glyphs(words: Sequence[Word]) -> Glyphs:
    """Make a glyph of each letter of each word, with a note of white between two words of a line.

    Letters share the width of their word alike; they are set as a page sets them, from the right
    in a line of Arabic, so that a text layer and a picture are read by the same rules.
    """
    rows: list[tuple[int, float, float, float, float, float, float]] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = _apart(sorted(group, key=lambda word: word.left))
        bottom = -float(np.median([word.bottom for word in line]))
        size = float(np.median([word.bottom - word.top for word in line]))
        rightwards = sum(side(char) for word in line for char in word.text) > 0
        for word in line:
            edges = np.linspace(word.left, word.right, len(word.text) + 1).tolist()
            for char, left, right in zip(
                _set(word.text, rightwards), edges[:-1], edges[1:], strict=True
            ):
                rows.append((ord(char), left, -word.bottom, right, -word.top, bottom, size))
        for one, other in pairwise(line):
            if one.right < other.left:
                rows.append((NOTE, one.right, bottom, other.left, bottom, bottom, size))
    table = np.array(rows, float)
    boxes = table[:, 1:5] * _POINTS
    return Glyphs(
        text=table[:, 0].astype(np.uint32),
        boxes=boxes,
        x=boxes[:, 0],
        y=table[:, 5] * _POINTS,
        size=table[:, 6] * _POINTS,
        spelling=Spelling(),
    )


def _apart(line: Sequence[Word]) -> list[Word]:
    """Cut boxes that reach over the next word's, so that letters of two words do not mix."""
    ends = [*(word.left for word in line[1:]), line[-1].right]
    return [
        replace(word, right=max(word.left + 1, min(word.right, end)))
        for word, end in zip(line, ends, strict=True)
    ]


def _set(word: str, rightwards: bool) -> str:
    """Give the letters of a word from left to right, as its line sets them."""
    if not rightwards and not any(side(char) > 0 for char in word):
        return word
    return _LEFTWARDS.sub(lambda run: run[0][::-1], word[::-1])


def _downwards(boxes: Floats) -> Floats:
    """Turn boxes whose y counts upwards from the top of the page to y downwards."""
    placed: Floats = boxes[:, (0, 3, 2, 1)] * (1, -1, 1, -1)
    return placed
