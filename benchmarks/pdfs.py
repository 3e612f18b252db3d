"""Make PDFs whose truth is known: the set that `benchmarks.reading` measures on.

Each sheet is made several ways: printed by Chromium, exported by LibreOffice, and written here as
old producers wrote them, glyph by glyph from left to right in presentation forms. Words, lines and
table rows are known because we set them. The texts are our own, and laws of ../shared/data where it
is there. What is not installed (chromium, soffice, a font) is left out, and said so.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.old_producer import Piece, print_visually, read_face
from benchmarks.questions import SHARED

FONTS = ("Noto Naskh Arabic", "Noto Sans Arabic", "Noto Kufi Arabic", "DejaVu Sans", "Amiri",
         "Scheherazade")  # fmt: skip
FILES = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
    Path("/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf"),
)
LAWS = SHARED / "moroccan-law"

DECREE = [
    "ظهير شريف رقم 1.04.22 صادر في 12 من ذي الحجة 1424 (3 فبراير 2004)",
    "بتنفيذ القانون رقم 70.03 بمثابة مدونة الأسرة.",
    "الحمد لله وحده،",
    "يعلم من ظهيرنا الشريف هذا، أسماه الله وأعز أمره أننا:",
    "بناء على الدستور ولا سيما الفصلين 26 و58 منه؛",
    "المادة 15: تحدد نسبة الاشتراك في 4,52 % من الأجر الشهري الإجمالي،",
    "دون أن يتجاوز 6.000 درهم؛ والآجال 15-30 يوما.",
    "لا يجوز للمشغل، ولو لأجل الإصلاح، أن يشغل الأجراء ليلا.",
    "تدبر هذه التغطية من طرف الصندوق الوطني CNSS بالمغرب.",
    "يرسل الطلب إلى الموقع www.cndp.ma داخل أجل 30 يوما [ملحق 2].",
    "«تسلم البطاقة الوطنية للتعريف الإلكترونية» لكل مواطن مغربي.",
    "المادة 3 المكررة (2) - لا تقبل الطلبات الواردة بعد 31/12/2024.",
    "1) الاسم العائلي والاسم الشخصي؛ 2) تاريخ الازدياد ومكانه.",
    "أجل الاستئناف ثلاثون (30) يوما من تاريخ التبليغ.",
    "الإعلان عن الأراضي السلالية والآبار ولآلئ الآداب.",
    "رقم الهاتف: 05.37.77.88.99 والفاكس: 212537778800+",
    "يعاقب بغرامة من 10.000 إلى 100.000 درهم (مائة ألف درهم).",
    "الجريدة الرسمية عدد 6895 بتاريخ 25 شوال 1441 (17 يونيو 2020)، ص 3407.",
]

VOWELLED = [
    "الحَمْدُ لِلَّهِ رَبِّ العَالَمِينَ",
    "بِسْمِ اللَّهِ الرَّحْمَنِ الرَّحِيمِ",
    "يُعَاقَبُ بِالحَبْسِ مِنْ شَهْرٍ إِلَى سَنَةٍ",
    "تُحَدَّدُ كَيْفِيَّاتُ تَطْبِيقِ هَذِهِ المَادَّةِ بِنَصٍّ تَنْظِيمِيٍّ",
]

FRENCH = [
    "Dahir n° 1-09-15 du 22 safar 1430 (18 février 2009) portant promulgation",
    "de la loi n° 09-08 relative à la protection des personnes physiques.",
    "L'office efficace affirme que l'afflux final suffit ; c'est l'œuvre naïve.",
    "Article 12 : « la fiche » est délivrée dans un délai de 30 jours [annexe 2].",
    "Le montant est fixé à 1 234,56 DH (mille deux cent trente-quatre dirhams).",
]

MIXED = [
    "يعتبر «الظهير الشريف» بمثابة قانون (Dahir) في النظام المغربي.",
    "الوكالة الحضرية (Agence Urbaine) بمدينة الدار البيضاء.",
    "طلب رقم AB-1234 مؤرخ في 05/06/2023 لدى OMPIC بالرباط.",
    "ⵜⴰⴳⵍⴷⵉⵜ ⵏ ⵍⵎⵖⵔⵉⴱ",
    "Le terme « الظهير » désigne le dahir du 3 février 2004.",
]

TABLE = (
    ("رقم الصنف", "بيان الخدمة", "الرسم بالدرهم", "الأجل"),
    ("1", "نسخة كاملة من رسم الولادة", "2,00", "فورا"),
    ("2", "شهادة السكنى للمواطنين", "20,00", "3 أيام"),
    ("3", "رخصة البناء (طابق واحد)", "1.500,00", "30 يوما"),
    ("4", "التصديق على الإمضاءات", "0,00", "فورا"),
)

TARIFF = (
    ("Nature de l'acte", "Montant (DH)", "Délai"),
    ("Extrait d'acte de naissance", "2,00", "immédiat"),
    ("Certificat de résidence", "20,00", "3 jours"),
    ("Permis de construire", "1 500,00", "30 jours"),
    ("Légalisation de signature", "0,00", "immédiat"),
)

HEAD = "الجريدة الرسمية عدد 7264 مكرر - 3 رجب 1445 (15 يناير 2024)"
NOTE = "1- الجريدة الرسمية عدد 5184 بتاريخ 14 ذي الحجة 1424، ص 418."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Be what one page says: lines in reading order, and the rows of its tables."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Be one PDF of a kind, a sheet a page."""

    kind: str
    data: bytes
    sheets: tuple[Sheet, ...]


