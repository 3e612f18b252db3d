"""Write PDFs by hand as old producers of Arabic did: shapes of letters set from left to right.

The font is embedded whole, each glyph placed by its advance; what the font says it means is a
choice (`means`), and so is the order the glyphs are written in (`order`). The order on the page is
UAX #9's (rules W1-W7, N1-N2, I1-I2, L2, L4; no explicit marks, no N0), so that it owes nothing to
the reader that is measured.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

ORDERS = ("visual", "logical", "words")
MEANINGS = ("forms", "letters", "nothing", "wrong")


@dataclass(frozen=True, slots=True)
class Face:
    """Be a TrueType font: its bytes, glyph by code point, advance by glyph in thousandths."""

    data: bytes
    glyphs: dict[int, int]
    advances: list[float]


@cache
def read_face(path: Path) -> Face:
    """Read the tables of a TrueType font that a producer needs (OpenType 1.9, `cmap`, `hmtx`)."""
    data = path.read_bytes()
    tables = {}
    for i in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        tables[tag] = offset
    scale = 1000 / struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    many = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    count = struct.unpack_from(">H", data, tables[b"maxp"] + 4)[0]
    widths = [
        struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * i)[0] * scale for i in range(many)
    ]
    widths += [widths[-1]] * (count - many)
    return Face(data=data, glyphs=_read_cmap(data, tables[b"cmap"]), advances=widths)


def _read_cmap(data: bytes, start: int) -> dict[int, int]:
    for i in range(struct.unpack_from(">H", data, start + 2)[0]):
        _, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * i)
        at = start + offset
        if struct.unpack_from(">H", data, at)[0] == 4:
            return _read_segments(data, at)
    raise ValueError("the font has no character map of format 4")


def _read_segments(data: bytes, at: int) -> dict[int, int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    places = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, places)
    glyphs = {}
    for i, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, ranges, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                glyph = struct.unpack_from(
                    ">H", data, places + 2 * i + offset + 2 * (code - first)
                )[0]
                glyph = glyph + delta if glyph else 0
            if glyph & 0xFFFF:
                glyphs[code] = glyph & 0xFFFF
    return glyphs


# --- shapes ---------------------------------------------------------------------------------------


def _shapes() -> dict[tuple[str, str], str]:
    """Give the presentation form of letters by how they join (Unicode character database)."""
    shapes = {}
    for code in range(0xFE80, 0xFEFD):
        how, *letters = unicodedata.decomposition(chr(code)).split()
        shapes[how.strip("<>"), "".join(chr(int(letter, 16)) for letter in letters)] = chr(code)
    return shapes


SHAPES = _shapes()


def shape(text: str) -> str:
    """Put presentation forms in the place of letters, in the same order."""
    shaped = []
    i = 0
    while i < len(text):
        letters = text[i : i + 2] if ("isolated", text[i : i + 2]) in SHAPES else text[i]
        before, after = (
            text[i - 1] if i else " ",
            text[i + len(letters)] if i + len(letters) < len(text) else " ",
        )
        joins_before = ("initial", before) in SHAPES and ("final", letters) in SHAPES
        joins_after = ("initial", letters) in SHAPES and ("final", after) in SHAPES
        how = ("isolated", "initial", "final", "medial")[joins_after + 2 * joins_before]
        shaped.append(SHAPES.get((how, letters), letters))
        i += len(letters)
    return "".join(shaped)


# --- order ----------------------------------------------------------------------------------------


def to_visual(text: str, base: int) -> str:
    """Order a line as it stands from left to right; `base` is 1 for a line from right to left."""
    levels = _levels([unicodedata.bidirectional(char) for char in text], base)
    chars = [
        _MIRRORED.get(char, char) if level % 2 else char
        for char, level in zip(text, levels, strict=True)
    ]
    for level in range(max(levels, default=0), 0, -1):
        i = 0
        for high, n in _runs(levels, level.__le__):
            if high:
                chars[i : i + n] = chars[i : i + n][::-1]
                levels[i : i + n] = levels[i : i + n][::-1]
            i += n
    return "".join(chars)


def _runs(items: Iterable[Any], key: Callable[[Any], Any] | None) -> list[tuple[Any, int]]:
    return [(kind, len(list(group))) for kind, group in groupby(items, key)]


_MIRRORED = dict(zip("()[]{}«»‹›", ")(][}{»«›‹", strict=True))


def _levels(types: list[str], base: int) -> list[int]:
    """Resolve levels (UAX #9, 3.3.4 to 3.3.6)."""
    edge = "R" if base else "L"
    types = _around_separators(_after_letters(types, edge))
    i = 0
    for kind, n in _runs(types, None):  # W5, W6
        if kind == "ET" and "EN" in (types[i - 1 : i] + types[i + n : i + n + 1]):
            types[i : i + n] = ["EN"] * n
        elif kind in ("ES", "ET", "CS"):
            types[i : i + n] = ["ON"] * n
        i += n
    strong = edge
    for i, kind in enumerate(types):  # W7
        strong = kind if kind in ("L", "R") else strong
        types[i] = "L" if kind == "EN" and strong == "L" else kind
    return [_level(kind, base) for kind in _neutrals(types, edge)]


def _after_letters(types: list[str], edge: str) -> list[str]:
    """Let marks and numbers follow the letters before them (W1 to W3)."""
    strong = edge
    for i, kind in enumerate(types):
        if kind == "NSM":
            types[i] = types[i - 1] if i else edge
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[i] = "AN"
    return ["R" if kind == "AL" else kind for kind in types]


def _around_separators(types: list[str]) -> list[str]:
    """Let one separator between two numbers be part of them (W4)."""
    for i in range(1, len(types) - 1):
        around = types[i - 1], types[i + 1]
        if (types[i] in ("ES", "CS") and around == ("EN", "EN")) or (
            types[i] == "CS" and around == ("AN", "AN")
        ):
            types[i] = types[i - 1]
    return types


def _neutrals(types: list[str], edge: str) -> list[str]:
    """Give neutrals the direction around them (N1, N2)."""
    i = 0
    for weak, n in _runs(types, lambda kind: kind not in ("L", "R", "EN", "AN")):
        if weak:
            before = types[i - 1] if i else edge
            after = types[i + n] if i + n < len(types) else edge
            sides = {"R" if kind in ("EN", "AN") else kind for kind in (before, after)}
            types[i : i + n] = [sides.pop() if len(sides) == 1 else edge] * n
        i += n
    return types


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return 0 if kind == "L" else 1 if kind == "R" else 2


# --- pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be a line of text on a page: from `x` rightwards, or leftwards to it where `base` is 1."""

    text: str
    x: float
    y: float
    size: float = 12
    base: int = 1


def print_visually(
    pages: Iterable[Sequence[Piece]],
    face: Face,
    *,
    order: str = "visual",
    means: str = "forms",
    spaces: bool = True,
    rules: Sequence[tuple[float, float, float, float]] = (),
) -> bytes:
    """Write pages of A4; `spaces` says whether white is drawn or only left."""
    used: dict[int, str] = {}
    lines = "".join(f"{x} {y} m {u} {v} l S\n" for x, y, u, v in rules)
    contents = [
        lines + "BT\n" + "".join(_set(piece, face, order, spaces, used) for piece in page) + "ET"
        for page in pages
    ]
    return _assemble(contents, face, _to_unicode(used, means))


def _set(piece: Piece, face: Face, order: str, spaces: bool, used: dict[int, str]) -> str:
    """Place the glyphs of a piece one by one."""
    placed = []
    x = 0.0
    for char in to_visual(shape(piece.text), piece.base):
        glyph = (
            face.glyphs.get(ord(char)) or face.glyphs[ord(unicodedata.normalize("NFKC", char)[0])]
        )
        used[glyph] = char
        if char != " " or spaces:
            placed.append((x, glyph, char))
        x += face.advances[glyph] * piece.size / 1000
    start = piece.x - x if piece.base else piece.x
    if order == "logical":
        placed.reverse()
    if order == "words":
        words = [list(group) for _, group in groupby(placed, lambda one: one[2] == " ")]
        placed = [one for word in reversed(words) for one in word]
    return "".join(
        f"/F {piece.size} Tf 1 0 0 1 {start + x:.2f} {piece.y} Tm <{glyph:04X}> Tj\n"
        for x, glyph, _ in placed
    )


def _to_unicode(used: dict[int, str], means: str) -> str:
    """Write the map that says what glyphs mean; none where they mean nothing."""
    if means == "nothing":
        return ""
    shift = {"wrong": 7}.get(means, 0)
    lines = []
    for glyph, char in used.items():
        text = unicodedata.normalize("NFKC", char) if means in ("letters", "wrong") else char
        if shift and "\u0621" <= text[0] <= "\u064a":
            text = chr(0x621 + (ord(text[0]) - 0x621 + shift) % 42)
        lines.append(f"<{glyph:04X}> <{text.encode('utf-16-be').hex()}>")
    blocks = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (lines[i : i + 100] for i in range(0, len(lines), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _assemble(contents: list[str], face: Face, to_unicode: str) -> bytes:
    """Put pages, one font and its map into a file."""
    advances = " ".join(f"{advance:.0f}" for advance in face.advances)
    kids = " ".join(f"{8 + 2 * i} 0 R" for i in range(len(contents)))
    map_ = "/ToUnicode 7 0 R" if to_unicode else ""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        (
            "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H"
            f"/DescendantFonts[4 0 R]{map_}>>"
        ).encode(),
        (
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDToGIDMap/Identity/DW 500"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor 5 0 R/W[0[{advances}]]>>"
        ).encode(),
        (
            b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[-500 -400 1500 1200]/ItalicAngle 0"
            b"/Ascent 1000/Descent -400/CapHeight 700/StemV 80/FontFile2 6 0 R>>"
        ),
        _stream(face.data),
        _stream(to_unicode.encode()),
    ]
    for i, content in enumerate(contents):
        objects += [
            (
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
                f"/Contents {9 + 2 * i} 0 R>>"
            ).encode(),
            _stream(content.encode()),
        ]
    return numbered(objects)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)


def numbered(objects: Sequence[bytes]) -> bytes:
    """Write PDF objects, numbered from 1, with their table."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def print_picture(pixels: bytes, width: int, height: int, front: str = "") -> bytes:
    """Write a page of A4 that is one picture of grey levels, with a line of Latin text over it."""
    content = f"q 595 0 0 842 0 0 cm /I Do Q BT /F 9 Tf 40 20 Td ({front}) Tj ET".encode()
    return numbered(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            (
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                b"/Resources<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>>>"
            ),
            _stream(content),
            b"<</Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d"
            % (width, height)
            + _stream(pixels)[2:],
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )
