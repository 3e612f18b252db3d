"""Check that pages without a good text layer are read from their picture, and cited on it."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from made_files import ascii_pdf, numbered, printed, source_of

from volant.errors import BrokenDocument, NoTextLayer, PathNotFound
from volant.library.readers.picture import draw, write_png
from volant.library.readers.portable import read_portable
from volant.library.readers.recognition import installed, read_image
from volant.records import Document

needs_tesseract = pytest.mark.skipif(
    "ara" not in installed(), reason="tesseract with Arabic is not installed here"
)

LINES = [
    "تحدد كيفيات تطبيق هذا القانون بنص تنظيمي",
    "يعاقب بالحبس من شهر إلى سنة",
    "المادة 15 من القانون رقم 70.03",
]
HTML = "<body dir=rtl style='font:16pt Noto Naskh Arabic'>" + "".join(f"<p>{x}" for x in LINES)


def pixels_of(data: bytes, scale: float = 300 / 72) -> np.ndarray:
    document = pdfium.PdfDocument(data)
    try:
        pixels: np.ndarray = document[0].render(scale=scale, grayscale=True).to_numpy().copy()
    finally:
        document.close()
    return pixels.reshape(pixels.shape[0], pixels.shape[1])


def scan(pixels: np.ndarray, front: str = "") -> bytes:
    """Make a PDF of one picture, with a line of text over it."""
    height, width = pixels.shape
    content = f"q 595 0 0 842 0 0 cm /I Do Q BT /F 9 Tf 40 20 Td ({front}) Tj ET"
    packed = zlib.compress(pixels.tobytes()).hex()
    data: bytes = numbered(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            (
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                "/Resources<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>>>"
            ),
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
            (
                f"<</Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
                "/BitsPerComponent 8/Filter[/ASCIIHexDecode/FlateDecode]"
                f"/Length {len(packed) + 1}>>"
                f"stream\n{packed}>\nendstream"
            ),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )
    return data


def pdf(data: bytes) -> Document:
    return read_portable(data, source_of(data, "scan.pdf"))


def words_kept(document: Document) -> float:
    words = " ".join(LINES).split()
    return sum(word in document.text for word in words) / len(words)


@needs_tesseract
def test_a_scan_is_read_from_its_picture(tmp_path: Path) -> None:
    document = pdf(scan(pixels_of(printed(HTML, tmp_path)), "p. 12"))
    assert [(grade.how, grade.faults) for grade in document.grades] == [("ocr", ("missing",))]
    assert words_kept(document) >= 0.85
    box = next(box for box in document.boxes if "الحبس" in document.text[box.start : box.end])
    assert 0 < box.top < box.bottom < 300 < box.right < 595


def test_a_scan_is_refused_where_nothing_recognises_it() -> None:
    if installed():
        pytest.skip("tesseract is installed here")
    with pytest.raises(NoTextLayer, match="tesseract-ocr-ara"):
        pdf(scan(np.full((1, 1), 0, np.uint8)))


@pytest.mark.parametrize("grey", [0, 255])
def test_a_blank_or_black_picture_has_no_words(grey: int) -> None:
    with pytest.raises(NoTextLayer, match=r"scan\.pdf"):
        pdf(scan(np.full((400, 300), grey, np.uint8)))


def test_a_photograph_beside_text_is_no_fault() -> None:
    shades = np.random.default_rng(1).integers(60, 255, (200, 200), np.uint8)
    data = scan(shades, "Le conseil communal se reunit en session ordinaire au siege " * 3)
    assert "missing" not in pdf(data).grades[0].faults


def test_a_scan_with_its_text_layer_is_read_as_text(tmp_path: Path) -> None:
    data = printed(HTML, tmp_path)
    document = pdf(data)
    assert [grade.faults for grade in document.grades] == [()]


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_an_image_file(kind: str, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    image.fromarray(pixels_of(printed(HTML, tmp_path))).save(file, kind)
    document = read_image(file.getvalue(), source_of(file.getvalue(), f"scan.{kind.lower()}"))
    assert words_kept(document) >= 0.85
    assert document.grades[0].how == "ocr"
    assert document.tag == "ar"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 90])
def test_a_broken_image(data: bytes) -> None:
    pytest.importorskip("PIL")
    with pytest.raises(BrokenDocument, match=r"scan\.png"):
        read_image(data, source_of(data, "scan.png"))


def test_a_page_is_drawn_with_its_citation() -> None:
    data = ascii_pdf("Loi 09-08\nArticle premier", "Article 2")
    boxes = pdf(data).boxes
    plain, shaded = (unpack(draw(data, 1, some)) for some in ((), boxes))
    changed = np.argwhere((plain != shaded).any(axis=2))
    assert plain.shape == (round(792 * 1.5), round(612 * 1.5), 3)
    first = boxes[0]
    assert abs(changed[:, 0].min() / 1.5 - first.top) < 4
    assert abs(changed[:, 1].min() / 1.5 - first.left) < 4
    assert (plain.sum(axis=2) == 0).sum() == (shaded.sum(axis=2) == 0).sum()  # ink stays ink


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(PathNotFound, match=str(page)):
        draw(ascii_pdf("a", "b"), page)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_follow_a_turned_page(turn: int) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(ascii_pdf("Article premier")))
    writer.pages[0].rotate(turn)
    out = io.BytesIO()
    writer.write(out)
    box = pdf(out.getvalue()).boxes[0]
    drawn = np.argwhere(unpack(draw(out.getvalue(), 1)).sum(axis=2) < 300) / 1.5
    assert box.top - 2 <= drawn[:, 0].min() <= drawn[:, 0].max() <= box.bottom + 2
    assert box.left - 2 <= drawn[:, 1].min() <= drawn[:, 1].max() <= box.right + 2


def unpack(png: bytes) -> np.ndarray:
    """Read back what `write_png` wrote."""
    width, height = struct.unpack_from(">II", png, 16)
    start = png.index(b"IDAT")
    length = struct.unpack_from(">I", png, start - 4)[0]
    rows = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), np.uint8)
    return rows.reshape(height, 1 + 3 * width)[:, 1:].reshape(height, width, 3).astype(int)


def test_png_holds_every_pixel() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 3), np.uint8)
    assert (unpack(write_png(pixels)) == pixels).all()
