"""Check that glyphs set out by hand come out as the lines, columns and tables they make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.library.readers.characters import NOTE
from volant.library.readers.glyphs import Glyphs
from volant.library.readers.layout import arrange
from volant.library.readers.pages import Line
from volant.library.readers.rules import Rules
from volant.library.readers.spelling import Spelling

Shape = tuple[str, float, float, float, float]
"""What a glyph says, its left and right edge, its baseline and its size."""


def glyphs(shapes: list[Shape]) -> Glyphs:
    texts, left, right, y, size = zip(*shapes, strict=True)
    spelling = Spelling()
    low, high = np.array(y, float), np.array(y, float) + np.array(size, float)
    return Glyphs(
        text=np.array([ord(spelling.stand_in(text)) for text in texts], np.uint32),
        boxes=np.stack([np.array(left, float), low, np.array(right, float), high], axis=1),
        x=np.array(left, float),
        y=low,
        size=np.array(size, float),
        spelling=spelling,
    )


def row(visual: str, y: float = 0, left: float = 0) -> list[Shape]:
    """Set characters out from left to right, each half a font size of ten wide."""
    return [(c, left + 5 * i, left + 5 * i + 5, y, 10.0) for i, c in enumerate(visual)]


def texts(lines: list[Line]) -> list[str]:
    return [" | ".join(cell.text for cell in line.cells) for line in lines]


def test_vowels_follow_their_letter() -> None:
    shapes = [
        ("ب", 0, 1, 0, 1),
        ("\u064e", 0.1, 0.6, 0, 1),
        ("ق", 1, 2, 0, 1),
        ("\u064f", 1.2, 1.6, 0, 1),
        ("ي", 2, 3, 0, 1),
    ]
    assert texts(arrange(glyphs([(*s,) for s in shapes]))) == ["يق\u064fب\u064e"]


def test_a_ligature_is_one_glyph() -> None:
    shapes = [
        ("ا", 30, 33, 0, 10),
        ("لله", 18, 30, 0, 10),
        (" ", 15, 18, 0, 10),
        ("لا", 5, 15, 0, 10),
    ]
    assert texts(arrange(glyphs(shapes))) == ["الله لا"]  # type: ignore[arg-type]


def test_a_lam_crosses_its_alif() -> None:
    shapes = [("و", 20, 25, 0, 10), ("ل", 10, 20, 0, 10), ("ا", 10.1, 19, 0, 10)]
    assert texts(arrange(glyphs(shapes))) == ["ولا"]  # type: ignore[arg-type]


def test_what_is_printed_twice_is_read_once() -> None:
    bold = [(c, x + d, r + d, y, s) for c, x, r, y, s in row("نوناق") for d in (0, 0.4)]
    assert texts(arrange(glyphs(bold))) == ["قانون"]


def test_a_note_parts_words_that_stand_close() -> None:
    shapes = [*row("رهش"), ("\x1f", 15, 16.5, 0, 10), *row("لك", left=16.5)]
    assert NOTE == 0x1F
    assert texts(arrange(glyphs(shapes))) == ["كل شهر"]


def test_two_columns_one_after_the_other() -> None:
    lines = ["تحدد كيفيات تطبيق هذه", "المادة بنص تنظيمي بعد", "استشارة المجلس الوطني"] * 3
    page = [s for i, line in enumerate(lines) for s in row(line[::-1], -14 * i, left=200)]
    page += [s for i, line in enumerate(lines) for s in row(line[::-1], -14 * i, left=40)]
    assert texts(arrange(glyphs(page))) == [*lines, *lines]


TABLE = [["الصنف", "الرسم", "الأجل"], ["الأول", "20,00", "فورا"], ["الثاني", "1.500", "شهر"]]


def cells(lines: list[list[str]]) -> list[Shape]:
    return [
        shape
        for i, line in enumerate(lines)
        for j, cell in enumerate(line)
        for shape in row(cell if cell[0].isdigit() else cell[::-1], -20 * i, left=200 - 90 * j)
    ]


def test_a_table_without_rules() -> None:
    lines = arrange(glyphs(cells(TABLE)))
    assert texts(lines) == [" | ".join(line) for line in TABLE]
    assert [line.table for line in lines] == [1, 1, 1]


def rules(xs: list[float], ys: list[float]) -> Rules:
    return Rules(
        across=np.array([[min(xs), y, max(xs)] for y in ys], float),
        down=np.array([[x, min(ys), max(ys)] for x in xs], float),
    )


def test_rules_hold_a_cell_of_two_lines_together() -> None:
    page = [*cells(TABLE[:1]), *cells(TABLE[1:2]), *row("ةيربق", -32, left=200)]
    page = [
        (c, x, r, y if i < len(cells(TABLE[:1])) else y - 20, s)
        for i, (c, x, r, y, s) in enumerate(page)
    ]
    lines = arrange(glyphs(page), lambda: rules([10, 100, 190, 250], [14, -6, -60]))
    assert texts(lines) == ["الصنف | الرسم | الأجل", "الأول قبرية | 20,00 | فورا"]


def test_a_cell_merged_across_is_said_once() -> None:
    ruled = rules([10, 100, 190, 250], [14, -6, -26])
    down = [line for line in ruled.down.tolist() if line[0] != 100]
    down.append([100, -26, -6])
    page = [*row("نونا", 0, left=60), *row("ةحص", 0, left=200), *cells([[], TABLE[1]])]
    lines = arrange(glyphs(page), lambda: Rules(across=ruled.across, down=np.array(down)))
    assert texts(lines) == ["صحة | انون", "الأول | 20,00 | فورا"]


GLYPH = st.builds(
    lambda text, left, width, y, size: (text, left, left + width, y, size),
    st.sampled_from(["ا", "a", "1", " ", "(", "\u064e", "لا", "\x1f"]),
    st.floats(-1e6, 1e6),
    st.floats(0, 1e4),
    st.floats(-1e6, 1e6),
    st.floats(0, 1e4),
)


@settings(deadline=None)
@given(st.lists(GLYPH, min_size=1, max_size=60), st.booleans())
@pytest.mark.filterwarnings("error")
def test_any_glyphs_make_a_page(shapes: list[Shape], ruled: bool) -> None:
    grid = rules([-1e5, 0, 1e5], [1e5, 0, -1e5])
    text = "".join(
        texts(arrange(glyphs(shapes), lambda: grid) if ruled else arrange(glyphs(shapes)))
    )
    said = "".join(shape[0] for shape in shapes)
    kept = {char for char in text if char not in " |"}
    assert kept <= set(said)
    assert not text.count("\x1f")
