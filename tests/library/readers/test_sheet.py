"""Check that an XLSX gives its values as a reader sees them, row by row."""

from __future__ import annotations

import pytest
from made_files import packed, source_of

from volant.errors import BrokenDocument, DocumentTooLarge
from volant.library.readers.sheet import read_sheet
from volant.records import Document

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = (
    f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00 &quot;Dh&quot;"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/>'
    '<xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)


def book(*sheets: str, names: tuple[str, ...] = ("Taxes",), states: tuple[str, ...] = ("",),
         strings: str = "", setting: str = "") -> bytes:  # fmt: skip
    listed = "".join(
        f'<sheet name="{name}" r:id="r{n}"' + (f' state="{state}"' if state else "") + "/>"
        for n, (name, state) in enumerate(zip(names, states, strict=True))
    )
    links = "".join(
        f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>' for n in range(len(names))
    )
    parts = {
        "xl/workbook.xml": f"<w {MAIN} {LINKS}>{setting}<sheets>{listed}</sheets></w>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/vbaProject.bin": "macro",
    }
    for n, rows in enumerate(sheets):
        parts[f"xl/worksheets/s{n}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
        )
    data: bytes = packed(parts)
    return data


def xlsx(data: bytes) -> Document:
    return read_sheet(data, source_of(data, "taxes.xlsm"))


def test_rows_by_their_own_numbers_and_cells_in_their_places() -> None:
    runs = "<r><t>رسم </t></r><r><t>النظافة</t></r><rPh><t>x</t></rPh>"
    document = xlsx(
        book(
            '<row r="3"><c r="A3" t="s"><v>0</v></c>'
            '<c r="C3" t="inlineStr"><is><t>Taux</t></is></c></row>'
            '<row r="4"><c r="A4" t="s"><v>1</v></c>'
            '<c r="C4" s="2"><v>0.105</v></c><c r="D4"/></row>'
            '<row r="5"/>',
            strings=f"<si><t>Taxe</t></si><si>{runs}</si>",
        )
    )
    assert document.text == "Taxe | | Taux\nرسم النظافة | | 10.5%\n"
    rows = [mark for mark in document.marks if mark.kind == "row"]
    assert [(mark.label, document.text[mark.start : mark.end]) for mark in rows] == [
        ("3", "Taxe | | Taux"),
        ("4", "رسم النظافة | | 10.5%"),
    ]
    assert document.marks[0].label == "Taxes"
    assert document.marks[0].end == len(document.text) - 1


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c s="1"><v>38020</v></c>', "2004-02-03"),
        ('<c s="1"><v>59</v></c>', "1900-02-28"),
        ('<c s="1"><v>61</v></c>', "1900-03-01"),
        ('<c s="3"><v>38020.604166666664</v></c>', "2004-02-03 14:30"),
        ('<c s="5"><v>0.604166666666667</v></c>', "14:30"),
        ('<c s="4"><v>1250.5</v></c>', "1250.5"),
        ('<c s="1"><v>99999999</v></c>', "99999999"),
        ('<c s="1"><v>-4</v></c>', "-4"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>0612345678</v></c>", "0612345678"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="str"><f>A1</f><v>gagné</v></c>', "gagné"),
        ('<c t="s"><v>77</v></c><c><v>1</v></c>', "| 1"),
        ('<c s="999"><v>7</v></c>', "7"),
        ("<c><v>nan</v></c>", "nan"),
    ],
)
def test_values_as_their_format_shows_them(cell: str, shown: str) -> None:
    assert xlsx(book(f"<row>{cell}</row>")).text == f"{shown}\n"


def test_days_may_count_from_1904() -> None:
    rows = '<row><c s="1"><v>0</v></c></row>'
    assert xlsx(book(rows, setting='<workbookPr date1904="1"/>')).text == "1904-01-01\n"


def test_hidden_sheets_are_left_out_and_others_headed() -> None:
    rows = "<row><c><v>{}</v></c></row>"
    document = xlsx(
        book(
            *(rows.format(n) for n in (1, 2, 3)),
            names=("2024", "brouillon", "2025"),
            states=("", "hidden", "visible"),
        )
    )
    assert document.text == "2024\n1\n2025\n3\n"
    assert [mark.label for mark in document.marks if mark.kind == "heading"] == ["2024", "2025"]


def test_a_string_repeated_until_it_fills_the_memory() -> None:
    rows = '<row><c t="s"><v>0</v></c></row>' * 3_000
    with pytest.raises(DocumentTooLarge):
        xlsx(book(rows, strings=f"<si><t>{'mot ' * 2_500}</t></si>"))


def test_a_row_far_to_the_right_counts_all_its_cells() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 70))
    with pytest.raises(DocumentTooLarge):
        xlsx(book(rows))


def test_a_workbook_that_is_none() -> None:
    with pytest.raises(BrokenDocument, match="no workbook"):
        xlsx(packed({"word/document.xml": "<a/>"}))


def test_a_sheet_that_is_damaged() -> None:
    with pytest.raises(BrokenDocument, match="damaged"):
        xlsx(book("<row>"))
