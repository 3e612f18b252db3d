"""Check that PDF text comes out in reading order, Arabic above all, and hostile files refused."""

from __future__ import annotations

import difflib
import io
from pathlib import Path

import pypdf
import pytest
from made_files import ascii_pdf, numbered, printed, source_of

from volant.errors import BrokenDocument, LockedDocument, NoTextLayer
from volant.library.readers.portable import read_portable
from volant.records import Document

ARABIC = """ظهير شريف رقم 1.04.22 صادر في 12 من ذي الحجة 1424 (3 فبراير 2004)
بتنفيذ القانون رقم 70.03 بمثابة مدونة الأسرة.
المادة 15: تحدد نسبة الاشتراك في 4,52 % من الأجر الشهري الإجمالي،
دون أن يتجاوز 6.000 درهم؛ والآجال 15-30 يوما.
الحمد لله وحده، يعلم من ظهيرنا الشريف هذا، أسماه الله وأعز أمره أننا أصدرنا أمرنا الشريف بما يلي:
لا يجوز للمشغل، ولو لأجل الإصلاح، أن يشغل الأجراء في الأيام التي تكون فيها المؤسسة مغلقة."""

FRENCH = """Dahir n° 1-09-15 du 22 safar 1430 (18 février 2009) portant promulgation
de la loi n° 09-08.
L'office efficace affirme que l'afflux final suffit ;
« la fiche » reflète l'œuvre naïve (article 12)."""

MIXED = """تدبر هذه التغطية من طرف الصندوق الوطني CNSS (Caisse Nationale de SS) بالمغرب.
يرسل الطلب إلى البريد الإلكتروني contact@cndp.ma أو إلى الموقع www.cndp.ma داخل 30 يوما.
Le terme « الظهير الشريف » désigne le dahir du 3 février 2004."""

TAMAZIGHT = "ⵜⴰⴳⵍⴷⵉⵜ ⵏ ⵍⵎⵖⵔⵉⴱ ⵜⴳⴰ ⵜⴰⵎⵓⵔⵜ ⵜⴰⵏⵎⵓⵔⵜ. ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⴳⴰ ⵜⵓⵜⵍⴰⵢⵜ ⵜⵓⵏⵚⵉⴱⵜ (2011)."

FONTS = ["Noto Naskh Arabic", "Noto Sans Arabic", "Noto Kufi Arabic", "DejaVu Sans"]


def pdf(data: bytes) -> Document:
    return read_portable(data, source_of(data, "loi.pdf"))


def paragraphs(text: str, style: str = "", towards: str = "rtl") -> str:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f'<body dir={towards} style="font-size:12pt;{style}">{lines}'