def laws(width: int, most: int = 40) -> list[str]:
    """Give lines of law no longer than `width`, from texts that are not damaged themselves."""
    lines: list[str] = []
    for path in sorted(LAWS.glob("*.txt"))[::25] if LAWS.is_dir() else ():
        text = path.read_text("utf-8", "replace")
        if _DAMAGED.search(text):
            continue
        words = " ".join(text.split()[:400]).split()
        lines += wrap([word for word in words if _PLAIN.fullmatch(word)], width)
        if len(lines) > most:
            break
    return lines[:most]


_DAMAGED = re.compile(r"\bاال|[\ufb50-\ufdff\ufe70-\ufefc]|\d[\u0621-\u064a]{2}")
_PLAIN = re.compile(r"[\u0621-\u064a]+[،؛.]?|\d+")


def wrap(words: Sequence[str], width: int) -> list[str]:
    """Fill lines of at most `width` characters."""
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:-1]


def running(width: int, count: int) -> list[str]:
    """Give `count` lines of running text, laws after our own."""
    own = " ".join(DECREE[3:8] + DECREE[10:14]).split()
    words = " ".join(laws(width)).split()
    return wrap([*own, *words, *own[7:], *own * (count * width // 200)], width)[:count]


# --- printed by Chromium --------------------------------------------------------------------------


def html_lines(lines: Sequence[str], style: str = "") -> str:
    """Set each line as one line; a line without Arabic runs from the left."""
    return "".join(
        f"<div dir={'rtl' if _runs_left(line) else 'ltr'} "
        f'style="white-space:nowrap;{style}">{escape(line)}</div>'
        for line in lines
    )


def _runs_left(line: str) -> bool:
    return bool(re.search("[\u0600-\u06ff]", line)) and not line.startswith("Le ")


def _families() -> str:
    """Name the fonts installed here; nothing where `fc-list` is not."""
    if not shutil.which("fc-list"):
        return ""
    listed = ["fc-list", ":", "family"]
    return subprocess.run(listed, capture_output=True, text=True, check=True).stdout


def html_table(rows: Sequence[Sequence[str]], towards: str, style: str) -> str:
    """Set a table; `style` of the table element, borders of the cells apart."""
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<table dir={towards} style="{style}">{cells}</table>'


def html_columns(lines: Sequence[str]) -> str:
    """Set lines in two columns, the right one first, spread to its width."""
    half = (len(lines) + 1) // 2
    spread = "text-align:justify;text-align-last:justify;"
    columns = (html_lines(part, spread) for part in (lines[:half], lines[half:]))
    boxes = "".join(f'<div style="width:max-content">{column}</div>' for column in columns)
    return f'<div dir=rtl style="display:flex;justify-content:space-between">{boxes}</div>'


BORDERS = {
    "collapsed": "border-collapse:collapse;width:90%",
    "separate": "border-spacing:2px;width:95%",
    "none": "width:95%",
}


def chromium() -> Iterator[Sample]:
    """Print sheets by Chromium, one sample a font."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    installed = _families()
    for font in FONTS:
        if font not in installed or not browser:
            continue
        yield Sample(kind="chromium", **_printed(browser, _decree_pages(font)))
        yield Sample(kind="two columns", **_printed(browser, _column_pages(font)))
        yield Sample(kind="tables", **_printed(browser, _table_pages(font)))


def _decree_pages(font: str) -> Iterator[tuple[str, Sheet]]:
    body = f"font:12pt '{font}','DejaVu Sans';line-height:1.9"
    for lines in (DECREE, VOWELLED, MIXED, FRENCH, running(70, 24)):
        page = [HEAD, *lines, NOTE, "- 17 -"]
        html = (
            html_lines([HEAD], "font-size:9pt;border-bottom:1px solid")
            + html_lines(lines)
            + html_lines([NOTE], "font-size:8pt;border-top:1px solid")
            + html_lines(["- 17 -"], "text-align:center")
        )
        yield f'<section style="{body}">{html}</section>', Sheet(lines=tuple(page))


def _column_pages(font: str) -> Iterator[tuple[str, Sheet]]:
    size = 8 if "Kufi" in font or "DejaVu" in font else 10
    for count, gap in ((40, 1.5), (60, 1.3)):
        lines = running(44, count)
        html = html_lines([HEAD]) + html_columns(lines) + html_lines(["418"], "text-align:center")
        sheet = Sheet(lines=(HEAD, *lines, "418"), columns=2)
        yield f"<section style=\"font:{size}pt '{font}';line-height:{gap}\">{html}</section>", sheet


def _table_pages(font: str) -> Iterator[tuple[str, Sheet]]:
    for name, style in BORDERS.items():
        edge = f"<style>td{{padding:3px}}.{name} td{{border:1px solid}}</style>"
        edge = "" if name == "none" else edge
        for rows, towards in ((TABLE, "rtl"), (TARIFF, "ltr")):
            before, after = DECREE[1], DECREE[7]
            html = (
                f"{edge}<section class={name} style=\"font:11pt '{font}'\">"
                f"{html_lines([before])}<br>"
                f"{html_table(rows, towards, style)}<br>{html_lines([after])}</section>"
            )
            yield html, Sheet(lines=(before, after), rows=rows)


def _printed(browser: str, pages: Iterator[tuple[str, Sheet]]) -> dict[str, Any]:
    made = list(pages)
    html = "".join(f'<div style="break-after:page">{page}</div>' for page, _ in made)
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(f"<!doctype html><meta charset=utf-8><body>{html}", encoding="utf-8")
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/p",
             "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return {"data": pdf.read_bytes(), "sheets": tuple(sheet for _, sheet in made)}


# --- exported by LibreOffice ----------------------------------------------------------------------

_OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>{styles}
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties
 fo:padding="0.1cm" fo:border="0.5pt solid #000000"/></style:style>
<style:style style:name="S" style:family="section"><style:section-properties
 style:writing-mode="rl-tb"><style:columns fo:column-count="2" fo:column-gap="0.8cm"/>
</style:section-properties></style:style></office:automatic-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""

_PARAGRAPH = """<style:style style:name="{name}" style:family="paragraph">
<style:paragraph-properties
 style:writing-mode="{mode}" fo:text-align="start" fo:line-height="140%" fo:break-before="{page}"/>
<style:text-properties style:font-name="{font}" fo:font-family="'{font}'" fo:font-size="{size}pt"
 style:font-family-complex="'{font}'" style:font-size-complex="{size}pt"/></style:style>"""


def libreoffice() -> Iterator[Sample]:
    """Export sheets by LibreOffice, one sample a font."""
    office = shutil.which("soffice")
    for font in FONTS[:4]:
        if not office:
            return
        sheets = [
            (_office_lines([*lines]), Sheet(lines=tuple(lines)))
            for lines in (DECREE, VOWELLED, MIXED, FRENCH, running(64, 22))
        ]
        yield _exported("libreoffice", office, font, 11, sheets)
        rows = [(TABLE, "rl-tb"), (TARIFF, "lr-tb")]
        tables = [
            (
                _office_lines([DECREE[1]])
                + _office_table(table, mode)
                + _office_lines([DECREE[7]]),
                Sheet(lines=(DECREE[1], DECREE[7]), rows=table),
            )
            for table, mode in rows
        ]
        yield _exported("tables", office, font, 12, tables)
        columns = running(34, 44)
        section = (
            f'<text:section text:style-name="S" text:name="s">{_office_lines(columns)}'
            "</text:section>"
        )
        both = [(_office_lines([HEAD]) + section, Sheet(lines=(HEAD, *columns), columns=2))]
        yield _exported("two columns", office, font, 9, both)


def _office_lines(lines: Sequence[str]) -> str:
    return "".join(
        f'<text:p text:style-name="{"R" if _runs_left(line) else "L"}">{escape(line)}</text:p>'
        for line in lines
    )


def _office_table(rows: Sequence[Sequence[str]], mode: str) -> str:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="C">{_office_lines([cell])}</table:table-cell>'
            for cell in (row if mode == "lr-tb" else row[::-1])
        )
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f"<table:table>{columns}{cells}</table:table>"


def _exported(
    kind: str, office: str, font: str, size: int, pages: Sequence[tuple[str, Sheet]]
) -> Sample:
    styles = "".join(
        _PARAGRAPH.format(name=name, mode=mode, font=font, size=size, page=page)
        for name, mode, page in (
            ("R", "rl-tb", "auto"), ("L", "lr-tb", "auto"),
            ("RN", "rl-tb", "page"), ("LN", "lr-tb", "page"),
        )
    )  # fmt: skip
    bodies = [body for body, _ in pages]
    body = bodies[0] + "".join(
        re.sub('style-name="([RL])"', r'style-name="\1N"', body, count=1) for body in bodies[1:]
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.fodt")
        file.write_text(_OFFICE.format(styles=styles, body=body), "utf-8")
        subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "pdf", "--outdir", folder, str(file)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        data = Path(folder, "page.pdf").read_bytes()
    return Sample(kind=kind, data=data, sheets=tuple(sheet for _, sheet in pages))


# --- written as old producers did -----------------------------------------------------------------


def visual() -> Iterator[Sample]:
    """Write sheets by hand in every order and meaning, in each font that has Arabic shapes."""
    for path, order, means, spaces in itertools.product(
        FILES, ("visual", "logical", "words"), ("forms", "letters"), (True, False)
    ):
        if path.exists():
            data = print_visually(
                _pieces(), read_face(path), order=order, means=means, spaces=spaces
            )
            yield Sample(kind="visual order", data=data, sheets=_SHEETS)


_OLD = [line for line in DECREE if not re.search("[«»A-Za-z+]", line)]
_SHEETS = (
    Sheet(lines=(*_OLD, *FRENCH[:4])),
    Sheet(lines=(HEAD, *running(34, 60)), columns=2),
    Sheet(lines=(_OLD[0],), rows=TABLE),
)


def _pieces() -> Iterator[list[Piece]]:
    lines = [Piece(text=line, x=540, y=800 - 24 * i) for i, line in enumerate(_OLD)]
    low = lines[-1].y
    lines += [
        Piece(text=line, x=55, y=low - 24 * (i + 1), base=0) for i, line in enumerate(FRENCH[:4])
    ]
    yield lines
    head, *rest = _SHEETS[1].lines
    yield [
        Piece(text=head, x=540, y=800),
        *(Piece(text=line, x=540, y=770 - 18 * i, size=10) for i, line in enumerate(rest[:30])),
        *(Piece(text=line, x=285, y=770 - 18 * i, size=10) for i, line in enumerate(rest[30:])),
    ]
    yield [
        Piece(text=_OLD[0], x=540, y=800),
        *(
            Piece(text=cell, x=540 - 130 * j - 30 * (j > 1), y=740 - 26 * i, size=9)
            for i, row in enumerate(TABLE)
            for j, cell in enumerate(row)
        ),
    ]


def samples() -> list[Sample]:
    """Make the whole set."""
    return [*chromium(), *libreoffice(), *visual()]


def missing() -> list[str]:
    """Say what is not installed here and was left out."""
    lacking = [name for name in ("chromium", "soffice") if not shutil.which(name)]
    return lacking + [str(path) for path in FILES if not path.exists()]
