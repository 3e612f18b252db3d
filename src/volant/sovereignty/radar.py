"""Draw ten levels as an SVG that can be read in grey, aloud, and from right to left.

Pure text in, pure text out: no colour carries meaning, one or two engines are told apart by a full
and a broken line, and how each level is known by the shape at its point. The description says in
words all that the picture says. Labels of axes are anchored in their middle; those of the key
begin beside their sign, on the side where the language begins, which is what `start` means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from volant.sovereignty.score import HIGHEST
from volant.sovereignty.words import load_words

SIZE, RADIUS = 520, 170
"""Width and height of the picture, and the length of an axis, in user units."""

KEY = 40
"""Where the key begins, from the side where the language begins."""

LINES = ('stroke-width="2.5"', 'stroke-width="2.5" stroke-dasharray="7 5"')
"""A full and a broken line."""

RIGHT_TO_LEFT = ("ar",)
_ISOLATE = "\u2067{}\u2069"
"""Keeps a name together inside Arabic, and in Arabic order even where its first word is in Latin
letters: RIGHT-TO-LEFT ISOLATE (Unicode Annex 9, 2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Be one engine to draw: ten levels, 0 to 4, and how each is known."""

    label: str
    levels: tuple[int, ...]
    marks: tuple[str, ...]


def draw(shapes: Sequence[Shape], language: str = "fr", id: str = "radar") -> str:
    """Return an SVG element of one or two shapes; `id` must be unique in its page.

    Raises `ValueError` for no shape or more than two.

    >>> shape = Shape(label="GemMaroc", levels=(2,) * 10, marks=("written",) * 10)
    >>> 'direction="rtl"' in draw([shape], "ar"), draw([shape], "ar").count("<polygon")
    (True, 5)
    """
    if not 1 <= len(shapes) <= len(LINES):
        raise ValueError(f"a radar shows one or two engines, not {len(shapes)}")
    side = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    height = SIZE + 30 * (len(shapes) + 1)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {height}" role="img" '
        f'lang="{language}" direction="{side}" aria-labelledby="{id}-title {id}-desc" '
        'font-family="sans-serif" font-size="13" fill="none" stroke="currentColor">'
    )
    parts = [
        opening,
        f'<title id="{id}-title">{escape(_title(shapes, language))}</title>',
        f'<desc id="{id}-desc">{escape(_describe(shapes, language))}</desc>',
        *_draw_web(language),
        *(line for i, shape in enumerate(shapes) for line in _draw_shape(shape, LINES[i])),
        *_draw_key(shapes, language),
        "</svg>",
    ]
    return "\n".join(parts)


def _title(shapes: Sequence[Shape], language: str) -> str:
    return " / ".join(_isolate(shape.label, language) for shape in shapes)


def _describe(shapes: Sequence[Shape], language: str) -> str:
    words = load_words()
    said = []
    for shape in shapes:
        levels = (
            f"{words['question'][str(number)]['ask'][language]} {level}/{HIGHEST} "
            f"({words['mark'][mark][language]})"
            for number, (level, mark) in enumerate(
                zip(shape.levels, shape.marks, strict=True), start=1
            )
        )
        said.append(f"{_isolate(shape.label, language)}. " + " ".join(levels))
    return f"{' '.join(said)} {words['phrase']['self'][language]}"


def _draw_web(language: str) -> list[str]:
    """Draw four rings, ten axes and the name of each question."""
    questions = load_words()["question"]
    parts = []
    for level in range(1, HIGHEST + 1):
        ring = _points([level] * len(questions))
        parts.append(f'<polygon points="{ring}" stroke-width="0.6" opacity="0.55"/>')
    for number, words in questions.items():
        x, y = _place(int(number), HIGHEST)
        parts.append(
            f'<path d="M{SIZE / 2} {SIZE / 2}L{x} {y}" stroke-width="0.6" opacity="0.55"/>'
        )
        x, y = _place(int(number), HIGHEST + 0.75)
        parts.append(_write(x, y, words["short"][language]))
    return parts


def _draw_shape(shape: Shape, line: str) -> list[str]:
    parts = [f'<polygon points="{_points(shape.levels)}" {line} stroke-linejoin="round"/>']
    for number, (level, mark) in enumerate(zip(shape.levels, shape.marks, strict=True), start=1):
        parts.append(_draw_mark(*_place(number, level), mark))
    return parts


def _draw_mark(x: float, y: float, mark: str) -> str:
    """Draw a full disc for checked, a square for written, a ring for said, a cross for unknown."""
    if mark == "checked":
        return f'<circle cx="{x}" cy="{y}" r="6" fill="currentColor"/>'
    if mark == "written":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="Canvas"/>'
    if mark == "said":
        return f'<circle cx="{x}" cy="{y}" r="5.5" fill="Canvas"/>'
    return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke-width="1.5"/>'


def _draw_key(shapes: Sequence[Shape], language: str) -> list[str]:
    """Draw what line is whose, and what each mark means; in Arabic, from the right."""

    def side(x: float) -> float:
        return round(SIZE - x if language in RIGHT_TO_LEFT else x, 1)

    parts = []
    for row, shape in enumerate(shapes):
        y = SIZE + 30 * row
        parts.append(f'<path d="M{side(KEY)} {y - 5}H{side(KEY + 60)}" {LINES[row]}/>')
        parts.append(_write(side(KEY + 72), y, _isolate(shape.label, language), "start"))
    marks = load_words()["mark"]
    y, step = SIZE + 30 * len(shapes), (SIZE - KEY) / len(marks)
    for place, (mark, words) in enumerate(marks.items()):
        x = KEY + place * step
        parts.append(_draw_mark(side(x + 6), y - 5, mark))
        parts.append(_write(side(x + 20), y, words[language], "start"))
    return parts


def _place(number: int, level: float) -> tuple[float, float]:
    """Return where a level lies on the axis of a question; the first points up, then clockwise."""
    angle = 2 * math.pi * (number - 1) / 10 - math.pi / 2
    reach = RADIUS * level / HIGHEST
    return round(SIZE / 2 + reach * math.cos(angle), 1), round(
        SIZE / 2 + reach * math.sin(angle), 1
    )


def _points(levels: Sequence[int]) -> str:
    places = (_place(number, level) for number, level in enumerate(levels, start=1))
    return " ".join(f"{x},{y}" for x, y in places)


def _write(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor" stroke="none">'
        f"{escape(text)}</text>"
    )


def _isolate(label: str, language: str) -> str:
    return _ISOLATE.format(label) if language in RIGHT_TO_LEFT else label
