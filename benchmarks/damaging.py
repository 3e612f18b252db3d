"""Damage pages in known ways, for the self-check that `benchmarks.reading` measures.

Texts are damaged as text layers are: words or lines backwards, all or a third of them, letters
shuffled, one letter's map shifted, Arabic taken for Latin. PDFs are damaged as files are: no map to
Unicode, a wrong one, nothing but a picture. Texts come from ../shared/data where it is there, else
from the bench's own.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.old_producer import Piece, print_picture, print_visually, read_face
from benchmarks.pdfs import DECREE, FILES, FRENCH, MIXED, TABLE
from benchmarks.questions import SHARED

PAGE = 1_500
"""Characters of a page; the shortest official page is half as long."""

MOST = 150
"""Pages of a source."""

SOURCES = ("moroccan-law/*.txt", "oldi-seed/ary_Arab.txt", "common-voice-cc0/fr.txt",
           "common-voice-cc0/es.txt", "oldi-seed/zgh_Tfng.txt")  # fmt: skip


def clean() -> list[str]:
    """Give pages of text; laws that are garbled themselves are left out."""
    pages = []
    for pattern in SOURCES:
        found: list[str] = []
        for path in sorted(SHARED.glob(pattern))[::5]:
            text = path.read_text("utf-8", "replace")
            if not _GARBLED.search(text):
                found += [text[i : i + PAGE] for i in range(0, len(text) - PAGE, PAGE)][:MOST]
        pages += found[:: max(1, len(found) // MOST)]
    return pages or [" ".join([*DECREE, *MIXED]), " ".join(FRENCH)]


_GARBLED = re.compile(r"[\x00-\x08\x0e-\x1f]|[\u00c0-\u00ff]{6}")


def damaged() -> dict[str, list[str]]:
    """Give clean texts, and the same damaged each way."""
    pages = clean()
    order = random.Random(20261122)
    ways: dict[str, Callable[[str], str]] = {
        "clean, text": str,
        "words backwards": lambda text: _words(text, lambda word: word[::-1]),
        "lines backwards": lambda text: "\n".join(line[::-1] for line in text.split("\n")),
        "a third of the words backwards": lambda text: _words(
            text, lambda word: word[::-1] if order.random() < 1 / 3 else word
        ),
        "letters shuffled": lambda text: _words(
            text, lambda word: "".join(order.sample(word, len(word)))
        ),
        "wrong map": _shift,
    }
    made = {name: [way(page) for page in pages] for name, way in ways.items()}
    arabic = [page for page in pages if len(re.findall("[\u0621-\u064a]", page)) > PAGE / 2]
    made["Arabic taken for Latin"] = [
        page.encode("cp1256", "replace").decode("latin-1") for page in arabic
    ]
    return made


def _words(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"\w+", lambda word: change(word[0]), text)


def _shift(text: str) -> str:
    """Let each letter say another, as a font with a map of its own does."""
    return "".join(
        chr(first + (ord(char) - first + 7) % count) if first else char
        for char in text
        for first, count in [_block(char)]
    )


def _block(char: str) -> tuple[int, int]:
    for first, last in (("\u0621", "\u064a"), ("a", "z"), ("ⴰ", "ⵥ")):
        if first <= char <= last:
            return ord(first), ord(last) - ord(first) + 1
    return 0, 0


def photographed() -> dict[str, list[bytes]]:
    """Give PDFs whose text layer is missing or wrong, one page each."""
    path = next((path for path in FILES if path.exists()), None)
    if path is None:
        return {}
    face = read_face(path)
    pages = list(_pages(path))
    made = {
        name: [print_visually([page], face, means=means) for page in pages]
        for name, means in (
            ("clean, PDF", "letters"), ("no map, PDF", "nothing"), ("wrong map, PDF", "wrong"),
        )
    }  # fmt: skip
    made["picture alone, PDF"] = [_picture(data) for data in made["clean, PDF"]]
    return made


def _pages(path: Path) -> list[list[Piece]]:
    del path
    lines = [line for line in DECREE if not re.search("[«»A-Za-z+]", line)]
    texts = [lines[i:] + lines[:i] for i in range(0, len(lines), 3)]
    pages = [
        [Piece(text=line, x=540, y=800 - 24 * i) for i, line in enumerate(text)] for text in texts
    ]
    cells = itertools.product(enumerate(TABLE), range(4))
    pages.append(
        [Piece(text=row[j], x=540 - 125 * j, y=740 - 26 * i, size=9) for (i, row), j in cells]
    )
    return pages


def _picture(data: bytes) -> bytes:
    document = pdfium.PdfDocument(data)
    pixels = document[0].render(scale=2, grayscale=True).to_numpy()
    document.close()
    height, width = pixels.shape[:2]
    return print_picture(pixels.tobytes(), width, height, "p. 3")