def kept(truth: str, got: str) -> float:
    """Give the share of words kept, in order."""
    words = truth.split()
    blocks = difflib.SequenceMatcher(None, words, got.split(), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


def test_a_plain_pdf_by_hand() -> None:
    document = pdf(ascii_pdf("Loi 09-08\nArticle premier", "Article 2"))
    assert document.text == "Loi 09-08\nArticle premier\nArticle 2\n"
    assert [(mark.kind, mark.label) for mark in document.marks] == [("page", "1"), ("page", "2")]
    assert document.text[document.marks[1].start :] == "Article 2\n"
    assert document.title == "Loi 09-08 Article premier Article 2"


@pytest.mark.parametrize("font", FONTS)
def test_arabic(font: str, tmp_path: Path) -> None:
    document = pdf(printed(paragraphs(ARABIC, f"font-family:{font}"), tmp_path))
    assert kept(ARABIC, document.text) >= 0.97
    assert document.tag == "ar"
    assert document.date == "2004-02-03"
    assert "ولو لأجل الإصلاح" in document.text


@pytest.mark.parametrize("style", ["text-align:justify", "font-size:8pt", "line-height:2.2"])
def test_arabic_however_it_is_set(style: str, tmp_path: Path) -> None:
    html = paragraphs(ARABIC, f"font-family:Noto Naskh Arabic;{style}")
    assert kept(ARABIC, pdf(printed(html, tmp_path)).text) >= 0.97


def test_french(tmp_path: Path) -> None:
    document = pdf(printed(paragraphs(FRENCH, towards="ltr"), tmp_path))
    assert kept(FRENCH, document.text) >= 0.97
    assert "affirme que l'afflux final suffit" in " ".join(document.text.split())


def test_arabic_and_french_on_one_line(tmp_path: Path) -> None:
    document = pdf(printed(paragraphs(MIXED, "font-family:DejaVu Sans"), tmp_path))
    assert kept(MIXED, document.text) >= 0.95


def test_tamazight(tmp_path: Path) -> None:
    document = pdf(printed(paragraphs(TAMAZIGHT, towards="ltr"), tmp_path))
    assert kept(TAMAZIGHT, document.text) >= 0.97
    assert document.tag == "zgh-Tfng"


def test_two_columns_under_a_title(tmp_path: Path) -> None:
    text = "\n".join([ARABIC] * 3)
    html = (
        "<body dir=rtl style='font:11pt DejaVu Sans'><h2>نشرة المصالح الاجتماعية لكل المملكة</h2>"
        f"<div style='columns:2;column-gap:2em'>{paragraphs(text).split('>', 1)[1]}</div>"
    )
    assert kept(text, pdf(printed(html, tmp_path)).text) >= 0.95


def test_a_table_stays_in_rows(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>الصنف رقم {i}</td><td>{i}.500 درهم</td></tr>" for i in range(1, 9))
    html = f"<body dir=rtl><table style='width:90%;font:12pt DejaVu Sans'>{rows}</table>"
    lines = pdf(printed(html, tmp_path)).text.split("\n")
    assert "الصنف رقم 3 | 3.500 درهم" in lines


def test_a_page_turned_on_its_side(tmp_path: Path) -> None:
    html = paragraphs(ARABIC, "font-family:DejaVu Sans")
    reader = pypdf.PdfReader(io.BytesIO(printed(html, tmp_path)))
    writer = pypdf.PdfWriter()
    page = writer.add_page(reader.pages[0])
    page.rotate(90)
    page.transfer_rotation_to_content()
    out = io.BytesIO()
    writer.write(out)
    assert kept(ARABIC, pdf(out.getvalue()).text) >= 0.97


def test_a_slanted_stamp_is_left_out(tmp_path: Path) -> None:
    stamp = "<div style='position:fixed;top:40%;left:20%;transform:rotate(-35deg)'>نسخة للعرض</div>"
    document = pdf(printed(paragraphs(ARABIC, "font-family:DejaVu Sans") + stamp, tmp_path))
    assert "للعرض" not in document.text
    assert kept(ARABIC, document.text) >= 0.97


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(ascii_pdf("Texte")))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password() -> None:
    with pytest.raises(LockedDocument, match="password"):
        pdf(encrypted("secret"))


def test_a_pdf_that_anyone_may_open() -> None:
    assert pdf(encrypted("")).text == "Texte\n"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"GIF89a", b"%PDF-1.4\n" + b"\xff" * 4000, ascii_pdf("x")[:200]]
)
def test_broken(data: bytes) -> None:
    with pytest.raises(BrokenDocument):
        pdf(data)


def test_pages_that_lead_back_to_themselves() -> None:
    data = numbered(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"])
    with pytest.raises((BrokenDocument, NoTextLayer)):
        pdf(data)


def test_no_page_with_words() -> None:
    with pytest.raises(NoTextLayer, match="no words"):
        pdf(ascii_pdf(""))


def test_letters_without_meaning_are_refused_with_a_remedy() -> None:
    data = ascii_pdf("\\003\\023\\230\\004" * 20)
    with pytest.raises(NoTextLayer, match=r"ocrmypdf|scan it anew"):
        pdf(data)


def test_boxes_and_grades() -> None:
    document = pdf(ascii_pdf("Loi 09-08\nArticle premier", "Article 2"))
    said = [(box.page, document.text[box.start : box.end]) for box in document.boxes]
    assert said == [(1, "Loi 09-08"), (1, "Article premier"), (2, "Article 2")]
    first, second = document.boxes[:2]
    assert (round(first.left), first.top < 72 < first.bottom) == (72, True)
    assert second.top > first.top
    assert [(grade.page, grade.how, grade.faults) for grade in document.grades] == [
        (1, "text", ()),
        (2, "text", ()),
    ]


def test_rows_of_a_table_are_marked(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>الصنف رقم {i}</td><td>{i}.500 درهم</td></tr>" for i in range(1, 4))
    html = f"<body dir=rtl><p>الرسوم<table border=1 style='width:90%'>{rows}</table><p>انتهى"
    document = pdf(printed(html, tmp_path))
    marks = [mark for mark in document.marks if mark.kind in ("table", "row")]
    assert [mark.kind for mark in marks] == ["table", "row", "row", "row"]
    assert document.text[marks[2].start : marks[2].end] == "الصنف رقم 2 | 2.500 درهم"
    cells = [box for box in document.boxes if marks[2].start <= box.start < marks[2].end]
    assert [document.text[box.start : box.end] for box in cells] == ["الصنف رقم 2", "2.500 درهم"]
    assert cells[0].left > cells[1].right


def test_vowels(tmp_path: Path) -> None:
    line = "يُعَاقَبُ بِالحَبْسِ مِنْ شَهْرٍ إِلَى سَنَةٍ"
    html = paragraphs(line, "font-family:Noto Naskh Arabic")
    assert kept(line, pdf(printed(html, tmp_path)).text) >= 0.99
